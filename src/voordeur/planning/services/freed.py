"""A place that came free on the day itself: kept for one person who waits nearby, and booked when they take it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from voordeur.planning import rules
from voordeur.planning.models import Hold, Shift, Visit
from voordeur.planning.queries.holds import held_by_others, put_in
from voordeur.planning.queries.routes import read_routes
from voordeur.planning.services.booking import made
from voordeur.planning.services.places import Wish, settle
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import Window

if TYPE_CHECKING:
    from voordeur.homes.models import Dwelling
    from voordeur.parties.models import User


def keep_freed(
    *,
    key: str,
    shift: Shift,
    dwelling: "Dwelling",
    trade: str,
    minutes: int,
    window: Window,
    until_at: datetime,
    now: datetime,
    policy: ServicePolicy,
) -> bool:
    """Keep a place in one route of today for `key`; False when the work does not fit there."""
    routes = read_routes(where=Q(pk=shift.pk, is_absent=False), now=now, policy=policy, with_overtime=False)
    put_in(routes, held_by_others(key=key, now=now))
    if not routes.ask(routes.job(lat=dwelling.lat, lon=dwelling.lon, minutes=minutes), (window,)):
        return False
    Hold.objects.update_or_create(
        key=key,
        window_from_at=window.start_at,
        window_until_at=window.end_at,
        defaults={
            "shift": shift,
            "lat": dwelling.lat,
            "lon": dwelling.lon,
            "trade": trade,
            "minutes": minutes,
            "made_at": now,
            "until_at": until_at,
        },
    )
    return True


def book_freed(
    *,
    key: str,
    dwelling: "Dwelling",
    trade: str,
    minutes: int,
    window: Window,
    case_kind: str,
    case_id: int,
    by: "User | None",
    now: datetime,
    policy: ServicePolicy,
) -> Visit:
    """Promise a window of today that was kept for `key`, whoever of the trade can keep it. Refused "slot_taken"."""
    rules.check_may_book(by.role if by else None)
    wish = Wish(dwelling.lat, dwelling.lon, trade, minutes, (window,), key=key)
    return settle(
        wish,
        lambda place: made(place, wish, dwelling, case_kind, case_id, now, is_promised=True),
        now=now,
        policy=policy,
    )
