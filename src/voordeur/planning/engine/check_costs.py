"""The cost terms of a plan as the checker works them out, apart from those of the search."""

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence

from voordeur.planning.engine.check_ways import Ways
from voordeur.planning.engine.problem import Problem, Route, Shift

# Terms that compare a plan with the one before it; the checker has only one plan, so it takes them as they are stated.
AGAINST_BEFORE = ("changed_promise", "changed_plan")


def recomputed(
    problem: Problem,
    routes: Sequence[tuple[Shift, Route]],
    ways: Ways,
    said: Mapping[str, float],
    *,
    left_out: float = 0.0,
) -> dict[str, float]:
    """The terms of cost_of() from the clock times of the routes; `left_out` is the priority of the jobs that are not in
    the problem, which are unplanned too."""
    weights = problem.weights
    jobs = {job.id: job for job in problem.jobs}
    driven: dict[str, float] = defaultdict(float)
    idle = duration = overtime = late = 0.0
    done: set[str] = set()
    for shift, route in routes:
        places = [shift.start_place, *(jobs[stop.job].place for stop in route.stops), shift.end_place]
        legs = [ways.minutes(a, b) for a, b in itertools.pairwise(places)]
        driven[route.craftsman] += sum(legs)
        duration += route.home_minute - route.leave_minute
        overtime += max(0.0, route.home_minute - shift.to_minute)
        first = route.stops[0].start_minute
        busy = sum(legs[1:]) + sum(stop.end_minute - stop.start_minute for stop in route.stops)
        for pause in route.breaks:
            if pause.start_minute >= first and pause.end_minute <= route.home_minute:
                busy += pause.end_minute - pause.start_minute
        idle += max(0.0, route.home_minute - first - busy)
        for stop in route.stops:
            due = jobs[stop.job].due_minute
            late += max(0.0, stop.end_minute - due) if due is not None else 0.0
            done.add(stop.job)
    share = sum(driven.values()) / len(problem.craftsmen) if problem.craftsmen else 0.0
    unfair = sum(max(0.0, minutes - share) for minutes in driven.values())
    left = left_out + sum(job.priority for job in problem.jobs if job.id not in done)
    terms = {
        "travel": sum(driven.values()),
        "idle": idle,
        "duration": duration,
        "overtime": overtime,
        "late": late,
        "unfair": unfair,
        "shifts": float(len(routes)),
        "unplanned": left * weights.unplanned_job,
    }
    prices = {
        "travel": weights.travel_minute,
        "idle": weights.idle_minute,
        "duration": weights.duration_minute,
        "overtime": weights.overtime_minute,
        "late": weights.late_minute,
        "unfair": weights.unfair_minute,
        "shifts": weights.shift_used,
        "unplanned": 1.0,
    }
    changes = sum(said.get(term, 0.0) * getattr(weights, term, 0.0) for term in AGAINST_BEFORE)
    return {**terms, "total": sum(prices[term] * minutes for term, minutes in terms.items()) + changes}
