"""What can be promised for one job, and what each promise costs: every window against every place in every shift.

Holds no search beyond one insertion; nothing already planned changes its order, craftsman or promise. The looking
itself is compiled (kernel/promise.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from voordeur.planning.engine.kernel import promise as compiled
from voordeur.planning.engine.problem import Job, Plan, Problem, Window
from voordeur.planning.engine.state import State, prepare
from voordeur.planning.engine.timing import Timing, Visit
from voordeur.planning.engine.travel import FAR, Ints

TERMS = ("travel", "idle", "duration", "overtime", "late")


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


@dataclass(frozen=True, slots=True)
class Wider:
    """What a window would cost if it were so many minutes longer at both ends together; `saves` is never negative."""

    offer: Offer
    wider: Offer
    saves: float


def offer(problem: Problem, plan: Plan | None, job: Job, *, windows: Sequence[Window]) -> list[Offer]:
    """The windows that can be promised with certainty, cheapest first; a window that cannot be kept is absent."""
    return offers(prepare(problem, plan), job, windows)


def offers(state: State, job: Job, windows: Sequence[Window], *, rows: Ints | None = None) -> list[Offer]:
    """Like offer(), on a prepared state; `rows` limits the shifts asked. Raises KeyError when the job's place is
    unknown."""
    if job.people > 1 or job.after or not windows:
        return []  # pairs and sequences are planned, not offered one by one: no promise without certainty
    rows = state.allowed(job) if rows is None else np.intersect1d(rows, state.allowed(job))
    asked = [pair for window in windows if (pair := _within(job, window)) is not None]
    if not len(rows) or not asked:
        return []
    asked.sort(key=lambda pair: (pair[1], pair[0]))
    if state.problem.weights.duration_minute > 0:
        found = _try_all(state, job, asked, rows)
    else:
        found = _look(state, job, asked, rows)
    found.sort(key=lambda one: (round(one.total, 6), one.start_minute, one.from_minute, one.to_minute))
    return found


def cheapest(state: State, job: Job, *, rows: Ints | None = None) -> Offer | None:
    """The cheapest place for a job within its own windows, or None."""
    visit = state.visit(job)
    found = offers(state, job, [Window(*pair) for pair in visit.windows], rows=rows)
    return found[0] if found else None


def wider(state: State, job: Job, windows: Sequence[Window], *, minutes: float = 60.0) -> list[Wider]:
    """What each window that can be kept would save if it were `minutes` wider, half at either end; most first."""
    longer = {
        (one.from_minute, one.to_minute): Window(one.from_minute - minutes / 2, one.to_minute + minutes / 2)
        for one in windows
    }
    known = {(one.from_minute, one.to_minute): one for one in offers(state, job, list(longer.values()))}
    found = []
    for one in offers(state, job, windows):
        other = longer[one.from_minute, one.to_minute]
        there = known[other.from_minute, other.to_minute]
        found.append(Wider(one, there, max(0.0, one.total - there.total)))
    return sorted(found, key=lambda one: (-one.saves, one.offer.from_minute, one.offer.to_minute))


Pair = tuple[float, float, Window]


def _within(job: Job, window: Window) -> Pair | None:
    """The window as far as the minute of a lock allows, with the window as it was asked."""
    begin, end = window.from_minute, window.to_minute
    if job.lock is not None and job.lock.start_minute is not None:
        begin, end = max(begin, job.lock.start_minute), min(end, job.lock.start_minute)
    return (begin, end, window) if begin <= end else None


def _look(state: State, job: Job, asked: Sequence[Pair], rows: Ints) -> list[Offer]:
    found = ask(state, job, [(begin, end) for begin, end, _ in asked], rows)
    answer: list[Offer] = []
    for (_, _, window), values, place in zip(asked, found.values.tolist(), found.places.tolist(), strict=True):
        if values[compiled.TOTAL] >= FAR:
            continue
        there = state.rows[place[compiled.ROW]]
        extra = dict(zip(TERMS, values[compiled.TRAVEL : compiled.LATE + 1], strict=True))
        answer.append(
            Offer(
                window.from_minute,
                window.to_minute,
                there.craftsman.id,
                there.number,
                place[compiled.POSITION],
                values[compiled.START],
                extra,
                values[compiled.TOTAL],
            )
        )
    return answer


def ask(state: State, job: Job, pairs: Sequence[tuple[float, float]], rows: Ints) -> compiled.Found:
    """Look at every window (in order of their ends) in compiled code; the arrays of the answer, a line per window."""
    weights = state.problem.weights
    visit = state.visit(job)
    into, onward = state.travel.minutes_to_and_from(visit.place)
    question = compiled.Question(
        minutes=float(visit.minutes),
        due=float(visit.due),
        into=into,
        onward=onward,
        rows=rows,
        is_other=state.is_other(job.prefer),
        begin=np.array([begin for begin, _ in pairs], dtype=np.float64),
        end=np.array([end for _, end in pairs], dtype=np.float64),
        weights=np.array(
            [
                weights.travel_minute,
                weights.idle_minute,
                weights.duration_minute,
                weights.overtime_minute,
                weights.late_minute,
                weights.shift_used,
            ],
            dtype=np.float64,
        ),
    )
    breaks = state.shape[2] + 1
    found = compiled.Found(
        np.empty((len(pairs), 8)),
        np.zeros((len(pairs), 2), dtype=np.int64),
        np.zeros((5, breaks)),
        np.zeros((5, breaks)),
    )
    compiled.promise(state.table(), question, found)
    return found


def _try_all(state: State, job: Job, asked: Sequence[Pair], rows: Ints) -> list[Offer]:
    """The same where the minutes away have a price: the departure of every try is worked out by the whole clock."""
    return [best for pair in asked if (best := _try_window(state, job, pair, rows)) is not None]


def _try_window(state: State, job: Job, pair: Pair, rows: Ints) -> Offer | None:
    best: tuple[tuple[float, bool, float], Offer] | None = None
    begin, end, window = pair
    visit = replace(state.visit(job), windows=((begin, end),))
    for row in rows.tolist():
        there = state.rows[row]
        if there.hours.limit < begin or there.hours.start > end or not state.is_possible(row):
            continue
        was = _terms(state, row, state.visits[row], state.shown(row))
        for position in range(there.hours.floor_stops, len(state.visits[row]) + 1):
            visits = [*state.visits[row][:position], visit, *state.visits[row][position:]]
            timing = state.late_clock(row, visits)
            if timing.home >= FAR:
                continue
            terms = _terms(state, row, visits, timing)
            extra = {name: terms[name] - was[name] for name in TERMS}
            total = float(state.priced(extra)) + (0.0 if state.visits[row] else state.problem.weights.shift_used)
            start = _start_of(timing, visits, position)
            key = (round(total, 6), there.craftsman.id != job.prefer, start)
            if best is None or key < best[0]:
                best = (
                    key,
                    Offer(
                        window.from_minute,
                        window.to_minute,
                        there.craftsman.id,
                        there.number,
                        position,
                        start,
                        extra,
                        total,
                    ),
                )
    return best[1] if best else None


def _terms(state: State, row: int, visits: Sequence[Visit], timing: Timing) -> dict[str, float]:
    if not visits:
        return dict.fromkeys(TERMS, 0.0)
    return {
        "travel": sum(state.legs(row, visits)),
        "idle": timing.home_idle,
        "duration": timing.home - timing.home_left,
        "overtime": max(0.0, timing.home - state.rows[row].hours.to),
        "late": timing.home_late,
    }


def _start_of(timing: Timing, visits: Sequence[Visit], position: int) -> float:
    return min(timing.leave[position + 1]) - visits[position].minutes
