"""Putting jobs in one after the other, compiled: each in its cheapest place, in an order chosen by lot."""
# mypy: disable-error-code="no-any-return"

from voordeur.planning.engine.kernel.change import bound, bound_by_past, free_past, hold, put
from voordeur.planning.engine.kernel.compiled import compiled, part
from voordeur.planning.engine.kernel.forms import FAR, OUT, World
from voordeur.planning.engine.kernel.luck import below, draw
from voordeur.planning.engine.kernel.place import cheapest
from voordeur.planning.engine.kernel.team import place_team

# How often each order is taken, out of 13: by lot, long work first, far first, near first, little freedom first,
# early first, late first (Christiaens & Vanden Berghe 2020, with the freedom in the place of the window).
BY_LOT, BY_WORK, BY_FAR, BY_NEAR, BY_FREEDOM, BY_START, BY_END = 4, 7, 8, 9, 11, 12, 13


@compiled
def place_job(world: World, job: int) -> bool:
    """Put a job in its cheapest place, if that costs less than leaving it out. False when it stays out."""
    units, jobs = world.units, world.jobs
    first = jobs.first[job]
    if jobs.is_never[job]:
        return False
    if not jobs.is_linked[job]:
        _, row, slot = cheapest(world, first, jobs.price[job])
        return row >= 0 and put(world, first, row, slot)
    if not bound_by_past(world, job):
        return False
    if jobs.end[job] - first > 1:
        is_placed = place_team(world, job, jobs.price[job])
    else:
        _, row, slot = cheapest(world, first, jobs.price[job])
        is_placed = row >= 0 and put(world, first, row, slot)
    if is_placed:
        hold(world, job)
        return True
    for unit in range(first, jobs.end[job]):
        bound(world, unit, jobs.earliest[job], jobs.latest[job])
    free_past(world, job)
    return units.lo[first] >= FAR  # never


@part
def sort_by(world: World, order: int) -> None:
    """Sort the list of what is out by one of the orders above."""
    units, jobs, lists = world.units, world.jobs, world.lists
    many = world.numbers[OUT]
    keys = lists.key
    for number in range(many):
        job = lists.out[number]
        unit = jobs.first[job]
        if order < BY_LOT:
            key = draw(world.luck)
        elif order < BY_WORK:
            key = -units.minutes[unit]
        elif order < BY_FAR:
            key = -units.remote[unit]
        elif order < BY_NEAR:
            key = units.remote[unit]
        elif order < BY_FREEDOM:
            key = units.freedom[unit]
        elif order < BY_START:
            key = world.opens[unit, 0]
        else:
            key = -world.closes[unit, units.choices[unit] - 1]
        keys[number] = key
    for number in range(1, many):
        key, job = keys[number], lists.out[number]
        there = number
        while there > 0 and keys[there - 1] > key:
            keys[there], lists.out[there] = keys[there - 1], lists.out[there - 1]
            there -= 1
        keys[there], lists.out[there] = key, job


@part
def recreate(world: World) -> None:
    """Put back what is out, in an order by lot; what waits for others comes again after them."""
    units, jobs, lists = world.units, world.jobs, world.lists
    sort_by(world, below(world.luck, BY_END))
    is_linked = False
    for number in range(world.numbers[OUT]):
        job = lists.out[number]
        is_linked = is_linked or jobs.is_linked[job]
        place_job(world, job)
    while is_linked:
        is_linked = False
        for number in range(world.numbers[OUT]):
            job = lists.out[number]
            if jobs.past_from[job] < jobs.past_to[job] and units.row[jobs.first[job]] < 0:
                is_linked = place_job(world, job) or is_linked
