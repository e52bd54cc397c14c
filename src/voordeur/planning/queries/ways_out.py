"""Finding ways to go on when a running day goes otherwise: the engine's alternatives, tried on our own routes. Writes
nothing."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from voordeur.planning import rules
from voordeur.planning.engine import problem as engine
from voordeur.planning.engine import repair as engine_repair
from voordeur.planning.engine.solve import after_seconds
from voordeur.planning.engine.timing import Visit as Timed
from voordeur.planning.queries.routes import NEW, Routes, VisitRow
from voordeur.planning.queries.running import Happened, Running, narrowed, problem_of
from voordeur.planning.queries.ways import (
    NOTHING,
    SAME,
    Day,
    Way,
    begun_in,
    late_in,
    new_job,
    on_paper,
    order_of,
    plain,
    read_day,
    rush,
)
from voordeur.planning.rules import SetbackKind
from voordeur.policy import rules as promised
from voordeur.policy.rules import Window

# A planner waits two seconds at most; two of the ways search, the others take a moment.
SEARCH_SECONDS = 0.35
MOST_WAYS = 3
# Visits that are tried out of the way of an emergency, each in a millisecond or so.
MOST_TRIES = 80


def ways_of(running: Running, happened: Happened, *, seed: int) -> list[Way]:
    """What can be done about it: first what comes of doing nothing, then up to three ways, the best first.

    Every one of them was laid over the routes and holds.
    """
    near = narrowed(running, happened)
    day = read_day(near, happened)
    routes = day.as_planned()
    job = new_job(routes, happened, now=running.now)
    event = _event(routes, happened, running.now, job)
    found: list[Way] = []
    if event is not None:
        problem, plan = problem_of(near, routes, happened)
        for one in engine_repair.repair(problem, plan, event, seed=seed, stop=lambda: after_seconds(SEARCH_SECONDS)):
            way = _way_of(day, one)
            if way is not None:
                found.append(way)
    if happened.work is not None and not found:
        found += _one_gives_way(day)
    found += _own_later(day)
    found = _different(found)
    found.sort(key=lambda way: (len(way.windows), len(way.lost), len(way.handed), way.extra["total"]))
    return [nothing(day), *found[:MOST_WAYS]]


def nothing(day: Day) -> Way:
    """What comes of it when nobody does anything: the order stays, and these promises break."""
    own = day.own
    if own is None:
        return Way(NOTHING)
    if day.happened.kind == SetbackKind.ILL:
        return Way(NOTHING, orders={str(own): []}, lost=[int(job) for job in order_of(day.after, own)])
    return Way(NOTHING, orders={str(own): order_of(day.after, own)}, late=late_in(day.after, own, now=day.running.now))


def _event(routes: Routes, happened: Happened, now: datetime, job: engine.Job | None) -> engine_repair.Event | None:
    minute, until = routes.minute(now), happened.until_at
    visit, shift = str(happened.visit_id), str(happened.shift_id)
    match happened.kind:
        case SetbackKind.EMERGENCY:
            return engine_repair.Emergency(job, minute) if job else None
        case SetbackKind.ILL:
            return engine_repair.Ill(shift, minute)
        case SetbackKind.VAN:
            return engine_repair.VanBroken(shift, minute, routes.minute(until)) if until else None
        case SetbackKind.LONG:
            return engine_repair.RunsLong(visit, minute, routes.minute(until)) if until else None
        case SetbackKind.EARLY:
            return engine_repair.DoneEarly(visit, minute)
        case SetbackKind.NOBODY_HOME:
            return engine_repair.NoShow(visit, minute)


def _way_of(day: Day, found: engine_repair.Alternative) -> Way | None:
    """An alternative of the engine as a way of ours; None when it does not hold on paper."""
    before, shift_ids = day.before, [row.pk for row in day.running.shifts]
    begun = {visit.job for pk in shift_ids for visit in before.state.visits[before.row(pk)][: begun_in(before, pk)]}
    begun.add(str(day.happened.visit_id))
    stops = {route.craftsman: [stop for stop in route.stops if stop.job not in begun] for route in found.plan.routes}
    starts = {stop.job: before.moment(stop.start_minute) for there in stops.values() for stop in there}
    windows: dict[str, list[str] | None] = {}
    for moved in found.promises_moved:
        if moved.job == NEW:
            # An emergency after its term is no way out.
            return None
        windows[moved.job] = None
        if moved.job in starts:
            windows[moved.job] = plain(rules.window_around(day.running.policy, starts[moved.job]))
    return on_paper(day, found.code, {pk: [stop.job for stop in stops.get(str(pk), [])] for pk in shift_ids}, windows)


def _different(ways: Iterable[Way]) -> list[Way]:
    """Each once, and only what changes more than the time of day."""
    found: list[Way] = []
    for way in ways:
        changes = bool(way.handed or way.windows or way.placed) or way.extra["total"] < -SAME
        if changes and not any((way.orders, way.windows) == (other.orders, other.windows) for other in found):
            found.append(way)
    return found


def _one_gives_way(day: Day) -> list[Way]:
    """An emergency that fits nowhere: the cheapest promise that moves so that it does, today and to another day."""
    work, running, routes = day.happened.work, day.running, day.as_planned()
    if work is None:
        return []
    job = routes.job(lat=work.lat, lon=work.lon, minutes=work.minutes)
    window = rush(now=running.now, due_at=work.due_at)
    able = set(running.able(work.trade))
    tried = [one for one in running.visits if one.shift_id in able and _may_give_way(routes, one, running.now)]
    tried.sort(key=lambda one: (one.window_until_at, one.pk), reverse=True)
    last, today = max(row.ends_at for row in running.shifts), promised.local(running.now).date()
    others = [one for one in rules.open_windows(running.policy, running.now) if one.end_at <= last]
    ways: list[Way] = []
    for code, is_today in (("one_later", True), ("one_moves", False)):
        there = [one for one in others if (promised.local(one.start_at).date() == today) == is_today]
        found = (_without(routes, day, visit, job, window, there, code) for visit in tried[:MOST_TRIES])
        best = min((one for one in found if one is not None), key=lambda one: one[0], default=None)
        if best is not None:
            orders = {int(pk): order for pk, order in best[1].orders.items()}
            way = on_paper(day, code, orders, best[1].windows)
            ways += [way] if way else []
    return ways


def _own_later(day: Day) -> list[Way]:
    """Nobody takes anything over: what cannot be kept is promised anew for when the route comes to it."""
    own, now = day.own, day.running.now
    if own is None or day.happened.kind not in {SetbackKind.LONG, SetbackKind.VAN}:
        return []
    windows: dict[str, list[str] | None] = {}
    for job, late in late_in(day.after, own, now=now).items():
        start_at = day.after.visits[int(job)].window_until_at + timedelta(minutes=late)
        windows[job] = plain(rules.window_around(day.running.policy, start_at))
    way = on_paper(day, "own_later", {own: order_of(day.after, own)}, windows) if windows else None
    return [way] if way else []


def _may_give_way(routes: Routes, visit: VisitRow, now: datetime) -> bool:
    if visit.is_fixed or visit.is_locked or visit.is_emergency:
        return False
    is_today = promised.local(visit.start_at).date() == promised.local(now).date()
    return is_today and str(visit.pk) in order_of(routes, visit.shift_id)


def _without(
    routes: Routes,
    day: Day,
    visit: VisitRow,
    job: engine.Job,
    window: Window,
    others: Sequence[Window],
    code: str,
) -> tuple[float, Way] | None:
    """The price and the orders when this visit gives way to the emergency and goes to one of the `others`.

    `routes` are left as they were.
    """
    state, running, key = routes.state, day.running, str(visit.pk)
    kept: dict[int, list[Timed]] = {}
    own = state.jobs[key]
    others = [one for one in others if one.start_at != visit.window_from_at]

    def keep(shift_id: int) -> None:
        kept.setdefault(routes.row(shift_id), list(state.visits[routes.row(shift_id)]))

    keep(visit.shift_id)
    state.remove(key)
    result = None
    found = routes.ask(job, (window,), shift_id=visit.shift_id)
    if found:
        routes.insert(job, found[0], window)
        everyone, routes.candidates = routes.candidates, running.able(visit.trade)
        places = routes.ask(own, others)
        routes.candidates = everyone
        if places:
            there = int(places[0].craftsman)
            new = next(one for one in others if routes.minute(one.start_at) == places[0].from_minute)
            keep(there)
            routes.insert(own, places[0], new)
            orders = {str(pk): order_of(routes, pk) for pk in (visit.shift_id, there)}
            result = found[0].total + places[0].total, Way(code, orders=orders, windows={key: plain(new)})
    for row in kept:
        state.set_visits(row, [])
    for row, visits in kept.items():
        state.set_visits(row, visits)
    state.jobs[key] = own
    return result
