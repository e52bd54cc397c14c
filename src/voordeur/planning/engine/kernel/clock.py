"""The clock of one row, compiled: everything as soon as possible, breaks where they bring the craftsman home earliest.

A break is taken at a place, before leaving it or after reaching it. So time is kept per number of breaks taken: going
forward the earliest moment, going backward the latest one that keeps the rest possible. Because an earlier moment is
never worse, the two together answer "does one more visit fit here" exactly, in a fixed number of steps (Savelsbergh
1992, with a dimension for the breaks).
"""
# mypy: disable-error-code="no-any-return"

from voordeur.planning.engine.kernel.compiled import part
from voordeur.planning.engine.kernel.forms import EPS, FAR, TIE, World
from voordeur.planning.engine.kernel.ways import way


@part
def opens(world: World, unit: int, moment: float) -> float:
    """The first moment from `moment` at which the unit may start; FAR when it is too late for all its windows."""
    units = world.units
    moment = max(moment, units.lo[unit])
    for choice in range(units.choices[unit]):
        if moment <= world.closes[unit, choice] + EPS:
            start = max(moment, world.opens[unit, choice])
            return start if start <= units.hi[unit] + EPS else FAR
    return FAR


@part
def last_start(world: World, unit: int, moment: float) -> float:
    """The last moment until `moment` at which the unit may start; -FAR when there is none."""
    units = world.units
    moment = min(moment, units.hi[unit])
    for choice in range(units.choices[unit] - 1, -1, -1):
        if world.opens[unit, choice] <= moment + EPS:
            start = min(moment, world.closes[unit, choice])
            return start if start >= units.lo[unit] - EPS else -FAR
    return -FAR


@part
def over(world: World, row: int, pause: int, moment: float) -> float:
    """When a break is over that begins as soon as possible from `moment`; FAR when it no longer fits."""
    end = max(moment, world.pauses[row, pause, 0]) + world.pauses[row, pause, 2]
    return end if end <= world.pauses[row, pause, 1] + EPS else FAR


@part
def last_before(world: World, row: int, pause: int, moment: float) -> float:
    """The latest moment from which the break is over by `moment`; -FAR when that cannot be."""
    begin, end, minutes = world.pauses[row, pause, 0], world.pauses[row, pause, 1], world.pauses[row, pause, 2]
    if begin + minutes > min(moment, end) + EPS:
        return -FAR
    return min(end, moment) - minutes


@part
def set_out(world: World, at: int, row: int) -> None:
    """Slot 0: the earliest moments of leaving, with breaks taken there."""
    rows, clock = world.rows, world.clock
    clock.leave[at, 0, 0] = rows.start[row]
    clock.idle[at, 0, 0] = 0.0
    clock.late[at, 0, 0] = 0.0
    for k in range(rows.breaks[row]):
        moment = clock.leave[at, 0, k]
        end = over(world, row, k, moment) if moment < FAR else FAR
        clock.leave[at, 0, k + 1] = end
        waited = end - world.pauses[row, k, 2] - moment if end < FAR and rows.is_begun[row] else 0.0
        clock.idle[at, 0, k + 1] = clock.idle[at, 0, k] + waited
        clock.late[at, 0, k + 1] = 0.0


@part
def _pause(world: World, at: int, row: int, slot: int, counts: bool) -> None:  # noqa: FBT001 - compiled
    rows, clock = world.rows, world.clock
    for k in range(rows.breaks[row]):
        moment = clock.leave[at, slot, k]
        if moment >= FAR:
            continue
        end = over(world, row, k, moment)
        if end < clock.leave[at, slot, k + 1] - TIE:
            waited = end - world.pauses[row, k, 2] - moment if counts else 0.0
            clock.leave[at, slot, k + 1] = end
            clock.idle[at, slot, k + 1] = clock.idle[at, slot, k] + waited
            clock.late[at, slot, k + 1] = clock.late[at, slot, k]
            clock.left[at, slot, k + 1] = clock.left[at, slot, k]


@part
def _left_for(world: World, at: int, row: int, start: float, taken: int) -> float:
    """When the craftsman leaves for a first `start` with `taken` breaks before it: as late as keeps it, with as many of
    them before leaving as fit."""
    clock, leg = world.clock, world.slots.leg[at, 0]
    moment = start
    for at_home in range(taken, -1, -1):
        if at_home < taken:
            moment = last_before(world, row, at_home, moment)
        if moment - leg >= clock.leave[at, 0, at_home] - EPS:
            return float(moment - leg)
    return float(clock.leave[at, 0, 0])


@part
def forward(world: World, at: int, row: int) -> None:
    """Fill `leave`, `idle` and `late` of slots 1 to n from slot 0. Waiting for the first visit is not idle."""
    units, rows, slots, clock = world.units, world.rows, world.slots, world.clock
    breaks = rows.breaks[row]
    for slot in range(1, rows.count[at] + 1):
        unit = slots.unit[at, slot]
        leg, minutes, due = slots.leg[at, slot - 1], units.minutes[unit], units.due[unit]
        counts = slot > 1 or rows.is_begun[row]
        for k in range(breaks + 1):
            moment = clock.leave[at, slot - 1, k]
            clock.leave[at, slot, k] = moment + leg if moment < FAR else FAR
            clock.idle[at, slot, k] = clock.idle[at, slot - 1, k]
            clock.late[at, slot, k] = clock.late[at, slot - 1, k]
            clock.left[at, slot, k] = clock.left[at, slot - 1, k]
        if slot == 1 and rows.next_job[row] == units.job[unit]:
            clock.leave[at, slot, 0] = rows.next_ready[row]
        if breaks:
            _pause(world, at, row, slot, counts)
        for k in range(breaks + 1):
            moment = clock.leave[at, slot, k]
            start = opens(world, unit, moment) if moment < FAR else FAR
            if start >= FAR:
                clock.leave[at, slot, k] = FAR
                continue
            if counts:
                clock.idle[at, slot, k] += max(0.0, start - moment)
            if slot == 1 and world.price_duration > 0.0:
                clock.left[at, slot, k] = _left_for(world, at, row, start, k)
            clock.leave[at, slot, k] = start + minutes
            clock.late[at, slot, k] += max(0.0, start + minutes - due)
        if breaks:
            _pause(world, at, row, slot, True)  # noqa: FBT003 - compiled


@part
def backward(world: World, at: int, row: int, home: float) -> None:
    """Fill `latest` of slots n + 1 to 1 from the latest moment of being `home`; breaks left over are taken there."""
    units, rows, slots, clock = world.units, world.rows, world.slots, world.clock
    breaks, count = rows.breaks[row], rows.count[at]
    chain = FAR
    clock.latest[at, count + 1, breaks] = min(home, FAR)
    for k in range(breaks - 1, -1, -1):
        chain = last_before(world, row, k, chain) if chain > -FAR else -FAR
        clock.latest[at, count + 1, k] = min(home, chain)
    for slot in range(count, 0, -1):
        unit = slots.unit[at, slot]
        leg, minutes = slots.leg[at, slot], units.minutes[unit]
        for k in range(breaks, -1, -1):
            free = max(-FAR, clock.latest[at, slot + 1, k] - leg)
            if k < breaks:
                free = max(free, last_before(world, row, k, world.moments[0, k + 1]))
            world.moments[0, k] = free
        for k in range(breaks, -1, -1):
            free = world.moments[0, k]
            reach = last_start(world, unit, free - minutes) if free > -FAR else -FAR
            if k < breaks:
                reach = max(reach, last_before(world, row, k, clock.latest[at, slot, k + 1]))
            clock.latest[at, slot, k] = reach


@part
def home_of(world: World, at: int, breaks: int) -> tuple[float, int]:
    """The earliest moment of being home and the number of breaks taken by then; FAR when it cannot be done."""
    rows, slots, clock = world.rows, world.slots, world.clock
    count = rows.count[at]
    home, taken = FAR, 0
    for k in range(breaks + 1):
        reached = clock.leave[at, count, k] + slots.leg[at, count]
        if reached <= clock.latest[at, count + 1, k] + EPS and reached < home - TIE:
            home, taken = reached, k
    return home, taken


@part
def lay_out(world: World, at: int, row: int) -> None:
    """Places and legs from the order of a row. The way home of an empty row counts as none, unless it has begun."""
    units, rows, slots = world.units, world.rows, world.slots
    count = rows.count[at]
    slots.place[at, 0] = rows.start_place[row]
    travel = work = 0.0
    for slot in range(1, count + 1):
        unit = slots.unit[at, slot]
        slots.place[at, slot] = units.place[unit]
        work += units.minutes[unit]
        leg = way(world, slots.place[at, slot - 1], slots.place[at, slot])
        slots.leg[at, slot - 1] = leg
        travel += leg
    slots.place[at, count + 1] = rows.end_place[row]
    leg = 0.0
    if count or rows.is_begun[row]:
        leg = way(world, slots.place[at, count], slots.place[at, count + 1])
    slots.leg[at, count] = leg
    rows.travel[at] = travel + leg
    rows.work[at] = work
