"""Ways to go on when a running day goes otherwise: their form, and each with its price on paper. Writes nothing."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from voordeur.planning.engine import problem as engine
from voordeur.planning.queries.routes import NEW, Routes
from voordeur.planning.queries.running import Happened, Running
from voordeur.planning.rules import SetbackKind
from voordeur.policy import rules as promised
from voordeur.policy.rules import Window

NOTHING = "nothing"
TERMS = ("travel", "idle", "overtime")
# Sums in another order differ by less, in minutes.
SAME = 0.05


class NotPossibleError(Exception):
    """The routes as they are now cannot take it."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to go on, as it is kept.

    `orders`: of every shift that changes the visits after what began, by number or NEW for an emergency. `windows`: the
    promises that move, with the new window (None: no place yet). `handed`: visits that go from one shift to another.
    `late`: minutes by which a promise is broken when nothing is done. `lost`: visits without a place. `extra`: minutes
    that each term of the cost adds to the plan as it stood. `placed`: shift and start of the emergency.
    """

    code: str
    orders: dict[str, list[str]] = field(default_factory=dict)
    windows: dict[str, list[str] | None] = field(default_factory=dict)
    handed: dict[str, list[int]] = field(default_factory=dict)
    late: dict[str, float] = field(default_factory=dict)
    lost: list[int] = field(default_factory=list)
    extra: dict[str, float] = field(default_factory=dict)
    placed: list[Any] = field(default_factory=list)

    def kept(self) -> dict[str, Any]:
        """As it goes into the database; `Way(**kept)` reads it back."""
        return asdict(self)

    @property
    def shift_ids(self) -> set[int]:
        return {int(pk) for pk in self.orders}

    def window(self, visit_id: int) -> Window | None:
        """The new promise of a visit; None when it keeps the one it has, or has no place yet."""
        given = self.windows.get(str(visit_id))
        return Window(*(datetime.fromisoformat(end) for end in given)) if given else None


@dataclass(frozen=True, slots=True)
class Day:
    """The routes as they were planned, and as they are now that it happened; neither is changed."""

    running: Running
    happened: Happened
    before: Routes
    after: Routes

    def paper(self) -> Routes:
        """The routes as they are now, to try something on."""
        return _copied(self.after)

    def as_planned(self) -> Routes:
        """The routes as they were planned, to try something on."""
        return _copied(self.before)

    @property
    def own(self) -> int | None:
        """The shift that it befell; None for an emergency."""
        happened = self.happened
        visit = self.running.visit(happened.visit_id) if happened.visit_id else None
        return visit.shift_id if visit else happened.shift_id


def read_day(running: Running, happened: Happened) -> Day:
    return Day(running, happened, running.routes(), running.routes(happened))


def _copied(routes: Routes) -> Routes:
    return replace(routes, state=routes.state.copy(), visits=dict(routes.visits), places=list(routes.places))


def new_job(routes: Routes, happened: Happened, *, now: datetime) -> engine.Job | None:
    """The emergency as a job of these routes; None when it is something else that happened."""
    work = happened.work
    if work is None:
        return None
    job = routes.job(lat=work.lat, lon=work.lon, minutes=work.minutes)
    window = rush(now=now, due_at=work.due_at)
    asked = engine.Window(routes.minute(window.start_at), routes.minute(window.end_at))
    return replace(job, skills={work.trade: 1}, windows=(asked,), mandatory=True)


def rush(*, now: datetime, due_at: datetime) -> Window:
    """From now until the end of the term; what is overdue has until the end of the day."""
    return Window(now, due_at if due_at > now else promised.at_minute(promised.local(now).date(), 24 * 60))


def begun_in(routes: Routes, shift_id: int) -> int:
    return int(routes.state.floor_stops[routes.row(shift_id)])


def order_of(routes: Routes, shift_id: int) -> list[str]:
    """What is still to do in a shift, in order."""
    return [visit.job for visit in routes.state.visits[routes.row(shift_id)][begun_in(routes, shift_id) :]]


def plain(window: Window) -> list[str]:
    return [window.start_at.isoformat(), window.end_at.isoformat()]


def on_paper(
    day: Day, code: str, orders: Mapping[int, list[str]], windows: Mapping[str, list[str] | None]
) -> Way | None:
    """A way with its price, worked out on routes that hold.

    None when they do not, or when somebody who was promised a visit has none while nobody is absent.
    """
    before, happened, own = day.before, day.happened, day.own
    changed = {pk: order for pk, order in orders.items() if order != order_of(before, pk) or pk == own}
    there = {job for order in orders.values() for job in order} | {str(happened.visit_id)}
    lost = [int(job) for pk in changed for job in order_of(before, pk) if job not in there]
    if (lost and happened.kind != SetbackKind.ILL) or (happened.work is not None and NEW not in there):
        return None
    way = Way(
        code,
        orders={str(pk): order for pk, order in changed.items()},
        windows={**windows, **{str(pk): None for pk in lost}},
        lost=lost,
    )
    after = day.paper()
    try:
        lay_over(after, way, happened, now=day.running.now)
    except NotPossibleError:
        return None
    had, has = before.terms(changed), after.terms(changed)
    return replace(
        way,
        handed=_handed(before, way),
        extra={name: round(has[name] - had[name], 1) for name in (*TERMS, "total")},
        placed=_placed(after, way),
    )


def _handed(before: Routes, way: Way) -> dict[str, list[int]]:
    return {
        job: [before.visits[int(job)].shift_id, int(shift_id)]
        for shift_id, order in way.orders.items()
        for job in order
        if job != NEW and before.visits[int(job)].shift_id != int(shift_id)
    }


def _placed(after: Routes, way: Way) -> list[Any]:
    for shift_id, order in way.orders.items():
        if NEW in order:
            return [int(shift_id), after.planned(int(shift_id))[NEW].start_at.isoformat()]
    return []


def lay_over(routes: Routes, way: Way, happened: Happened, *, now: datetime) -> None:
    """Give routes in which it happened the orders and windows of a way. Raises NotPossibleError when they do not hold.

    A visit that began meanwhile, in its own place, stays there.
    """
    if way.code == NOTHING and happened.kind != SetbackKind.ILL:
        return
    state = routes.state
    if any(pk not in routes.shifts for pk in way.shift_ids):
        raise NotPossibleError
    job = new_job(routes, happened, now=now)
    if job is not None:
        state.jobs[NEW] = job
    for key, given in way.windows.items():
        if given is not None:
            give_window(routes, int(key), Window(*(datetime.fromisoformat(end) for end in given)))
    moving = {job for order in way.orders.values() for job in order} | {str(pk) for pk in way.lost}
    begun = {pk: list(state.visits[routes.row(pk)][: begun_in(routes, pk)]) for pk in way.shift_ids}
    for shift_id in routes.shifts:
        row = routes.row(shift_id)
        gone = {visit.job for visit in begun.get(shift_id, ())} & moving - set(way.orders.get(str(shift_id), ()))
        stays = [one for one in state.visits[row] if one.job not in moving]
        # What was put there since is in no order, and what began elsewhere cannot go any more.
        if gone or (shift_id in begun and any(one not in begun[shift_id] for one in stays)):
            raise NotPossibleError
        state.set_visits(row, stays)
    for shift_id, there in begun.items():
        known = {visit.job for visit in there}
        rest = [state.visit(state.jobs[job]) for job in way.orders[str(shift_id)] if job not in known]
        state.set_visits(routes.row(shift_id), [*there, *rest])
    if not all(routes.is_possible(shift_id) for shift_id in begun):
        raise NotPossibleError


def give_window(routes: Routes, visit_id: int, window: Window) -> None:
    """Promise a visit another window, in these routes."""
    key, row = str(visit_id), routes.visits.get(visit_id)
    if row is None:
        raise NotPossibleError
    kept = engine.Window(routes.minute(window.start_at), routes.minute(window.end_at))
    routes.state.jobs[key] = replace(routes.state.jobs[key], windows=(kept,))
    routes.visits[visit_id] = row._replace(window_from_at=window.start_at, window_until_at=window.end_at)


def late_in(routes: Routes, shift_id: int, *, now: datetime) -> dict[str, float]:
    """By how many minutes each promise of a route breaks when everything is done in its order, as soon as can be."""
    row, begun = routes.row(shift_id), begun_in(routes, shift_id)
    visits = routes.state.visits[row]
    legs = routes.state.legs(row, visits)
    shift = routes.state.rows[row].shift
    facts = [routes.visits[int(visit.job)] for visit in visits[:begun]]
    moment = max([routes.minute(now), shift.from_minute, *(routes.minute(one.end_at) for one in facts)])
    breaks = [one for one in shift.breaks if one.to_minute - one.minutes >= moment]
    late: dict[str, float] = {}
    for visit, leg in zip(visits[begun:], legs[begun:], strict=False):
        if breaks and moment >= breaks[0].from_minute:
            moment += breaks.pop(0).minutes
        window = routes.state.jobs[visit.job].windows[0]
        start = max(moment + leg, window.from_minute)
        if start > window.to_minute + SAME:
            late[visit.job] = round(start - window.to_minute, 1)
        moment = start + visit.minutes
    return late
