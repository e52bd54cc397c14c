"""Technicians who may fetch tools and parts at the depot, solved with an engine that knows no fetching.

    python bench/planning/technicians.py R101 C101 [--seconds 60] [--seeds 5] [--json FILE]

Every technician is in the problem twice (`--kit both` of convert.py): with what they carry, and past the depot. Where a
plan sends both out, the one with less work stays at home and the rest is planned anew, until nobody works twice. Then,
one technician after the other by lot, the other way is tried and kept when less is left or it takes less. The sum is
judged by the source's rules (fetch.py) beside its best known.
"""

import argparse
import json
import random
import statistics
from dataclasses import replace
from pathlib import Path

import public
from budget import UntilCpu
from fetch import minutes_with_fetching

from voordeur.planning.engine.check import check
from voordeur.planning.engine.problem import Plan, Problem
from voordeur.planning.engine.solve import solve

ROUNDS = 12
FIRST = 0.4  # share of the seconds until nobody works twice
TRY = 0.3  # CPU seconds of one try of the other way


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instances", nargs="+")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    rows = []
    print("| instance | best known | found (median) | to best known | range | left | routes past the depot |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name in asked.instances:
        best = public.technician_skills(name).minutes
        found = []
        for seed in range(1, asked.seeds + 1):
            plan = solved(name, seed, asked.seconds)
            minutes, fetching = minutes_with_fetching(name, plan)
            found.append((minutes, len(plan.unplanned), fetching))
            rows.append({"instance": name, "seed": seed, "best": best, "minutes": minutes, "left": len(plan.unplanned)})
        spans = [one[0] for one in found]
        middle = statistics.median(spans)
        left = max(one[1] for one in found)
        fetching = statistics.median(one[2] for one in found)
        print(
            f"| {name} | {best:,.1f} | {middle:,.1f} | {(middle / best - 1) * 100:+.2f}% | "
            f"{min(spans):,.1f}-{max(spans):,.1f} | {left} | {fetching:g} |",
            flush=True,
        )
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def solved(name: str, seed: int, seconds: float) -> Plan:
    """A plan in which no technician works twice."""
    both = problem = public.technician_skills(name, kit="both").problem
    budget, first = UntilCpu(seconds), UntilCpu(FIRST * seconds)
    plan: Plan | None = None
    for number in range(ROUNDS):
        share = FIRST * seconds * (1 - first.share()) / 4
        plan = solve(problem, plan, seed=seed, stop=UntilCpu(share))
        twice = _twice(plan)
        if not twice and number:
            break
        # Half of them at a time: what the others then do may already free the rest.
        twice = set(sorted(twice, key=lambda one: stops_of(plan, one))[: max(1, (len(twice) + 1) // 2)])
        problem = _without(problem, twice)
        plan = replace(plan, routes=tuple(one for one in plan.routes if one.craftsman not in twice), unplanned=())
    assert plan is not None
    problem = _without(problem, _twice(plan))
    plan = replace(plan, routes=tuple(one for one in plan.routes if one.craftsman not in _twice(plan)), unplanned=())
    problem = _one_way_each(problem, plan)
    plan = solve(problem, plan, seed=seed, stop=UntilCpu(FIRST * seconds * (1 - first.share())))
    problem, plan = _other_ways(both, problem, plan, seed, budget)
    assert not check(problem, plan)
    assert not _twice(plan)
    return plan


def _one_way_each(problem: Problem, plan: Plan) -> Problem:
    """Without the way of each technician that the plan does not use."""
    out = {route.craftsman for route in plan.routes}
    known = {who.id for who in problem.craftsmen}
    idle = set()
    for name in known:
        past = name + public.PAST
        if past in known:
            idle.add(name if past in out else past)
    return _without(problem, idle)


def _other_ways(both: Problem, problem: Problem, plan: Plan, seed: int, budget: UntilCpu) -> tuple[Problem, Plan]:
    """One technician at a time is sent the other way, and stays so when that is better."""
    lot = random.Random(f"technicians {seed}")  # noqa: S311 - a search, not a secret
    known = {who.id: who for who in both.craftsmen}
    while not budget():
        ways = {who.id.removesuffix(public.PAST): who.id for who in problem.craftsmen}
        name = lot.choice(sorted(ways))
        other = name if ways[name] != name else name + public.PAST
        if other not in known:
            continue
        out = {name, name + public.PAST}
        people = (*(who for who in problem.craftsmen if who.id not in out), known[other])
        routes = tuple(replace(one, craftsman=other) if one.craftsman in out else one for one in plan.routes)
        asked = replace(problem, craftsmen=people)
        found = solve(asked, Plan(routes), seed=lot.randrange(1000), stop=UntilCpu(TRY))
        if (len(found.unplanned), found.cost["total"]) <= (len(plan.unplanned), plan.cost["total"]):
            problem, plan = asked, found
    return problem, plan


def _twice(plan: Plan) -> set[str]:
    """Of everyone who goes out twice the one with fewer stops."""
    out = {route.craftsman for route in plan.routes}
    pairs = [(name.removesuffix(public.PAST), name) for name in out if name.endswith(public.PAST)]
    return {min(pair, key=lambda one: stops_of(plan, one)) for pair in pairs if pair[0] in out}


def stops_of(plan: Plan, craftsman: str) -> int:
    return sum(len(route.stops) for route in plan.routes if route.craftsman == craftsman)


def _without(problem: Problem, names: set[str]) -> Problem:
    return replace(problem, craftsmen=tuple(who for who in problem.craftsmen if who.id not in names))


if __name__ == "__main__":
    main()
