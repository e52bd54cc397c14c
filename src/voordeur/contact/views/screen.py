"""The agent's screen: one box to find anyone, the call that rings, the contact that runs, what was promised."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from voordeur.base.access import roles
from voordeur.contact import texts
from voordeur.contact.models import ContactMoment
from voordeur.contact.queries import articles, moments, questions
from voordeur.contact.rules.talking import CHANNELS, seconds_between
from voordeur.parties.models import User
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission
from voordeur.telephone import queries as telephone
from voordeur.telephone.models import Call

ANSWERS = MAY[Permission.ANSWER_PHONE]
MOST_DIGITS = 18


def number_in(text: str | None) -> int | None:
    """A key from an address; None for what is none."""
    return int(text) if text and text.isdecimal() and len(text) <= MOST_DIGITS else None


@dataclass(frozen=True, slots=True)
class Line:
    """The telephone of an agent and the contact that they are in. `call` is None once it was noted as a contact."""

    call: Call | None
    running: ContactMoment | None
    minutes: int

    @property
    def is_answered(self) -> bool:
        return self.call is not None and self.call.answered_at is not None

    @property
    def seen(self) -> str:
        """What the agent sees of it, in one word: as long as it is the same, nothing has to be drawn again."""
        call, running = self.call, self.running
        told = (call.pk if call else 0, int(self.is_answered), running.pk if running else 0, self.minutes)
        return "-".join(str(one) for one in told)


def line_of(user: User, *, now: datetime) -> Line:
    """What goes on at an agent's place, in two questions to the database."""
    call = telephone.at_telephone_of(user, now=now)
    running, is_noted = moments.running_and_noted(user, source=f"call:{call.pk}" if call is not None else "")
    minutes = seconds_between(running.at, now) // 60 if running is not None else 0
    return Line(None if is_noted else call, running, minutes)


def line(user: User, found: Line, *, person_id: int | None, home_id: int | None) -> dict[str, Any]:
    """What the page shows of it."""
    known = telephone.callers(found.call, user) if found.call is not None else ()
    return {
        "call": found.call,
        "is_answered": found.is_answered,
        "callers": known,
        "running": found.running,
        "minutes": found.minutes,
        "person_id": person_id,
        "home_id": home_id,
        # The clock starts by itself when it is clear with whom: on their card, or on the screen when nobody is known.
        "begins": found.is_answered
        and found.running is None
        and (person_id in {one.pk for one in known} if person_id else not known),
        "seen": found.seen,
    }


@roles(ANSWERS)
@never_cache
@require_GET
def screen(request: HttpRequest) -> HttpResponse:
    """Where an agent waits for the next contact."""
    user = logged_in(request)
    now = timezone.now()
    told = line(user, line_of(user, now=now), person_id=None, home_id=None)
    if told["running"] is None and len(told["callers"]) == 1:
        # Whoever comes to the screen while it rings gets the card with the first question.
        told["seen"] = ""
    context = {
        **told,
        "due": [
            {
                "question": question,
                "kind": texts.KINDS[question.kind],
                "is_late": question.due_at < now,
            }
            for question in questions.due_for(user)
        ],
        "channels": [(code, texts.CHANNELS[code]) for code in CHANNELS],
        "subjects": texts.SUBJECTS,
        "to_review": articles.to_review(timezone.localdate(now)),
        "extension": telephone.extension_of(user),
        "now": now,
    }
    return render(request, "contact/screen.html", context)


@roles(ANSWERS)
@never_cache
@require_GET
def ringing(request: HttpRequest) -> HttpResponse:
    """Asked every other second: nothing new is an empty answer; a caller whom we know opens their card."""
    user = logged_in(request)
    found = line_of(user, now=timezone.now())
    if request.GET.get("seen") == found.seen:
        return HttpResponse(status=204)
    person_id, home_id = number_in(request.GET.get("person")), number_in(request.GET.get("home"))
    told = line(user, found, person_id=person_id, home_id=home_id)
    known = told["callers"]
    if found.running is None and len(known) == 1 and known[0].pk != person_id:
        answer = HttpResponse(status=200)
        answer["HX-Redirect"] = reverse("contact:person", args=[known[0].pk])
        return answer
    return render(request, "contact/_line.html", told)
