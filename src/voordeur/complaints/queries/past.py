"""Complaints of a stretch of the past, row by row, for what learns from them. Writes nothing."""

from datetime import datetime

from voordeur.complaints.models import Complaint


def received(from_at: datetime, until_at: datetime) -> list[tuple[datetime, str]]:
    """(moment, what about) of the complaints that came in in a stretch of time, by time."""
    rows = Complaint.objects.filter(received_at__gte=from_at, received_at__lt=until_at)
    return list(rows.order_by("received_at", "pk").values_list("received_at", "about"))
