"""How long one offer takes: every half-day of 10 working days for one job, in microseconds.

    python bench/planning/offer.py [--questions 2000] [--passes 5] [--compare 1000] [--json FILE] [--picture FILE.svg]

Shifts of 8.5 hours with 30 minutes of overtime. Grows the number of routes and the jobs in a route, beside a plain
numpy version and a plain re-simulation of every place (plain.py). Times are the median of so many passes over all
questions, so that other work on the machine is seen as little as can be. `--compare` asks so many random questions of
agree.py.
"""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import agree
import altair
import instances
import numpy as np
from plain import NumpyPlan, resimulate
from retime import Retimer

from voordeur.planning.engine.kernel import promise as compiled
from voordeur.planning.engine.offer import offers
from voordeur.planning.engine.problem import Craftsman, Job, Problem, Window
from voordeur.planning.engine.solve import solve
from voordeur.planning.engine.state import State, prepare

DAYS = 10
OVERTIME = 30.0
Question = TypeVar("Question")


@dataclass(frozen=True, slots=True)
class Asked:
    """A booked horizon and questions about it."""

    problem: Problem
    plain: NumpyPlan
    state: State
    windows: list[Window]
    questions: list[Job]

    @property
    def filling(self) -> float:
        return sum(len(jobs) for jobs in self.plain.jobs) / len(self.plain.jobs)


def horizon(craftsmen: int, per_route: int, questions: int, *, breaks: bool = False, overtime: float = 0.0) -> Asked:
    """10 working days, filled job by job at the cheapest place of a random promised half-day (with breaks by the
    engine's own insertion: the numpy version knows none)."""
    wishes = instances.Wishes(promised_share=1.0, breaks=breaks)
    problem = instances.week(craftsmen, 1, wishes, days=DAYS, jobs=craftsmen * DAYS * per_route + questions)
    people = tuple(_with_overtime(who, overtime) for who in problem.craftsmen)
    booked, asked = problem.jobs[:-questions], problem.jobs[-questions:]
    problem = replace(problem, craftsmen=people, jobs=booked)
    plain = NumpyPlan(problem)
    if breaks:
        plan = solve(problem, None, seed=1, stop=lambda: True)
        plain.take(plan)
    else:
        for job in booked:
            wanted = plain.ask(job, job.windows)[0]
            if wanted is not None:
                plain.insert(job, *wanted[1:])
        plan = Retimer(problem).plan(plain.orders())
    windows = [Window(day * 1440 + a, day * 1440 + a + 240) for day in range(DAYS) for a in (480, 720)]
    done = {stop.job for route in plan.routes for stop in route.stops}
    known = replace(problem, jobs=tuple(job for job in booked if job.id in done))
    return Asked(known, plain, prepare(known, plan), windows, list(asked))


def _with_overtime(who: Craftsman, minutes: float) -> Craftsman:
    return replace(who, shifts=tuple(replace(one, overtime_minutes=minutes) for one in who.shifts))


def timed(questions: Sequence[Question], ask: Callable[[Question], object], *, passes: int = 1) -> dict[str, float]:
    """Microseconds of one question: median and p95 after ten questions to warm up, each the median of the passes; and
    `least`, the p95 over questions of the best of the passes: what is left when nothing else runs."""
    for job in questions[:10]:
        ask(job)
    times = np.empty((passes, len(questions)))
    for number in range(passes):
        for at, job in enumerate(questions):
            began = time.perf_counter_ns()
            ask(job)
            times[number, at] = (time.perf_counter_ns() - began) / 1000
    middle, late = np.median(np.percentile(times, (50, 95), axis=1), axis=1)
    least = np.percentile(times.min(axis=0), 95)
    return {"p50": round(float(middle), 1), "p95": round(float(late), 1), "least": round(float(least), 1)}


def kernel_alone(asked: Asked, job: Job) -> Callable[[], object] | None:
    """The compiled call that offers() makes for a job, with what it hands over: what is left is the kernel itself."""
    handed: list[tuple[object, ...]] = []
    ask = compiled.promise

    def keep(*arguments: object) -> object:
        handed.append(arguments)
        return ask(*arguments)

    compiled.promise = keep
    try:
        offers(asked.state, job, asked.windows)
    finally:
        compiled.promise = ask
    return (lambda: ask(*handed[0])) if handed else None


def timed_kernel(asked: Asked, passes: int) -> dict[str, float]:
    calls = [call for job in asked.questions if (call := kernel_alone(asked, job))]
    return timed(calls, lambda call: call(), passes=passes)


def measure(craftsmen: int, per_route: int, questions: int, passes: int, *, breaks: bool = False) -> dict[str, Any]:
    asked = horizon(craftsmen, per_route, questions, breaks=breaks, overtime=OVERTIME)
    row: dict[str, Any] = {
        "routes": craftsmen * DAYS,
        "jobs_per_route": round(asked.filling, 2),
        "breaks": breaks,
        "engine": timed(asked.questions, lambda job: offers(asked.state, job, asked.windows), passes=passes),
        "kernel": timed_kernel(asked, passes),
    }
    if not breaks:
        row["numpy"] = timed(asked.questions[:300], lambda job: asked.plain.ask(job, asked.windows), passes=passes)
    few = asked.questions[: 5 if craftsmen > 20 else 20]
    row["python"] = timed(few, lambda job: resimulate(asked.plain, job, asked.windows))
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--passes", type=int, default=5)
    parser.add_argument("--compare", type=int, default=0)
    parser.add_argument("--craftsmen", type=int, nargs="+", default=[6, 12, 30, 60, 120])
    parser.add_argument("--per-route", type=int, nargs="+", default=[1, 3, 7])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--picture", type=Path)
    given = parser.parse_args()
    rows = [measure(craftsmen, 5, given.questions, given.passes) for craftsmen in given.craftsmen]
    rows += [measure(given.craftsmen[-2], each, given.questions, given.passes) for each in given.per_route]
    rows.append(measure(given.craftsmen[-2], 5, given.questions, given.passes, breaks=True))
    print(
        "| routes | jobs a route | breaks | kernel p50 / p95 us | at best | offers() us | numpy us | plain us | gain |"
    )
    print("|--:|--:|---|--:|--:|--:|--:|--:|--:|")
    for row in rows:
        print(_line(row))
    if given.compare:
        found = [agree.different(world) for world in agree.worlds(given.compare, craftsmen=6, seed=1)]
        wrong, prices = (sum(column) for column in zip(*found, strict=True))
        print(f"\n{given.compare} random questions, {prices} window prices: {wrong} different")
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    if given.picture:
        draw(rows, given.picture)


def _line(row: dict[str, Any]) -> str:
    kernel, engine, numpy, python = (row.get(name) or {} for name in ("kernel", "engine", "numpy", "python"))
    beside = f"{numpy['p50']:,.0f}" if numpy else ""
    ratio = f"{numpy['p50'] / kernel['p50']:.0f}x" if numpy else ""
    return (
        f"| {row['routes']} | {row['jobs_per_route']} | {'yes' if row['breaks'] else 'no'} | "
        f"{kernel['p50']:,.1f} / {kernel['p95']:,.1f} | {kernel['least']:,.1f} | "
        f"{engine['p50']:,.0f} / {engine['p95']:,.0f} | {beside} | {python['p50']:,.0f} | {ratio} |"
    )


def draw(rows: list[dict[str, Any]], path: Path) -> None:
    """Median microseconds over the number of routes, both axes by powers of ten."""
    values = [
        {"routes": row["routes"], "way": way, "us": part["p50"]}
        for row in rows[:5]
        for way in ("kernel", "engine", "numpy", "python")
        if isinstance(part := row.get(way), dict)
    ]
    chart = (
        altair.Chart(altair.Data(values=values))
        .mark_line(point=True)
        .encode(
            x=altair.X("routes:Q", title="Routes", scale=altair.Scale(type="log")),
            y=altair.Y("us:Q", title="Microseconds for 20 half-days", scale=altair.Scale(type="log")),
            color=altair.Color("way:N", title=None),
        )
        .properties(width=420, height=260)
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    chart.save(str(path))


if __name__ == "__main__":
    main()
