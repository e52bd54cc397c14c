"""The secret address of a craftsman's own calendar: made, and withdrawn when it went astray."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from voordeur.base.audit import record
from voordeur.kernel.errors import Refused
from voordeur.planning.models import CalendarLink

if TYPE_CHECKING:
    from voordeur.parties.models import User


@transaction.atomic
def open_calendar(*, by: "User", now: datetime) -> CalendarLink:
    """A new address for one's own calendar; the old one stops working. Refused "not_allowed" for who has no shifts."""
    craftsman = getattr(by, "craftsman", None)
    if craftsman is None:
        raise Refused("not_allowed")
    close_calendar(by=by, now=now)
    link = CalendarLink.objects.create(craftsman=craftsman, made_at=now)
    record("planning.calendar_opened", f"craftsman {craftsman.pk}", by=by, now=now)
    return link


@transaction.atomic
def close_calendar(*, by: "User", now: datetime) -> None:
    """Whoever has the address reads nothing any more. Closing what is closed does nothing."""
    if CalendarLink.objects.filter(craftsman__user=by, revoked_at=None).update(revoked_at=now):
        record("planning.calendar_closed", f"craftsman of {by.pk}", by=by, now=now)
