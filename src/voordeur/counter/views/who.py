"""Who somebody at the desk is: looked for in the one box, for a new number, a number that waits or an appointment."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from voordeur.base.access import roles
from voordeur.counter import texts
from voordeur.counter.models import Ticket
from voordeur.counter.queries.people import Choice, choices, chosen
from voordeur.counter.services import queue
from voordeur.finding.rules.asking import LONGEST_QUESTION
from voordeur.kernel.errors import Refused
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission

RECEIVES = MAY[Permission.RECEIVE_VISITORS]
# Where a choice leads: a new number on the board, or an appointment.
LEADS_TO = {"number": "counter:board", "appointment": "counter:book"}


@roles(RECEIVES)
@require_GET
def who(request: HttpRequest) -> HttpResponse:
    """Look for somebody; `for` is `number`, `appointment` or the key of a ticket."""
    wanted = request.GET.get("for", "number")
    ticket = None if wanted in LEADS_TO else _ticket(wanted)
    text = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    found = choices(text, user=logged_in(request), day=timezone.localdate()) if text else []
    context = {
        "wanted": wanted,
        "ticket": ticket,
        "text": text,
        "found": [(one, "" if ticket else _address(wanted, one)) for one in found],
        "longest": LONGEST_QUESTION,
    }
    return render(request, "counter/who.html", context)


@roles(RECEIVES)
@require_POST
def name(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Say who has a number."""
    ticket = get_object_or_404(Ticket, pk=ticket_id)
    user = logged_in(request)
    one = chosen(request.POST.get("person", ""), request.POST.get("home", ""), user=user, day=timezone.localdate())
    if one is None:
        messages.warning(request, texts.NO_SUCH_PERSON)
        return redirect("counter:board")
    try:
        queue.name(ticket, person=one.person, dwelling=one.home, by=user, now=timezone.now())
    except Refused as refused:
        messages.warning(request, texts.refusal(refused))
    return redirect("counter:board")


def _ticket(key: str) -> Ticket:
    found = Ticket.objects.filter(key=key).first()
    if found is None:
        raise Http404
    return found


def _address(wanted: str, one: Choice) -> str:
    carried = {"person": one.person.pk} | ({"home": one.home.pk} if one.home else {})
    return f"{reverse(LEADS_TO[wanted])}?{urlencode(carried)}"
