"""The jobs of a problem turned into flat arrays: units with their windows, rows and neighbours, and who waits for whom.

Also says why a job can never be placed, because the arrays cannot hold it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from voordeur.planning.engine.kernel.forms import EDGE, FAR, JOB, MATRIX, UNIT, Flags, Floats, Ints, Records, records
from voordeur.planning.engine.problem import Craftsman, Job, Pause, Plan, Problem, Shift, Stop, Unplanned
from voordeur.planning.engine.timing import Hours, as_windows
from voordeur.planning.engine.travel import TravelTimes

MOST_NEAR = 120  # neighbours that are remembered of each unit
MUST = 1e7  # what leaving out a promised, mandatory or locked job costs at least, above everything else


class History(NamedTuple):
    """What happened in a shift before now: the visits that began, with their real times, and the breaks had."""

    stops: tuple[Stop, ...]
    pauses: tuple[Pause, ...]


@dataclass(slots=True)
class Line:
    """One row in words: a shift of a craftsman with its hours from now on."""

    craftsman: Craftsman
    number: int
    shift: Shift
    hours: Hours
    history: History


class Ways(NamedTuple):
    """Travel as arrays; the fields are those of World."""

    kind: int
    minutes: Floats
    turned: Floats
    points: Records
    scale: float


class Asked(NamedTuple):
    """What the arrays are made from. `begun`: the visits that are history, by job; `jobs`: the others."""

    problem: Problem
    travel: TravelTimes
    lines: Sequence[Line]
    rows: Records
    jobs: Sequence[Job]
    begun: Mapping[str, Stop]
    before: Plan | None


def floats(values: Iterable[float]) -> Floats:
    return np.array(list(values), dtype=np.float64)


class Shares(NamedTuple):
    """The units with what belongs to them; see World."""

    units: Records
    opens: Floats
    closes: Floats
    unit_rows: Ints
    near: Ints


def units_of(asked: Asked, ways: Ways) -> Shares:
    """One unit per person of each job, in the order of the jobs."""
    jobs = [job for job in asked.jobs for _ in range(max(1, job.people))]
    windows = [windows_of(job) for job in jobs]
    choices = max((len(one) for one in windows), default=1)
    opens, closes = np.full((len(jobs), max(1, choices)), FAR), np.full((len(jobs), max(1, choices)), -FAR)
    for unit, pairs in enumerate(windows):
        for choice, (begin, end) in enumerate(pairs):
            opens[unit, choice], closes[unit, choice] = begin, end
    units = records(len(jobs), UNIT)
    units.job = [number for number, job in enumerate(asked.jobs) for _ in range(max(1, job.people))]
    units.minutes = [job.service_minutes for job in jobs]
    is_timely = asked.problem.weights.late_minute <= 0
    units.due = [FAR if is_timely or job.due_minute is None else job.due_minute for job in jobs]
    units.place = [asked.travel.index(job.place) for job in jobs]
    units.choices = [max(1, len(one)) for one in windows]
    units.lo, units.hi, units.row, units.slot = -FAR, FAR, -1, -1
    is_in_time = (closes[:, 0] + units.minutes <= units.due) | (units.due >= FAR)
    units.is_simple = (units.choices == 1) & is_in_time
    number_of = {craftsman.id: number for number, craftsman in enumerate(asked.problem.craftsmen)}
    routes = asked.before.routes if asked.before else ()
    had = {stop.job: number_of.get(route.craftsman, -1) for route in routes for stop in route.stops}
    units.before = [had.get(job.id, -1) for job in jobs]
    units.prefer = [number_of.get(job.prefer or "", -1) for job in jobs]
    rows = _rows_of(asked, jobs, units, opens, closes)
    units.remote = _remote(asked, units, rows)
    return Shares(units, opens, closes, rows, _near(ways, np.asarray(units.place)))


def windows_of(job: Job) -> tuple[tuple[float, float], ...]:
    """The windows of the start, sorted; a locked minute within them is the only one. Empty when it lies outside."""
    pairs = as_windows(job.windows)
    if job.lock is not None and job.lock.start_minute is not None:
        at = job.lock.start_minute
        return ((at, at),) if any(begin <= at <= end for begin, end in pairs) else ()
    return pairs


def may_do(asked: Asked) -> Callable[..., Flags]:
    """Which rows have the skills of a job and its lock, by job. A lock holds one person of a job for more."""
    known: dict[tuple[tuple[str, int], ...], Flags] = {}
    craftsmen = asked.problem.craftsmen
    of_row = np.asarray(asked.rows.craftsman)[: len(asked.lines)]

    def find(job: Job, *, is_first: bool = True) -> Flags:
        need = tuple(sorted(job.skills.items()))
        if need not in known:
            able = [all(one.skills.get(trade, 0) >= level for trade, level in need) for one in craftsmen]
            known[need] = np.array(able, dtype=np.bool_)[of_row] if len(of_row) else np.zeros(0, dtype=np.bool_)
        found = known[need]
        lock = job.lock
        if lock is not None and is_first:
            there = [line.craftsman.id == lock.craftsman and lock.shift in (None, line.number) for line in asked.lines]
            found = found & np.array(there, dtype=np.bool_)
        return found

    return find


def _rows_of(asked: Asked, jobs: Sequence[Job], units: Records, opens: Floats, closes: Floats) -> Ints:
    """Rows with the skills that work in a window of the unit, unit after unit, and the minutes of window in them."""
    find, rows = may_do(asked), asked.rows[: len(asked.lines)]
    lists: list[Ints] = []
    found = 0
    limit, start = np.asarray(rows.limit), np.asarray(rows.start)
    known: dict[object, tuple[Ints, float]] = {}
    for unit, job in enumerate(jobs):
        lock = job.lock and (job.lock.craftsman, job.lock.shift, job.lock.start_minute)
        is_first = unit == 0 or units.job[unit - 1] != units.job[unit]
        same = tuple(sorted(job.skills.items())), job.windows, lock, job.service_minutes, is_first
        if same not in known:
            last = np.minimum(limit - job.service_minutes, closes[unit][:, None])
            room = last - np.maximum(start, opens[unit][:, None])
            own = np.nonzero(find(job, is_first=is_first) & (room >= 0).any(axis=0))[0].astype(np.int64)
            known[same] = own, float((np.maximum(room, 0).sum(axis=0) + 1)[own].sum())
        own, units.freedom[unit] = known[same]
        lists.append(own)
        units.rows_from[unit], units.rows_to[unit] = found, found + len(own)
        found += len(own)
    return np.concatenate(lists) if lists else np.zeros(0, dtype=np.int64)


def _near(ways: Ways, place: Ints) -> Ints:
    """Other units by travel, nearest first, itself in front; rows end with -1."""
    many = len(place)
    wide = min(many, MOST_NEAR)
    near = np.full((many, wide + 1), -1, dtype=np.int64)
    if many == 0:
        return near
    if ways.kind == MATRIX:
        for unit in range(many):
            minutes = ways.minutes[place[unit], place] + ways.turned[place[unit], place]
            minutes[unit] = -1.0
            found = np.argpartition(minutes, wide - 1)[:wide]
            near[unit, :wide] = found[np.lexsort((found, minutes[found]))]
        return near
    points = np.stack([ways.points.x[place], ways.points.y[place], ways.points.z[place]], axis=1)
    _, found = cKDTree(points).query(points, k=wide)
    near[:, :wide] = found.reshape(many, wide)
    near[:, 0] = np.arange(many)
    return near


def _remote(asked: Asked, units: Records, unit_rows: Ints) -> Floats:
    """Mean minutes from the start places of the rows of each unit; a few rows say enough."""
    if not len(unit_rows):
        return np.zeros(len(units))
    starts, places = np.asarray(asked.rows.start_place), np.asarray(units.place)
    begin, many = np.asarray(units.rows_from), np.asarray(units.rows_to - units.rows_from)
    total = np.zeros(len(units))
    for part in range(4):
        there = np.minimum(begin + many * part // 4, len(unit_rows) - 1)
        total += asked.travel.minutes_between(starts[unit_rows[there]], places)
    return total / 4


def jobs_of(asked: Asked, never: Mapping[str, Unplanned]) -> tuple[Records, Records, Records]:
    """One entry per job; who it waits for, and who waits for it."""
    number_of = {job.id: number for number, job in enumerate(asked.jobs)}
    jobs = records(len(asked.jobs), JOB)
    past: list[list[tuple[int, float]]] = [[] for _ in asked.jobs]
    then: list[list[tuple[int, float]]] = [[] for _ in asked.jobs]
    jobs.earliest, jobs.latest = -FAR, FAR
    for number, job in enumerate(asked.jobs):
        for after in job.after:
            if after.job in asked.begun:
                end = asked.begun[after.job].end_minute + after.minutes
                jobs.earliest[number] = max(jobs.earliest[number], end)
            elif after.job in number_of:
                past[number].append((number_of[after.job], after.minutes))
                then[number_of[after.job]].append((number, after.minutes))
    is_hard = [job.is_hard for job in asked.jobs]
    waiting = [number for number, hard in enumerate(is_hard) if hard]
    while waiting:  # what a hard job waits for is hard as well
        for other, _ in past[waiting.pop()]:
            if not is_hard[other]:
                is_hard[other] = True
                waiting.append(other)
    people = [max(1, job.people) for job in asked.jobs]
    jobs.end = np.cumsum(people)
    jobs.first = jobs.end - people
    price = floats(asked.problem.weights.unplanned_job * job.priority for job in asked.jobs)
    jobs.is_hard = is_hard
    jobs.price = price + jobs.is_hard * max(MUST, 10.0 * float(price.sum()))
    jobs.is_never = [job.id in never for job in asked.jobs]
    jobs.past_to, past_flat = _flat(past)
    jobs.past_from = jobs.past_to - [len(one) for one in past]
    jobs.next_to, next_flat = _flat(then)
    jobs.next_from = jobs.next_to - [len(one) for one in then]
    jobs.is_linked = (jobs.end - jobs.first > 1) | (jobs.past_to > jobs.past_from) | (jobs.next_to > jobs.next_from)
    jobs.is_linked |= jobs.earliest > -FAR
    jobs.is_locked = [job.people > 1 and job.lock is not None for job in asked.jobs]
    return jobs, past_flat, next_flat


def _flat(lists: Sequence[Sequence[tuple[int, float]]]) -> tuple[Ints, Records]:
    edges = records(sum(map(len, lists)), EDGE)
    edges.job = [number for one in lists for number, _ in one]
    edges.wait = [wait for one in lists for _, wait in one]
    return np.cumsum([len(one) for one in lists], dtype=np.int64), edges


def never_of(asked: Asked, units: Records) -> dict[str, Unplanned]:
    """Jobs that could not be placed even if nothing else were planned, each with its reason."""
    never = _alone(asked, units)
    jobs = {job.id: job for job in asked.jobs}
    there = jobs.keys() | asked.begun.keys()
    circles = _in_circles(jobs)
    for job in asked.jobs:
        for after in job.after:
            if after.job not in there:
                never.setdefault(
                    job.id, Unplanned(job.id, "unknown_job", f"waits for {after.job}, which does not exist")
                )
        if job.id in circles:
            never.setdefault(job.id, Unplanned(job.id, "cyclic_after", "waits for a job that in turn waits for it"))
    waiting = [job.id for job in asked.jobs if job.id in never]
    heirs: dict[str, list[str]] = {}
    for job in asked.jobs:
        for after in job.after:
            heirs.setdefault(after.job, []).append(job.id)
    while waiting:
        done = waiting.pop()
        for heir in heirs.get(done, ()):
            if heir not in never:
                never[heir] = Unplanned(heir, "after_unplanned", f"waits for {done}, which has no place")
                waiting.append(heir)
    return never


def _alone(asked: Asked, units: Records) -> dict[str, Unplanned]:
    """Jobs that no row can have, whatever they wait for."""
    never: dict[str, Unplanned] = {}
    find = may_do(asked)
    rows = asked.rows[: len(asked.lines)]
    hours, craftsmen = np.asarray(rows.limit - rows.start), np.asarray(rows.craftsman)
    has_row = (np.asarray(units.rows_to) > np.asarray(units.rows_from)).tolist()
    known: dict[object, tuple[bool, int, float]] = {}
    first = 0
    for job in asked.jobs:
        lock = job.lock and (job.lock.craftsman, job.lock.shift)
        same = tuple(sorted(job.skills.items())), lock, job.people > 1
        if same not in known:
            able, team = find(job), find(job, is_first=job.people == 1)
            known[same] = bool(able.any()), len(set(craftsmen[team].tolist())), float(hours[able].max(initial=-FAR))
        code, message = _why(job, *known[same], has_row=all(has_row[first : first + max(1, job.people)]))
        if code:
            never[job.id] = Unplanned(job.id, code, message)
        first += max(1, job.people)
    return never


def _why(job: Job, is_able: bool, people: int, longest: float, *, has_row: bool) -> tuple[str, str]:  # noqa: FBT001
    if not is_able:
        if job.lock is not None:
            return "no_lock_shift", f"{job.lock.craftsman} may not do the job or has no such shift"
        return "no_skill", "no craftsman with a shift has the skills of the job"
    if people < job.people:
        return "too_few_craftsmen", f"the job needs {job.people} people, and fewer can do it"
    if job.lock is not None and not windows_of(job):
        return "lock_outside_windows", "the minute of the lock lies outside the windows of the job"
    if job.service_minutes > longest:
        return "too_long", f"{job.service_minutes:g} minutes of work fit in no shift"
    if not has_row:
        return "no_shift", "every window of the job lies outside the shifts of who can do it"
    return "", ""


def _in_circles(jobs: Mapping[str, Job]) -> set[str]:
    """Jobs that wait, by way of others, for themselves: what is left when those that wait for nothing are taken off,
    from both ends."""
    left = set(jobs)
    is_smaller = True
    while is_smaller:
        heirs = {after.job for one in left for after in jobs[one].after}
        keep = {one for one in left if one in heirs and any(after.job in left for after in jobs[one].after)}
        is_smaller = len(keep) < len(left)
        left = keep
    return left
