"""The queue of the telephone, call by call: who waits how long, hangs up, calls again. Use `engine/queue.py`."""
# mypy: disable-error-code="no-any-return"

from typing import Any

import numpy as np

from voordeur.planning.engine.kernel.forms import Floats, Ints
from voordeur.twin.engine.kernel.compiled import compiled, entry
from voordeur.twin.engine.kernel.outcomes import ABANDONED, ANSWERED, STRANDED, Outcomes


@compiled
def _sink(heap: Floats, at: int, size: int) -> None:
    """Restores a heap of moments after the one at place `at` has become later."""
    value = heap[at]
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= value:
            break
        heap[at] = heap[child]
        at = child
    heap[at] = value


@compiled
def _rise(heap: Floats, at: int) -> None:
    """Restores a heap of moments after a moment was put at its end, place `at`."""
    value = heap[at]
    while at > 0:
        parent = (at - 1) >> 1
        if heap[parent] <= value:
            break
        heap[at] = heap[parent]
        at = parent
    heap[at] = value


@compiled
def _next_redial(moments: Floats, who: Ints, size: int) -> int:
    """Takes the earliest attempt off the heap (`moments`, `who`) of those who try again: its code."""
    code = who[0]
    last, last_code = moments[size - 1], who[size - 1]
    at, size = 0, size - 1
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and moments[child + 1] < moments[child]:
            child += 1
        if moments[child] >= last:
            break
        moments[at], who[at] = moments[child], who[child]
        at = child
    moments[at], who[at] = last, last_code
    return int(code)


@compiled
def _await_redial(moments: Floats, who: Ints, size: int, moment: float, code: int) -> None:
    """Puts an attempt on the heap (`moments`, `who`) of those who try again."""
    at = size
    while at > 0:
        parent = (at - 1) >> 1
        if moments[parent] <= moment:
            break
        moments[at], who[at] = moments[parent], who[parent]
        at = parent
    moments[at], who[at] = moment, code


@compiled
def _gone(queue: Floats, size: int, moment: float) -> int:
    """Takes off the heap those who have left the queue by then; how many still wait."""
    while size > 0 and queue[0] <= moment:
        size -= 1
        queue[0] = queue[size]
        _sink(queue, 0, size)
    return size


@compiled
def _with_room(heap: Any, size: int) -> Any:
    """The heap, twice as long when there is no place for one more."""
    return np.concatenate((heap, np.empty_like(heap))) if size == heap.shape[0] else heap


@compiled
def _patience(patience: Floats, sizes: Ints, ahead: int) -> float:
    """How long somebody waits with so many people before him."""
    found = 0
    while found < sizes.shape[0] and sizes[found] <= ahead:
        found += 1
    return float(patience[found])


@entry
def serve(
    arrives: Floats,
    handling: Floats,
    patience: Floats,
    sizes: Ints,
    redial_after: Floats,
    starts: Floats,
    agents: Ints,
) -> tuple[Outcomes, Floats, Floats]:
    """The compiled queue; arguments as in `Calls` and `Desk`, answers as in `Lived`. Use `run`.

    Goes through the attempts in order of arrival and finds for each the first moment at which an agent would take it:
    with first come first served nobody behind matters for that (Kiefer & Wolfowitz 1955, here with agents who come
    and go). Busy agents are a heap of the moments at which they are free again, so an event costs O(log agents).
    """
    n, attempts = patience.shape[0], patience.shape[1]
    outcome = np.zeros((n, attempts), dtype=np.int8)
    made_at = np.full((n, attempts), np.nan)
    left_at = np.full((n, attempts), np.nan)
    # Those who are free again may stay in the heap until their place is needed.
    busy = np.empty(1 + (agents.max() if agents.size else 0))
    n_busy = 0
    queue, n_queue = np.empty(16), 0  # the moments at which those who wait will leave the queue
    again_at, again_who, n_again = np.empty(16), np.empty(16, dtype=np.int64), 0
    change, n_changes, here = 0, starts.shape[0], 0
    # Everything before this moment is settled: nobody who comes later can be answered before it.
    moment = -np.inf
    coming = 0
    while coming < n or n_again > 0:
        if n_again > 0 and (coming >= n or again_at[0] < arrives[coming]):
            arrival = again_at[0]
            code = _next_redial(again_at, again_who, n_again)
            n_again -= 1
            call, attempt = code // attempts, code % attempts
        else:
            arrival, call, attempt = arrives[coming], coming, 0
            coming += 1
        n_queue = _gone(queue, n_queue, arrival)
        leaves = arrival + _patience(patience[call, attempt], sizes, n_queue)
        moment = max(moment, arrival)
        while True:
            while change < n_changes and starts[change] <= moment:
                here = agents[change]
                change += 1
            while n_busy > here and busy[0] <= moment:
                n_busy -= 1
                busy[0] = busy[n_busy]
                _sink(busy, 0, n_busy)
            is_free = n_busy < here or (n_busy == here and n_busy > 0 and busy[0] <= moment)
            soonest = starts[change] if change < n_changes else np.inf
            if n_busy > 0 and busy[0] < soonest:
                soonest = busy[0]
            if is_free or soonest > leaves or soonest == np.inf:
                break
            moment = soonest
        made_at[call, attempt] = arrival
        if is_free and moment <= leaves:
            outcome[call, attempt] = ANSWERED
            leaves = moment
            if n_busy > 0 and busy[0] <= moment:
                busy[0] = moment + handling[call]
                _sink(busy, 0, n_busy)
            else:
                busy[n_busy] = moment + handling[call]
                _rise(busy, n_busy)
                n_busy += 1
        else:
            outcome[call, attempt] = ABANDONED if leaves < np.inf else STRANDED
        left_at[call, attempt] = leaves
        if leaves > arrival:
            queue = _with_room(queue, n_queue)
            queue[n_queue] = leaves
            _rise(queue, n_queue)
            n_queue += 1
        if outcome[call, attempt] == ABANDONED and attempt + 1 < attempts and redial_after[call, attempt] < np.inf:
            again_at, again_who = _with_room(again_at, n_again), _with_room(again_who, n_again)
            again = leaves + redial_after[call, attempt]
            _await_redial(again_at, again_who, n_again, again, call * attempts + attempt + 1)
            n_again += 1
    return outcome, made_at, left_at
