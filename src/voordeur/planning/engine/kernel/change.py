"""Putting units in and taking jobs out, compiled, with what follows: pairs at one minute, lines in order, undo."""
# mypy: disable-error-code="no-any-return"

from voordeur.planning.engine.kernel.clock import opens
from voordeur.planning.engine.kernel.compiled import compiled, part
from voordeur.planning.engine.kernel.forms import EPS, FAR, NOTED, OUT, STAMP, TOUCHED, World
from voordeur.planning.engine.kernel.price import retime


@compiled
def touch(world: World, row: int) -> None:
    """Remember a row as it is before its first change in this round."""
    rows, slots = world.rows, world.slots
    if rows.stamp[row] == world.numbers[STAMP]:
        return
    rows.stamp[row] = world.numbers[STAMP]
    world.touched[world.numbers[TOUCHED]] = row
    world.numbers[TOUCHED] += 1
    count = rows.count[row]
    rows.was_count[row] = count
    rows.was_cost[row] = rows.cost[row]
    for slot in range(1, count + 1):
        slots.was_unit[row, slot] = slots.unit[row, slot]


@compiled
def bound(world: World, unit: int, lo: float, hi: float) -> None:
    """Bound the start of a unit, remembering the bounds it had at the beginning of the round."""
    units, notes = world.units, world.notes
    if units.noted[unit] != world.numbers[STAMP]:
        units.noted[unit] = world.numbers[STAMP]
        number = world.numbers[NOTED]
        notes.unit[number] = unit
        notes.lo[number] = units.lo[unit]
        notes.hi[number] = units.hi[unit]
        world.numbers[NOTED] += 1
    units.lo[unit], units.hi[unit] = lo, hi


@compiled
def put(world: World, unit: int, row: int, slot: int) -> bool:
    """Put a unit after `slot`. False when the row can then no longer be done."""
    rows, slots = world.rows, world.slots
    touch(world, row)
    for there in range(rows.count[row], slot, -1):
        slots.unit[row, there + 1] = slots.unit[row, there]
    slots.unit[row, slot + 1] = unit
    rows.count[row] += 1
    return retime(world, row, row)


@part
def close_up(world: World, row: int) -> None:
    """Take out of a row the units that are nowhere."""
    units, rows, slots = world.units, world.rows, world.slots
    kept = 0
    for slot in range(1, rows.count[row] + 1):
        unit = slots.unit[row, slot]
        if units.row[unit] >= 0:
            kept += 1
            slots.unit[row, kept] = unit
    rows.count[row] = kept


@compiled
def mark_out(world: World, job: int) -> None:
    """Put a job on the list of what goes out."""
    jobs, lists = world.jobs, world.lists
    if not jobs.is_out[job]:
        jobs.is_out[job] = True
        lists.out[world.numbers[OUT]] = job
        world.numbers[OUT] += 1


@compiled
def take_out(world: World) -> None:
    """Take out every job on the list, with the jobs that wait for them; the rows are timed again."""
    units, jobs, lists = world.units, world.jobs, world.lists
    done = 0
    while done < world.numbers[OUT]:
        job = lists.out[done]
        done += 1
        for unit in range(jobs.first[job], jobs.end[job]):
            row = units.row[unit]
            if row >= 0:
                touch(world, row)
                units.row[unit] = -1
        if not jobs.is_linked[job]:
            continue
        for unit in range(jobs.first[job], jobs.end[job]):
            bound(world, unit, jobs.earliest[job], jobs.latest[job])
        for number in range(jobs.next_from[job], jobs.next_to[job]):
            other = world.next.job[number]
            if units.row[jobs.first[other]] >= 0:
                mark_out(world, other)
    for number in range(world.numbers[OUT]):
        job = lists.out[number]
        for edge in range(jobs.past_from[job], jobs.past_to[job]):
            before = world.past.job[edge]
            if units.row[jobs.first[before]] >= 0:
                _free(world, before)
    for number in range(world.numbers[TOUCHED]):
        row = world.touched[number]
        close_up(world, row)
        retime(world, row, row)


@part
def _free(world: World, job: int) -> None:
    """Let a planned job that others waited for move as late as those that still wait allow."""
    units, jobs = world.units, world.jobs
    is_pair = jobs.end[job] - jobs.first[job] > 1
    hi = jobs.latest[job]
    for number in range(jobs.next_from[job], jobs.next_to[job]):
        other = jobs.first[world.next.job[number]]
        if units.row[other] >= 0:
            hi = min(hi, units.lo[other] - world.next.wait[number] - units.minutes[jobs.first[job]])
    if not is_pair:
        unit = jobs.first[job]
        touch(world, units.row[unit])
        bound(world, unit, units.lo[unit], hi)


@compiled
def last_end(world: World, unit: int) -> float:
    """A moment by which a planned unit is over for sure, whichever breaks are taken."""
    units, rows, slots, clock = world.units, world.rows, world.slots, world.clock
    row, slot = units.row[unit], units.slot[unit]
    end = -FAR
    for k in range(rows.breaks[row] + 1):
        leave = clock.leave[row, slot, k]
        if leave < FAR and leave + slots.leg[row, slot] <= clock.latest[row, slot + 1, k] + EPS:
            end = max(end, leave)
    return end


@compiled
def first_start(world: World, unit: int) -> float:
    """The earliest moment at which a planned unit starts."""
    units, slots, clock = world.units, world.slots, world.clock
    row, slot = units.row[unit], units.slot[unit]
    return opens(world, unit, clock.leave[row, slot - 1, 0] + slots.leg[row, slot - 1])


@part
def bound_by_past(world: World, job: int) -> bool:
    """Bound a job that is to be placed by the jobs that come before it. False when one of them has no place.

    Those before it may not be put off meanwhile: a place in front of them would then look free.
    """
    units, jobs = world.units, world.jobs
    lo = jobs.earliest[job]
    for edge in range(jobs.past_from[job], jobs.past_to[job]):
        before = world.past.job[edge]
        for unit in range(jobs.first[before], jobs.end[before]):
            if units.row[unit] < 0:
                return False
    for edge in range(jobs.past_from[job], jobs.past_to[job]):
        before = world.past.job[edge]
        unit = jobs.first[before]
        if _is_pair(world, before):
            lo = max(lo, units.lo[unit] + units.minutes[unit] + world.past.wait[edge])
            continue
        end = last_end(world, unit)
        lo = max(lo, end + world.past.wait[edge])
        _close(world, unit, end - units.minutes[unit])
    for unit in range(jobs.first[job], jobs.end[job]):
        bound(world, unit, lo, jobs.latest[job])
    return True


@part
def _close(world: World, unit: int, hi: float) -> None:
    """Let a planned unit start no later than `hi`, and time its row again."""
    units = world.units
    if units.hi[unit] == hi:
        return
    touch(world, units.row[unit])
    bound(world, unit, units.lo[unit], hi)
    retime(world, units.row[unit], units.row[unit])


@part
def free_past(world: World, job: int) -> None:
    """Let the planned jobs before this one move again, as late as those that wait for them allow."""
    units, jobs = world.units, world.jobs
    for edge in range(jobs.past_from[job], jobs.past_to[job]):
        before = world.past.job[edge]
        unit = jobs.first[before]
        if units.row[unit] >= 0:
            _free(world, before)
            retime(world, units.row[unit], units.row[unit])


@compiled
def _is_pair(world: World, job: int) -> bool:
    jobs = world.jobs
    return bool(jobs.end[job] - jobs.first[job] > 1)


@part
def hold(world: World, job: int) -> None:
    """Keep a job that was just placed apart from those before it: it starts no sooner than now, they end in time."""
    units, jobs = world.units, world.jobs
    if jobs.past_from[job] == jobs.past_to[job]:
        return
    first = jobs.first[job]
    start = units.lo[first] if _is_pair(world, job) else first_start(world, first)
    if not _is_pair(world, job):
        bound(world, first, start, units.hi[first])
        retime(world, units.row[first], units.row[first])
    free_past(world, job)


@compiled
def undo(world: World) -> None:
    """Put back every row and bound as it was at the beginning of the round."""
    units, rows, slots, notes = world.units, world.rows, world.slots, world.notes
    for number in range(world.numbers[NOTED] - 1, -1, -1):
        unit = notes.unit[number]
        units.lo[unit] = notes.lo[number]
        units.hi[unit] = notes.hi[number]
    for number in range(world.numbers[TOUCHED]):
        row = world.touched[number]
        for slot in range(1, rows.count[row] + 1):
            units.row[slots.unit[row, slot]] = -1
    for number in range(world.numbers[TOUCHED]):
        row = world.touched[number]
        rows.count[row] = rows.was_count[row]
        for slot in range(1, rows.was_count[row] + 1):
            slots.unit[row, slot] = slots.was_unit[row, slot]
        retime(world, row, row)


@part
def begin(world: World) -> None:
    """A new round: nothing touched, nothing out."""
    jobs, lists = world.jobs, world.lists
    for number in range(world.numbers[OUT]):
        jobs.is_out[lists.out[number]] = False
    world.numbers[STAMP] += 1
    world.numbers[TOUCHED] = 0
    world.numbers[NOTED] = 0
    world.numbers[OUT] = 0


@part
def cost_change(world: World) -> float:
    """What the rows touched in this round cost more than before, fairness left out."""
    rows = world.rows
    more = 0.0
    for number in range(world.numbers[TOUCHED]):
        row = world.touched[number]
        more += rows.cost[row] - rows.was_cost[row]
    return more


@part
def is_sound(world: World) -> bool:
    """Whether every row touched in this round can be done in time: bounds of jobs that wait may have closed one."""
    rows = world.rows
    for number in range(world.numbers[TOUCHED]):  # noqa: SIM110 - compiled code has no all()
        if not rows.is_possible[world.touched[number]]:
            return False
    return True


@compiled
def unfairness(world: World) -> float:
    """Minutes of travel above the average craftsman's share."""
    total = found = 0.0
    for driven in world.driven:
        total += driven
    share = total / len(world.driven)
    for driven in world.driven:
        found += max(0.0, driven - share)
    return found
