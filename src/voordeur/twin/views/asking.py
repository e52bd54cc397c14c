"""Asking the twin: one page for each kind of question. Translates a form into what the service takes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from voordeur.base.access import roles
from voordeur.homes.queries import number_of_homes
from voordeur.kernel.errors import Refused
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission
from voordeur.policy.presets import PolicyErrors
from voordeur.policy.rules import local
from voordeur.twin import texts
from voordeur.twin.engine.places import Town
from voordeur.twin.forms.beside import CompareForm
from voordeur.twin.forms.explore import FrontierForm, SearchForm, TornadoForm, WeightsForm
from voordeur.twin.forms.notch import NotchForm
from voordeur.twin.forms.questions import MADE_UP, OWN_TENANTS, QuestionForm
from voordeur.twin.models import Study
from voordeur.twin.queries import calibration, policies
from voordeur.twin.queries.policies import Choice
from voordeur.twin.queries.town import own_town
from voordeur.twin.services import studies

FORMS: dict[str, type[QuestionForm]] = {
    form.kind: form for form in (CompareForm, NotchForm, TornadoForm, FrontierForm, SearchForm, WeightsForm)
}
PAGES = {"compare": "twin/ask_compare.html", "notch": "twin/ask_notch.html"}
MOST_SIGNS = 80  # of words that a promise is looked for by
HOMES = 10_000  # of a made-up town, for an association without homes yet


@roles(MAY[Permission.SEE_FIGURES])
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, kind: str) -> HttpResponse:
    """One kind of question: its form, and the study that it begins."""
    if kind not in FORMS:
        raise Http404
    now = timezone.now()
    choices = policies.choices(now)
    if kind == "notch" and not request.GET.get("promise"):
        return _which_promise(request, choices)
    form = _form(request, kind, choices, now)
    if request.method == "POST" and form.is_valid():
        try:
            found = studies.ask(form.wanted(_town(form, now)), by=logged_in(request), now=now)
        except (Refused, PolicyErrors) as refused:
            form.refuse(refused)
        else:
            return redirect("twin:study", key=found.key)
    context = {"form": form, "kind": kind, "kind_name": texts.kind(kind)}
    if isinstance(form, NotchForm):
        context |= {
            "promise": texts.label(policies.promise_name(form.field)),
            "told": policies.promise_value(form.base.policy, form.field),
        }
    else:
        context["title"], context["lead"] = texts.WAYS[kind]
    return render(request, PAGES.get(kind, "twin/ask.html"), context, status=422 if form.errors else 200)


def _which_promise(request: HttpRequest, choices: Sequence[Choice]) -> HttpResponse:
    """The table of promises, with what each says now: the first step of turning one."""
    base, text = _base(request, choices), request.GET.get("q", "").strip()[:MOST_SIGNS]
    context = {
        "base": base,
        "choices": choices,
        "text": text,
        "rows": policies.turnable(base.policy, text),
        "unfelt": policies.unfelt(),
        "kind_name": texts.kind("notch"),
    }
    return render(request, "twin/which_promise.html", context)


def _base(request: HttpRequest, choices: Sequence[Choice]) -> Choice:
    asked = request.GET.get("base", "")
    return next((one for one in choices if one.key == asked), choices[0])


def _form(request: HttpRequest, kind: str, choices: Sequence[Choice], now: datetime) -> QuestionForm:
    more: dict[str, Any] = {}
    if kind == "notch":
        more = {"base": _base(request, choices), "field": request.GET["promise"]}
        if not policies.is_turnable(more["base"].policy, more["field"]):
            raise Http404
    return FORMS[kind](
        request.POST if request.method == "POST" else None,
        initial=_initial(request),
        choices=choices,
        homes=number_of_homes() or HOMES,
        now=local(now),
        kept=calibration.newest(),
        **more,
    )


def _initial(request: HttpRequest) -> dict[str, Any]:
    """What was asked in a study that somebody begins from."""
    key = request.GET.get("from", "")
    found = Study.objects.listed_to(logged_in(request)).filter(key=key[:24]).values_list("asked", flat=True).first()
    return dict(found.get("form", {})) if found else {}


def _town(form: QuestionForm, now: datetime) -> Town | None:
    asked = form.cleaned_data["town"]
    return None if asked == MADE_UP else own_town(local(now).date(), with_tenants=asked == OWN_TENANTS)
