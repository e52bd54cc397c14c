"""What the costs room shows on pages of other rooms."""

from datetime import timedelta

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from voordeur.costs import queries
from voordeur.parties.rules import OFFICE
from voordeur.promises import queries as promises

NOTHING = mark_safe("")


def _is_office(request: HttpRequest) -> bool:
    return getattr(request.user, "role", "") in OFFICE


def of_repair(request: HttpRequest, *, repair_id: int) -> SafeString:
    """What one repair has cost so far, for the office."""
    if not _is_office(request):
        return NOTHING
    return render_to_string("costs/_repair_cost.html", {"cost": queries.cost_of_repair(repair_id)}, request)


def of_home(request: HttpRequest, *, dwelling_id: int) -> SafeString:
    """What a home cost in the last year, for the office."""
    if not _is_office(request):
        return NOTHING
    now = timezone.now()
    cost = queries.cost_of_dwelling(
        dwelling_id, from_at=now - timedelta(days=365), until_at=now, policy=promises.in_force(now).policy
    )
    return render_to_string("costs/_home_cost.html", {"cost": cost}, request)
