"""The one test whether a unit fits somewhere and what that costs, compiled: every place of every row that may have it.

Serves the search, the repair of a day and the offers.
"""
# mypy: disable-error-code="no-any-return"

from math import sqrt

import numpy as np

from voordeur.planning.engine.kernel.blocks import cost_with
from voordeur.planning.engine.kernel.clock import opens, over
from voordeur.planning.engine.kernel.compiled import compiled, part
from voordeur.planning.engine.kernel.forms import (
    BLINKS,
    CLOSED,
    COUNT,
    EPS,
    FAR,
    FULL,
    LEAVE,
    LEG,
    MARK,
    MATRIX,
    PLACE,
    QUICK,
    REACH,
    SEEN,
    STATE,
    World,
    X,
    Y,
    Z,
)
from voordeur.planning.engine.kernel.luck import until_blink
from voordeur.planning.engine.kernel.price import retime
from voordeur.planning.engine.kernel.ways import minutes_of

NOWHERE: int = np.int64(-1)  # type: ignore[assignment]  # of the kind of a row number, not a literal
NOT_PREFERRED = 1e-7  # decides between equal prices only


@part
def fits(world: World, row: int, slot: int, unit: int, come: float, go: float) -> float:
    """When the unit may start at the earliest after `slot`, `come` and `go` minutes away; FAR when it does not fit."""
    units, rows, clock = world.units, world.rows, world.clock
    breaks = rows.breaks[row]
    heads_for = slot == 0 and rows.next_job[row] == units.job[unit]
    if breaks == 0:
        start = opens(world, unit, rows.next_ready[row] if heads_for else clock.leave[row, slot, 0] + come)
        if start + units.minutes[unit] + go <= clock.latest[row, slot + 1, 0] + EPS:
            return start
        return FAR
    moments = world.moments[0]
    for k in range(breaks + 1):
        moments[k] = min(FAR, clock.leave[row, slot, k] + come)
    if heads_for:
        moments[0] = rows.next_ready[row]
    for k in range(breaks):
        if moments[k] < FAR:
            moments[k + 1] = min(moments[k + 1], over(world, row, k, moments[k]))
    first = FAR
    for k in range(breaks + 1):
        start = opens(world, unit, moments[k]) if moments[k] < FAR else FAR
        moments[k] = min(FAR, start + units.minutes[unit])
        first = min(first, start)
    for k in range(breaks):
        if moments[k] < FAR:
            moments[k + 1] = min(moments[k + 1], over(world, row, k, moments[k]))
    for k in range(breaks + 1):
        if moments[k] + go <= clock.latest[row, slot + 1, k] + EPS:
            return first
    return FAR


@part
def try_in(world: World, row: int, slot: int, unit: int) -> float:
    """The cost of a row with the unit after `slot`, by timing all of it; FAR when that cannot be."""
    rows, slots = world.rows, world.slots
    trial = len(rows) - 2
    count = rows.count[row]
    for there in range(1, slot + 1):
        slots.unit[trial, there] = slots.unit[row, there]
    slots.unit[trial, slot + 1] = unit
    for there in range(slot + 1, count + 1):
        slots.unit[trial, there + 1] = slots.unit[row, there]
    rows.count[trial] = count + 1
    retime(world, trial, row)
    return float(rows.cost[trial])


@part
def extra_of(world: World, row: int, unit: int) -> float:
    """What the choice of the row adds besides its own cost: a little for another than the preferred craftsman."""
    units, rows = world.units, world.rows
    prefer = units.prefer[unit]
    return NOT_PREFERRED if prefer >= 0 and prefer != rows.craftsman[row] else 0.0


@part
def is_moved(world: World, row: int, unit: int) -> bool:
    """Whether the unit would change hands against the plan before."""
    units, rows = world.units, world.rows
    before = units.before[unit]
    return bool(before >= 0 and before != rows.craftsman[row])


@part
def cost_in(world: World, row: int, slot: int, unit: int, come: float, go: float) -> float:
    """What putting the unit after `slot` adds to the cost, where fits() says that it fits; fairness included."""
    units, rows, slots = world.units, world.rows, world.slots
    more = come + go - slots.leg[row, slot]
    extra = extra_of(world, row, unit)
    if world.is_plain:
        extra += world.price_travel * more
        if rows.count[row] == 0 and not rows.is_begun[row]:
            extra += world.price_shift
        if world.price_changed > 0.0 and is_moved(world, row, unit):
            extra += world.price_changed
    elif rows.is_simple[row] and units.is_simple[unit]:
        extra += cost_with(world, row, slot, unit, come, go) - rows.cost[row]
        if world.price_changed > 0.0 and is_moved(world, row, unit):
            extra += world.price_changed
    else:
        cost = try_in(world, row, slot, unit)
        if cost >= FAR:
            return FAR
        extra += cost - rows.cost[row]
    if world.price_unfair > 0.0:
        extra += world.price_unfair * _unfair_more(world, rows.craftsman[row], more)
    return extra


@compiled
def all_driven(world: World) -> float:
    total = 0.0
    for driven in world.driven:
        total += driven
    return total


@compiled
def _unfair_more(world: World, craftsman: int, more: float) -> float:
    """Minutes above the average share that `more` travel for one craftsman adds, for all of them together."""
    total = all_driven(world)
    share = total / len(world.driven)
    then = (total + more) / len(world.driven)
    found = 0.0
    for number in range(len(world.driven)):
        own = world.driven[number]
        found -= max(0.0, own - share)
        found += max(0.0, own + (more if number == craftsman else 0.0) - then)
    return found


@part
def at_least(world: World, row: int, minutes: float, more: float) -> float:
    """A bound of what a unit of so many `minutes` with so much `more` travel adds to the cost of a row.

    Filling what is now waiting can save at most all of it.
    """
    rows = world.rows
    if world.is_plain:
        return world.price_travel * more
    waiting = rows.waiting[row]
    return (
        world.price_travel * more
        - world.price_idle * waiting
        + world.price_duration * max(more + minutes - waiting, min(0.0, more))
    )


@compiled
def cheapest(world: World, unit: int, most: float) -> tuple[float, int, int]:
    """The cheapest place of a unit below the price `most`, as (extra cost, row, slot after which); row -1 when none.

    When the counter BLINKS is set a place is now and then passed over, so that the search does not always do the same.
    """
    units, rows, heads, known, numbers = world.units, world.rows, world.heads, world.known, world.numbers
    numbers[SEEN] += 1
    best, best_row, best_slot = most, NOWHERE, 0
    may_know = len(known) > 0 and not world.jobs.is_linked[units.job[unit]]
    for number in range(units.rows_from[unit], units.rows_to[unit]):
        row = world.unit_rows[number]
        if heads[row, STATE] == CLOSED:
            continue
        if heads[row, COUNT] == 0:
            # Of empty rows that are worth the same only the first is looked at.
            if world.kinds_seen[rows.kind[row]] == numbers[SEEN]:
                continue
            world.kinds_seen[rows.kind[row]] = numbers[SEEN]
        cost, slot, but, is_known = FAR, NOWHERE, NOWHERE, False
        if may_know and known.mark[number] == heads[row, MARK]:
            cost, slot = known.cost[number], known.slot[number]
            is_known = slot >= 0 or cost >= best
        while True:
            if not is_known:
                cost, slot = scan(world, unit, row, best, but)
                if may_know and but < 0:
                    known.mark[number], known.cost[number], known.slot[number] = heads[row, MARK], cost, slot
            if slot < 0 or cost >= best or not numbers[BLINKS] or but >= 0:
                break
            if world.luck[1]:
                world.luck[1] -= np.uint64(1)
                break
            world.luck[1] = until_blink(world.luck)
            but, is_known = slot, False
        if slot < 0 or cost >= best:
            continue
        best, best_row, best_slot = cost, row, slot
    return best, best_row, best_slot


@part
def _to_slot(world: World, row: int, slot: int, place: int) -> float:
    """Minutes from a place to a slot; from there to the place as well where there is no matrix."""
    gaps, points = world.gaps, world.points
    if world.way_kind == MATRIX:
        return float(world.way_minutes[place, int(gaps[row, slot, PLACE])])
    dx, dy, dz = gaps[row, slot, X] - points.x[place], gaps[row, slot, Y] - points.y[place], 0.0
    dz = gaps[row, slot, Z] - points.z[place]
    return minutes_of(world, sqrt(dx * dx + dy * dy + dz * dz))


@part
def scan(  # noqa: C901 - the one loop that everything waits for: one test after the other, cheapest first
    world: World, unit: int, row: int, most: float, but: int
) -> tuple[float, int]:
    """The cheapest place of one row below the price `most`, `but` one, as (extra cost, slot after which); slot -1 when
    there is none."""
    units, rows, gaps, heads = world.units, world.rows, world.gaps, world.heads
    best, best_slot = most, NOWHERE
    count = heads[row, COUNT]
    extra = extra_of(world, row, unit)
    if world.price_changed > 0.0 and is_moved(world, row, unit):
        extra += world.price_changed
    if count == 0 and not rows.is_begun[row]:
        extra += world.price_shift
    if count + 3 > gaps.shape[1]:
        world.numbers[FULL] = 1
        return best, best_slot
    minutes, place = units.minutes[unit], units.place[unit]
    first = max(world.opens[unit, 0], units.lo[unit])
    last = min(world.closes[unit, units.choices[unit] - 1], units.hi[unit]) + EPS
    is_quick = heads[row, STATE] == QUICK and units.choices[unit] == 1
    go, known = 0.0, -1  # the way on to slot `known`, which may be the way from it for the next one
    for slot in range(count + 1):
        leave, reach = gaps[row, slot, LEAVE], gaps[row, slot, REACH] + EPS
        if leave > last:
            break
        if reach < first + minutes:
            continue
        if world.way_kind == MATRIX:
            come = float(world.way_turned[place, int(gaps[row, slot, PLACE])])
        else:
            come = go if known == slot else _to_slot(world, row, slot, place)
        go, known = _to_slot(world, row, slot + 1, place), slot + 1
        if at_least(world, row, minutes, come + go - gaps[row, slot, LEG]) + extra >= best:
            continue
        if slot == but:
            continue
        if is_quick:
            start = max(leave + come, first)
            if start > last or start + minutes + go > reach:
                continue
        elif fits(world, row, slot, unit, come, go) >= FAR:
            continue
        cost = cost_in(world, row, slot, unit, come, go)
        if cost < best:
            best, best_slot = cost, slot
    return best, best_slot
