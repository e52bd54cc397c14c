"""What was sent to somebody."""

from django.db.models import Q, QuerySet

from voordeur.letters.models import Dispatch
from voordeur.letters.rules.channel import Channel
from voordeur.parties.models import User


def count_unread(person_id: int) -> int:
    """How many messages on their own page somebody has not opened."""
    return Dispatch.objects.filter(person_id=person_id, channel=Channel.PORTAL, read_at=None).count()


def sent_by(channel: str, *, by: User, asked: str = "") -> QuerySet[Dispatch]:
    """What went by one way and may be seen by `by`, the newest first; `asked` is the beginning of a last name, or
    something on the envelope."""
    found = Dispatch.objects.visible_to(by).filter(channel=channel).select_related("person")
    if asked:
        found = found.filter(Q(person__last_name__istartswith=asked) | Q(postal__icontains=asked))
    return found.order_by("-at", "-pk")
