"""Builder of work items for tests."""

from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from voordeur.parties.models import Team, User
from voordeur.work.models import WorkItem
from voordeur.work.rules import TEAM_OF, ItemKind

_number = count(1)

MONDAY = date(2026, 11, 23)


def at(clock: str, day: date) -> datetime:
    """A moment on the clock of the association."""
    return datetime.combine(day, time.fromisoformat(clock), ZoneInfo("Europe/Amsterdam"))


NOW = at("07:00", MONDAY)


def make_item(
    *,
    kind: ItemKind = ItemKind.CALL_BACK,
    subject: str = "R0000001 · kraan lekt · Lindelaan 1",
    case_id: int | None = None,
    team: Team | None = None,
    owner: User | None = None,
    owned_since: datetime | None = None,
    due_at: datetime = NOW + timedelta(days=2),
    opened_at: datetime = NOW,
    urgency: str = "",
    is_vulnerable: bool = False,
    is_complaint: bool = False,
    promised_at: datetime | None = None,
) -> WorkItem:
    """An open step of a case of its own, of the team whose work it is; due in two days unless told otherwise."""
    return WorkItem.objects.create(
        kind=kind,
        subject=subject,
        team=team or Team.objects.get_or_create(code=TEAM_OF[kind], defaults={"name": TEAM_OF[kind]})[0],
        owner=owner,
        owned_since=owned_since or (opened_at if owner else None),
        promise="work.call_back_within_working_days",
        due_at=due_at,
        urgency=urgency,
        is_complaint=is_complaint,
        is_vulnerable=is_vulnerable,
        promised_at=promised_at,
        case_kind="repairs",
        case_id=case_id or next(_number),
        opened_at=opened_at,
    )
