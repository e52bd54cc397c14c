"""What planners decided against the advice of the plan, with their reasons, beside what happened. Decides nothing."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from voordeur.base.access import roles
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission
from voordeur.planning import queries, texts
from voordeur.planning.views.answering import asks_in_words
from voordeur.planning.views.asking import case_address
from voordeur.policy import rules as promised

# How far back decisions are laid beside what happened.
DAYS = 90
A_PAGE = 50


@roles(MAY[Permission.SEE_PLANNING])
@require_GET
def overrides(request: HttpRequest) -> HttpResponse:
    """Every decision with a reason of the last months, newest first, and how it came out."""
    now = timezone.now()
    found = queries.override_scores(user=logged_in(request), since=now - timedelta(days=DAYS), now=now)
    past = [one for one in found if one.outcome != "open"]
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "override": one.override,
            "asks": ", ".join(asks_in_words(one.override.codes)),
            "outcome": texts.OUTCOMES[one.outcome],
            "is_late": one.outcome == "late",
            "minutes_off": one.minutes_off,
            "case_address": case_address(one.override.visit.case_kind, one.override.visit.case_id),
        }
        for one in page
    ]
    context = {
        "rows": rows,
        "page": page,
        "past": len(past),
        "kept": sum(one.outcome == "kept" for one in past),
        "days": DAYS,
        "day": promised.local(now).date(),
        "now": now,
    }
    return render(request, "planning/overrides.html", context)
