"""Every window that one more job could be promised, compiled: the cheapest place of each, exactly priced.

Reads the tables of a State (engine/state.py) and changes nothing. Prices are those of the clock that leaves as early as
it can; breaks move to where they are best after the insertion.
"""
# mypy: disable-error-code="no-any-return"

from typing import NamedTuple

from voordeur.planning.engine.kernel.compiled import compiled, entry
from voordeur.planning.engine.kernel.forms import EPS, FAR, TIE, Floats, Ints

# Columns of what promise() finds for each window.
TOTAL, START, TRAVEL, IDLE, DURATION, OVERTIME, LATE, IS_OTHER = range(8)
ROW, POSITION = range(2)
ROOM = 1e-6  # prices that differ by less are equal, and the earlier start wins


class Table(NamedTuple):
    """The tables of a State; axes row, slot, breaks taken or windows. See State for the names."""

    leave: Floats
    idle: Floats
    late: Floats
    left: Floats
    latest: Floats
    from_place: Ints
    to_place: Ints
    leg: Floats
    minutes: Floats
    due: Floats
    opens: Floats
    closes: Floats
    stops: Ints
    breaks: Floats
    home: Floats
    home_idle: Floats
    home_late: Floats
    home_left: Floats
    hours_from: Floats
    hours_to: Floats
    hours_limit: Floats
    floor_stops: Ints


class Question(NamedTuple):
    """One job: its minutes of work and due minute, `into[p]` and `onward[p]` minutes from place p to it and from it to
    p, the rows that may have it, whether each row is another than the preferred craftsman's, and the windows in order
    of their end (`begin`, `end`). `weights`: travel, idle, duration, overtime, late, shift."""

    minutes: float
    due: float
    into: Floats
    onward: Floats
    rows: Ints
    is_other: Ints
    begin: Floats
    end: Floats
    weights: Floats


class Found(NamedTuple):
    """Room for the answer, a line per window (`total` FAR where it cannot be kept), and for the clock: moments, idle,
    late, start of the new work and departure, each per number of breaks taken."""

    values: Floats
    places: Ints
    clock: Floats
    reached: Floats


@entry
def promise(table: Table, ask: Question, found: Found) -> int:
    """Fill `found` for every window; returns how many places were priced."""
    values, weights = found.values, ask.weights
    priced = 0
    for window in range(len(ask.begin)):
        values[window, 0] = FAR
    for number in range(len(ask.rows)):
        row = ask.rows[number]
        hours_from, limit = table.hours_from[row], table.hours_limit[row]
        first = _first_open(ask.end, hours_from)
        if first == len(ask.begin) or _never(table, row):
            continue
        count = table.stops[row]
        bound = weights[5] if count == 0 else -weights[1] * table.home_idle[row]
        for slot in range(table.floor_stops[row], count + 1):
            come, go = ask.into[table.from_place[row, slot]], ask.onward[table.to_place[row, slot]]
            more = come + go - (table.leg[row, slot] if count else 0.0)
            least = weights[0] * more + bound
            _reach(table, found, row, slot, come)
            for window in range(first, len(ask.begin)):
                if ask.begin[window] > limit:
                    continue
                if least > values[window, 0] + ROOM or found.reached[0, 0] > ask.end[window] + EPS:
                    continue
                if not _start(table, ask, found, row, slot, window, come, go):
                    continue
                priced += 1
                _ride(table, ask, found, row, slot, go)
                _compare(table, ask, found, row, slot, window, more)
    return priced


@compiled
def _first_open(ends: Floats, moment: float) -> int:
    """The first window that ends at `moment` or later."""
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high) // 2
        if ends[middle] < moment:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _never(table: Table, row: int) -> bool:
    """Whether a row is too late already, so that nothing fits in it."""
    for k in range(table.latest.shape[2]):  # noqa: SIM110 - compiled code has no all()
        if table.latest[row, table.stops[row], k] > -FAR:
            return False
    return True


@compiled
def _pause(table: Table, clock: Floats, row: int, counts: bool) -> None:  # noqa: FBT001 - compiled
    """Take the next break wherever that brings someone there earlier."""
    for k in range(table.leave.shape[2] - 1):
        begin = max(clock[0, k], table.breaks[row, k, 0])
        over = begin + table.breaks[row, k, 2]
        if table.breaks[row, k, 0] > -FAR and over <= table.breaks[row, k, 1] + EPS and over < clock[0, k + 1] - TIE:
            waited = begin - clock[0, k] if counts else 0.0
            clock[0, k + 1] = over
            clock[1, k + 1] = clock[1, k] + waited
            clock[2, k + 1] = clock[2, k]
            clock[3, k + 1] = clock[3, k]
            clock[4, k + 1] = clock[4, k]


@compiled
def _reach(table: Table, found: Found, row: int, slot: int, come: float) -> None:
    """The moments of reaching the new work after `slot`, before its window is looked at."""
    clock = found.reached
    for k in range(table.leave.shape[2]):
        clock[0, k] = min(FAR, table.leave[row, slot, k] + come)
        clock[1, k] = table.idle[row, slot, k]
        clock[2, k] = table.late[row, slot, k]
        clock[3, k] = 0.0
        clock[4, k] = table.left[row, slot, k]
    _pause(table, clock, row, slot > 0)


@compiled
def _start(table: Table, ask: Question, found: Found, row: int, slot: int, window: int, come: float, go: float) -> bool:
    """Do the new work within a window; False when the rest of the row is then too late."""
    clock, pauses = found.clock, table.leave.shape[2] - 1
    for k in range(pauses + 1):
        moment = found.reached[0, k]
        is_open = moment <= ask.end[window] + EPS
        start = max(moment, ask.begin[window]) if is_open else FAR
        clock[1, k] = found.reached[1, k] + (start - moment if slot > 0 and is_open else 0.0)
        clock[3, k] = start
        clock[4, k] = found.reached[4, k] if slot > 0 else _leave_late(table, row, start, k, come)
        clock[0, k] = start + ask.minutes
        clock[2, k] = found.reached[2, k] + max(0.0, clock[0, k] - ask.due)
    _pause(table, clock, row, True)  # noqa: FBT003 - compiled
    for k in range(pauses + 1):  # noqa: SIM110 - compiled code has no any()
        if clock[0, k] + go <= table.latest[row, slot, k] + EPS:
            return True
    return False


@compiled
def _leave_late(table: Table, row: int, start: float, taken: int, come: float) -> float:
    """When the craftsman leaves for a new first visit: as late as keeps its start, with breaks before leaving if they
    fit."""
    moment = start
    for at_home in range(taken, -1, -1):
        if at_home < taken:
            moment = min(table.breaks[row, at_home, 1], moment) - table.breaks[row, at_home, 2]
            if moment < table.breaks[row, at_home, 0] - EPS:
                return -FAR
        if moment - come >= table.leave[row, 0, at_home] - EPS:
            return moment - come
    return -FAR


@compiled
def _ride(table: Table, ask: Question, found: Found, row: int, slot: int, go: float) -> None:
    """Move the clock from the new work along the rest of the row until home."""
    clock, leg = found.clock, go
    for node in range(slot + 1, table.stops[row] + 1):
        for k in range(table.leave.shape[2]):
            clock[0, k] += leg
        _pause(table, clock, row, True)  # noqa: FBT003 - compiled
        for k in range(table.leave.shape[2]):
            moment, start = clock[0, k], FAR
            for choice in range(table.opens.shape[2]):
                if moment <= table.closes[row, node, choice] + EPS:
                    start = max(moment, table.opens[row, node, choice])
                    break
            if start < FAR:
                clock[1, k] += start - moment
            clock[0, k] = start + table.minutes[row, node]
            clock[2, k] += max(0.0, clock[0, k] - table.due[row, node])
        _pause(table, clock, row, True)  # noqa: FBT003 - compiled
        leg = table.leg[row, node]
    for k in range(table.leave.shape[2]):
        clock[0, k] += leg


@compiled
def _compare(table: Table, ask: Question, found: Found, row: int, slot: int, window: int, more: float) -> None:
    """Keep the place when it is the cheapest of its window so far; then the preferred craftsman, then the sooner."""
    clock, values, weights, count = found.clock, found.values, ask.weights, table.stops[row]
    home, taken = FAR, 0
    for k in range(table.leave.shape[2]):
        if clock[0, k] <= table.latest[row, count, k] + EPS and clock[0, k] < home - TIE:
            home, taken = clock[0, k], k
    if home >= FAR:
        return
    idle, late = clock[1, taken] - table.home_idle[row], clock[2, taken] - table.home_late[row]
    duration = home - clock[4, taken] - (table.home[row] - table.home_left[row])
    was_over = max(0.0, table.home[row] - table.hours_to[row]) if count else 0.0
    overtime = max(0.0, home - table.hours_to[row]) - was_over
    total = weights[0] * more + weights[1] * idle + weights[2] * duration + weights[3] * overtime + weights[4] * late
    if count == 0:
        total += weights[5]
    best = values[window, 0]
    if best < FAR and total > best - ROOM:
        if total > best + ROOM:
            return
        before, other = values[window, IS_OTHER], float(ask.is_other[row])
        if other > before or (other == before and clock[3, taken] >= values[window, START] - TIE):
            return
    values[window, TOTAL], values[window, START] = total, clock[3, taken]
    values[window, TRAVEL], values[window, IDLE], values[window, DURATION] = more, idle, duration
    values[window, OVERTIME], values[window, LATE] = overtime, late
    values[window, IS_OTHER] = float(ask.is_other[row])
    found.places[window, ROW], found.places[window, POSITION] = row, slot
