"""Jobs for more people, compiled: as many craftsmen at one place, all starting at the same minute."""
# mypy: disable-error-code="no-any-return"

from voordeur.planning.engine.kernel.change import bound, close_up, put, touch
from voordeur.planning.engine.kernel.clock import last_before, over
from voordeur.planning.engine.kernel.compiled import compiled, part
from voordeur.planning.engine.kernel.forms import CHOICES, EPS, FAR, FULL, MOST_CHOICES, Floats, Ints, World
from voordeur.planning.engine.kernel.place import extra_of, is_moved
from voordeur.planning.engine.kernel.price import retime
from voordeur.planning.engine.kernel.ways import way

MOST_ANCHORS = 300  # starts tried for one job, those of the cheapest places first


@part
def place_team(world: World, job: int, most: float) -> bool:
    """Put every unit of a job in a row of its own where all can start at one minute, as cheaply as can be seen.

    The extra travel decides; what it costs with waiting and overtime has to stay below `most`, or nothing changes.
    """
    units, rows, jobs, choices = world.units, world.rows, world.jobs, world.choices
    first, people = jobs.first[job], jobs.end[job] - jobs.first[job]
    # The first one of a locked job has rows of its own, which the others have as well.
    is_locked = jobs.is_locked[job]
    _collect(world, first + 1 if is_locked else first)
    if is_locked:
        _mark_locked(world, first)
    many = world.numbers[CHOICES]
    order, chosen = choices.order, choices.chosen
    _sort(choices.price, order, many)
    best, best_start = FAR, -FAR
    for number in range(min(many, MOST_ANCHORS)):
        start = choices.first[order[number]]
        cost, found = _together(world, order, many, start, people, chosen, is_locked)
        if found == people and cost < best:
            best, best_start = cost, start
    if best >= FAR:
        return False
    _together(world, order, many, best_start, people, chosen, is_locked)
    was_lo, was_hi = units.lo[first], units.hi[first]
    is_possible, more = True, 0.0
    for number in range(people):
        unit, row = first + number, choices.row[chosen[number]]
        bound(world, unit, best_start, best_start)
        touch(world, row)
        more -= rows.cost[row]
        is_possible = put(world, unit, row, choices.slot[chosen[number]]) and is_possible
        more += rows.cost[row]
    if is_possible and more < most:
        return True
    for number in range(people):
        units.row[first + number] = -1
        bound(world, first + number, was_lo, was_hi)
    for number in range(people):
        row = choices.row[chosen[number]]
        close_up(world, row)
        retime(world, row, row)
    return False


@compiled
def _sort(price: Floats, order: Ints, many: int) -> None:
    """Indices of the choices, cheapest first: a heap sort, because there may be hundreds."""
    for number in range(many):
        order[number] = number
    for root in range(many // 2 - 1, -1, -1):
        _sift(price, order, root, many)
    for end in range(many - 1, 0, -1):
        order[0], order[end] = order[end], order[0]
        _sift(price, order, 0, end)


@compiled
def _sift(price: Floats, order: Ints, root: int, end: int) -> None:
    while 2 * root + 1 < end:
        child = 2 * root + 1
        if child + 1 < end and _is_before(price, order[child], order[child + 1]):
            child += 1
        if not _is_before(price, order[root], order[child]):
            return
        order[root], order[child] = order[child], order[root]
        root = child


@compiled
def _is_before(price: Floats, one: int, other: int) -> bool:
    return bool(price[one] < price[other] or (price[one] == price[other] and one < other))


@compiled
def _together(
    world: World, order: Ints, many: int, start: float, people: int, chosen: Ints, is_locked: int
) -> tuple[float, int]:
    """The cheapest places of different craftsmen where the work can start at `start`: their cost and how many.

    With a lock the first of them is the cheapest one of those it is locked to.
    """
    rows, choices = world.rows, world.choices
    picked = chosen
    cost, found = 0.0, 0
    if is_locked:
        for number in range(many):
            one = order[number]
            if choices.is_locked[one] and choices.first[one] <= start + EPS and choices.last[one] >= start - EPS:
                picked[0] = one
                cost, found = choices.price[one], 1
                break
        if found == 0:
            return FAR, 0
    for number in range(many):
        one = order[number]
        if choices.first[one] > start + EPS or choices.last[one] < start - EPS:
            continue
        craftsman = rows.craftsman[choices.row[one]]
        is_new = True
        for other in range(found):
            is_new = is_new and rows.craftsman[choices.row[picked[other]]] != craftsman
        if not is_new:
            continue
        picked[found] = one
        cost += choices.price[one]
        found += 1
        if found == people:
            break
    return cost, found


@part
def _mark_locked(world: World, unit: int) -> None:
    """Mark the places in the rows of a unit that has fewer of them than the others of its job."""
    units, choices = world.units, world.choices
    for number in range(world.numbers[CHOICES]):
        choices.is_locked[number] = 0
        for other in range(units.rows_from[unit], units.rows_to[unit]):
            if world.unit_rows[other] == choices.row[number]:
                choices.is_locked[number] = 1


@part
def _collect(world: World, unit: int) -> None:
    """List every place of a unit with its price and the earliest and latest start there."""
    units = world.units
    world.numbers[CHOICES] = 0
    for number in range(units.rows_from[unit], units.rows_to[unit]):
        _collect_row(world, unit, world.unit_rows[number])


@part
def _collect_row(  # noqa: C901 - one loop over slots, breaks and windows
    world: World, unit: int, row: int
) -> None:
    units, rows, slots, clock, choices = world.units, world.rows, world.slots, world.clock, world.choices
    count, breaks = rows.count[row], rows.breaks[row]
    if not rows.is_possible[row]:
        return
    if count + 3 > slots.shape[1]:
        world.numbers[FULL] = 1
        return
    extra = extra_of(world, row, unit) + (world.price_changed if is_moved(world, row, unit) else 0.0)
    if count == 0 and not rows.is_begun[row]:
        extra += world.price_shift
    moments, free = world.moments[0], world.moments[1]
    for slot in range(count + 1):
        come = way(world, slots.place[row, slot], units.place[unit])
        go = way(world, units.place[unit], slots.place[row, slot + 1])
        price = (world.price_travel + world.price_duration) * (come + go - slots.leg[row, slot]) + extra
        for k in range(breaks + 1):
            moments[k] = min(FAR, clock.leave[row, slot, k] + come)
        if slot == 0 and rows.next_job[row] == units.job[unit]:
            moments[0] = rows.next_ready[row]
        for k in range(breaks):
            if moments[k] < FAR:
                moments[k + 1] = min(moments[k + 1], over(world, row, k, moments[k]))
        for k in range(breaks, -1, -1):
            free[k] = max(-FAR, clock.latest[row, slot + 1, k] - go)
            if k < breaks:
                free[k] = max(free[k], last_before(world, row, k, free[k + 1]))
        for k in range(breaks + 1):
            for choice in range(units.choices[unit]):
                start = max(moments[k], max(world.opens[unit, choice], units.lo[unit]))
                last = min(free[k] - units.minutes[unit], min(world.closes[unit, choice], units.hi[unit]))
                many = world.numbers[CHOICES]
                if start <= last and many < MOST_CHOICES:
                    choices.price[many], choices.first[many], choices.last[many] = price, start, last
                    choices.row[many], choices.slot[many] = row, slot
                    world.numbers[CHOICES] += 1
