"""Builder of a policy version for tests."""

from datetime import UTC, datetime

from voordeur.policy import presets
from voordeur.promises.models import PolicyVersion


def make_policy_version(
    *, preset: str = "gepast", starts_at: datetime = datetime(2020, 1, 1, tzinfo=UTC)
) -> PolicyVersion:
    """One of the project's presets, in force from `starts_at`."""
    return PolicyVersion.objects.create(
        starts_at=starts_at, name=preset, text=presets.dump(presets.load(preset)), created_at=starts_at
    )
