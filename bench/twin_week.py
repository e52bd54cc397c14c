"""The same week of jobs booked by the twin's kernel and by the planning engine, under three widths of the window.

    python bench/twin_week.py [--craftsmen 60] [--asked 7] [--seeds 5] [--policy gepast] [--lunch] [--risk]

Both get the same jobs in the same order, tenants who are home at the same hours, and the same policy. More is asked
than can be done, so what is booked is what the crew can do. First without improving routes: both must then book the
very same.

`--lunch`: planning has a break of half an hour at noon, in shifts that are so much longer; the twin knows no breaks.
`--risk`: planning also throws away what makes promises likelier to be late, as it does live; under windows of two hours
that takes five to ten times as long.
Prints Markdown; the intervals hold 95% and are over the weeks.
"""

import argparse
import time
from dataclasses import replace

from voordeur.planning.engine.check import check
from voordeur.planning.engine.problem import Break
from voordeur.policy import presets
from voordeur.policy.models import ServicePolicy
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.dials import turned
from voordeur.twin.engine.kpis import Interval, interval
from voordeur.twin.engine.planned import Manner, by_planning
from voordeur.twin.engine.register import Register
from voordeur.twin.engine.week import Booked, by_twin, made, told

WINDOWS = {"all day": 480, "half a day": 240, "two hours": 120}
LUNCH = Break(690.0, 810.0, 30.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--craftsmen", type=int, default=60)
    parser.add_argument("--asked", type=float, default=7.0, help="jobs asked for each day of each craftsman")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--policy", default="gepast", choices=presets.names())
    parser.add_argument("--rounds", type=int, default=600, help="of planning's search on a day, between bookings")
    parser.add_argument("--every", type=int, default=40, help="bookings between two searches")
    parser.add_argument("--lunch", action="store_true")
    parser.add_argument("--risk", action="store_true")
    options = parser.parse_args()
    register, policy = registers.load(), presets.load(options.policy)
    # Nobody makes way for who finds no window: in neither does that change the jobs of a day (rescue_before_refusing).
    policy = turned(policy, "planning.rescue_before_refusing", "false")
    print(alike(options.craftsmen, options.asked, policy, register), flush=True)
    manner = Manner(options.rounds, options.every, weighs_risk=options.risk)
    print("\n| window | jobs a craftsman a day: twin | planning | twin / planning | ", end="")
    print("travel a job, min: twin | planning | given a place, %: twin | planning |\n|---|--:|--:|--:|--:|--:|--:|--:|")
    spent = {"the twin": 0.0, "planning": 0.0}
    for name, width in WINDOWS.items():
        promised = presets.with_value(policy, "appointments.window_minutes", width)
        pairs: list[tuple[Booked, Booked]] = []
        for seed in range(1, options.seeds + 1):
            week = made(options.craftsmen, options.asked, seed, promised, register)
            began = time.process_time()
            ours = by_twin(week, promised, register)
            between = time.process_time()
            theirs = by_planning(week, promised, register, manner, lunch=LUNCH if options.lunch else None)
            spent["planning"] += time.process_time() - between
            spent["the twin"] += between - began
            assert not check(ours.problem, ours.plan)
            assert not check(theirs.problem, theirs.plan)
            pairs.append((ours, theirs))
        print(row(name, pairs), flush=True)
    weeks = len(WINDOWS) * options.seeds
    print(
        f"\n{options.craftsmen} craftsmen, {options.seeds} weeks, policy {options.policy}; processor time of a week: "
        + ", ".join(f"{name} {seconds / weeks:.1f} s" for name, seconds in spent.items())
        + "."
    )


def alike(craftsmen: int, asked: float, policy: ServicePolicy, register: Register) -> str:
    """How many jobs both book alike where neither improves and nothing is kept for what takes longer."""
    plain = register.with_values({"buffer_deviations": 0.0})
    same = total = 0
    for width in WINDOWS.values():
        promised = presets.with_value(policy, "appointments.window_minutes", width)
        promised = turned(promised, "planning.improve_between_bookings", "false")
        week = made(craftsmen, asked, 1, promised, plain)
        week = replace(week, spread=0 * week.spread)
        ours, theirs = (told(book(week, promised, plain)) for book in (by_twin, by_planning))
        total += week.jobs
        same += sum(ours.get(number) == theirs.get(number) for number in range(week.jobs))
    alike = "have the same window, craftsman, day and place in the route, or none"
    return f"Without improving routes: {same:,} of {total:,} jobs {alike}."


def row(name: str, pairs: list[tuple[Booked, Booked]]) -> str:
    ratio = interval([ours.per_day / theirs.per_day for ours, theirs in pairs])

    def of(side: int, figure: str) -> Interval:
        return interval([getattr(pair[side], figure) for pair in pairs])

    cells = [f"{of(side, 'per_day').mean:.2f}" for side in (0, 1)]
    cells.append(f"{ratio.mean:.3f} ({ratio.low:.3f} - {ratio.high:.3f})")
    cells += [f"{of(side, 'travel').mean:.1f}" for side in (0, 1)]
    cells += [f"{100 * of(side, 'placed_share').mean:.1f}" for side in (0, 1)]
    return f"| {name} | {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
