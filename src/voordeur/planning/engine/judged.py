"""Offers that can be kept also when work takes longer than planned, apart from those that are at risk.

What the tenant is promised rests on the plan's minutes; what work really takes varies. How likely a promise may be to
be late is the caller's to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from voordeur.planning.engine.chances import is_sure
from voordeur.planning.engine.offer import Offer, offers
from voordeur.planning.engine.problem import Job, Window
from voordeur.planning.engine.state import State
from voordeur.planning.engine.travel import Ints

# How often another craftsman is looked for, for the windows in which the cheapest one is at risk.
MORE_TRIES = 2


@dataclass(frozen=True, slots=True)
class Judged:
    """Offers of which every promise of the route stays below the level, and for the other windows the cheapest one;
    each the cheapest first."""

    sure: list[Offer]
    at_risk: list[Offer]

    @property
    def offered(self) -> list[Offer]:
        """What is offered: what is at risk only where everything is."""
        return self.sure or self.at_risk


def judged(
    state: State, job: Job, windows: Sequence[Window], *, level: float, rows: Ints | None = None, is_one: bool = False
) -> Judged:
    """The windows that can be kept, judged by how likely their promises are to be late: a chance of at most `level`.

    Where the cheapest shift of a window is at risk another one is looked for, unless it `is_one` that was asked for.
    `rows` limits the shifts asked. Raises KeyError when the job's place is unknown.
    """
    sure, at_risk = _parted(state, job, offers(state, job, windows, rows=rows), level)
    first = {(one.from_minute, one.to_minute): one for one in at_risk}
    asked = state.allowed(job) if rows is None else rows
    tried: set[int] = set()
    for _ in range(0 if is_one else MORE_TRIES):
        tried |= {state.row_of[one.craftsman, one.shift] for one in at_risk}
        left = asked[~np.isin(asked, sorted(tried))]
        if not at_risk or not len(left):
            break
        again = [Window(one.from_minute, one.to_minute) for one in at_risk]
        more, at_risk = _parted(state, job, offers(state, job, again, rows=left), level)
        sure += more
    kept = {(one.from_minute, one.to_minute) for one in sure}
    return Judged(sorted(sure, key=_price), sorted((one for key, one in first.items() if key not in kept), key=_price))


def _parted(state: State, job: Job, found: Sequence[Offer], level: float) -> tuple[list[Offer], list[Offer]]:
    sure: list[Offer] = []
    at_risk: list[Offer] = []
    for one in found:
        (sure if is_sure(state, job, one, level=level) else at_risk).append(one)
    return sure, at_risk


def _price(offer: Offer) -> tuple[float, float, float]:
    return round(offer.total, 6), offer.start_minute, offer.from_minute
