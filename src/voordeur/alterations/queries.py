"""Which alterations of the tenant stand in a home."""

from datetime import date

from django.db.models import Q, QuerySet

from voordeur.alterations.models import Alteration


def standing(dwelling_id: int, element: str, *, day: date) -> QuerySet[Alteration]:
    """The tenant's own alterations of this kind of thing that stand in the home on `day`."""
    return Alteration.objects.filter(
        Q(removed_on=None) | Q(removed_on__gt=day), dwelling_id=dwelling_id, element=element, placed_on__lte=day
    )
