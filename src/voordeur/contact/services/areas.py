"""Saying which team looks after a neighbourhood."""

from datetime import datetime

from django.db import transaction

from voordeur.base import audit
from voordeur.contact.models import Area
from voordeur.parties.models import Team, User


@transaction.atomic
def give(*, postcode: str, team: Team, by: User, now: datetime) -> Area:
    """Homes whose postcode begins with these four figures belong to this team from now on."""
    area, _made = Area.objects.update_or_create(postcode=postcode, defaults={"team": team})
    audit.record("area given", f"postcode {postcode}", by=by, now=now, details={"team": team.code})
    return area


@transaction.atomic
def forget(*, postcode: str, by: User, now: datetime) -> None:
    """These homes belong to no team; the general one takes their contacts."""
    if Area.objects.filter(postcode=postcode).delete()[0]:
        audit.record("area ended", f"postcode {postcode}", by=by, now=now)
