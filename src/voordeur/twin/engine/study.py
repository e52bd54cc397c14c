"""Many years of luck under one policy or several, on all processors: the same seed, the same answer however it runs.

A worker that dies is made up for; a study that is cancelled or that does not add up gives no result at all.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from itertools import combinations
from multiprocessing import get_context
from typing import Any, Self

import numpy as np

from voordeur.kernel.errors import Refused
from voordeur.policy import presets
from voordeur.policy.models import ServicePolicy
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.kpis import GROUP_UNITS, UNITS, Interval, figures, groups, interval, paired
from voordeur.twin.engine.register import Register
from voordeur.twin.engine.sizing import lived, staff_for
from voordeur.twin.engine.world import Setting, Staff

LEAST, MOST_REPLICATIONS, MOST_YEARS = 1, 10_000, 20
MOST_POLICIES = 60
MOST_DEATHS = 3  # workers that may die before a study gives up

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Size:
    """How much is simulated: the homes and seed of the setting, so many years each, so many times."""

    setting: Setting
    years: int
    replications: int

    def __post_init__(self) -> None:
        for field, value, most in (
            ("years", self.years, MOST_YEARS),
            ("replications", self.replications, MOST_REPLICATIONS),
        ):
            if not LEAST <= value <= most:
                raise Refused("out_of_range", field=field, value=value, least=LEAST, most=most)


@dataclass(frozen=True)
class Studied:
    """What many years say of one policy: `kpis` and, by group of tenants, `groups`; `values` by figure and replication;
    the `staff` it asks for."""

    policy: ServicePolicy
    values: Mapping[str, tuple[float, ...]]
    group_values: Mapping[str, Mapping[str, tuple[float, ...]]]
    staff: Staff

    @property
    def kpis(self) -> dict[str, Interval]:
        """Every figure with its interval."""
        return {code: interval(values) for code, values in self.values.items()}

    @property
    def groups(self) -> dict[str, dict[str, Interval]]:
        """Every figure of every group with its interval."""
        return {
            name: {code: interval(values) for code, values in figures.items()}
            for name, figures in self.group_values.items()
        }


@dataclass(frozen=True)
class Difference:
    """How much policy `b` lies above policy `a` in each figure, from the same years of luck beside each other."""

    a: str
    b: str
    kpis: Mapping[str, Interval]


# What is told to a worker: plain text and numbers, so that any process can take it up.
Task = tuple[str, Setting, dict[str, float], Staff | None, int]


def study(
    policies: Sequence[ServicePolicy],
    size: Size,
    register: Register,
    *,
    processes: int | None = None,
    on_progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> list[Studied]:
    """Simulate each policy; the replications of all meet the same years of luck.

    `processes`: how many work at it, one for each processor unless given; with 1 nothing is started. `on_progress` is
    told how many of the parts are done. Raises Refused "cancelled", "too_many_policies", "workers_died", or what a
    world refuses.
    """
    if len(policies) > MOST_POLICIES:
        raise Refused("too_many_policies", many=len(policies), most=MOST_POLICIES)
    texts = [presets.dump(policy) for policy in policies]
    years = size.years * size.replications
    total, done = len(policies) * (1 + years), 0

    def told() -> None:
        nonlocal done
        done += 1
        if on_progress is not None:
            on_progress(done, total)

    values = dict(register.values)
    staffs: list[Staff] = [None] * len(policies)  # type: ignore[list-item]  # filled below
    lives: list[list[tuple[dict[str, float], dict[str, dict[str, float]]]]] = [[None] * years for _ in policies]  # type: ignore[list-item]
    with Workers(processes, is_cancelled) as crew:
        for number, staff in crew.each(_sized, [(text, size.setting, values, None, 0) for text in texts]):
            staffs[number] = staff
            told()
        tasks = [
            (text, size.setting, values, staff, year)
            for text, staff in zip(texts, staffs, strict=True)
            for year in range(years)
        ]
        for number, life in crew.each(_lived, tasks):
            lives[number // years][number % years] = life
            told()
    return [
        Studied(policy, *_gathered(own, size), staff)
        for policy, own, staff in zip(policies, lives, staffs, strict=True)
    ]


def differences(studied: Sequence[Studied]) -> list[Difference]:
    """Every pair of policies, the first against each that comes after it."""
    return [Difference(a.policy.name, b.policy.name, paired(a.values, b.values)) for a, b in combinations(studied, 2)]


def _gathered(
    lives: Sequence[tuple[dict[str, float], dict[str, dict[str, float]]]], size: Size
) -> tuple[dict[str, tuple[float, ...]], dict[str, dict[str, tuple[float, ...]]]]:
    """By figure the mean of the years of each replication; and so for each group."""

    def means(of: Callable[[int], float]) -> tuple[float, ...]:
        return tuple(
            float(np.mean([of(one * size.years + year) for year in range(size.years)]))
            for one in range(size.replications)
        )

    values = {code: means(lambda n, code=code: lives[n][0][code]) for code in UNITS}  # type: ignore[misc]
    names = list(lives[0][1])
    return values, {
        name: {code: means(lambda n, name=name, code=code: lives[n][1][name][code]) for code in GROUP_UNITS}  # type: ignore[misc]
        for name in names
    }


def _read(task: Task) -> tuple[ServicePolicy, Setting, Register]:
    text, setting, values, _, year = task
    return presets.parse(text, "study"), replace(setting, replication=year), registers.load().with_values(values)


def _sized(task: Task) -> Staff:
    policy, setting, register = _read(task)
    return staff_for(policy, setting, register)


def _lived(task: Task) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    policy, setting, register = _read(task)
    staff = task[3]
    if staff is None:
        raise ValueError("a year without staff")
    parts = lived(policy, setting, staff, register)
    return figures(parts, policy, register), groups(parts)


class Workers:
    """Processes that work on tasks, as many as asked for; answers come in any order, each with its number."""

    def __init__(self, processes: int | None, is_cancelled: Callable[[], bool] | None) -> None:
        self._processes = processes if processes is not None else len(os.sched_getaffinity(0))
        self._is_cancelled = is_cancelled or (lambda: False)
        self._pool: ProcessPoolExecutor | None = None
        self._deaths = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def each(self, function: Callable[[Task], Any], tasks: Sequence[Task]) -> Iterator[tuple[int, Any]]:
        """Every answer with the number of its task. Raises Refused "cancelled" or "workers_died"."""
        if self._processes == 1:
            for number, task in enumerate(tasks):
                self._stop_if_cancelled()
                yield number, function(task)
            return
        waiting = set(range(len(tasks)))
        while waiting:
            pool = self._started()
            futures: dict[Future[Any], int] = {
                pool.submit(function, tasks[number]): number for number in sorted(waiting)
            }
            try:
                while futures:
                    ended, _ = wait(futures, timeout=0.2, return_when=FIRST_COMPLETED)
                    self._stop_if_cancelled()
                    for future in ended:
                        answer = future.result()
                        number = futures.pop(future)
                        waiting.discard(number)
                        yield number, answer
            except BrokenProcessPool as death:
                # What was done is kept; the rest is asked of new ones.
                self._deaths += 1
                self._pool = None
                if self._deaths > MOST_DEATHS:
                    raise Refused("workers_died", many=self._deaths) from death

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._processes, mp_context=get_context("spawn"))
        return self._pool

    def _stop_if_cancelled(self) -> None:
        if self._is_cancelled():
            raise Refused("cancelled")
