"""Where the homes are and how old who rents them is: facts without names, for a look at the whole association."""

from datetime import date
from typing import NamedTuple

from django.db.models import Min

from voordeur.homes.models import Dwelling, Tenancy
from voordeur.homes.queries.cards import SIGNED


class Site(NamedTuple):
    """A home: where it is in degrees (WGS 84), and who rents it on the day.

    `tenancy_id` is None for an empty home; `oldest_born_on` that of who signed, None when nobody's birthday is known.
    """

    lat: float
    lon: float
    postcode: str
    town: str
    tenancy_id: int | None
    oldest_born_on: date | None


def sites(day: date) -> list[Site]:
    """Every home of the association as it is let on `day`, in two questions to the database."""
    rented = (
        Tenancy.objects.in_force(day)
        .filter(household__members__role__in=SIGNED)
        .order_by("started_on", "pk")  # on a day of change the newer one
        .annotate(oldest=Min("household__members__person__born_on"))
        .values_list("dwelling_id", "pk", "oldest")
    )
    of = {dwelling_id: (tenancy_id, oldest) for dwelling_id, tenancy_id, oldest in rented}
    homes = Dwelling.objects.order_by("pk").values_list("pk", "lat", "lon", "postcode", "town")
    return [Site(lat, lon, postcode, town, *of.get(pk, (None, None))) for pk, lat, lon, postcode, town in homes]
