"""A problem in words turned into flat arrays, once per problem. Decides nothing; the reasons why a job can never be
placed are found here, because the arrays cannot hold it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from voordeur.planning.engine.kernel.forms import (
    CHOICE,
    CLOCK,
    FAR,
    IS_LINKED,
    KNOWN,
    LIST,
    MATRIX,
    MOST_CHOICES,
    NOTE,
    PLANE,
    POINT,
    ROW,
    SLOT,
    SPHERE,
    Floats,
    Records,
    World,
    records,
)
from voordeur.planning.engine.kernel.run import time_all
from voordeur.planning.engine.kernel.shares import Asked, History, Line, Ways, jobs_of, never_of, units_of
from voordeur.planning.engine.lived import Way, begun_by, lived
from voordeur.planning.engine.problem import Craftsman, Job, Plan, Problem, Route, Shift, Stop, Unplanned
from voordeur.planning.engine.travel import TravelTimes

MOST_KNOWN = 4_000_000  # places in rows that are remembered (96 MB)


@dataclass(slots=True)
class Translated:
    """The arrays with what leads back to the words: row r is `lines[r]`, unit u a share of `jobs[job_of[u]]`."""

    problem: Problem
    travel: TravelTimes
    world: World
    lines: list[Line]
    jobs: list[Job]
    never: dict[str, Unplanned]

    def row_of(self) -> dict[tuple[str, int], int]:
        return {(line.craftsman.id, line.number): row for row, line in enumerate(self.lines)}


def translate(
    problem: Problem,
    plan: Plan | None = None,
    *,
    seed: int = 1,
    now_minute: float | None = None,
    before: Plan | None = None,
) -> Translated:
    """Turn a problem into arrays without any visit in them.

    With `now_minute` the visits of `plan` that began by then are history: their rows start where and when the last one
    ends. `before`: the plan against which a change of craftsman has a price. Raises KeyError for an unknown place.
    """
    travel = TravelTimes(problem.travel, problem.places)
    given = {(route.craftsman, route.shift): route for route in plan.routes} if plan else {}
    places = {job.id: job.place for job in problem.jobs}
    began = begun_by(tuple(given.values()), now_minute)
    lines = [
        _line(
            craftsman, number, shift, given.get((craftsman.id, number)), now_minute, _way(travel, shift, places), began
        )
        for craftsman in problem.craftsmen
        for number, shift in enumerate(craftsman.shifts)
    ]
    begun: dict[str, Stop] = {}
    for line in lines:
        for stop in line.history.stops:  # of two people the one who is done last counts
            if stop.job not in begun or begun[stop.job].end_minute < stop.end_minute:
                begun[stop.job] = stop
    jobs = [job for job in problem.jobs if job.id not in begun]
    ways = ways_of(problem, travel)
    is_personal = problem.weights.unfair_minute > 0 or before is not None
    rows, pauses = _rows(problem, travel, lines, places, is_personal=is_personal)
    number_of = {job.id: number for number, job in enumerate(jobs)}
    for number, line in enumerate(lines):
        if line.hours.on_way is not None:
            rows.next_job[number] = number_of.get(line.hours.on_way.job, -1)
    asked = Asked(problem, travel, lines, rows, jobs, begun, before)
    shares = units_of(asked, ways)
    never = never_of(asked, shares.units)
    forms, past, then = jobs_of(asked, never)
    units, breaks, weights = len(shares.units), pauses.shape[1], problem.weights
    width = min(units, 2 * (units // max(1, len(lines))) + 6) + 4
    # A fair share changes with every row, so nothing that was found before would hold.
    may_know = problem.weights.unfair_minute <= 0 and len(shares.unit_rows) <= MOST_KNOWN
    world = World(
        way_kind=ways.kind,
        way_minutes=ways.minutes,
        way_turned=ways.turned,
        points=ways.points,
        scale=float(ways.scale),
        units=shares.units,
        opens=shares.opens,
        closes=shares.closes,
        unit_rows=shares.unit_rows,
        near=shares.near,
        jobs=forms,
        past=past,
        next=then,
        rows=rows,
        pauses=pauses,
        slots=records((len(rows), width), SLOT),
        clock=records((len(rows), width, breaks + 1), CLOCK),
        gaps=np.zeros((len(rows), width, 8)),
        heads=np.zeros((len(rows), 3), dtype=np.int64),
        known=records(len(shares.unit_rows) if may_know else 0, KNOWN),
        driven=np.zeros(max(1, len(problem.craftsmen))),
        numbers=np.zeros(13, dtype=np.int64),
        sums=np.zeros(3),
        luck=np.array([(seed * 0x9E3779B97F4A7C15 + 0x2545F4914F6CDD1D) % 2**64 or 1, 50], dtype=np.uint64),
        lists=records(len(forms) + 1, LIST),
        notes=records(units + 1, NOTE),
        touched=np.zeros(len(rows), dtype=np.int64),
        fresh=np.zeros(len(rows), dtype=np.int64),
        kinds_seen=np.zeros(len(rows), dtype=np.int64),
        choices=records(MOST_CHOICES, CHOICE),
        moments=np.zeros((2, breaks + 2)),
        # As floats, whatever the problem holds: another type would compile everything again.
        price_travel=float(weights.travel_minute),
        price_idle=float(weights.idle_minute),
        price_duration=float(weights.duration_minute),
        price_overtime=float(weights.overtime_minute),
        price_late=float(weights.late_minute),
        price_unfair=float(weights.unfair_minute),
        price_shift=float(weights.shift_used),
        price_changed=float(weights.changed_plan) if before is not None else 0.0,
        is_plain=bool(_is_plain(problem)),
    )
    world.numbers[IS_LINKED] = bool(np.any(forms.is_linked))
    time_all(world)
    return Translated(problem, travel, world, lines, jobs, never)


def _way(travel: TravelTimes, shift: Shift, places: Mapping[str, str]) -> Way:
    def minutes(here: str, there: str) -> float | None:
        one = places.get(here) if here else shift.start_place
        other = places.get(there) if there else shift.end_place
        return None if one is None or other is None else travel.minutes(travel.index(one), travel.index(other))

    return minutes


def _line(
    craftsman: Craftsman,
    number: int,
    shift: Shift,
    route: Route | None,
    now: float | None,
    way: Way,
    begun: frozenset[str],
) -> Line:
    hours, had = lived(shift, route, now, way, begun=begun)
    return Line(craftsman, number, shift, hours, History(hours.past, had))


def _is_plain(problem: Problem) -> bool:
    """Whether only travel, used shifts and jobs left out count."""
    weights = problem.weights
    is_late = weights.late_minute > 0 and any(job.due_minute is not None for job in problem.jobs)
    is_over = weights.overtime_minute > 0 and any(
        shift.overtime_minutes > 0 for craftsman in problem.craftsmen for shift in craftsman.shifts
    )
    return not (weights.idle_minute > 0 or weights.duration_minute > 0 or is_over or is_late)


def ways_of(problem: Problem, travel: TravelTimes) -> Ways:
    """Travel as arrays: a matrix as it is given, or else points, from which a way is worked out when asked."""
    count = len(problem.places)
    none = np.zeros((1, 1))
    points = records(max(1, count), POINT)
    if problem.travel.kind == "matrix":
        minutes = travel.matrix(count) if count else none
        turned = minutes if np.array_equal(minutes, minutes.T) else np.ascontiguousarray(minutes.T)
        return Ways(MATRIX, minutes, turned, points, 1.0)
    first, second = travel.coordinates()
    if problem.travel.kind == "euclidean":
        points.x[:count], points.y[:count] = first, second
        return Ways(PLANE, none, none, points, 1 / problem.travel.speed)
    lat, lon = np.radians(first), np.radians(second)
    points.x[:count], points.y[:count], points.z[:count] = (
        np.cos(lat) * np.cos(lon),
        np.cos(lat) * np.sin(lon),
        np.sin(lat),
    )
    return Ways(SPHERE, none, none, points, travel.minutes_per_radian())


def _rows(
    problem: Problem, travel: TravelTimes, lines: Sequence[Line], places: Mapping[str, str], *, is_personal: bool
) -> tuple[Records, Floats]:
    """The shifts, with two rows more for the kernel's own use, and the breaks of each."""
    number_of = {craftsman.id: number for number, craftsman in enumerate(problem.craftsmen)}
    most = max((len(line.hours.breaks) for line in lines), default=0)
    rows, pauses = records(len(lines) + 2, ROW), np.zeros((len(lines) + 2, most, 3))
    rows.limit, rows.is_possible, rows.next_job = -FAR, 1, -1
    kinds: dict[object, int] = {}
    for number, line in enumerate(lines):
        row, hours, stops = rows[number], line.hours, line.history.stops
        place = places[stops[-1].job] if stops else line.shift.start_place
        row.craftsman, row.breaks = number_of[line.craftsman.id], len(hours.breaks)
        row.start_place, row.end_place = travel.index(place), travel.index(line.shift.end_place)
        row.start = max(stops[-1].end_minute if stops else hours.start, hours.floor)
        row.to, row.limit = hours.to, hours.limit
        # Who has left home has begun as well: they cannot leave later any more.
        row.is_begun, row.next_ready = (
            bool(stops) or hours.on_way is not None,
            hours.on_way.ready if hours.on_way else FAR,
        )
        for choice, pause in enumerate(hours.breaks):
            pauses[number, choice] = pause
        same = (
            place,
            line.shift.end_place,
            float(row.start),
            hours.to,
            hours.limit,
            hours.breaks,
            bool(stops),
            hours.on_way,
        )
        own = line.craftsman.id if is_personal else tuple(sorted(line.craftsman.skills.items()))
        row.kind = kinds.setdefault((same, own), len(kinds))
    return rows, pauses
