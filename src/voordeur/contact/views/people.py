"""The card of a tenant and a home."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from voordeur.base import audit
from voordeur.base.access import roles
from voordeur.base.panels import panels
from voordeur.contact import texts
from voordeur.contact.forms import CautionForm
from voordeur.contact.models import Caution, ContactMoment
from voordeur.contact.queries import articles, moments
from voordeur.contact.queries.card import PersonCard, case_page, person_card
from voordeur.contact.rules.cautions import MAY_CHANGE
from voordeur.contact.services import cautions
from voordeur.contact.views.screen import ANSWERS, line, line_of, number_in
from voordeur.homes import queries as homes
from voordeur.homes.models import Dwelling
from voordeur.kernel.errors import Refused
from voordeur.parties import texts as people_texts
from voordeur.parties.models import Person, Team, User
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import OFFICE, MandateScope, Permission, may
from voordeur.work import queries as work

# How a contact comes in at which an agent has somebody before them
BEGIN_BY = ("TEL", "BAL", "EMA", "BEZ")


def team_name(code: str) -> str:
    """What a team is called; its code while nobody has named it."""
    return Team.objects.filter(code=code).values_list("name", flat=True).first() or code


def way_told(user: User, *, subject: str, dwelling: Dwelling | None) -> str:
    """Where a contact about this goes, in a sentence for whoever has the caller on the line."""
    way = work.way_now(timezone.now(), subject=subject, dwelling=dwelling)
    code = way.second_line if way.model == "contact_centre" else way.answers
    return texts.way_in_words(way, team=team_name(code), own=str(user.team or ""))


@roles(OFFICE)
@never_cache
@require_GET
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Everything the first line must see of a tenant and a home, and beside it the contact that runs."""
    user, now = logged_in(request), timezone.now()
    found = get_object_or_404(Person.objects.visible_to(user), pk=person_id)
    card = person_card(found, user, now=now, dwelling_id=number_in(request.GET.get("home")))
    audit.record("tenant seen", f"person {found.pk}", by=user, now=now)
    home_id = card.dwelling.pk if card.dwelling else None
    context: dict[str, Any] = {
        "card": card,
        "now": now,
        "role": people_texts.HOUSEHOLD_ROLES,
        "channel": people_texts.CHANNELS.get(found.preferred_channel, ""),
        "language": texts.LANGUAGES.get(found.language, found.language),
        "mandates_given": [(one, people_texts.SCOPES[MandateScope(one.scope)]) for one in card.mandates_given],
        "mandates_held": [(one, people_texts.SCOPES[MandateScope(one.scope)]) for one in card.mandates_held],
        "contacts": [_contact(one) for one in card.contacts],
        "may_see_warnings": may(user.role, Permission.SEE_WARNINGS),
        "may_change_mandates": may(user.role, Permission.CHANGE_MANDATES),
        "may_change_cautions": user.role in MAY_CHANGE,
        "caution_form": CautionForm(),
        "may_answer": user.role in ANSWERS,
        "panels": panels("contact.person", request, person_id=found.pk, dwelling_id=home_id),
    }
    if user.role in ANSWERS:
        context |= line(user, line_of(user, now=now), person_id=found.pk, home_id=home_id)
        context |= _running(user, card, context["running"], is_promising=texts.PROMISE in request.GET)
    return render(request, "contact/person.html", context)


def _contact(one: moments.Cases) -> dict[str, Any]:
    moment = one.moment
    return {
        "moment": moment,
        "channel": texts.CHANNELS.get(moment.channel, moment.channel),
        "direction": texts.DIRECTIONS.get(moment.direction, ""),
        "subject": texts.SUBJECTS.get(moment.subject, moment.subject),
        "why_not": texts.REASONS.get(moment.why_not_solved, ""),
        "minutes": round(moment.seconds / 60),
        "cases": [
            {"kind": kind, "pk": pk, "page": case_page(kind, pk), "name": texts.CASES.get(kind, kind)}
            for kind, pk in one.cases
        ],
    }


def _running(user: User, card: PersonCard, running: ContactMoment | None, *, is_promising: bool) -> dict[str, Any]:
    """The form beside the card: of the contact with this person, or an offer to begin one."""
    mine = running if running is not None and running.person_id == card.person.pk else None
    subject = mine.subject if mine is not None else "other"
    linked = {f"{kind}:{pk}" for kind, pk in moments.cases_of(mine)} if mine is not None else set()
    return {
        "mine": mine,
        "is_promising": is_promising,
        "linked": linked,
        "linkable": [row for row in (*card.open_cases, *card.closed_cases[:5]) if row.kind != "contact"],
        "asked": list(mine.questions.order_by("pk")) if mine is not None else [],
        "kinds": texts.KINDS,
        "subjects": texts.SUBJECTS,
        "reasons": texts.REASONS,
        "starts": [(code, texts.STARTS[code]) for code in texts.STARTS],
        "begin_by": [(code, texts.CHANNELS[code]) for code in BEGIN_BY],
        "way": way_told(user, subject=subject, dwelling=card.dwelling),
        "suggestions": articles.suggested(subject if mine is not None else "", text=""),
    }


@roles(OFFICE)
@require_GET
def home(request: HttpRequest, dwelling_id: int) -> HttpResponse:
    """From a home to the card of who rents it; an empty home has only its own card."""
    user = logged_in(request)
    dwelling = get_object_or_404(Dwelling.objects.visible_to(user), pk=dwelling_id)
    tenancy = homes.current_tenancy(dwelling.pk, timezone.localdate())
    members = sorted(tenancy.household.members.all(), key=lambda one: one.role != "HUU") if tenancy else []
    if not members:
        return redirect("homes:card", dwelling_id=dwelling.pk)
    return redirect(f"/contact/people/{members[0].person_id}/?home={dwelling.pk}")


@roles(MAY_CHANGE)
@require_POST
def give_caution(request: HttpRequest, person_id: int) -> HttpResponse:
    """Warn colleagues of something about a person, until a day."""
    user = logged_in(request)
    found = get_object_or_404(Person.objects.visible_to(user), pk=person_id)
    form = CautionForm(request.POST)
    form.is_valid()
    data = form.cleaned_data
    try:
        cautions.give(
            person=found,
            kind=data.get("kind", ""),
            note=data.get("note", ""),
            until_on=data.get("until_on"),
            by=user,
            now=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, texts.refusal(refused))
    return redirect("contact:person", person_id=found.pk)


@roles(MAY_CHANGE)
@require_POST
def end_caution(request: HttpRequest, caution_id: int) -> HttpResponse:
    """It no longer holds."""
    user = logged_in(request)
    caution = get_object_or_404(Caution.objects.visible_to(user), pk=caution_id)
    cautions.end(caution, by=user, now=timezone.now())
    return redirect("contact:person", person_id=caution.person_id)
