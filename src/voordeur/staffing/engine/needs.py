"""From calls to people: how many are needed in a quarter of an hour, how many must be paid for it, what callers notice.

`shrinkage` is the share of paid time in which somebody cannot be on the telephone (leave, illness, breaks).
"""

import math
from dataclasses import dataclass

from voordeur.staffing.engine.erlang import Load, agents_needed, judge

QUARTERS_PER_HOUR = 4


@dataclass(frozen=True, slots=True)
class Aim:
    """What the service policy promises about the telephone; shares 0..1."""

    share: float
    seconds: float
    shrinkage: float
    occupancy_max: float


@dataclass(frozen=True, slots=True)
class Talk:
    """How long a call keeps an agent busy, and how long people are prepared to wait (None: nobody was seen leaving)."""

    handling_seconds: float
    patience_seconds: float | None


@dataclass(frozen=True, slots=True)
class Need:
    """Agents on the telephone with people hanging up, the same when nobody would, and how many must be rostered."""

    agents: int
    agents_patient: int
    rostered: int


def load_of(calls: float, talk: Talk) -> Load:
    """A quarter of an hour as the steady stream it is part of."""
    return Load(round(calls * QUARTERS_PER_HOUR, 6), talk.handling_seconds, talk.patience_seconds)


def need(calls: float, talk: Talk, aim: Aim) -> Need:
    """Whom `calls` in a quarter of an hour ask for."""
    load = load_of(calls, talk)
    patient = Load(load.calls_per_hour, load.handling_seconds)
    aims = {"target_share": aim.share, "target_seconds": aim.seconds, "occupancy_max": aim.occupancy_max}
    without = agents_needed(patient, **aims)
    agents = without if load.patience_seconds is None else agents_needed(load, **aims)
    return Need(agents, without, rostered(agents, aim.shrinkage))


def rostered(agents: int, shrinkage: float) -> int:
    """How many must be paid so that on average so many are on the telephone."""
    return math.ceil(agents / (1.0 - shrinkage) - 1e-9)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What callers notice of a roster; both are shares of all callers, 0..1."""

    service_level: float
    abandonment: float


def foresee(calls: float, talk: Talk, aim: Aim, there: int) -> Foreseen:
    """With so many in the roster, of whom `shrinkage` cannot be on the telephone: between two whole numbers in line."""
    load = load_of(calls, talk)
    on_telephone = there * (1.0 - aim.shrinkage)
    fewer = math.floor(on_telephone + 1e-9)
    part = max(0.0, on_telephone - fewer)
    low, high = judge(load, fewer, aim.seconds), judge(load, fewer + 1, aim.seconds)
    return Foreseen(
        service_level=(1.0 - part) * low.service_level + part * high.service_level,
        abandonment=(1.0 - part) * low.abandonment + part * high.abandonment,
    )
