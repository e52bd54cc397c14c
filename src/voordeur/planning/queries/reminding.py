"""Visits of which the tenant has not been reminded. Which day that is, the room of the case asks its policy."""

from datetime import datetime

from voordeur.planning.models import Visit


def to_remind(*, case_kind: str, now: datetime, most: int) -> list[Visit]:
    """Promised visits of one kind of case that are still to come, the soonest first, at most `most`."""
    coming = Visit.objects.planned().filter(
        case_kind=case_kind, is_promised=True, reminded_at=None, window_from_at__gt=now
    )
    return list(coming.order_by("window_from_at", "pk")[:most])
