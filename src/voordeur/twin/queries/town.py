"""The association's own homes as the town of a simulation: places and districts, on request what its tenants are."""

from datetime import date

from voordeur.homes.queries import sites
from voordeur.subscriptions import queries as subscriptions
from voordeur.twin.engine.places import OwnHome, Town, town_of

OLDER_YEARS = 65  # as in the register of parameters: `older_share`


def own_town(day: date, *, with_tenants: bool = False) -> Town:
    """The town as it is on `day`. Raises Refused "no_homes" or "no_coordinates".

    `with_tenants`: also which homes are of older people and which have the subscription; only these two facts are
    taken, and only where they are known. Without it both fall by luck with the register's shares.
    """
    subscribed = subscriptions.subscribed_tenancies(day) if with_tenants else frozenset()
    homes = []
    for site in sites.sites(day):
        is_older = is_subscribed = None
        if with_tenants and site.oldest_born_on is not None:
            is_older = _years(site.oldest_born_on, day) >= OLDER_YEARS
        # Where nobody has it, it is not offered: who would take it then is not known.
        if subscribed and site.tenancy_id is not None:
            is_subscribed = site.tenancy_id in subscribed
        homes.append(
            OwnHome(site.lat, site.lon, site.postcode, f"{site.postcode[:4]} {site.town}", is_older, is_subscribed)
        )
    return town_of(homes)


def _years(born_on: date, day: date) -> int:
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
