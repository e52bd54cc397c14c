"""Making teams. Every one stands in the audit trail."""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from voordeur.base import audit
from voordeur.kernel.errors import Refused
from voordeur.parties.models import Team, User
from voordeur.parties.rules import Permission, may


@transaction.atomic
def make_team(*, name: str, by: User, now: datetime) -> Team:
    """A team without members; who works in it is said at their account, and a policy names it by its code.

    Refused: not_allowed, team_unnamed, team_exists.
    """
    if not may(by.role, Permission.CHANGE_POLICY):
        raise Refused("not_allowed")
    name = " ".join(name.split())[:80]
    code = slugify(name).replace("-", "_").lstrip("0123456789_")[:40]
    if not code:
        raise Refused("team_unnamed")
    team, is_new = Team.objects.get_or_create(code=code, defaults={"name": name})
    if not is_new or Team.objects.filter(name__iexact=name).exclude(pk=team.pk).exists():
        raise Refused("team_exists", name=name)
    audit.record("team made", f"team {code}", by=by, now=now, details={"name": name})
    return team
