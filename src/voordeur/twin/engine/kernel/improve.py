"""Routes made shorter between bookings: strings of visits of one day go out and come back where they are cheapest.

Ruin and recreate as in planning (kernel/anneal.py), on the same insertion test; nobody's window or day changes.
"""
# mypy: disable-error-code="no-any-return"

from voordeur.planning.engine.kernel import look, ride
from voordeur.planning.engine.kernel.forms import FAR
from voordeur.planning.engine.kernel.look import BEGIN, END, LEAST, ROW, TOTAL
from voordeur.planning.engine.kernel.ride import Question
from voordeur.twin.engine.kernel import forms
from voordeur.twin.engine.kernel.compiled import compiled
from voordeur.twin.engine.kernel.forms import World
from voordeur.twin.engine.kernel.lots import mixed
from voordeur.twin.engine.kernel.offers import gather, group_of, row_of, seat
from voordeur.twin.engine.kernel.routes import copy_row, retime, take_out

MOST_OUT = 6
MOST_TOUCHED = MOST_OUT + 2  # rows that one round can change
LONGEST = 3.0  # visits of one string
LONG_FIRST = 0.4  # chance that what takes long is put back first


@compiled
def cost_of_row(world: World, row: int) -> float:
    """Travel, waiting and overtime of a row, priced."""
    table = world.table
    count = table.marks[row, ride.STOPS]
    if count == 0:
        return 0.0
    travel = 0.0
    for slot in range(count + 1):
        travel += table.cells[row, ride.LEG, slot]
    weights = world.weights
    return (
        weights[ride.TRAVEL] * travel
        + weights[ride.WAITING] * table.lines[row, ride.HOME_IDLE]
        + weights[ride.OVERTIME] * table.lines[row, ride.OVER]
    )


@compiled
def find(world: World, need: int, minutes: float, begin: float, end: float, rows: int) -> bool:
    """The cheapest place among `rows` for a visit in this window: then `seats` says where. False when there is none."""
    home = world.needs.home[need]
    world.windows[0, BEGIN], world.windows[0, END], world.windows[0, LEAST] = begin, end, begin
    question = Question(
        minutes,
        FAR,
        0,
        world.homes.x[home],
        world.homes.y[home],
        0.0,
        -1,
        -1,
        1,
        world.rows[:rows],
        world.locked,
        world.windows[:1],
        world.weights,
    )
    world.values[0, TOTAL] = FAR
    look.look(world.table, question, world.desk, world.windows[:1], world.values[:1], world.seats[:1], 0, rows)
    return world.values[0, TOTAL] < FAR


@compiled
def place(world: World, need: int, minutes: float, begin: float, end: float, rows: int) -> bool:
    """Put a visit in its own window where it is cheapest among `rows`; False when it fits nowhere."""
    if not find(world, need, minutes, begin, end, rows):
        return False
    seat(world, need, 0, minutes, begin, end)
    return True


@compiled
def improve(world: World, region: int, first: int, last: int, rounds: int) -> float:
    """So many rounds over the working days `first` to `last` of a region; returns the minutes saved, priced."""
    crew, table = world.crew, world.table
    people = crew.end_of[region] - crew.first_of[region]
    saved = 0.0
    span = last - first + 1
    if people == 0 or span <= 0:
        return 0.0
    for _turn in range(rounds):
        world.luck[1] += 1
        stamp = world.luck[1]
        workday = first + int(mixed(world.luck[0], stamp, 11) * span)
        one = crew.first_of[region] + int(mixed(world.luck[0], stamp, 12) * people)
        row = row_of(world, one, workday)
        if crew.there[one, world.days.day_of[workday]] and table.marks[row, ride.STOPS]:
            saved += _round(world, region, workday, row, stamp)
    return saved


@compiled
def _round(world: World, region: int, workday: int, row: int, stamp: int) -> float:
    """Take a string of visits out of a route, and of the nearest other one, and put them back; what that saved."""
    table, case = world.table, world.case
    slot = 1 + int(mixed(world.luck[0], stamp, 13) * table.marks[row, ride.STOPS])
    other, there = _nearest(world, region, workday, row, slot)
    world.touched[0] = 0
    _keep(world, row)
    out = _string(world, row, slot, 1 + int(mixed(world.luck[0], stamp, 14) * LONGEST), 0)
    retime(table, row)
    if other >= 0:
        _keep(world, other)
        out = _string(world, other, there, 1 + int(mixed(world.luck[0], stamp, 15) * LONGEST), out)
        retime(table, other)
    is_whole = True
    by_length = mixed(world.luck[0], stamp, 16) < LONG_FIRST
    for _ in range(out):
        best = _next(world, out, by_length, stamp)
        need = world.out[best]
        world.out[best] = -1
        rows = gather(world, region, group_of(world, need), workday, workday)
        times = case.times
        if not find(world, need, times[need, forms.MINUTES], times[need, forms.BEGIN], times[need, forms.END], rows):
            is_whole = False
            break
        _keep(world, world.seats[0, ROW])
        seat(world, need, 0, times[need, forms.MINUTES], times[need, forms.BEGIN], times[need, forms.END])
    if is_whole:
        less = world.costs[0]
        for number in range(world.touched[0]):
            less -= cost_of_row(world, world.touched[number + 1])
        if less > 1e-9:
            return less
    spare = len(table.marks) - MOST_TOUCHED
    for number in range(world.touched[0]):
        own = world.touched[number + 1]
        copy_row(table, world.units, spare + number, own)
        for at in range(1, table.marks[own, ride.STOPS] + 1):
            case.facts[world.units[own, at], forms.ROW] = own
    return 0.0


@compiled
def _next(world: World, out: int, by_length: bool, stamp: int) -> int:  # noqa: FBT001 - compiled
    """Which of the visits on the list is put back next: the longest, or any."""
    best = -1
    for number in range(out):
        need = world.out[number]
        if need < 0:
            continue
        if best < 0:
            best = number
        elif by_length:
            if world.case.times[need, forms.MINUTES] > world.case.times[world.out[best], forms.MINUTES]:
                best = number
        elif mixed(world.luck[0], stamp, 100 + number) < 0.5:
            best = number
    return best


@compiled
def _nearest(world: World, region: int, workday: int, row: int, slot: int) -> tuple[int, int]:
    """The row and the slot of the visit that lies nearest, in another route of that day; -1 when there is none."""
    crew, table = world.crew, world.table
    day = world.days.day_of[workday]
    x, y = table.cells[row, ride.X, slot], table.cells[row, ride.Y, slot]
    other, there, least = -1, 0, FAR
    for person in range(crew.first_of[region], crew.end_of[region]):
        near = row_of(world, person, workday)
        if near == row or not crew.there[person, day]:
            continue
        for at in range(1, table.marks[near, ride.STOPS] + 1):
            dx, dy = table.cells[near, ride.X, at] - x, table.cells[near, ride.Y, at] - y
            far = dx * dx + dy * dy
            if far < least:
                other, there, least = near, at, far
    return other, there


@compiled
def _keep(world: World, row: int) -> None:
    """Remember a row as it is, once in each round, and add up what the remembered ones cost."""
    touched = world.touched
    for number in range(touched[0]):
        if touched[number + 1] == row:
            return
    number = touched[0]
    if number == 0:
        world.costs[0] = 0.0
    copy_row(world.table, world.units, row, len(world.table.marks) - MOST_TOUCHED + number)
    world.costs[0] += cost_of_row(world, row)
    touched[number + 1] = row
    touched[0] = number + 1


@compiled
def _string(world: World, row: int, slot: int, length: int, out: int) -> int:
    """Take `length` visits from `slot` on out of a row and put them on the list."""
    table = world.table
    for _ in range(length):
        if slot > table.marks[row, ride.STOPS] or out >= MOST_OUT:
            break
        world.out[out] = world.units[row, slot]
        out += 1
        take_out(table, world.units, row, slot)
    return out
