"""Builders of shifts and visits for tests: a fixed week in November, in the town where the homes of the tests stand."""

from collections.abc import Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from voordeur.homes.models import Dwelling
from voordeur.homes.tests.factories import make_dwelling
from voordeur.parties.models import Craftsman
from voordeur.parties.tests.factories import make_craftsman
from voordeur.planning.models import Shift, Visit, VisitState

ZONE = ZoneInfo("Europe/Amsterdam")
MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)


def at(clock: str, day: date = TUESDAY) -> datetime:
    """A moment on the clock of the association: `at("10:15")`."""
    return datetime.combine(day, time.fromisoformat(clock), ZONE)


NOW = at("07:00", MONDAY)


def make_shift(
    *,
    craftsman: Craftsman | None = None,
    name: str = "Sam Bakker",
    trades: Mapping[str, int] | None = None,
    day: date = TUESDAY,
    from_clock: str = "07:30",
    until_clock: str = "16:00",
    break_minutes: int = 30,
    is_absent: bool = False,
) -> Shift:
    who = craftsman or make_craftsman(name=name, trades=trades)
    return Shift.objects.create(
        craftsman=who,
        starts_at=at(from_clock, day),
        ends_at=at(until_clock, day),
        lat=who.lat,
        lon=who.lon,
        break_from_at=at("11:30", day) if break_minutes else None,
        break_until_at=at("13:30", day) if break_minutes else None,
        break_minutes=break_minutes,
        is_absent=is_absent,
    )


def make_visit(
    *,
    shift: Shift | None = None,
    dwelling: Dwelling | None = None,
    trade: str = "LOO",
    minutes: int = 45,
    window: tuple[str, str] = ("08:00", "12:00"),
    start: str = "09:00",
    end: str = "09:48",
    day: date = TUESDAY,
    is_promised: bool = True,
    is_emergency: bool = False,
    is_fixed: bool = False,
    state: VisitState = VisitState.PLANNED,
    case_kind: str = "repairs",
    case_id: int = 1,
) -> Visit:
    """A visit at the planned times given; the times of the other visits of the shift are left alone."""
    home = dwelling or make_dwelling()
    return Visit.objects.create(
        shift=shift or make_shift(day=day),
        dwelling=home,
        lat=home.lat,
        lon=home.lon,
        trade=trade,
        minutes=minutes,
        window_from_at=at(window[0], day),
        window_until_at=at(window[1], day),
        is_promised=is_promised,
        is_emergency=is_emergency,
        is_fixed=is_fixed,
        planned_start_at=at(start, day),
        planned_end_at=at(end, day),
        travel_minutes=10,
        travel_km=5,
        state=state,
        case_kind=case_kind,
        case_id=case_id,
        booked_at=NOW,
    )
