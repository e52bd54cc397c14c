"""A plan made ready for questions: per shift its visits with their clock, and the tables that compiled code reads.

Changing one route rewrites one row. Holds no search (offer.py) and no choice (solve.py).
"""

import itertools
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from voordeur.planning.engine.kernel.ride import Table
from voordeur.planning.engine.links import (
    Bounds,
    bind,
    bounded,
    bounds_of,
    following_of,
    hold_before,
    loosened,
    time_for,
)
from voordeur.planning.engine.lived import Way, lived
from voordeur.planning.engine.problem import Craftsman, Job, Pause, Place, Plan, Problem, Route, Shift, Stop, Window
from voordeur.planning.engine.tables import Tables
from voordeur.planning.engine.times import times_of
from voordeur.planning.engine.timing import EPS, Hours, Timing, Visit, as_windows, clock, depart_late
from voordeur.planning.engine.travel import FAR, Ints, TravelTimes


@dataclass(frozen=True, slots=True)
class Row:
    """One shift of one craftsman; `number` is its index in the craftsman's shifts, `had` the breaks of history."""

    craftsman: Craftsman
    number: int
    shift: Shift
    hours: Hours
    start: int
    end: int
    had: tuple[Pause, ...] = ()


class Seat(NamedTuple):
    """A place in the order of a shift; 0 is first."""

    craftsman: str
    shift: int
    position: int


class State:
    """The routes of a problem, mutable, one row per shift in the order of craftsmen and their shifts.

    `now_minute`: visits of the plan that started by then are history, with the times the plan
    gives them; nothing is placed before them or before that minute.
    A given route that cannot be done in time (a day that has run late) is kept as it is and gets no new visits.
    Jobs that are bound to others keep their minutes as links.py says.
    """

    def __init__(self, problem: Problem, plan: Plan | None = None, *, now_minute: float | None = None) -> None:
        self.problem = problem
        self.travel = TravelTimes(problem.travel, problem.places)
        self.jobs: dict[str, Job] = {job.id: job for job in problem.jobs}
        self.where: dict[str, int] = {}
        given = {(route.craftsman, route.shift): route for route in plan.routes} if plan else {}
        self._given: dict[int, Route] = {}
        self.rows: list[Row] = []
        self.row_of: dict[tuple[str, int], int] = {}
        self.visits: list[list[Visit]] = []
        self.timings: list[Timing] = []
        self._able: dict[object, NDArray[np.bool_]] = {}
        self._allowed: dict[object, Ints] = {}
        self.following = following_of(problem.jobs)
        self.bounds = bounds_of(self.jobs, plan)
        self.owner_of = {who.id: number for number, who in enumerate(problem.craftsmen)}
        self.weights = np.array(
            [
                problem.weights.travel_minute,
                problem.weights.idle_minute,
                problem.weights.duration_minute,
                problem.weights.overtime_minute,
                problem.weights.late_minute,
                problem.weights.unfair_minute,
                problem.weights.shift_used,
            ],
            dtype=np.float64,
        )
        for craftsman in problem.craftsmen:
            for number, shift in enumerate(craftsman.shifts):
                self._add_row(craftsman, number, shift, given.get((craftsman.id, number)), now_minute)
        self._warm_travel()
        self.tables = self._new_tables()
        self.floor_stops: Ints = np.array([row.hours.floor_stops for row in self.rows], dtype=np.int64)
        for row in range(len(self.rows)):
            self.set_visits(row, self.visits[row], keep=row in self._given)
            if self.bounds and not self.is_possible(row):
                self.set_visits(row, loosened(self.visits[row], self.bounds), keep=row in self._given)

    def copy(self) -> "State":
        """A state of its own with the same routes: changing the one leaves the other as it was."""
        other = copy(self)
        for name, value in vars(self).items():
            # Rows of the lists are replaced, never changed in place, so the two may share them.
            if isinstance(value, list | dict | np.ndarray):
                setattr(other, name, value.copy())
        other.travel = self.travel.copy()
        other.tables = self.tables.copy()
        return other

    def change_row(
        self,
        row: int,
        shift: Shift,
        route: Route | None,
        *,
        jobs: Iterable[Job],
        places: Iterable[Place],
        now_minute: float | None = None,
    ) -> None:
        """Give a row other hours and another given route, with the jobs and places it needs, as if made so at once."""
        for place in places:
            self.travel.add(place)
        self.jobs.update((job.id, job) for job in jobs)
        self.rows[row], visits = self._read_row(
            self.rows[row].craftsman, self.rows[row].number, shift, route, now_minute
        )
        self._given.pop(row, None)
        if route is not None:
            self._given[row] = route
        self.set_visits(row, visits, keep=route is not None)

    def _add_row(
        self, craftsman: Craftsman, number: int, shift: Shift, route: Route | None, now_minute: float | None
    ) -> None:
        row = len(self.rows)
        self.row_of[craftsman.id, number] = row
        there, visits = self._read_row(craftsman, number, shift, route, now_minute)
        if route is not None:
            self._given[row] = route
            self.where.update((visit.job, row) for visit in visits)
        self.rows.append(there)
        self.visits.append(visits)

    def _read_row(
        self, craftsman: Craftsman, number: int, shift: Shift, route: Route | None, now_minute: float | None
    ) -> tuple[Row, list[Visit]]:
        hours, had = lived(shift, route, now_minute, self._way(shift))
        visits = [self.visit(self.jobs[stop.job]) for stop in (route.stops if route else ())]
        for slot, stop in enumerate(hours.past):
            told = ((stop.start_minute, stop.start_minute),)
            visits[slot] = replace(visits[slot], minutes=stop.end_minute - stop.start_minute, windows=told)
        places = self.travel.index(shift.start_place), self.travel.index(shift.end_place)
        return Row(craftsman, number, shift, hours, *places, had), visits

    def _way(self, shift: Shift) -> Way:
        def minutes(here: str, there: str) -> float:
            one = self.jobs[here].place if here else shift.start_place
            other = self.jobs[there].place if there else shift.end_place
            return self.travel.minutes(self.travel.index(one), self.travel.index(other))

        return minutes

    def _warm_travel(self) -> None:
        """Work out the legs of all given routes at once."""
        pairs = [pair for row in range(len(self.rows)) for pair in self._ways(row, self.visits[row])]
        if pairs:
            self.travel.warm(np.array(pairs, dtype=np.int64))

    def _ways(self, row: int, visits: Sequence[Visit]) -> list[tuple[int, int]]:
        nodes = [self.rows[row].start, *(visit.place for visit in visits), self.rows[row].end]
        return list(itertools.pairwise(nodes))

    def _new_tables(self) -> Tables:
        return Tables(
            rows=len(self.rows),
            works=max((len(visits) for visits in self.visits), default=0),
            breaks=max((len(row.hours.breaks) for row in self.rows), default=0),
            windows=max((len(visit.windows) for visits in self.visits for visit in visits), default=1),
            owners=[self.owner_of[row.craftsman.id] for row in self.rows],
            people=len(self.owner_of),
        )

    def visit(self, job: Job, windows: Sequence[Window] | None = None) -> Visit:
        """The job as the clock sees it, within what binds it here. Raises KeyError when its place is unknown."""
        if windows is None:
            windows = job.windows
        pairs = as_windows(windows)
        if job.lock is not None and job.lock.start_minute is not None:
            pairs = ((job.lock.start_minute, job.lock.start_minute),)
        due = FAR if job.due_minute is None else job.due_minute
        visit = Visit(job.id, self.travel.index(job.place), job.service_minutes, pairs, due)
        return bounded(visit, self.bounds.get(job.id)) if self.bounds else visit

    def add_place(self, place: Place) -> None:
        """Make the place of a new job known. Raises KeyError when travel comes from a matrix without it."""
        self.travel.add(place)

    def legs(self, row: int, visits: Sequence[Visit]) -> list[float]:
        return [self.travel.minutes(a, b) for a, b in self._ways(row, visits)]

    def clock(self, row: int, visits: Sequence[Visit]) -> Timing:
        """The tables of a row if it had these visits in this order."""
        return clock(self.rows[row].hours, visits, self.legs(row, visits))

    def late_clock(self, row: int, visits: Sequence[Visit]) -> Timing:
        """The same as it is shown: where the minutes away have a price, with the latest departure that costs nothing
        else."""
        timing = self.clock(row, visits)
        if self.problem.weights.duration_minute <= 0:
            return timing
        return depart_late(self.rows[row].hours, visits, self.legs(row, visits), timing)

    def shown(self, row: int) -> Timing:
        """The clock of a row as its route is shown."""
        if self.problem.weights.duration_minute <= 0:
            return self.timings[row]
        there = self.visits[row]
        return depart_late(self.rows[row].hours, there, self.legs(row, there), self.timings[row])

    def set_visits(self, row: int, visits: Sequence[Visit], *, keep: bool = False) -> None:
        """Give a row these visits in this order; `where` follows. With `keep` the given route stays what is shown."""
        gone = {visit.job for visit in self.visits[row]}
        self.visits[row] = list(visits)
        for visit in visits:
            self.where[visit.job] = row
            gone.discard(visit.job)
        for name in gone:
            if self.where.get(name) == row:
                del self.where[name]
                if name in self.jobs and self.jobs[name].people > 1:
                    self.where.update((name, other) for other in self.rows_with(name))
        if not keep:
            self._given.pop(row, None)
        legs = self.legs(row, visits)
        timing = clock(self.rows[row].hours, visits, legs)
        if len(self.timings) <= row:
            self.timings.append(timing)
        else:
            self.timings[row] = timing
        choices = max((len(visit.windows) for visit in visits), default=1)
        if self.tables.holds(len(visits), len(self.rows[row].hours.breaks), choices):
            self._write(row)
        else:
            self.tables = self._new_tables()
            for number in range(len(self.timings)):
                self._write(number)

    def _write(self, row: int) -> None:
        there, visits = self.rows[row], self.visits[row]
        self.floor_stops[row] = there.hours.floor_stops
        places = [there.start, *(visit.place for visit in visits), there.end]
        points = [self.travel.point(place) for place in places]
        legs = self.legs(row, visits)
        self.tables.write(row, there.hours, visits, legs, self.timings[row], self.shown(row), places, points)

    def rows_with(self, job_id: str) -> list[int]:
        """The rows that have a visit of a job: one for each of its people."""
        row = self.where.get(job_id)
        if self.jobs[job_id].people == 1:
            return [] if row is None else [row]
        return [number for number, visits in enumerate(self.visits) if any(visit.job == job_id for visit in visits)]

    def is_possible(self, row: int) -> bool:
        """Whether the visits of a row can be done in time, in their order."""
        return not self.visits[row] or self.timings[row].home < FAR

    def table(self) -> Table:
        """The tables of all rows as compiled code takes them."""
        return self.tables.table(self.travel)

    def able(self, job: Job) -> NDArray[np.bool_]:
        """By row whether its craftsman has the skills of the job at their level."""
        asked = tuple(sorted(job.skills.items()))
        known = self._able.get(asked)
        if known is None:
            may_do = {who.id: is_skilled(who, job) for who in self.problem.craftsmen}
            known = np.array([may_do[row.craftsman.id] for row in self.rows], dtype=np.bool_)
            self._able[asked] = known
        return known

    def locked(self, job: Job) -> NDArray[np.bool_]:
        """By row whether it is the one, or one of those, that the lock of the job names."""
        lock = job.lock
        return np.array(
            [
                lock is not None and lock.craftsman == row.craftsman.id and lock.shift in (None, row.number)
                for row in self.rows
            ],
            dtype=np.bool_,
        )

    def allowed(self, job: Job) -> Ints:
        """The rows whose craftsman may do the job: skills with their level, and the lock of a job for one."""
        asked = tuple(sorted(job.skills.items())), job.lock if job.people == 1 else None
        known = self._allowed.get(asked)
        if known is None:
            may = self.able(job) & self.locked(job) if asked[1] is not None else self.able(job)
            known = self._allowed[asked] = np.nonzero(may)[0]
        return known

    def stops(self, job_id: str) -> list[Stop]:
        """The stops of a job, one for each of its people; none where it has no place."""
        if job_id not in self.where:
            return []
        return [stop for row in self.rows_with(job_id) for stop in self.route(row).stops if stop.job == job_id]

    def insert(self, job: Job, *, craftsman: str, shift: int, position: int, window: Window | None = None) -> Route:
        """Put a job for one at a position (0 is first) of a shift, starting within `window` when given, and return the
        new route.

        Raises ValueError, and changes nothing, when that breaks a window, a break, a lock, an order of jobs or the end
        of the shift.
        """
        return self.place(job, [Seat(craftsman, shift, position)], window=window)[0]

    def place(
        self, job: Job, seats: Sequence[Seat], *, window: Window | None = None, start_minute: float | None = None
    ) -> tuple[Route, ...]:
        """The same with a seat for each of the people of a job, who all start at `start_minute`; the new routes."""
        kept = job if window is None else replace(job, windows=(window,))
        rows = [self.row_of[seat.craftsman, seat.shift] for seat in seats]
        if job.id in self.where:
            raise ValueError(f"job {job.id} is planned already")
        if len({seat.craftsman for seat in seats}) != job.people or (job.people > 1 and start_minute is None):
            raise ValueError(f"job {job.id} takes {job.people} people who start together")
        for row, seat in zip(rows, seats, strict=True):
            there = self.rows[row]
            if not is_skilled(there.craftsman, job) or seat.position < there.hours.floor_stops:
                raise ValueError(f"job {job.id} may not be there")
        is_linked = bool(job.after or job.id in self.following)
        lo, hi = time_for(self, job) if is_linked else Bounds(-FAR, FAR)
        if job.people > 1 and start_minute is not None:
            lo, hi = max(lo, start_minute), min(hi, start_minute)
        visit = self.visit(kept)
        if not any(max(a, lo) <= min(b, hi) + EPS for a, b in visit.windows):
            raise ValueError(f"job {job.id} does not fit there")
        before = dict(self.bounds)
        if is_linked or job.people > 1:
            hold_before(self, job)
            visit = bounded(visit, Bounds(lo, hi))
        changed = [
            [*self.visits[row][: seat.position], visit, *self.visits[row][seat.position :]]
            for row, seat in zip(rows, seats, strict=True)
        ]
        if any(self.clock(row, there).home >= FAR for row, there in zip(rows, changed, strict=True)):
            raise ValueError(f"job {job.id} does not fit there")
        self.jobs[job.id] = kept
        for row, visits in zip(rows, changed, strict=True):
            self.set_visits(row, visits)
        if is_linked or job.people > 1:
            bind(self, kept, before)
        return tuple(self.route(row) for row in rows)

    def remove(self, job_id: str) -> Route:
        """Take a job out and return the route it leaves, the first of a job with more people. Raises KeyError when it
        is not planned."""
        first = self.where[job_id]
        rows = self.rows_with(job_id)
        for row in rows:
            self.set_visits(row, [visit for visit in self.visits[row] if visit.job != job_id])
        self.bounds.pop(job_id, None)
        return self.route(rows[0] if rows else first)

    def route(self, row: int) -> Route:
        """The route of a row with its clock times; a given route that cannot be done in time comes back as it was
        given."""
        there = self.rows[row]
        visits = self.visits[row]
        if not visits:
            moment = there.hours.start
            return Route(there.craftsman.id, there.number, moment, moment, ())
        timing = self.timings[row]
        if timing.home >= FAR:
            given = self._given.get(row)
            if given is not None:
                return given
            stops = tuple(Stop(visit.job, FAR, FAR, FAR) for visit in visits)
            return Route(there.craftsman.id, there.number, FAR, FAR, stops)
        times = times_of(there.hours, visits, self.legs(row, visits), self.shown(row))
        return Route(there.craftsman.id, there.number, times.leave, times.home, times.stops, there.had + times.breaks)

    def routes(self) -> tuple[Route, ...]:
        """The routes with stops."""
        return tuple(self.route(row) for row in range(len(self.rows)) if self.visits[row])


def is_skilled(craftsman: Craftsman, job: Job) -> bool:
    """Whether the craftsman has every skill of the job at its level or above."""
    return all(craftsman.skills.get(trade, 0) >= level for trade, level in job.skills.items())


def prepare(problem: Problem, plan: Plan | None = None, *, now_minute: float | None = None) -> State:
    """Make a plan ready for questions. Raises KeyError when it names a job or a place that the problem does not
    have."""
    return State(problem, plan, now_minute=now_minute)
