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
from voordeur.contact.rules.talking import CHANNELS
from voordeur.parties.models import User
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission
from voordeur.telephone import queries as telephone
from voordeur.telephone.models import Call

ANSWERS = MAY[Permission.ANSWER_PHONE]
MOST_DIGITS = 18
MOST_MISSED = 2


def number_in(text: str | None) -> int | None:
    """A key from an address; None for what is none."""
    return int(text) if text and text.isdecimal() and len(text) <= MOST_DIGITS else None


@dataclass(frozen=True, slots=True)
class Line:
    """The telephone of an agent and the contact that they are in.

    `calls` are those that ring, the longest waiting first, and then the one that is answered, until it was noted as a
    contact. `missed` were answered and have ended, and what they were about nobody has noted; the newest first.
    """

    calls: tuple[Call, ...]
    missed: tuple[Call, ...]
    running: ContactMoment | None
    minutes: int

    @property
    def seen(self) -> str:
        """What the agent sees of it, in one word: as long as it is the same, nothing has to be drawn again."""
        calls = (f"{call.pk}-{int(call.answered_at is not None)}" for call in self.calls)
        missed = (f"{call.pk}-2" for call in self.missed)
        return "-".join([*calls, *missed, str(self.running.pk if self.running else 0), str(self.minutes)])


def line_of(user: User, *, now: datetime) -> Line:
    """What goes on at an agent's place, in two questions to the database."""
    place = telephone.place_of(user, now=now)
    answered = (place.talking, *place.ended)
    running, noted = moments.running_and_noted(user, sources=[source_of(call) for call in answered if call is not None])
    talking = place.talking
    return Line(
        calls=(*place.ringing, *([talking] if talking is not None and source_of(talking) not in noted else [])),
        missed=tuple(call for call in place.ended if source_of(call) not in noted),
        running=running,
        minutes=moments.seconds_of(running, now=now) // 60 if running is not None else 0,
    )


def source_of(call: Call) -> str:
    """What a contact is called that this call is."""
    return f"call:{call.pk}"


def line(user: User, found: Line, *, person_id: int | None, home_id: int | None) -> dict[str, Any]:
    """What the page shows of it."""
    calls = [_told(call, user) for call in found.calls]
    for one in calls:
        people = one["callers"]
        # The clock starts by itself when it is clear with whom: on their card, or on the screen when nobody is known.
        is_clear = person_id in {known.pk for known in people} if person_id else not people
        one["begins"] = one["is_answered"] and found.running is None and is_clear
    return {
        "calls": calls,
        "missed": [_told(call, user) for call in found.missed[:MOST_MISSED]],
        "missed_more": max(0, len(found.missed) - MOST_MISSED),
        "running": found.running,
        "minutes": found.minutes,
        "person_id": person_id,
        "home_id": home_id,
        "seen": found.seen,
    }


def _told(call: Call, user: User) -> dict[str, Any]:
    return {"call": call, "is_answered": call.answered_at is not None, "callers": telephone.callers(call, user)}


def _card_to_open(told: dict[str, Any]) -> int | None:
    """The caller whose card opens by itself: who waits longest, or is on the line, when one person has the number."""
    if told["running"] is not None or not told["calls"]:
        return None
    known = told["calls"][0]["callers"]
    return known[0].pk if len(known) == 1 else None


@roles(ANSWERS)
@never_cache
@require_GET
def screen(request: HttpRequest) -> HttpResponse:
    """Where an agent waits for the next contact."""
    user = logged_in(request)
    now = timezone.now()
    told = line(user, line_of(user, now=now), person_id=None, home_id=None)
    if _card_to_open(told) is not None:
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
    opens = _card_to_open(told)
    if opens is not None and opens != person_id:
        answer = HttpResponse(status=200)
        answer["HX-Redirect"] = reverse("contact:person", args=[opens])
        return answer
    return render(request, "contact/_line.html", told)
