"""How likely it is that a promise is not kept because work before it takes longer than planned, and a plan with less of
that.

Durations are uncertain by their `service_sd_minutes`, travel by a share of its minutes where one is given. The chances
are worked out along the routes, without drawing lots; uncertain.py holds the sums and their sources.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from voordeur.figures.rules.intervals import Count, of_share
from voordeur.planning.engine.cost import cost_of
from voordeur.planning.engine.problem import Break, Job, Pause, Plan, Problem, Route, Shift, Stop, Window
from voordeur.planning.engine.solve import after_rounds, solve
from voordeur.planning.engine.travel import TravelTimes
from voordeur.planning.engine.uncertain import Uncertain, lognormal, sure

TOLERANCE = 0.01  # minutes
MOST_TRIES = 3  # steps that may bring a promise nothing before it is given up
TURN_ROUNDS = 2000  # rounds of the search for one step of keep_risk()


@dataclass(frozen=True, slots=True)
class Risk:
    """The `chance` that a promised visit starts after its window ends at `to_minute`.

    `there` is the moment at which everybody for it is there and it could start, had its window opened; the plan has it
    at `planned_minute`.
    """

    job: str
    chance: float
    there: Uncertain
    planned_minute: float
    to_minute: float


@dataclass(frozen=True, slots=True)
class Kept:
    """A plan in which the chance of a late promise is below the level, but for the jobs in `cannot`."""

    plan: Plan
    risks: Mapping[str, Risk]
    cannot: tuple[str, ...]


def late_risk(problem: Problem, plan: Plan, *, travel_sd_share: float = 0.0) -> dict[str, Risk]:
    """The risk of every promised visit with a window, by job.

    Work starts as soon as everybody is there, the window is open and the work before it has ended; breaks stay where
    the plan has them, later when the work before them is. What made two people late is taken as independent where they
    meet, also when it was one thing.
    """
    return _Propagation(problem, plan, travel_sd_share).risks()


@dataclass(slots=True)
class _Way:
    """A route on its way: `free` to go on, at `place`; the breaks not yet taken."""

    route: Route
    shift: Shift
    free: Uncertain
    place: str
    pauses: list[tuple[Pause, Break]]
    moment: float  # the same by the plan


class _Propagation:
    def __init__(self, problem: Problem, plan: Plan, travel_sd_share: float) -> None:
        self.problem = problem
        self.share = travel_sd_share
        self.jobs = {job.id: job for job in problem.jobs}
        self.travel = TravelTimes(problem.travel, problem.places)
        self.ends: dict[str, Uncertain] = {}
        shifts = {(who.id, number): shift for who in problem.craftsmen for number, shift in enumerate(who.shifts)}
        self.ways = {}
        for route in plan.routes:
            shift = shifts[route.craftsman, route.shift]
            leave = sure(route.leave_minute)
            pauses = matched(route, shift)
            way = _Way(route, shift, leave, shift.start_place, pauses, route.leave_minute)
            self.ways[route.craftsman, route.shift] = way

    def risks(self) -> dict[str, Risk]:
        found: dict[str, Risk] = {}
        for visits in self._visits():
            job = self.jobs[visits[0][1].job]
            arrivals = [self._arrive(way, stop) for way, stop in visits]
            there = arrivals[0]
            for one in arrivals[1:]:
                there = there.later(one)
            there = self._after(job, there, [way.route.craftsman for way, _ in visits])
            start_minute = visits[0][1].start_minute
            window = window_of(job, start_minute)
            start = there if window is None else there.not_before(window.from_minute)
            end = start.plus(lognormal(job.service_minutes, job.service_sd_minutes))
            self.ends[job.id] = end
            for way, stop in visits:
                way.free, way.moment, way.place = end, stop.end_minute, job.place
            if job.promised and window is not None:
                to = window.to_minute
                found[job.id] = Risk(job.id, there.chance_after(to + TOLERANCE), there, start_minute, to)
        return found

    def _visits(self) -> list[list[tuple[_Way, Stop]]]:
        """All visits in the order of the plan, those of one job together."""
        together: dict[str, list[tuple[_Way, Stop]]] = {}
        order: dict[str, tuple[float, int]] = {}
        for way in self.ways.values():
            for number, stop in enumerate(way.route.stops):
                together.setdefault(stop.job, []).append((way, stop))
                place = (stop.start_minute, number)
                order[stop.job] = max(order.get(stop.job, place), place)
        return [together[name] for name in sorted(together, key=lambda name: (*order[name], name))]

    def _arrive(self, way: _Way, stop: Stop) -> Uncertain:
        leg = self.travel.minutes(self.travel.index(way.place), self.travel.index(self.jobs[stop.job].place))
        moment = way.free
        departure = stop.arrive_minute - leg
        while way.pauses and way.pauses[0][0].end_minute <= departure + TOLERANCE:
            moment = self._rest(way, moment)
        moment = moment.plus(lognormal(leg, leg * self.share))
        while way.pauses and way.pauses[0][0].end_minute <= stop.start_minute + TOLERANCE:
            moment = self._rest(way, moment)
        return moment

    def _rest(self, way: _Way, moment: Uncertain) -> Uncertain:
        said, pause = way.pauses.pop(0)
        if said.end_minute <= way.route.leave_minute + TOLERANCE:
            return moment  # had before leaving, which the plan has as it is
        return moment.not_before(pause.from_minute).plus(sure(pause.minutes))

    def _after(self, job: Job, there: Uncertain, craftsmen: Sequence[str]) -> Uncertain:
        for before in job.after:
            end = self.ends.get(before.job)
            if end is not None and not (before.minutes == 0 and self._same(before.job, craftsmen)):
                there = there.later(end.plus(sure(before.minutes)))
        return there

    def _same(self, job_id: str, craftsmen: Sequence[str]) -> bool:
        """Whether one of them did that job too, so that arriving comes after it anyhow."""
        return any(
            way.route.craftsman in craftsmen and any(stop.job == job_id for stop in way.route.stops)
            for way in self.ways.values()
        )


def matched(route: Route, shift: Shift) -> list[tuple[Pause, Break]]:
    """The breaks of a route as they were placed, each with the break of the shift that it is."""
    found: list[tuple[Pause, Break]] = []
    left = list(shift.breaks)
    for said in sorted(route.breaks, key=lambda one: one.start_minute):
        minutes = said.end_minute - said.start_minute
        fitting = (
            one
            for one in left
            if abs(one.minutes - minutes) <= TOLERANCE
            and one.from_minute - TOLERANCE <= said.start_minute
            and said.end_minute <= one.to_minute + TOLERANCE
        )
        pause = next(fitting, Break(said.start_minute, said.end_minute, minutes))
        if pause in left:
            left.remove(pause)
        found.append((said, pause))
    return found


def window_of(job: Job, start: float) -> Window | None:
    """The window in which the plan starts; a lock at a minute is a window of that minute when nothing was promised."""
    within = (one for one in job.windows if one.from_minute - TOLERANCE <= start <= one.to_minute + TOLERANCE)
    found = next(within, None)
    if found is None or job.lock is None or job.lock.start_minute is None:
        return found
    return replace(found, from_minute=job.lock.start_minute)


def keep_risk(
    problem: Problem,
    plan: Plan | None,
    *,
    max_share: float,
    seed: int,
    stop: Callable[[], bool],
    turn: Callable[[], Callable[[], bool]] = lambda: after_rounds(TURN_ROUNDS),
    travel_sd_share: float = 0.0,
    before: Plan | None = None,
) -> Kept:
    """Plan until no promise has a chance above `max_share` (0 to 1) of starting after its window.

    A promise above it gets a margin: its window ends earlier by as much as it is late at that chance, and solve() plans
    on with that, each time until the stop that `turn()` makes is true. A margin that costs another promise its place,
    or that has helped nothing a few times, is given up. Asked between turns, `stop` ends it with the best plan so far;
    windows and rules of the problem itself hold in every plan. `before`: what changes against it has a price.
    """
    plan = plan if plan is not None else solve(problem, None, seed=seed, stop=turn())
    chances = late_risk(problem, plan, travel_sd_share=travel_sd_share)
    best, risks = plan, chances
    margins: dict[str, float] = {}
    tries: Counter[str] = Counter()
    turns = 0
    while not stop():
        over = [one for one in chances.values() if one.chance > max_share and tries[one.job] < MOST_TRIES]
        if not over:
            break
        margins |= {one.job: _margin(one, max_share, margins.get(one.job, 0.0)) for one in over}
        turns += 1
        found = solve(_narrowed(problem, margins), plan, seed=seed + turns, stop=turn(), before=before)
        dropped = _hard(problem, plan) - _hard(problem, found)
        if dropped:
            # No room for all these margins: without those of who lost their place, or else without any of these.
            blamed = dropped & margins.keys() or {one.job for one in over}
            tries.update(dict.fromkeys(blamed, MOST_TRIES))
            margins = {name: minutes for name, minutes in margins.items() if name not in blamed}
            continue
        last, plan = chances, found
        chances = late_risk(problem, plan, travel_sd_share=travel_sd_share)
        tries.update(one.job for one in over if chances[one.job].chance > last[one.job].chance - TOLERANCE)
        if _worth(chances, max_share) < _worth(risks, max_share):
            best, risks = plan, chances
    best = replace(best, cost=cost_of(problem, best))
    cannot = sorted(one.job for one in risks.values() if one.chance > max_share)
    return Kept(best, risks, tuple(cannot))


def _margin(risk: Risk, max_share: float, before: float) -> float:
    """How much earlier the window has to end, so that the visit is planned as much earlier as it may be late now."""
    late = max(1.0, risk.there.moment_of(max_share) - risk.to_minute)
    return max(before + 1.0, risk.to_minute - (risk.planned_minute - late))


def _narrowed(problem: Problem, margins: Mapping[str, float]) -> Problem:
    jobs = tuple(
        replace(
            job,
            windows=tuple(
                replace(one, to_minute=max(one.from_minute, one.to_minute - margins[job.id])) for one in job.windows
            ),
        )
        if job.id in margins
        else job
        for job in problem.jobs
    )
    return replace(problem, jobs=jobs)


def _hard(problem: Problem, plan: Plan) -> set[str]:
    hard = {job.id for job in problem.jobs if job.is_hard}
    return {stop.job for route in plan.routes for stop in route.stops} & hard


def _worth(risks: Mapping[str, Risk], max_share: float) -> tuple[int, float]:
    over = [one.chance - max_share for one in risks.values() if one.chance > max_share]
    return len(over), round(sum(over), 6)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Of `visits` promised with a chance of at least `from_share` and below `to_share`, on average `promised`, the
    share that was `kept`, with its 95% interval (Wilson).

    `verdict`: as_promised, less_than_promised or more_than_promised, by whether the promise lies in the interval;
    too_few below `least` visits.
    """

    from_share: float
    to_share: float
    visits: int
    promised: float
    kept: float
    low: float
    high: float
    verdict: str


LEVELS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99, 1.0)
LEAST_VISITS = 30  # fewer of these say nothing


def calibration(
    outcomes: Iterable[tuple[float, bool]], *, levels: Sequence[float] = LEVELS, least: int = LEAST_VISITS
) -> tuple[Calibration, ...]:
    """Whether promises were kept as often as was said: rows of `levels` that have visits, and last all together.

    An outcome is the chance that was given for a start within the window (one minus the risk) and whether it did.
    """
    given = list(outcomes)
    rows: list[Calibration] = []
    for low, high in [*itertools.pairwise(levels), (levels[0], levels[-1])]:
        is_last = high == levels[-1]
        part = [
            (share, kept) for share, kept in given if low <= share and (share < high or (is_last and share <= high))
        ]
        if part:
            sums = sum(kept for _, kept in part), sum(share for share, _ in part)
            rows.append(calibrated(low, high, len(part), *sums, least=least))
    return tuple(rows)


def calibrated(
    from_share: float, to_share: float, visits: int, kept: int, promised: float, *, least: int = LEAST_VISITS
) -> Calibration:
    """One row from its counts; `promised` is the sum of the chances. Raises ZeroDivisionError without visits."""
    count = Count(kept, visits)
    bounds = of_share(count) or (0.0, 1.0)
    mean = promised / visits
    verdict = "as_promised"
    if visits < least:
        verdict = "too_few"
    elif mean > bounds[1]:
        verdict = "less_than_promised"
    elif mean < bounds[0]:
        verdict = "more_than_promised"
    return Calibration(from_share, to_share, visits, mean, count.share, *bounds, verdict)
