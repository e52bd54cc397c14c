"""Why a visit is where it is, in words: a page, or the part that opens on its card. Translates out; decides nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from voordeur.base.access import roles
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission
from voordeur.planning import texts
from voordeur.planning.models import Visit
from voordeur.planning.queries.why import why_here
from voordeur.planning.views.asking import is_part
from voordeur.promises.queries import in_force


@roles(MAY[Permission.SEE_PLANNING])
@require_GET
def why(request: HttpRequest, visit_id: int) -> HttpResponse:
    """What the place of a visit costs, what the next best one would, and what stands before a cheaper one."""
    now = timezone.now()
    visits = Visit.objects.visible_to(logged_in(request)).select_related("dwelling")
    visit = get_object_or_404(visits, pk=visit_id)
    found = why_here(visit=visit, now=now, policy=in_force(visit.booked_at).policy)
    context = {
        "visit": visit,
        "sentences": [texts.why(one) for one in found],
        "back": reverse("planning:visit", args=[visit.pk]),
    }
    return render(request, "planning/_why.html" if is_part(request) else "planning/why.html", context)
