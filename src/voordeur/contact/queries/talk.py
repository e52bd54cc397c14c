"""How long contacts took and how many there were, for costs and figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce

from voordeur.base.periods import bucket
from voordeur.contact.models import ContactMoment
from voordeur.contact.rules.talking import IN
from voordeur.figures.rules.intervals import Count as Counted


@dataclass(frozen=True, slots=True)
class Talk:
    """How many contacts, and how many seconds an agent was busy with them."""

    contacts: int = 0
    seconds: int = 0


def seconds_of_case(case_kind: str, case_id: int) -> int:
    """What the contacts about one case took an agent."""
    total = ContactMoment.objects.filter(case_kind=case_kind, case_id=case_id).aggregate(
        seconds=Coalesce(Sum("seconds"), 0)
    )
    return int(total["seconds"])


def _between(bounds: Sequence[datetime]) -> QuerySet[ContactMoment]:
    return ContactMoment.objects.filter(at__gte=bounds[0], at__lt=bounds[-1])


def talk_by_month(bounds: Sequence[datetime]) -> dict[tuple[int, str], Talk]:
    """(stretch, kind of case or "") -> talk; stretch i runs from bounds[i] up to bounds[i + 1]."""
    rows = (
        _between(bounds)
        .annotate(stretch=bucket("at", bounds))
        .values_list("stretch", "case_kind")
        .annotate(contacts=Count("pk"), total=Sum("seconds"))
    )
    return {(stretch, kind): Talk(contacts, seconds) for stretch, kind, contacts, seconds in rows}


def seconds_by_dwelling(from_at: datetime, until_at: datetime) -> Iterator[tuple[int, int]]:
    """(dwelling, seconds) of every home about which there was contact, in no order."""
    rows = _between((from_at, until_at)).exclude(dwelling=None).values_list("dwelling_id")
    yield from rows.annotate(total=Sum("seconds")).iterator(chunk_size=5000)


def seconds_of_dwelling(dwelling_id: int, from_at: datetime, until_at: datetime) -> int:
    """What the contacts about one home took an agent in a stretch of time."""
    rows = _between((from_at, until_at)).filter(dwelling_id=dwelling_id)
    return int(rows.aggregate(seconds=Coalesce(Sum("seconds"), 0))["seconds"])


def _answered(bounds: Sequence[datetime]) -> QuerySet[ContactMoment]:
    """What came to us and somebody of ours answered."""
    return _between(bounds).filter(direction=IN, is_open=False, agent__isnull=False)


def solved_by_month(bounds: Sequence[datetime]) -> list[Counted]:
    """Per stretch from bounds[i] up to bounds[i + 1]: contacts that we answered, and how many were solved at once."""
    hits, n = [0] * (len(bounds) - 1), [0] * (len(bounds) - 1)
    rows = _answered(bounds).annotate(stretch=bucket("at", bounds)).values_list("stretch", "is_solved_at_once")
    for stretch, is_solved, times in rows.annotate(times=Count("pk")):
        n[stretch] += times
        hits[stretch] += times if is_solved else 0
    return [Counted(solved, all_of) for solved, all_of in zip(hits, n, strict=True)]


def solved_by_subject(from_at: datetime, until_at: datetime) -> dict[str, Counted]:
    """Subject -> the contacts that we answered about it, and how many were solved at once."""
    found: dict[str, Counted] = {}
    rows = _answered((from_at, until_at)).values_list("subject", "is_solved_at_once").annotate(times=Count("pk"))
    for subject, is_solved, times in rows:
        found[subject] = found.get(subject, Counted()) + Counted(times if is_solved else 0, times)
    return found
