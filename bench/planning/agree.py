"""Whether an offer equals a plain re-simulation of every place: random questions about filled weeks under every rule.

    python bench/planning/agree.py [--questions 1000] [--craftsmen 6] [--seed 1]

Each world switches breaks, overtime, the prices of waiting, of minutes away and of lateness, several windows for a job
and a way that is longer back than there on or off. Not all three of breaks, minutes away and lateness: there the engine
leaves no later than keeps every single term (timing.depart_late), which is not the price that is worked out here.
"""

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

import instances
import numpy as np
from plain import NumpyPlan, resimulate
from retime import matrix_of

from voordeur.planning.engine.offer import offers
from voordeur.planning.engine.problem import Break, Craftsman, Job, Problem, Shift, Travel, Weights, Window
from voordeur.planning.engine.solve import solve
from voordeur.planning.engine.state import State, prepare

DAYS = 10
CLOSE = 1e-5
ASKED = 6  # windows a question
WORLDS = 20


@dataclass(frozen=True, slots=True)
class World:
    """A filled plan for the engine and for the plain way, with questions: a job and the windows it is asked for."""

    named: str
    state: State
    plain: NumpyPlan
    questions: list[tuple[Job, list[Window]]]


def worlds(questions: int, *, craftsmen: int, seed: int, count: int = WORLDS) -> Iterator[World]:
    for number in range(count):
        yield make_world(number, questions // count, craftsmen=craftsmen, seed=seed)


def make_world(number: int, questions: int, *, craftsmen: int, seed: int) -> World:
    lot = random.Random(f"world {number} {seed}")  # noqa: S311 - a made-up town, not a secret
    base = instances.week(craftsmen, seed + number, days=DAYS, jobs=craftsmen * DAYS * 4 + questions)
    rules = {
        name: lot.random() < 0.5 for name in ("breaks", "overtime", "idle", "duration", "late", "windows", "matrix")
    }
    rules["late"] = rules["late"] and not (rules["breaks"] and rules["duration"])
    booked, asked = base.jobs[: len(base.jobs) - questions], base.jobs[len(base.jobs) - questions :]
    weights = Weights(
        idle_minute=0.2 if rules["idle"] else 0.0,
        duration_minute=0.5 if rules["duration"] else 0.0,
        late_minute=1.0 if rules["late"] else 0.0,
        shift_used=lot.choice([0.0, 25.0]),
    )
    problem = Problem(
        base.places,
        _uneven(base, lot) if rules["matrix"] else base.travel,
        tuple(_as_ruled(who, rules) for who in base.craftsmen),
        tuple(_as_asked(job, rules, lot) for job in booked),
        DAYS,
        weights,
    )
    plan = solve(problem, None, seed=1, stop=lambda: True)
    done = {stop.job for route in plan.routes for stop in route.stops}
    known = replace(problem, jobs=tuple(job for job in problem.jobs if job.id in done))
    plain = NumpyPlan(known)
    plain.take(plan)
    windows = [Window(day * 1440 + a, day * 1440 + a + 240) for day in range(DAYS) for a in (480, 720)]
    pairs = [(replace(_as_asked(job, rules, lot), windows=()), lot.sample(windows, k=ASKED)) for job in asked]
    named = ", ".join(name for name, is_on in rules.items() if is_on) or "travel only"
    return World(named, prepare(known, plan), plain, pairs)


def _uneven(problem: Problem, lot: random.Random) -> Travel:
    """The ways of a problem, each direction made longer or shorter on its own."""
    straight = matrix_of(problem)
    chance = np.random.default_rng(lot.randrange(2**32))
    minutes = straight * chance.uniform(0.7, 1.5, straight.shape)
    return Travel("matrix", minutes=tuple(map(tuple, minutes.tolist())))


def _as_ruled(who: Craftsman, rules: dict[str, bool]) -> Craftsman:
    def ruled(shift: Shift) -> Shift:
        midnight = shift.from_minute // 1440 * 1440
        breaks = (Break(midnight + 570, midnight + 660, 15), Break(midnight + 690, midnight + 810, 30))
        return replace(
            shift, overtime_minutes=30.0 if rules["overtime"] else 0.0, breaks=breaks if rules["breaks"] else ()
        )

    return replace(who, shifts=tuple(map(ruled, who.shifts)))


def _as_asked(job: Job, rules: dict[str, bool], lot: random.Random) -> Job:
    day = lot.randrange(DAYS) * 1440
    if rules["windows"] and lot.random() < 0.3:
        job = replace(job, windows=(Window(day + 480, day + 570), Window(day + 780, day + 900)))
    if rules["late"] and lot.random() < 0.5:
        job = replace(job, due_minute=day + lot.uniform(500, 900))
    return job


def different(world: World) -> tuple[int, int]:
    """How many window prices differ between the engine and the re-simulation, and how many there are."""
    wrong = prices = 0
    for job, windows in world.questions:
        found = {(one.from_minute, one.to_minute): one.total for one in offers(world.state, job, windows)}
        for window, theirs in zip(windows, resimulate(world.plain, job, windows), strict=True):
            ours = found.get((window.from_minute, window.to_minute))
            prices += theirs is not None
            wrong += (ours is None) != (theirs is None) or (
                ours is not None and theirs is not None and abs(ours - theirs) > CLOSE * max(1.0, abs(theirs))
            )
    return wrong, prices


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--craftsmen", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    total = [0, 0, 0]
    for world in worlds(given.questions, craftsmen=given.craftsmen, seed=given.seed):
        wrong, prices = different(world)
        print(f"{len(world.questions)} questions, {prices} prices, {wrong} differ: {world.named}", flush=True)
        total = [total[0] + len(world.questions), total[1] + prices, total[2] + wrong]
    print(f"{total[0]} questions, {total[1]} windows that can be kept, {total[2]} different prices")


if __name__ == "__main__":
    main()
