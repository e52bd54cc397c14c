"""Offers that can be kept also when work takes longer than planned, before those that are at risk. Writes nothing.

What the tenant is promised rests on the plan's minutes; what work really takes varies. The policy says how likely a
promise may be to be late.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from voordeur.planning.engine import problem as engine
from voordeur.planning.engine.chances import is_sure
from voordeur.planning.engine.offer import Offer, offers
from voordeur.planning.queries.durations import spread_of_trade
from voordeur.planning.queries.routes import Routes
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import Window

# How often another craftsman is looked for, for the windows in which the cheapest one is at risk.
MORE_TRIES = 2


@dataclass(frozen=True, slots=True)
class Judged:
    """Offers of which every promise of the route stays below the policy's level, and for the other windows the
    cheapest one; each the cheapest first."""

    sure: list[Offer]
    at_risk: list[Offer]


def as_uncertain(job: engine.Job, *, trade: str, minutes: float) -> engine.Job:
    """The job with the spread that `minutes` of work of its trade have on the whole."""
    return replace(job, service_sd_minutes=minutes * spread_of_trade(trade))


def ask_judged(
    routes: Routes, job: engine.Job, windows: Sequence[Window], *, policy: ServicePolicy, shift_id: int | None = None
) -> Judged:
    """The windows that a job can be promised in, judged by how likely their promises are to be late.

    Where the cheapest craftsman of a window is at risk, another one of that window is looked for.
    """
    level = policy.planning.late_promise_max_share
    found = routes.ask(job, windows, shift_id=shift_id)
    sure, at_risk = _parted(routes, job, found, level)
    first = {(one.from_minute, one.to_minute): one for one in at_risk}
    tried: set[str] = set()
    for _ in range(MORE_TRIES if shift_id is None else 0):
        tried |= {one.craftsman for one in at_risk}
        rows = [routes.row(one) for one in routes.candidates if str(one) not in tried]
        if not at_risk or not rows:
            break
        asked = [engine.Window(one.from_minute, one.to_minute) for one in at_risk]
        others = offers(routes.state, job, asked, rows=np.array(sorted(rows), dtype=np.int64))
        more, at_risk = _parted(routes, job, others, level)
        sure += more
    kept = {(one.from_minute, one.to_minute) for one in sure}
    return Judged(sorted(sure, key=_price), sorted((one for key, one in first.items() if key not in kept), key=_price))


def _parted(routes: Routes, job: engine.Job, found: Sequence[Offer], level: float) -> tuple[list[Offer], list[Offer]]:
    sure: list[Offer] = []
    at_risk: list[Offer] = []
    for one in found:
        (sure if is_sure(routes.state, job, one, level=level) else at_risk).append(one)
    return sure, at_risk


def _price(offer: Offer) -> tuple[float, float, float]:
    return round(offer.total, 6), offer.start_minute, offer.from_minute
