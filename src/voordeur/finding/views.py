"""The one box as a page, and its results as a part of any page that holds the box."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from voordeur.base.access import roles
from voordeur.finding import texts
from voordeur.finding.queries.finding import find
from voordeur.finding.rules.asking import LONGEST_QUESTION
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission

# Of every kind while somebody types, and of one kind when asked for more.
AT_ONCE, OF_ONE_KIND = 6, 50


@roles(MAY[Permission.SEE_ALL_HOMES])
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """What fits what was typed, by kind; `kind` asks for more of one kind. Answers htmx with the results alone."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in texts.KINDS else ""
    found = find(
        request.GET.get("q", "")[:LONGEST_QUESTION],
        user=logged_in(request),
        day=timezone.localdate(),
        most=OF_ONE_KIND if kind else AT_ONCE,
        kinds=(kind,) if kind else (),
    )
    is_part = request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers
    template = "finding/_results.html" if is_part else "finding/page.html"
    response = render(request, template, {"found": found, "kind": kind, "is_part": is_part})
    response.headers["Vary"] = "HX-Request"
    return response
