"""What can be promised for one job, and what each promise costs: every window against every place in every shift.

Holds no search beyond one insertion; nothing already planned changes its order, craftsman or promise. The looking
itself is compiled (kernel/promise.py).
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from voordeur.planning.engine.kernel import look, ride
from voordeur.planning.engine.kernel import promise as compiled
from voordeur.planning.engine.links import hold_before, time_for
from voordeur.planning.engine.problem import Job, Plan, Problem, Window
from voordeur.planning.engine.state import Seat, State, prepare
from voordeur.planning.engine.tables import desk_for
from voordeur.planning.engine.travel import FAR, Ints

TERMS = ("travel", "idle", "duration", "overtime", "late")  # in the order of kernel/ride.py
NO_ROWS = np.zeros(0, dtype=np.int64)


class Offer(NamedTuple):
    """A window that can be kept, with the place that makes it cheapest.

    `extra`: what it adds in minutes to travel, idle, duration, overtime and late, and to unfair where that has a price;
    `total`: the same priced by the weights (with `shift_used` for a shift that was empty). `start_minute` is when the
    work starts in the plan as it is now. `others`: the seats of the other people of a job that takes more.
    """

    from_minute: float
    to_minute: float
    craftsman: str
    shift: int
    position: int
    start_minute: float
    extra: dict[str, float]
    total: float
    others: tuple[Seat, ...] = ()

    @property
    def seats(self) -> tuple[Seat, ...]:
        """The place of each of the people."""
        return (Seat(self.craftsman, self.shift, self.position), *self.others)


class Wider(NamedTuple):
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
    return [one for _, one in _answers(state, job, windows, rows)]


def cheapest(state: State, job: Job, *, rows: Ints | None = None) -> Offer | None:
    """The cheapest place for a job within its own windows, or None."""
    visit = state.visit(job)
    return next((one for _, one in _answers(state, job, [Window(*pair) for pair in visit.windows], rows)), None)


def wider(state: State, job: Job, windows: Sequence[Window], *, minutes: float = 60.0) -> list[Wider]:
    """What each window that can be kept would save if it were `minutes` wider, half at either end; most first."""
    half = minutes / 2
    longer = [Window(one.from_minute - half, one.to_minute + half) for one in windows]
    # One look at every place answers for both.
    known = dict(_answers(state, job, [*windows, *longer], None))
    found = []
    for number, window in enumerate(longer):
        one, other = known.get(number), known.get(number + len(longer))
        if one is None:
            continue
        if other is None or other.total > one.total:
            # A visit that starts as soon as it may can wait more; it need not start so soon.
            other = one._replace(from_minute=window.from_minute, to_minute=window.to_minute)
        found.append(Wider(one, other, one.total - other.total))
    return sorted(found, key=lambda one: (-one.saves, one.offer.from_minute, one.offer.to_minute))


def _answers(state: State, job: Job, windows: Sequence[Window], rows: Ints | None) -> Iterator[tuple[int, Offer]]:
    """The windows that can be kept, cheapest first, each with its number in `windows`."""
    may = state.allowed(job)
    if rows is not None:
        may = rows if len(may) == len(state.rows) else np.intersect1d(rows, may)
    if not len(may) or not windows:
        return
    if job.after:
        state = state.copy()
        hold_before(state, job)
    found, count = ask(state, job, windows, may)
    names = (*TERMS, "unfair") if state.problem.weights.unfair_minute > 0 else TERMS
    shifts, origin, seats, values = state.rows, found.origin.tolist(), found.seats.tolist(), found.values.tolist()
    for line in found.order[:count].tolist():
        window, told, (row, position, *more) = windows[origin[line]], values[line], seats[line]
        there = shifts[row]
        others = tuple(
            Seat(shifts[other].craftsman.id, shifts[other].number, at)
            for other, at in zip(more[::2], more[1::2], strict=True)
        )
        yield (
            origin[line],
            Offer(
                window.from_minute,
                window.to_minute,
                there.craftsman.id,
                there.number,
                position,
                told[ride.START],
                dict(zip(names, told, strict=False)),
                told[look.TOTAL],
                others,
            ),
        )


def ask(state: State, job: Job, windows: Sequence[Window], rows: Ints) -> tuple[compiled.Found, int]:
    """Look at every window in compiled code: the arrays of the answer, and how many windows can be kept."""
    visit = state.visit(job)
    asked = np.empty((len(windows), 3))
    asked[:, look.BEGIN] = [window.from_minute for window in windows]
    asked[:, look.END] = [window.to_minute for window in windows]
    lo, hi = time_for(state, job)
    if lo > -FAR or hi < FAR:
        asked[:, look.BEGIN] = np.maximum(asked[:, look.BEGIN], lo)
        asked[:, look.END] = np.minimum(asked[:, look.END], hi)
        asked[asked[:, look.BEGIN] > asked[:, look.END]] = FAR, -FAR, FAR
    owner, locked = -1, NO_ROWS
    if job.people > 1 and job.lock is not None:
        owner = state.owner_of.get(job.lock.craftsman, len(state.owner_of))
        locked = np.nonzero(state.locked(job)[rows])[0]
    question = ride.Question(
        float(visit.minutes),
        float(visit.due),
        visit.place,
        *state.travel.point(visit.place),
        -1 if job.prefer is None else state.owner_of.get(job.prefer, len(state.owner_of)),
        owner,
        job.people,
        rows,
        locked,
        asked,
        state.weights,
    )
    found = compiled.Found(
        np.empty((len(windows), look.COLUMNS)),
        np.empty((len(windows), 2 * job.people), dtype=np.int64),
        np.empty(len(windows), dtype=np.int64),
        np.empty(len(windows), dtype=np.int64),
    )
    desk = desk_for(state.tables, rows=len(rows), people=job.people)
    return found, compiled.promise(state.table(), question, desk, found)
