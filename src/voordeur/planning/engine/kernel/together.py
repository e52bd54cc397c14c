"""A window for a job that takes several people, compiled: craftsmen who all start at the same moment.

The work can start at the moment at which one of them can be there and the others are there already; so only the
earliest moments of each place are tried, from the soonest on, and rows that cannot belong to a cheaper answer no more.
"""
# mypy: disable-error-code="no-any-return"

from voordeur.planning.engine.kernel import ride
from voordeur.planning.engine.kernel.compiled import compiled
from voordeur.planning.engine.kernel.forms import EPS, FAR, TIE, Floats, Ints
from voordeur.planning.engine.kernel.look import BEGIN, END, POSITION, ROOM, ROW, TOTAL, look, near
from voordeur.planning.engine.kernel.ride import Desk, Question, Table

WHEN, WHOSE = 0, 1  # columns of moments
NOT_PREFERRED = 1e-7  # decides between equal prices only


@compiled
def together(table: Table, ask: Question, desk: Desk, values: Floats, seats: Ints, window: int) -> None:
    """Keep the cheapest start of a window with the seat of each person."""
    rows, people = ask.rows, ask.people
    begin, end = ask.windows[window, BEGIN], ask.windows[window, END]
    count = 0
    for number in range(len(rows)):
        desk.least[number] = FAR
        if table.marks[rows[number], ride.IS_POSSIBLE] and table.lines[rows[number], ride.LIMIT] >= begin:
            count = _moments(table, ask, desk, number, begin, end, count)
    spare = _cheap_others(desk, len(rows), people)
    _sort(desk.moments, count)
    last = -FAR
    for line in range(count):
        moment, best = desk.moments[line, WHEN], values[window, TOTAL]
        if moment <= last + TIE or desk.least[int(desk.moments[line, WHOSE])] + spare > best + ROOM:
            continue
        last = moment
        price = _choose(table, ask, desk, moment, best - spare)
        if price < best - ROOM:
            values[window, TOTAL], values[window, ride.START] = price, moment
            for person in range(people):
                seats[window, 2 * person + ROW] = int(desk.chosen[person, 1])
                seats[window, 2 * person + POSITION] = int(desk.chosen[person, 2])


@compiled
def _moments(table: Table, ask: Question, desk: Desk, number: int, begin: float, end: float, count: int) -> int:
    """Write down the earliest start at every place of a row, and the least that the row can cost."""
    row, minutes, clock = ask.rows[number], ask.minutes, desk.clock
    cells, lines, weights, stops = table.cells, table.lines, ask.weights, table.marks[row, ride.STOPS]
    near(table, ask, desk, row)
    for slot in range(table.marks[row, ride.FLOOR], stops + 1):
        come, go = desk.ways[0, slot], desk.ways[1, slot + 1]
        if max(begin, cells[row, ride.LEAVE, slot] + come) + minutes + go > cells[row, ride.LATEST, slot] + EPS:
            continue
        more = come + go - (cells[row, ride.LEG, slot] if stops else 0.0)
        away = lines[row, ride.HOME] - lines[row, ride.HOME_LEFT]
        least = weights[ride.TRAVEL] * more + (weights[ride.SHIFTS] if stops == 0 else 0.0)
        least -= weights[ride.UNFAIR] * abs(more) + weights[ride.WAITING] * lines[row, ride.HOME_IDLE]
        if minutes + more >= 0.0 and table.marks[row, ride.IS_TOLD] == 0:
            least += weights[ride.AWAY] * max(-away, lines[row, ride.BUSY] + minutes + more - away)
        else:
            least -= weights[ride.OVERTIME] * lines[row, ride.OVER] + weights[ride.AWAY] * away
            least -= weights[ride.LATENESS] * lines[row, ride.HOME_LATE]
        is_open = False
        for k in range(table.marks[row, ride.BREAKS] + 1):
            clock[ride.MOMENT, k] = min(FAR, table.clock[row, slot, k, ride.FREE] + come)
        ride.pause(table, desk, row, False)  # noqa: FBT003 - compiled
        for k in range(table.marks[row, ride.BREAKS] + 1):
            start = max(clock[ride.MOMENT, k], begin)
            if clock[ride.MOMENT, k] <= end + EPS and start + minutes + go <= cells[row, ride.LATEST, slot] + EPS:
                desk.moments[count, WHEN], desk.moments[count, WHOSE] = start, number
                count += 1
                is_open = True
        if is_open:
            desk.least[number] = min(desk.least[number], least)
    return count


@compiled
def _cheap_others(desk: Desk, rows: int, people: int) -> float:
    """The least that all people but one can cost together: less than nothing where filling what is waiting saves."""
    chosen, known = desk.chosen, 0
    for number in range(rows):
        price = desk.least[number]
        if price >= FAR:
            continue
        there = min(known, people - 1)
        while there > 0 and chosen[there - 1, 0] > price:
            chosen[there, 0] = chosen[there - 1, 0]
            there -= 1
        chosen[there, 0] = price
        known += 1
    total = 0.0
    for person in range(min(known, people - 1)):
        total += chosen[person, 0]
    return total


@compiled
def _sort(moments: Floats, count: int) -> None:
    """The moments from the soonest on (Shell's sort, which needs no room)."""
    gap = count // 2
    while gap > 0:
        for line in range(gap, count):
            when, whose, there = moments[line, WHEN], moments[line, WHOSE], line
            while there >= gap and moments[there - gap, WHEN] > when:
                moments[there, WHEN], moments[there, WHOSE] = moments[there - gap, WHEN], moments[there - gap, WHOSE]
                there -= gap
            moments[there, WHEN], moments[there, WHOSE] = when, whose
        gap //= 2


@compiled
def _choose(table: Table, ask: Question, desk: Desk, moment: float, most: float) -> float:
    """The cheapest people who can start at a moment, and what they add together; FAR when there are too few.

    A row that alone costs more than `most` is not looked at. One of the people is the craftsman of the lock.
    """
    chosen, people, known = desk.chosen, ask.people, 0
    if ask.owner >= 0:
        for number in ask.locked:
            known = _seat(table, ask, desk, number, moment, 0, 1, known)
        if known == 0:
            return FAR
    first = known
    for number in range(len(ask.rows)):
        row = ask.rows[number]
        if desk.least[number] <= most + ROOM and table.marks[row, ride.OWNER] != ask.owner:
            known = _seat(table, ask, desk, number, moment, first, people, known)
    if known < people:
        return FAR
    total = 0.0
    for person in range(people):
        total += chosen[person, 0]
    return total


@compiled
def _seat(
    table: Table, ask: Question, desk: Desk, number: int, moment: float, first: int, people: int, known: int
) -> int:
    """Give a row one of the seats from `first` up to `people` where it is cheaper than another; a craftsman has one."""
    row = ask.rows[number]
    lines, chosen, owner = table.lines, desk.chosen, table.marks[row, ride.OWNER]
    if moment < lines[row, ride.FROM] - EPS or moment > lines[row, ride.LIMIT] + EPS:
        return known
    desk.window[0, BEGIN] = desk.window[0, END] = desk.window[0, 2] = moment
    desk.value[0, TOTAL] = FAR if known < people else chosen[people - 1, 0]
    limit = desk.value[0, TOTAL]
    desk.seat[0, ROW] = -1
    look(table, ask, desk, desk.window, desk.value, desk.seat, number, number + 1)
    if desk.seat[0, ROW] < 0:
        return known
    price = desk.value[0, TOTAL]
    if ask.prefer >= 0 and ask.prefer != owner:
        price += NOT_PREFERRED
    if price >= limit:
        return known
    there = min(known, people - 1)
    for person in range(first, known):
        if table.marks[int(chosen[person, 1]), ride.OWNER] == owner:
            if price >= chosen[person, 0]:
                return known
            there = person
            known -= 1
            break
    while there > first and chosen[there - 1, 0] > price:
        for column in range(3):
            chosen[there, column] = chosen[there - 1, column]
        there -= 1
    chosen[there, 0], chosen[there, 1], chosen[there, 2] = price, row, desk.seat[0, POSITION]
    return min(known + 1, people)
