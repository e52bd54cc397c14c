"""A plan put into the tables and read out of them again."""

import itertools

import numpy as np

from voordeur.planning.engine.kernel.forms import CLOCK, EPS, FAR, FULL, SLOT, World, records
from voordeur.planning.engine.kernel.run import drop_broken, load_row
from voordeur.planning.engine.kernel.shares import Line
from voordeur.planning.engine.kernel.translate import Translated
from voordeur.planning.engine.problem import Plan, Route, Stop
from voordeur.planning.engine.times import times_of
from voordeur.planning.engine.timing import Visit, clock, depart_late


def load(translated: Translated, plan: Plan) -> None:
    """Put the visits of a plan into the tables as far as they keep every rule; the others have no place then."""
    world, jobs = translated.world, translated.jobs
    number_of = {job.id: number for number, job in enumerate(jobs)}
    row_of = translated.row_of()
    starts: dict[int, float] = {}
    orders: dict[int, list[int]] = {}
    for route in plan.routes:
        row = row_of.get((route.craftsman, route.shift))
        if row is None:
            continue
        for stop in route.stops[len(translated.lines[row].history.stops) :]:
            number = number_of.get(stop.job)
            if number is None or jobs[number].id in translated.never:
                continue
            own = range(world.jobs.first[number], world.jobs.end[number])
            free = [unit for unit in own if unit not in starts and _may_have(world, unit, row)]
            if free:
                starts[free[0]] = stop.start_minute
                orders.setdefault(row, []).append(free[0])
    _bound_linked(translated, starts)
    widest = max((len(order) for order in orders.values()), default=0)
    if widest + 4 > world.slots.shape[1]:
        widen(translated, widest + 4)
    for row, order in orders.items():
        load_row(translated.world, row, np.array(order, dtype=np.int64))
    drop_broken(translated.world)
    # What has been promised is not traded for something that has to be done as well and has no place yet.
    is_kept = (world.units.row[world.jobs.first] >= 0) & (world.jobs.is_hard > 0)
    world.jobs.price[is_kept] *= 2.0


def _may_have(world: World, unit: int, row: int) -> bool:
    return row in world.unit_rows[world.units.rows_from[unit] : world.units.rows_to[unit]]


def _bound_linked(translated: Translated, starts: dict[int, float]) -> None:
    """Pairs keep their minute, lines their order; what does not agree is found and dropped afterwards."""
    world = translated.world
    units, jobs = world.units, world.jobs
    for job in np.nonzero(jobs.is_linked)[0].tolist():
        own = range(jobs.first[job], jobs.end[job])
        if any(unit not in starts for unit in own):
            continue
        start = starts[own[0]]
        for unit in own:
            units.lo[unit] = max(units.lo[unit], jobs.earliest[job])
            if len(own) > 1:
                units.lo[unit] = units.hi[unit] = start
        for edge in range(jobs.past_from[job], jobs.past_to[job]):
            before = int(world.past.job[edge])
            for unit in own:
                units.lo[unit] = max(units.lo[unit], start)
            if jobs.end[before] - jobs.first[before] == 1:
                unit = int(jobs.first[before])
                units.hi[unit] = min(units.hi[unit], start - world.past.wait[edge] - units.minutes[unit])


def widen(translated: Translated, width: int) -> None:
    """Give every row more slots; what stands in them stays."""
    world = translated.world
    slots = records((len(world.rows), width), SLOT)
    clock = records((len(world.rows), width, world.clock.shape[2]), CLOCK)
    gaps = np.zeros((len(world.rows), width, world.gaps.shape[2]))
    slots[:, : world.slots.shape[1]] = world.slots
    gaps[:, : world.slots.shape[1]] = world.gaps
    clock[:, : world.slots.shape[1]] = world.clock
    world.numbers[FULL] = 0
    translated.world = world._replace(slots=slots, clock=clock, gaps=gaps)


def routes_of(translated: Translated) -> tuple[Route, ...]:
    """The routes that stand in the tables with their clock times, history included."""
    return tuple(
        _route(translated, row, line)
        for row, line in enumerate(translated.lines)
        if translated.world.rows.count[row] or line.history.stops
    )


def _route(translated: Translated, row: int, line: Line) -> Route:
    world, travel = translated.world, translated.travel
    places = {job.id: job.place for job in translated.problem.jobs}
    visits = [
        Visit(
            stop.job, travel.index(places[stop.job]), stop.end_minute - stop.start_minute, ((stop.start_minute,) * 2,)
        )
        for stop in line.history.stops
    ]
    for unit in world.slots.unit[row, 1 : world.rows.count[row] + 1].tolist():
        lo, hi = world.units.lo[unit], world.units.hi[unit]
        pairs = zip(world.opens[unit].tolist(), world.closes[unit].tolist(), strict=True)
        windows = tuple((max(a, lo), min(b, hi)) for a, b in pairs if max(a, lo) <= min(b, hi) + EPS)
        job = translated.jobs[world.units.job[unit]]
        due = FAR if job.due_minute is None else job.due_minute
        visits.append(Visit(job.id, travel.index(job.place), job.service_minutes, windows, due))
    nodes = [travel.index(line.shift.start_place), *(v.place for v in visits), travel.index(line.shift.end_place)]
    legs = [travel.minutes(a, b) for a, b in itertools.pairwise(nodes)]
    timing = clock(line.hours, visits, legs)
    if translated.problem.weights.duration_minute > 0:
        timing = depart_late(line.hours, visits, legs, timing)
    times = times_of(line.hours, visits, legs, timing)
    stops = tuple(Stop(s.job, float(s.arrive_minute), float(s.start_minute), float(s.end_minute)) for s in times.stops)
    return Route(
        line.craftsman.id, line.number, float(times.leave), float(times.home), stops, line.history.pauses + times.breaks
    )
