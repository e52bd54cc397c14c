"""What was sent to somebody."""

from voordeur.letters.models import Dispatch
from voordeur.letters.rules.channel import Channel


def count_unread(person_id: int) -> int:
    """How many messages on their own page somebody has not opened."""
    return Dispatch.objects.filter(person_id=person_id, channel=Channel.PORTAL, read_at=None).count()
