"""The colleague's page at the desk: who is next and why, calling, helping, who comes in, appointments of today."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from voordeur.base.access import roles
from voordeur.counter import texts
from voordeur.counter.forms import DeskForm, WalkInForm
from voordeur.counter.models import Appointment, Ticket
from voordeur.counter.queries import hall
from voordeur.counter.queries.people import chosen
from voordeur.counter.queries.times import free_times
from voordeur.counter.rules.status import AppointmentStatus, TicketAction
from voordeur.counter.services import queue
from voordeur.kernel.errors import Refused
from voordeur.letters.queries import reaching
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission
from voordeur.policy.rules import local
from voordeur.promises import queries as promises

RECEIVES = MAY[Permission.RECEIVE_VISITORS]
# At which desk a colleague sits, kept in the session: it changes from day to day.
DESK = "counter_desk"
SHOWN_TIMES = 6


@roles(RECEIVES)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Who is next, who is at which desk, who still has to come today."""
    now = timezone.now()
    user = logged_in(request)
    policy = promises.in_force(now).policy
    by_appointment = policy.channels.desk.by_appointment
    who = chosen(request.GET.get("person", ""), request.GET.get("home", ""), user=user, day=local(now).date())
    context = {
        "who": who,
        "waiting": [(one, texts.SUBJECTS[one.ticket.subject], texts.WHY[one.why]) for one in hall.waiting(now)],
        "mine": hall.being_helped(user, now),
        "called": [(one, texts.SUBJECTS[one.subject]) for one in hall.called(now)],
        "appointments": [
            (one, texts.SUBJECTS[one.subject], texts.APPOINTMENT_STATUSES[one.status])
            for one in hall.appointments_of(local(now).date())
        ],
        "expected": AppointmentStatus.BOOKED,
        "missed": AppointmentStatus.MISSED,
        "so_far": hall.so_far(now),
        "desk_form": DeskForm(initial={"desk": request.session.get(DESK, 1)}),
        "walk_in_form": WalkInForm(initial={"name": who.person.full_name} if who else None),
        "by_appointment": by_appointment,
        "free": free_times(now=now, policy=policy)[:SHOWN_TIMES] if by_appointment else [],
        "desk_now": reaching.desk_in_words(policy, now=now, language=get_language() or "nl"),
        "subjects": texts.SUBJECTS,
        "now": now,
    }
    name = "counter/_board.html" if request.headers.get("HX-Request") else "counter/board.html"
    return render(request, name, context)


@roles(RECEIVES)
@require_POST
def call_next(request: HttpRequest) -> HttpResponse:
    """Call who is next to this colleague's desk."""
    form = DeskForm(request.POST)
    if not form.is_valid():
        messages.warning(request, texts.NO_DESK)
        return redirect("counter:board")
    request.session[DESK] = form.cleaned_data["desk"]
    try:
        queue.call_next(desk=form.cleaned_data["desk"], by=logged_in(request), now=timezone.now())
    except Refused as refused:
        messages.warning(request, texts.refusal(refused))
    return redirect("counter:board")


@roles(RECEIVES)
@require_POST
def come_in(request: HttpRequest) -> HttpResponse:
    """Give somebody at the desk a number."""
    now = timezone.now()
    form = WalkInForm(request.POST)
    if not form.is_valid():
        messages.warning(request, texts.NO_SUCH_SUBJECT)
        return redirect("counter:board")
    user = logged_in(request)
    who = chosen(request.POST.get("person", ""), request.POST.get("home", ""), user=user, day=local(now).date())
    try:
        drawn = queue.draw(
            subject=form.cleaned_data["subject"],
            name=form.cleaned_data["name"],
            language=(who.person.language if who else get_language()) or "nl",
            person=who.person if who else None,
            dwelling=who.home if who else None,
            by=user,
            now=now,
            policy=promises.in_force(now).policy,
        )
    except Refused as refused:
        messages.warning(request, texts.refusal(refused))
        return redirect("counter:board")
    return redirect("counter:drawn", ticket_id=drawn.pk)


@roles(RECEIVES)
@require_POST
def act(request: HttpRequest, ticket_id: int, action: str) -> HttpResponse:
    """Something is done with a number: called again, helped, put back, gone."""
    found = get_object_or_404(Ticket, pk=ticket_id)
    asked = next((one for one in TicketAction if one == action), None)
    if asked is None or asked in {TicketAction.DRAW, TicketAction.CALL, TicketAction.NAME}:
        raise Http404
    try:
        is_solved = request.POST.get("solved") != "no"
        queue.act(found, asked, by=logged_in(request), now=timezone.now(), is_solved=is_solved)
    except Refused as refused:
        messages.warning(request, texts.refusal(refused))
    return redirect("counter:board")


@roles(RECEIVES)
@require_POST
def here(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Somebody with an appointment is in the hall."""
    found = get_object_or_404(Appointment, pk=appointment_id)
    try:
        drawn = queue.arrive(found, by=logged_in(request), now=timezone.now())
    except Refused as refused:
        messages.warning(request, texts.refusal(refused))
        return redirect("counter:board")
    return redirect("counter:drawn", ticket_id=drawn.pk)
