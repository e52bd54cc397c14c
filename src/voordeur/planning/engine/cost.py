"""What a plan costs, per named term. Minutes count as minutes; `unplanned` and `total` are prices."""

import itertools
from collections import defaultdict

from voordeur.planning.engine.problem import Plan, Problem, Route
from voordeur.planning.engine.travel import TravelTimes


def cost_of(problem: Problem, plan: Plan, *, travel: TravelTimes | None = None) -> dict[str, float]:
    """Cost terms of a plan from its clock times.

    `travel`, `idle` (waiting between the first start and coming home, breaks left out), `duration` (from leaving to
    coming home), `overtime`, `late` (end of the work after the due minute) and `unfair` (travel above the average
    craftsman's share) in minutes; `shifts` used; `unplanned`: price times priority of the jobs without a place;
    `total`: all by their weights.
    """
    travel = travel or TravelTimes(problem.travel, problem.places)
    jobs = {job.id: job for job in problem.jobs}
    shifts = {(who.id, n): shift for who in problem.craftsmen for n, shift in enumerate(who.shifts)}
    terms = dict.fromkeys(("travel", "idle", "duration", "overtime", "late", "unfair", "shifts", "unplanned"), 0.0)
    driven: dict[str, float] = defaultdict(float)
    planned: set[str] = set()
    for route in plan.routes:
        if not route.stops:
            continue
        shift = shifts[route.craftsman, route.shift]
        places = [shift.start_place, *(jobs[stop.job].place for stop in route.stops), shift.end_place]
        nodes = [travel.index(place) for place in places]
        legs = [travel.minutes(a, b) for a, b in itertools.pairwise(nodes)]
        driven[route.craftsman] += sum(legs)
        terms["travel"] += sum(legs)
        terms["idle"] += _idle(route, legs)
        terms["duration"] += route.home_minute - route.leave_minute
        terms["overtime"] += max(0.0, route.home_minute - shift.to_minute)
        terms["shifts"] += 1
        for stop in route.stops:
            due = jobs[stop.job].due_minute
            terms["late"] += 0.0 if due is None else max(0.0, stop.end_minute - due)
            planned.add(stop.job)
    weights = problem.weights
    for job in problem.jobs:
        if job.id not in planned:
            terms["unplanned"] += weights.unplanned_job * job.priority
    if driven:
        share = sum(driven.values()) / len(problem.craftsmen)
        terms["unfair"] = sum(max(0.0, minutes - share) for minutes in driven.values())
    terms["total"] = (
        weights.travel_minute * terms["travel"]
        + weights.idle_minute * terms["idle"]
        + weights.duration_minute * terms["duration"]
        + weights.overtime_minute * terms["overtime"]
        + weights.late_minute * terms["late"]
        + weights.unfair_minute * terms["unfair"]
        + weights.shift_used * terms["shifts"]
        + terms["unplanned"]
    )
    return terms


def _idle(route: Route, legs: list[float]) -> float:
    first = route.stops[0].start_minute
    work = sum(stop.end_minute - stop.start_minute for stop in route.stops)
    rest = sum(
        pause.end_minute - pause.start_minute
        for pause in route.breaks
        if first <= pause.start_minute and pause.end_minute <= route.home_minute
    )
    return max(0.0, route.home_minute - first - work - sum(legs[1:]) - rest)
