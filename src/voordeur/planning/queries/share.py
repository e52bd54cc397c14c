"""Who drives far and who does the heavy work, week by week: for the craftsman themselves and for their planner."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from voordeur.parties.rules import Permission, Role, may
from voordeur.planning.models import Shift, Visit, VisitState
from voordeur.policy import rules as promised

if TYPE_CHECKING:
    from voordeur.parties.models import User

# Work of so many minutes in one home is heavy: it is what tires, and what leaves no room for anything else.
HEAVY_MINUTES = 120


@dataclass(frozen=True, slots=True)
class WeekShare:
    """One week of one craftsman. `day`: its Monday."""

    day: date
    shifts: int
    jobs: int
    km: float
    heavy: int


@dataclass(frozen=True, slots=True)
class FairShare:
    """The weeks of one craftsman beside all craftsmen: kilometres and heavy jobs per working day."""

    craftsman_id: int
    name: str
    weeks: list[WeekShare]
    km_per_day: float
    heavy_per_day: float
    mean_km_per_day: float
    mean_heavy_per_day: float


def fair_shares(*, user: "User", now: datetime, weeks: int = 8) -> list[FairShare]:
    """A planner gets everyone, those who drive most first; a craftsman gets themselves; nobody else anything."""
    is_planner = may(user.role, Permission.PLAN)
    if not is_planner and user.role != Role.CRAFTSMAN:
        return []
    today = promised.local(now).date()
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=weeks - 1)
    span = {
        "starts_at__gte": promised.at_minute(first, 0),
        "starts_at__lt": promised.at_minute(monday + timedelta(weeks=1), 0),
    }
    shifts = Shift.objects.filter(**span, is_absent=False).values_list(
        "pk", "craftsman_id", "craftsman__user_id", "craftsman__user__name", "starts_at", "route_km"
    )
    visits = Visit.objects.filter(**{f"shift__{name}": value for name, value in span.items()}).exclude(
        state=VisitState.CANCELLED
    )
    jobs: dict[int, int] = defaultdict(int)
    heavy: dict[int, int] = defaultdict(int)
    for shift_id, minutes in visits.values_list("shift_id", "minutes"):
        jobs[shift_id] += 1
        heavy[shift_id] += minutes >= HEAVY_MINUTES
    mondays = [first + timedelta(weeks=number) for number in range(weeks)]
    known: dict[int, tuple[int, str]] = {}
    rows: dict[int, dict[date, list[float]]] = defaultdict(dict)
    for pk, craftsman_id, user_id, name, starts_at, km in shifts:
        day = promised.local(starts_at).date()
        week = rows[craftsman_id].setdefault(day - timedelta(days=day.weekday()), [0, 0, 0.0, 0])
        known[craftsman_id] = (user_id, name)
        for column, value in enumerate((1, jobs[pk], km, heavy[pk])):
            week[column] += value
    days = sum(week[0] for found in rows.values() for week in found.values()) or 1
    mean_km = sum(week[2] for found in rows.values() for week in found.values()) / days
    mean_heavy = sum(week[3] for found in rows.values() for week in found.values()) / days
    shares = [
        _share(craftsman_id, known[craftsman_id][1], rows[craftsman_id], mondays, mean_km, mean_heavy)
        for craftsman_id in rows
        if is_planner or known[craftsman_id][0] == user.pk
    ]
    return sorted(shares, key=lambda share: (-share.km_per_day, share.name))


def _share(
    craftsman_id: int,
    name: str,
    rows: dict[date, list[float]],
    mondays: list[date],
    mean_km: float,
    mean_heavy: float,
) -> FairShare:
    weeks = [
        WeekShare(day, int(found[0]), int(found[1]), found[2], int(found[3]))
        for day in mondays
        if (found := rows.get(day, [0, 0, 0.0, 0]))
    ]
    days = sum(week.shifts for week in weeks) or 1
    return FairShare(
        craftsman_id,
        name,
        weeks,
        sum(week.km for week in weeks) / days,
        sum(week.heavy for week in weeks) / days,
        mean_km,
        mean_heavy,
    )
