"""A complaint by the complainant: one question a page; answers travel in the address, the last page sends."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from voordeur.base import limits
from voordeur.base.access import open_to_all
from voordeur.complaints import texts
from voordeur.complaints.forms import StoryForm, VisitorForm
from voordeur.complaints.models import Complaint
from voordeur.complaints.rules.intake import is_first_repair
from voordeur.complaints.rules.subjects import About
from voordeur.complaints.services import receiving
from voordeur.complaints.services.receiving import Speaker
from voordeur.complaints.views.photos import add_sent
from voordeur.homes import queries as homes
from voordeur.homes.models import Dwelling
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.policy.rules import local
from voordeur.promises import queries as promises
from voordeur.repairs.models import Repair
from voordeur.repairs.queries import lists as repairs
from voordeur.repairs.queries.names import actor_of, what
from voordeur.repairs.rules.actor import VISITOR

ABOUT_WORK = frozenset({About.REPAIR, About.APPOINTMENT})
# The last answer of the question "which repair?": it is not in the list, or it was never reported.
OTHER, NEVER = "other", "never"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was answered so far; None or empty is still to be asked."""

    about: About | None
    repair: Repair | None
    which: str
    home: Dwelling | None

    @property
    def has_all(self) -> bool:
        return self.about is not None and (self.about not in ABOUT_WORK or bool(self.which))


def _tenant(request: HttpRequest) -> User | None:
    user = request.user
    return user if isinstance(user, User) and user.role == "tenant" else None


def _asked(request: HttpRequest, user: User | None, now: datetime) -> Asked:
    given = request.GET
    about = About(given["about"]) if given.get("about") in set(About) else None
    which, repair = given.get("repair", ""), None
    if which not in {OTHER, NEVER, ""}:
        repair = _own_repair(user, which, now)
        which = which if repair is not None else ""
    own = homes.homes_of(user.person_id, local(now).date()) if user is not None and user.person_id else []
    home = repair.dwelling if repair is not None else own[0] if own else None
    return Asked(about, repair, which, home)


def _own_repair(user: User | None, number: str, now: datetime) -> Repair | None:
    if user is None or not number.isdecimal() or len(number) > 12:
        return None
    seen = Repair.objects.visible_to(user, day=local(now).date()).select_related("dwelling")
    return seen.filter(pk=int(number)).first()


@open_to_all
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """What about, which repair, what happened; a first request for a repair is led to the repairs."""
    now, user = timezone.now(), _tenant(request)
    asked = _asked(request, user, now)
    policy = promises.in_force(now).policy
    steps = 3 if asked.about in ABOUT_WORK or asked.about is None else 2
    context: dict[str, Any] = {"asked": asked, "policy": policy, "steps": steps, "now": now, "tenant": user}
    if asked.about is None:
        return render(request, "complaints/new/about.html", {**context, "choices": texts.ABOUT_CHOICES})
    context["about"] = texts.ABOUT_CHOICES[asked.about]
    told = asked.repair is not None or asked.which == OTHER
    if asked.which == NEVER and is_first_repair(policy, about=asked.about, has_repair=told):
        return render(request, "complaints/new/first_repair.html", context)
    if not asked.has_all:
        return render(request, "complaints/new/which.html", {**context, "rows": _repairs(user, now)})
    form_class = StoryForm if user is not None else VisitorForm
    if request.method == "POST":
        form = form_class(request.POST)
        if form.is_valid():
            try:
                complaint = _send(request, form, asked, user, now=now)
            except Refused as refused:
                form.add_error(None, texts.refusal(refused))
            else:
                add_sent(request, complaint, by=actor_of(request) if user is not None else VISITOR, now=now)
                messages.success(request, str(texts.SENT))
                return redirect("complaints:by_token", token=complaint.token)
    else:
        person = user.person if user is not None else None
        form = form_class(
            initial={
                "key": secrets.token_urlsafe(20),
                "email": person.email if person else "",
                "phone": person.phone if person else "",
            }
        )
    status = 422 if form.errors else 200
    return render(request, "complaints/new/story.html", {**context, "form": form}, status=status)


def _repairs(user: User | None, now: datetime) -> list[dict[str, Any]]:
    if user is None:
        return []
    found = repairs.of_tenant(user, day=local(now).date(), most=12)
    return [{"repair": repair, "what": what(repair.path)} for repair in found]


def _send(request: HttpRequest, form: StoryForm, asked: Asked, user: User | None, *, now: datetime) -> Complaint:
    counted = f"user {user.pk}" if user is not None else limits.address_of(request)
    if not limits.spend("complaint", counted, most=settings.REPORTS_AN_HOUR, now=now):
        raise Refused("too_many_complaints", minutes=limits.minutes_left(now))
    data = form.cleaned_data
    home = asked.home if user is not None else _home_of(data)
    language = (get_language() or "nl")[:2]
    speakers: list[Speaker] = []
    if user is not None and user.person is not None:
        speakers = [Speaker.of(user.person, email=data["email"], phone=data["phone"])]
    elif data.get("name"):
        speakers = [Speaker(name=data["name"], email=data["email"], phone=data["phone"], language=language)]
    return receiving.receive(
        about=asked.about or About.POLICY,
        text=data["text"],
        wish=data["wish"],
        happened_on=data["happened_on"],
        goes_on=data["goes_on"],
        channel="INT",
        by=actor_of(request) if user is not None else VISITOR,
        now=now,
        speakers=speakers,
        dwelling=home,
        repair=asked.repair,
        told_before=asked.which in {OTHER, NEVER},
        language=language,
        key=data["key"] or None,
    )


def _home_of(data: dict[str, Any]) -> Dwelling | None:
    """The home at the address that a visitor wrote; what is not found is left out, a colleague asks."""
    digits = "".join(sign for sign in data.get("number", "") if sign.isdecimal())[:5]
    if not digits or not data.get("postcode"):
        return None
    return homes.find_by_address(data["postcode"], int(digits))


def repair_address(text: str, dwelling_id: int | None) -> str:
    """The first page of a report, with the words that were written already."""
    query = {"text": text[:500]} | ({"dwelling": str(dwelling_id)} if dwelling_id else {})
    return f"{reverse('repairs:report')}?{urlencode(query)}"
