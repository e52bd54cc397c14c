"""Adopting a policy of a study: what changes and what is foreseen first, then the version."""

import hashlib
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from voordeur.base.access import roles
from voordeur.kernel.errors import Refused
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission
from voordeur.policy.rules import next_month
from voordeur.twin import texts
from voordeur.twin.forms.adopting import AdoptForm
from voordeur.twin.models import Study
from voordeur.twin.queries import adoptions
from voordeur.twin.queries.adoptions import Before, Candidate
from voordeur.twin.services import adopting
from voordeur.twin.texts import adopting as own_texts
from voordeur.twin.views.found import found_by

ABOUT_MOMENT = frozenset({"starts_in_the_past", "start_taken", "same_as_in_force"})


@roles(MAY[Permission.CHANGE_POLICY])
@require_http_methods(["GET", "POST"])
def adopt(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One policy of a study. Only what was shown can be adopted: another moment is shown first."""
    study = found_by(request, key)
    found = adoptions.candidate(study, number)
    if found is None:
        raise Http404
    now = timezone.now()
    given = request.POST if request.method == "POST" else None
    initial = {"starts_at": next_month(now), "note": own_texts.note(study.name)}
    form = AdoptForm(given, initial=initial, now=now)
    starts_at = next_month(now)
    is_shown_anew = False
    if given is not None and form.is_valid():
        starts_at = form.cleaned_data["starts_at"]
        since = adoptions.before(starts_at)
        if given.get("seen") == seal(since, starts_at):
            made = _adopted(request, study, found, form, now)
            if made is not None:
                return made
        else:
            is_shown_anew = True
    since = adoptions.before(starts_at)
    changes = adoptions.changed(since, found.policy)
    context = {
        "study": study,
        "title": own_texts.whole(study.asked.get("base"), found.title),
        "form": form,
        "begins": own_texts.begins(starts_at),
        "seen": seal(since, starts_at),
        "is_shown_anew": is_shown_anew,
        "changes": [own_texts.change(one) for one in changes],
        "foreseen": own_texts.foreseen(found.title, found.base, found.differences, found.kpis, study.homes),
        "is_same": since.policy is not None and not changes,
    }
    return render(request, "twin/adopt.html", context, status=422 if form.errors else 200)


def _adopted(
    request: HttpRequest, study: Study, found: Candidate, form: AdoptForm, now: datetime
) -> HttpResponse | None:
    given = form.cleaned_data
    try:
        made = adopting.adopt(
            study, found.name, starts_at=given["starts_at"], note=given["note"], by=logged_in(request), now=now
        )
    except Refused as refused:
        place = "starts_at" if refused.code in ABOUT_MOMENT else None
        form.add_error(place, texts.refusal(refused.code, refused.params))
        return None
    messages.success(request, own_texts.ADOPTED)
    return redirect("promises:version", version_id=made.version_id)


def seal(since: Before, starts_at: datetime) -> str:
    """Names what somebody saw before adopting: what changes with the version in force then."""
    return hashlib.sha256(f"{since.version_id}\n{starts_at.isoformat()}".encode()).hexdigest()[:24]


def doing(study: Study, *, may_adopt: bool, now: datetime) -> dict[str, Any]:
    """What can be done with the answer of a study, for twin/_do.html."""
    found = adoptions.candidates(study) if may_adopt else []
    in_force = adoptions.before(now)
    return {
        "candidates": [
            {"number": one.number, "title": own_texts.whole(study.asked.get("base"), one.title)}
            for one in found
            if in_force.policy is None or adoptions.changed(in_force, one.policy)
        ],
        "adopted": [
            {"one": one, "told": own_texts.adopted(one.version.starts_at, now)} for one in adoptions.of_study(study)
        ],
    }
