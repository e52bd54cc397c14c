"""A day of all craftsmen as a board shows it: two reads, however many people work. Writes nothing.

What is told of the day counts everyone; cards are only made for the craftsmen who are shown.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from django.core.paginator import Page, Paginator

from voordeur.parties.rules import Permission, may
from voordeur.planning.models import Shift, Visit, VisitState
from voordeur.planning.queries.minutes import HOUR, Minute, minute_of, moment_of
from voordeur.policy import rules as promised

if TYPE_CHECKING:
    from voordeur.parties.models import User

STEP = 5
STEPS_IN_HOUR = HOUR // STEP
# Different windows of one day are drawn below each other, so that each can be seen.
TRACKS = 3


class Span(NamedTuple):
    """A stretch of the time axis: where it begins and how long it is, each in hours and steps of five minutes."""

    at_hour: int
    at_step: int
    for_hour: int
    for_step: int


@dataclass(frozen=True, slots=True)
class Axis:
    """The time that a board shows: from a whole hour on, a whole number of hours. Moments are minutes since 1970."""

    first: int
    hours: int

    @property
    def last(self) -> int:
        return self.first + HOUR * self.hours

    def span(self, from_minute: int, until_minute: int) -> Span:
        """The part of a stretch of time that is on the axis, at least one step; both ends are rounded alike."""
        steps = self.hours * STEPS_IN_HOUR
        begin = min(max(0, round((from_minute - self.first) / STEP)), steps - 1)
        end = min(max(begin + 1, round((until_minute - self.first) / STEP)), steps)
        return Span(*divmod(begin, STEPS_IN_HOUR), *divmod(end - begin, STEPS_IN_HOUR))


class ShiftLine(NamedTuple):
    """What the whole day needs of a shift; `starts` and `ends` in minutes since 1970."""

    pk: int
    craftsman_id: int
    craftsman_name: str
    starts: int
    ends: int
    break_minutes: int
    is_absent: bool
    version: int
    route_minutes: float
    route_km: float

    @property
    def room_minutes(self) -> int:
        """The hours of the shift without its break."""
        return self.ends - self.starts - self.break_minutes


class VisitLine(NamedTuple):
    """A visit as it was read; `window_from` to `planned_end` in minutes since 1970."""

    pk: int
    shift_id: int
    window_from: int
    window_until: int
    planned_start: int
    planned_end: int
    travel_minutes: float
    trade: str
    minutes: int
    is_promised: bool
    is_emergency: bool
    is_fixed: bool
    is_locked: bool
    visit_state: str
    case_kind: str
    case_id: int
    street: str
    number: int
    letter: str
    addition: str
    postcode: str
    town: str
    warning: str
    has_asbestos: bool

    @property
    def house(self) -> str:
        """The number with its letter and addition."""
        return f"{self.number}{self.letter}" + (f"-{self.addition}" if self.addition else "")

    @property
    def address(self) -> str:
        return f"{self.street} {self.house}"

    @property
    def full_address(self) -> str:
        return f"{self.address}, {self.postcode[:4]} {self.postcode[4:]} {self.town}"

    @property
    def window_from_at(self) -> datetime:
        return moment_of(self.window_from)

    @property
    def window_until_at(self) -> datetime:
        return moment_of(self.window_until)

    @property
    def planned_start_at(self) -> datetime:
        return moment_of(self.planned_start)


@dataclass(frozen=True, slots=True)
class BoardVisit:
    """A card. `state` is planned, waiting, busy, late or done; `line` what was read.

    `place` is its work on the time axis, `window` what was promised (None without a promise), `drive` the way to it
    (None when it is next door); `track` the line on which the window is drawn.
    """

    line: VisitLine
    state: str
    place: Span
    window: Span | None
    drive: Span | None
    track: int

    @property
    def pk(self) -> int:
        return self.line.pk


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A craftsman's day. `load_share`: work and driving over the hours of the shift without its break, 0..1 and up."""

    line: ShiftLine
    load_share: float
    place: Span
    visits: list[BoardVisit]

    @property
    def starts_at(self) -> datetime:
        return moment_of(self.line.starts)

    @property
    def ends_at(self) -> datetime:
        return moment_of(self.line.ends)


@dataclass(frozen=True, slots=True)
class Board:
    """A day. `hours` are those of the time axis; `waiting` the visits of absent craftsmen that need another place.

    `present` is the moment it is now on the axis; None on another day. `first`: the minute at which the axis begins.
    `rows` are the craftsmen of `page`; all else, with the `standing` visits, is of everyone; so is `stamp`, which
    is another one after every change of a route.
    """

    day: date
    trade: str
    stamp: str
    first: int
    hours: list[datetime]
    present: Span | None
    page: Page[ShiftLine]
    rows: list[BoardRow]
    waiting: list[BoardVisit]
    standing: list[VisitLine]
    visit_count: int
    load_share: float
    route_minutes: float


def board(
    *, user: "User", day: date, now: datetime, trade: str = "", page: str | int | None = None, rows: int | None = None
) -> Board:
    """The shifts that begin on `day`, by name, with their visits; only of people who know `trade` when it is given.

    With `rows`, so many craftsmen: those of `page`, the first one when there is no such page.
    """
    shifts = shift_lines(user=user, from_on=day, until_on=day, trade=trade)
    standing = visit_lines(user=user, shift_ids=[shift.pk for shift in shifts])
    axis = axis_of(shifts, standing, day)
    shown = Paginator(shifts, rows or max(1, len(shifts))).get_page(page)
    cards = cards_of(standing, shifts, {shift.pk for shift in shown}, axis, minute_of(now))
    work: dict[int, int] = defaultdict(int)
    for visit in standing:
        work[visit.shift_id] += visit.planned_end - visit.planned_start
    present = [shift for shift in shifts if not shift.is_absent]
    room = sum(shift.room_minutes for shift in present)
    this_minute = minute_of(now)
    return Board(
        day=day,
        trade=trade,
        stamp=stamp_of(shifts),
        first=axis.first,
        hours=[moment_of(axis.first + HOUR * hour) for hour in range(axis.hours)],
        present=axis.span(this_minute, this_minute) if axis.first <= this_minute < axis.last else None,
        page=shown,
        rows=[row_of(shift, cards[shift.pk], work[shift.pk], axis) for shift in shown],
        waiting=[card for shift in shifts for card in cards[shift.pk] if card.state == "waiting"],
        standing=standing,
        visit_count=len(standing),
        load_share=sum(work[shift.pk] + shift.route_minutes for shift in present) / room if room else 0.0,
        route_minutes=sum(shift.route_minutes for shift in present),
    )


def shift_lines(*, user: "User", from_on: date, until_on: date, trade: str = "") -> list[ShiftLine]:
    """The shifts that begin on these days, the last one too, by name; only of people who know `trade` when given."""
    start, end = promised.at_minute(from_on, 0), promised.at_minute(until_on, 24 * HOUR)
    found = Shift.objects.visible_to(user).between(start, end)
    if trade:
        found = found.filter(craftsman__trades__trade=trade)
    rows = found.order_by("craftsman__user__name", "craftsman_id", "starts_at").values_list(
        "pk",
        "craftsman_id",
        "craftsman__user__name",
        Minute("starts_at"),
        Minute("ends_at"),
        "break_minutes",
        "is_absent",
        "version",
        "route_minutes",
        "route_km",
    )
    return [ShiftLine(*row) for row in rows]


def stamp_of(shifts: list[ShiftLine]) -> str:
    """How these routes stand, in a few signs: versions only go up, so the sum is another one after every change."""
    return f"{sum(shift.version for shift in shifts)}-{len(shifts)}"


def visit_lines(*, user: "User", shift_ids: list[int]) -> list[VisitLine]:
    """What stands in these shifts, in the order of the day; a warning only for who may see it."""
    rows = (
        Visit.objects.visible_to(user)
        .filter(shift_id__in=shift_ids)
        .exclude(state=VisitState.CANCELLED)
        .order_by("planned_start_at", "pk")
        .values_list(
            "pk",
            "shift_id",
            Minute("window_from_at"),
            Minute("window_until_at"),
            Minute("planned_start_at"),
            Minute("planned_end_at"),
            "travel_minutes",
            "trade",
            "minutes",
            "is_promised",
            "is_emergency",
            "is_fixed",
            "is_locked",
            "state",
            "case_kind",
            "case_id",
            "dwelling__street",
            "dwelling__number",
            "dwelling__letter",
            "dwelling__addition",
            "dwelling__postcode",
            "dwelling__town",
            "dwelling__warning",
            "dwelling__has_asbestos",
        )
    )
    lines = [VisitLine(*row) for row in rows]
    return lines if may(user.role, Permission.SEE_WARNINGS) else [line._replace(warning="") for line in lines]


def cards_of(
    standing: list[VisitLine], shifts: list[ShiftLine], shown: set[int], axis: Axis, this_minute: int
) -> dict[int, list[BoardVisit]]:
    """By shift the cards of those that are shown, and of absent craftsmen."""
    absent = {shift.pk for shift in shifts if shift.is_absent}
    cards: dict[int, list[BoardVisit]] = defaultdict(list)
    windows: dict[int, dict[tuple[int, int], int]] = defaultdict(dict)
    for line in standing:
        if line.shift_id in shown or line.shift_id in absent:
            tracks = windows[line.shift_id]
            track = tracks.setdefault((line.window_from, line.window_until), len(tracks) % TRACKS)
            state = state_of(line, this_minute, is_absent=line.shift_id in absent)
            cards[line.shift_id].append(_card(line, state, axis, track))
    return cards


def axis_of(shifts: list[ShiftLine], visits: list[VisitLine], day: date) -> Axis:
    """Office hours, wider when someone works longer."""
    opens, closes = minute_of(promised.at_minute(day, 8 * HOUR)), minute_of(promised.at_minute(day, 16 * HOUR))
    first = min([opens, *(shift.starts for shift in shifts), *(visit.planned_start for visit in visits)])
    last = max([closes, *(shift.ends for shift in shifts), *(visit.planned_end for visit in visits)])
    first -= first % HOUR
    return Axis(first, min(24, -(-(last - first) // HOUR)))


def state_of(line: VisitLine, this_minute: int, *, is_absent: bool) -> str:
    """How a visit stands: planned, waiting (for another place), busy, late or done."""
    if line.visit_state == VisitState.DONE:
        return "done"
    if line.is_fixed:
        return "busy"
    if is_absent:
        return "waiting"
    return "late" if line.window_until < this_minute else "planned"


def _card(line: VisitLine, state: str, axis: Axis, track: int) -> BoardVisit:
    return BoardVisit(
        line=line,
        state=state,
        place=axis.span(line.planned_start, line.planned_end),
        window=axis.span(line.window_from, line.window_until) if line.is_promised else None,
        drive=axis.span(round(line.planned_start - line.travel_minutes), line.planned_start)
        if line.travel_minutes >= STEP / 2
        else None,
        track=track,
    )


def row_of(shift: ShiftLine, cards: list[BoardVisit], work_minutes: float, axis: Axis) -> BoardRow:
    room = shift.room_minutes
    return BoardRow(
        line=shift,
        load_share=(work_minutes + shift.route_minutes) / room if room > 0 else 0.0,
        place=axis.span(shift.starts, shift.ends),
        visits=cards,
    )
