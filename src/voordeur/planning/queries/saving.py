"""What each change of a plan saves on its own, beside the plan as it is now. Writes nothing."""

from collections.abc import Sequence

import numpy as np

from voordeur.planning.engine import problem as engine
from voordeur.planning.engine.cost import cost_of
from voordeur.planning.engine.offer import offers
from voordeur.planning.engine.state import State, prepare
from voordeur.planning.queries.problem import Live, Place


def savings(live: Live, changes: Sequence[tuple[int, Place]]) -> dict[int, float | None]:
    """By visit what moving it alone saves, by the weights; None when it does not fit alone."""
    if not changes:
        return {}
    state = prepare(live.problem, live.plan)
    return {pk: _saving(live, state, pk, place) for pk, place in changes}


def _saving(live: Live, state: State, visit_id: int, place: Place) -> float | None:
    key = str(visit_id)
    job = state.jobs[key]
    craftsman, number = live.of_shift[place.shift_id]
    target = state.row_of[craftsman, number]
    source = state.where.get(key)
    before = 0.0
    kept = None
    if source is not None:
        kept = list(state.visits[source])
        before = _cost(live, state, source)
        state.remove(key)
        before -= _cost(live, state, source)
    window = engine.Window(live.minute(place.window.start_at), live.minute(place.window.end_at))
    found = offers(state, job, [window], rows=np.array([target], dtype=np.int64))
    if source is None:
        # Work that had no place gets one: what that saves is the price of leaving it.
        before = live.problem.weights.unplanned_job * job.priority
    elif kept is not None:
        state.set_visits(source, kept)
    return round(before - found[0].total, 3) if found else None


def _cost(live: Live, state: State, row: int) -> float:
    terms = cost_of(live.problem, engine.Plan((state.route(row),)), travel=state.travel)
    return terms["total"] - terms["unplanned"]
