"""Gives the orders that a peer found their clock times, so that our own check and prices judge them.

Shares nothing with the engine's search. It starts every work as early as it can and leaves home as late as keeps the
moment of coming home, which is the least duration of an order when every job has one window.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from public import Orders

from voordeur.planning.engine.cost import cost_of
from voordeur.planning.engine.problem import Break, Craftsman, Job, Pause, Plan, Problem, Route, Shift, Stop, Unplanned
from voordeur.planning.engine.travel import TravelTimes

EPS = 1e-6
HALVINGS = 40


@dataclass(frozen=True, slots=True)
class _Clock:
    """On the way with a number of breaks taken: the moment, when the place was reached, and what was done so far."""

    moment: float
    arrived: float
    stops: tuple[Stop, ...] = ()
    pauses: tuple[Pause, ...] = ()

    def drive(self, minutes: float) -> "_Clock":
        return replace(self, moment=self.moment + minutes, arrived=self.moment + minutes)

    def work(self, job: Job) -> "_Clock | None":
        windows = [(w.from_minute, w.to_minute) for w in job.windows] or [(-math.inf, math.inf)]
        start = min((max(self.moment, a) for a, b in windows if self.moment <= b + EPS), default=math.inf)
        if start == math.inf:
            return None
        end = start + job.service_minutes
        return _Clock(end, self.arrived, (*self.stops, Stop(job.id, self.arrived, start, end)), self.pauses)


class Retimer:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.travel = TravelTimes(problem.travel, problem.places)
        self.jobs = {job.id: job for job in problem.jobs}
        self.people = {who.id: who for who in problem.craftsmen}

    def plan(self, orders: Orders, *, seed: int = 0, seconds: float = 0.0) -> Plan:
        """A plan with its cost. A route that cannot be done in time keeps its order with the times it would have, so
        that check() names what it breaks."""
        routes = [self.route(self.people[who], shift, jobs) for (who, shift), jobs in sorted(orders.items()) if jobs]
        done = {stop.job for route in routes for stop in route.stops}
        left = tuple(Unplanned(job.id, "left", "no place found") for job in self.problem.jobs if job.id not in done)
        plan = Plan(tuple(routes), left, seconds=seconds, seed=seed)
        return replace(plan, cost=cost_of(self.problem, plan, travel=self.travel))

    def route(self, who: Craftsman, number: int, jobs: Sequence[str]) -> Route:
        shift = who.shifts[number]
        stops = [self.jobs[job] for job in jobs]
        nodes = [self.travel.index(p) for p in (shift.start_place, *(job.place for job in stops), shift.end_place)]
        legs = [self.travel.minutes(a, b) for a, b in itertools.pairwise(nodes)]
        low, found = latest_leaving(shift, stops, legs)
        if found is None:
            return self._broken(who.id, number, shift, stops, legs)
        return Route(who.id, number, low, found.moment, found.stops, found.pauses)

    def _broken(self, who: str, number: int, shift: Shift, jobs: list[Job], legs: list[float]) -> Route:
        moment, stops = shift.from_minute, []
        for job, leg in zip(jobs, legs, strict=False):
            arrive = moment + leg
            start = max(arrive, min((w.from_minute for w in job.windows), default=arrive))
            moment = start + job.service_minutes
            stops.append(Stop(job.id, arrive, start, moment))
        return Route(who, number, shift.from_minute, moment + legs[-1], tuple(stops))


def latest_leaving(shift: Shift, jobs: list[Job], legs: list[float]) -> tuple[float, _Clock | None]:
    """The latest departure that comes home as early as can be and makes nobody later than their term, with its ride."""
    soonest = [(low, rested) for rested, low in enumerate(_rests(shift))]
    homes = [ride(shift, jobs, legs, low, rested) for low, rested in soonest]
    best = min((home for home in homes if home is not None), key=lambda home: home.moment, default=None)
    if best is None:
        return shift.from_minute, None
    late = late_minutes(jobs, best.stops)

    def is_as_good(home: _Clock | None) -> bool:
        return home is not None and home.moment <= best.moment + EPS and late_minutes(jobs, home.stops) <= late + EPS

    found: tuple[float, _Clock | None] = (shift.from_minute, best)
    for (low, rested), first in zip(soonest, homes, strict=True):
        if not is_as_good(first):
            continue
        # With so many breaks had before leaving, whoever leaves later is home later.
        high = best.moment - sum(legs) - sum(job.service_minutes for job in jobs)
        leave = low
        for _ in range(HALVINGS):
            middle = (leave + high) / 2
            if is_as_good(ride(shift, jobs, legs, middle, rested)):
                leave = middle
            else:
                high = middle
        if leave >= found[0]:
            found = leave, ride(shift, jobs, legs, leave, rested)
    return found


def _rests(shift: Shift) -> list[float]:
    """The earliest leaving with no break, one, two and so on had before."""
    moments = [shift.from_minute]
    for pause in (one for one in shift.breaks if _holds(shift, one)):
        over = max(moments[-1], pause.from_minute) + pause.minutes
        if over > pause.to_minute + EPS:
            break
        moments.append(over)
    return moments


def late_minutes(jobs: Sequence[Job], stops: Sequence[Stop]) -> float:
    return sum(
        0.0 if job.due_minute is None else max(0.0, stop.end_minute - job.due_minute)
        for job, stop in zip(jobs, stops, strict=True)
    )


def ride(shift: Shift, jobs: list[Job], legs: list[float], leave: float, rested: int | None = None) -> _Clock | None:
    """The earliest way home when leaving at `leave`, or None. Breaks fall before leaving (`rested` of them, or else as
    many as fit), between arriving and starting, after a work, or after coming home."""
    breaks = [one for one in shift.breaks if _holds(shift, one)]
    clocks: list[_Clock | None] = [None] * (len(breaks) + 1)
    clocks[_rested(breaks, leave, shift) if rested is None else rested] = _Clock(leave, leave)
    for job, leg in zip(jobs, legs, strict=False):
        clocks = _pause([one and one.drive(leg) for one in clocks], breaks)
        clocks = _pause([one and one.work(job) for one in clocks], breaks)
    limit = shift.to_minute + shift.overtime_minutes + EPS
    best: _Clock | None = None
    for taken, one in enumerate(clocks):
        home = one and one.drive(legs[-1])
        if home is None or home.moment > limit or not _fits_after(breaks[taken:], home.moment):
            continue
        if best is None or home.moment < best.moment - EPS:
            best = home
    return best


def _holds(shift: Shift, pause: Break) -> bool:
    """A shift that cannot hold a break within its own hours does not have it."""
    return max(pause.from_minute, shift.from_minute) + pause.minutes <= min(pause.to_minute, shift.to_minute)


def _rested(breaks: list[Break], leave: float, shift: Shift) -> int:
    """How many breaks fit before leaving."""
    moment, taken = shift.from_minute, 0
    for pause in breaks:
        moment = max(moment, pause.from_minute) + pause.minutes
        if moment > min(pause.to_minute, leave) + EPS:
            break
        taken += 1
    return taken


def _fits_after(breaks: list[Break], moment: float) -> bool:
    for pause in breaks:
        moment = max(moment, pause.from_minute) + pause.minutes
        if moment > pause.to_minute + EPS:
            return False
    return True


def _pause(clocks: list[_Clock | None], breaks: list[Break]) -> list[_Clock | None]:
    """Take the next break here where that leads to an earlier clock with so many breaks taken."""
    found = list(clocks)
    for taken, pause in enumerate(breaks):
        one = found[taken]
        if one is None:
            continue
        begin = max(one.moment, pause.from_minute)
        over = begin + pause.minutes
        other = found[taken + 1]
        if over <= pause.to_minute + EPS and (other is None or over < other.moment - EPS):
            found[taken + 1] = _Clock(over, one.arrived, one.stops, (*one.pauses, Pause(begin, over)))
    return found


def matrix_of(problem: Problem) -> np.ndarray:
    """Minutes between all places in their order; a way that nobody can go is infinite."""
    if problem.travel.kind == "matrix":
        return np.array(problem.travel.minutes)
    travel = TravelTimes(problem.travel, problem.places)
    nodes = np.arange(len(problem.places))
    found: np.ndarray = travel.minutes_between(nodes[:, None], nodes[None, :])
    np.fill_diagonal(found, 0.0)
    return found
