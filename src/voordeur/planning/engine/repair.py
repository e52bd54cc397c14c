"""A running day that goes otherwise: what the planner can do about it, two or three ways with their price.

What began stays. Promises are kept where that is possible at all; those that must move are listed. Nothing is written.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from voordeur.planning.engine.cost import cost_of
from voordeur.planning.engine.problem import (
    DAY_MINUTES,
    Break,
    Craftsman,
    Job,
    Plan,
    Problem,
    Route,
    Shift,
    Stop,
    Window,
)
from voordeur.planning.engine.solve import Stop as StopRule
from voordeur.planning.engine.solve import solve
from voordeur.planning.engine.travel import TravelTimes

HANDS_PRICE = 15.0  # what one job that changes hands costs when the problem names no price, in the unit of its total
MOST = 3  # ways that a planner is shown
OVERTIME = 60.0  # minutes of overtime that the way which keeps every promise may use where a shift has less


@dataclass(frozen=True, slots=True)
class Emergency:
    """A new job that has to be done today."""

    job: Job
    now_minute: float


@dataclass(frozen=True, slots=True)
class Ill:
    """A craftsman who cannot work on: from now until `until_minute`, or for the whole horizon."""

    craftsman: str
    now_minute: float
    until_minute: float | None = None


@dataclass(frozen=True, slots=True)
class NoShow:
    """Nobody opens the door: the visit ends now."""

    job: str
    now_minute: float


@dataclass(frozen=True, slots=True)
class RunsLong:
    """A visit that has begun and ends later than planned."""

    job: str
    now_minute: float
    end_minute: float


@dataclass(frozen=True, slots=True)
class DoneEarly:
    """A visit that has begun and is done now."""

    job: str
    now_minute: float


@dataclass(frozen=True, slots=True)
class VanBroken:
    """A craftsman who cannot drive until `until_minute`; what has begun is finished first."""

    craftsman: str
    now_minute: float
    until_minute: float


Event = Emergency | Ill | NoShow | RunsLong | DoneEarly | VanBroken


@dataclass(frozen=True, slots=True)
class MovedPromise:
    """A promised window that cannot be kept, with the new start; None when the job has no place at all."""

    job: str
    from_minute: float
    to_minute: float
    start_minute: float | None


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way out. `code`: insert, keep_hands or anew; overtime is `insert` with longer shifts.

    `problem` is the problem as the event leaves it, so that the plan can be checked against it. `extra`: what each term
    of the cost adds to the plan as it stood, the jobs left over counted; `handed_over`: jobs with another craftsman.
    """

    code: str
    problem: Problem
    plan: Plan
    extra: Mapping[str, float]
    handed_over: tuple[str, ...]
    promises_moved: tuple[MovedPromise, ...]


def repair(problem: Problem, plan: Plan, event: Event, *, seed: int, stop: Callable[[], StopRule]) -> list[Alternative]:
    """Two or three ways to go on after an event, best first; equal ones are given once, so there may be only one.

    `insert`: everybody keeps what they have, what lost its place is put in. `keep_hands`: planned anew with a price on
    every job that changes hands. `anew`: planned anew, only the cost counts. `overtime`: like `insert`, with overtime
    before a promise moves. `stop` makes a stop rule for each of the ways that plan anew.
    First come the ways that move the fewest promises, then those that leave the least undone, then those without more
    overtime than the shifts allow, then the cheapest, with the price on every job that changes hands.
    """
    after, standing = _after(problem, plan, event)
    now = event.now_minute
    price = problem.weights.changed_plan or HANDS_PRICE
    gentle = replace(after, weights=replace(after.weights, changed_plan=price))
    longer = replace(after, craftsmen=tuple(_with_overtime(one, now) for one in after.craftsmen))
    tries: list[tuple[str, Problem, StopRule]] = [
        ("insert", after, _at_once),
        ("keep_hands", gentle, stop()),
        ("anew", after, stop()),
        ("overtime", longer, _at_once),
    ]
    found: list[Alternative] = []
    for code, asked, rule in tries:
        if code == "overtime" and any(not one.promises_moved for one in found if one.code == "insert"):
            continue
        one = _way(code, asked, plan, standing, event.now_minute, seed, rule)
        if not any(one.plan.routes == other.plan.routes for other in found):
            found.append(one)
    return sorted(found, key=lambda one: _rank(one, price))[:MOST]


def _rank(one: Alternative, hands: float) -> tuple[int, int, bool, float]:
    """Fewest promises moved, then the least left undone, then within the hours of the shifts, then the cheapest with a
    price on every change of hands."""
    price = one.extra["total"] + hands * len(one.handed_over)
    return len(one.promises_moved), len(one.plan.unplanned), one.code == "overtime", price


def _at_once() -> bool:
    return True


def _way(code: str, asked: Problem, plan: Plan, standing: Plan, now: float, seed: int, rule: StopRule) -> Alternative:
    found = solve(asked, standing, seed=seed, stop=rule, before=plan, now_minute=now)
    lost = _lost(asked, found) - {one.job for one in plan.unplanned}
    moved: list[MovedPromise] = []
    if lost:
        # A promise that nobody can keep is given up, and only that one; so is the hour of an emergency.
        freed = replace(asked, jobs=tuple(_freed(job, asked, now) if job.id in lost else job for job in asked.jobs))
        found = solve(freed, found, seed=seed, stop=_at_once, before=plan, now_minute=now)
        starts = {stop.job: stop.start_minute for route in found.routes for stop in route.stops}
        for job in asked.jobs:
            if job.id in lost and job.windows:
                start = starts.get(job.id)
                window = job.windows[0]
                moved.append(MovedPromise(job.id, window.from_minute, window.to_minute, start))
        asked = freed
    before, then = _terms(asked, standing, plan), cost_of(asked, found)
    extra = {name: then[name] - before.get(name, 0.0) for name in then}
    return Alternative(code, asked, found, extra, tuple(handed_over(plan, found)), tuple(moved))


def handed_over(before: Plan, after: Plan) -> list[str]:
    """The jobs of both plans that have another craftsman in the second, in order of their ids."""
    had = {stop.job: route.craftsman for route in before.routes for stop in route.stops}
    return sorted(
        {
            stop.job
            for route in after.routes
            for stop in route.stops
            if had.get(stop.job, route.craftsman) != route.craftsman
        }
    )


def _terms(asked: Problem, standing: Plan, plan: Plan) -> Mapping[str, float]:
    """The cost of the plan as it was, over the jobs and shifts that still exist."""
    jobs = {job.id for job in asked.jobs}
    shifts = {(one.id, number) for one in asked.craftsmen for number in range(len(one.shifts))}
    routes = [
        replace(route, stops=tuple(stop for stop in route.stops if stop.job in jobs))
        for route in plan.routes
        if (route.craftsman, route.shift) in shifts
    ]
    return cost_of(asked, Plan(tuple(routes), standing.unplanned))


def _lost(problem: Problem, plan: Plan) -> set[str]:
    hard = {job.id for job in problem.jobs if job.is_hard}
    return {one.job for one in plan.unplanned if one.job in hard}


def _freed(job: Job, problem: Problem, now: float) -> Job:
    """A job whose promise is given up: any time from now on, as soon after the old window as its lateness is worth."""
    last = max((window.to_minute for window in job.windows), default=now)
    anytime = (Window(now, float(problem.days * DAY_MINUTES)),)
    return replace(
        job, windows=anytime, lock=None, promised=False, mandatory=True, due_minute=last + job.service_minutes
    )


def _with_overtime(craftsman: Craftsman, now: float) -> Craftsman:
    today = now // DAY_MINUTES
    return replace(
        craftsman,
        shifts=tuple(
            replace(shift, overtime_minutes=max(shift.overtime_minutes, OVERTIME))
            if shift.from_minute // DAY_MINUTES == today
            else shift
            for shift in craftsman.shifts
        ),
    )


def _after(problem: Problem, plan: Plan, event: Event) -> tuple[Problem, Plan]:
    """The problem and the plan as the event leaves them: what began with its real times, what is over without it."""
    match event:
        case Emergency(job=job):
            known = [one for one in problem.jobs if one.id != job.id]
            return replace(problem, jobs=(*known, replace(job, mandatory=True))), plan
        case Ill(craftsman=who, now_minute=now, until_minute=until):
            return _without(problem, plan, who, now, float("inf") if until is None else until)
        case VanBroken(craftsman=who, now_minute=now, until_minute=until):
            return _without(problem, plan, who, now, until)
        case NoShow(job=job_id, now_minute=now) | DoneEarly(job=job_id, now_minute=now):
            return _ended(problem, plan, job_id, now)
        case RunsLong(job=job_id, end_minute=end):
            return _ended(problem, plan, job_id, end)


def _ended(problem: Problem, plan: Plan, job_id: str, end: float) -> tuple[Problem, Plan]:
    """A visit with its real end; raises KeyError when it is not in the plan."""
    for number, route in enumerate(plan.routes):
        for stop in route.stops:
            if stop.job == job_id:
                start = min(stop.start_minute, end)
                stops = tuple(
                    replace(one, start_minute=start, end_minute=end) if one is stop else one for one in route.stops
                )
                routes = (*plan.routes[:number], replace(route, stops=stops), *plan.routes[number + 1 :])
                jobs = tuple(
                    replace(job, service_minutes=end - start) if job.id == job_id else job for job in problem.jobs
                )
                return replace(problem, jobs=jobs), replace(plan, routes=routes)
    raise KeyError(job_id)


def _without(problem: Problem, plan: Plan, who: str, now: float, until: float) -> tuple[Problem, Plan]:
    """Nobody of this name works between now and `until`: what began is finished, the rest has lost its place."""
    craftsmen, routes = [], list(plan.routes)
    for craftsman in problem.craftsmen:
        if craftsman.id != who:
            craftsmen.append(craftsman)
            continue
        shifts = []
        for number, shift in enumerate(craftsman.shifts):
            mine = [route for route in routes if route.craftsman == who and route.shift == number]
            shifts.append(_shortened(problem, shift, mine, now, until))
            for route in mine:
                if shift.from_minute < until and shift.to_minute + shift.overtime_minutes > now:
                    routes[routes.index(route)] = replace(route, stops=_begun(route.stops, now))
        craftsmen.append(replace(craftsman, shifts=tuple(shifts)))
    jobs = tuple(_unlocked(job, who, plan, now, until) for job in problem.jobs)
    return replace(problem, craftsmen=tuple(craftsmen), jobs=jobs), replace(plan, routes=tuple(routes))


def _begun(stops: Iterable[Stop], now: float) -> tuple[Stop, ...]:
    return tuple(stop for stop in stops if stop.start_minute <= now)


def _shortened(problem: Problem, shift: Shift, mine: Sequence[Route], now: float, until: float) -> Shift:
    """The shift without the absence: somebody who comes back stands still in between, who does not goes home after
    what began."""
    if shift.from_minute >= until or shift.to_minute + shift.overtime_minutes <= now:
        return shift
    begun = [stop for route in mine for stop in _begun(route.stops, now)]
    away = max([now, shift.from_minute, *(stop.end_minute for stop in begun)])
    if until < shift.to_minute:
        if not begun and now <= shift.from_minute:
            return replace(shift, from_minute=until)
        if until <= away:
            return shift
        others = [one for one in shift.breaks if one.to_minute <= away or one.from_minute >= until]
        breaks = sorted([*others, Break(away, until, until - away)], key=lambda one: one.from_minute)
        return replace(shift, breaks=tuple(breaks))
    if not begun:
        return replace(shift, to_minute=shift.from_minute, overtime_minutes=0.0, breaks=())
    travel = TravelTimes(problem.travel, problem.places)
    places = {job.id: job.place for job in problem.jobs}
    home = travel.minutes(travel.index(places[begun[-1].job]), travel.index(shift.end_place))
    return replace(shift, to_minute=away + home, overtime_minutes=0.0, breaks=())


def _unlocked(job: Job, who: str, plan: Plan, now: float, until: float) -> Job:
    """A lock on somebody who is away holds no longer, for visits within the absence."""
    if job.lock is None or job.lock.craftsman != who:
        return job
    starts = [stop.start_minute for route in plan.routes for stop in route.stops if stop.job == job.id]
    if any(now < start < until for start in starts):
        return replace(job, lock=None, mandatory=True)
    return job
