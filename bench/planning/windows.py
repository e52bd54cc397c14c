"""What a narrow promise costs: the same jobs with a day, a half-day, two hours and one hour as their window.

    python bench/planning/windows.py [--craftsmen 60] [--seconds 10] [--seeds 3] [--json FILE]

First with all wishes known beforehand and one plan made of them. Then booked one by one, as it goes in the house: free
choice of every window that can be kept, beside choosing out of the four cheapest; each also with a short improvement of
the plan after every 25 bookings. Times are CPU seconds; what is left out is a job nobody could promise a window of.
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import instances
from budget import UntilCpu

from voordeur.planning.engine.check import check
from voordeur.planning.engine.cost import cost_of
from voordeur.planning.engine.offer import Offer, offers
from voordeur.planning.engine.problem import Job, Plan, Problem, Window
from voordeur.planning.engine.solve import solve
from voordeur.planning.engine.state import State, prepare

OVERTIME = 30.0
AT_ONCE = 25  # bookings between two improvements
OFFERED = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One plan in the words of an association; `left` jobs have no place, `travel` is in minutes a job."""

    promise: str
    way: str
    served: int
    left: int
    per_day: float
    travel: float
    overtime: float
    shifts: int
    cpu_seconds: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--craftsmen", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--burst", type=float, default=0.2, help="seconds of each improvement between bookings")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    rows = []
    for promise in instances.PROMISES:
        for seed in range(1, asked.seeds + 1):
            problem = town(asked.craftsmen, seed, promise)
            rows.append(known_beforehand(problem, promise, seed, asked.seconds))
            for is_cheap in (False, True):
                rows += [booked(problem, promise, seed, is_cheap=is_cheap, burst=b) for b in (0.0, asked.burst)]
    print(table(rows))
    if asked.json:
        values = [{name: getattr(row, name) for name in Row.__slots__} for row in rows]
        asked.json.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")


def town(craftsmen: int, seed: int, promise: str) -> Problem:
    """Every job has one wished window; it may be left out at its price."""
    problem = instances.week(craftsmen, seed, instances.Wishes(promise=promise, promised_share=1.0))
    people = tuple(
        replace(who, shifts=tuple(replace(shift, overtime_minutes=OVERTIME) for shift in who.shifts))
        for who in problem.craftsmen
    )
    return replace(problem, craftsmen=people, jobs=tuple(replace(job, promised=False) for job in problem.jobs))


def known_beforehand(problem: Problem, promise: str, seed: int, seconds: float) -> Row:
    began = time.process_time()
    plan = solve(problem, None, seed=seed, stop=UntilCpu(seconds))
    return _row(problem, plan, promise, "all wishes known beforehand", time.process_time() - began)


def booked(problem: Problem, promise: str, seed: int, *, is_cheap: bool, burst: float) -> Row:
    """The jobs ask one after the other; each takes one of the windows it is offered, or is refused."""
    lot = random.Random(f"tenants {seed}")  # noqa: S311 - made-up tenants, not a secret
    jobs = list(problem.jobs)
    lot.shuffle(jobs)
    width = instances.PROMISES[promise]
    windows = [
        Window(day * 1440 + begin, day * 1440 + begin + width)
        for day in range(problem.days)
        for begin in range(480, 960, width)
    ]
    known: list[Job] = []
    state = prepare(replace(problem, jobs=()))
    spent = time.process_time()
    for number, job in enumerate(jobs):
        free = replace(job, windows=())
        found = offers(state, free, windows)
        if not found:
            continue
        chosen = lot.choice(found[:OFFERED] if is_cheap else found)
        promised = replace(job, windows=(Window(chosen.from_minute, chosen.to_minute),), promised=True)
        _insert(state, promised, chosen)
        known.append(promised)
        if burst and number % AT_ONCE == AT_ONCE - 1:
            state = _improved(problem, state, known, seed, burst)
    spent = time.process_time() - spent
    way = "the cheapest four offered" if is_cheap else "free choice"
    told = f"{way}, improved between bookings" if burst else way
    plan = Plan(tuple(state.routes()))
    return _row(replace(problem, jobs=tuple(known)), plan, promise, told, spent, len(jobs))


def _insert(state: State, job: Job, chosen: Offer) -> None:
    state.insert(
        job,
        craftsman=chosen.craftsman,
        shift=chosen.shift,
        position=chosen.position,
        window=Window(chosen.from_minute, chosen.to_minute),
    )


def _improved(problem: Problem, state: State, known: Sequence[Job], seed: int, burst: float) -> State:
    now = replace(problem, jobs=tuple(known))
    return prepare(now, solve(now, Plan(state.routes()), seed=seed, stop=UntilCpu(burst)))


def _row(problem: Problem, plan: Plan, promise: str, way: str, spent: float, asked: int = 0) -> Row:
    broken = [one for one in check(problem, plan) if one.code != "missing"]
    assert not broken, broken[:3]
    cost = cost_of(problem, plan)
    served = sum(len(route.stops) for route in plan.routes)
    shifts = int(cost["shifts"])
    return Row(
        promise,
        way,
        served,
        (asked or len(problem.jobs)) - served,
        round(served / max(1, shifts), 3),
        round(cost["travel"] / max(1, served), 3),
        round(cost["overtime"], 1),
        shifts,
        round(spent, 2),
    )


def table(rows: list[Row]) -> str:
    """Medians over the seeds; travel and shifts also beside the day of the same way."""
    lines = [
        "| way | promise | jobs | refused | jobs a day | travel a job | to a day | overtime | shifts | CPU s |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for way in dict.fromkeys(row.way for row in rows):
        base = _middle(rows, way, "day", "travel")
        for promise in instances.PROMISES:
            one = {name: _middle(rows, way, promise, name) for name in Row.__slots__[2:]}
            lines.append(
                f"| {way} | {promise} | {one['served']:,.0f} | {one['left']:.0f} | {one['per_day']:.2f} | "
                f"{one['travel']:.2f} | {one['travel'] / base:.2f} | {one['overtime']:.0f} | {one['shifts']:.0f} | "
                f"{one['cpu_seconds']:.1f} |"
            )
    return "\n".join(lines)


def _middle(rows: list[Row], way: str, promise: str, name: str) -> float:
    return statistics.median(getattr(row, name) for row in rows if row.way == way and row.promise == promise)


if __name__ == "__main__":
    main()
