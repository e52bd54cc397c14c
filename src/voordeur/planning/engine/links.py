"""Jobs that bind each other's minutes in a plan that stands: several people at once, and one after the other.

What is planned stays together: the people of a job keep its minute, a job that waits for another comes no earlier than
it is planned, and the one before it ends in time. So nothing has to be looked at twice when a route changes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from voordeur.planning.engine.problem import Job, Plan
from voordeur.planning.engine.timing import Visit
from voordeur.planning.engine.travel import FAR

if TYPE_CHECKING:
    from voordeur.planning.engine.state import State

ROUNDED = 0.004  # minutes: what starts in a file may differ from those that the clock works out


class Bounds(NamedTuple):
    """From when until when a planned work may start."""

    lo: float
    hi: float


Following = dict[str, list[tuple[str, float]]]


def following_of(jobs: Iterable[Job]) -> Following:
    """By job what waits for it, and how many minutes."""
    found: Following = defaultdict(list)
    for job in jobs:
        for link in job.after:
            found[link.job].append((job.id, link.minutes))
    return found


def bounds_of(jobs: Mapping[str, Job], plan: Plan | None) -> dict[str, Bounds]:
    """The bounds of every planned job that is bound to another."""
    linked = [job for job in jobs.values() if job.people > 1 or job.after]
    if plan is None or not linked:
        return {}
    starts = {stop.job: stop.start_minute for route in plan.routes for stop in route.stops}
    found: dict[str, Bounds] = {}
    for job in linked:
        if job.id not in starts:
            continue
        start = starts[job.id]
        lo, hi = found.get(job.id, Bounds(-FAR, FAR))
        found[job.id] = Bounds(start, start) if job.people > 1 else Bounds(max(lo, start), hi)
        for link in job.after:
            if link.job in starts and link.job in jobs:
                found[link.job] = ended_by(found.get(link.job), jobs[link.job], start - link.minutes, starts[link.job])
    return found


def ended_by(known: Bounds | None, job: Job, end: float, start: float) -> Bounds:
    """The bounds of a job that has to end by `end`; it need not start earlier than it does now."""
    lo, hi = known or Bounds(-FAR, FAR)
    return Bounds(lo, min(hi, max(start, end - job.service_minutes)))


def bounded(visit: Visit, bounds: Bounds | None) -> Visit:
    """The visit with its windows as far as they lie within the bounds."""
    if bounds is None:
        return visit
    lo, hi = bounds
    pairs = tuple((max(a, lo), min(b, hi)) for a, b in visit.windows if max(a, lo) <= min(b, hi))
    return replace(visit, windows=pairs or ((lo, hi),))


def loosened(visits: Sequence[Visit], bounds: Mapping[str, Bounds]) -> list[Visit]:
    """The visits with as much room around their bounds as rounding may have taken."""
    return [
        replace(visit, windows=tuple((a - ROUNDED, b + ROUNDED) for a, b in visit.windows))
        if visit.job in bounds
        else visit
        for visit in visits
    ]


def time_for(state: "State", job: Job) -> Bounds:
    """When the work of a job may start as far as its lock and the jobs before and after it say; where one before it has
    no place, `lo` is FAR."""
    lo, hi = -FAR, FAR
    if job.lock is not None and job.lock.start_minute is not None:
        lo = hi = job.lock.start_minute
    for link in job.after:
        ends = [stop.end_minute for stop in state.stops(link.job)]
        lo = max([lo, *(end + link.minutes for end in ends)]) if ends else FAR
    for name, minutes in state.following.get(job.id, ()):
        for stop in state.stops(name):
            hi = min(hi, stop.start_minute - minutes - job.service_minutes)
    return Bounds(lo, hi)


def hold_before(state: "State", job: Job) -> None:
    """Let nothing that a job waits for come later than it does now."""
    for link in job.after:
        _bound(state, link.job, -FAR)


def bind(state: "State", job: Job, before: Mapping[str, Bounds]) -> None:
    """Bind a job that was placed to where it is now, and the jobs before it, which were bound as in `before`."""
    start = state.stops(job.id)[0].start_minute
    hi = start if job.people > 1 else time_for(state, job).hi
    state.bounds[job.id] = Bounds(start if job.after or job.people > 1 else -FAR, hi)
    if state.problem.weights.duration_minute > 0:
        return  # a later departure would bring the job before it up to the bound
    for link in job.after:
        state.bounds[link.job] = before.get(link.job, Bounds(-FAR, FAR))
        _bound(state, link.job, start - link.minutes)


def _bound(state: "State", job_id: str, end: float) -> None:
    """Have a job end by `end`, or no later than it does now."""
    for stop in state.stops(job_id)[:1]:
        state.bounds[job_id] = ended_by(state.bounds.get(job_id), state.jobs[job_id], end, stop.start_minute)
    for row in state.rows_with(job_id):
        begun, visits = state.rows[row].hours.floor_stops, state.visits[row]
        if state.is_possible(row):
            state.set_visits(row, [*visits[:begun], *(state.visit(state.jobs[one.job]) for one in visits[begun:])])
            if not state.is_possible(row):
                state.set_visits(row, loosened(state.visits[row], state.bounds))
