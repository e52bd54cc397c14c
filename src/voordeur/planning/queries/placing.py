"""What it would mean to put a visit somewhere else: whether it fits, what it costs, what a planner must answer for.

Writes nothing. Reads the one or two routes that are touched, in four questions to the database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from voordeur.kernel.errors import Refused
from voordeur.planning import rules
from voordeur.planning.engine import problem as engine
from voordeur.planning.models import Shift, Visit, VisitState
from voordeur.planning.queries.routes import Routes, ShiftRow, VisitRow, routes_of, shift_rows, visit_rows
from voordeur.policy import rules as promised
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import Window

# What a planner may decide with a reason; every other code means that it cannot be done.
WITH_REASON = frozenset({"no_skill", "locked", "promise_moves", "no_lunch", "overtime"})
TERMS = ("travel", "idle", "overtime", "late", "total")


@dataclass(frozen=True, slots=True)
class Price:
    """What a place costs. `extra`: minutes more (or fewer) of each term over all routes together, `total` by weights.

    `refusals`: codes why it cannot be done. `reasons`: codes that a planner may go over with a reason. `start_at`: when
    the work would begin, in the window given; None when it cannot be done.
    """

    extra: dict[str, float]
    refusals: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    start_at: datetime | None = None
    window_from_at: datetime | None = None
    window_until_at: datetime | None = None

    @property
    def total(self) -> float:
        return self.extra.get("total", 0.0)


@dataclass(slots=True)
class Trial:
    """Routes in which something was put elsewhere, still on paper. `changed`: the shifts that are not as they were."""

    price: Price
    routes: Routes | None = None
    changed: set[int] = field(default_factory=set)
    without_lunch: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """The routes of some shifts as they were read, before anything is tried."""

    shifts: list[ShiftRow]
    visits: list[VisitRow]
    absent: frozenset[int]
    trades: Mapping[int, frozenset[str]]

    def routes(self, *, now: datetime, policy: ServicePolicy, without_lunch: int | None = None) -> Routes:
        rows = [row._replace(break_minutes=0) if row.pk == without_lunch else row for row in self.shifts]
        return routes_of(
            rows, self.visits, candidates=[row.pk for row in rows], now=now, policy=policy, with_overtime=True
        )


def read(shift_ids: Sequence[int]) -> Read:
    """Shifts before visits, so that a visit that is booked in between makes the version that was read an old one."""
    where = Q(pk__in=set(shift_ids))
    rows = sorted(shift_rows(where))
    absent: set[int] = set()
    trades: dict[int, set[str]] = {row.pk: set() for row in rows}
    for pk, is_absent, trade in Shift.objects.filter(where).values_list("pk", "is_absent", "craftsman__trades__trade"):
        trades[pk].add(trade or "")
        if is_absent:
            absent.add(pk)
    known = {pk: frozenset(found) for pk, found in trades.items()}
    return Read(rows, visit_rows([row.pk for row in rows]), frozenset(absent), known)


def price_place(
    *,
    visit: Visit,
    shift: Shift,
    now: datetime,
    policy: ServicePolicy,
    start_at: datetime | None = None,
    position: int | None = None,
) -> Price:
    """What it costs to put `visit` into the route of `shift`: see services.place, which does it. Writes nothing."""
    return try_place(visit=visit, shift=shift, now=now, policy=policy, start_at=start_at, position=position).price


def try_place(
    *,
    visit: Visit,
    shift: Shift,
    now: datetime,
    policy: ServicePolicy,
    start_at: datetime | None = None,
    position: int | None = None,
) -> Trial:
    """The same, with the routes in which it was done, for the one who writes them."""
    try:
        rules.check_open(
            is_planned=visit.state == VisitState.PLANNED,
            is_cancelled=visit.state == VisitState.CANCELLED,
            is_fixed=visit.is_fixed,
        )
    except Refused as refused:
        return _refused(refused.code)
    there = read([visit.shift_id, shift.pk])
    target = next((row for row in there.shifts if row.pk == shift.pk), None)
    if target is None or shift.pk in there.absent:
        return _refused("shift_absent")
    if target.ends_at <= now:
        return _refused("shift_over")
    windows = _windows(visit, target, start_at, now, policy)
    if not windows:
        return _refused("slot_not_offered")
    reasons = _asks(visit, there, shift.pk)
    trial = _refused("no_room")
    for lunch in (True, False) if target.break_minutes else (True,):
        routes = there.routes(now=now, policy=policy, without_lunch=None if lunch else shift.pk)
        counted = {visit.shift_id, shift.pk} - there.absent
        before = there.routes(now=now, policy=policy).terms(counted)
        routes.state.remove(str(visit.pk))
        for window in windows:
            if _insert(routes, visit, shift.pk, window, _position(routes, shift.pk, start_at, position), position):
                own = [*reasons, *([] if lunch else ["no_lunch"])]
                if _moves_promise(visit, window):
                    own.append("promise_moves")
                return _done(routes, visit, shift.pk, window, before, counted, own, without_lunch=not lunch)
        if lunch and not _fits_alone(routes, visit, shift.pk, windows):
            trial = _refused("outside_shift")
    return trial


def try_swap(*, a: Visit, b: Visit, now: datetime, policy: ServicePolicy) -> Trial:
    """Let two visits change places, each in its own window; both routes as they would become."""
    for visit in (a, b):
        try:
            rules.check_open(
                is_planned=visit.state == VisitState.PLANNED,
                is_cancelled=visit.state == VisitState.CANCELLED,
                is_fixed=visit.is_fixed,
            )
        except Refused as refused:
            return _refused(refused.code)
    there = read([a.shift_id, b.shift_id])
    if there.absent:
        return _refused("shift_absent")
    routes = there.routes(now=now, policy=policy)
    counted = {a.shift_id, b.shift_id}
    before = routes.terms(counted)
    places = {visit.pk: _index(routes, visit) for visit in (a, b)}
    for visit in (a, b):
        routes.state.remove(str(visit.pk))
    # The one that comes first in a shared route goes first, so that the other one's position counts it.
    moves = sorted(((a, b), (b, a)), key=lambda pair: places[pair[1].pk])
    for visit, other in moves:
        window = Window(visit.window_from_at, visit.window_until_at)
        if not _insert(routes, visit, other.shift_id, window, places[other.pk], None):
            return _refused("no_room")
    reasons = [*_asks(a, there, b.shift_id), *_asks(b, there, a.shift_id)]
    return _priced(routes, before, counted, reasons, start_at=routes.planned(b.shift_id)[str(a.pk)].start_at)


def _refused(*codes: str) -> Trial:
    return Trial(Price({}, refusals=codes))


def _asks(visit: Visit, there: Read, shift_id: int) -> list[str]:
    """What a planner must give a reason for, whatever the place in that route."""
    codes: list[str] = []
    if visit.trade not in there.trades[shift_id]:
        codes.append("no_skill")
    if visit.is_locked and visit.shift_id != shift_id:
        codes.append("locked")
    return codes


def _windows(
    visit: Visit, target: ShiftRow, start_at: datetime | None, now: datetime, policy: ServicePolicy
) -> list[Window]:
    """The windows to try, best first: its own when it can stay in it, one that the tenant can make, one of that day.

    Where a moment is asked, only a window around it; without appointments the whole day is one window.
    """
    day = promised.local(target.starts_at).date()
    own = Window(visit.window_from_at, visit.window_until_at)
    choices = windows_of(visit)
    offered = [one for one in promised.windows_on(policy, day) if one.end_at > now]
    if offered and not visit.is_promised and not choices:
        offered = [Window(offered[0].start_at, offered[-1].end_at)]
    found: list[Window] = []
    for window in (own, *choices, *offered):
        is_that_day = promised.local(window.start_at).date() <= day <= promised.local(window.end_at).date()
        is_asked = start_at is None or window.start_at <= start_at <= window.end_at
        if is_that_day and is_asked and window.end_at > now and window not in found:
            found.append(window)
    return found


def windows_of(visit: Visit) -> list[Window]:
    """The windows that the tenant can make and of which one is fixed the evening before; none for other visits."""
    return [Window(*(datetime.fromisoformat(end) for end in pair)) for pair in visit.choices]


def _moves_promise(visit: Visit, window: Window) -> bool:
    if not visit.is_promised or (window.start_at, window.end_at) == (visit.window_from_at, visit.window_until_at):
        return False
    return window not in windows_of(visit)


def _position(routes: Routes, shift_id: int, start_at: datetime | None, position: int | None) -> int | None:
    """Where in the route it was asked; None when any place in it will do."""
    there = routes.state.visits[routes.row(shift_id)]
    if position is not None:
        return max(0, min(position, len(there)))
    if start_at is None:
        return None
    return sum(1 for one in there if one.job.isdecimal() and routes.visits[int(one.job)].start_at < start_at)


def _index(routes: Routes, visit: Visit) -> int:
    there = routes.state.visits[routes.row(visit.shift_id)]
    return next(number for number, one in enumerate(there) if one.job == str(visit.pk))


def _insert(
    routes: Routes, visit: Visit, shift_id: int, window: Window, wanted: int | None, strict: int | None
) -> bool:
    """At the wanted position, else (unless it was asked by number) at the cheapest one of that route."""
    key = str(visit.pk)
    job = routes.state.jobs[key]
    kept = engine.Window(routes.minute(window.start_at), routes.minute(window.end_at))
    position = max(wanted or 0, int(routes.state.floor_stops[routes.row(shift_id)]))
    try:
        if wanted is None:
            raise ValueError("no place was asked")
        routes.state.insert(job, craftsman=str(shift_id), shift=0, position=position, window=kept)
    except ValueError:
        if strict is not None:
            return False
        found = routes.ask(job, (window,), shift_id=shift_id)
        if not found:
            return False
        routes.insert(job, found[0], window)
    row = routes.visits[visit.pk]
    routes.visits[visit.pk] = row._replace(window_from_at=window.start_at, window_until_at=window.end_at)
    return True


def _fits_alone(routes: Routes, visit: Visit, shift_id: int, windows: Sequence[Window]) -> bool:
    """Whether the shift could take it if nothing else of what is still to do were there."""
    row = routes.row(shift_id)
    routes.state.set_visits(row, routes.state.visits[row][: int(routes.state.floor_stops[row])])
    return bool(routes.ask(routes.state.jobs[str(visit.pk)], windows, shift_id=shift_id))


def _done(
    routes: Routes,
    visit: Visit,
    shift_id: int,
    window: Window,
    before: Mapping[str, float],
    counted: set[int],
    reasons: list[str],
    *,
    without_lunch: bool,
) -> Trial:
    start_at = max(routes.planned(shift_id)[str(visit.pk)].start_at, window.start_at)
    trial = _priced(routes, before, counted, reasons, start_at=start_at, window=window)
    trial.changed = {visit.shift_id, shift_id}
    trial.without_lunch = without_lunch
    return trial


def _priced(
    routes: Routes,
    before: Mapping[str, float],
    counted: set[int],
    reasons: list[str],
    *,
    start_at: datetime,
    window: Window | None = None,
) -> Trial:
    after = routes.terms(counted)
    extra = {name: round(after[name] - before[name], 3) for name in TERMS}
    if extra["overtime"] > 0.5:
        reasons = [*reasons, "overtime"]
    price = Price(
        extra,
        reasons=tuple(dict.fromkeys(reasons)),
        start_at=start_at,
        window_from_at=window.start_at if window else None,
        window_until_at=window.end_at if window else None,
    )
    return Trial(price, routes, set(counted))
