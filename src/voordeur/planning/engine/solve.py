"""A plan for a whole problem: cheapest insertion, most constrained first, then ruin and recreate in compiled code.

Translates between words and the arrays of the kernel, and decides when to stop. Every plan on the way is feasible.
"""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from voordeur.planning.engine.cost import cost_of
from voordeur.planning.engine.kernel.forms import FULL
from voordeur.planning.engine.kernel.load import load, routes_of, widen
from voordeur.planning.engine.kernel.run import anneal, back_to_best, cheapest, construct
from voordeur.planning.engine.kernel.translate import Translated, translate
from voordeur.planning.engine.problem import Plan, Problem, Unplanned

Stop = Callable[[], bool]

CHUNK_ROUNDS = 100  # rounds between two looks at a stop that counts rounds
CHUNK_SECONDS = 0.02  # what lies about between two looks at any other stop
# Temperature at the beginning and the end, in costs of one visit. A plan that stands already is not shaken up: it has
# to be better after the 100 ms between two bookings.
WARM, AGAIN, COLD = 4.0, 0.1, 0.005
COOLING_ROUNDS = 300  # rounds per job after which a search that does not know its end has cooled down


class after_rounds:  # noqa: N801 - reads as a function where it is used
    """Stop after so many rounds: the same seed then gives the same plan on any machine."""

    def __init__(self, rounds: int) -> None:
        self._rounds, self._done = rounds, 0

    def __call__(self) -> bool:
        return self._done >= self._rounds

    def share(self) -> float:
        return self._done / self._rounds if self._rounds else 1.0

    def take(self) -> int:
        """Rounds that may be done before asking again; they count as done."""
        rounds = min(CHUNK_ROUNDS, self._rounds - self._done)
        self._done += rounds
        return rounds


class after_seconds:  # noqa: N801 - reads as a function where it is used
    """Stop when the wall clock has moved so far."""

    def __init__(self, seconds: float) -> None:
        self._begin, self._seconds = time.monotonic(), seconds

    def __call__(self) -> bool:
        return time.monotonic() - self._begin >= self._seconds

    def share(self) -> float:
        return min(1.0, (time.monotonic() - self._begin) / self._seconds) if self._seconds > 0 else 1.0


def solve(
    problem: Problem,
    plan: Plan | None = None,
    *,
    seed: int,
    stop: Stop,
    before: Plan | None = None,
    now_minute: float | None = None,
) -> Plan:
    """Plan every job that fits, starting from `plan` when given, and improve until `stop()` is true.

    A job that is not promised, mandatory or locked stays out when its place costs more than its unplanned price; a
    hard job is never given up for a lower cost. Visits of `plan` that break a rule are planned anew. `stop` is asked
    every 20 ms or so; what has `share()` says how much of its budget is used, and the search cools down with it.
    `before`: a plan against which changes have their price. `now_minute`: what began by then in `plan` stays.
    """
    began = time.monotonic()
    translated = translate(problem, plan, seed=seed, before=before, now_minute=now_minute)
    if plan is not None:
        load(translated, plan)
    fill(translated)
    improve(translated, stop, is_warm=plan is None)
    back_to_best(translated.world)
    found = Plan(routes_of(translated), unplanned(translated), seed=seed, seconds=round(time.monotonic() - began, 3))
    return replace(found, cost=cost_of(problem, found, travel=translated.travel))


def fill(translated: Translated) -> None:
    """Put in what has no place yet: hard jobs first, what waits for others after them, little freedom first."""
    jobs, units = translated.world.jobs, translated.world.units
    if not len(jobs):
        return
    freedom = units.freedom[jobs.first]
    price = np.where(jobs.is_hard, 0.0, -jobs.price)
    order = np.lexsort((freedom, price, 1 - jobs.is_hard)).astype(np.int64)
    while True:
        translated.world.numbers[FULL] = 0
        construct(translated.world, order)
        if not translated.world.numbers[FULL]:
            return
        widen(translated, 2 * translated.world.slots.shape[1])


def improve(translated: Translated, stop: Stop, *, is_warm: bool) -> None:
    """Ruin and recreate until `stop()`; the best plan is kept in the memory of the search."""
    world = translated.world
    planned = max(1, int((world.units.row >= 0).sum()))
    scale = max(1e-3, float(world.rows.cost[: len(translated.lines)].sum()) / planned)
    share_of = getattr(stop, "share", None)
    take = getattr(stop, "take", None)
    horizon = COOLING_ROUNDS * max(1, len(translated.jobs))
    warm = WARM if is_warm else AGAIN
    rounds, done = 20, 0
    if not len(translated.jobs) or not len(translated.lines):
        return
    while not stop():
        share = share_of() if share_of else min(1.0, done / horizon)
        heat = scale * warm * (COLD / warm) ** share
        if take:
            rounds = take()
        began = time.monotonic()
        anneal(translated.world, rounds, heat)
        done += rounds
        if translated.world.numbers[FULL]:
            widen(translated, 2 * translated.world.slots.shape[1])
        if not take:
            passed = max(1e-4, time.monotonic() - began)
            rounds = int(min(4 * rounds, max(1, rounds * CHUNK_SECONDS / passed)))


def unplanned(translated: Translated) -> tuple[Unplanned, ...]:
    """The jobs without a place, each with its reason."""
    jobs, units = translated.world.jobs, translated.world.units
    left = [n for n in range(len(translated.jobs)) if units.row[jobs.first[n]] < 0]
    return tuple(translated.never.get(translated.jobs[n].id) or _why_not(translated, n) for n in left)


def _why_not(translated: Translated, number: int) -> Unplanned:
    world, job = translated.world, translated.jobs[number]
    if len(job.after) and any(world.units.row[world.jobs.first[p]] < 0 for p in _past(translated, number)):
        return Unplanned(job.id, "after_unplanned", "waits for a job that has no place")
    if job.people > 1:
        return Unplanned(job.id, "needs_more_people", f"no {job.people} people are free together within its windows")
    cost, row, _ = cheapest(world, int(world.jobs.first[number]), 1e8)
    # Such a look knows no order: what is cheap enough without it is kept out by it.
    if row >= 0 and (not job.after or cost >= world.jobs.price[number]):
        return Unplanned(job.id, "too_dear", "every place costs more than leaving the job out")
    if job.after:
        return Unplanned(job.id, "needs_order", "no place is free after the job that it waits for")
    return Unplanned(job.id, "no_room", "no shift has room left within the windows of the job")


def _past(translated: Translated, number: int) -> list[int]:
    jobs = translated.world.jobs
    found: list[int] = translated.world.past.job[jobs.past_from[number] : jobs.past_to[number]].tolist()
    return found
