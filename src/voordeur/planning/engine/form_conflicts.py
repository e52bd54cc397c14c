"""Jobs of a file that cannot all be planned as they stand: circles of waiting, locked visits at the same time."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from voordeur.kernel.errors import FieldError
from voordeur.planning.engine.form_values import Reader
from voordeur.planning.engine.problem import Job, Problem
from voordeur.planning.engine.travel import TravelTimes


def conflicts(jobs: Sequence[Job], problem: Problem, left_out: AbstractSet[str]) -> dict[str, list[FieldError]]:
    """The jobs to leave out with their faults, given the names of the jobs that were `left_out` before."""
    out = _overlapping(jobs, problem)
    out |= _circles([job for job in jobs if job.id not in out])
    waiting: dict[str, list[str]] = {}
    for job in jobs:
        for before in job.after:
            waiting.setdefault(before.job, []).append(job.id)
    # Who waits for a job that is out waits for ever, and so on down the line.
    line = [*left_out, *out]
    while line:
        before_id = line.pop()
        for name in waiting.get(before_id, []):
            if name not in out:
                read = Reader()
                read.fault(f"jobs.{name}.after", "left_out", before_id, "known_job")
                out[name] = read.errors
                line.append(name)
    return out


def _overlapping(jobs: Iterable[Job], problem: Problem) -> dict[str, list[FieldError]]:
    """Of two locked visits of one craftsman that the clock does not allow, the later one goes out."""
    travel = TravelTimes(problem.travel, problem.places)
    locked: dict[str, list[tuple[float, Job]]] = {}
    for job in jobs:
        if job.lock is not None and job.lock.start_minute is not None:
            locked.setdefault(job.lock.craftsman, []).append((job.lock.start_minute, job))
    out: dict[str, list[FieldError]] = {}
    for visits in locked.values():
        visits.sort(key=lambda one: one[0])
        before: tuple[float, Job] | None = None
        for start, job in visits:
            if before is not None:
                way = travel.minutes(travel.index(before[1].place), travel.index(job.place))
                until = before[0] + before[1].service_minutes + way
                if start < until - 1e-6:
                    read = Reader()
                    told = {"low": until, "other": before[1].id, "until": until}
                    read.fault(f"jobs.{job.id}.lock.start_minute", "locks_overlap", start, "free_after_lock", **told)
                    out[job.id] = read.errors
                    continue
            before = (start, job)
    return out


def _circles(jobs: Sequence[Job]) -> dict[str, list[FieldError]]:
    """Jobs that wait for themselves, each with its circle in words."""
    waits = {job.id: {before.job for before in job.after} for job in jobs}
    waits = {name: before & waits.keys() for name, before in waits.items()}
    followers: dict[str, list[str]] = {}
    for name, before in waits.items():
        for one in before:
            followers.setdefault(one, []).append(name)
    free = [name for name, before in waits.items() if not before]
    while free:  # take out again and again who waits for nobody; what is left waits in or behind a circle
        done = free.pop()
        del waits[done]
        for name in followers.get(done, []):
            waits[name].discard(done)
            if not waits[name]:
                free.append(name)
    out: dict[str, list[FieldError]] = {}
    for name in waits:
        circle = [] if name in out else _way_back(name, waits)
        for number, one in enumerate(circle):
            read = Reader()
            told = " < ".join([*circle[number:], *circle[:number], one])
            read.fault(f"jobs.{one}.after", "cyclic_after", told, "no_circle")
            out[one] = read.errors
    return out


def _way_back(name: str, waits: dict[str, set[str]]) -> list[str]:
    """The shortest circle of waiting through a job; empty when it only waits for others in a circle."""
    came_from: dict[str, str] = {}
    line = [name]
    while line:
        following: list[str] = []
        for one in line:
            for before in sorted(waits[one]):
                if before == name:
                    chain = [one]
                    while chain[0] != name:
                        chain.insert(0, came_from[chain[0]])
                    return chain
                if before not in came_from:
                    came_from[before] = one
                    following.append(before)
        line = following
    return []
