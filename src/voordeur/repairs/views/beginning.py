"""The first page of a report: in one's own words or by the place. Everything after it is in report.py."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from voordeur.base import limits
from voordeur.base.access import open_to_all
from voordeur.homes.models import Dwelling
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.promises import queries as promises
from voordeur.repairs import texts
from voordeur.repairs.models import Draft
from voordeur.repairs.queries import suggestions
from voordeur.repairs.rules import tree as trees
from voordeur.repairs.services import drafts
from voordeur.repairs.views.report import MOST_DIGITS, go_on, take_path, user_or_none

# Where the session keeps the token of the report that was begun last
LAST_BEGUN = "report_begun"


@open_to_all
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """The first page: say it in your own words or start with the place. A draft is made when something is sent."""
    now = timezone.now()
    user = user_or_none(request)
    given = request.POST if request.method == "POST" else request.GET
    text = given.get("text", "").strip()[:500]
    refusal = ""
    if request.method == "POST" and (given.get("path") or given.get("place")):
        try:
            draft = _begun(request, user, text)
        except Refused as refused:
            refusal = texts.refusal(refused)
        else:
            take_path(draft, request)
            return go_on(draft, user)
    return render(
        request,
        "repairs/report/begin.html",
        {
            "text": text,
            "is_empty": request.method == "POST" and not text,
            **suggestions.of_words(text, now=timezone.now()),
            "places": trees.places(trees.load()),
            "dwelling_id": given.get("dwelling", ""),
            "policy": promises.in_force(now).policy,
            "refusal": refusal,
        },
        status=429 if refusal else 200,
    )


def _begun(request: HttpRequest, user: User | None, text: str) -> Draft:
    """The draft to go on with. Colleagues, who report for others all day, are not counted."""
    is_staff = user is not None and user.is_staff_member
    draft = drafts.begin(
        by=user,
        now=timezone.now(),
        dwelling_id=_own_home(request, user),
        text=text,
        instead_of=str(request.session.get(LAST_BEGUN, "")),
        counted_as="" if is_staff else f"user {user.pk}" if user is not None else limits.address_of(request),
    )
    request.session[LAST_BEGUN] = draft.token
    return draft


def _own_home(request: HttpRequest, user: User | None) -> int | None:
    """The home that is meant without asking: the one that was asked for, or a tenant's only one."""
    if user is None:
        return None
    visible = Dwelling.objects.visible_to(user)
    asked = request.POST.get("dwelling", "")
    if asked.isdecimal() and len(asked) < MOST_DIGITS:
        return visible.filter(pk=int(asked)).values_list("pk", flat=True).first()
    if user.role == "tenant":
        own = list(visible.values_list("pk", flat=True)[:2])
        return own[0] if len(own) == 1 else None
    return None


@open_to_all
@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """What the words might mean; a fragment that replaces the list while somebody types."""
    text = request.GET.get("text", "").strip()[:500]
    return render(
        request, "repairs/report/_suggestions.html", {"text": text, **suggestions.of_words(text, now=timezone.now())}
    )
