"""What it costs to promise only what can be kept when work takes longer than planned.

    python bench/planning/late.py [--craftsmen 20] [--seeds 3] [--spread 0.36] [--json FILE]

The same jobs ask one after the other and take one of the four cheapest windows they are offered, with lunch breaks and
without improvement between bookings. Without a level every window that can be kept by the plan's minutes is offered;
with one only those that leave every promise of the route with at most that chance of being late, as long as there are
any. `--spread` is the standard deviation of the work as a share of its minutes. How often promises are then late is
worked out from whole distributions (engine/risk.py), not by the quick sums that chose them.
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
import numpy as np

from voordeur.planning.engine.chances import is_sure
from voordeur.planning.engine.check import check
from voordeur.planning.engine.cost import cost_of
from voordeur.planning.engine.offer import Offer, offers
from voordeur.planning.engine.problem import Job, Plan, Problem, Window
from voordeur.planning.engine.risk import late_risk
from voordeur.planning.engine.state import State, prepare

OFFERED = 4
MORE_TRIES = 2
LEVELS = (1.0, 0.1, 0.05, 0.02)
MARK = 0.05  # above this a promise counts as one at risk, whatever the level was


@dataclass(frozen=True, slots=True)
class Row:
    """One week as it was booked; `late` is the expected share of promises that start after their window, `at_risk` the
    share whose chance of that is above 5%."""

    promise: str
    level: float
    served: int
    refused: int
    forced: int
    travel: float
    late: float
    at_risk: float
    cpu_ms: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--craftsmen", type=int, default=20)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--spread", type=float, default=0.36)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    rows = [
        booked(town(asked.craftsmen, seed, promise, asked.spread), promise, seed, level)
        for promise in ("half_day", "two_hours")
        for seed in range(1, asked.seeds + 1)
        for level in LEVELS
    ]
    print(table(rows))
    if asked.json:
        values = [{name: getattr(row, name) for name in Row.__slots__} for row in rows]
        asked.json.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")


def town(craftsmen: int, seed: int, promise: str, spread: float) -> Problem:
    problem = instances.week(craftsmen, seed, instances.Wishes(promise=promise, promised_share=1.0, breaks=True))
    jobs = (replace(job, service_sd_minutes=spread * job.service_minutes, promised=False) for job in problem.jobs)
    return replace(problem, jobs=tuple(jobs))


def booked(problem: Problem, promise: str, seed: int, level: float) -> Row:
    """Every job takes one of the windows it is offered, or is refused when there is none at all."""
    lot = random.Random(f"tenants {seed}")  # noqa: S311 - made-up tenants, not a secret
    jobs = list(problem.jobs)
    lot.shuffle(jobs)
    width = instances.PROMISES[promise]
    windows = [
        Window(day * 1440 + begin, day * 1440 + begin + width)
        for day in range(problem.days)
        for begin in range(480, 960, width)
    ]
    state, known, forced = prepare(replace(problem, jobs=())), [], 0
    spent = time.process_time()
    for job in jobs:
        asked = replace(job, windows=())
        sure, at_risk = judged(state, asked, windows, level)
        if not sure and not at_risk:
            continue
        forced += not sure
        chosen = lot.choice((sure or at_risk)[:OFFERED])
        window = Window(chosen.from_minute, chosen.to_minute)
        kept = replace(job, windows=(window,), promised=True)
        state.insert(kept, craftsman=chosen.craftsman, shift=chosen.shift, position=chosen.position, window=window)
        known.append(kept)
    spent = time.process_time() - spent
    plan, whole = Plan(tuple(state.routes())), replace(problem, jobs=tuple(known))
    assert not check(whole, plan)
    chances = [risk.chance for risk in late_risk(whole, plan).values()]
    return Row(
        promise,
        level,
        len(known),
        len(jobs) - len(known),
        forced,
        round(cost_of(whole, plan)["travel"] / len(known), 3),
        round(statistics.fmean(chances), 4),
        round(sum(one > MARK for one in chances) / len(chances), 4),
        round(1000 * spent / len(jobs), 2),
    )


def judged(state: State, job: Job, windows: Sequence[Window], level: float) -> tuple[list[Offer], list[Offer]]:
    """As the house does it: where the cheapest craftsman of a window is at risk, others are looked for."""
    found = offers(state, job, windows)
    if level >= 1.0:
        return found, []
    sure = [one for one in found if is_sure(state, job, one, level=level)]
    first = at_risk = [one for one in found if one not in sure]
    tried: set[tuple[str, int]] = set()
    for _ in range(MORE_TRIES):
        tried |= {(one.craftsman, one.shift) for one in at_risk}
        rows = [row for key, row in state.row_of.items() if key not in tried]
        if not at_risk or not rows:
            break
        left = [Window(one.from_minute, one.to_minute) for one in at_risk]
        others = offers(state, job, left, rows=np.array(rows, dtype=np.int64))
        more = [one for one in others if is_sure(state, job, one, level=level)]
        at_risk = [one for one in others if one not in more]
        sure += more
    kept = {(one.from_minute, one.to_minute) for one in sure}
    rest = [one for one in first if (one.from_minute, one.to_minute) not in kept]
    return sorted(sure, key=lambda one: one.total), rest


def table(rows: Sequence[Row]) -> str:
    """Medians over the seeds; jobs also beside those without a level."""
    lines = [
        "| promise | level | jobs | fewer | refused | booked at risk | travel a job | late | above 5% | ms each |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for promise in dict.fromkeys(row.promise for row in rows):
        base = _middle(rows, promise, 1.0, "served")
        for level in LEVELS:
            one = {name: _middle(rows, promise, level, name) for name in Row.__slots__[2:]}
            told = "none" if level >= 1.0 else f"{100 * level:.0f}%"
            lines.append(
                f"| {promise} | {told} | {one['served']:.0f} | {100 * (1 - one['served'] / base):.1f}% | "
                f"{one['refused']:.0f} | {one['forced']:.0f} | {one['travel']:.1f} | {100 * one['late']:.1f}% | "
                f"{100 * one['at_risk']:.1f}% | {one['cpu_ms']:.1f} |"
            )
    return "\n".join(lines)


def _middle(rows: Sequence[Row], promise: str, level: float, name: str) -> float:
    found = (float(getattr(row, name)) for row in rows if row.promise == promise and row.level == level)
    return statistics.median(found)


if __name__ == "__main__":
    main()
