"""Contacts to come: an agenda with a chain for each day. Decides nothing."""

from voordeur.twin.engine.kernel.compiled import compiled
from voordeur.twin.engine.kernel.forms import World

DAY = 1440.0


@compiled
def note(world: World, at: float, subject: int, ref: int, home: int, tries: int) -> None:
    """Write a contact in the agenda; what lies beyond the last day, or finds no room, is only counted."""
    agenda = world.agenda
    day = int(at // DAY)
    number = agenda.marks[0]
    if day >= len(agenda.head):
        agenda.marks[1] += 1
        return
    if number >= len(agenda.at):
        agenda.marks[4] += 1
        return
    agenda.marks[0] = number + 1
    agenda.at[number], agenda.subject[number], agenda.ref[number] = at, subject, ref
    agenda.home[number], agenda.tries[number] = home, tries
    if day <= agenda.marks[3]:
        _push(world, at, number)
    else:
        agenda.follows[number] = agenda.head[day]
        agenda.head[day] = number


@compiled
def begin_day(world: World, day: int) -> None:
    """Take the contacts of a day in hand; what today brings for today joins them."""
    agenda = world.agenda
    agenda.marks[2], agenda.marks[3] = 0, day
    number = agenda.head[day]
    while number >= 0:
        _push(world, agenda.at[number], number)
        number = agenda.follows[number]


@compiled
def next_contact(world: World) -> int:
    """The next contact of today in order of time; -1 when there are no more."""
    order, count = world.order, world.agenda.marks
    if count[2] == 0:
        return -1
    found = int(order[0, 1])
    count[2] -= 1
    at, number, end = order[count[2], 0], order[count[2], 1], count[2]
    root = 0
    while True:
        child = 2 * root + 1
        if child >= end:
            break
        if child + 1 < end and (
            order[child + 1, 0] < order[child, 0]
            or (order[child + 1, 0] == order[child, 0] and order[child + 1, 1] < order[child, 1])
        ):
            child += 1
        if at < order[child, 0] or (at == order[child, 0] and number <= order[child, 1]):
            break
        order[root, 0], order[root, 1] = order[child, 0], order[child, 1]
        root = child
    order[root, 0], order[root, 1] = at, number
    return found


@compiled
def _push(world: World, at: float, number: int) -> None:
    order, count = world.order, world.agenda.marks
    if count[2] >= len(order):
        count[4] += 1
        return
    there = count[2]
    count[2] += 1
    while there > 0:
        above = (there - 1) // 2
        if order[above, 0] < at or (order[above, 0] == at and order[above, 1] < number):
            break
        order[there, 0], order[there, 1] = order[above, 0], order[above, 1]
        there = above
    order[there, 0], order[there, 1] = at, float(number)


@compiled
def push(world: World, desk: int, minutes: float, due: float, ref: int) -> None:
    """Put work in the queue of the second line (0) or of the letters (1)."""
    line = world.line
    tail = line.ends[desk, 1]
    size = line.second_minutes.shape[1]
    if tail - line.ends[desk, 0] >= size:
        world.agenda.marks[1] += 1
        return
    line.second_minutes[desk, tail % size] = minutes
    line.second_due[desk, tail % size] = due
    line.second_ref[desk, tail % size] = ref
    line.ends[desk, 1] = tail + 1


@compiled
def keep_waiting(world: World, need: int) -> None:
    """Put a need on the list that is looked at again every morning."""
    if world.pending_count[0] < len(world.pending):
        world.pending[world.pending_count[0]] = need
        world.pending_count[0] += 1
