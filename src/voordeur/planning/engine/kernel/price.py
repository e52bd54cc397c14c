"""What a row costs, compiled, and the same for one more unit in it where that takes a fixed number of steps."""
# mypy: disable-error-code="no-any-return"

from voordeur.planning.engine.kernel.blocks import join_all, whole_of
from voordeur.planning.engine.kernel.clock import backward, forward, home_of, lay_out, set_out
from voordeur.planning.engine.kernel.compiled import compiled, part
from voordeur.planning.engine.kernel.forms import (
    CAREFUL,
    CLOSED,
    COUNT,
    EPS,
    FAR,
    LEAVE,
    LEG,
    MARK,
    MATRIX,
    PLACE,
    QUICK,
    REACH,
    STATE,
    World,
    X,
    Y,
    Z,
)


@compiled
def retime(world: World, at: int, row: int) -> bool:
    """Work out the tables and the cost of the order that stands in `at`, with the hours of `row`.

    False when it cannot be done in time; the cost is FAR then.
    """
    is_possible = _retime(world, at, row)
    if at == row:
        _sum_up(world, row, is_possible)
    return is_possible


@part
def _mark(world: World, row: int) -> int:
    """A number that another order, or other bounds in the same order, does not have."""
    units, rows, slots, jobs = world.units, world.rows, world.slots, world.jobs
    mark = 7
    for slot in range(1, rows.count[row] + 1):
        unit = slots.unit[row, slot]
        mark = (mark ^ (unit + 1)) * 0x5851F42D4C957F2D
        mark ^= mark >> 29
        if jobs.is_linked[units.job[unit]]:
            mark = (mark ^ int(units.lo[unit] * 4096.0)) * 0x5851F42D4C957F2D
            mark ^= mark >> 31
            mark = (mark ^ int(units.hi[unit] * 4096.0)) * 0x5851F42D4C957F2D
            mark ^= mark >> 29
    return mark | 1


@part
def _sum_up(world: World, row: int, is_possible: bool) -> None:  # noqa: FBT001 - compiled
    """Write down what every look at a place of the row reads."""
    rows, slots, clock = world.rows, world.slots, world.clock
    gaps, heads, points = world.gaps, world.heads, world.points
    count, breaks = rows.count[row], rows.breaks[row]
    heads[row, COUNT] = count
    heads[row, MARK] = _mark(world, row)
    heads[row, STATE] = CLOSED
    if is_possible:
        heads[row, STATE] = QUICK if breaks == 0 and rows.next_job[row] < 0 else CAREFUL
    for slot in range(count + 1):
        gaps[row, slot, LEAVE] = clock.leave[row, slot, 0]
        gaps[row, slot, REACH] = clock.latest[row, slot + 1, breaks]
        gaps[row, slot, LEG] = slots.leg[row, slot]
    for slot in range(count + 2):
        place = slots.place[row, slot]
        gaps[row, slot, PLACE] = place
        if world.way_kind != MATRIX:
            gaps[row, slot, X], gaps[row, slot, Y], gaps[row, slot, Z] = (
                points.x[place],
                points.y[place],
                points.z[place],
            )


@part
def _retime(world: World, at: int, row: int) -> bool:
    units, rows, slots = world.units, world.rows, world.slots
    if at == row:
        world.driven[rows.craftsman[row]] -= rows.travel[row]
    lay_out(world, at, row)
    if at == row:
        world.driven[rows.craftsman[row]] += rows.travel[row]
    set_out(world, at, row)
    forward(world, at, row)
    backward(world, at, row, rows.limit[row])
    count = rows.count[at]
    if at == row:
        for slot in range(1, count + 1):
            units.row[slots.unit[at, slot]] = row
            units.slot[slots.unit[at, slot]] = slot
    rows.waiting[at] = 0.0
    rows.cost[at] = 0.0
    rows.is_possible[at] = True
    if not world.is_plain:
        join_all(world, at, row)
    if count == 0:
        _price_empty(world, at, row)
        return True
    home, taken = home_of(world, at, rows.breaks[row])
    if home >= FAR:
        rows.is_possible[at] = False
        rows.cost[at] = FAR
        return False
    if world.is_plain:
        rows.cost[at] = world.price_travel * rows.travel[at] + world.price_shift
    else:
        _price(world, at, row, home, taken)
    if world.price_changed > 0.0:
        for slot in range(1, count + 1):
            before = units.before[slots.unit[at, slot]]
            if before >= 0 and before != rows.craftsman[row]:
                rows.cost[at] += world.price_changed
    return True


@part
def _price_empty(world: World, at: int, row: int) -> None:
    """Who is under way still goes home: a visit adds only what it costs more than that."""
    rows = world.rows
    if rows.is_begun[row]:
        rows.cost[at] = world.price_shift + (world.price_travel + world.price_duration) * rows.travel[at]
        rows.cost[at] += world.price_overtime * max(0.0, rows.start[row] + rows.travel[at] - rows.to[row])


@part
def _price(world: World, at: int, row: int, home: float, taken: int) -> None:
    rows, clock = world.rows, world.clock
    count = rows.count[at]
    waiting, late, duration = clock.idle[at, count, taken], clock.late[at, count, taken], 0.0
    if world.price_duration > 0.0 and rows.is_simple[at]:
        duration = whole_of(world, at)[0]
        waiting = duration - rows.travel[at] - rows.work[at]
    elif world.price_duration > 0.0 and not rows.is_begun[row]:
        leave, at_home = leave_late(world, at, row, home)
        if leave > -FAR:
            waiting = _waiting_after(world, at, row, leave, at_home)
        else:  # breaks that lie on the way may keep someone who is late anyway from leaving later
            leave = clock.left[at, count, taken]
        duration = home - leave
    elif world.price_duration > 0.0:
        duration = home - rows.start[row]
    rows.waiting[at] = waiting
    rows.cost[at] = (
        world.price_travel * rows.travel[at]
        + world.price_idle * waiting
        + world.price_duration * duration
        + world.price_overtime * max(0.0, home - rows.to[row])
        + world.price_late * late
        + world.price_shift
    )


@part
def leave_late(world: World, at: int, row: int, home: float) -> tuple[float, int]:
    """The latest moment of leaving that still reaches `home` then and makes nobody later than their term, with the
    number of breaks taken before it; -FAR when there is none."""
    units, rows, slots, clock = world.units, world.rows, world.slots, world.clock
    echo = len(rows) - 1
    count = rows.count[at]
    rows.count[echo] = count
    for slot in range(count + 1):
        slots.leg[echo, slot] = slots.leg[at, slot]
        slots.unit[echo, slot] = slots.unit[at, slot]
    # Nobody whose work is in time may become late for a later departure: bound each start for the while.
    for slot in range(1, count + 1):
        unit = slots.unit[at, slot]
        slots.bound[at, slot] = units.hi[unit]
        if units.due[unit] < FAR:
            first = FAR
            for k in range(rows.breaks[row] + 1):
                first = min(first, clock.leave[at, slot, k])
            units.hi[unit] = min(units.hi[unit], max(units.due[unit], first) - units.minutes[unit])
    backward(world, echo, row, home)
    for slot in range(1, count + 1):
        units.hi[slots.unit[at, slot]] = slots.bound[at, slot]
    best, at_home = -FAR, 0
    for k in range(rows.breaks[row] + 1):
        leave = clock.latest[echo, 1, k] - slots.leg[at, 0]
        if clock.leave[at, 0, k] <= leave + EPS and leave > best:
            best, at_home = leave, k
    if best <= -FAR:
        return -FAR, 0
    return max(best, clock.leave[at, 0, at_home]), at_home


@part
def _waiting_after(world: World, at: int, row: int, leave: float, at_home: int) -> float:
    """Idle minutes of the row when its craftsman leaves at `leave` with `at_home` breaks taken."""
    rows, slots, clock = world.rows, world.slots, world.clock
    echo, count, breaks = len(rows) - 1, rows.count[at], rows.breaks[row]
    for k in range(breaks + 1):
        clock.leave[echo, 0, k] = leave if k == at_home else FAR
        clock.idle[echo, 0, k] = clock.late[echo, 0, k] = 0.0
    forward(world, echo, row)
    slots.leg[echo, count] = slots.leg[at, count]
    for k in range(breaks + 1):
        clock.latest[echo, count + 1, k] = clock.latest[at, count + 1, k]
    home, taken = home_of(world, echo, breaks)
    return float(clock.idle[echo, count, taken]) if home < FAR else 0.0
