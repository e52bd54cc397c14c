"""Keeping windows free for whoever was shown them, until they choose or the time is over."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from voordeur.planning.models import Hold
from voordeur.planning.queries.offers import SlotOffer
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import held_until


@transaction.atomic
def hold(
    *,
    key: str,
    slots: Sequence[SlotOffer],
    lat: float,
    lon: float,
    trade: str,
    minutes: int,
    now: datetime,
    policy: ServicePolicy,
    until_at: datetime | None = None,
) -> datetime:
    """Keep these windows for `key`, as long as the policy says or until `until_at`, and let go of its others.

    A window that was held already is not held longer: looking again and again takes nothing from others. Returns until
    when the new ones are kept.
    """
    until = until_at or held_until(policy, now)
    wanted = {(slot.window_from_at, slot.window_until_at): slot for slot in slots}
    stay: set[tuple[datetime, datetime]] = set()
    for old in Hold.objects.filter(key=key):
        window = (old.window_from_at, old.window_until_at)
        if window in wanted and old.until_at > now:
            stay.add(window)
        else:
            old.delete()
    Hold.objects.bulk_create(
        [
            Hold(
                key=key,
                shift_id=slot.shift_id,
                window_from_at=slot.window_from_at,
                window_until_at=slot.window_until_at,
                lat=lat,
                lon=lon,
                trade=trade,
                minutes=minutes,
                made_at=now,
                until_at=until,
            )
            for window, slot in wanted.items()
            if window not in stay
        ],
        ignore_conflicts=True,
    )
    return until


def let_go(*, key: str) -> None:
    """Give back what is held for `key`."""
    if key:
        Hold.objects.filter(key=key).delete()


def sweep_holds(*, now: datetime) -> int:
    """Throw away holds that are over; repeated work. They counted for nothing since."""
    return Hold.objects.filter(until_at__lte=now).delete()[0]
