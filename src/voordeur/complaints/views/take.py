"""A complaint that a colleague notes down, with a tenant on the telephone or at the desk."""

import secrets
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from voordeur.base.access import roles
from voordeur.complaints import texts
from voordeur.complaints.forms import TakeForm
from voordeur.complaints.models import Complaint
from voordeur.complaints.rules.status import HANDLERS
from voordeur.complaints.rules.subjects import About, Part
from voordeur.complaints.services import receiving
from voordeur.complaints.services.receiving import Speaker
from voordeur.complaints.views.new import repair_address
from voordeur.complaints.views.photos import add_sent
from voordeur.homes import queries as homes
from voordeur.homes.models import Dwelling
from voordeur.kernel.errors import Refused
from voordeur.parties.models import Person, User
from voordeur.parties.queries import logged_in, mandates_of
from voordeur.parties.rules import Role
from voordeur.policy.rules import local
from voordeur.repairs.models import Repair
from voordeur.repairs.queries.names import actor_of

TAKES = frozenset(Role(role) for role in HANDLERS)
MOST_DIGITS = 15


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < MOST_DIGITS else None


def _known(request: HttpRequest, user: User, now: datetime) -> tuple[Person | None, Dwelling | None, Repair | None]:
    """Whom and what the page that led here was about, as far as this colleague may see them."""
    given = request.GET
    person = Person.objects.visible_to(user).filter(pk=_number(given.get("person", "")) or 0).first()
    home = Dwelling.objects.visible_to(user).filter(pk=_number(given.get("home", "")) or 0).first()
    seen = Repair.objects.visible_to(user, day=local(now).date()).select_related("dwelling", "reporter")
    repair = seen.filter(pk=_number(given.get("repair", "")) or 0).first()
    if repair is not None:
        home, person = home or repair.dwelling, person or repair.reporter
    if home is not None and person is None and given.get("home"):
        person = next(iter(homes.contact_people(home.pk, day=local(now).date())), None)
    if home is None and person is not None:
        home = next(iter(homes.homes_of(person.pk, local(now).date())), None)
    return person, home, repair


@roles(TAKES)
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest) -> HttpResponse:
    """One form with all that is known filled in; a first request for a repair goes on as a repair."""
    now, user = timezone.now(), logged_in(request)
    person, home, repair = _known(request, user, now)
    first_repair = ""
    if request.method == "POST":
        form = TakeForm(request.POST)
        if form.is_valid():
            try:
                complaint = _receive(request, form, person, home, repair, now=now)
            except Refused as refused:
                if refused.code == "first_repair":
                    first_repair = repair_address(form.cleaned_data["text"], home.pk if home else None)
                form.add_error("repair_number" if refused.code == "repair_unknown" else None, texts.refusal(refused))
            else:
                if complaint.about_user_id != user.pk:
                    add_sent(request, complaint, by=actor_of(request), now=now)
                messages.success(request, str(texts.NOTED))
                is_seen = Complaint.objects.visible_to(user).filter(pk=complaint.pk).exists()
                return redirect("complaints:card", complaint.pk) if is_seen else redirect("complaints:list")
    else:
        form = TakeForm(initial=_initial(request, person, repair))
    context = {"form": form, "home": home, "person": person, "repair": repair, "first_repair": first_repair, "now": now}
    return render(request, "complaints/take.html", context, status=422 if form.errors else 200)


def _initial(request: HttpRequest, person: Person | None, repair: Repair | None) -> dict[str, Any]:
    return {
        "key": secrets.token_urlsafe(20),
        "about": request.GET.get("about", About.REPAIR if repair else About.BEHAVIOUR),
        "repair_number": repair.number if repair else "",
        "name": person.full_name if person else "",
        "email": person.email if person else "",
        "phone": person.phone if person else "",
        "text": request.GET.get("text", "")[:500],
    }


def _receive(
    request: HttpRequest,
    form: TakeForm,
    person: Person | None,
    home: Dwelling | None,
    repair: Repair | None,
    *,
    now: datetime,
) -> Complaint:
    data, user = form.cleaned_data, logged_in(request)
    written = data["repair_number"].strip().upper().removeprefix("R")
    if written:
        number = _number(written)
        seen = Repair.objects.visible_to(user, day=local(now).date()).select_related("dwelling")
        repair = seen.filter(pk=number or 0).first()
        if repair is None or (home is not None and repair.dwelling_id != home.pk):
            raise Refused("repair_unknown")
    else:
        repair = None
    return receiving.receive(
        about=About(data["about"]),
        text=data["text"],
        wish=data["wish"],
        happened_on=data["happened_on"],
        goes_on=data["goes_on"],
        channel=data["channel"],
        by=actor_of(request),
        now=now,
        speakers=_speakers(form, person, home, now=now),
        dwelling=home,
        repair=repair,
        told_before=data["told_before"],
        about_user=data["about_user"],
        about_whom=data["about_whom"],
        language=person.language if person else "nl",
        key=data["key"] or None,
        contact_id=_number(request.GET.get("contact", "")),
    )


def _speakers(form: TakeForm, person: Person | None, home: Dwelling | None, *, now: datetime) -> list[Speaker]:
    """Everybody behind it. Whose name is that of the person of the page is that person."""
    data = form.cleaned_data
    if data["is_anonymous"]:
        return []
    is_known = person is not None and data["name"].strip() == person.full_name
    first = (
        Speaker.of(person, email=data["email"], phone=data["phone"])
        if is_known and person is not None
        else Speaker(name=data["name"], email=data["email"], phone=data["phone"])
    )
    found = [first, *(Speaker(name=name, email=address) for name, address in form.companions)]
    if data["speaker"].strip():
        found.append(_agent(data["speaker"].strip(), data["speaker_email"], person, now=now))
    return found


def _agent(name: str, email: str, person: Person | None, *, now: datetime) -> Speaker:
    """Who speaks: one of those with a mandate when the name is theirs."""
    for mandate in mandates_of(person.pk, local(now).date()) if person is not None else []:
        if mandate.agent.full_name == name:
            return Speaker.of(mandate.agent, part=Part.SPEAKER, email=email)
    return Speaker(name=name, email=email, part=Part.SPEAKER)
