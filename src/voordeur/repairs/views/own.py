"""What is a craftsman's own: their share of far and heavy work, and their calendar outside this site."""

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods
from icalendar import Calendar, Event

from voordeur.base.access import open_to_all, roles
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import Role
from voordeur.planning import services as planning
from voordeur.planning import texts as planning_texts
from voordeur.planning.models import Visit
from voordeur.planning.queries.calendars import calendar_of, visits_of_calendar
from voordeur.planning.queries.share import HEAVY_MINUTES, fair_shares

OWN = frozenset({Role.CRAFTSMAN})


@roles(OWN | {Role.PLANNER})
@require_GET
def share(request: HttpRequest) -> HttpResponse:
    """Far and heavy work over the weeks: a craftsman sees their own, a planner everyone's."""
    now = timezone.now()
    context = {
        "shares": fair_shares(user=logged_in(request), now=now),
        "heavy_minutes": HEAVY_MINUTES,
        "is_own": logged_in(request).role in OWN,
    }
    return render(request, "repairs/share.html", context)


@roles(OWN)
@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """The secret address for a telephone's own calendar: make it, or withdraw it."""
    user, now = logged_in(request), timezone.now()
    if request.method == "POST":
        if "close" in request.POST:
            planning.close_calendar(by=user, now=now)
        else:
            planning.open_calendar(by=user, now=now)
        return redirect("repairs:calendar")
    link = calendar_of(user=user)
    address = settings.BASE_URL + reverse("repairs:calendar_feed", args=[link.key]) if link else ""
    return render(request, "repairs/calendar.html", {"link": link, "address": address})


@open_to_all
@require_GET
def feed(request: HttpRequest, key: str) -> HttpResponse:
    """The visits as iCalendar (RFC 5545). The key is the lock: whoever has it reads addresses and work, no names."""
    now = timezone.now()
    visits = visits_of_calendar(key=key, now=now)
    if visits is None:
        raise Http404
    book = Calendar()
    book.add("prodid", "-//Voordeur//planning//NL")
    book.add("version", "2.0")
    book.add("x-wr-calname", gettext("Work"))
    for visit in visits:
        book.add_component(_event(visit, now))
    response = HttpResponse(book.to_ical(), content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, max-age=300"
    return response


def _event(visit: Visit, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"visit-{visit.pk}@voordeur")
    event.add("dtstamp", now)
    event.add("dtstart", visit.planned_start_at)
    event.add("dtend", visit.planned_end_at)
    event.add("summary", f"{planning_texts.trade(visit.trade)}, {visit.dwelling.address}")
    event.add("location", visit.dwelling.full_address)
    if visit.is_promised:
        event.add("description", planning_texts.window_of(visit.window_from_at, visit.window_until_at, now))
    return event
