"""Shifts of a stretch of the past, row by row, for what learns from them. Writes nothing."""

from datetime import datetime
from typing import NamedTuple

from voordeur.planning.models import Shift


class Worked(NamedTuple):
    """A shift as it was rostered, and whether its craftsman was absent."""

    pk: int
    craftsman_id: int
    starts_at: datetime
    ends_at: datetime
    break_minutes: int
    is_absent: bool
    lat: float
    lon: float


def worked(from_at: datetime, until_at: datetime) -> list[Worked]:
    """The shifts that began in a stretch of time, by time."""
    rows = Shift.objects.between(from_at, until_at).order_by("starts_at", "craftsman_id")
    return [Worked._make(row) for row in rows.values_list(*Worked._fields)]
