"""What a plan of technicians costs by the rules of its source, where tools and parts may be fetched at the depot.

    python bench/planning/fetch.py skills-R101 PLAN.json

A plan for `--kit depot` sends everyone past the depot first. Here each route passes it where that costs least and early
enough, or not at all when what the technician carries suffices; the sum is beside the best known of the source.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

import public
from retime import Retimer

from voordeur.planning.engine.file_form import plan_from_json
from voordeur.planning.engine.problem import Job, Plan


def minutes_with_fetching(name: str, plan: Plan) -> tuple[float, int]:
    """The duration by the source's rules, and how many routes pass the depot. Raises ValueError when a route cannot
    be done at all."""
    problem = public.technician_skills(name).problem
    carried = public.kits(name)
    depot = problem.places[0].id
    retimer = Retimer(replace(problem, jobs=(*problem.jobs, Job("fetch", depot, 0.0))))
    total, fetching = 0.0, 0
    for route in plan.routes:
        jobs = tuple(stop.job for stop in route.stops)
        technician = route.craftsman.removesuffix(public.PAST)
        lacking = carried.first_lacking(technician, jobs)
        orders = [jobs]
        if lacking < len(jobs):
            fetching += 1
            orders = [(*jobs[:n], "fetch", *jobs[n:]) for n in range(lacking + 1)]
        who = retimer.people[technician]
        limit = who.shifts[0].to_minute
        found = [retimer.route(who, 0, order) for order in orders]
        spans = [one.home_minute - one.leave_minute for one in found if one.home_minute <= limit]
        if not spans:
            raise ValueError(f"technician {technician} cannot do {' '.join(jobs)}")
        total += min(spans)
    return total, fetching


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instance")
    parser.add_argument("plan", type=Path)
    asked = parser.parse_args()
    name = asked.instance.removeprefix("skills-")
    plan = plan_from_json(json.loads(asked.plan.read_text(encoding="utf-8")))
    minutes, fetching = minutes_with_fetching(name, plan)
    best = public.technician_skills(name).minutes
    print(f"{minutes:.1f} minutes, {fetching} of {len(plan.routes)} routes pass the depot; best known {best:.1f}")
    print(f"{(minutes / best - 1) * 100:+.2f}%, {len(plan.unplanned)} requests left")


if __name__ == "__main__":
    main()
