"""Whether a plan keeps every rule of its problem. Shares no code with the search: it works travel and clock out
itself."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot

from voordeur.kernel.geo import Point, haversine_km
from voordeur.planning.engine.problem import Break, Craftsman, Job, Place, Plan, Problem, Route, Shift, Stop

TOLERANCE = 0.01  # minutes: what rounding in a file may differ


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule; `job` and `craftsman` are empty where the rule is not about one. `message` is English, for
    logs."""

    job: str
    craftsman: str
    code: str
    message: str


def check(problem: Problem, plan: Plan, *, now_minute: float | None = None) -> list[Violation]:
    """Every violation of a plan; an empty list means that every promise and rule is kept.

    A promised, mandatory or locked job without a place is a violation, also when nobody could have placed it.
    With `now_minute` what happened before it is not judged by estimates of travel and by breaks, and a craftsman may
    have waited for a message until then before driving on.
    """
    return list(_Check(problem, plan, now_minute).violations())


class _Check:
    def __init__(self, problem: Problem, plan: Plan, now_minute: float | None) -> None:
        self.problem = problem
        self.plan = plan
        self.now = now_minute
        self.jobs = {job.id: job for job in problem.jobs}
        self.places = {place.id: (number, place) for number, place in enumerate(problem.places)}
        self.craftsmen = {craftsman.id: craftsman for craftsman in problem.craftsmen}
        self.done: dict[str, list[tuple[Route, Stop]]] = defaultdict(list)

    def minutes(self, a: str, b: str) -> float:
        (row, one), (column, other) = self.places[a], self.places[b]
        travel = self.problem.travel
        if travel.kind == "matrix":
            return travel.minutes[row][column]
        if a == b:
            return 0.0
        if travel.kind == "euclidean":
            return hypot(_number(one.x) - _number(other.x), _number(one.y) - _number(other.y)) / travel.speed
        return haversine_km(_point(one), _point(other)) * travel.detour * 60 / travel.speed_kmh

    def violations(self) -> Iterator[Violation]:
        seen: set[tuple[str, int]] = set()
        for route in self.plan.routes:
            craftsman = self.craftsmen.get(route.craftsman)
            if craftsman is None or not 0 <= route.shift < len(craftsman.shifts):
                yield Violation("", route.craftsman, "unknown_shift", f"shift {route.shift} does not exist")
                continue
            if (route.craftsman, route.shift) in seen:
                yield Violation("", route.craftsman, "double_route", f"shift {route.shift} has two routes")
            seen.add((route.craftsman, route.shift))
            unknown = [stop.job for stop in route.stops if stop.job not in self.jobs]
            for job in unknown:
                yield Violation(job, route.craftsman, "unknown_job", f"job {job} does not exist")
            if unknown or not route.stops:
                continue
            for stop in route.stops:
                self.done[stop.job].append((route, stop))
                yield from self._stop(craftsman, route, stop)
            yield from self._clock(craftsman, craftsman.shifts[route.shift], route)
        yield from self._jobs()

    def _stop(self, craftsman: Craftsman, route: Route, stop: Stop) -> Iterator[Violation]:
        job = self.jobs[stop.job]
        for trade, level in job.skills.items():
            if craftsman.skills.get(trade, 0) < level:
                yield Violation(job.id, craftsman.id, "no_skill", f"{trade} at level {level} is missing")
        if job.windows and not any(
            window.from_minute - TOLERANCE <= stop.start_minute <= window.to_minute + TOLERANCE
            for window in job.windows
        ):
            yield Violation(job.id, craftsman.id, "outside_window", f"starts at {stop.start_minute:g}")
        if abs(stop.end_minute - stop.start_minute - job.service_minutes) > TOLERANCE:
            yield Violation(
                job.id,
                craftsman.id,
                "wrong_end",
                f"{job.service_minutes:g} minutes of work from {stop.start_minute:g} do not end at {stop.end_minute:g}",
            )
        lock = job.lock
        if lock is not None and (
            lock.craftsman != craftsman.id
            or lock.shift not in (None, route.shift)
            or (lock.start_minute is not None and abs(lock.start_minute - stop.start_minute) > TOLERANCE)
        ):
            yield Violation(job.id, craftsman.id, "lock_broken", "a locked visit was moved")

    def _clock(self, craftsman: Craftsman, shift: Shift, route: Route) -> Iterator[Violation]:
        who = craftsman.id
        if route.leave_minute < shift.from_minute - TOLERANCE:
            yield Violation("", who, "before_shift", f"leaves at {route.leave_minute:g}, before the shift begins")
        if route.home_minute > shift.to_minute + shift.overtime_minutes + TOLERANCE:
            yield Violation("", who, "after_shift", f"is home at {route.home_minute:g}, after the allowed overtime")
        free = [(min(shift.from_minute, route.leave_minute), route.leave_minute)]
        moment, place = route.leave_minute, shift.start_place
        departures: list[tuple[str, float, float]] = []
        begun = {stop.job for stop in route.stops if self.now is not None and stop.start_minute <= self.now}
        for stop in route.stops:
            there = self.jobs[stop.job].place
            departure = stop.arrive_minute - self.minutes(place, there)
            departures.append((stop.job, moment, departure))
            if stop.start_minute < stop.arrive_minute - TOLERANCE:
                yield Violation(stop.job, who, "starts_before_arrival", f"arrives at {stop.arrive_minute:g}")
            free += [(moment, departure), (stop.arrive_minute, stop.start_minute)]
            moment, place = stop.end_minute, there
        departure = route.home_minute - self.minutes(place, shift.end_place)
        departures.append(("", moment, departure))
        free += [(moment, departure), (route.home_minute, float("inf"))]
        pauses, missing = _place_breaks(shift, route, free)
        for pause in missing:
            if self.now is None or pause.to_minute - pause.minutes >= self.now:
                span = f"{pause.minutes:g} minutes between {pause.from_minute:g} and {pause.to_minute:g}"
                yield Violation("", who, "no_break", f"{span} do not fit")
        yield from self._ways(who, route.leave_minute, [way for way in departures if way[0] not in begun], pauses)

    def _ways(
        self, who: str, leave: float, departures: list[tuple[str, float, float]], pauses: list[tuple[float, float]]
    ) -> Iterator[Violation]:
        for job, since, departure in departures:
            if departure < since - TOLERANCE:
                told = f"would have to leave at {departure:g}, free at {since:g}"
                yield Violation(job, who, "too_little_travel", told)
            elif departure > since + TOLERANCE and (since == leave or not self._may_linger(departure, pauses)):
                yield Violation(job, who, "wrong_arrival", f"is free at {since:g} but leaves at {departure:g}")

    def _may_linger(self, departure: float, pauses: list[tuple[float, float]]) -> bool:
        """Only a break, or a message that came in now, keeps someone at a place when the work is done."""
        moments = [end for _, end in pauses] + ([self.now] if self.now is not None else [])
        return any(abs(departure - moment) <= TOLERANCE for moment in moments)

    def _jobs(self) -> Iterator[Violation]:
        listed = {one.job for one in self.plan.unplanned}
        for job in self.problem.jobs:
            visits = self.done.get(job.id, [])
            if not visits:
                if job.is_hard:
                    yield Violation(job.id, "", "promise_dropped", "a promised, mandatory or locked job has no place")
                elif job.id not in listed:
                    yield Violation(job.id, "", "missing", "the job is neither planned nor listed as unplanned")
                continue
            if job.id in listed:
                yield Violation(job.id, "", "planned_and_unplanned", "the job is planned and listed as unplanned")
            yield from self._people(job, visits)
            yield from self._order(job, visits)

    def _people(self, job: Job, visits: list[tuple[Route, Stop]]) -> Iterator[Violation]:
        starts = [stop.start_minute for _, stop in visits]
        people = {route.craftsman for route, _ in visits}
        if len(visits) > job.people:
            yield Violation(job.id, visits[-1][0].craftsman, "planned_twice", f"{len(visits)} visits for one job")
        elif len(people) < job.people or max(starts) - min(starts) > TOLERANCE:
            yield Violation(job.id, "", "too_few_people", f"needs {job.people} people at the same time")

    def _order(self, job: Job, visits: list[tuple[Route, Stop]]) -> Iterator[Violation]:
        start = min(stop.start_minute for _, stop in visits)
        for before in job.after:
            ends = [stop.end_minute for _, stop in self.done.get(before.job, [])]
            if not ends or start < max(ends) + before.minutes - TOLERANCE:
                yield Violation(
                    job.id, "", "too_soon_after", f"must wait {before.minutes:g} minutes after {before.job}"
                )


def _place_breaks(
    shift: Shift, route: Route, free: list[tuple[float, float]]
) -> tuple[list[tuple[float, float]], list[Break]]:
    """Where each break lies: as the route says, or else as early as it fits in free time; and the breaks without a
    place."""
    placed: list[tuple[float, float]] = []
    missing: list[Break] = []
    since = float("-inf")
    for pause in shift.breaks:
        begin = max(pause.from_minute, shift.from_minute)
        if begin + pause.minutes > min(pause.to_minute, shift.to_minute):
            continue  # the shift cannot hold it at all
        options = [
            (said.start_minute, said.end_minute)
            for said in route.breaks
            if abs(said.end_minute - said.start_minute - pause.minutes) <= TOLERANCE
        ]
        options += [(max(a, begin, since), max(a, begin, since) + pause.minutes) for a, _ in free]
        for start, end in options:
            is_inside = pause.from_minute - TOLERANCE <= start and end <= pause.to_minute + TOLERANCE
            is_free = any(a - TOLERANCE <= start and end <= b + TOLERANCE for a, b in free)
            if is_inside and is_free and start >= since - TOLERANCE:
                placed.append((start, end))
                since = end
                break
        else:
            missing.append(pause)
    return placed, missing


def _number(value: float | None) -> float:
    return 0.0 if value is None else value


def _point(place: Place) -> Point:
    return Point(_number(place.lat), _number(place.lon))
