"""Booking: every window of the horizon that can be kept, what the tenant chooses, and the place in the route.

The looking is planning's own compiled test (planning/engine/kernel/look.py).
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
from voordeur.twin.engine.kernel.routes import insert, retime, take_out

DAY = 1440.0
LATER = 3  # who does not take the first time that suits takes one of so many after it


@compiled
def row_of(world: World, person: int, workday: int) -> int:
    """The row of a craftsman on a working day; the rows of the past are used again."""
    ring = world.promise.horizon + 2
    return person * ring + workday % ring


@compiled
def planned_minutes(world: World, need: int) -> float:
    """Minutes that the plan keeps for a visit: the work, parking and ringing, and some for what takes longer.

    Where nobody waits for it, no room is kept beside it, and a door that may stay shut counts for what it is expected
    to take: who finds it shut goes on to the next.
    """
    kind, chance = world.needs.kind[need], world.chance
    minutes, way = world.kinds.minutes[kind], chance.parking_minutes
    if is_told(world, need) or world.kinds.urgency[kind] <= forms.EMERGENCY:
        return way + minutes + world.promise.setup + world.promise.buffer * world.kinds.spread[kind]
    shut = chance.no_access_unannounced
    return way + (1.0 - shut) * (minutes + world.promise.setup) + shut * chance.door_minutes


@compiled
def group_of(world: World, need: int) -> int:
    """The skill group that the next visit needs; another one where the first visit found it was not theirs."""
    group = world.kinds.group[world.needs.kind[need]]
    other = world.case.after[need]
    return other if other >= 0 else group


@compiled
def gather(world: World, region: int, group: int, first: int, last: int) -> int:
    """Fill `rows` with the shifts of a region that have the skill, day by day; returns how many."""
    crew, days = world.crew, world.days
    count = 0
    for workday in range(first, last + 1):
        day = days.day_of[workday]
        for person in range(crew.first_of[region], crew.end_of[region]):
            if crew.there[person, day] and crew.skills[person, group]:
                world.rows[count] = row_of(world, person, workday)
                count += 1
    return count


@compiled
def windows_of(world: World, need: int) -> int:
    """How many windows a day has for a visit: those of the policy, or the whole day where nobody is told a time."""
    return world.promise.windows_a_day if is_told(world, need) else 1


@compiled
def windows_from(world: World, need: int, first: int, last: int) -> int:
    """Fill `windows` with those of these working days in order of their ends; returns how many."""
    promise, days = world.promise, world.days
    each = windows_of(world, need)
    length = promise.window_minutes * (promise.windows_a_day / each)
    count = 0
    for workday in range(first, last + 1):
        start = days.day_of[workday] * DAY + promise.first_start
        for number in range(each):
            world.windows[count, BEGIN] = start + number * length
            world.windows[count, END] = start + (number + 1) * length
            world.windows[count, LEAST] = world.windows[count, BEGIN]
            count += 1
    return count


@compiled
def ask(world: World, need: int, minutes: float, rows: int, windows: int) -> int:
    """Price every window for a visit to a need; `values` and `seats` then hold the answer. Returns how many can be."""
    home = world.needs.home[need]
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
        world.windows[:windows],
        world.weights,
    )
    for number in range(windows):
        world.values[number, TOTAL] = FAR
    look.look(
        world.table,
        question,
        world.desk,
        world.windows[:windows],
        world.values[:windows],
        world.seats[:windows],
        0,
        rows,
    )
    found = 0
    for number in range(windows):
        if world.values[number, TOTAL] < FAR:
            found += 1
    return found


@compiled
def is_by_appointment(world: World, need: int) -> bool:
    """Whether the policy offers a time for this kind of repair, or we just come."""
    urgency = world.kinds.urgency[world.needs.kind[need]]
    return world.promise.is_offered == 1 and world.promise.by_appointment[urgency] == 1


@compiled
def is_told(world: World, need: int) -> bool:
    """Whether the tenant knows when we come: by appointment, or after a card behind a shut door, by calling."""
    return is_by_appointment(world, need) or world.case.facts[need, forms.SHUT] > 0


@compiled
def suits(world: World, need: int, workday: int, number: int) -> bool:
    """Whether the tenant can be home for this whole window."""
    chance, promise = world.chance, world.promise
    home = world.needs.home[need]
    each = chance.free_working if world.homes.working[home] else chance.free_others
    whole = each ** (promise.window_minutes / 120.0)
    return mixed(world.luck[0], need * 64 + number, workday + 7_000_000) < whole


@compiled
def choose(world: World, need: int, windows: int, first: int) -> int:  # noqa: C901 - three ways beside each other
    """The window that is taken, -1 when none can be: we choose, show a few, or leave it all to the tenant."""
    promise, values, each = world.promise, world.values, windows_of(world, need)
    if not is_told(world, need):
        best = -1
        due = world.case.times[need, forms.DUE]
        for number in range(windows):
            is_late = world.windows[number, BEGIN] > due  # then the soonest day, and else the cheapest
            if values[number, TOTAL] < FAR and (
                best < 0 or (not is_late and values[number, TOTAL] < values[best, TOTAL] - 1e-9)
            ):
                best = number
        return best
    soonest, any_one, shown = -1, -1, 0
    if promise.is_free_choice or not promise.is_cheapest_first:
        # In order of time; people pick the first that suits, some of them a later one.
        pick = world.needs.luck[need, 5]
        first_share = world.chance.first_time_share
        skip = 0 if pick < first_share else 1 + int(LATER * (pick - first_share) / (1.0 - first_share))
        for number in range(windows):
            if values[number, TOTAL] >= FAR:
                continue
            shown += 1
            if shown > promise.offers_shown:
                break
            if any_one < 0:
                any_one = number
            if suits(world, need, first + number // each, number % each):
                soonest = number
                if skip <= 0:
                    break
                skip -= 1
        if soonest >= 0:
            world.case.facts[need, forms.CHOSE] = 1
        return soonest if soonest >= 0 else any_one
    # The cheapest few, of which the first that suits is taken; whoever can make none of these hears more.
    mark = -FAR  # a visit that fills waiting time costs less than nothing
    for _ in range(promise.offers_shown):
        best = -1
        for number in range(windows):
            total = values[number, TOTAL] + number * 1e-6
            if values[number, TOTAL] < FAR and total > mark and (best < 0 or total < values[best, TOTAL] + best * 1e-6):
                best = number
        if best < 0:
            break
        mark = values[best, TOTAL] + best * 1e-6
        if any_one < 0:
            any_one = best
        if suits(world, need, first + best // each, best % each) and (soonest < 0 or best < soonest):
            soonest = best
    if soonest >= 0:
        world.case.facts[need, forms.CHOSE] = 1
        return soonest
    for number in range(windows):
        if values[number, TOTAL] < FAR and suits(world, need, first + number // each, number % each):
            return number
    return any_one


@compiled
def settle(world: World, need: int, number: int, minutes: float, first: int) -> None:
    """Put the visit in the place that was found for this window."""
    begin, end = world.windows[number, BEGIN], world.windows[number, END]
    seat(world, need, number, minutes, begin, end)
    world.case.facts[need, forms.WORKDAY] = first + number // windows_of(world, need)


@compiled
def seat(world: World, need: int, number: int, minutes: float, begin: float, end: float) -> None:
    """Put a visit in the place that was found under this number; it begins between `begin` and `end`."""
    facts, times, home = world.case.facts, world.case.times, world.needs.home[need]
    row, slot = world.seats[number, ROW], world.seats[number, POSITION]
    insert(world.table, world.units, row, slot, need, world.homes.x[home], world.homes.y[home], minutes, begin, end)
    facts[need, forms.STATE], facts[need, forms.ROW] = forms.BOOKED, row
    times[need, forms.BEGIN], times[need, forms.END], times[need, forms.MINUTES] = begin, end, minutes


@compiled
def unseat(world: World, need: int) -> None:
    """Take a booked visit out of its route."""
    row = world.case.facts[need, forms.ROW]
    slot = slot_of(world, row, need)
    if slot:
        take_out(world.table, world.units, row, slot)
        retime(world.table, row)
    world.case.facts[need, forms.STATE] = forms.WAITING


@compiled
def slot_of(world: World, row: int, need: int) -> int:
    """Where a need stands in a row; 0 when it does not."""
    for slot in range(1, world.table.marks[row, ride.STOPS] + 1):
        if world.units[row, slot] == need:
            return slot
    return 0
