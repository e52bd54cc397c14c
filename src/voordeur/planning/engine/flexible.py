"""Promises of several half-days of which one is fixed the evening before, and what waiting with that saves.

A tenant ticks every half-day they can make; until the evening before, the plan may use any of them. Strauss, Gülpınar
and Zheng (2021, European Journal of Operational Research 294:1022-1041) study what such flexible slots are worth.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from voordeur.planning.engine.cost import cost_of
from voordeur.planning.engine.offer import offers
from voordeur.planning.engine.problem import DAY_MINUTES, Job, Plan, Problem, Window
from voordeur.planning.engine.solve import solve
from voordeur.planning.engine.state import prepare

TOLERANCE = 0.01  # minutes


@dataclass(frozen=True, slots=True)
class Saving:
    """What a plan costs when each flexible promise was fixed at once, and with all their windows still open.

    `left_at_once` and `left_open` are the hard jobs without a place; where these differ the costs do not compare.
    """

    at_once: Plan
    open: Plan
    at_once_total: float
    open_total: float
    left_at_once: int
    left_open: int

    @property
    def saved(self) -> float:
        return self.at_once_total - self.open_total


def is_flexible(job: Job) -> bool:
    """Whether there is still something to fix."""
    return job.promised and len(job.windows) > 1


def fix_evening(problem: Problem, plan: Plan, day: int) -> dict[str, Window]:
    """The window in which each flexible promise of a day (0 is the first) is planned: what to tell the tenant the
    evening before."""
    jobs = {job.id: job for job in problem.jobs}
    fixed: dict[str, Window] = {}
    for route in plan.routes:
        for stop in route.stops:
            job = jobs[stop.job]
            if is_flexible(job) and stop.start_minute // DAY_MINUTES == day:
                fixed[job.id] = _window_of(job, stop.start_minute)
    return fixed


def last_chances(problem: Problem, plan: Plan, day: int) -> tuple[str, ...]:
    """The flexible promises without a place whose windows after the day are none: they cannot wait another evening."""
    planned = {stop.job for route in plan.routes for stop in route.stops}
    return tuple(
        job.id
        for job in problem.jobs
        if is_flexible(job)
        and job.id not in planned
        and not any(window.to_minute >= (day + 1) * DAY_MINUTES for window in job.windows)
    )


def after_evening(problem: Problem, fixed: Mapping[str, Window], day: int) -> Problem:
    """The problem once the evening's messages are out: the fixed promises have that window, and the other flexible ones
    can no longer come on that day or before."""
    dawn = (day + 1) * DAY_MINUTES

    def narrowed(job: Job) -> Job:
        if job.id in fixed:
            return replace(job, windows=(fixed[job.id],))
        if not is_flexible(job):
            return job
        later = tuple(window for window in job.windows if window.from_minute >= dawn)
        # Without a window left the promise stays as it was given, so that check() tells of it.
        return replace(job, windows=later or job.windows)

    return replace(problem, jobs=tuple(narrowed(job) for job in problem.jobs))


def fix_at_once(problem: Problem) -> dict[str, Window]:
    """The window that each flexible promise would have got had it been fixed when it was made: the cheapest at that
    moment, in the order of the jobs, with those before it planned where they were cheapest.

    A promise that finds no room gets its first window.
    """
    fixed: dict[str, Window] = {}
    state = prepare(problem)
    for job in problem.jobs:
        asked = job.windows if job.windows else _any_time(problem)
        found = offers(state, job, asked)
        window = Window(found[0].from_minute, found[0].to_minute) if found else None
        if is_flexible(job):
            fixed[job.id] = window or job.windows[0]
        if found and window is not None:
            best = found[0]
            state.place(job, best.seats, window=window, start_minute=best.start_minute)
    return fixed


def _any_time(problem: Problem) -> tuple[Window, ...]:
    """One window from the first shift to the last."""
    shifts = [shift for who in problem.craftsmen for shift in who.shifts]
    if not shifts:
        return ()
    last = max(shift.to_minute + shift.overtime_minutes for shift in shifts)
    return (Window(min(shift.from_minute for shift in shifts), last),)


def saving(
    problem: Problem,
    at_once: Mapping[str, Window],
    *,
    seed: int,
    stop: Callable[[], Callable[[], bool]],
) -> Saving:
    """What waiting until the evening before saves against windows that were fixed `at_once`.

    Each is planned until the stop that `stop()` makes is true; the open plan begins at the other one, so that it is
    never dearer.
    """
    jobs = tuple(replace(job, windows=(at_once[job.id],)) if job.id in at_once else job for job in problem.jobs)
    first = solve(replace(problem, jobs=jobs), None, seed=seed, stop=stop())
    found = solve(problem, first, seed=seed, stop=stop())
    before, after = cost_of(problem, first)["total"], cost_of(problem, found)["total"]
    if (_left(problem, found), after) > (_left(problem, first), before):
        # With more windows the clock of the same route may run a little otherwise: then the first plan stays.
        found, after = first, before
    return Saving(first, found, before, after, _left(problem, first), _left(problem, found))


def _window_of(job: Job, start: float) -> Window:
    return next(
        window for window in job.windows if window.from_minute - TOLERANCE <= start <= window.to_minute + TOLERANCE
    )


def _left(problem: Problem, plan: Plan) -> int:
    planned = {stop.job for route in plan.routes for stop in route.stops}
    return sum(job.is_hard and job.id not in planned for job in problem.jobs)
