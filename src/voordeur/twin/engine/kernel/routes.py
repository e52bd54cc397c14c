"""Routes in the tables of the planning kernel: a visit goes in or out, and the clock of its row is worked out again.

A row is one craftsman on one day of the horizon. The tables are those that planning's insertion test reads
(planning/engine/kernel/ride.py), for rows without breaks and visits with one window. Decides nothing.
"""

from math import sqrt

from voordeur.planning.engine.kernel import ride
from voordeur.planning.engine.kernel.forms import EPS, FAR, Ints
from voordeur.planning.engine.kernel.ride import Table
from voordeur.twin.engine.kernel.compiled import compiled


@compiled
def retime(table: Table, row: int) -> None:
    """Work out ways, earliest and latest moments of a row, and what the row costs, from the visits that stand in it."""
    cells, lines, spans, scale = table.cells, table.lines, table.spans, table.scale
    count, limit = table.marks[row, ride.STOPS], lines[row, ride.LIMIT]
    moment = lines[row, ride.FROM]
    idle, is_possible = 0.0, 1
    cells[row, ride.LEAVE, 0] = moment
    for slot in range(count + 1):
        dx = cells[row, ride.X, slot] - cells[row, ride.X, slot + 1]
        dy = cells[row, ride.Y, slot] - cells[row, ride.Y, slot + 1]
        leg = scale * sqrt(dx * dx + dy * dy)
        cells[row, ride.LEG, slot] = leg
        if slot == count:
            break
        arrive = moment + leg
        start = max(arrive, spans[row, slot + 1, 0, 0])
        if arrive > spans[row, slot + 1, 0, 1] + EPS:
            is_possible = 0
        if slot > 0:
            idle += start - arrive
        moment = start + cells[row, ride.MINUTES, slot + 1]
        cells[row, ride.LEAVE, slot + 1] = moment
    home = moment + cells[row, ride.LEG, count]
    if home > limit + EPS and count:
        is_possible = 0
    latest, rest, early, busy = limit, 0.0, -FAR, 0.0
    for slot in range(count, -1, -1):
        cells[row, ride.LATEST, slot] = latest
        cells[row, ride.REST, slot] = rest
        cells[row, ride.EARLY, slot] = early
        if slot:
            minutes = cells[row, ride.MINUTES, slot]
            ahead = cells[row, ride.LEG, slot] + rest
            rest = minutes + ahead
            early = max(spans[row, slot, 0, 0] + rest, early)
            latest = min(latest - cells[row, ride.LEG, slot] - minutes, spans[row, slot, 0, 1])
    if count:
        busy = cells[row, ride.LEG, 0] + rest
    lines[row, ride.HOME] = home if count else 0.0
    lines[row, ride.HOME_IDLE] = idle
    lines[row, ride.OVER] = max(0.0, home - lines[row, ride.TO]) if count else 0.0
    lines[row, ride.BUSY] = busy
    table.marks[row, ride.IS_POSSIBLE] = is_possible


@compiled
def end_at(table: Table, row: int, limit: float) -> None:
    """Let a row end at another moment; only its latest moments move with that."""
    table.lines[row, ride.LIMIT] = limit
    latest = limit
    for slot in range(table.marks[row, ride.STOPS], -1, -1):
        table.cells[row, ride.LATEST, slot] = latest
        if slot:
            latest = min(
                latest - table.cells[row, ride.LEG, slot] - table.cells[row, ride.MINUTES, slot],
                table.spans[row, slot, 0, 1],
            )


@compiled
def insert(
    table: Table,
    units: Ints,
    row: int,
    slot: int,
    unit: int,
    x: float,
    y: float,
    minutes: float,
    begin: float,
    end: float,
) -> None:
    """Put a visit after `slot` of a row, in its window, and retime the row."""
    cells, spans = table.cells, table.spans
    count = table.marks[row, ride.STOPS]
    for there in range(count + 1, slot, -1):
        cells[row, ride.X, there + 1] = cells[row, ride.X, there]
        cells[row, ride.Y, there + 1] = cells[row, ride.Y, there]
        cells[row, ride.MINUTES, there + 1] = cells[row, ride.MINUTES, there]
        spans[row, there + 1, 0, 0] = spans[row, there, 0, 0]
        spans[row, there + 1, 0, 1] = spans[row, there, 0, 1]
        units[row, there + 1] = units[row, there]
    here = slot + 1
    cells[row, ride.X, here], cells[row, ride.Y, here] = x, y
    cells[row, ride.MINUTES, here] = minutes
    spans[row, here, 0, 0], spans[row, here, 0, 1] = begin, end
    units[row, here] = unit
    table.marks[row, ride.STOPS] = count + 1
    retime(table, row)


@compiled
def take_out(table: Table, units: Ints, row: int, slot: int) -> None:
    """Take the visit in `slot` out of a row; the row is not retimed yet, so that several can go at once."""
    cells, spans = table.cells, table.spans
    count = table.marks[row, ride.STOPS]
    for there in range(slot, count + 1):
        cells[row, ride.X, there] = cells[row, ride.X, there + 1]
        cells[row, ride.Y, there] = cells[row, ride.Y, there + 1]
        cells[row, ride.MINUTES, there] = cells[row, ride.MINUTES, there + 1]
        spans[row, there, 0, 0] = spans[row, there + 1, 0, 0]
        spans[row, there, 0, 1] = spans[row, there + 1, 0, 1]
        units[row, there] = units[row, there + 1]
    table.marks[row, ride.STOPS] = count - 1


@compiled
def copy_row(table: Table, units: Ints, source: int, target: int) -> None:
    """Make one row the same as another."""
    cells, spans = table.cells, table.spans
    count = table.marks[source, ride.STOPS]
    for column in range(cells.shape[1]):
        for slot in range(count + 2):
            cells[target, column, slot] = cells[source, column, slot]
    for slot in range(1, count + 1):
        spans[target, slot, 0, 0], spans[target, slot, 0, 1] = spans[source, slot, 0, 0], spans[source, slot, 0, 1]
        units[target, slot] = units[source, slot]
    for column in range(table.lines.shape[1]):
        table.lines[target, column] = table.lines[source, column]
    for column in range(table.marks.shape[1]):
        table.marks[target, column] = table.marks[source, column]


@compiled
def open_day(table: Table, row: int, owner: int, x: float, y: float, begin: float, end: float, limit: float) -> None:
    """Make an empty row: a shift from and to one place, from `begin` to `end`, with overtime up to `limit`."""
    lines, marks, cells = table.lines, table.marks, table.cells
    for column in range(marks.shape[1]):
        marks[row, column] = 0
    for column in range(lines.shape[1]):
        lines[row, column] = 0.0
    marks[row, ride.OWNER], marks[row, ride.IS_PLAIN], marks[row, ride.IS_POSSIBLE] = owner, 1, 1
    lines[row, ride.FROM], lines[row, ride.TO], lines[row, ride.LIMIT] = begin, end, limit
    cells[row, ride.X, 0], cells[row, ride.Y, 0] = x, y
    cells[row, ride.X, 1], cells[row, ride.Y, 1] = x, y
    cells[row, ride.MINUTES, 0] = cells[row, ride.MINUTES, 1] = 0.0
    for slot in range(cells.shape[2]):
        cells[row, ride.DUE, slot] = FAR
        cells[row, ride.Z, slot] = 0.0
    retime(table, row)
