"""A part of a row as one block, compiled, so that joining parts takes a fixed number of steps.

A block is (minutes, early, late): the least minutes from its first departure to its last, when the departure lies
between `early` and `late`; leaving sooner only means waiting longer (Vidal, Crainic, Gendreau & Prins 2013, without
time warp: blocks that do not fit are not joined). It holds for rows without breaks and units with one window.
"""
# mypy: disable-error-code="no-any-return"

from voordeur.planning.engine.kernel.compiled import compiled, part
from voordeur.planning.engine.kernel.forms import FAR, World

Block = tuple[float, float, float]


@part
def join(a: Block, b: Block, leg: float) -> Block:
    """Block a, `leg` minutes of travel, block b."""
    ahead = a[0] + leg
    wait = max(0.0, b[1] - ahead - a[2])
    return ahead + b[0] + wait, max(b[1] - ahead, a[1]) - wait, min(b[2] - ahead, a[2])


@part
def block_of(world: World, unit: int) -> Block:
    """One unit as a block."""
    units = world.units
    early, late = max(world.opens[unit, 0], units.lo[unit]), min(world.closes[unit, 0], units.hi[unit])
    return units.minutes[unit], early, late


@part
def join_all(world: World, at: int, row: int) -> None:
    """Fill `head` and `tail` of a row, and say whether they hold for it."""
    units, rows, slots = world.units, world.rows, world.slots
    count = rows.count[at]
    is_simple = rows.breaks[row] == 0 and rows.next_job[row] < 0
    for slot in range(1, count + 1):
        is_simple = is_simple and units.is_simple[slots.unit[at, slot]]
    rows.is_simple[at] = is_simple
    if not is_simple:
        return
    start = rows.start[row]
    block = (0.0, start, start if rows.is_begun[row] else rows.limit[row])
    _write_head(world, at, 0, block)
    for slot in range(1, count + 1):
        block = join(block, block_of(world, slots.unit[at, slot]), slots.leg[at, slot - 1])
        _write_head(world, at, slot, block)
    block = (0.0, -FAR, rows.limit[row])
    _write_tail(world, at, count + 1, block)
    for slot in range(count, 0, -1):
        block = join(block_of(world, slots.unit[at, slot]), block, slots.leg[at, slot])
        _write_tail(world, at, slot, block)


@compiled
def whole_of(world: World, at: int) -> Block:
    """The whole row as one block, from leaving to coming home."""
    rows, slots = world.rows, world.slots
    count = rows.count[at]
    return join(
        (slots.head_minutes[at, count], slots.head_early[at, count], slots.head_late[at, count]),
        (slots.tail_minutes[at, count + 1], slots.tail_early[at, count + 1], slots.tail_late[at, count + 1]),
        slots.leg[at, count],
    )


@compiled
def _write_head(world: World, at: int, slot: int, block: Block) -> None:
    slots = world.slots
    slots.head_minutes[at, slot], slots.head_early[at, slot], slots.head_late[at, slot] = block


@compiled
def _write_tail(world: World, at: int, slot: int, block: Block) -> None:
    slots = world.slots
    slots.tail_minutes[at, slot], slots.tail_early[at, slot], slots.tail_late[at, slot] = block


@compiled
def cost_with(world: World, row: int, slot: int, unit: int, come: float, go: float) -> float:
    """The cost of a simple row with a simple unit after `slot`, `come` and `go` minutes of travel away; the unit must
    fit there. Equal to price.retime() of that row."""
    units, rows, slots, clock = world.units, world.rows, world.slots, world.clock
    head = (slots.head_minutes[row, slot], slots.head_early[row, slot], slots.head_late[row, slot])
    tail = (slots.tail_minutes[row, slot + 1], slots.tail_early[row, slot + 1], slots.tail_late[row, slot + 1])
    block = block_of(world, unit)
    whole = join(join(head, block, come), tail, go)
    travel = rows.travel[row] - slots.leg[row, slot] + come + go
    work = rows.work[row] + block[0]
    home = whole[1] + whole[0]
    if rows.is_begun[row] or world.price_duration > 0.0:
        waiting = whole[0] - travel - work
    elif slot == 0:
        waiting = home - max(rows.start[row] + come, block[1]) - work - (travel - come)
    else:
        first = clock.leave[row, 1, 0] - units.minutes[slots.unit[row, 1]]
        waiting = home - first - work - (travel - slots.leg[row, 0])
    return (
        world.price_travel * travel
        + world.price_idle * waiting
        + world.price_duration * whole[0]
        + world.price_overtime * max(0.0, home - rows.to[row])
        + world.price_shift
    )
