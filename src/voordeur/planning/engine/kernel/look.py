"""The cheapest place of one row for a new work, for every window asked, compiled.

Earliest and latest moments say whether the work fits; a bound of what it adds says whether it can be cheaper than the
best of its window so far; only then the rest of the row is ridden (ride.py), and not at all where a row has no breaks:
there the moment of coming home is the later of two sums, and the bound is the price.
"""
# mypy: disable-error-code="no-any-return"

from math import asin, sqrt

from voordeur.planning.engine.kernel import ride
from voordeur.planning.engine.kernel.compiled import compiled, part
from voordeur.planning.engine.kernel.forms import EPS, FAR, MATRIX, PLANE, TIE, Floats, Ints
from voordeur.planning.engine.kernel.ride import Desk, Question, Table

# Columns of what is found for each window: the terms and the start of ride.py, then these.
TOTAL, IS_OTHER, COLUMNS = 8, 9, 10
ROW, POSITION = 0, 1
BEGIN, END, LEAST = 0, 1, 2  # columns of windows; LEAST: the soonest begin from this line on
ROOM = 1e-6  # prices that differ by less are equal, and the earlier start wins
NEAR = 0.0025  # square of half a distance on the ball up to which the series below is exact


@part
def near(table: Table, ask: Question, desk: Desk, row: int) -> None:
    """Minutes from every slot of a row to the new work and back."""
    ways, cells, nodes = desk.ways, table.cells, table.marks[row, ride.STOPS] + 2
    if table.way_kind == MATRIX:
        for slot in range(nodes):
            place = table.places[row, slot]
            ways[0, slot] = table.way_turned[ask.place, place]
            ways[1, slot] = table.way_minutes[ask.place, place]
        return
    if table.way_kind == PLANE:
        for slot in range(nodes):
            dx, dy = ask.x - cells[row, ride.X, slot], ask.y - cells[row, ride.Y, slot]
            ways[0, slot] = ways[1, slot] = table.scale * sqrt(dx * dx + dy * dy)
        return
    farthest, scale = 0.0, table.scale
    for slot in range(nodes):
        dx, dy, dz = (
            ask.x - cells[row, ride.X, slot],
            ask.y - cells[row, ride.Y, slot],
            ask.z - cells[row, ride.Z, slot],
        )
        square = 0.25 * (dx * dx + dy * dy + dz * dz)
        farthest = max(farthest, square)
        # The first terms of the arc sine: within 1e-15 here, and several at once.
        series = 1.0 + square * (1 / 6 + square * (3 / 40 + square * (15 / 336 + square * (105 / 3456))))
        ways[0, slot] = ways[1, slot] = 2.0 * scale * sqrt(square) * series
    if farthest > NEAR:
        for slot in range(nodes):
            dx, dy = ask.x - cells[row, ride.X, slot], ask.y - cells[row, ride.Y, slot]
            dz = ask.z - cells[row, ride.Z, slot]
            half = 0.5 * sqrt(dx * dx + dy * dy + dz * dz)
            ways[0, slot] = ways[1, slot] = 2.0 * scale * asin(min(1.0, half))


@compiled
def look(  # noqa: C901 - the one loop that everything waits for: one test after the other, cheapest first
    table: Table, ask: Question, desk: Desk, windows: Floats, values: Floats, seats: Ints, begin: int, end: int
) -> int:
    """Keep the cheapest place of the rows from number `begin` up to `end` of the question, for each window where it
    beats what `values` and `seats` hold; returns how many places were priced. The windows are in order of their ends.
    """
    cells, lines, weights, ways = table.cells, table.lines, ask.weights, desk.ways
    minutes, last, opened, priced = ask.minutes, len(windows), 0, 0
    for number in range(begin, end):
        row = ask.rows[number]
        limit, hours_from, count = lines[row, ride.LIMIT], lines[row, ride.FROM], table.marks[row, ride.STOPS]
        # The windows of this row are mostly near those of the row before.
        while opened > 0 and windows[opened - 1, END] >= hours_from:
            opened -= 1
        while opened < last and windows[opened, END] < hours_from:
            opened += 1
        if opened == last or windows[opened, LEAST] > limit or not table.marks[row, ride.IS_POSSIBLE]:
            continue
        first = opened
        to, over = lines[row, ride.TO], lines[row, ride.OVER]
        home_now, idle_now = lines[row, ride.HOME], lines[row, ride.HOME_IDLE]
        away_now = home_now - lines[row, ride.HOME_LEFT]
        is_exact = (
            table.marks[row, ride.IS_PLAIN] == 1
            and weights[ride.AWAY] == 0.0
            and (weights[ride.LATENESS] == 0.0 or table.marks[row, ride.HAS_DUE] == 0)
        )
        is_other = 1.0 if ask.prefer >= 0 and ask.prefer != table.marks[row, ride.OWNER] else 0.0
        near(table, ask, desk, row)
        for slot in range(table.marks[row, ride.FLOOR], count + 1):
            free, latest = cells[row, ride.LEAVE, slot], cells[row, ride.LATEST, slot]
            while first < last and windows[first, END] + EPS < free:
                first += 1
            if first == last:
                break
            come, after = ways[0, slot], minutes + ways[1, slot + 1]
            reached = free + come
            if max(reached, windows[first, LEAST]) + after > latest + EPS:
                continue
            more = come + ways[1, slot + 1] - (cells[row, ride.LEG, slot] if count else 0.0)
            base = weights[ride.TRAVEL] * more + (weights[ride.SHIFTS] if count == 0 else 0.0)
            rest, early = cells[row, ride.REST, slot], cells[row, ride.EARLY, slot]
            is_longer = minutes + more >= 0.0 and table.marks[row, ride.IS_TOLD] == 0
            is_fair = weights[ride.UNFAIR] == 0.0
            if not is_fair:
                base -= weights[ride.UNFAIR] * abs(more)
            for window in range(first, last):
                if windows[window, LEAST] > limit:
                    break
                start = max(reached, windows[window, BEGIN])
                if start + after > latest + EPS or reached > windows[window, END] + EPS:
                    continue
                # What cannot be less, and is the price itself in a row without breaks.
                home = max(start + after + rest, early)
                if is_exact or is_longer:
                    if not is_exact and count:
                        home = max(home, home_now)
                    price = base + weights[ride.OVERTIME] * (max(0.0, home - to) - over)
                    price += weights[ride.LATENESS] * max(0.0, start + minutes - ask.due)
                    waits = -idle_now
                    if slot > 0:
                        waits = home - home_now - minutes - more
                        if not is_exact:
                            waits = max(waits - lines[row, ride.SPARE], -idle_now)
                    elif is_exact:
                        waits += home - start - after - rest
                    price += weights[ride.WAITING] * waits
                    if weights[ride.AWAY] > 0.0:
                        left = lines[row, ride.LEFT_MOST]
                        if slot == 0:
                            left = min(windows[window, END], latest - after) - come
                        away = max(lines[row, ride.BUSY] + minutes + more, home - left) - away_now
                        price += weights[ride.AWAY] * away
                else:
                    price = base - weights[ride.OVERTIME] * over - weights[ride.LATENESS] * lines[row, ride.HOME_LATE]
                    price -= weights[ride.WAITING] * idle_now + weights[ride.AWAY] * away_now
                if price > values[window, TOTAL] + ROOM:
                    continue
                if not is_fair:
                    unfair = unfair_more(table.driven, table.marks[row, ride.OWNER], more) + abs(more)
                    base += weights[ride.UNFAIR] * unfair
                    price += weights[ride.UNFAIR] * unfair
                    is_fair = True
                priced += 1
                if not is_exact:
                    if not ride.ride(table, ask, desk, row, slot, windows[window, BEGIN], windows[window, END]):
                        continue
                    price, start = base, desk.found[ride.START]
                    for term in range(ride.WAITING, ride.LATENESS + 1):
                        price += weights[term] * desk.found[term]
                _compare(values, seats, window, row, slot, price, start, is_other)
    return priced


@compiled
def _compare(
    values: Floats, seats: Ints, window: int, row: int, slot: int, price: float, start: float, is_other: float
) -> None:
    """Keep the place when it is the cheapest of its window so far; then the preferred craftsman, then the sooner."""
    best = values[window, TOTAL]
    if price > best + ROOM:
        return
    if price >= best - ROOM and best < FAR:
        known, there = values[window, IS_OTHER], values[window, ride.START]
        if is_other > known:
            return
        if is_other == known and (
            start > there + TIE
            or (start >= there - TIE and (row, slot) >= (seats[window, ROW], seats[window, POSITION]))
        ):
            return
    values[window, TOTAL], values[window, ride.START], values[window, IS_OTHER] = price, start, is_other
    seats[window, ROW], seats[window, POSITION] = row, slot


@compiled
def unfair_more(driven: Floats, owner: int, more: float) -> float:
    """Minutes above the average share that `more` travel for one craftsman adds, for all of them together."""
    people, total = len(driven), 0.0
    for each in driven:
        total += each
    share, then, found = total / people, (total + more) / people, 0.0
    for number in range(people):
        own = driven[number]
        found -= max(0.0, own - share)
        found += max(0.0, own + (more if number == owner else 0.0) - then)
    return found
