"""Whose calendar an address opens, and the visits in it. Writes nothing."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from voordeur.planning.models import CalendarLink, Visit, VisitState

if TYPE_CHECKING:
    from voordeur.parties.models import User

BACK, AHEAD = timedelta(days=14), timedelta(days=60)


def calendar_of(*, user: "User") -> CalendarLink | None:
    """The address that works now, for its owner; None when there is none."""
    return CalendarLink.objects.filter(craftsman__user=user, revoked_at=None).first()


def visits_of_calendar(*, key: str, now: datetime) -> list[Visit] | None:
    """The visits behind an address, from two weeks ago on; None for one that is withdrawn or never was."""
    link = CalendarLink.objects.filter(key=key, revoked_at=None, craftsman__user__is_active=True).first()
    if link is None:
        return None
    return list(
        Visit.objects.filter(
            shift__craftsman_id=link.craftsman_id,
            planned_start_at__gte=now - BACK,
            planned_start_at__lt=now + AHEAD,
        )
        .exclude(state=VisitState.CANCELLED)
        .select_related("dwelling")
        .order_by("planned_start_at", "pk")
    )
