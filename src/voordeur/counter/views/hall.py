"""The hall: the machine that gives numbers, the screen that shows who is next, somebody's own number on a telephone.

The screen and a number show no names.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from voordeur.base.access import open_to_all, roles
from voordeur.counter import texts
from voordeur.counter.models import Ticket
from voordeur.counter.queries import hall
from voordeur.counter.rules.status import TicketStatus
from voordeur.counter.services import queue
from voordeur.kernel.errors import Refused
from voordeur.letters.queries import reaching
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission
from voordeur.policy.rules import is_open, local
from voordeur.promises import queries as promises


@open_to_all
@require_GET
def screen(request: HttpRequest) -> HttpResponse:
    """Who is called to which desk, and which numbers wait; asked again every few seconds."""
    now = timezone.now()
    policy = promises.in_force(now).policy
    context = {
        "called": hall.called(now)[: hall.SCREEN_CALLED],
        "waiting": hall.waiting(now)[: hall.SCREEN_WAITING],
        "desk_now": reaching.desk_in_words(policy, now=now, language=get_language() or "nl"),
        "now": now,
    }
    name = "counter/_screen.html" if request.headers.get("HX-Request") else "counter/screen.html"
    return render(request, name, context)


@open_to_all
@require_GET
def ticket(request: HttpRequest, key: str) -> HttpResponse:
    """Somebody's own number: how many go before, and to which desk they are called."""
    now = timezone.now()
    found = get_object_or_404(Ticket, key=key)
    context = {
        "ticket": found,
        "before": hall.before(found, now),
        "is_waiting": found.status == TicketStatus.WAITING,
        "is_called": found.status == TicketStatus.CALLED,
        "is_today": found.day == local(now).date(),
    }
    name = "counter/_ticket.html" if request.headers.get("HX-Request") else "counter/ticket.html"
    return render(request, name, context)


@roles(MAY[Permission.RECEIVE_VISITORS])
@require_http_methods(["GET", "POST"])
def kiosk(request: HttpRequest) -> HttpResponse:
    """The machine at the door: press what it is about and get a number. A colleague has logged it in."""
    now = timezone.now()
    policy = promises.in_force(now).policy
    language = get_language() or "nl"
    refused_because = ""
    if request.method == "POST":
        try:
            drawn_ticket = queue.draw(
                subject=request.POST.get("subject", ""),
                name="",
                language=language,
                person=None,
                by=logged_in(request),
                now=now,
                policy=policy,
            )
        except Refused as refused:
            refused_because = texts.refusal(refused)
        else:
            return redirect("counter:drawn", ticket_id=drawn_ticket.pk)
    context = {
        "subjects": texts.SUBJECTS.items(),
        "refused": refused_because,
        "desk_now": reaching.desk_in_words(policy, now=now, language=language),
        "emergency": reaching.emergency_in_words(policy, now=now, language=language),
        "is_open": is_open(policy.channels.desk.open, now, policy),
        "by_appointment": policy.channels.desk.by_appointment,
        "waiting": len(hall.waiting(now)),
    }
    return render(request, "counter/kiosk.html", context, status=409 if refused_because else 200)


@roles(MAY[Permission.RECEIVE_VISITORS])
@require_GET
def drawn(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """The number that the machine gave, large; to print, or to follow on a telephone."""
    found = get_object_or_404(Ticket, pk=ticket_id)
    return render(request, "counter/drawn.html", {"ticket": found, "before": hall.before(found, timezone.now())})
