"""The two plain ways to answer an offer, written without the engine: padded numpy arrays, and trying every place by the
clock of the whole route. The second knows every price of a route, breaks and several windows; the numpy way only
travel, no breaks and one window a job."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from public import Orders
from retime import late_minutes, latest_leaving, matrix_of, ride

from voordeur.planning.engine.problem import DAY_MINUTES, Job, Plan, Problem, Window

EPS = 1e-9


class NumpyPlan:
    """Routes as arrays of (row, position): the moment someone is free before a position, and the last moment the next
    place has to be reached after it."""

    def __init__(self, problem: Problem, *, longest: int = 16) -> None:
        self.problem = problem
        self.ways = matrix_of(problem)
        self.place = {place.id: n for n, place in enumerate(problem.places)}
        self.shifts = [(who, n, shift) for who in problem.craftsmen for n, shift in enumerate(who.shifts)]
        self.jobs: list[list[Job]] = [[] for _ in self.shifts]
        trades = sorted({trade for who in problem.craftsmen for trade in who.skills})
        self.can = {t: np.array([t in who.skills for who, _, _ in self.shifts]) for t in trades}
        self.day = np.array([int(shift.from_minute // DAY_MINUTES) for _, _, shift in self.shifts])
        size = (len(self.shifts), longest)
        self.free, self.latest, self.leg = np.full(size, np.inf), np.full(size, -np.inf), np.zeros(size)
        self.before, self.after = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
        for row in range(len(self.shifts)):
            self._refresh(row)

    def ask(self, job: Job, windows: Sequence[Window]) -> list[tuple[float, int, int] | None]:
        """Per window the cheapest (extra price, row, position), or None."""
        here = self.place[job.place]
        is_able = np.logical_and.reduce([self.can[trade] for trade in job.skills])
        found: list[tuple[float, int, int] | None] = []
        by_day: dict[int, tuple[np.ndarray, ...]] = {}
        for window in windows:
            day = int(window.from_minute // DAY_MINUTES)
            if day not in by_day:
                rows = np.nonzero(is_able & (self.day == day))[0]
                come, go = self.ways[self.before[rows], here], self.ways[here, self.after[rows]]
                by_day[day] = rows, self.free[rows] + come, go, come + go - self.leg[rows], self.latest[rows]
            rows, arrive, go, extra, latest = by_day[day]
            start = np.maximum(arrive, window.from_minute)
            fits = (start <= window.to_minute + EPS) & (start + job.service_minutes + go <= latest + EPS)
            price = np.where(fits, extra, np.inf)
            best = int(price.argmin()) if price.size else 0
            if not price.size or price.flat[best] == np.inf:
                found.append(None)
                continue
            row, position = divmod(best, price.shape[1])
            found.append((float(price.flat[best]), int(rows[row]), position))
        return found

    def insert(self, job: Job, row: int, position: int) -> None:
        self.jobs[row].insert(position, job)
        self._refresh(row)

    def take(self, plan: Plan) -> None:
        """The routes of a plan instead of the present ones."""
        jobs = {job.id: job for job in self.problem.jobs}
        row_of = {(who.id, n): row for row, (who, n, _) in enumerate(self.shifts)}
        for route in plan.routes:
            row = row_of[route.craftsman, route.shift]
            self.jobs[row] = [jobs[stop.job] for stop in route.stops]
            self._refresh(row)

    def orders(self) -> Orders:
        found = {(who.id, n): jobs for (who, n, _), jobs in zip(self.shifts, self.jobs, strict=True)}
        return {key: tuple(job.id for job in jobs) for key, jobs in found.items() if jobs}

    def _refresh(self, row: int) -> None:
        _, _, shift = self.shifts[row]
        jobs = self.jobs[row]
        nodes = [self.place[p] for p in (shift.start_place, *(job.place for job in jobs), shift.end_place)]
        legs = [float(self.ways[a, b]) for a, b in itertools.pairwise(nodes)]
        moment, free = shift.from_minute, [shift.from_minute]
        for job, leg in zip(jobs, legs, strict=False):
            moment = max(moment + leg, job.windows[0].from_minute) + job.service_minutes
            free.append(moment)
        latest = [shift.to_minute]
        for job, leg in zip(reversed(jobs), reversed(legs), strict=False):
            latest.append(min(job.windows[0].to_minute, latest[-1] - leg - job.service_minutes))
        count = len(legs)
        self.free[row, count:], self.latest[row, count:] = np.inf, -np.inf
        self.free[row, :count], self.latest[row, :count] = free, latest[::-1]
        self.before[row, :count], self.after[row, :count], self.leg[row, :count] = nodes[:-1], nodes[1:], legs


def resimulate(plan: NumpyPlan, job: Job, windows: Sequence[Window]) -> list[float | None]:
    """Per window the cheapest extra price by riding every route with the job at every place; every price but unfairness
    is in it."""
    found: list[float | None] = []
    base = [_price(plan, row, jobs) for row, jobs in enumerate(plan.jobs)]
    for window in windows:
        best = math.inf
        asked = replace(job, windows=(window,))
        for row, (who, _, shift) in enumerate(plan.shifts):
            if shift.to_minute + shift.overtime_minutes < window.from_minute or shift.from_minute > window.to_minute:
                continue
            if any(who.skills.get(trade, 0) < level for trade, level in job.skills.items()):
                continue
            for position in range(len(plan.jobs[row]) + 1):
                jobs = [*plan.jobs[row][:position], asked, *plan.jobs[row][position:]]
                best = min(best, _price(plan, row, jobs) - base[row])
        found.append(None if best == math.inf else best)
    return found


def _price(plan: NumpyPlan, row: int, jobs: list[Job]) -> float:
    if not jobs:
        return 0.0
    _, _, shift = plan.shifts[row]
    nodes = [plan.place[p] for p in (shift.start_place, *(job.place for job in jobs), shift.end_place)]
    legs = [float(plan.ways[a, b]) for a, b in itertools.pairwise(nodes)]
    weights = plan.problem.weights
    if weights.duration_minute > 0:
        leave, home = latest_leaving(shift, jobs, legs)
    else:
        leave, home = shift.from_minute, ride(shift, jobs, legs, shift.from_minute)
    if home is None:
        return math.inf
    first = home.stops[0].start_minute
    rests = sum(p.end_minute - p.start_minute for p in home.pauses if p.start_minute >= first - EPS)
    work = sum(job.service_minutes for job in jobs)
    return (
        weights.travel_minute * sum(legs)
        + weights.idle_minute * (home.moment - first - work - sum(legs[1:]) - rests)
        + weights.duration_minute * (home.moment - leave)
        + weights.overtime_minute * max(0.0, home.moment - shift.to_minute)
        + weights.late_minute * late_minutes(jobs, home.stops)
        + weights.shift_used
    )
