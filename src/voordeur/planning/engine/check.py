"""Whether a plan keeps every rule of its problem and costs what it says.

Shares no code with the search: it works travel, clock and costs out itself.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import isfinite

from voordeur.planning.engine.check_costs import recomputed
from voordeur.planning.engine.check_ways import Ways
from voordeur.planning.engine.form_values import LeftOut
from voordeur.planning.engine.problem import Break, Craftsman, Job, Pause, Plan, Problem, Route, Shift, Stop
from voordeur.planning.engine.words import violation

TOLERANCE = 0.01  # minutes: what rounding in a file may differ


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule; `job` and `craftsman` are empty where the rule is not about one.

    `message` is English, for logs; `params` are the values that a sentence of words.VIOLATIONS names.
    """

    job: str
    craftsman: str
    code: str
    message: str
    params: dict[str, object] = field(default_factory=dict, compare=False)


def check(
    problem: Problem, plan: Plan, *, now_minute: float | None = None, left_out: Sequence[LeftOut] = ()
) -> list[Violation]:
    """Every violation of a plan; an empty list means that every promise and rule is kept.

    A promised, mandatory or locked job without a place is a violation, also when nobody could have placed it; so it is
    for the jobs of the file that were `left_out` of the problem. Stated costs must be true; a plan without costs states
    nothing.
    With `now_minute` what happened before it is not judged by estimates of travel and by breaks, and a craftsman may
    have waited for a message until then before driving on.
    """
    return list(_Check(problem, plan, now_minute, left_out).violations())


def costs(problem: Problem, plan: Plan, *, left_out: Sequence[LeftOut] = ()) -> dict[str, float]:
    """The cost terms as the checker works them out, from the routes that can be followed at all."""
    checker = _Check(problem, plan, None, left_out)
    list(checker.violations())
    return checker.true_costs()


def _broken(code: str, **params: object) -> Violation:
    job, craftsman = str(params.get("job", "")), str(params.get("craftsman", ""))
    told = {"job": job, "craftsman": craftsman, **params}
    return Violation(job, craftsman, code, violation(code, told), told)


class _Check:
    def __init__(self, problem: Problem, plan: Plan, now: float | None, left_out: Sequence[LeftOut]) -> None:
        self.problem = problem
        self.plan = plan
        self.now = now
        self.left_out = left_out
        self.jobs = {job.id: job for job in problem.jobs}
        self.craftsmen = {craftsman.id: craftsman for craftsman in problem.craftsmen}
        self.ways = Ways(problem)
        self.done: dict[str, list[tuple[Route, Stop]]] = defaultdict(list)
        self.good: list[tuple[Shift, Route]] = []

    def violations(self) -> Iterator[Violation]:
        seen: set[tuple[str, int]] = set()
        for route in self.plan.routes:
            craftsman = self.craftsmen.get(route.craftsman)
            if craftsman is None or not 0 <= route.shift < len(craftsman.shifts):
                yield _broken("unknown_shift", craftsman=route.craftsman, shift=route.shift)
                continue
            if (route.craftsman, route.shift) in seen:
                yield _broken("double_route", craftsman=route.craftsman, shift=route.shift)
            seen.add((route.craftsman, route.shift))
            unknown = [stop.job for stop in route.stops if stop.job not in self.jobs]
            for job in unknown:
                yield _broken("unknown_job", job=job, craftsman=route.craftsman)
            if not _has_times(route):
                yield _broken("not_a_time", craftsman=route.craftsman, shift=route.shift)
                continue
            if unknown or not route.stops:
                continue
            for stop in route.stops:
                self.done[stop.job].append((route, stop))
                yield from self._stop(craftsman, stop)
            self.good.append((craftsman.shifts[route.shift], route))
            yield from self._clock(craftsman, craftsman.shifts[route.shift], route)
        yield from self._at_once()
        yield from self._jobs()
        yield from self._unplanned()
        yield from self._cost()

    def _stop(self, craftsman: Craftsman, stop: Stop) -> Iterator[Violation]:
        job = self.jobs[stop.job]
        names = {"job": job.id, "craftsman": craftsman.id}
        missing = {trade: level for trade, level in job.skills.items() if craftsman.skills.get(trade, 0) < level}
        if missing:
            yield _broken("no_skill", **names, skills=", ".join(f"{trade} {level}" for trade, level in missing.items()))
        if job.windows and not any(
            window.from_minute - TOLERANCE <= stop.start_minute <= window.to_minute + TOLERANCE
            for window in job.windows
        ):
            yield _broken("outside_window", **names, start_minute=stop.start_minute)
        if abs(stop.end_minute - stop.start_minute - job.service_minutes) > TOLERANCE:
            times = {"start_minute": stop.start_minute, "end_minute": stop.end_minute}
            yield _broken("wrong_end", **names, minutes=job.service_minutes, **times)

    def _clock(self, craftsman: Craftsman, shift: Shift, route: Route) -> Iterator[Violation]:
        who = craftsman.id
        limit = shift.to_minute + shift.overtime_minutes
        if route.leave_minute < shift.from_minute - TOLERANCE:
            times = {"leave_minute": route.leave_minute, "from_minute": shift.from_minute}
            yield _broken("before_shift", craftsman=who, **times)
        if route.home_minute > limit + TOLERANCE:
            yield _broken("after_shift", craftsman=who, home_minute=route.home_minute, to_minute=limit)
        free = [(min(shift.from_minute, route.leave_minute), route.leave_minute)]
        moment, place = route.leave_minute, shift.start_place
        departures: list[tuple[str, float, float]] = []
        past = [stop for stop in route.stops if self.now is not None and stop.start_minute <= self.now]
        begun = {stop.job for stop in past}
        # What is still to come begins when the work in progress ends.
        ahead = max([self.now or 0.0, *(stop.end_minute for stop in past)])
        for stop in route.stops:
            there = self.jobs[stop.job].place
            departure = stop.arrive_minute - self.ways.minutes(place, there)
            departures.append((stop.job, moment, departure))
            if stop.start_minute < stop.arrive_minute - TOLERANCE:
                times = {"start_minute": stop.start_minute, "arrive_minute": stop.arrive_minute}
                yield _broken("starts_before_arrival", job=stop.job, craftsman=who, **times)
            free += [(moment, departure), (stop.arrive_minute, stop.start_minute)]
            moment, place = stop.end_minute, there
        departure = route.home_minute - self.ways.minutes(place, shift.end_place)
        departures.append(("", moment, departure))
        free += [(moment, departure), (route.home_minute, float("inf"))]
        pauses, missing, wrong = _place_breaks(shift, route, free)
        for pause in missing:
            if self.now is None or pause.to_minute - pause.minutes >= ahead:
                times = {"from_minute": pause.from_minute, "to_minute": pause.to_minute}
                yield _broken("no_break", craftsman=who, minutes=pause.minutes, **times)
        for said in wrong:
            if self.now is None or said.end_minute > self.now:
                times = {"start_minute": said.start_minute, "end_minute": said.end_minute}
                yield _broken("wrong_break", craftsman=who, **times)
        yield from self._ways(who, route.leave_minute, [way for way in departures if way[0] not in begun], pauses)

    def _ways(
        self, who: str, leave: float, departures: list[tuple[str, float, float]], pauses: list[tuple[float, float]]
    ) -> Iterator[Violation]:
        for job, since, departure in departures:
            told = {"job": job, "craftsman": who, "free_minute": since, "leave_minute": departure}
            if departure < since - TOLERANCE:
                yield _broken("too_little_travel", **told)
            elif departure > since + TOLERANCE and (since == leave or not self._may_linger(departure, pauses)):
                yield _broken("wrong_arrival", **told)

    def _may_linger(self, departure: float, pauses: list[tuple[float, float]]) -> bool:
        """Only a break, or a message that came in by now, keeps someone at a place when the work is done."""
        if self.now is not None and departure <= self.now + TOLERANCE:
            return True
        return any(abs(departure - end) <= TOLERANCE for _, end in pauses)

    def _at_once(self) -> Iterator[Violation]:
        routes = sorted((route for _, route in self.good), key=lambda one: (one.craftsman, one.leave_minute))
        for before, after in itertools.pairwise(routes):
            if before.craftsman == after.craftsman and after.leave_minute < before.home_minute - TOLERANCE:
                times = {"leave_minute": after.leave_minute, "home_minute": before.home_minute}
                yield _broken("two_routes_at_once", craftsman=after.craftsman, **times)

    def _jobs(self) -> Iterator[Violation]:
        listed = {one.job for one in self.plan.unplanned}
        for job in self.problem.jobs:
            visits = self.done.get(job.id, [])
            if not visits:
                if job.is_hard:
                    yield _broken("promise_dropped", job=job.id)
                elif job.id not in listed:
                    yield _broken("missing", job=job.id)
                continue
            if job.id in listed:
                yield _broken("planned_and_unplanned", job=job.id)
            yield from self._people(job, visits)
            yield from self._lock(job, visits)
            yield from self._order(job, visits)

    def _people(self, job: Job, visits: list[tuple[Route, Stop]]) -> Iterator[Violation]:
        starts = [stop.start_minute for _, stop in visits]
        people = {route.craftsman for route, _ in visits}
        if len(visits) > job.people:
            last = visits[-1][0].craftsman
            yield _broken("planned_twice", job=job.id, craftsman=last, visits=len(visits), people=job.people)
        elif len(people) < job.people or max(starts) - min(starts) > TOLERANCE:
            yield _broken("too_few_people", job=job.id, people=job.people)

    def _lock(self, job: Job, visits: list[tuple[Route, Stop]]) -> Iterator[Violation]:
        """A locked visit has its craftsman; with two people one of them is the craftsman of the lock."""
        lock = job.lock
        if lock is None:
            return
        is_there = any(route.craftsman == lock.craftsman and lock.shift in (None, route.shift) for route, _ in visits)
        is_then = lock.start_minute is None or all(
            abs(stop.start_minute - lock.start_minute) <= TOLERANCE for _, stop in visits
        )
        if not (is_there and is_then):
            yield _broken("lock_broken", job=job.id, craftsman=visits[0][0].craftsman)

    def _order(self, job: Job, visits: list[tuple[Route, Stop]]) -> Iterator[Violation]:
        start = min(stop.start_minute for _, stop in visits)
        for before in job.after:
            ends = [stop.end_minute for _, stop in self.done.get(before.job, [])]
            if not ends:
                yield _broken("before_missing", job=job.id, before=before.job)
            elif start < max(ends) + before.minutes - TOLERANCE:
                times = {"start_minute": start, "free_minute": max(ends) + before.minutes}
                yield _broken("too_soon_after", job=job.id, before=before.job, **times)

    def _unplanned(self) -> Iterator[Violation]:
        names = [one.job for one in self.plan.unplanned]
        known = self.jobs.keys() | {one.name for one in self.left_out}
        for name in sorted(set(names)):
            if name not in known:
                yield _broken("unknown_job", job=name)
            if names.count(name) > 1:
                yield _broken("unplanned_twice", job=name)
        for one in self.left_out:
            if one.is_hard:
                yield _broken("promise_dropped", job=one.name)
            elif one.name not in names:
                yield _broken("missing", job=one.name)

    def _cost(self) -> Iterator[Violation]:
        if not self.plan.cost:
            return
        true = self.true_costs()
        for term, said in self.plan.cost.items():
            if term in true and not abs(said - true[term]) <= TOLERANCE + 1e-6 * abs(true[term]):
                yield _broken("wrong_cost", term=term, said=said, true=true[term])

    def true_costs(self) -> dict[str, float]:
        priority = sum(one.priority for one in self.left_out)
        return recomputed(self.problem, self.good, self.ways, self.plan.cost, left_out=priority)


def _has_times(route: Route) -> bool:
    moments = [route.leave_minute, route.home_minute]
    moments += [one for stop in route.stops for one in (stop.arrive_minute, stop.start_minute, stop.end_minute)]
    moments += [one for pause in route.breaks for one in (pause.start_minute, pause.end_minute)]
    return all(map(isfinite, moments))


def _place_breaks(
    shift: Shift, route: Route, free: list[tuple[float, float]]
) -> tuple[list[tuple[float, float]], list[Break], list[Pause]]:
    """Where each break lies: as the route says, or else as early as it fits in free time; the breaks without a place;
    and what the route calls a break that is none."""
    placed: list[tuple[float, float]] = []
    missing: list[Break] = []
    said = list(route.breaks)
    since = float("-inf")
    for pause in shift.breaks:
        begin = max(pause.from_minute, shift.from_minute)
        if begin + pause.minutes > min(pause.to_minute, shift.to_minute):
            continue  # the shift cannot hold it at all
        stated = [one for one in said if abs(one.end_minute - one.start_minute - pause.minutes) <= TOLERANCE]
        options = [(one.start_minute, one.end_minute, one) for one in stated]
        spots = [max(opens, begin, since) for opens, _ in free]
        for start, end, one in [*options, *((spot, spot + pause.minutes, None) for spot in spots)]:
            is_inside = pause.from_minute - TOLERANCE <= start and end <= pause.to_minute + TOLERANCE
            is_free = any(opens - TOLERANCE <= start and end <= closes + TOLERANCE for opens, closes in free)
            if is_inside and is_free and start >= since - TOLERANCE:
                placed.append((start, end))
                since = end
                if one is not None:
                    said.remove(one)
                break
        else:
            missing.append(pause)
    return placed, missing, said
