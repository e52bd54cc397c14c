"""Windows that can be kept when others make way, for who is shown too few. Writes nothing: a booking makes the room."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from voordeur.planning.engine.offer import Offer
from voordeur.planning.queries.holds import held_by_others, put_in
from voordeur.planning.queries.offers import SlotOffer
from voordeur.planning.queries.routes import Routes, read_routes, working
from voordeur.planning.services.rescue import rescue
from voordeur.policy import rules as promised
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import Window

# Somebody waits for the page: no more days than can be read and searched in a moment.
MOST_DAYS = 5


def rescued_offers(
    *,
    lat: float,
    lon: float,
    trade: str,
    minutes: int,
    windows: Sequence[Window],
    most: int,
    now: datetime,
    policy: ServicePolicy,
    moving_visit_id: int | None = None,
    key: str = "",
) -> list[SlotOffer]:
    """Up to `most` of these windows that can be kept when visits of others go to a colleague in their own windows.

    As services.rescue has it, and nobody whose tenant was told a name. Each is worked out by itself: what is then
    booked makes its room at that moment. Empty when the policy rescues nobody.
    """
    if not policy.planning.rescue_before_refusing or not windows or most <= 0:
        return []
    days = sorted({promised.local(one.start_at).date() for one in windows})[:MOST_DAYS]
    left = [one for one in windows if promised.local(one.start_at).date() in days]
    where = working(
        trade=trade,
        from_at=left[0].start_at - timedelta(minutes=policy.planning.overtime_minutes),
        until_at=max(one.end_at for one in left),
    )
    routes = read_routes(where=where, now=now, policy=policy, with_overtime=False, without=moving_visit_id)
    put_in(routes, held_by_others(key=key, now=now))
    job = routes.job(lat=lat, lon=lon, minutes=minutes)
    found: list[SlotOffer] = []
    while left and len(found) < most:
        there = replace(routes, state=routes.state.copy(), visits=dict(routes.visits))
        rescued = rescue(there, job, left, trade=trade, now=now, keep_names=True)
        if rescued is None:
            break
        window = next(one for one in left if there.minute(one.start_at) == rescued[0].from_minute)
        found.append(_slot(there, rescued[0], window))
        left.remove(window)
    return found


def _slot(routes: Routes, offer: Offer, window: Window) -> SlotOffer:
    shift = routes.shifts[int(offer.craftsman)]
    travel = max(0.0, offer.extra["travel"])
    return SlotOffer(
        window.start_at,
        window.end_at,
        shift.pk,
        shift.craftsman_id,
        shift.craftsman_name,
        routes.moment(offer.start_minute),
        travel,
        routes.roads.km_in(travel),
        offer.total,
    )
