"""Week rosters of the telephone: ours (HiGHS, through SciPy) beside CP-SAT on the same weeks.

    python bench/roster.py --people 3 6 12 25 50 --seconds 20

Prints for each size the seconds, the cost in cents with its price on what is missing, and whether it is proven. CP-SAT
is left out where OR-Tools is not installed (`uv sync --group bench`). Both get one thread.
"""

import argparse
import time

import numpy as np

from voordeur.staffing.engine.checking import check
from voordeur.staffing.engine.roster import EMPTY_TIMES, Agent, Week, possible_shifts, solve

HOURS = np.array([8, 15, 16, 13, 8, 10, 12, 11, 7]) / 16
DAYS = (1.25, 1.05, 0.95, 0.95, 0.80)
CENTS = 1250.0


def week_of(people: int, seed: int) -> Week:
    """A week that asks somewhat more at its top than there are people; contracts of four kinds."""
    chance = np.random.default_rng(seed)
    needed = np.zeros((5, 96), dtype=np.int_)
    for day, factor in enumerate(DAYS):
        for hour, share in enumerate(HOURS):
            begin = (8 + hour) * 4
            needed[day, begin : begin + 4] = max(1, round(people * 0.8 * factor * share))
    return Week(needed, tuple(_agent(number, chance) for number in range(people)))


def _agent(number: int, chance: np.random.Generator) -> Agent:
    kind = int(chance.integers(4))
    hours = dict.fromkeys(range(5), (32, 54 if kind == 3 else 68))
    if kind == 2:
        for day in chance.choice(5, 2, replace=False):
            del hours[int(day)]
    return Agent(f"a{number:02d}", hours, (2160, 1920, 1440, 1200)[kind], 180, 540, (5, 4, 3, 5)[kind], CENTS)


def worth(week: Week, cost: float, missing: np.ndarray, there: np.ndarray) -> float:
    """Cost with the price of what is missing, the same for both."""
    dearest = CENTS * 36 + 1.0
    empty = (there == 0) & (week.needed > 0)
    return float(cost + dearest * (missing.sum() + (EMPTY_TIMES - 1.0) * empty.sum()))


def cp_sat(week: Week, seconds: float) -> tuple[float, bool] | None:
    """The same week by CP-SAT: its worth and whether it is proven; None when it is not installed or found nothing."""
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        return None
    model = cp_model.CpModel()
    shifts = [shift for agent in week.agents for shift in possible_shifts(agent, week.needed)]
    chosen = [model.NewBoolVar("") for _ in shifts]
    price = []
    for agent in week.agents:
        mine = [(shift, var) for shift, var in zip(shifts, chosen, strict=True) if shift.agent == agent.key]
        for day in agent.hours:
            model.AddAtMostOne(var for shift, var in mine if shift.day == day)
        model.Add(sum(shift.minutes * var for shift, var in mine) <= agent.most_minutes)
        model.Add(sum(var for _, var in mine) <= agent.most_days)
        price += [round(agent.quarter_cents) * (shift.ends - shift.begins) * var for shift, var in mine]
    dearest = round(CENTS * 36 + 1)
    for day, slot in zip(*np.nonzero(week.needed), strict=True):
        here = [var for shift, var in zip(shifts, chosen, strict=True)
                if shift.day == day and shift.begins <= slot < shift.ends]  # fmt: skip
        short = model.NewIntVar(0, int(week.needed[day, slot]) - 1, "")
        empty = model.NewBoolVar("")
        model.Add(sum(here) + short + empty >= int(week.needed[day, slot]))
        price += [dearest * short, round(dearest * EMPTY_TIMES) * empty]
    model.Minimize(sum(price))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.random_seed = 1, 1
    solver.parameters.max_time_in_seconds = seconds
    status = solver.Solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return solver.ObjectiveValue(), status == cp_model.OPTIMAL


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, nargs="+", default=[3, 6, 12, 25, 50])
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print("| people | HiGHS s | worth | proven | CP-SAT s | worth | proven |\n|--:|--:|--:|---|--:|--:|---|")
    for people in given.people:
        week = week_of(people, given.seed)
        begun = time.perf_counter()
        roster = solve(week, seconds=given.seconds)
        ours = time.perf_counter() - begun
        assert not check(week, roster)
        mine = worth(week, roster.cost_cents, roster.missing, roster.there)
        begun = time.perf_counter()
        peer = cp_sat(week, given.seconds)
        theirs = time.perf_counter() - begun
        told = f"{theirs:.1f} | {peer[0]:.0f} | {peer[1]}" if peer else f"{theirs:.1f} | - | -"
        print(f"| {people} | {ours:.1f} | {mine:.0f} | {roster.is_proven} | {told} |", flush=True)


if __name__ == "__main__":
    main()
