"""Many years of luck for a question, on all processors: the same seed, the same answer however it runs.

A worker that dies is made up for; a study that is cancelled or that does not add up gives no result at all.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any, Self

from voordeur.kernel.errors import Refused
from voordeur.twin.engine.questions import parts
from voordeur.twin.engine.questions.variants import Known, Question, Size
from voordeur.twin.engine.register import Register

MOST_PROCESSES = 256
MOST_DEATHS = 3  # workers that may die before a study gives up

Progress = Callable[[int, int], None]


def ask(
    question: Question,
    size: Size,
    register: Register,
    *,
    processes: int | None = None,
    on_progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Known:
    """Simulate what a question wants, round after round; all variants meet the same years of luck.

    `processes`: how many work at it, one for each processor unless given; with 1 nothing is started. `on_progress` is
    told how many parts are done, of how many that are known to be needed. Raises Refused "cancelled", "workers_died",
    or what a world refuses.
    """
    known, texts = Known(), dict[str, str]()
    values = dict(register.values)
    done = total = 0
    with Workers(processes, is_cancelled) as crew:
        while wanted := parts.missing(asked := question.wanted(known), known, size):
            total += len(wanted)
            tasks = [parts.task_of(part, asked, size, values, known, texts) for part in wanted]
            found: list[Any] = [None] * len(tasks)
            for number, answer in crew.each(parts.done, tasks):
                found[number] = answer
                done += 1
                if on_progress is not None:
                    on_progress(done, total)
            for part, answer in zip(wanted, found, strict=True):
                parts.add(known, part, answer)
    return known


class Workers:
    """Processes that work on tasks, as many as asked for; answers come in any order, each with its number."""

    def __init__(self, processes: int | None, is_cancelled: Callable[[], bool] | None) -> None:
        self._processes = processes if processes is not None else len(os.sched_getaffinity(0))
        if not 1 <= self._processes <= MOST_PROCESSES:
            raise Refused("out_of_range", field="processes", value=self._processes, least=1, most=MOST_PROCESSES)
        self._is_cancelled = is_cancelled or (lambda: False)
        self._pool: ProcessPoolExecutor | None = None
        self._deaths = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def each(self, function: Callable[[Any], Any], tasks: Sequence[Any]) -> Iterator[tuple[int, Any]]:
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
