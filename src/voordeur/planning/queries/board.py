"""A day of all craftsmen as a board shows it: four reads, however many people work. Writes nothing.

What is told of the day counts everyone; cards are only made for the craftsmen who are shown.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.core.paginator import Page, Paginator

from voordeur.parties.rules import Permission, may
from voordeur.planning.models import Shift, Visit, VisitQuerySet, VisitState
from voordeur.policy import rules as promised

if TYPE_CHECKING:
    from voordeur.parties.models import User

STEP = timedelta(minutes=5)
STEPS_IN_HOUR = 12
# Different windows of one day are drawn below each other, so that each can be seen.
TRACKS = 3


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the time axis: where it begins and how long it is, each in hours and steps of five minutes."""

    at_hour: int
    at_step: int
    for_hour: int
    for_step: int


@dataclass(frozen=True, slots=True)
class Axis:
    """The time that a board shows: from a whole hour on, a whole number of hours."""

    first: datetime
    hours: int

    @property
    def last(self) -> datetime:
        return self.first + timedelta(hours=self.hours)

    def span(self, from_at: datetime, until_at: datetime) -> Span:
        """The part of a stretch of time that is on the axis, at least one step; both ends are rounded alike."""
        steps = self.hours * STEPS_IN_HOUR
        begin = min(max(0, round((from_at - self.first) / STEP)), steps - 1)
        end = min(max(begin + 1, round((until_at - self.first) / STEP)), steps)
        return Span(*divmod(begin, STEPS_IN_HOUR), *divmod(end - begin, STEPS_IN_HOUR))


@dataclass(frozen=True, slots=True)
class BoardVisit:
    """A card. `state` is planned, waiting, busy, late or done; `house` the number with its letter and addition.

    `place` is its work on the time axis, `window` what was promised (None without a promise), `drive` the way to it
    (None when it is next door); `track` the line on which the window is drawn.
    """

    pk: int
    shift_id: int
    window_from_at: datetime
    window_until_at: datetime
    planned_start_at: datetime
    planned_end_at: datetime
    travel_minutes: float
    address: str
    street: str
    house: str
    full_address: str
    warning: str
    has_asbestos: bool
    trade: str
    minutes: int
    is_promised: bool
    is_emergency: bool
    state: str
    case_kind: str
    case_id: int
    place: Span
    window: Span | None
    drive: Span | None
    track: int


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A craftsman's day. `load_share`: work and driving over the hours of the shift without its break, 0..1 and up."""

    shift_id: int
    craftsman_name: str
    trades: list[str]
    starts_at: datetime
    ends_at: datetime
    break_minutes: int
    is_absent: bool
    route_minutes: float
    route_km: float
    work_minutes: float
    load_share: float
    place: Span
    visits: list[BoardVisit]


class ShiftLine(NamedTuple):
    """What the whole day needs of a shift."""

    pk: int
    craftsman_id: int
    craftsman_name: str
    starts_at: datetime
    ends_at: datetime
    break_minutes: int
    is_absent: bool
    route_minutes: float
    route_km: float


class VisitLine(NamedTuple):
    """What the whole day needs of a visit."""

    pk: int
    shift_id: int
    window_from_at: datetime
    window_until_at: datetime
    planned_start_at: datetime
    planned_end_at: datetime


@dataclass(frozen=True, slots=True)
class Board:
    """A day. `hours` are those of the time axis; `waiting` the visits of absent craftsmen that need another place.

    `present` is the moment it is now on the axis; None on another day. `rows` are the craftsmen of `page`; all else,
    with the `standing` visits, is of everyone.
    """

    day: date
    trade: str
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
    start, end = promised.at_minute(day, 0), promised.at_minute(day, 24 * 60)
    found = Shift.objects.visible_to(user).between(start, end)
    if trade:
        found = found.filter(craftsman__trades__trade=trade)
    in_order = found.order_by("craftsman__user__name", "craftsman_id", "starts_at")
    shifts = [
        ShiftLine(*line)
        for line in in_order.values_list("pk", "craftsman_id", "craftsman__user__name", *ShiftLine._fields[3:])
    ]
    there = (
        Visit.objects.visible_to(user)
        .filter(shift_id__in=[shift.pk for shift in shifts])
        .exclude(state=VisitState.CANCELLED)
        .order_by("planned_start_at", "pk")
    )
    standing = [VisitLine(*line) for line in there.values_list(*VisitLine._fields)]
    axis = _axis(shifts, standing, day)
    shown = Paginator(shifts, rows or max(1, len(shifts))).get_page(page)
    cards = _cards(user, there, shifts, {shift.pk for shift in shown}, axis, now)
    work: dict[int, float] = defaultdict(float)
    for visit in standing:
        work[visit.shift_id] += (visit.planned_end_at - visit.planned_start_at).total_seconds() / 60
    trades = _trades(user, [shift.pk for shift in shown])
    present = [shift for shift in shifts if not shift.is_absent]
    room = sum(_room_minutes(shift) for shift in present)
    return Board(
        day=day,
        trade=trade,
        hours=[axis.first + timedelta(hours=hour) for hour in range(axis.hours)],
        present=axis.span(now, now) if axis.first <= now < axis.last else None,
        page=shown,
        rows=[_row(shift, trades[shift.pk], cards[shift.pk], work[shift.pk], axis) for shift in shown],
        waiting=[card for shift in shifts for card in cards[shift.pk] if card.state == "waiting"],
        standing=standing,
        visit_count=len(standing),
        load_share=sum(work[shift.pk] + shift.route_minutes for shift in present) / room if room else 0.0,
        route_minutes=sum(shift.route_minutes for shift in present),
    )


def _cards(
    user: "User", there: VisitQuerySet, shifts: list[ShiftLine], shown: set[int], axis: Axis, now: datetime
) -> dict[int, list[BoardVisit]]:
    """By shift the cards of those that are shown, and of absent craftsmen."""
    absent = {shift.pk for shift in shifts if shift.is_absent}
    sees_warnings = may(user.role, Permission.SEE_WARNINGS)
    cards: dict[int, list[BoardVisit]] = defaultdict(list)
    windows: dict[int, dict[tuple[datetime, datetime], int]] = defaultdict(dict)
    for visit in there.filter(shift_id__in=shown | absent).select_related("dwelling"):
        state = _state(visit, now, is_absent=visit.shift_id in absent)
        lines = windows[visit.shift_id]
        track = lines.setdefault((visit.window_from_at, visit.window_until_at), len(lines) % TRACKS)
        cards[visit.shift_id].append(_card(visit, state, axis, track, sees_warnings=sees_warnings))
    return cards


def _trades(user: "User", shift_ids: list[int]) -> dict[int, list[str]]:
    """What the craftsman of each shift can."""
    found: dict[int, list[str]] = defaultdict(list)
    known = Shift.objects.visible_to(user).filter(pk__in=shift_ids, craftsman__trades__isnull=False)
    for pk, code in known.values_list("pk", "craftsman__trades__trade").order_by("craftsman__trades__trade"):
        found[pk].append(code)
    return found


def _axis(shifts: list[ShiftLine], visits: list[VisitLine], day: date) -> Axis:
    """Office hours, wider when someone works longer."""
    starts = [shift.starts_at for shift in shifts] + [visit.planned_start_at for visit in visits]
    ends = [shift.ends_at for shift in shifts] + [visit.planned_end_at for visit in visits]
    first = min([promised.at_minute(day, 8 * 60), *(promised.local(one) for one in starts)])
    last = max([promised.at_minute(day, 16 * 60), *(promised.local(one) for one in ends)])
    first = first.replace(minute=0, second=0, microsecond=0)
    return Axis(first, min(24, -(-(last - first) // timedelta(hours=1))))


def _state(visit: Visit, now: datetime, *, is_absent: bool) -> str:
    if visit.state == VisitState.DONE:
        return "done"
    if visit.is_fixed:
        return "busy"
    if is_absent:
        return "waiting"
    return "late" if visit.window_until_at < now else "planned"


def _card(visit: Visit, state: str, axis: Axis, track: int, *, sees_warnings: bool) -> BoardVisit:
    leaves_at = visit.planned_start_at - timedelta(minutes=visit.travel_minutes)
    return BoardVisit(
        pk=visit.pk,
        shift_id=visit.shift_id,
        window_from_at=visit.window_from_at,
        window_until_at=visit.window_until_at,
        planned_start_at=visit.planned_start_at,
        planned_end_at=visit.planned_end_at,
        travel_minutes=visit.travel_minutes,
        address=visit.dwelling.address,
        street=visit.dwelling.street,
        house=visit.dwelling.house_number,
        full_address=visit.dwelling.full_address,
        warning=visit.dwelling.warning if sees_warnings else "",
        has_asbestos=visit.dwelling.has_asbestos,
        trade=visit.trade,
        minutes=visit.minutes,
        is_promised=visit.is_promised,
        is_emergency=visit.is_emergency,
        state=state,
        case_kind=visit.case_kind,
        case_id=visit.case_id,
        place=axis.span(visit.planned_start_at, visit.planned_end_at),
        window=axis.span(visit.window_from_at, visit.window_until_at) if visit.is_promised else None,
        drive=axis.span(leaves_at, visit.planned_start_at) if visit.planned_start_at - leaves_at >= STEP / 2 else None,
        track=track,
    )


def _room_minutes(shift: ShiftLine) -> float:
    return (shift.ends_at - shift.starts_at).total_seconds() / 60 - shift.break_minutes


def _row(shift: ShiftLine, trades: list[str], cards: list[BoardVisit], work_minutes: float, axis: Axis) -> BoardRow:
    room = _room_minutes(shift)
    return BoardRow(
        shift_id=shift.pk,
        craftsman_name=shift.craftsman_name,
        trades=trades,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        break_minutes=shift.break_minutes,
        is_absent=shift.is_absent,
        route_minutes=shift.route_minutes,
        route_km=shift.route_km,
        work_minutes=work_minutes,
        load_share=(work_minutes + shift.route_minutes) / room if room > 0 else 0.0,
        place=axis.span(shift.starts_at, shift.ends_at),
        visits=cards,
    )


@dataclass(frozen=True, slots=True)
class Caller:
    """Who opens the door of a home, for the list on paper."""

    name: str
    phone: str


def callers(*, user: "User", day: date) -> dict[int, Caller]:
    """The tenant at the door of every visit of a day, by visit; a home without a tenant has none."""
    start, end = promised.at_minute(day, 0), promised.at_minute(day, 24 * 60)
    member = "dwelling__tenancies__household__members"
    rows = (
        Visit.objects.visible_to(user)
        .filter(shift__starts_at__gte=start, shift__starts_at__lt=end)
        .filter(**{"dwelling__tenancies__ended_on": None, f"{member}__role": "HUU"})
        .values_list(
            "pk",
            f"{member}__person__first_name",
            f"{member}__person__infix",
            f"{member}__person__last_name",
            f"{member}__person__phone",
        )
    )
    return {pk: Caller(" ".join(part for part in names if part), phone) for pk, *names, phone in rows}
