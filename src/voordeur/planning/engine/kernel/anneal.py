"""The search, compiled: take strings of neighbouring visits out, put them back, keep it by simulated annealing.

SISR, slack induction by string removals (Christiaens & Vanden Berghe 2020), on the one insertion test of place.py.
"""
# mypy: disable-error-code="no-any-return"

from math import log

from voordeur.planning.engine.kernel.change import (
    begin,
    cost_change,
    is_sound,
    mark_out,
    take_out,
    undo,
    unfairness,
)
from voordeur.planning.engine.kernel.compiled import compiled, part
from voordeur.planning.engine.kernel.forms import (
    ABSENT,
    BEST,
    BLINKS,
    FAR,
    FRESH,
    IN_ROUTE,
    IS_LINKED,
    NOW,
    OUT,
    STRINGS,
    TOUCHED,
    WAS_ABSENT,
    Ints,
    World,
)
from voordeur.planning.engine.kernel.luck import below, draw
from voordeur.planning.engine.kernel.price import retime
from voordeur.planning.engine.kernel.recreate import place_job, recreate

MEAN_OUT = 10.0  # visits taken out in one round on average
LONGEST = 10.0  # visits of one string
ONE_DAY = 0.8  # chance that all strings are of one day: what has a window can only go to routes of its own day
DAY = 1440.0
OFTEN = 32  # rounds between two looks at how many visits a route has
SPLIT = 0.5  # chance that a string leaves some visits in its middle where they are
STAY = 0.01  # chance that one more of them stays
FROM_ABSENT = 0.3  # chance that a round begins at a job without a place, when there are any
MOST_ABSENT = 12  # jobs without a place that are tried in one round


@compiled
def cost_now(world: World) -> float:
    """The whole cost of the plan as it stands, with the jobs without a place."""
    rows, jobs, lists = world.rows, world.jobs, world.lists
    total = 0.0
    for row in range(len(rows) - 2):
        total += rows.cost[row]
    for number in range(world.numbers[ABSENT]):
        total += jobs.price[lists.absent[number]]
    if world.price_unfair > 0.0:
        total += world.price_unfair * unfairness(world)
    return total


@part
def construct(world: World, order: Ints) -> None:
    """Put in every job of `order` that has no place yet, one after the other, and begin the lists of the search."""
    units, jobs, lists = world.units, world.jobs, world.lists
    world.numbers[BLINKS] = 0
    for _ in range(2):  # who waits for another may come before it in the order
        for job in order:
            if units.row[jobs.first[job]] < 0:
                begin(world)
                place_job(world, job)
                if not is_sound(world):
                    undo(world)
    world.numbers[ABSENT] = 0
    for job in order:
        if units.row[jobs.first[job]] < 0 and not jobs.is_never[job]:
            lists.absent[world.numbers[ABSENT]] = job
            world.numbers[ABSENT] += 1
    begin(world)
    world.sums[NOW] = world.sums[BEST] = cost_now(world)
    for row in range(len(world.rows) - 2):
        world.fresh[row] = row
    world.numbers[FRESH] = len(world.rows) - 2
    keep_best(world)


@part
def note_fresh(world: World) -> None:
    """The rows touched in this round are not those of the best plan any more."""
    for number in range(world.numbers[TOUCHED]):
        row = world.touched[number]
        if not world.rows.is_fresh[row]:
            world.rows.is_fresh[row] = True
            world.fresh[world.numbers[FRESH]] = row
            world.numbers[FRESH] += 1


@compiled
def keep_best(world: World) -> None:
    """Remember the plan as it stands: the rows that changed since the last time."""
    units, rows, slots = world.units, world.rows, world.slots
    for number in range(world.numbers[FRESH]):
        row = world.fresh[number]
        rows.is_fresh[row] = False
        count = rows.count[row]
        rows.best_count[row] = count
        for slot in range(1, count + 1):
            slots.best_unit[row, slot] = slots.unit[row, slot]
    world.numbers[FRESH] = 0
    if world.numbers[IS_LINKED]:
        for unit in range(len(units.row)):
            units.best_lo[unit], units.best_hi[unit] = units.lo[unit], units.hi[unit]


@part
def back_to_best(world: World) -> None:
    """Make the best plan the one that stands."""
    units, rows, slots, jobs, lists = world.units, world.rows, world.slots, world.jobs, world.lists
    units.row[:] = -1
    for unit in range(len(units.row)):
        if world.numbers[IS_LINKED]:
            units.lo[unit], units.hi[unit] = units.best_lo[unit], units.best_hi[unit]
    for row in range(len(rows) - 2):
        rows.count[row] = rows.best_count[row]
        for slot in range(1, rows.count[row] + 1):
            slots.unit[row, slot] = slots.best_unit[row, slot]
        retime(world, row, row)
    world.numbers[ABSENT] = 0
    for job in range(len(jobs)):
        if units.row[jobs.first[job]] < 0 and not jobs.is_never[job]:
            lists.absent[world.numbers[ABSENT]] = job
            world.numbers[ABSENT] += 1
    for number in range(world.numbers[FRESH]):
        rows.is_fresh[world.fresh[number]] = False
    world.numbers[FRESH] = 0
    world.sums[NOW] = cost_now(world)


@part
def ruin(world: World) -> None:
    """Choose a job by lot and take out strings of the rows of its neighbours; the nearest jobs without a place join."""
    units, rows, jobs, lists = world.units, world.rows, world.jobs, world.lists
    luck = world.luck
    absent = world.numbers[ABSENT]
    if absent and draw(luck) < FROM_ABSENT:
        seed = jobs.first[lists.absent[below(luck, absent)]]
    else:
        seed = below(luck, len(units.place))
    longest = min(LONGEST, world.sums[IN_ROUTE])
    strings = int(draw(luck) * (4.0 * MEAN_OUT / (1.0 + longest) - 1.0) + 1.0)
    taken = 0
    stamp = world.numbers[STRINGS] + 1
    world.numbers[STRINGS] = stamp
    waiting = 0
    day = -1.0
    if units.row[seed] >= 0 and draw(luck) < ONE_DAY:
        day = rows.to[units.row[seed]] // DAY
    for number in range(world.near.shape[1]):
        unit = world.near[seed, number]
        if unit < 0:
            break
        row = units.row[unit]
        if row < 0:
            if waiting < MOST_ABSENT and not jobs.is_never[units.job[unit]]:
                mark_out(world, units.job[unit])
                waiting += 1
            continue
        if taken >= strings:
            if waiting >= absent:
                break
            continue
        if jobs.is_out[units.job[unit]] or rows.seen[row] == stamp:
            continue
        if day >= 0.0 and rows.to[row] // DAY != day:
            continue
        rows.seen[row] = stamp
        taken += 1
        _string(world, row, units.slot[unit], longest)
    for _ in range(min(3, absent)):
        mark_out(world, lists.absent[below(luck, absent)])
    take_out(world)


@part
def _string(world: World, row: int, slot: int, longest: float) -> None:
    """Put a string of visits of one row, with the visit in `slot` among them, on the list of what goes out."""
    units, rows, slots = world.units, world.rows, world.slots
    luck, count = world.luck, rows.count[row]
    length = int(draw(luck) * min(float(count), longest) + 1.0)
    length = min(length, count)
    stays = 0
    if length > 1 and draw(luck) < SPLIT:
        while length + stays < count and draw(luck) > STAY:
            stays += 1
            if draw(luck) > 0.5:
                break
    span = length + stays
    low, high = max(1, slot - span + 1), min(slot, count - span + 1)
    first = low + below(luck, high - low + 1)
    gap = first + below(luck, length + 1) if stays else first + span
    for there in range(first, first + span):
        if there < gap or there >= gap + stays:
            mark_out(world, units.job[slots.unit[row, there]])


@part
def anneal(world: World, rounds: int, heat: float) -> None:
    """Search for so many rounds at the temperature `heat`.

    It stops early when a row has no room in its tables for one more slot. The plan that stands and the best one are
    possible at any time.
    """
    jobs, lists = world.jobs, world.lists
    world.numbers[BLINKS] = 1
    for one in range(rounds):
        begin(world)
        absent = world.numbers[ABSENT]
        unfair = unfairness(world) if world.price_unfair > 0.0 else 0.0
        world.numbers[WAS_ABSENT] = absent
        before = 0.0
        for number in range(absent):
            lists.was_absent[number] = lists.absent[number]
            before += jobs.price[lists.absent[number]]
        if one % OFTEN == 0:
            _count(world)
        ruin(world)
        recreate(world)
        _list_absent(world)
        more = cost_change(world) - before
        for number in range(world.numbers[ABSENT]):
            more += jobs.price[lists.absent[number]]
        if world.price_unfair > 0.0:
            more += world.price_unfair * (unfairness(world) - unfair)
        now = world.sums[NOW] + more
        if not is_sound(world):
            now = more = FAR * FAR
        if now < world.sums[BEST] - 1e-7:
            world.sums[NOW] = world.sums[BEST] = now
            note_fresh(world)
            keep_best(world)
        elif more < -heat * log(1.0 - draw(world.luck)):
            world.sums[NOW] = now
            note_fresh(world)
        else:
            undo(world)
            world.numbers[ABSENT] = world.numbers[WAS_ABSENT]
            for number in range(world.numbers[ABSENT]):
                lists.absent[number] = lists.was_absent[number]
    begin(world)
    world.numbers[BLINKS] = 0


@part
def _count(world: World) -> None:
    rows = world.rows
    used = planned = 0
    for row in range(len(rows) - 2):
        if rows.count[row]:
            used += 1
            planned += rows.count[row]
    world.sums[IN_ROUTE] = planned / max(1, used)


@part
def _list_absent(world: World) -> None:
    """Who has no place now: of those who had none and of what went out."""
    units, jobs, lists = world.units, world.jobs, world.lists
    kept = 0
    for number in range(world.numbers[ABSENT]):
        job = lists.absent[number]
        if units.row[jobs.first[job]] < 0 and not jobs.is_out[job]:
            lists.absent[kept] = job
            kept += 1
    for number in range(world.numbers[OUT]):
        job = lists.out[number]
        if units.row[jobs.first[job]] < 0 and not jobs.is_never[job]:
            lists.absent[kept] = job
            kept += 1
    world.numbers[ABSENT] = kept
