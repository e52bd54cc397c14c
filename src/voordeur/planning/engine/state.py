"""A plan made ready for questions: per shift the tables of the clock, in padded arrays that a vectorised search reads.

Changing one route rewrites one row. Holds no search (offer.py) and no choice (solve.py).
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace

import numpy as np

from voordeur.planning.engine.kernel.promise import Table
from voordeur.planning.engine.lived import Way, lived
from voordeur.planning.engine.problem import Craftsman, Job, Pause, Place, Plan, Problem, Route, Shift, Stop, Window
from voordeur.planning.engine.times import times_of
from voordeur.planning.engine.timing import Hours, Timing, Visit, as_windows, clock, depart_late
from voordeur.planning.engine.travel import FAR, Floats, Ints, TravelTimes


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


class State:
    """The routes of a problem, mutable, one row per shift in the order of craftsmen and their shifts.

    `now_minute`: visits of the plan that started by then are history, with the times the plan
    gives them; nothing is placed before them or before that minute.
    A given route that cannot be done in time (a day that has run late) is kept as it is and gets no new visits.
    Array axes: row, node (0 is the start place, then the stops), breaks taken.
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
        self._allowed: dict[object, Ints] = {}
        for craftsman in problem.craftsmen:
            for number, shift in enumerate(craftsman.shifts):
                self._add_row(craftsman, number, shift, given.get((craftsman.id, number)), now_minute)
        self._warm_travel()
        self._allocate()
        for row in range(len(self.rows)):
            self.set_visits(row, self.visits[row], keep=row in self._given)

    def copy(self) -> "State":
        """A state of its own with the same routes: changing the one leaves the other as it was."""
        other = copy(self)
        for name, value in vars(self).items():
            # Rows of the lists are replaced, never changed in place, so the two may share them.
            if isinstance(value, list | dict | np.ndarray):
                setattr(other, name, value.copy())
        other.travel = self.travel.copy()
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
        self._write_hours(row)
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

    def _allocate(self) -> None:
        rows = len(self.rows)
        width = max((len(visits) for visits in self.visits), default=0) + 4
        pauses = max((len(row.hours.breaks) for row in self.rows), default=0)
        choices = max((len(visit.windows) for visits in self.visits for visit in visits), default=1)
        self.shape = (rows, width, pauses, choices)
        self.leave: Floats = np.full((rows, width, pauses + 1), FAR)
        self.idle: Floats = np.zeros((rows, width, pauses + 1))
        self.late: Floats = np.zeros((rows, width, pauses + 1))
        self.left: Floats = np.zeros((rows, width, pauses + 1))
        self.latest: Floats = np.full((rows, width, pauses + 1), -FAR)
        self.from_place: Ints = np.zeros((rows, width), dtype=np.int64)
        self.to_place: Ints = np.zeros((rows, width), dtype=np.int64)
        self.leg: Floats = np.zeros((rows, width))
        self.minutes: Floats = np.zeros((rows, width))
        self.due: Floats = np.full((rows, width), FAR)
        self.opens: Floats = np.full((rows, width, choices), FAR)
        self.closes: Floats = np.full((rows, width, choices), -FAR)
        self.count: Ints = np.zeros(rows, dtype=np.int64)
        self.breaks: Floats = np.full((rows, max(pauses, 1), 3), -FAR)
        self.home: Floats = np.zeros(rows)
        self.home_idle: Floats = np.zeros(rows)
        self.home_late: Floats = np.zeros(rows)
        self.home_left: Floats = np.zeros(rows)
        self.hours_from: Floats = np.zeros(rows)
        self.hours_to: Floats = np.zeros(rows)
        self.hours_limit: Floats = np.zeros(rows)
        self.floor_stops: Ints = np.zeros(rows, dtype=np.int64)
        for row in range(rows):
            self._write_hours(row)

    def _write_hours(self, row: int) -> None:
        hours = self.rows[row].hours
        self.hours_from[row] = max(hours.start, hours.floor)
        self.hours_to[row] = hours.to
        self.hours_limit[row] = hours.limit
        self.floor_stops[row] = hours.floor_stops
        self.breaks[row] = -FAR
        for k, pause in enumerate(hours.breaks[: len(self.breaks[row])]):
            self.breaks[row, k] = pause

    def visit(self, job: Job, windows: Sequence[Window] | None = None) -> Visit:
        """The job as the clock sees it. Raises KeyError when its place is unknown."""
        if windows is None:
            windows = job.windows
        pairs = as_windows(windows)
        if job.lock is not None and job.lock.start_minute is not None:
            pairs = ((job.lock.start_minute, job.lock.start_minute),)
        due = FAR if job.due_minute is None else job.due_minute
        return Visit(job.id, self.travel.index(job.place), job.service_minutes, pairs, due)

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
        for visit in self.visits[row]:
            if self.where.get(visit.job) == row:
                del self.where[visit.job]
        self.visits[row] = list(visits)
        for visit in visits:
            self.where[visit.job] = row
        if not keep:
            self._given.pop(row, None)
        legs = self.legs(row, visits)
        timing = clock(self.rows[row].hours, visits, legs)
        if len(self.timings) <= row:
            self.timings.append(timing)
        else:
            self.timings[row] = timing
        choices = max((len(visit.windows) for visit in visits), default=1)
        pauses = len(self.rows[row].hours.breaks)
        if len(visits) + 1 > self.shape[1] or pauses > self.shape[2] or choices > self.shape[3]:
            self._allocate()
            for number, there in enumerate(self.visits[: len(self.timings)]):
                self._write(number, there, self.legs(number, there), self.timings[number])
        else:
            self._write(row, visits, legs, timing)

    def _write(self, row: int, visits: Sequence[Visit], legs: Sequence[float], timing: Timing) -> None:
        count = len(visits)
        nodes = count + 1
        taken = len(self.rows[row].hours.breaks) + 1
        self.count[row] = count
        for table, known in (
            (self.leave, timing.leave),
            (self.idle, timing.idle),
            (self.late, timing.late),
            (self.left, timing.left),
        ):
            table[row, :nodes, :taken] = known
        self.latest[row] = -FAR
        if timing.home < FAR or not visits:
            self.latest[row, :nodes, :taken] = timing.latest
        self.leg[row, :nodes] = legs
        places = [visit.place for visit in visits]
        self.from_place[row, :nodes] = [self.rows[row].start, *places]
        self.to_place[row, :nodes] = [*places, self.rows[row].end]
        self.opens[row] = FAR
        self.closes[row] = -FAR
        for node, visit in enumerate(visits, start=1):
            self.minutes[row, node] = visit.minutes
            self.due[row, node] = visit.due
            for choice, (begin, end) in enumerate(visit.windows):
                self.opens[row, node, choice] = begin
                self.closes[row, node, choice] = end
        is_used = count > 0 and timing.home < FAR
        self.home[row] = timing.home if is_used else 0.0
        self.home_idle[row] = timing.home_idle if is_used else 0.0
        self.home_late[row] = timing.home_late if is_used else 0.0
        self.home_left[row] = timing.home_left if is_used else 0.0

    def is_possible(self, row: int) -> bool:
        """Whether the visits of a row can be done in time, in their order."""
        return not self.visits[row] or self.timings[row].home < FAR

    def table(self) -> Table:
        """The tables as compiled code takes them."""
        return Table(
            self.leave,
            self.idle,
            self.late,
            self.left,
            self.latest,
            self.from_place,
            self.to_place,
            self.leg,
            self.minutes,
            self.due,
            self.opens,
            self.closes,
            self.count,
            self.breaks,
            self.home,
            self.home_idle,
            self.home_late,
            self.home_left,
            self.hours_from,
            self.hours_to,
            self.hours_limit,
            self.floor_stops,
        )

    def is_other(self, prefer: str | None) -> Ints:
        """Per row 1 when it belongs to another than the preferred craftsman, 0 when it is theirs or nobody is."""
        if prefer is None:
            return np.zeros(len(self.rows), dtype=np.int64)
        return np.array([row.craftsman.id != prefer for row in self.rows], dtype=np.int64)

    def priced(self, minutes: Mapping[str, float]) -> float:
        """The price of minutes of travel, idle, duration, overtime and late."""
        weights = self.problem.weights
        return (
            weights.travel_minute * minutes["travel"]
            + weights.idle_minute * minutes["idle"]
            + weights.duration_minute * minutes["duration"]
            + weights.overtime_minute * minutes["overtime"]
            + weights.late_minute * minutes["late"]
        )

    def allowed(self, job: Job) -> Ints:
        """The rows whose craftsman may do the job: skills with their level, and the lock."""
        asked = tuple(sorted(job.skills.items())), job.lock and (job.lock.craftsman, job.lock.shift)
        known = self._allowed.get(asked)
        if known is None:
            known = self._allowed[asked] = self._find_allowed(job)
        return known

    def _find_allowed(self, job: Job) -> Ints:
        found: list[int] = []
        lock = job.lock
        may_do: dict[str, bool] = {}
        for number, row in enumerate(self.rows):
            who = row.craftsman
            if lock is not None and (lock.craftsman != who.id or lock.shift not in (None, row.number)):
                continue
            if who.id not in may_do:
                may_do[who.id] = is_skilled(who, job)
            if may_do[who.id]:
                found.append(number)
        return np.array(found, dtype=np.int64)

    def insert(self, job: Job, *, craftsman: str, shift: int, position: int, window: Window | None = None) -> Route:
        """Put a job at a position (0 is first) of a shift, starting within `window` when given, and return the new
        route.

        Raises ValueError, and changes nothing, when that breaks a window, a break, a lock or the end of the shift.
        """
        row = self.row_of[craftsman, shift]
        kept = job if window is None else replace(job, windows=(window,))
        visits = self.visits[row]
        if job.id in self.where:
            raise ValueError(f"job {job.id} is planned already")
        if not is_skilled(self.rows[row].craftsman, job) or position < self.floor_stops[row]:
            raise ValueError(f"job {job.id} may not be there")
        changed = [*visits[:position], self.visit(kept), *visits[position:]]
        if self.clock(row, changed).home >= FAR:
            raise ValueError(f"job {job.id} does not fit there")
        self.jobs[job.id] = kept
        self.set_visits(row, changed)
        return self.route(row)

    def remove(self, job_id: str) -> Route:
        """Take a job out and return the route it leaves. Raises KeyError when it is not planned."""
        row = self.where[job_id]
        self.set_visits(row, [visit for visit in self.visits[row] if visit.job != job_id])
        return self.route(row)

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
