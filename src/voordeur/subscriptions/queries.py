"""Whether a tenancy has the subscription on a day."""

from datetime import date

from django.db.models import Q

from voordeur.homes.models import Tenancy
from voordeur.subscriptions.models import Subscription


def has_subscription(tenancy_id: int | None, *, day: date) -> bool:
    """Whether the subscription runs on `day`; False without a tenancy."""
    if tenancy_id is None:
        return False
    return Subscription.objects.filter(
        Q(ended_on=None) | Q(ended_on__gte=day), tenancy_id=tenancy_id, started_on__lte=day
    ).exists()


def subscribed_tenancies(day: date) -> frozenset[int]:
    """The tenancies that have the subscription on `day`."""
    runs = Subscription.objects.filter(Q(ended_on=None) | Q(ended_on__gte=day), started_on__lte=day)
    return frozenset(runs.values_list("tenancy_id", flat=True))


def of_person(person_id: int, *, day: date) -> bool:
    """Whether one of the person's tenancies has the subscription on `day`."""
    return Subscription.objects.filter(
        Q(ended_on=None) | Q(ended_on__gte=day),
        tenancy__household__members__person_id=person_id,
        tenancy__ended_on=None,
        started_on__lte=day,
    ).exists()


def tenancies_on(day: date) -> tuple[int, int]:
    """(with the subscription, all) tenancies that run on `day`."""
    runs = Q(started_on__lte=day) & (Q(ended_on=None) | Q(ended_on__gte=day))
    subscribed = Subscription.objects.filter(runs).values("tenancy").distinct().count()
    return subscribed, Tenancy.objects.filter(runs).count()
