"""Finding accounts, and who may act for whom. Reads only."""

from datetime import date

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest

from voordeur.parties.models import CraftsmanTrade, Mandate, Team, User, UserQuerySet
from voordeur.parties.rules import MandateScope
from voordeur.parties.rules.mandates import covers


def logged_in(request: HttpRequest) -> User:
    """The user behind a page that only lets users in; an anonymous one there is a fault of ours, refused as such."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def may_act_for(agent_person_id: int, principal_person_id: int, scope: MandateScope, day: date) -> bool:
    """Whether someone is the tenant, or holds a mandate of the tenant that covers `scope` on `day`."""
    if agent_person_id == principal_person_id:
        return True
    given = Mandate.objects.in_force(day).filter(agent_id=agent_person_id, principal_id=principal_person_id)
    return any(covers(one, scope) for one in given.values_list("scope", flat=True))


def mandates_of(principal_id: int, day: date) -> list[Mandate]:
    """The mandates of a tenant that hold on `day` or begin later, with the people who hold them."""
    return list(
        Mandate.objects.filter(Q(until_on=None) | Q(until_on__gte=day), principal_id=principal_id)
        .select_related("agent")
        .order_by("from_on", "pk")
    )


def mandates_held_by(agent_id: int, day: date) -> list[Mandate]:
    """The mandates in force that someone holds, with the tenants they act for."""
    return list(
        Mandate.objects.in_force(day).filter(agent_id=agent_id).select_related("principal").order_by("from_on", "pk")
    )


def teams_of(user: User) -> QuerySet[Team]:
    """The teams that somebody works in."""
    return Team.objects.filter(Q(pk=user.team_id) | Q(pk__in=user.other_teams.values("pk")))


def teams() -> QuerySet[Team]:
    """Every team by name, with those who work in it."""
    everyone = User.objects.filter(is_active=True).order_by("name", "pk")
    members = (Prefetch("members", queryset=everyone), Prefetch("other_members", queryset=everyone))
    return Team.objects.order_by("name", "pk").prefetch_related(*members)


def members_of(team: Team) -> QuerySet[User]:
    """Who works in a team now, by name."""
    everyone = User.objects.filter(Q(team=team) | Q(pk__in=team.other_members.values("pk")))
    return everyone.filter(is_active=True).order_by("name", "pk")


def accounts(by: User, *, text: str = "", role: str = "", state: str = "") -> UserQuerySet:
    """Accounts by name, with their team and whether they have a second factor (`has_second_factor`).

    `text` is a part of a name or an e-mail address, `state` is `active`, `inactive` or `` for both.
    """
    factor = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    found = User.objects.visible_to(by).select_related("team", "person").order_by("name", "pk")
    for word in text.split():
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
    if role:
        found = found.filter(role=role)
    if state:
        found = found.filter(is_active=state == "active")
    return found.annotate(has_second_factor=Exists(factor))


def trades_by_craftsman() -> dict[int, frozenset[str]]:
    """The trades (VERA ONDERHOUDSPECIALISME) that each craftsman can do."""
    found: dict[int, set[str]] = {}
    for craftsman_id, trade in CraftsmanTrade.objects.values_list("craftsman_id", "trade"):
        found.setdefault(craftsman_id, set()).add(trade)
    return {craftsman_id: frozenset(trades) for craftsman_id, trades in found.items()}
