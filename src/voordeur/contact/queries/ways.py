"""Which team looks after a home, and the way that a contact goes under the policy. Writes nothing."""

from datetime import datetime

from voordeur.contact.models import Area
from voordeur.contact.rules.routing import Route, route
from voordeur.homes.models import Dwelling
from voordeur.policy.models import ServicePolicy
from voordeur.promises import queries as promises


def area_team(dwelling: Dwelling | None) -> str:
    """The code of the team of a home's neighbourhood; empty when there is none."""
    if dwelling is None:
        return ""
    found = Area.objects.filter(postcode=dwelling.postcode[:4]).values_list("team__code", flat=True).first()
    return found or ""


def way_of(policy: ServicePolicy, *, subject: str, dwelling: Dwelling | None) -> Route:
    """The way of a contact about this subject and this home, as the association has organised it."""
    return route(policy.organisation.model, subject=subject, area_team=area_team(dwelling))


def way_now(now: datetime, *, subject: str, dwelling: Dwelling | None) -> Route:
    """The same under the policy in force."""
    return way_of(promises.in_force(now).policy, subject=subject, dwelling=dwelling)
