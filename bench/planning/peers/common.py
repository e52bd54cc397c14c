"""What every peer is given and gives back: whole numbers of a ten-thousandth of a minute, and orders of jobs."""

import random
import time
from dataclasses import dataclass, field

import numpy as np
from public import Orders
from retime import matrix_of

from voordeur.planning.engine.problem import Craftsman, Job, Problem, Shift

SCALE = 10_000  # parts of a minute; ways are rounded up, so that what fits a peer's clock fits ours
FOREVER = 10_000 * 1440 * SCALE
NO_WAY = 100_000 * SCALE
PROMISE_PRICE = 5_000.0  # minutes on top of the price of a job that is left out, when it was promised


@dataclass(slots=True)
class Found:
    """The orders that stood at a number of CPU seconds since the search began, and what came with them."""

    points: list[tuple[float, Orders]] = field(default_factory=list)
    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A problem with its jobs in an order that the seed shuffles: packages without a seed then still vary."""

    problem: Problem
    jobs: tuple[Job, ...]
    shifts: tuple[tuple[Craftsman, int, Shift], ...]
    place: dict[str, int]
    ways: np.ndarray
    trades: tuple[tuple[str, int], ...]

    def lacks(self, who: Craftsman, job: Job) -> bool:
        return any(who.skills.get(trade, 0) < level for trade, level in job.skills.items())

    def price(self, job: Job) -> int:
        price = self.problem.weights.unplanned_job * job.priority + (PROMISE_PRICE if job.is_hard else 0.0)
        return scaled(price)

    @property
    def by_duration(self) -> bool:
        """Whether the price is the duration rather than the travel; the peers know no mixture."""
        return self.problem.weights.duration_minute > 0


def ask(problem: Problem, seed: int) -> Asked:
    jobs = list(problem.jobs)
    random.Random(seed).shuffle(jobs)  # noqa: S311 - an order to try, not a secret
    ways = np.ceil(np.minimum(matrix_of(problem), NO_WAY / SCALE) * SCALE - 1e-6).astype(np.int64)
    np.fill_diagonal(ways, 0)
    return Asked(
        problem,
        tuple(jobs),
        tuple((who, n, shift) for who in problem.craftsmen for n, shift in enumerate(who.shifts)),
        {place.id: n for n, place in enumerate(problem.places)},
        ways,
        tuple(sorted({(trade, level) for job in jobs for trade, level in job.skills.items()})),
    )


def scaled(minutes: float) -> int:
    return round(minutes * SCALE)


class Watch:
    """CPU and wall seconds since it was made."""

    def __init__(self) -> None:
        self._cpu, self._wall = time.process_time(), time.perf_counter()

    @property
    def cpu(self) -> float:
        return time.process_time() - self._cpu

    @property
    def wall(self) -> float:
        return time.perf_counter() - self._wall
