"""Pages for who wants to come: when we can be reached, making an appointment, keeping and cancelling it."""

from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from voordeur.base import limits
from voordeur.base.access import open_to_all
from voordeur.counter import texts
from voordeur.counter.forms import BookForm, MoveForm
from voordeur.counter.models import Appointment
from voordeur.counter.queries.people import Choice, chosen
from voordeur.counter.queries.times import Free, free_times
from voordeur.counter.rules.status import AppointmentStatus
from voordeur.counter.services import appointments
from voordeur.homes import queries as homes
from voordeur.kernel.errors import Refused
from voordeur.letters.queries import reaching
from voordeur.parties.models import User
from voordeur.parties.rules import OFFICE, Permission, Role, may
from voordeur.policy import rules
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import holidays_between, local
from voordeur.policy.texts import week_in_words
from voordeur.promises import queries as promises

# Appointments from one network address in an hour; a library or a family is one address.
MOST_AN_HOUR = 10
HOLIDAYS_DAYS = 60


@open_to_all
@require_GET
def reach(request: HttpRequest) -> HttpResponse:
    """When somebody is there for you, by which way, and what to do when it cannot wait."""
    now = timezone.now()
    policy, language = promises.in_force(now).policy, get_language() or "nl"
    found = rules.reach(policy, now)
    today = local(now).date()
    context = {
        "reach": found,
        "policy": policy,
        "telephone_now": reaching.telephone_in_words(policy, now=now, language=language),
        "desk_now": reaching.desk_in_words(policy, now=now, language=language),
        "emergency": reaching.emergency_in_words(policy, now=now, language=language),
        "hours": {
            "telephone": week_in_words(policy.channels.telephone.open),
            "desk": week_in_words(policy.channels.desk.open),
            "mail": week_in_words(policy.channels.mail.open),
        },
        "holidays": holidays_between(
            policy, today, today + timedelta(days=HOLIDAYS_DAYS), "en" if language == "en" else "nl"
        ),
        "now": now,
    }
    return render(request, "counter/reach.html", context)


@open_to_all
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest) -> HttpResponse:
    """Choose a time at the desk and say who comes; no log-in needed."""
    now = timezone.now()
    policy = promises.in_force(now).policy
    who = _who(request, local(now).date())
    form = BookForm(request.POST or None, initial=_known(who))
    if request.method == "POST" and form.is_valid():
        try:
            made = _made(request, form.cleaned_data, who, now=now, policy=policy)
        except Refused as refused:
            form.add_error("slot" if refused.code.startswith("slot") else None, texts.refusal(refused))
        else:
            return redirect("counter:appointment", key=made.key)
    free = free_times(now=now, policy=policy)
    is_ours = _is_ours(request)
    context = {
        "form": form,
        "who": who if is_ours else None,
        "looks_up": is_ours and isinstance(request.user, User) and may(request.user.role, Permission.RECEIVE_VISITORS),
        "days": _by_day(free),
        "chosen": request.POST.get("slot", ""),
        "policy": policy,
        "now": now,
        "emergency": reaching.emergency_in_words(policy, now=now, language=get_language() or "nl"),
    }
    return render(request, "counter/book.html", context, status=422 if form.errors else 200)


@open_to_all
@require_GET
def appointment(request: HttpRequest, key: str) -> HttpResponse:
    """One appointment, for whoever has its link: when, the calendar file, cancelling."""
    now = timezone.now()
    found = get_object_or_404(Appointment, key=key)
    context = {
        "appointment": found,
        "subject": texts.SUBJECTS[found.subject],
        "is_booked": found.status == AppointmentStatus.BOOKED,
        "may_cancel": found.status == AppointmentStatus.BOOKED and found.starts_at > now,
        "is_cancelled": found.status == AppointmentStatus.CANCELLED,
        "is_over": found.ends_at <= now,
        "now": now,
    }
    return render(request, "counter/appointment.html", context)


@open_to_all
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, key: str) -> HttpResponse:
    """Choose another time for an appointment, for whoever has its link."""
    now = timezone.now()
    found = get_object_or_404(Appointment, key=key)
    policy = promises.in_force(now).policy
    form = MoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by = request.user if isinstance(request.user, User) else None
        try:
            _spend(request, now)
            appointments.move(found, starts_at=form.cleaned_data["slot"], by=by, now=now, policy=policy)
        except Refused as refused:
            form.add_error("slot", texts.refusal(refused))
        else:
            messages.success(request, texts.MOVED)
            return redirect("counter:appointment", key=key)
    may_move = found.status == AppointmentStatus.BOOKED and found.starts_at > now
    context = {
        "appointment": found,
        "form": form,
        "may_move": may_move,
        "days": _by_day(free_times(now=now, policy=policy)) if may_move else [],
        "chosen": request.POST.get("slot", ""),
        "now": now,
    }
    return render(request, "counter/move.html", context, status=422 if form.errors else 200)


@open_to_all
@require_POST
def cancel(request: HttpRequest, key: str) -> HttpResponse:
    """Free the time. A link alone cancels nothing: programs that read mail follow links too."""
    found = get_object_or_404(Appointment, key=key)
    try:
        appointments.cancel(found, now=timezone.now())
    except Refused as refused:
        messages.warning(request, texts.refusal(refused))
    else:
        messages.success(request, texts.CANCELLED)
    return redirect("counter:appointment", key=key)


@open_to_all
@require_GET
def calendar_file(request: HttpRequest, key: str) -> HttpResponse:
    """The appointment as iCalendar (RFC 5545). Fetched again after cancelling, it takes the entry out."""
    found = get_object_or_404(Appointment, key=key)
    response = HttpResponse(appointments.calendar_of(found), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _is_ours(request: HttpRequest) -> bool:
    """Whether this is a colleague, who makes appointments for others."""
    return isinstance(request.user, User) and request.user.role in OFFICE


def _who(request: HttpRequest, day: date) -> Choice | None:
    """A tenant comes about their own home; for a colleague it is whom they looked for. Nobody, for who is not known."""
    user = request.user
    if not isinstance(user, User):
        return None
    if user.role == Role.TENANT and user.person is not None:
        return Choice(user.person, next(iter(homes.homes_of(user.person.pk, day)), None))
    if _is_ours(request):
        return chosen(request.GET.get("person", ""), request.GET.get("home", ""), user=user, day=day)
    return None


def _known(who: Choice | None) -> dict[str, Any]:
    return {"name": who.person.full_name, "email": who.person.email, "phone": who.person.phone} if who else {}


def _spend(request: HttpRequest, now: datetime) -> None:
    if _is_ours(request):
        return
    if not limits.spend("counter", limits.address_of(request), most=MOST_AN_HOUR, now=now):
        raise Refused("too_often", minutes=limits.minutes_left(now))


def _made(
    request: HttpRequest, told: dict[str, Any], who: Choice | None, *, now: datetime, policy: ServicePolicy
) -> Appointment:
    _spend(request, now)
    own = get_language() or "nl"
    return appointments.book(
        starts_at=told["slot"],
        subject=told["subject"],
        name=told["name"],
        email=told["email"],
        phone=told["phone"],
        language=who.person.language or own if who and _is_ours(request) else own,
        person=who.person if who else None,
        dwelling=who.home if who else None,
        by=request.user if isinstance(request.user, User) else None,
        now=now,
        policy=policy,
    )


def _by_day(free: list[Free]) -> list[tuple[datetime, list[Free]]]:
    """The free times under the day they are on."""
    return [
        (times[0].from_at, times)
        for times in (list(group) for _, group in groupby(free, key=lambda one: local(one.from_at).date()))
    ]
