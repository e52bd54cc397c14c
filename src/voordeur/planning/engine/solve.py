"""A plan for a whole problem: cheapest insertion, most constrained first, then taking neighbours out and putting them
back.

Every plan on the way is feasible, so the search may be stopped at any moment. Pairs and sequences are left unplanned.
"""

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from voordeur.planning.engine.cost import cost_of
from voordeur.planning.engine.offer import cheapest
from voordeur.planning.engine.problem import Job, Plan, Problem, Unplanned
from voordeur.planning.engine.state import State, prepare
from voordeur.planning.engine.timing import Visit

Stop = Callable[[], bool]

NEIGHBOURS = 7  # most visits taken out at once besides the one that is improved


def after_rounds(rounds: int) -> Stop:
    """Stop after so many looks: the same seed then gives the same plan on any machine."""
    left = [rounds]

    def stop() -> bool:
        left[0] -= 1
        return left[0] < 0

    return stop


def after_seconds(seconds: float) -> Stop:
    """Stop when the wall clock has moved so far."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end


def solve(problem: Problem, plan: Plan | None = None, *, seed: int, stop: Stop) -> Plan:
    """Plan every job that fits, starting from `plan` when given, and improve until `stop()` is true.

    A job that is not promised, mandatory or locked stays out when its place costs more than its unplanned price; a
    hard job is never given up for a lower cost. Routes of `plan` that break a rule are planned anew.
    """
    began = time.monotonic()
    state = prepare(problem, plan)
    search = _Search(state, seed)
    search.repair()
    search.fill(job for job in problem.jobs if job.id not in state.where)
    while not stop():
        if not search.improve():
            break
    found = Plan(state.routes(), search.unplanned(), seed=seed, seconds=round(time.monotonic() - began, 3))
    return replace(found, cost=cost_of(problem, found, travel=state.travel))


class _Search:
    def __init__(self, state: State, seed: int) -> None:
        self.state = state
        self.random = random.Random(seed)  # noqa: S311 - a search, not a secret
        self.jobs = list(state.problem.jobs)
        self.rows = {job.id: state.allowed(job) for job in self.jobs}
        self.places = np.array([state.travel.index(job.place) for job in self.jobs], dtype=np.int64)
        self.movable = [
            number for number, job in enumerate(self.jobs) if job.lock is None and job.people == 1 and not job.after
        ]
        self.hopeless: set[str] = {job.id for job in self.jobs if why_never(state, job) is not None}

    def repair(self) -> None:
        """Take out of the given routes what may not be there; a route that cannot be done in time loses all its
        visits."""
        for row, visits in enumerate(list(self.state.visits)):
            kept = [visit for visit in visits if row in self.rows[visit.job] and visit.job not in self.hopeless]
            if len(kept) < len(visits):
                self.state.set_visits(row, kept)
            if not self.state.is_possible(row):
                self.state.set_visits(row, [])

    def fill(self, jobs: Iterable[Job]) -> None:
        for job in sorted(jobs, key=self._freedom):
            self._place(job)

    def _freedom(self, job: Job) -> tuple[int, float, float, str]:
        rank = 0 if job.lock is not None else 1 if job.is_hard else 2
        horizon = self.state.problem.days * 1440.0
        width = sum(window.to_minute - window.from_minute for window in job.windows) if job.windows else horizon
        return rank, -job.priority if rank == 2 else 0.0, (width + 1) * (len(self.rows[job.id]) + 1), job.id

    def _place(self, job: Job) -> bool:
        if job.id in self.hopeless:
            return False
        found = cheapest(self.state, job, rows=self.rows[job.id])
        if found is None or (not job.is_hard and found.total >= self._price(job)):
            return False
        self.state.insert(job, craftsman=found.craftsman, shift=found.shift, position=found.position)
        return True

    def _price(self, job: Job) -> float:
        return self.state.problem.weights.unplanned_job * job.priority

    def improve(self) -> bool:
        """One round: take a few neighbours out, put them back in another order, keep it when it is no worse.

        False when there is nothing to move.
        """
        state = self.state
        choices = [number for number in self.movable if self.jobs[number].id not in self.hopeless]
        if not choices:
            return False
        waiting = [number for number in choices if self.jobs[number].id not in state.where]
        pick_waiting = bool(waiting) and self.random.random() < 0.3
        centre = self.random.choice(waiting if pick_waiting else choices)
        group = self._neighbours(centre, choices)
        rows = {state.where[self.jobs[number].id] for number in group if self.jobs[number].id in state.where}
        jobs = [self.jobs[number] for number in group]
        kept: dict[int, list[Visit]] = {row: list(state.visits[row]) for row in rows}
        before = self._worth(rows, jobs)
        for row in rows:
            out = {job.id for job in jobs}
            state.set_visits(row, [visit for visit in kept[row] if visit.job not in out])
        self.random.shuffle(jobs)
        if self.random.random() < 0.5:
            jobs.sort(key=self._freedom)
        where = set(rows)
        for job in jobs:
            if job.id not in state.where and self._place(job):
                row = state.where[job.id]
                if row not in where:
                    where.add(row)
                    kept[row] = [visit for visit in state.visits[row] if visit.job != job.id]
                    hard, cost = before
                    before = hard, cost + self._was(row, kept[row])
        if self._worth(where, jobs) > before:
            for row, visits in kept.items():
                state.set_visits(row, visits)
        return True

    def _neighbours(self, centre: int, choices: list[int]) -> list[int]:
        others = np.array(choices, dtype=np.int64)
        here = np.array(self.places[centre], dtype=np.int64)
        minutes = self.state.travel.minutes_between(here, self.places[others])
        size = min(len(choices), 1 + self.random.randint(1, NEIGHBOURS))
        # Twice as many as needed and then some of them by lot: else the same group comes back every time.
        near = others[np.argsort(minutes, kind="stable")[: 2 * size]].tolist()
        return [centre, *self.random.sample([one for one in near if one != centre], k=min(size, len(near)) - 1)]

    def _worth(self, rows: Iterable[int], jobs: Iterable[Job]) -> tuple[int, float]:
        """How many hard jobs are left out, and the cost of these rows and of these jobs left out: less is better."""
        out = [job for job in jobs if job.id not in self.state.where]
        cost = sum(self._cost(row) for row in rows) + sum(self._price(job) for job in out)
        return sum(job.is_hard for job in out), round(cost, 6)

    def _was(self, row: int, visits: list[Visit]) -> float:
        now = list(self.state.visits[row])
        self.state.set_visits(row, visits)
        cost = self._cost(row)
        self.state.set_visits(row, now)
        return cost

    def _cost(self, row: int) -> float:
        state, weights = self.state, self.state.problem.weights
        count = int(state.count[row])
        if count == 0:
            return 0.0
        return float(
            weights.travel_minute * state.leg[row, : count + 1].sum()
            + weights.idle_minute * state.home_idle[row]
            + weights.late_minute * state.home_late[row]
            + weights.duration_minute * (state.home[row] - state.home_left[row])
            + weights.overtime_minute * max(0.0, state.home[row] - state.hours_to[row])
            + weights.shift_used
        )

    def unplanned(self) -> tuple[Unplanned, ...]:
        left = [job for job in self.jobs if job.id not in self.state.where]
        return tuple(why_never(self.state, job) or self._why_not(job) for job in left)

    def _why_not(self, job: Job) -> Unplanned:
        if cheapest(self.state, job, rows=self.rows[job.id]) is not None:
            return Unplanned(job.id, "too_dear", "every place costs more than leaving the job out")
        return Unplanned(job.id, "no_room", "no shift has room left within the windows of the job")


def why_never(state: State, job: Job) -> Unplanned | None:
    """The reason why a job could not be placed even if nothing else were planned; None when it could."""
    if job.people > 1:
        return Unplanned(job.id, "needs_more_people", f"the job needs {job.people} people; the engine sends one")
    if job.after:
        return Unplanned(job.id, "needs_order", "the job has to wait for another; the engine does not order jobs")
    rows = state.allowed(job)
    if not len(rows):
        if job.lock is not None:
            return Unplanned(job.id, "no_lock_shift", f"{job.lock.craftsman} may not do the job or has no such shift")
        return Unplanned(job.id, "no_skill", "no craftsman with a shift has the skills of the job")
    visit = state.visit(job)
    lengths = [state.hours_limit[row] - state.hours_from[row] for row in rows]
    if visit.minutes > max(lengths):
        return Unplanned(job.id, "too_long", f"{visit.minutes:g} minutes of work fit in no shift")
    if not any(
        begin <= state.hours_limit[row] and state.hours_from[row] <= end for row in rows for begin, end in visit.windows
    ):
        return Unplanned(job.id, "no_shift", "every window of the job lies outside the shifts of who can do it")
    return None
