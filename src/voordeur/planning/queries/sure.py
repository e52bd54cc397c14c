"""Offers that can be kept also when work takes longer than planned, before those that are at risk. Writes nothing.

The policy says how likely a promise may be to be late; how likely it is, engine/judged.py works out.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from voordeur.planning.engine import problem as engine
from voordeur.planning.engine.judged import Judged, judged
from voordeur.planning.queries.durations import spread_of_trade
from voordeur.planning.queries.routes import Routes
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import Window


def as_uncertain(job: engine.Job, *, trade: str, minutes: float) -> engine.Job:
    """The job with the spread that `minutes` of work of its trade have on the whole."""
    return replace(job, service_sd_minutes=minutes * spread_of_trade(trade))


def ask_judged(
    routes: Routes, job: engine.Job, windows: Sequence[Window], *, policy: ServicePolicy, shift_id: int | None = None
) -> Judged:
    """The windows that a job can be promised in, judged by how likely their promises are to be late."""
    chosen = routes.candidates if shift_id is None else [one for one in routes.candidates if one == shift_id]
    if not chosen or not windows:
        return Judged([], [])
    return judged(
        routes.state,
        job,
        [engine.Window(routes.minute(one.start_at), routes.minute(one.end_at)) for one in windows],
        level=policy.planning.late_promise_max_share,
        rows=np.array(sorted(routes.row(one) for one in chosen), dtype=np.int64),
        is_one=shift_id is not None,
    )
