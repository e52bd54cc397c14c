"""Why a job has no place: what makes it impossible whatever else is planned, or else what the search says of it.

Asks the problem only, never the search; it answers with codes of words.UNPLANNED.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from voordeur.kernel.geo import is_in_netherlands
from voordeur.planning.engine import words
from voordeur.planning.engine.form_values import LeftOut
from voordeur.planning.engine.problem import Craftsman, Job, Plan, Problem, Shift, Unplanned
from voordeur.planning.engine.travel import FAR, TravelTimes
from voordeur.planning.engine.words import Remark, Say

# What only the search can know: the others it says, it says in words of its own.
OF_THE_SEARCH = ("needs_more_people", "needs_order", "too_dear", "no_room")


def why_impossible(problem: Problem, job: Job, *, travel: TravelTimes | None = None) -> Remark | None:
    """Why the job could not be placed even if nothing else were planned; None when it could, breaks aside."""
    travel = travel or TravelTimes(problem.travel, problem.places)
    told: dict[str, object] = {"job": job.id, "place": job.place, "minutes": job.service_minutes}
    everyone = [
        (who, shift) for who in problem.craftsmen for shift in who.shifts if shift.to_minute >= shift.from_minute
    ]
    if not everyone:
        return Remark("no_craftsman", told)
    able = [(who, shift) for who, shift in everyone if is_able(who, job)]
    told["skills"] = ", ".join(f"{trade} {level}" for trade, level in sorted(job.skills.items()))
    if job.lock is not None:
        return _why_lock_fails(job, problem, told) or _why_nowhere(problem, job, _locked(job, problem), travel, told)
    if not able:
        return Remark("no_skill", told)
    people = len({who.id for who, _ in able})
    if people < job.people:
        return Remark("too_few_craftsmen", {**told, "people": job.people, "able": people})
    return _why_nowhere(problem, job, [shift for _, shift in able], travel, told)


def is_able(who: Craftsman, job: Job) -> bool:
    """Whether somebody has every skill of the job at its level or above."""
    return all(who.skills.get(trade, 0) >= level for trade, level in job.skills.items())


def _locked(job: Job, problem: Problem) -> list[Shift]:
    lock = job.lock
    return [
        shift
        for who in problem.craftsmen
        for number, shift in enumerate(who.shifts)
        if lock is not None
        and who.id == lock.craftsman
        and lock.shift in (None, number)
        and shift.to_minute >= shift.from_minute
    ]


def _why_lock_fails(job: Job, problem: Problem, told: Mapping[str, object]) -> Remark | None:
    lock = job.lock
    assert lock is not None  # noqa: S101 - only asked for a locked job
    told = {**told, "craftsman": lock.craftsman, "start_minute": lock.start_minute}
    shifts = _locked(job, problem)
    if not shifts:
        return Remark("no_lock_shift", told)
    if not any(who.id == lock.craftsman and is_able(who, job) for who in problem.craftsmen):
        return Remark("lock_no_skill", told)
    start = lock.start_minute
    if start is not None and not any(
        shift.from_minute <= start and start + job.service_minutes <= _end(shift) for shift in shifts
    ):
        return Remark("lock_outside_shift", told)
    return None


def _end(shift: Shift) -> float:
    return shift.to_minute + shift.overtime_minutes


def _why_nowhere(
    problem: Problem, job: Job, shifts: Sequence[Shift], travel: TravelTimes, told: Mapping[str, object]
) -> Remark | None:
    longest = max(_end(shift) - shift.from_minute for shift in shifts)
    if job.service_minutes > longest:
        return Remark("too_long", {**told, "longest": longest})
    here = travel.index(job.place)
    ways = [
        (travel.minutes(travel.index(shift.start_place), here), travel.minutes(here, travel.index(shift.end_place)))
        for shift in shifts
    ]
    if all(there >= FAR or back >= FAR for there, back in ways):
        return Remark("no_way", told)
    reached = list(zip(shifts, ways, strict=True))
    if all(there + job.service_minutes + back > _end(shift) - shift.from_minute for shift, (there, back) in reached):
        return Remark("at_sea" if _is_at_sea(problem, job) else "too_far", told)
    spans = [(window.from_minute, window.to_minute) for window in job.windows] or [(-FAR, FAR)]
    if job.lock is not None and job.lock.start_minute is not None:
        spans = [(job.lock.start_minute, job.lock.start_minute)]
    if not any(begin <= _end(shift) and shift.from_minute <= end for shift in shifts for begin, end in spans):
        return Remark("no_shift", told)
    for shift, (there, back) in reached:
        for begin, end in spans:
            start = max(begin, shift.from_minute + there)
            if start <= end + 1e-6 and start + job.service_minutes + back <= _end(shift) + 1e-6:
                return None
    return Remark("window_too_tight", told)


def _is_at_sea(problem: Problem, job: Job) -> bool:
    if problem.travel.kind != "distance":
        return False
    place = next(one for one in problem.places if one.id == job.place)
    return not is_in_netherlands(place.lat or 0.0, place.lon or 0.0)


def why_unplanned(
    problem: Problem, job: Job, code: str, ends: Mapping[str, float], *, travel: TravelTimes | None = None
) -> Remark | None:
    """Why a job is left, as a code with what its sentence names; None when only the `code` of the search is known.

    `ends`: when the jobs that have a place end.
    """
    found = why_impossible(problem, job, travel=travel)
    if found is not None:
        return found
    for before in job.after:
        told: dict[str, object] = {"job": job.id, "before": before.job}
        if before.job not in ends:
            return Remark("after_unplanned", told)
        free = ends[before.job] + before.minutes
        if job.windows and free > max(window.to_minute for window in job.windows):
            return Remark("after_too_late", {**told, "free_minute": free})
    if code == "too_dear" and job.is_hard:
        # A hard job has no price: what is in the way is the order, or the room.
        code = "needs_order" if job.after else "no_room"
    return Remark(code, {"job": job.id, "people": job.people}) if code in OF_THE_SEARCH else None


def reasons(problem: Problem, plan: Plan) -> dict[str, Remark]:
    """why_unplanned() for every job that the plan leaves, where there is an answer."""
    travel = TravelTimes(problem.travel, problem.places)
    jobs = {job.id: job for job in problem.jobs}
    ends: dict[str, float] = {}
    for route in plan.routes:
        for stop in route.stops:
            ends[stop.job] = max(stop.end_minute, ends.get(stop.job, stop.end_minute))
    found = {
        left.job: why_unplanned(problem, jobs[left.job], left.code, ends, travel=travel)
        for left in plan.unplanned
        if left.job in jobs
    }
    return {name: remark for name, remark in found.items() if remark is not None}


def completed(problem: Problem, plan: Plan, left_out: Iterable[LeftOut] = (), *, say: Say = str) -> Plan:
    """The plan with the reason of every job that it leaves in a sentence, and with the jobs of the file that were left
    out of the problem: they are unplanned at their price."""
    known = reasons(problem, plan)
    told = [
        Unplanned(left.job, known[left.job].code, words.unplanned(known[left.job], say)) if left.job in known else left
        for left in plan.unplanned
    ]
    price = 0.0
    for one in left_out:
        told.append(Unplanned(one.name, one.errors[0].code, words.left_out("job", one.name, one.errors, say)))
        price += problem.weights.unplanned_job * one.priority
    cost = {**plan.cost}
    for term in ("unplanned", "total"):
        if term in cost:
            cost[term] += price
    return replace(plan, unplanned=tuple(told), cost=cost)
