"""Every window that one more job could be promised, compiled: the cheapest place of each, exactly priced.

Reads the tables of a State (engine/tables.py) and changes nothing. One way in, because every further one would compile
everything again.
"""
# mypy: disable-error-code="no-any-return"

from typing import NamedTuple

from voordeur.planning.engine.kernel import ride
from voordeur.planning.engine.kernel.compiled import compiled, entry, part
from voordeur.planning.engine.kernel.forms import FAR, Floats, Ints
from voordeur.planning.engine.kernel.look import (
    BEGIN,
    END,
    LEAST,
    POSITION,
    ROOM,
    ROW,
    TOTAL,
    look,
    near,
    unfair_more,
)
from voordeur.planning.engine.kernel.ride import Desk, Question, Table
from voordeur.planning.engine.kernel.together import together


class Found(NamedTuple):
    """Room for the answer, a line per window in order of their ends: `values` (terms, start and total, which is FAR
    where it cannot be kept), `seats` (row and position of each person), which window of the question it `is`, and the
    lines from the cheapest `order`."""

    values: Floats
    seats: Ints
    origin: Ints
    order: Ints


@entry
def promise(table: Table, ask: Question, desk: Desk, found: Found) -> int:
    """Fill `found`; returns how many windows can be kept."""
    windows, values = ask.windows, found.values
    _sort_windows(windows, found.origin)
    for window in range(len(windows)):
        values[window, TOTAL] = FAR
    if ask.people > 1:
        for window in range(len(windows)):
            together(table, ask, desk, values, found.seats, window)
    else:
        look(table, ask, desk, windows, values, found.seats, 0, len(ask.rows))
    for window in range(len(windows)):
        if values[window, TOTAL] < FAR:
            _tell(table, ask, desk, found, window)
    return _sort_found(found, windows)


@compiled
def _sort_windows(windows: Floats, origin: Ints) -> None:
    """Put the windows in order of their ends, then begins, keeping where each came from."""
    for line in range(len(windows)):
        begin, end, there = windows[line, BEGIN], windows[line, END], line
        while there > 0 and (windows[there - 1, END], windows[there - 1, BEGIN]) > (end, begin):
            windows[there, BEGIN], windows[there, END] = windows[there - 1, BEGIN], windows[there - 1, END]
            origin[there] = origin[there - 1]
            there -= 1
        windows[there, BEGIN], windows[there, END], origin[there] = begin, end, line
    least = FAR
    for line in range(len(windows) - 1, -1, -1):
        least = min(least, windows[line, BEGIN])
        windows[line, LEAST] = least


@part
def _tell(table: Table, ask: Question, desk: Desk, found: Found, window: int) -> None:
    """Work out every term of the best place of a window, and the total from them."""
    values, seats, weights = found.values, found.seats, ask.weights
    begin, end = ask.windows[window, BEGIN], ask.windows[window, END]
    if ask.people > 1:
        begin = end = values[window, ride.START]
    for term in range(ride.SHIFTS + 1):
        values[window, term] = 0.0
    if weights[ride.UNFAIR] > 0.0:
        for owner in range(len(table.driven)):
            desk.shares[owner] = table.driven[owner]
    for person in range(ask.people):
        row, slot = seats[window, 2 * person + ROW], seats[window, 2 * person + POSITION]
        near(table, ask, desk, row)
        ride.ride(table, ask, desk, row, slot, begin, end)
        desk.found[ride.UNFAIR] = 0.0
        if weights[ride.UNFAIR] > 0.0:
            owner, more = table.marks[row, ride.OWNER], desk.found[ride.TRAVEL]
            desk.found[ride.UNFAIR] = unfair_more(desk.shares, owner, more)
            desk.shares[owner] += more
        for term in range(ride.SHIFTS + 1):
            values[window, term] += desk.found[term]
        values[window, ride.START] = desk.found[ride.START]
    total = 0.0
    for term in range(ride.SHIFTS + 1):
        total += weights[term] * values[window, term]
    values[window, TOTAL] = total


@compiled
def _sort_found(found: Found, windows: Floats) -> int:
    """The lines that can be kept, cheapest first, then the soonest; returns how many there are."""
    values, order, count = found.values, found.order, 0
    for window in range(len(values)):
        if values[window, TOTAL] >= FAR:
            continue
        there = count
        while there > 0 and _is_sooner(values, windows, window, order[there - 1]):
            order[there] = order[there - 1]
            there -= 1
        order[there] = window
        count += 1
    return count


@compiled
def _is_sooner(values: Floats, windows: Floats, one: int, other: int) -> bool:
    """Whether a line comes before another: cheaper, or as cheap and sooner."""
    if abs(values[one, TOTAL] - values[other, TOTAL]) > ROOM:
        return values[one, TOTAL] < values[other, TOTAL]
    if values[one, ride.START] != values[other, ride.START]:
        return values[one, ride.START] < values[other, ride.START]
    return (windows[one, BEGIN], windows[one, END]) < (windows[other, BEGIN], windows[other, END])
