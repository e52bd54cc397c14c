"""Exact queues of the telephone: Erlang C (everybody waits) and Erlang A (people hang up). Plain numbers, no clock.

Calls arrive by chance at a steady rate, talks and patience are exponential. Every sum here is of positive terms and
begins at its largest, so nothing overflows and nothing cancels: also with thousands of agents. Sources: A.K. Erlang
1917; C. Palm 1946; A. Mandelbaum, S. Zeltyn, "Service engineering in action: the Palm/Erlang-A queue" (2007).
"""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from voordeur.kernel.errors import Refused

SECONDS_PER_HOUR = 3600.0
MOST_AGENTS = 100_000
MOST_CALLS_PER_HOUR = 10_000_000.0
MOST_SECONDS = 10_000_000.0
# A term that is this small beside the sum no longer changes any of its digits.
_NOTHING = 1e-19
# So many widths from its top, a density with one top has become nothing.
_FAR = 16.0


@dataclass(frozen=True, slots=True)
class Load:
    """What comes in: calls per hour, mean seconds that each keeps an agent busy, mean patience (None: no end)."""

    calls_per_hour: float
    handling_seconds: float
    patience_seconds: float | None = None

    @property
    def erlangs(self) -> float:
        """How many agents would be busy at once if nobody had to wait."""
        return self.calls_per_hour * self.handling_seconds / SECONDS_PER_HOUR


@dataclass(frozen=True, slots=True)
class Answer:
    """How callers fare. Shares are 0..1 of all callers; the mean wait counts who does not wait as 0.

    `mean_wait_seconds` is None when the queue only grows. `service_level` is the share that is answered within the
    target; with people hanging up these are the answered only, so it never counts someone who left as helped.
    `within_target` is the share that waited no longer than the target, whether they were answered or left.
    """

    wait_probability: float
    mean_wait_seconds: float | None
    abandonment: float
    service_level: float
    within_target: float
    occupancy: float


def judge(load: Load, agents: int, target_seconds: float) -> Answer:
    """How callers fare with so many agents. Raises `Refused("out_of_range")` with the field and what is allowed."""
    _within("agents", agents, 0, MOST_AGENTS)
    _within("calls_per_hour", load.calls_per_hour, 0, MOST_CALLS_PER_HOUR)
    _within("handling_seconds", load.handling_seconds, 0.001, MOST_SECONDS)
    _within("target_seconds", target_seconds, 0, MOST_SECONDS)
    if load.calls_per_hour == 0:
        return Answer(0.0, 0.0, 0.0, 1.0, 1.0, 0.0)
    if load.patience_seconds is None:
        return _erlang_c(load, agents, target_seconds)
    _within("patience_seconds", load.patience_seconds, 0.001, MOST_SECONDS)
    return _erlang_a(load, agents, load.patience_seconds, target_seconds)


def _within(field: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:  # also refuses what is not a number
        raise Refused("out_of_range", field=field, value=value, least=least, most=most)


# --- Everybody waits ------------------------------------------------------------------------------------------------


def _erlang_c(load: Load, agents: int, target_seconds: float) -> Answer:
    erlangs = load.erlangs
    if erlangs >= agents:
        # The queue grows without end: in the long run everybody waits, longer than any target.
        return Answer(1.0, None, 0.0, 0.0, 0.0, 1.0 if agents else 0.0)
    waits = wait_probability(agents, erlangs)
    idle = agents - erlangs
    soon = -waits * math.exp(-idle * target_seconds / load.handling_seconds)
    return Answer(waits, waits * load.handling_seconds / idle, 0.0, 1.0 + soon, 1.0 + soon, erlangs / agents)


def blocking(agents: int, erlangs: float) -> float:
    """Erlang B: the share of callers who find all agents busy when those leave at once."""
    found = 1.0
    for number in range(1, agents + 1):
        found = erlangs * found / (number + erlangs * found)
    return found


def wait_probability(agents: int, erlangs: float) -> float:
    """Erlang C: the share of callers who find all agents busy when everybody waits; 1 when the queue only grows."""
    if erlangs >= agents:
        return 1.0
    lost = blocking(agents, erlangs)
    return agents * lost / (agents - erlangs * (1.0 - lost))


# --- People hang up ---------------------------------------------------------------------------------------------------


def _erlang_a(load: Load, agents: int, patience_seconds: float, target_seconds: float) -> Answer:
    arrives, leaves = load.calls_per_hour / SECONDS_PER_HOUR, 1.0 / patience_seconds
    if agents == 0:
        return Answer(1.0, patience_seconds, 1.0, 0.0, -math.expm1(-leaves * target_seconds), 0.0)
    helps = 1.0 / load.handling_seconds
    waits, queue, busy = _chain(agents, arrives, helps, leaves)
    soon, later = _while_waiting(agents * helps, arrives, leaves, target_seconds)
    return Answer(
        wait_probability=waits,
        mean_wait_seconds=queue / arrives,
        abandonment=min(1.0, leaves * queue / arrives),
        service_level=min(1.0, 1.0 - waits + waits * soon),
        within_target=1.0 - waits * later,
        occupancy=min(1.0, busy / agents),
    )


def _chain(agents: int, arrives: float, helps: float, leaves: float) -> tuple[float, float, float]:
    """The chance that all agents are busy, the mean number of people who wait, and of agents who are busy.

    The number of callers in the system is a birth and death chain; its sums begin at the likeliest number and go both
    ways until a term says nothing any more.
    """

    def ends(number: int) -> float:
        return min(number, agents) * helps + max(0, number - agents) * leaves

    if arrives <= agents * helps:
        likeliest = min(agents, math.floor(arrives / helps))
    else:
        likeliest = agents + math.floor((arrives - agents * helps) / leaves)
    total, waits, queue, busy = 0.0, 0.0, 0.0, 0.0
    chance, number = 1.0, likeliest
    while True:
        total += chance
        busy += chance * min(number, agents)
        if number >= agents:
            waits += chance
            queue += chance * (number - agents)
        number += 1
        chance *= arrives / ends(number)
        is_past = number > agents and chance * (number - agents) <= _NOTHING * max(queue, waits)
        if is_past or chance == 0.0:
            break
    chance, number = 1.0, likeliest
    while number > 0:
        chance *= ends(number) / arrives
        number -= 1
        if chance <= _NOTHING * total:
            break
        total += chance
        busy += chance * min(number, agents)
        if number >= agents:
            waits += chance
            queue += chance * (number - agents)
    return waits / total, queue / total, busy / total


def _while_waiting(all_help: float, arrives: float, leaves: float, target_seconds: float) -> tuple[float, float]:
    """Of those who find all agents busy: the share that is helped within the target, and that still waits after it.

    The wait of somebody who never leaves has a density proportional to
    exp(arrives (1 - exp(-leaves t)) / leaves - all_help t) (Mandelbaum & Zeltyn 2007, section 4). It has one top;
    Gauss-Legendre on short stretches around it is exact to the last digits, and only quotients are taken, so nothing
    overflows.
    """
    top = math.log(arrives / all_help) / leaves if arrives > all_help else 0.0
    width = 1.0 / (max(0.0, all_help - arrives) + math.sqrt(all_help * leaves))

    def height(at: NDArray[np.float64]) -> NDArray[np.float64]:
        # Relative to the top, where the slope is nought: both parts are small there, so that no digits are lost.
        past = at - top
        grown = -np.expm1(-leaves * past) * arrives * math.exp(-leaves * top) / leaves
        return np.asarray(np.exp(grown - all_help * past))

    first = max(0.0, top - _FAR * width)
    last = top + _FAR * width
    while height(np.array([last]))[0] > _NOTHING:
        last += _FAR * width

    def integral(from_: float, until: float, *, patient: bool) -> float:
        if until <= from_:
            return 0.0
        pieces = max(1, math.ceil((until - from_) / width))
        nodes, weights = _gauss()
        half = (until - from_) / pieces / 2.0
        at = from_ + half * (2.0 * np.arange(pieces)[:, None] + 1.0 + nodes[None, :])
        found = height(at) * np.exp(-leaves * at) if patient else height(at)
        return float(half * (found @ weights).sum())

    target = min(max(target_seconds, first), last)
    before, after = integral(first, target, patient=False), integral(target, last, patient=False)
    soon = integral(first, target, patient=True) / (before + after)
    return soon, after / (before + after) * math.exp(-leaves * target_seconds)


@cache
def _gauss() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    nodes, weights = np.polynomial.legendre.leggauss(20)
    return nodes, weights


# --- How many are needed --------------------------------------------------------------------------------------------


def agents_needed(load: Load, *, target_share: float, target_seconds: float, occupancy_max: float = 1.0) -> int:
    """The fewest agents with whom `target_share` of the callers is answered in time and nobody is busier than allowed.

    `target_share` and `occupancy_max` are 0..1. Nobody is needed when nobody calls. Raises `Refused("out_of_range")`.
    """
    _within("target_share", target_share, 0.0, 0.9999)
    _within("occupancy_max", occupancy_max, 0.01, 1.0)
    if load.calls_per_hour == 0:
        return 0

    def is_enough(agents: int) -> bool:
        found = judge(load, agents, target_seconds)
        return found.service_level >= target_share and found.occupancy <= occupancy_max

    most = max(1, math.ceil(load.erlangs))
    while not is_enough(most):
        most = most + max(1, most // 8)
    least = 0  # not enough, or it would be asked for nothing
    while most - least > 1:
        middle = (least + most) // 2
        least, most = (least, middle) if is_enough(middle) else (middle, most)
    return most
