"""Contacts of a stretch of the past, row by row, for what learns from them. Writes nothing."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from voordeur.contact.models import ContactMoment
from voordeur.contact.rules.talking import IN

CHUNK = 5_000


class Told(NamedTuple):
    """Somebody told or asked us something: how, about what, how many seconds an agent was busy with it, and whether
    that was all it took. `agent_id` is None where nobody of ours answered."""

    at: datetime
    channel: str
    subject: str
    case_kind: str
    case_id: int | None
    seconds: int
    agent_id: int | None
    is_solved_at_once: bool


def told(from_at: datetime, until_at: datetime) -> Iterator[Told]:
    """What came to us in a stretch of time and is over, by time."""
    rows = ContactMoment.objects.filter(at__gte=from_at, at__lt=until_at, direction=IN, is_open=False)
    values = rows.order_by("at", "pk").values_list(*Told._fields)
    yield from map(Told._make, values.iterator(chunk_size=CHUNK))
