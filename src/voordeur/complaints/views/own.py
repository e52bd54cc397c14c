"""The complainant's own page, by the token of their letters: where it stands, our answer, the ways on."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from voordeur.base.access import open_to_all
from voordeur.complaints import texts
from voordeur.complaints.models import Complaint
from voordeur.complaints.queries import cards
from voordeur.complaints.services import handling, reviewing
from voordeur.complaints.views.photos import add_some
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.repairs.rules.actor import VISITOR, Actor


def find(token: str) -> Complaint:
    """The complaint of this token; who holds the token is treated as its complainant."""
    found = Complaint.objects.select_related("dwelling", "repair", "handler", "reviewer", "team")
    return get_object_or_404(found, token=token)


def _is_colleague(request: HttpRequest) -> bool:
    """Whether somebody of ours holds the token: they act under their own name, and not in a complaint about them."""
    return isinstance(request.user, User) and request.user.is_staff_member


def _complainant(request: HttpRequest) -> Actor:
    """Whoever holds the token acts as the complainant."""
    user = request.user
    return Actor(user.pk, "tenant") if isinstance(user, User) else VISITOR


@never_cache
@open_to_all
@require_GET
def card(request: HttpRequest, token: str) -> HttpResponse:
    """Where the complaint stands, in words that make a telephone call unnecessary."""
    complaint, now = find(token), timezone.now()
    if _is_colleague(request):
        return redirect("complaints:card", complaint.pk)
    shown = cards.card(complaint, user=None, role="tenant", now=now)
    return render(request, "complaints/own_card.html", {"card": shown, "complaint": complaint, "now": now})


@open_to_all
@require_POST
def act(request: HttpRequest, token: str, action: str) -> HttpResponse:
    """One thing a complainant does."""
    complaint, now, by = find(token), timezone.now(), _complainant(request)
    if _is_colleague(request):
        return redirect("complaints:card", complaint.pk)
    why = request.POST.get("why", "")
    try:
        match action:
            case "more":
                handling.tell_more(complaint, text=why, by=by, now=now)
            case "photos":
                add_some(request, complaint, by, now)
            case "withdraw":
                handling.withdraw(complaint, why=why, by=by, now=now)
            case "review":
                reviewing.ask_review(complaint, why=why, by=by, now=now)
            case "content":
                reviewing.close(complaint, by=by, now=now)
            case _:
                raise Http404
    except Refused as refused:
        messages.error(request, texts.refusal(refused))
    else:
        messages.success(request, str(texts.DONE[action]))
    return redirect("complaints:by_token", token=complaint.token)
