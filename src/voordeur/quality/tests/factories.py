"""Builder of surveys for tests."""

from datetime import UTC, datetime
from itertools import count

from voordeur.homes.models import Dwelling
from voordeur.promises.models import PolicyVersion
from voordeur.promises.tests.factories import make_policy_version
from voordeur.quality.models import Survey

_number = count(1)


def make_survey(
    *,
    process: str = "REP",
    case_kind: str = "repairs",
    case_id: int | None = None,
    occasion: int = 1,
    dwelling: Dwelling | None = None,
    to_address: str = "ada@example.org",
    language: str = "nl",
    policy_version: PolicyVersion | None = None,
    invited_at: datetime = datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
    answered_at: datetime | None = None,
    mark: int | None = None,
    reason: str = "",
    is_solved: bool | None = None,
) -> Survey:
    """An invitation after a repair; with `mark` and `answered_at` an answer too."""
    return Survey.objects.create(
        process=process,
        case_kind=case_kind,
        case_id=case_id or next(_number),
        occasion=occasion,
        dwelling=dwelling,
        to_address=to_address,
        language=language,
        policy_version=policy_version or PolicyVersion.objects.first() or make_policy_version(),
        invited_at=invited_at,
        answered_at=answered_at,
        mark=mark,
        reason=reason,
        is_solved=is_solved,
    )
