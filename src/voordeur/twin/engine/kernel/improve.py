"""Routes made shorter between bookings: strings of visits of one day go out and come back where they are cheapest.

Ruin and recreate as in planning (kernel/anneal.py), on the same insertion test; nobody's window or day changes.
"""
# mypy: disable-error-code="no-any-return"

from voordeur.planning.engine.kernel import look, ride
from voordeur.planning.engine.kernel.forms import FAR
from voordeur.planning.engine.kernel.look import BEGIN, END, LEAST, POSITION, ROW, TOTAL
from voordeur.planning.engine.kernel.ride import Question
from voordeur.twin.engine.kernel import forms
from voordeur.twin.engine.kernel.compiled import compiled
from voordeur.twin.engine.kernel.forms import World
from voordeur.twin.engine.kernel.lots import mixed
from voordeur.twin.engine.kernel.offers import gather, row_of
from voordeur.twin.engine.kernel.routes import copy_row, insert, retime, take_out

MOST_OUT = 6


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
def place(world: World, need: int, minutes: float, begin: float, end: float, rows: int) -> int:
    """Put a visit back in its own window where it is cheapest among `rows`; -1 when it fits nowhere."""
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
    if world.values[0, TOTAL] >= FAR:
        return -1
    row = world.seats[0, ROW]
    insert(
        world.table,
        world.units,
        row,
        world.seats[0, POSITION],
        need,
        world.homes.x[home],
        world.homes.y[home],
        minutes,
        begin,
        end,
    )
    world.case.facts[need, forms.ROW] = row
    return row


@compiled
def improve(world: World, region: int, first: int, last: int, rounds: int) -> float:  # noqa: C901 - one search
    """So many rounds over the working days `first` to `last` of a region; returns the minutes saved, priced."""
    crew, table, units, case = world.crew, world.table, world.units, world.case
    people = crew.end_of[region] - crew.first_of[region]
    spare = len(table.marks) - people  # the last rows are room to keep the old ones
    saved = 0.0
    span = last - first + 1
    if people == 0 or span <= 0:
        return 0.0
    for _turn in range(rounds):
        world.luck[1] += 1
        stamp = world.luck[1]
        workday = first + int(mixed(world.luck[0], stamp, 11) * span)
        day = world.days.day_of[workday]
        one = crew.first_of[region] + int(mixed(world.luck[0], stamp, 12) * people)
        row = row_of(world, one, workday)
        if not crew.there[one, day] or table.marks[row, ride.STOPS] == 0:
            continue
        count = table.marks[row, ride.STOPS]
        slot = 1 + int(mixed(world.luck[0], stamp, 13) * count)
        x, y = table.cells[row, ride.X, slot], table.cells[row, ride.Y, slot]
        # The nearest visit in another route of that day: its neighbours go out with it.
        other, there, least = -1, 0, FAR
        for person in range(crew.first_of[region], crew.end_of[region]):
            if person == one or not crew.there[person, day]:
                continue
            near = row_of(world, person, workday)
            for at in range(1, table.marks[near, ride.STOPS] + 1):
                dx, dy = table.cells[near, ride.X, at] - x, table.cells[near, ride.Y, at] - y
                far = dx * dx + dy * dy
                if far < least:
                    other, there, least = near, at, far
        before = 0.0
        for person in range(crew.first_of[region], crew.end_of[region]):
            if crew.there[person, day]:
                own = row_of(world, person, workday)
                before += cost_of_row(world, own)
                copy_row(table, units, own, spare + person - crew.first_of[region])
        out = 0
        length = 1 + int(mixed(world.luck[0], stamp, 14) * 3.0)
        out = _string(world, row, slot, length, out)
        if other >= 0:
            length = 1 + int(mixed(world.luck[0], stamp, 15) * 3.0)
            out = _string(world, other, there, length, out)
            retime(table, other)
        retime(table, row)
        is_whole = True
        # Tight ones and long ones first, by lot.
        sort = mixed(world.luck[0], stamp, 16)
        for _ in range(out):
            best = -1
            for number in range(out):
                need = world.locked_list[number]
                if need < 0:
                    continue
                if best < 0:
                    best = number
                elif sort < 0.4:
                    if case.times[need, forms.MINUTES] > case.times[world.locked_list[best], forms.MINUTES]:
                        best = number
                elif mixed(world.luck[0], stamp, 100 + number) < 0.5:
                    best = number
            need = world.locked_list[best]
            world.locked_list[best] = -1
            rows = gather(world, region, world.kinds.group[world.needs.kind[need]], workday, workday)
            if (
                place(
                    world,
                    need,
                    case.times[need, forms.MINUTES],
                    case.times[need, forms.BEGIN],
                    case.times[need, forms.END],
                    rows,
                )
                < 0
            ):
                is_whole = False
                break
        after = 0.0
        if is_whole:
            for person in range(crew.first_of[region], crew.end_of[region]):
                if crew.there[person, day]:
                    after += cost_of_row(world, row_of(world, person, workday))
        if is_whole and after < before - 1e-9:
            saved += before - after
        else:
            for person in range(crew.first_of[region], crew.end_of[region]):
                if crew.there[person, day]:
                    own = row_of(world, person, workday)
                    copy_row(table, units, spare + person - crew.first_of[region], own)
                    for at in range(1, table.marks[own, ride.STOPS] + 1):
                        case.facts[units[own, at], forms.ROW] = own
    return saved


@compiled
def _string(world: World, row: int, slot: int, length: int, out: int) -> int:
    """Take `length` visits from `slot` on out of a row and put them on the list."""
    table = world.table
    for _ in range(length):
        if slot > table.marks[row, ride.STOPS] or out >= MOST_OUT:
            break
        world.locked_list[out] = world.units[row, slot]
        out += 1
        take_out(table, world.units, row, slot)
    return out
