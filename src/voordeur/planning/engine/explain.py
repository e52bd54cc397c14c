"""Why a job is where it is: what it costs there, what the next best places cost, and which rule stands before a cheaper
one.

A rule is found by asking again without it: the answer to "why not there" is the rule without which it would be there.
Codes and figures only; words.explanation() makes sentences of them.
"""

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from voordeur.planning.engine.cost import cost_of
from voordeur.planning.engine.diagnose import reasons
from voordeur.planning.engine.offer import Offer, offers
from voordeur.planning.engine.problem import DAY_MINUTES, Job, Plan, Problem, Route, Shift, Unplanned, Window
from voordeur.planning.engine.state import State, prepare
from voordeur.planning.engine.words import Remark

LONGER_MINUTES = 120.0  # how much more overtime is tried
WORTH = 0.01  # what must be saved before a rule is said to stand in the way
TERMS = ("travel", "idle", "duration", "overtime", "late")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for the job: with whom, when it starts, and what it adds per term (minutes) and in `total` (price).

    `window` is the one it starts in; None where it may start at any time.
    """

    craftsman: str
    shift: int
    start_minute: float
    window: Window | None
    extra: Mapping[str, float]
    total: float

    @property
    def day(self) -> int:
        return math.floor(self.start_minute / DAY_MINUTES)


@dataclass(frozen=True, slots=True)
class Other:
    """The next best place of its kind: `other_craftsman`, `other_day` (where that is another place), or `other_window`
    (not promised; only for a job with windows)."""

    kind: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class Block:
    """A rule (skill, window, break, overtime, lock, after, promise) without which the job could be at `spot`.

    `params`: missing `skills`, the `neighbours` whose promise it breaks, the overtime `minutes`, the job `before` it.
    """

    code: str
    spot: Spot
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Explanation:
    """`here` is where the job is, None without a place; `reason` then says why. `others` and `blocks` are cheapest
    first; what blocks is only told where it would be cheaper than any place that the rules allow.

    `is_compared` is False for a job of several people: a place there is one for each of them, so nothing is said of
    other places.
    """

    job: str
    here: Spot | None
    reason: Remark | None
    others: tuple[Other, ...]
    blocks: tuple[Block, ...]
    is_compared: bool = True


def explain(problem: Problem, plan: Plan, job_id: str, *, windows: Sequence[Window] = ()) -> Explanation:
    """Explain a job of the problem; `windows` are those that could have been promised instead.

    Raises KeyError when the problem has no such job, and where the plan names what the problem does not have.
    """
    job = next((one for one in problem.jobs if one.id == job_id), None)
    if job is None:
        raise KeyError(job_id)
    return _Explaining(problem, plan, job, windows).result()


def without(plan: Plan, job_id: str) -> Plan:
    """The plan without the visits of a job; its routes keep their order and times."""
    routes = (replace(route, stops=tuple(stop for stop in route.stops if stop.job != job_id)) for route in plan.routes)
    return replace(plan, routes=tuple(route for route in routes if route.stops))


class _Explaining:
    def __init__(self, problem: Problem, plan: Plan, job: Job, windows: Sequence[Window]) -> None:
        self.problem = problem
        self.plan = plan
        self.job = job
        self.windows = [window for window in windows if window not in job.windows]
        self.rest = without(plan, job.id)
        self.state = prepare(problem, self.rest)
        self.bare = Plan(self.state.routes())

    def result(self) -> Explanation:
        here = self._here()
        reason = None if here else self._reason()
        if self.job.people > 1:
            return Explanation(self.job.id, here, reason, (), (), is_compared=False)
        found = self._spots(self.state, self.job)
        others = list(self._others(here, found))
        blocks = sorted(self._blocks(here, found), key=lambda one: (round(one.spot.total, 6), one.code))
        return Explanation(self.job.id, here, reason, tuple(others), tuple(blocks))

    def _here(self) -> Spot | None:
        visits = [(route, stop) for route in self.plan.routes for stop in route.stops if stop.job == self.job.id]
        if not visits:
            return None
        now, bare = cost_of(self.problem, self.plan), cost_of(self.problem, self.bare)
        extra = {term: now[term] - bare[term] for term in TERMS}
        # The price of leaving it out is no part of what its place costs.
        total = now["total"] - now["unplanned"] - (bare["total"] - bare["unplanned"])
        route, stop = visits[0]
        window = next((one for one in self.job.windows if one.from_minute <= stop.start_minute <= one.to_minute), None)
        return Spot(route.craftsman, route.shift, stop.start_minute, window, extra, total)

    def _reason(self) -> Remark | None:
        listed = next((one for one in self.plan.unplanned if one.job == self.job.id), None)
        left = listed or Unplanned(self.job.id, "no_room")
        return reasons(self.problem, replace(self.plan, unplanned=(left,))).get(self.job.id)

    def _spots(
        self, state: State, job: Job, *, windows: Sequence[Window] | None = None, without: str | None = None
    ) -> list[Spot]:
        """The cheapest place in every window of every day, cheapest first; with anybody but `without` when given."""
        whole = windows if windows is not None else job.windows or [_any_time(self.problem)]
        asked = [part for window in whole for part in _by_day(window, _any_time(self.problem))]
        bound = whole if job.windows or windows is not None else []
        rows = [row for row, there in enumerate(state.rows) if there.craftsman.id != without]
        if not rows or not asked:
            return []
        found = [_spot(one, bound) for one in offers(state, job, asked, rows=np.array(rows, dtype=np.int64))]
        return sorted(found, key=lambda one: (round(one.total, 6), one.start_minute, one.craftsman, one.shift))

    def _others(self, here: Spot | None, found: Sequence[Spot]) -> Iterable[Other]:
        if here is not None:
            away = next(iter(self._spots(self.state, self.job, without=here.craftsman)), None)
            if away is not None:
                yield Other("other_craftsman", away)
            later = next((one for one in found if one.day != here.day), None)
            if later is not None and later != away:
                yield Other("other_day", later)
        if self.windows and self.job.windows:
            promised = self._spots(self.state, replace(self.job, windows=(), lock=None), windows=self.windows)
            if promised:
                yield Other("other_window", promised[0])

    def _blocks(self, here: Spot | None, allowed: Sequence[Spot]) -> Iterable[Block]:
        limit = min([math.inf, *(one.total for one in (here, *allowed) if one is not None)]) - WORTH
        tries: list[tuple[str, Callable[[], tuple[State, Job]]]] = [
            ("skill", lambda: (self.state, replace(self.job, skills={}))),
            ("window", lambda: (self.state, replace(self.job, windows=()))),
            ("lock", lambda: (self.state, replace(self.job, lock=None))),
            ("after", lambda: (self.state, replace(self.job, after=()))),
            ("break", lambda: (self._with_shifts(_unbroken), self.job)),
            ("overtime", lambda: (self._with_shifts(_longer), self.job)),
            ("promise", lambda: (self._without_promises(), self.job)),
        ]
        job, shifts = self.job, [shift for who in self.problem.craftsmen for shift in who.shifts]
        has = {"skill": bool(job.skills), "window": bool(job.windows), "lock": bool(job.lock), "after": bool(job.after)}
        has |= {"break": any(shift.breaks for shift in shifts), "overtime": True, "promise": bool(self._promised())}
        for code, relaxed in tries:
            if not has[code]:
                continue
            state, asked = relaxed()
            spots = self._spots(state, asked)
            if spots and spots[0].total < limit:
                yield Block(code, spots[0], self._params(code, spots[0], state, asked))

    def _promised(self) -> list[Job]:
        planned = {stop.job for route in self.rest.routes for stop in route.stops}
        return [job for job in self.problem.jobs if job.windows and job.id in planned]

    def _with_shifts(self, change: Callable[[Shift], Shift]) -> State:
        craftsmen = tuple(
            replace(who, shifts=tuple(change(shift) for shift in who.shifts)) for who in self.problem.craftsmen
        )
        return prepare(replace(self.problem, craftsmen=craftsmen), self.rest)

    def _without_promises(self) -> State:
        free = {job.id for job in self._promised()}
        jobs = tuple(replace(job, windows=()) if job.id in free else job for job in self.problem.jobs)
        return prepare(replace(self.problem, jobs=jobs), self.rest)

    def _params(self, code: str, spot: Spot, state: State, job: Job) -> dict[str, object]:
        if code == "skill":
            who = next(one for one in self.problem.craftsmen if one.id == spot.craftsman)
            missing = (
                f"{trade} {level}" for trade, level in self.job.skills.items() if who.skills.get(trade, 0) < level
            )
            return {"skills": ", ".join(missing)}
        if code == "lock" and self.job.lock is not None:
            return {"locked_to": self.job.lock.craftsman}
        if code == "after":
            return {"before": ", ".join(one.job for one in self.job.after)}
        if code == "overtime":
            return {"minutes": max(0.0, spot.extra["overtime"])}
        if code == "promise":
            return {"neighbours": ", ".join(self._broken(self._inserted(state, job, spot)))}
        return {}

    def _inserted(self, state: State, job: Job, spot: Spot) -> Route:
        rows = np.array([state.row_of[spot.craftsman, spot.shift]], dtype=np.int64)
        asked = [spot.window or _any_time(self.problem)]
        best = offers(state, job, asked, rows=rows)[0]
        return state.insert(job, craftsman=best.craftsman, shift=best.shift, position=best.position, window=asked[0])

    def _broken(self, route: Route) -> list[str]:
        """The jobs of a route that would start outside their windows."""
        jobs = {job.id: job for job in self.problem.jobs}
        return [
            stop.job
            for stop in route.stops
            if stop.job != self.job.id
            and jobs[stop.job].windows
            and not any(
                one.from_minute - WORTH <= stop.start_minute <= one.to_minute + WORTH for one in jobs[stop.job].windows
            )
        ]


def _unbroken(shift: Shift) -> Shift:
    return replace(shift, breaks=())


def _longer(shift: Shift) -> Shift:
    return replace(shift, overtime_minutes=shift.overtime_minutes + LONGER_MINUTES)


def _any_time(problem: Problem) -> Window:
    shifts = [shift for who in problem.craftsmen for shift in who.shifts]
    ends = [shift.to_minute + shift.overtime_minutes + LONGER_MINUTES for shift in shifts]
    return Window(min((shift.from_minute for shift in shifts), default=0.0), max(ends, default=0.0))


def _by_day(window: Window, horizon: Window) -> list[Window]:
    """The part of a window in the horizon, cut at midnight, so that every day has a place of its own."""
    begin, end = max(window.from_minute, horizon.from_minute), min(window.to_minute, horizon.to_minute)
    if end < begin:
        return []
    first, last = math.floor(begin / DAY_MINUTES), math.floor(end / DAY_MINUTES)
    midnights = [float(day * DAY_MINUTES) for day in range(first + 1, last + 1)]
    return [Window(*span) for span in itertools.pairwise([begin, *midnights, end])]


def _spot(one: Offer, windows: Sequence[Window]) -> Spot:
    start = one.start_minute
    window = next((each for each in windows if each.from_minute - WORTH <= start <= each.to_minute + WORTH), None)
    return Spot(one.craftsman, one.shift, start, window, one.extra, one.total)


def told(found: Explanation) -> list[Remark]:
    """The explanation as codes of words.EXPLAINED with what each sentence names, in reading order."""
    remarks: list[Remark] = []
    if found.here is None:
        remarks.append(Remark("nowhere", {"job": found.job}))
    else:
        remarks.append(Remark("here", {"job": found.job, **_named(found.here), **found.here.extra}))
    remarks += [_other(found, other) for other in found.others]
    if not found.is_compared:
        remarks.append(Remark("not_compared", {"job": found.job}))
    elif found.here is not None and not found.others:
        remarks.append(Remark("only"))
    elif found.here is not None and all(other.spot.total >= found.here.total - WORTH for other in found.others):
        remarks.append(Remark("cheapest"))
    remarks += [Remark(block.code, {**_named(block.spot), **block.params}) for block in found.blocks]
    return remarks


def _named(spot: Spot) -> dict[str, object]:
    return {"craftsman": spot.craftsman, "start_minute": spot.start_minute, "total": spot.total}


def _other(found: Explanation, other: Other) -> Remark:
    if found.here is None:
        return Remark("possible_window", _named(other.spot))
    more = other.spot.total - found.here.total
    if more >= -WORTH:
        return Remark(other.kind, {**_named(other.spot), "more": more})
    cheaper = {"other_craftsman": "cheaper_craftsman", "other_day": "cheaper_day", "other_window": "cheaper_window"}
    return Remark(cheaper[other.kind], {**_named(other.spot), "less": -more})
