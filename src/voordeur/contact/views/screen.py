"""The agent's screen: one box to find anyone, the call that rings, the contact that runs, what was promised."""

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

ANSWERS = MAY[Permission.ANSWER_PHONE]
MOST_DIGITS = 18


def number_in(text: str | None) -> int | None:
    """A key from an address; None for what is none."""
    return int(text) if text and text.isdecimal() and len(text) <= MOST_DIGITS else None


def line(request: HttpRequest, user: User, *, person_id: int | None, home_id: int | None) -> dict[str, Any]:
    """What the telephone of this user does now, and the contact that they are in."""
    now = timezone.now()
    running = moments.running(user)
    call = telephone.ringing_for(user, now=now) or telephone.talking_to(user, now=now)
    source = f"call:{call.pk}" if call is not None else ""
    is_noted = bool(source) and ContactMoment.objects.filter(source=source, agent=user).exists()
    is_answered = call is not None and call.answered_at is not None
    known = telephone.callers(call, user) if call is not None and not is_noted else ()
    minutes = seconds_between(running.at, now) // 60 if running is not None else 0
    return {
        "call": None if is_noted else call,
        "is_answered": is_answered,
        "callers": known,
        "running": running,
        "minutes": minutes,
        "person_id": person_id,
        "home_id": home_id,
        # The clock starts by itself when it is clear with whom: on their card, or on the screen when nobody is known.
        "begins": is_answered
        and running is None
        and not is_noted
        and (person_id in {one.pk for one in known} if person_id else not known),
        "seen": "-".join(
            str(one)
            for one in (
                call.pk if call and not is_noted else 0,
                int(is_answered),
                running.pk if running else 0,
                minutes,
            )
        ),
    }


@roles(ANSWERS)
@never_cache
@require_GET
def screen(request: HttpRequest) -> HttpResponse:
    """Where an agent waits for the next contact."""
    user = logged_in(request)
    now = timezone.now()
    context = {
        **line(request, user, person_id=None, home_id=None),
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
    person_id, home_id = number_in(request.GET.get("person")), number_in(request.GET.get("home"))
    told = line(request, user, person_id=person_id, home_id=home_id)
    known = told["callers"]
    if told["call"] is not None and told["running"] is None and len(known) == 1 and known[0].pk != person_id:
        answer = HttpResponse(status=200)
        answer["HX-Redirect"] = reverse("contact:person", args=[known[0].pk])
        return answer
    if request.GET.get("seen") == told["seen"]:
        return HttpResponse(status=204)
    return render(request, "contact/_line.html", told)
