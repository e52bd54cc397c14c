"""Routes as a proposal would have them, ready to be kept. Reads; writes nothing itself."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from voordeur.planning.queries.problem import Place
from voordeur.planning.queries.routes import Routes, read_routes
from voordeur.planning.queries.ways import NotPossibleError, give_window
from voordeur.policy.models import ServicePolicy


def whole_routes(
    orders: Mapping[int, Sequence[int]],
    places: Mapping[int, Place],
    *,
    shift_ids: Collection[int],
    now: datetime,
    policy: ServicePolicy,
) -> Routes:
    """The routes of `shift_ids` with the visits of `orders`; `places` holds the windows of those that move.

    Raises NotPossibleError when one of the shifts has begun or cannot be done in that order.
    """
    routes = read_routes(where=Q(pk__in=shift_ids), now=now, policy=policy, with_overtime=True)
    moving = {pk for order in orders.values() for pk in order}
    if not moving <= set(routes.visits):
        raise NotPossibleError
    state = routes.state
    for shift_id in routes.shifts:
        row = routes.row(shift_id)
        if shift_id in orders and state.floor_stops[row]:
            raise NotPossibleError
        state.set_visits(row, [one for one in state.visits[row] if int(one.job) not in moving])
        if shift_id in orders and state.visits[row]:
            raise NotPossibleError
    for shift_id, order in orders.items():
        for pk in order:
            if pk in places:
                give_window(routes, pk, places[pk].window)
        state.set_visits(routes.row(shift_id), [state.visit(state.jobs[str(pk)]) for pk in order])
        if not routes.is_possible(shift_id):
            raise NotPossibleError
    return routes


def one_change(
    visit_id: int, place: Place, *, shift_ids: Collection[int], now: datetime, policy: ServicePolicy
) -> Routes:
    """The routes of `shift_ids` with one visit at its cheapest position of another route.

    Raises NotPossibleError when it does not fit there.
    """
    routes = read_routes(where=Q(pk__in=shift_ids), now=now, policy=policy, with_overtime=True)
    if visit_id not in routes.visits:
        raise NotPossibleError
    key = str(visit_id)
    routes.state.remove(key)
    give_window(routes, visit_id, place.window)
    job = routes.state.jobs[key]
    found = routes.ask(job, (place.window,), shift_id=place.shift_id)
    if not found:
        raise NotPossibleError
    routes.insert(job, found[0], place.window)
    return routes
