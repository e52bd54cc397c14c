"""Which policy holds, or held, at a moment."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from voordeur.kernel.errors import Refused
from voordeur.policy import presets
from voordeur.policy.models import ServicePolicy
from voordeur.promises.models import PolicyVersion


@dataclass(frozen=True, slots=True)
class InForce:
    """A policy and the version row it came from."""

    version_id: int
    starts_at: datetime
    policy: ServicePolicy


@lru_cache(maxsize=64)
def _parsed(version_id: int, text: str) -> ServicePolicy:
    return presets.parse_kept(text, source=f"version {version_id}")


def _read(row: PolicyVersion) -> InForce:
    return InForce(version_id=row.pk, starts_at=row.starts_at, policy=_parsed(row.pk, row.text))


def in_force(at: datetime) -> InForce:
    """The version in force at `at`: the one that started last. Refused when none had started."""
    row = PolicyVersion.objects.filter(starts_at__lte=at).order_by("-starts_at").first()
    if row is None:
        raise Refused("no_policy_in_force", at=at)
    return _read(row)


def of_version(version_id: int) -> InForce:
    """The version a case began under."""
    return _read(PolicyVersion.objects.get(pk=version_id))


def versions() -> list[InForce]:
    """Every version, the earliest first: for what looks back over a long time."""
    return [_read(row) for row in PolicyVersion.objects.order_by("starts_at")]
