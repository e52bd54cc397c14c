"""Making room before saying no: one visit goes to a colleague within its own promised window. Writes nothing itself."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np

from voordeur.planning.engine import problem as engine
from voordeur.planning.engine.offer import Offer, cheapest
from voordeur.planning.queries.routes import NEW, Routes, VisitRow
from voordeur.policy.rules import Window

# A try takes about a millisecond, and someone is waiting.
MOST_TRIES = 80


def rescue(
    routes: Routes, job: engine.Job, windows: Sequence[Window], *, trade: str, now: datetime
) -> tuple[Offer, set[int]] | None:
    """Put `job` where a visit of the same trade can move to another craftsman; the offer and the shifts that changed.

    Leaves `routes` with both in their places, or as it was when nothing helps. The promise of the visit that moves is
    kept to the minute: only who comes may change.
    """
    rows = np.array(sorted(routes.row(one) for one in routes.candidates), dtype=np.int64)
    for number, visit in enumerate(_movable(routes, trade, now)):
        if number >= MOST_TRIES:
            return None
        key = str(visit.pk)
        row = routes.row(visit.shift_id)
        before = list(routes.state.visits[row])
        own = routes.state.jobs[key]
        routes.state.remove(key)
        found = routes.ask(job, windows, shift_id=visit.shift_id)
        if found:
            offer = found[0]
            routes.state.insert(job, craftsman=offer.craftsman, shift=0, position=offer.position, window=_of(offer))
            other = cheapest(routes.state, own, rows=rows[rows != row])
            if other is not None:
                routes.state.insert(own, craftsman=other.craftsman, shift=0, position=other.position)
                return offer, {visit.shift_id, int(other.craftsman)}
            routes.state.remove(NEW)
        routes.state.set_visits(row, before)
    return None


def _of(offer: Offer) -> engine.Window:
    return engine.Window(offer.from_minute, offer.to_minute)


def _movable(routes: Routes, trade: str, now: datetime) -> Iterator[VisitRow]:
    """Visits that have not begun, of the trade that every candidate knows, in routes that are still possible."""
    candidates = set(routes.candidates)
    for visit in routes.visits.values():
        if (
            visit.shift_id in candidates
            and visit.trade == trade
            and not visit.is_fixed
            and visit.start_at > now
            and routes.is_possible(visit.shift_id)
        ):
            yield visit
