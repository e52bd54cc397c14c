"""A given plan taken over as far as it keeps every rule, compiled."""

from voordeur.planning.engine.kernel.change import begin, bound, close_up, mark_out, put, take_out
from voordeur.planning.engine.kernel.compiled import compiled, part
from voordeur.planning.engine.kernel.forms import EPS, Ints, World
from voordeur.planning.engine.kernel.price import retime


@part
def load_row(world: World, row: int, order: Ints) -> None:
    """Give an empty row these units; when that cannot be done in time, those that fit one after the other."""
    units, rows, slots = world.units, world.rows, world.slots
    for number in range(len(order)):
        slots.unit[row, number + 1] = order[number]
    rows.count[row] = len(order)
    if retime(world, row, row):
        return
    for unit in order:
        units.row[unit] = -1
    rows.count[row] = 0
    retime(world, row, row)
    for unit in order:
        if not put(world, unit, row, rows.count[row]):
            units.row[unit] = -1
            close_up(world, row)
            retime(world, row, row)


@part
def drop_broken(world: World) -> None:
    """Take out pairs without each other or in one person's hands, and what waits for a job without a place."""
    jobs, units = world.jobs, world.units
    begin(world)
    for job in range(len(jobs)):
        if not jobs.is_linked[job]:
            continue
        if not _is_whole(world, job):
            mark_out(world, job)
    take_out(world)
    # What went out with another is bounded by nothing any more.
    for job in range(len(jobs)):
        if jobs.is_linked[job] and units.row[jobs.first[job]] < 0:
            for unit in range(jobs.first[job], jobs.end[job]):
                bound(world, unit, jobs.earliest[job], jobs.latest[job])
    begin(world)


@compiled
def _is_whole(world: World, job: int) -> bool:
    """Whether all units of a job stand in rows of different craftsmen, and all that it waits for comes in time."""
    jobs, units, rows = world.jobs, world.units, world.rows
    first, end = jobs.first[job], jobs.end[job]
    for unit in range(first, end):
        if units.row[unit] < 0:
            return False
        for other in range(first, unit):
            if rows.craftsman[units.row[unit]] == rows.craftsman[units.row[other]]:
                return False
    for edge in range(jobs.past_from[job], jobs.past_to[job]):
        before = world.past.job[edge]
        for unit in range(jobs.first[before], jobs.end[before]):
            if units.row[unit] < 0:
                return False
            ready_at = units.lo[unit] + units.minutes[unit] + world.past.wait[edge]
            if jobs.end[before] - jobs.first[before] > 1 and units.lo[first] < ready_at - EPS:
                return False
    return True
