"""Repair of the day: 60 craftsmen with a full day ahead, and 25 emergencies that come in while it runs.

    python bench/planning/day.py [--craftsmen 60] [--jobs 300] [--urgent 25] [--seeds 5] [--seconds 0.5] [--json FILE]

Each emergency has to start within two hours. Three ways: only put in at the cheapest place; plan the rest of the day
anew; and plan it anew with a price on every job that changes hands. What began stays as it is, nobody's promised window
is given up unless the way says so. Counts the refused, the minutes each emergency adds, and what it does to others.
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import instances
from budget import UntilCpu

from voordeur.planning.engine.check import check
from voordeur.planning.engine.cost import cost_of
from voordeur.planning.engine.problem import Job, Plan, Problem, Route, Window
from voordeur.planning.engine.repair import Emergency, repair
from voordeur.planning.engine.solve import solve
from voordeur.planning.engine.today import insert_today

WITHIN = 120.0
PRICES = (5.0, 15.0, 60.0)  # minutes for each job that changes hands
OVERTIME = 30.0
# Counted by themselves, or a wait for an earlier message that the check only allows for the latest one.
ALLOWED = ("missing", "outside_window", "wrong_arrival")

# The problem with the emergency in it, the plan so far, the emergency, the minute it comes in; None when refused.
Way = Callable[[Problem, Plan, Job, float], Plan | None]


@dataclass(frozen=True, slots=True)
class Row:
    """One day: `moved` jobs end with another craftsman than they began with, `promises` start outside their window,
    and `broken` craftsmen have a plan that check() refuses for another reason."""

    way: str
    seed: int
    urgent: int
    refused: int
    minutes: float
    moved: int
    promises: int
    broken: int
    median_ms: float
    slowest_ms: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--craftsmen", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=300)
    parser.add_argument("--urgent", type=int, default=25)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.5, help="CPU seconds for each plan anew")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    rows = []
    problem, plan, calls = morning(asked.craftsmen, asked.jobs, 1, 99)
    for way in ways(0.01).values():
        run(problem, plan, calls, "", way, 99)  # compiles what is not compiled yet
    for seed in range(1, asked.seeds + 1):
        problem, plan, calls = morning(asked.craftsmen, asked.jobs, asked.urgent, seed)
        rows += [run(problem, plan, calls, name, way, seed) for name, way in ways(asked.seconds).items()]
    print(table(rows))
    if asked.json:
        asked.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")


def morning(craftsmen: int, jobs: int, urgent: int, seed: int) -> tuple[Problem, Plan, list[tuple[float, Job]]]:
    """A day with its plan, and the emergencies with the minute they come in."""
    wishes = instances.Wishes(breaks=True)
    problem = instances.week(craftsmen, seed, wishes, days=1, jobs=jobs + urgent)
    people = tuple(
        replace(who, shifts=tuple(replace(one, overtime_minutes=OVERTIME) for one in who.shifts))
        for who in problem.craftsmen
    )
    problem = replace(problem, craftsmen=people)
    lot = random.Random(f"day {seed}")  # noqa: S311 - made-up calls, not a secret
    planned = replace(problem, jobs=problem.jobs[:jobs])
    plan = solve(planned, None, seed=seed, stop=UntilCpu(5.0))
    calls = []
    for job in problem.jobs[jobs:]:
        now = float(lot.randrange(480, 840))
        hurry = replace(job, windows=(Window(now, now + WITHIN),), promised=True, priority=10.0)
        calls.append((now, hurry))
    return planned, plan, sorted(calls, key=lambda call: call[0])


def ways(seconds: float) -> dict[str, Way]:
    return {
        "insertion only": only_insert,
        "the rest planned anew": anew(seconds, 0.0),
        **{f"anew, {price:g} minutes a job that changes hands": anew(seconds, price) for price in PRICES},
        "repair(): three ways, the first taken": offered(seconds),
    }


def offered(seconds: float) -> Way:
    """What the planner is shown: all ways worked out, the first one taken when it leaves nobody without a place."""

    def way(problem: Problem, plan: Plan, job: Job, now: float) -> Plan | None:
        known = replace(problem, jobs=tuple(one for one in problem.jobs if one.id != job.id))
        found = repair(known, plan, Emergency(job, now), seed=1, stop=lambda: UntilCpu(seconds))
        first = found[0]
        is_refused = any(one.job == job.id or one.start_minute is None for one in first.promises_moved)
        return None if is_refused or any(one.job == job.id for one in first.plan.unplanned) else first.plan

    return way


def anew(seconds: float, price: float) -> Way:
    """Plan what has not begun anew, with a price on every job that changes hands and a high one on a promise."""

    def way(problem: Problem, plan: Plan, job: Job, now: float) -> Plan | None:
        weights = replace(problem.weights, changed_plan=price)
        priced = replace(problem, weights=weights)
        found = solve(priced, plan, seed=1, stop=UntilCpu(seconds), before=plan, now_minute=now)
        hard = {one.id for one in problem.jobs if one.is_hard}
        return None if any(one.job in hard for one in found.unplanned) else found

    return way


def only_insert(problem: Problem, plan: Plan, job: Job, now: float) -> Plan | None:
    found = insert_today(problem, plan, job, now_minute=now)
    if found is None:
        return None
    route = found.route
    routes = [one for one in plan.routes if (one.craftsman, one.shift) != (route.craftsman, route.shift)]
    return Plan((*routes, route), plan.unplanned)


def run(problem: Problem, plan: Plan, calls: list[tuple[float, Job]], name: str, way: Way, seed: int) -> Row:
    start, known, times, refused = plan, problem, [], 0
    broken: set[tuple[str, str]] = set()
    for now, job in calls:
        asked = replace(known, jobs=(*known.jobs, job))
        began = time.perf_counter()
        found = way(asked, plan, job, now)
        times.append((time.perf_counter() - began) * 1000)
        if found is None:
            refused += 1
            continue
        broken |= {(one.code, one.craftsman) for one in check(asked, found, now_minute=now) if one.code not in ALLOWED}
        known, plan = asked, found
    home, later = _who(start), _who(plan)
    promised = {one.job for one in check(known, plan) if one.code == "outside_window"}
    extra = _minutes(known, plan) - _minutes(problem, start)
    return Row(
        name,
        seed,
        len(calls),
        refused,
        round(extra / max(1, len(calls) - refused), 1),
        sum(later.get(job) != who for job, who in home.items()),
        len(promised),
        len(broken),
        round(statistics.median(times), 1),
        round(max(times), 1),
    )


def _who(plan: Plan) -> dict[str, str]:
    return {stop.job: route.craftsman for route in plan.routes for stop in route.stops}


def _minutes(problem: Problem, plan: Plan) -> float:
    """Travel, and overtime at its price."""
    routes: tuple[Route, ...] = plan.routes
    cost = cost_of(problem, replace(plan, routes=routes))
    return cost["travel"] + problem.weights.overtime_minute * cost["overtime"]


def table(rows: list[Row]) -> str:
    lines = [
        "| way | refused | minutes each | change hands | promises moved | rules broken | ms median / slowest |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for way in dict.fromkeys(row.way for row in rows):
        found = [row for row in rows if row.way == way]
        refused = ", ".join(str(row.refused) for row in found)
        moved = ", ".join(str(row.moved) for row in found)
        lines.append(
            f"| {way} | {refused} of {found[0].urgent} | {statistics.median(row.minutes for row in found):.1f} | "
            f"{moved} | {sum(row.promises for row in found)} | {sum(row.broken for row in found)} | "
            f"{statistics.median(row.median_ms for row in found):.1f} / {max(row.slowest_ms for row in found):.0f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
