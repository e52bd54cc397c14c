"""The dial: what it is, the ways to ask, and the studies that were kept."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from voordeur.base.access import roles
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission
from voordeur.twin import texts
from voordeur.twin.engine.questions import reading
from voordeur.twin.models import Study, StudyQuerySet
from voordeur.twin.queries import studies
from voordeur.twin.views import adoptions
from voordeur.twin.views.asking import FORMS

A_PAGE = 25
MOST_SIGNS = 80


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody looks for among the studies, as it stands in the address."""

    text: str
    kind: str
    status: str
    whose: str

    @property
    def is_set(self) -> bool:
        return bool(self.text or self.kind or self.status or self.whose)


@roles(MAY[Permission.SEE_FIGURES])
@require_GET
def dial(request: HttpRequest) -> HttpResponse:
    """The ways to ask, and what was asked before, the newest first."""
    user = logged_in(request)
    filters = _filters(request)
    found = _filtered(Study.objects.listed_to(user), filters, user)
    page = Paginator(studies.listed(found), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(one) for one in page],
        "ways": _ways(),
        "filters": filters,
        "kinds": {code: word for code, word in texts.KINDS.items() if code in reading.KINDS and code != "turn"},
        "statuses": texts.STATUSES,
        "now": timezone.now(),
        **adoptions.adopted(user, now=timezone.now()),
    }
    return render(request, "twin/dial.html", context)


def _ways() -> list[dict[str, str]]:
    """The kinds of questions that have a page."""
    return [
        {"address": reverse("twin:ask", kwargs={"kind": kind}), "title": str(title), "note": str(note)}
        for kind, (title, note) in texts.WAYS.items()
        if kind in FORMS
    ]


def _filters(request: HttpRequest) -> Filters:
    given = request.GET
    return Filters(
        text=given.get("q", "").replace("\0", "").strip()[:MOST_SIGNS],
        kind=given.get("kind", "") if given.get("kind", "") in texts.KINDS else "",
        status=given.get("status", "") if given.get("status", "") in texts.STATUSES else "",
        whose="mine" if given.get("whose") == "mine" else "",
    )


def _filtered(found: StudyQuerySet, filters: Filters, user: Any) -> StudyQuerySet:
    if filters.text:
        found = found.filter(name__icontains=filters.text)
    if filters.kind:
        # A promise that was turned on the command line and one from a page are the same to a reader.
        found = found.filter(kind__in={"notch", "turn"} if filters.kind == "notch" else {filters.kind})
    if filters.status:
        found = found.filter(status=filters.status)
    if filters.whose:
        found = found.filter(asked_by=user)
    return found


def _row(one: Study) -> dict[str, Any]:
    return {
        "study": one,
        "kind": texts.kind(one.kind),
        "status": texts.STATUSES[one.status],
        "tone": texts.TONES[one.status],
        "size": texts.size(one),
    }
