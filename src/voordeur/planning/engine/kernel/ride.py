"""How a row runs with one more work in it, compiled: whether everything after it still fits, and what it adds per term.

Reads the tables of a State and changes nothing. The clock is that of timing.py: as soon as possible, breaks where they
let the craftsman home earliest, and where the minutes away have a price the latest departure that costs nothing else.
"""
# mypy: disable-error-code="no-any-return"

from typing import NamedTuple

from voordeur.planning.engine.kernel.compiled import compiled, part
from voordeur.planning.engine.kernel.forms import EPS, FAR, TIE, Floats, Ints

# Table.cells[row, ..., slot]. Slot 0 is the start place, 1 to n the works, n + 1 the end place. With the fewest breaks
# taken: the earliest moment of leaving; with all of them: the latest of reaching the next slot. Then the place on the
# ball or the plane, the way to the next slot, and from the next slot on: minutes of work and travel until home, and the
# earliest moment of coming home, however soon that slot is reached. Last the work itself.
LEAVE, LATEST, X, Y, Z, LEG, REST, EARLY, MINUTES, DUE = range(10)
# Table.lines[row, ...]: the earliest leaving, the end of the shift and that with overtime; what the row costs now
# (coming home, waiting, lateness, leaving, overtime, work and travel); break minutes that could still move into the
# route; the latest leaving that keeps the rest possible.
FROM, TO, LIMIT, HOME, HOME_IDLE, HOME_LATE, HOME_LEFT, OVER, BUSY, SPARE, LEFT_MOST = range(11)
# Table.marks[row, ...]: works in it, how many of them are history, its breaks, its craftsman; and as yes or no: no
# breaks and one window for each work, a work that can be late, can be done in time, under way to a work that is reached
# as was told and not as the way says, and whether that is the first.
STOPS, FLOOR, BREAKS, OWNER, IS_PLAIN, HAS_DUE, IS_POSSIBLE, IS_TOLD, IS_LEFT = range(9)
# Table.clock[row, slot, breaks taken, ...]: earliest leaving with the idle and late minutes until then and the moment
# of leaving the start place on that way, and the latest moment of reaching the next slot.
FREE, IDLE, LATE, LEFT, REACH = range(5)
# Question.weights and the terms of an answer, in minutes and shifts.
TRAVEL, WAITING, AWAY, OVERTIME, LATENESS, UNFAIR, SHIFTS = range(7)
# Desk.clock[..., breaks taken], besides IDLE, LATE and LEFT as above.
MOMENT, BEGUN = 0, 4
# Desk.aside[..., breaks taken]
READY, LIMITS, REACHED = range(3)
# Desk.found
START = 7


class Table(NamedTuple):
    """The tables of a State: see the columns above. `spans[row, slot, choice]`: from and to of the windows of a work,
    `breaks[row, b]`: from, to and minutes. `way_kind` and what it needs: `scale` minutes for a unit of straight
    distance, or minutes[from, to] with their transpose and the `places`. `driven`: minutes of travel by craftsman."""

    cells: Floats
    lines: Floats
    marks: Ints
    clock: Floats
    spans: Floats
    breaks: Floats
    places: Ints
    way_minutes: Floats
    way_turned: Floats
    driven: Floats
    way_kind: int
    scale: float


class Question(NamedTuple):
    """One job: minutes of work, due minute, its place (number and point), the preferred craftsman and the one of its
    lock (or -1), how many people it takes; the `rows` that may have it, which numbers of these are `locked`, and the
    windows as lines begin and end. `weights`: the price of each term."""

    minutes: float
    due: float
    place: int
    x: float
    y: float
    z: float
    prefer: int
    owner: int
    people: int
    rows: Ints
    locked: Ints
    windows: Floats
    weights: Floats


class Desk(NamedTuple):
    """Room to work in: `ways[there or back, slot]` to the new work, the clock and tables aside per number of breaks
    taken, `soonest` end of each work, terms and start that were `found`, `shares` of travel; and for a job of more
    people (together.py) the one window, value and seat of a try, the `moments` to try, the least that each row can
    cost, and who is `chosen`."""

    ways: Floats
    clock: Floats
    aside: Floats
    soonest: Floats
    found: Floats
    shares: Floats
    window: Floats
    value: Floats
    seat: Ints
    moments: Floats
    least: Floats
    chosen: Floats


@part
def pause(table: Table, desk: Desk, row: int, counts: bool) -> None:  # noqa: FBT001 - compiled
    """Take the next break wherever that brings someone there earlier."""
    clock, breaks = desk.clock, table.breaks
    for k in range(table.marks[row, BREAKS]):
        if clock[MOMENT, k] >= FAR:
            continue
        begin = max(clock[MOMENT, k], breaks[row, k, 0])
        over = begin + breaks[row, k, 2]
        if over <= breaks[row, k, 1] + EPS and over < clock[MOMENT, k + 1] - TIE:
            clock[IDLE, k + 1] = clock[IDLE, k] + (begin - clock[MOMENT, k] if counts else 0.0)
            clock[MOMENT, k + 1] = over
            clock[LATE, k + 1] = clock[LATE, k]
            clock[LEFT, k + 1] = clock[LEFT, k]
            clock[BEGUN, k + 1] = clock[BEGUN, k]


@part
def before(table: Table, row: int, number: int, moment: float) -> float:
    """The latest moment from which a break is over by `moment`; -FAR when that cannot be."""
    begin, end, minutes = table.breaks[row, number, 0], table.breaks[row, number, 1], table.breaks[row, number, 2]
    if begin + minutes > min(moment, end) + EPS:
        return -FAR
    return min(end, moment) - minutes


@compiled
def leave_late(table: Table, desk: Desk, row: int, start: float, taken: int, leg: float) -> float:
    """When the craftsman leaves for a first `start`: as late as keeps it, with breaks before leaving if they fit."""
    moment = start
    for at_home in range(taken, -1, -1):
        if at_home < taken:
            moment = before(table, row, at_home, moment)
            if moment <= -FAR:
                return -FAR
        if moment - leg >= desk.aside[READY, at_home] - EPS:
            return moment - leg
    return -FAR


@part
def opened(table: Table, row: int, slot: int, moment: float, begin: float, end: float) -> float:
    """The first moment from `moment` at which a work may start, FAR when none; slot 0 is the new one, with a window."""
    if slot == 0:
        return max(moment, begin) if moment <= end + EPS else FAR
    for choice in range(table.spans.shape[2]):
        if moment <= table.spans[row, slot, choice, 1] + EPS:
            return max(moment, table.spans[row, slot, choice, 0])
    return FAR


@part
def step(
    table: Table,
    ask: Question,
    desk: Desk,
    row: int,
    slot: int,
    begin: float,
    end: float,
    leg: float,
    is_first: bool,  # noqa: FBT001 - compiled
) -> None:
    """Move the clock `leg` minutes on to a work (slot 0: the new one, in its window) and do it."""
    clock, breaks = desk.clock, table.marks[row, BREAKS]
    minutes, due = ask.minutes, ask.due
    if slot > 0:
        minutes, due = table.cells[row, MINUTES, slot], table.cells[row, DUE, slot]
    for k in range(breaks + 1):
        clock[MOMENT, k] = min(FAR, clock[MOMENT, k] + leg)
    pause(table, desk, row, not is_first)
    for k in range(breaks + 1):
        moment = clock[MOMENT, k]
        start = opened(table, row, slot, moment, begin, end) if moment < FAR else FAR
        if slot == 0:
            clock[BEGUN, k] = start
        if start >= FAR:
            clock[MOMENT, k] = FAR
            continue
        if is_first:
            clock[LEFT, k] = leave_late(table, desk, row, start, k, leg)
        else:
            clock[IDLE, k] += start - moment
        clock[MOMENT, k] = start + minutes
        clock[LATE, k] += max(0.0, clock[MOMENT, k] - due)
    pause(table, desk, row, True)  # noqa: FBT003 - compiled


@part
def reach(table: Table, ask: Question, desk: Desk, row: int, slot: int, begin: float, end: float) -> bool:
    """Put the clock at the end of the new work after `slot`; False when the rest of the row is then too late."""
    clock, breaks = desk.clock, table.marks[row, BREAKS]
    for k in range(breaks + 1):
        clock[MOMENT, k] = table.clock[row, slot, k, FREE]
        clock[IDLE, k] = table.clock[row, slot, k, IDLE]
        clock[LATE, k] = table.clock[row, slot, k, LATE]
        clock[LEFT, k] = table.clock[row, slot, k, LEFT]
        desk.aside[READY, k] = table.clock[row, 0, k, FREE]
    step(table, ask, desk, row, 0, begin, end, desk.ways[0, slot], slot == 0)
    onward = desk.ways[1, slot + 1]
    for k in range(breaks + 1):  # noqa: SIM110 - compiled code has no any()
        if clock[MOMENT, k] + onward <= table.clock[row, slot, k, REACH] + EPS:
            return True
    return False


@part
def come_home(table: Table, desk: Desk, row: int, leg: float) -> tuple[float, int]:
    """When the craftsman is home, and with how many breaks taken; FAR when too late."""
    count = table.marks[row, STOPS]
    home, taken = FAR, 0
    for k in range(table.marks[row, BREAKS] + 1):
        moment = desk.clock[MOMENT, k] + leg
        if moment <= table.clock[row, count, k, REACH] + EPS and moment < home - TIE:
            home, taken = moment, k
    return home, taken


@compiled
def ride(table: Table, ask: Question, desk: Desk, row: int, slot: int, begin: float, end: float) -> bool:
    """Do the new work after `slot`, starting from `begin` to `end`, and the rest of the row: fills `desk.found` with
    what that adds to every term but unfairness, and the start. False when it cannot be."""
    if not reach(table, ask, desk, row, slot, begin, end):
        return False
    lines, count = table.lines, table.marks[row, STOPS]
    is_under_way = table.marks[row, FLOOR] > 0 or (slot > 0 and table.marks[row, IS_LEFT] == 1)
    is_late = ask.weights[AWAY] > 0.0 and not is_under_way
    leg = desk.ways[1, slot + 1]
    if is_late:
        _note(table, desk, row, slot + 1)
    for node in range(slot + 1, count + 1):
        step(table, ask, desk, row, node, 0.0, 0.0, leg, False)  # noqa: FBT003 - compiled
        if is_late:
            _note(table, desk, row, node + 1)
        leg = table.cells[row, LEG, node]
    home, taken = come_home(table, desk, row, leg)
    if home >= FAR:
        return False
    if is_late:
        home, taken = _leave_later(table, ask, desk, row, slot, begin, end, home, taken)
        if home >= FAR:
            return False
    clock, found = desk.clock, desk.found
    found[TRAVEL] = desk.ways[0, slot] + desk.ways[1, slot + 1] - (table.cells[row, LEG, slot] if count else 0.0)
    found[WAITING] = clock[IDLE, taken] - lines[row, HOME_IDLE]
    found[AWAY] = home - clock[LEFT, taken] - (lines[row, HOME] - lines[row, HOME_LEFT])
    found[OVERTIME] = max(0.0, home - lines[row, TO]) - lines[row, OVER]
    found[LATENESS] = clock[LATE, taken] - lines[row, HOME_LATE]
    found[SHIFTS] = 1.0 if count == 0 else 0.0
    found[START] = clock[BEGUN, taken]
    return True


@part
def _note(table: Table, desk: Desk, row: int, work: int) -> None:
    """Keep the soonest end of the work at this place in the new order."""
    soonest = FAR
    for k in range(table.marks[row, BREAKS] + 1):
        soonest = min(soonest, desk.clock[MOMENT, k])
    desk.soonest[work] = soonest


@compiled
def _leave_later(
    table: Table,
    ask: Question,
    desk: Desk,
    row: int,
    slot: int,
    begin: float,
    end: float,
    home: float,
    taken: int,
) -> tuple[float, int]:
    """Set the clock anew for the latest departure that keeps coming home and makes nobody later than their term."""
    breaks, count, aside = table.marks[row, BREAKS], table.marks[row, STOPS], desk.aside
    for k in range(breaks + 1):
        aside[REACHED, k] = min(home, table.clock[row, count, k, REACH])
    for work in range(count + 1, 0, -1):
        _back(table, ask, desk, row, work, slot, begin, end)
    leg = _leg(table, desk, row, 0, slot)
    best, at_home = -FAR, 0
    for k in range(breaks + 1):
        latest = aside[REACHED, k] - leg
        if table.clock[row, 0, k, FREE] <= latest + EPS and latest > best:
            best, at_home = latest, k
    if best <= -FAR:
        return home, taken
    clock = desk.clock
    for k in range(breaks + 1):
        aside[READY, k] = FAR
        clock[IDLE, k] = clock[LATE, k] = clock[LEFT, k] = 0.0
    aside[READY, at_home] = max(best, table.clock[row, 0, at_home, FREE])
    for k in range(breaks + 1):
        clock[MOMENT, k] = aside[READY, k]
    for work in range(1, count + 2):
        step(table, ask, desk, row, _slot(work, slot), begin, end, _leg(table, desk, row, work - 1, slot), work == 1)
    return come_home(table, desk, row, _leg(table, desk, row, count + 1, slot))


@part
def _slot(work: int, slot: int) -> int:
    """The slot in the row of the work at this place in the new order; 0 for the new one."""
    if work == slot + 1:
        return 0
    return work if work <= slot else work - 1


@part
def _leg(table: Table, desk: Desk, row: int, work: int, slot: int) -> float:
    """Minutes from this place in the new order to the next."""
    if work == slot:
        return desk.ways[0, slot]
    if work == slot + 1:
        return desk.ways[1, slot + 1]
    return table.cells[row, LEG, work if work < slot else work - 1]


@part
def _last_start(table: Table, row: int, slot: int, moment: float, last: float, begin: float, end: float) -> float:
    """The last moment until `moment` at which a work may start, in a window that ends at `last`; -FAR when none."""
    if slot == 0:
        return min(moment, end, last) if begin <= min(moment, last) + EPS else -FAR
    for choice in range(table.spans.shape[2] - 1, -1, -1):
        opens, closes = table.spans[row, slot, choice, 0], table.spans[row, slot, choice, 1]
        if closes > -FAR and opens <= min(moment, last) + EPS:
            return min(moment, closes, last)
    return -FAR


@part
def _back(table: Table, ask: Question, desk: Desk, row: int, work: int, slot: int, begin: float, end: float) -> None:
    """From the latest moments of reaching the next place to those of reaching this work, by breaks taken."""
    breaks, limits, reached = table.marks[row, BREAKS], desk.aside[LIMITS], desk.aside[REACHED]
    node, leg = _slot(work, slot), _leg(table, desk, row, work, slot)
    minutes, due = ask.minutes, ask.due
    if node > 0:
        minutes, due = table.cells[row, MINUTES, node], table.cells[row, DUE, node]
    if due < FAR:
        soonest = desk.soonest[work]
        if work <= slot:
            soonest = FAR
            for k in range(breaks + 1):
                soonest = min(soonest, table.clock[row, work, k, FREE])
        due = max(due, soonest)
    for k in range(breaks + 1):
        limits[k] = max(-FAR, reached[k] - leg)
    for k in range(breaks - 1, -1, -1):
        limits[k] = max(limits[k], before(table, row, k, limits[k + 1]))
    for k in range(breaks + 1):
        reached[k] = -FAR
        if limits[k] > -FAR:
            reached[k] = _last_start(table, row, node, limits[k] - minutes, due - minutes, begin, end)
    for k in range(breaks - 1, -1, -1):
        reached[k] = max(reached[k], before(table, row, k, reached[k + 1]))
