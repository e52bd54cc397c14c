"""What can be promised for one job, and what each promise costs: every window against every place in every shift at
once.

Holds no search beyond one insertion; nothing already planned changes its order, craftsman or promise.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from voordeur.planning.engine.problem import Job, Plan, Problem, Window
from voordeur.planning.engine.state import State, prepare
from voordeur.planning.engine.timing import EPS, TIE, Visit
from voordeur.planning.engine.travel import FAR, Floats, Ints


@dataclass(frozen=True, slots=True)
class Offer:
    """A window that can be kept, with the place that makes it cheapest.

    `extra`: what it adds in minutes to travel, idle, duration, overtime and late; `total`: the same priced by the
    weights (with `shift_used` for a shift that was empty). `start_minute` is when the work starts in the plan as it
    is now.
    """

    from_minute: float
    to_minute: float
    craftsman: str
    shift: int
    position: int
    start_minute: float
    extra: dict[str, float]
    total: float


@dataclass(slots=True)
class _Clocks:
    """Per candidate and number of breaks taken: the moment, the idle and late minutes so far, when the new work started
    and when the craftsman left the start place."""

    moment: Floats
    idle: Floats
    late: Floats
    start: Floats
    left: Floats

    def keep(self, *chosen: Ints) -> "_Clocks":
        return _Clocks(*(table[chosen] for table in self.tables()))

    def tables(self) -> tuple[Floats, ...]:
        return self.moment, self.idle, self.late, self.start, self.left


def offer(problem: Problem, plan: Plan | None, job: Job, *, windows: Sequence[Window]) -> list[Offer]:
    """The windows that can be promised with certainty, cheapest first; a window that cannot be kept is absent."""
    return offers(prepare(problem, plan), job, windows)


def offers(state: State, job: Job, windows: Sequence[Window], *, rows: Ints | None = None) -> list[Offer]:
    """Like offer(), on a prepared state; `rows` limits the shifts asked. Raises KeyError when the job's place is
    unknown."""
    if job.people > 1 or job.after or not windows:
        return []  # this engine does not place pairs and sequences: no promise without certainty
    rows = state.allowed(job) if rows is None else np.intersect1d(rows, state.allowed(job))
    if not len(rows):
        return []
    found = _Search(state, job, windows, rows).run()
    found.sort(key=lambda one: (round(one.total, 6), one.start_minute, one.from_minute, one.to_minute))
    return found


def cheapest(state: State, job: Job, *, rows: Ints | None = None) -> Offer | None:
    """The cheapest place for a job within its own windows, or None."""
    visit = state.visit(job)
    found = offers(state, job, [Window(*pair) for pair in visit.windows], rows=rows)
    return found[0] if found else None


class _Search:
    def __init__(self, state: State, job: Job, windows: Sequence[Window], rows: Ints) -> None:
        self.state = state
        self.job = job
        self.visit: Visit = state.visit(job)
        self.windows = windows
        self.pauses = state.shape[2]
        begin = np.array([window.from_minute for window in windows])
        end = np.array([window.to_minute for window in windows])
        if job.lock is not None and job.lock.start_minute is not None:
            begin = np.maximum(begin, job.lock.start_minute)
            end = np.minimum(end, job.lock.start_minute)
        is_near = (state.hours_from[rows] <= end[:, None]) & (state.hours_limit[rows] >= begin[:, None])
        is_near &= (begin <= end)[:, None]
        self.window, place = np.nonzero(is_near)
        self.row: Ints = rows[place]
        self.begin, self.end = begin[self.window], end[self.window]
        here = np.array(self.visit.place, dtype=np.int64)
        self.to_job: Floats = state.travel.minutes_between(state.from_place[rows], here)[place]
        self.from_job: Floats = state.travel.minutes_between(here, state.to_place[rows])[place]

    def run(self) -> list[Offer]:
        if not len(self.row):
            return []
        clocks, candidate, position = self._fits()
        if not len(candidate):
            return []
        row = self.row[candidate]
        onward = self.from_job[candidate, position]
        self._ride_home(clocks, row, position, onward)
        return self._best(clocks, candidate, position)

    def _fits(self) -> tuple[_Clocks, Ints, Ints]:
        """The pairs of (window, shift) and position where the job fits, with the clocks just after the new work."""
        state, row = self.state, self.row
        first = np.arange(state.shape[1]) == 0
        clocks = _Clocks(
            state.leave[row] + self.to_job[:, :, None],
            state.idle[row],
            state.late[row],
            np.zeros((len(row), state.shape[1], self.pauses + 1)),
            state.left[row],
        )
        weigh = np.where(first, 0.0, 1.0)
        self._pause(clocks, state.breaks[row][:, None], weigh)
        start = np.where(
            clocks.moment <= self.end[:, None, None] + EPS, np.maximum(clocks.moment, self.begin[:, None, None]), FAR
        )
        clocks.idle = clocks.idle + np.where(start < FAR, start - clocks.moment, 0.0) * weigh[:, None]
        clocks.start = start
        clocks.left[:, 0] = self._leave_late(start[:, 0])
        clocks.moment = start + self.visit.minutes
        clocks.late = clocks.late + np.maximum(0.0, clocks.moment - self.visit.due)
        self._pause(clocks, state.breaks[row][:, None], np.ones(1))
        reach = clocks.moment + self.from_job[:, :, None] <= state.latest[row] + EPS
        is_open = reach.any(axis=2) & (np.arange(state.shape[1]) >= state.floor_stops[row][:, None])
        candidate, position = np.nonzero(is_open)
        return clocks.keep(candidate, position), candidate, position

    def _leave_late(self, start: Floats) -> Floats:
        """When the craftsman leaves for a new first visit: as late as keeps its start, with breaks before leaving if
        they fit."""
        state, row = self.state, self.row
        left = np.full_like(start, -FAR)
        for taken in range(self.pauses + 1):
            moment = start[:, taken]
            for at_home in range(taken, -1, -1):
                if at_home < taken:
                    begin, end, minutes = state.breaks[row, at_home].T
                    moment = np.minimum(end, moment) - minutes
                    moment = np.where(moment >= begin - EPS, moment, -FAR)
                leave = moment - self.to_job[:, 0]
                is_last = (left[:, taken] == -FAR) & (leave >= state.leave[row, 0, at_home] - EPS)
                left[is_last, taken] = leave[is_last]
        return left

    def _pause(self, clocks: _Clocks, breaks: Floats, weigh: Floats) -> None:
        """Take the next break wherever that brings someone there earlier; `weigh` 0 leaves its waiting uncounted."""
        for k in range(self.pauses):
            begin = np.maximum(clocks.moment[..., k], breaks[..., k, 0])
            over = begin + breaks[..., k, 2]
            is_earlier = (over <= breaks[..., k, 1] + EPS) & (over < clocks.moment[..., k + 1] - TIE)
            wait = (begin - clocks.moment[..., k]) * weigh
            for table, value in (
                (clocks.moment, over),
                (clocks.idle, clocks.idle[..., k] + wait),
                (clocks.late, clocks.late[..., k]),
                (clocks.start, clocks.start[..., k]),
                (clocks.left, clocks.left[..., k]),
            ):
                table[..., k + 1] = np.where(is_earlier, value, table[..., k + 1])

    def _ride_home(self, clocks: _Clocks, row: Ints, position: Ints, onward: Floats) -> None:
        """Move the clocks of every candidate along the rest of its route until home."""
        state = self.state
        active = np.arange(len(row))
        node = position + 1
        leg = onward
        while len(active):
            clocks.moment[active] += leg[:, None]
            on_the_way = node <= state.count[row[active]]
            active, node = active[on_the_way], node[on_the_way]
            if not len(active):
                return
            there = row[active]
            part = clocks.keep(active)
            self._pause(part, state.breaks[there], np.ones(1))
            start = np.full_like(part.moment, FAR)
            for choice in range(state.shape[3] - 1, -1, -1):
                end = state.closes[there, node, choice][:, None]
                begin = state.opens[there, node, choice][:, None]
                start = np.where(part.moment <= end + EPS, np.maximum(part.moment, begin), start)
            part.idle += np.where(start < FAR, start - part.moment, 0.0)
            part.moment = start + state.minutes[there, node][:, None]
            part.late += np.maximum(0.0, part.moment - state.due[there, node][:, None])
            self._pause(part, state.breaks[there], np.ones(1))
            for whole, moved in zip(clocks.tables(), part.tables(), strict=True):
                whole[active] = moved
            leg = state.leg[there, node]
            node = node + 1

    def _best(self, clocks: _Clocks, candidate: Ints, position: Ints) -> list[Offer]:
        state, weights = self.state, self.state.problem.weights
        row = self.row[candidate]
        limit = state.latest[row, state.count[row]]
        homes = np.where(clocks.moment <= limit + EPS, clocks.moment, FAR)
        each = np.arange(len(row))
        taken = np.zeros(len(row), dtype=np.int64)
        for k in range(1, self.pauses + 1):
            taken = np.where(homes[:, k] < homes[each, taken] - TIE, k, taken)
        home, start = homes[each, taken], clocks.start[each, taken]
        was_used = state.count[row] > 0
        to_job, onward = self.to_job[candidate, position], self.from_job[candidate, position]
        travel = to_job + onward - np.where(was_used, state.leg[row, position], 0.0)
        idle = clocks.idle[each, taken] - state.home_idle[row]
        late = clocks.late[each, taken] - state.home_late[row]
        overtime = np.maximum(0.0, home - state.hours_to[row]) - np.where(
            was_used, np.maximum(0.0, state.home[row] - state.hours_to[row]), 0.0
        )
        duration = (home - clocks.left[each, taken]) - (state.home[row] - state.home_left[row])
        total = (
            weights.travel_minute * travel
            + weights.idle_minute * idle
            + weights.duration_minute * duration
            + weights.overtime_minute * overtime
            + weights.late_minute * late
            + weights.shift_used * ~was_used
        )
        window = self.window[candidate]
        is_other = np.array([state.rows[one].craftsman.id != self.job.prefer for one in row])
        order = np.lexsort((position, row, start, is_other, np.round(total, 6), home >= FAR, window))
        _, firsts = np.unique(window[order], return_index=True)
        found: list[Offer] = []
        for one in order[firsts].tolist():
            if home[one] >= FAR:
                continue
            there = state.rows[row[one]]
            asked = self.windows[window[one]]
            terms = {"travel": travel, "idle": idle, "duration": duration, "overtime": overtime, "late": late}
            found.append(
                Offer(
                    asked.from_minute,
                    asked.to_minute,
                    there.craftsman.id,
                    there.number,
                    int(position[one]),
                    float(start[one]),
                    {name: float(values[one]) for name, values in terms.items()},
                    float(total[one]),
                )
            )
        return found
