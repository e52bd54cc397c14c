"""How long one offer takes as the number of shifts grows, beside rebuilding the state for every question and beside
trying every place by the plain clock, in the same run. Prints a table; run: python bench/offer.py [--seed N]."""

import argparse
import random
import statistics
import time
from collections.abc import Callable

from voordeur.planning.engine.offer import offer, offers
from voordeur.planning.engine.problem import Break, Craftsman, Job, Place, Plan, Problem, Shift, Travel, Window
from voordeur.planning.engine.state import State, prepare
from voordeur.planning.engine.timing import FAR

TRADES = ("plumbing", "electric", "carpentry", "paint")


def town(seed: int, craftsmen: int, days: int) -> tuple[State, Problem, list[Window]]:
    """A booked horizon with about five visits in a shift, every visit promised in a two-hour window."""
    lot = random.Random(seed)  # noqa: S311 - a made-up town, not a secret
    count = craftsmen * days * 5
    places = [Place(f"p{n}", 52 + lot.random() * 0.2, 5.5 + lot.random() * 0.3) for n in range(craftsmen + count)]
    people = []
    for n in range(craftsmen):
        shifts = tuple(
            Shift(d * 1440 + 450, d * 1440 + 960, f"p{n}", f"p{n}", 30, (Break(d * 1440 + 700, d * 1440 + 780, 30),))
            for d in range(days)
        )
        people.append(Craftsman(f"c{n}", shifts, {TRADES[n % 4]: 2, TRADES[(n + 1) % 4]: 1}))
    jobs = [
        Job(f"j{n}", f"p{craftsmen + n}", lot.choice([30, 45, 60, 90]), skills={lot.choice(TRADES): 1})
        for n in range(count)
    ]
    problem = Problem(tuple(places), Travel("distance"), tuple(people), tuple(jobs), days)
    windows = [Window(d * 1440 + a, d * 1440 + a + 120) for d in range(days) for a in (480, 600, 720, 840)]
    state = prepare(problem)
    for job in jobs:
        found = offers(state, job, windows)
        if found:
            one = found[min(len(found) - 1, lot.randrange(4))]
            window = Window(one.from_minute, one.to_minute)
            state.insert(job, craftsman=one.craftsman, shift=one.shift, position=one.position, window=window)
    return state, problem, windows


def plain(state: State, job: Job, windows: list[Window]) -> int:
    """Every window, shift and position by the clock of the whole route: what the search saves."""
    kept = 0
    for window in windows:
        visit = state.visit(job, (window,))
        kept += any(
            state.clock(row, [*state.visits[row][:p], visit, *state.visits[row][p:]]).home < FAR
            for row in state.allowed(job).tolist()
            for p in range(len(state.visits[row]) + 1)
        )
    return kept


def median_ms(questions: list[Job], ask: Callable[[Job], object]) -> float:
    times = []
    for job in questions:
        began = time.perf_counter()
        ask(job)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    seed = parser.parse_args().seed
    print(f"{'craftsmen':>9} {'days':>4} {'shifts':>6} {'visits':>6} {'offer ms':>9} {'rebuild':>8} {'plain':>8}")
    for craftsmen, days in ((6, 10), (60, 1), (20, 10), (60, 5), (60, 10)):
        state, problem, windows = town(seed, craftsmen, days)
        jobs = tuple(state.jobs.values())
        known = Problem(problem.places, problem.travel, problem.craftsmen, jobs, days)
        plan = Plan(state.routes())
        asked = [Job("new", f"p{craftsmen + 7 * n}", 45, skills={TRADES[n % 4]: 1}) for n in range(40)]
        quick = median_ms(asked, lambda job, state=state, windows=windows: offers(state, job, windows))
        rebuilt = median_ms(
            asked[:5], lambda job, known=known, plan=plan, windows=windows: offer(known, plan, job, windows=windows)
        )
        slow = median_ms(asked[:1], lambda job, state=state, windows=windows: plain(state, job, windows))
        visits = sum(len(there) for there in state.visits)
        row = f"{craftsmen:>9} {days:>4} {len(state.rows):>6} {visits:>6} {quick:>9.2f}"
        print(f"{row} {rebuilt / quick:>7.1f}x {slow / quick:>7.0f}x")


if __name__ == "__main__":
    main()
