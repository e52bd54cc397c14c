"""A week of all craftsmen as the board shows it: two reads, however many people and days. Writes nothing."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator

from voordeur.planning.queries.board import ShiftLine, VisitLine, shift_lines, stamp_of, state_of, visit_lines
from voordeur.planning.queries.minutes import minute_of, moment_of
from voordeur.policy import rules as promised

if TYPE_CHECKING:
    from voordeur.parties.models import User

WORKING_DAYS = 5
DAYS = 7


@dataclass(frozen=True, slots=True)
class WeekCell:
    """One day of one craftsman. Without a `shift` nobody works; `visits` come with how they stand."""

    day: date
    shift: ShiftLine | None
    visits: list[tuple[VisitLine, str]]
    load_share: float


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A craftsman's week. `load_share` is that of all its days together."""

    craftsman_id: int
    craftsman_name: str
    cells: list[WeekCell]
    load_share: float

    @property
    def versions(self) -> str:
        """How its routes stand, as "12.5-13.9"."""
        shifts = (cell.shift for cell in self.cells)
        return "-".join(f"{shift.pk}.{shift.version}" for shift in shifts if shift)


@dataclass(frozen=True, slots=True)
class Week:
    """Working days, with the weekend when somebody works then. `day_loads` and `visit_count` are of everyone."""

    days: list[date]
    trade: str
    stamp: str
    page: Page[int]
    rows: list[WeekRow]
    day_loads: list[float]
    visit_count: int
    load_share: float


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week(
    *, user: "User", day: date, now: datetime, trade: str = "", page: str | int | None = None, rows: int | None = None
) -> Week:
    """The week in which `day` lies, by name of craftsman; with `rows` so many of them, those of `page`."""
    monday = monday_of(day)
    shifts = shift_lines(user=user, from_on=monday, until_on=monday + timedelta(days=DAYS - 1), trade=trade)
    day_of = {shift.pk: promised.local(moment_of(shift.starts)).date() for shift in shifts}
    known = sorted({*day_of.values(), *(monday + timedelta(days=number) for number in range(WORKING_DAYS))})
    by_craftsman: dict[int, list[ShiftLine]] = defaultdict(list)
    for shift in shifts:
        by_craftsman[shift.craftsman_id].append(shift)
    shown = Paginator(list(by_craftsman), rows or max(1, len(by_craftsman))).get_page(page)
    visits: dict[int, list[VisitLine]] = defaultdict(list)
    for visit in visit_lines(user=user, shift_ids=[shift.pk for shift in shifts]):
        visits[visit.shift_id].append(visit)
    this_minute = minute_of(now)
    return Week(
        days=known,
        trade=trade,
        stamp=stamp_of(shifts),
        page=shown,
        rows=[_row(number, by_craftsman[number], day_of, known, visits, this_minute) for number in shown],
        day_loads=[_load([shift for shift in shifts if day_of[shift.pk] == one], visits) for one in known],
        visit_count=sum(len(found) for found in visits.values()),
        load_share=_load(shifts, visits),
    )


def _row(
    craftsman_id: int,
    shifts: list[ShiftLine],
    day_of: dict[int, date],
    days: list[date],
    visits: dict[int, list[VisitLine]],
    this_minute: int,
) -> WeekRow:
    cells = []
    for day in days:
        there = [shift for shift in shifts if day_of[shift.pk] == day]
        lines = [
            (line, state_of(line, this_minute, is_absent=shift.is_absent))
            for shift in there
            for line in visits[shift.pk]
        ]
        cells.append(WeekCell(day, there[0] if there else None, lines, _load(there, visits)))
    return WeekRow(craftsman_id, shifts[0].craftsman_name, cells, _load(shifts, visits))


def _load(shifts: list[ShiftLine], visits: dict[int, list[VisitLine]]) -> float:
    """Work and driving over the hours of who is there, 0..1 and up."""
    present = [shift for shift in shifts if not shift.is_absent]
    room = sum(shift.room_minutes for shift in present)
    taken = sum(
        shift.route_minutes + sum(line.planned_end - line.planned_start for line in visits[shift.pk])
        for shift in present
    )
    return taken / room if room > 0 else 0.0
