"""The routes of a state as flat arrays for compiled code: what the columns are stands in kernel/ride.py.

Changing one route writes one row. Holds no search.
"""

import threading
from collections.abc import Sequence
from copy import copy

import numpy as np

from voordeur.planning.engine.kernel import ride
from voordeur.planning.engine.kernel.forms import MATRIX, PLANE, SPHERE
from voordeur.planning.engine.kernel.ride import Desk, Table
from voordeur.planning.engine.timing import Hours, Timing, Visit
from voordeur.planning.engine.travel import FAR, Floats, TravelTimes

SPARE_SLOTS = 4  # works that a row may get before the arrays have to grow
KINDS = {"matrix": MATRIX, "euclidean": PLANE, "distance": SPHERE}


class Tables:
    """Arrays with a line for each row of a state, and room for as many works, breaks and windows as were asked for."""

    def __init__(self, *, rows: int, works: int, breaks: int, windows: int, owners: Sequence[int], people: int) -> None:
        slots = works + 2 + SPARE_SLOTS
        self.works, self.breaks_held, self.windows_held = works + SPARE_SLOTS, breaks, windows
        self.cells: Floats = np.zeros((rows, 10, slots))
        self.lines: Floats = np.zeros((rows, 11))
        self.marks = np.zeros((rows, 9), dtype=np.int64)
        self.marks[:, ride.OWNER] = owners
        self.clock: Floats = np.zeros((rows, slots, breaks + 1, 5))
        self.spans: Floats = np.zeros((rows, slots, max(windows, 1), 2))
        self.breaks: Floats = np.zeros((rows, max(breaks, 1), 3))
        self.places = np.zeros((rows, slots), dtype=np.int64)
        self.driven: Floats = np.zeros(max(people, 1))
        self.driven_in: Floats = np.zeros(rows)
        self._table: Table | None = None

    def copy(self) -> "Tables":
        other = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, np.ndarray):
                setattr(other, name, value.copy())
        other._table = None  # noqa: SLF001 - of its own kind
        return other

    def holds(self, works: int, breaks: int, windows: int) -> bool:
        return works <= self.works and breaks <= self.breaks_held and windows <= self.windows_held

    def write(
        self,
        row: int,
        hours: Hours,
        visits: Sequence[Visit],
        legs: Sequence[float],
        timing: Timing,
        shown: Timing,
        places: Sequence[int],
        points: Sequence[tuple[float, float, float]],
    ) -> None:
        """Write a row: its clock, and `shown` as its route is shown. `places` and `points`: of the start place, the
        works and the end place."""
        works, pauses = len(visits), len(hours.breaks)
        slots = works + 1
        is_possible = timing.home < FAR or not visits
        is_used = bool(visits) and timing.home < FAR
        for k, pause in enumerate(hours.breaks):
            self.breaks[row, k] = pause
        clock = self.clock[row, :slots, : pauses + 1]
        clock[:, :, ride.FREE], clock[:, :, ride.IDLE], clock[:, :, ride.LATE] = timing.leave, timing.idle, timing.late
        clock[:, :, ride.LEFT], clock[:, :, ride.REACH] = timing.left, timing.latest
        busy, rest, early = 0.0, [0.0] * slots, [-FAR] * slots
        for slot in range(works - 1, -1, -1):
            visit, ahead = visits[slot], legs[slot + 1] + rest[slot + 1]
            rest[slot] = visit.minutes + ahead
            early[slot] = max(visit.windows[0][0] + rest[slot], early[slot + 1])
        if works:
            busy = legs[0] + rest[0]
        minutes = [0.0, *(visit.minutes for visit in visits)]
        due = [FAR, *(visit.due for visit in visits)]
        leave = [moments[0] for moments in timing.leave]
        latest = [moments[-1] for moments in timing.latest]
        axes = list(zip(*points, strict=True))
        self.cells[row, :, :slots] = [leave, latest, *(axis[:slots] for axis in axes), legs, rest, early, minutes, due]
        self.cells[row, ride.X : ride.Z + 1, slots] = points[-1]
        self.places[row, : slots + 1] = places
        self._write_spans(row, visits)
        has_breaks = bool(hours.breaks)
        self.marks[row, : ride.OWNER] = works, hours.floor_stops, pauses
        is_told = hours.on_way is not None
        is_plain = not has_breaks and not is_told and all(len(visit.windows) == 1 for visit in visits)
        self.marks[row, ride.IS_PLAIN], self.marks[row, ride.IS_TOLD] = is_plain, is_told
        self.marks[row, ride.IS_LEFT] = bool(visits) and hours.heads_for(0, visits[0].job)
        self.marks[row, ride.HAS_DUE] = any(visit.due < FAR for visit in visits)
        self.marks[row, ride.IS_POSSIBLE] = is_possible
        home, idle, late, left = (
            (shown.home, shown.home_idle, shown.home_late, shown.home_left) if is_used else [0.0] * 4
        )
        spare = sum(pause[2] for pause in hours.breaks) - (_breaks_on_the_way(hours, timing) if is_used else 0.0)
        is_history = hours.floor_stops > 0
        self.lines[row] = (
            max(hours.start, hours.floor),
            hours.to,
            hours.limit,
            home,
            idle,
            late,
            left,
            max(0.0, home - hours.to),
            -FAR if is_history else busy,
            # A later departure may change the waiting by more than the breaks.
            spare if shown is timing else FAR,
            left if is_history else max(timing.latest[0]) - legs[0],
        )
        self._count_travel(row, sum(legs) if visits else 0.0)

    def _write_spans(self, row: int, visits: Sequence[Visit]) -> None:
        spans = self.spans[row]
        if spans.shape[1] == 1:
            if visits:
                spans[1 : len(visits) + 1, 0] = [visit.windows[0] for visit in visits]
            return
        spans[:, :, 0], spans[:, :, 1] = FAR, -FAR
        for slot, visit in enumerate(visits, start=1):
            spans[slot, : len(visit.windows)] = visit.windows

    def _count_travel(self, row: int, minutes: float) -> None:
        self.driven[self.marks[row, ride.OWNER]] += minutes - self.driven_in[row]
        self.driven_in[row] = minutes

    def table(self, travel: TravelTimes) -> Table:
        """The arrays as compiled code takes them."""
        if self._table is None:
            minutes, turned = travel.both_ways()
            self._table = Table(
                self.cells,
                self.lines,
                self.marks,
                self.clock,
                self.spans,
                self.breaks,
                self.places,
                minutes,
                turned,
                self.driven,
                KINDS[travel.kind],
                travel.scale,
            )
        return self._table


def _breaks_on_the_way(hours: Hours, timing: Timing) -> float:
    """Minutes of break between the first start and coming home."""
    taken, minutes = timing.home_breaks, 0.0
    for work in range(len(timing.past) - 1, -1, -1):
        for is_taken, counts in ((timing.past[work], True), (timing.upon[work], work > 0)):
            while is_taken and is_taken[taken]:
                taken -= 1
                minutes += hours.breaks[taken][2] if counts else 0.0
    return minutes


class _Desks(threading.local):
    """The room to work in of each thread, as large as the largest question so far."""

    def __init__(self) -> None:
        self.slots = self.breaks = self.people = self.owners = self.tries = 0
        self.desk: Desk | None = None

    def get(self, tables: Tables, *, rows: int, people: int) -> Desk:
        slots, breaks, owners = tables.cells.shape[2] + 1, tables.clock.shape[2], len(tables.driven)
        tries = rows * slots * breaks if people > 1 else 1
        if (
            self.desk is None
            or self.slots < slots
            or self.breaks < breaks
            or self.owners != owners
            or self.people < people
            or self.tries < tries
        ):
            self.slots, self.breaks = max(slots, self.slots), max(breaks, self.breaks)
            self.people, self.tries, self.owners = max(people, self.people), max(tries, self.tries), owners
            self.desk = Desk(
                np.zeros((2, self.slots)),
                np.zeros((5, self.breaks)),
                np.zeros((3, self.breaks)),
                np.zeros(self.slots),
                np.zeros(8),
                np.zeros(owners),
                np.zeros((1, 3)),
                np.zeros((1, 10)),
                np.zeros((1, 2), dtype=np.int64),
                np.zeros((self.tries, 2)),
                np.zeros(self.tries),
                np.zeros((self.people + 1, 3)),
            )
        return self.desk


_desks = _Desks()


def desk_for(tables: Tables, *, rows: int, people: int) -> Desk:
    """This thread's room to work in for a question about so many rows."""
    return _desks.get(tables, rows=rows, people=people)
