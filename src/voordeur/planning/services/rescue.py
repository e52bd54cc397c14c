"""Making room before saying no: visits go to colleagues within their own promised windows. Writes nothing itself.

First one visit that makes way, which takes a millisecond a try; when no single one helps, a short search over all
routes of the trade.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np

from voordeur.planning.engine import problem as engine
from voordeur.planning.engine.offer import Offer, cheapest
from voordeur.planning.engine.solve import after_seconds, solve
from voordeur.planning.queries.routes import Routes, VisitRow
from voordeur.policy.rules import Window

# What it weighs, in minutes of driving, that a visit goes to another craftsman.
CHANGED_HANDS = 5.0
# Someone is waiting.
MOST_TRIES = 80
SEARCH_SECONDS = 0.1
# A search over more routes than these would not find its way in that time.
MOST_ROUTES = 200


def rescue(
    routes: Routes,
    job: engine.Job,
    windows: Sequence[Window],
    *,
    trade: str,
    now: datetime,
    keep_names: bool = False,
) -> tuple[Offer, set[int]] | None:
    """Put `job` where a visit of the same trade can move to another craftsman; the offer and the shifts that changed.

    Leaves `routes` with both in their places, or as it was when nothing helps. The promise of the visit that moves is
    kept to the minute: only who comes may change. `keep_names`: nor that, where the tenant was told a name.
    """
    movable = list(_movable(routes, trade, now, keep_names=keep_names))
    return _one_makes_way(routes, job, windows, movable) or _search(routes, job, windows, movable, now=now)


def _one_makes_way(
    routes: Routes, job: engine.Job, windows: Sequence[Window], movable: Sequence[VisitRow]
) -> tuple[Offer, set[int]] | None:
    rows = np.array(sorted(routes.row(one) for one in routes.candidates), dtype=np.int64)
    for visit in movable[:MOST_TRIES]:
        key = str(visit.pk)
        row = routes.row(visit.shift_id)
        before = list(routes.state.visits[row])
        own = routes.state.jobs[key]
        routes.state.remove(key)
        found = routes.ask(job, windows, shift_id=visit.shift_id)
        if found:
            offer = found[0]
            routes.state.insert(job, craftsman=offer.craftsman, shift=0, position=offer.position, window=_of(offer))
            other = cheapest(routes.state, own, rows=rows[rows != row])
            if other is not None:
                routes.state.insert(own, craftsman=other.craftsman, shift=0, position=other.position)
                return offer, {visit.shift_id, int(other.craftsman)}
            routes.state.remove(job.id)
        routes.state.set_visits(row, before)
    return None


def _search(
    routes: Routes, job: engine.Job, windows: Sequence[Window], may_move: Sequence[VisitRow], *, now: datetime
) -> tuple[Offer, set[int]] | None:
    """Let the search of the engine make room; what it finds is put into `routes` when every route then holds."""
    state = routes.state
    # A day that is running has moments that are over, which the search does not know.
    ahead = (one for one in routes.candidates if routes.shifts[one].starts_at > now)
    open_rows = {one: routes.row(one) for one in ahead if routes.is_possible(one)}
    if not open_rows or len(open_rows) > MOST_ROUTES:
        return None
    before = engine.Plan(tuple(state.route(row) for row in open_rows.values() if state.visits[row]))
    movable = {str(visit.pk) for visit in may_move}
    asked = tuple(engine.Window(routes.minute(one.start_at), routes.minute(one.end_at)) for one in windows)
    problem = replace(
        state.problem,
        weights=replace(state.problem.weights, changed_plan=CHANGED_HANDS),
        places=(*state.problem.places, *routes.places),
        craftsmen=tuple(one for one in state.problem.craftsmen if int(one.id) in open_rows),
        jobs=(*_jobs(routes, before, movable), replace(job, windows=asked, mandatory=True, skills={})),
    )
    found = solve(
        problem, before, seed=1, stop=after_seconds(SEARCH_SECONDS), before=before, now_minute=routes.minute(now)
    )
    if found.unplanned:
        return None
    return _taken_over(routes, job, asked, found, {one.id for one in problem.craftsmen})


def _jobs(routes: Routes, plan: engine.Plan, movable: set[str]) -> Iterator[engine.Job]:
    """The visits of these routes; what may not change hands is locked to its route."""
    for route in plan.routes:
        for stop in route.stops:
            own = routes.state.jobs[stop.job]
            yield own if stop.job in movable else replace(own, lock=engine.Lock(route.craftsman, 0))


def _taken_over(
    routes: Routes, job: engine.Job, asked: Sequence[engine.Window], found: engine.Plan, searched: set[str]
) -> tuple[Offer, set[int]] | None:
    """Put what the search found into `routes`; as it was, and None, when a route does not hold after all."""
    state = routes.state
    orders = {int(route.craftsman): [stop.job for stop in route.stops] for route in found.routes}
    here = (one for one in routes.candidates if str(one) in searched)
    kept = {one: list(state.visits[routes.row(one)]) for one in here}
    known = {visit.job: visit for there in kept.values() for visit in there}
    changed = {one for one, there in kept.items() if orders.get(one, []) != [visit.job for visit in there]}
    mine = next(one for one in changed if job.id in orders.get(one, []))
    start = next(stop.start_minute for route in found.routes for stop in route.stops if stop.job == job.id)
    window = next(one for one in asked if one.from_minute - 1e-3 <= start <= one.to_minute + 1e-3)
    travel = sum(routes.travel_minutes(one) for one in changed)
    # A route is emptied before any visit of it stands in another one.
    for one in changed:
        state.set_visits(routes.row(one), [])
    state.jobs[job.id] = replace(job, windows=(window,))
    known[job.id] = state.visit(state.jobs[job.id])
    for one in changed:
        state.set_visits(routes.row(one), [known[name] for name in orders.get(one, [])])
    if not all(routes.is_possible(one) for one in changed):
        for one in changed:
            state.set_visits(routes.row(one), [])
        for one in changed:
            state.set_visits(routes.row(one), kept[one])
        return None
    extra = {"travel": max(0.0, sum(routes.travel_minutes(one) for one in changed) - travel)}
    position = orders[mine].index(job.id)
    offer = Offer(window.from_minute, window.to_minute, str(mine), 0, position, start, extra, extra["travel"])
    return offer, changed


def _of(offer: Offer) -> engine.Window:
    return engine.Window(offer.from_minute, offer.to_minute)


def _movable(routes: Routes, trade: str, now: datetime, *, keep_names: bool) -> Iterator[VisitRow]:
    """Visits that have not begun, of the trade that every candidate knows, in routes that are still possible.

    With `keep_names` only those of which no tenant was told who comes.
    """
    candidates = set(routes.candidates)
    for visit in routes.visits.values():
        if (
            visit.shift_id in candidates
            and visit.trade == trade
            and not visit.is_fixed
            and not visit.is_locked
            and visit.start_at > now
            and not (keep_names and visit.craftsman_told_at is not None)
            and routes.is_possible(visit.shift_id)
        ):
            yield visit
