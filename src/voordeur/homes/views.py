"""The card of a home."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from voordeur.base import audit
from voordeur.base.access import roles
from voordeur.base.panels import panels
from voordeur.homes import queries, texts
from voordeur.homes.models import Dwelling
from voordeur.parties import texts as people_texts
from voordeur.parties.models import User
from voordeur.parties.rules import OFFICE, MandateScope, Permission, Role, may


@roles(OFFICE | {Role.TENANT})
@require_GET
def card(request: HttpRequest, dwelling_id: int) -> HttpResponse:
    """What a home is and who lives there; for the office also what other rooms know about it."""
    user = cast("User", request.user)
    now = timezone.now()
    try:
        home = queries.card(dwelling_id, user, timezone.localdate(now))
    except Dwelling.DoesNotExist as fault:
        raise Http404 from fault
    is_office = user.role in OFFICE
    if is_office:
        audit.record("home seen", f"dwelling {dwelling_id}", by=user, now=now)
    return render(
        request,
        "homes/card.html",
        {
            "home": home,
            "kind": texts.KINDS.get(home.kind, ""),
            "residents": [
                (
                    resident,
                    people_texts.HOUSEHOLD_ROLES[resident.role],
                    people_texts.CHANNELS.get(resident.preferred_channel, ""),
                )
                for resident in home.residents
            ],
            "agents": [(name, people_texts.SCOPES[MandateScope(scope)]) for name, scope in home.agents],
            "is_office": is_office,
            "may_change_mandates": may(user.role, Permission.CHANGE_MANDATES),
            "panels": panels("homes.card", request, dwelling_id=dwelling_id) if is_office else [],
        },
    )
