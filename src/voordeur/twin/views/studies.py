"""One study: how far it is, what it answers, stopping it, asking it again, throwing it away."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from voordeur.base.access import roles
from voordeur.kernel.errors import Refused
from voordeur.parties.queries import logged_in
from voordeur.policy.presets import PolicyErrors
from voordeur.twin import texts
from voordeur.twin.engine.questions.variants import MOST_REPLICATIONS
from voordeur.twin.forms.questions import WholeField
from voordeur.twin.models import Study
from voordeur.twin.queries import studies as queries
from voordeur.twin.queries.policies import unfelt
from voordeur.twin.rules import Status, may_adopt, may_ask, may_cancel
from voordeur.twin.services import studies
from voordeur.twin.texts import model, own_figures
from voordeur.twin.views import adopting, answers
from voordeur.twin.views.found import EVERYBODY, found_by

NARROWER = 4  # times as many years make an interval half as wide
COARSE = 10  # percents, so that who listens hears one sentence for every tenth and not one each second


@roles(EVERYBODY)
@require_GET
def study(request: HttpRequest, key: str) -> HttpResponse:
    """Progress, a refusal in words, or the answer."""
    found = found_by(request, key)
    user = logged_in(request)
    now = timezone.now()
    context: dict[str, Any] = {
        "study": found,
        "kind": texts.kind(found.kind),
        "status": texts.STATUSES[found.status],
        "tone": texts.TONES[found.status],
        "size": texts.size(found),
        "now": now,
        "may_ask": may_ask(user.role),
        "may_change": may_cancel(user.role, is_own=found.asked_by_id == user.pk),
        "may_adopt": may_adopt(user.role),
    }
    if found.status == Status.RUNNING:
        context |= _progress(found, now)
    elif found.status == Status.FAILED:
        context["refusal"] = texts.refusal(found.refusal_code, found.refusal_params)
    elif found.status == Status.DONE:
        context |= answers.of(found)
        context |= {
            "model": model,
            "felt_not": sorted({reason for _field, reason in unfelt()}),
            "facts": answers.facts(found),
            "of_few_homes": model.OF_FEW_HOMES if found.homes < model.FEW_HOMES else "",
            "own_figures": own_figures.used(found),
            "more_years": min(found.replications * NARROWER, MOST_REPLICATIONS),
            "address": request.build_absolute_uri(reverse("twin:study", kwargs={"key": found.key})),
        }
        context |= adopting.doing(found, may_adopt=may_adopt(user.role), now=now)
    return render(request, f"twin/study_{_page(found)}.html", context)


def _page(found: Study) -> str:
    return {Status.RUNNING: "running", Status.DONE: "done"}.get(Status(found.status), "over")


def _progress(found: Study, now: Any) -> dict[str, Any]:
    progress = queries.progress(found, now=now)
    return {
        "progress": progress,
        "time_left": texts.time_left(progress.seconds_left)
        if progress.seconds_left is not None and progress.seconds_waited > texts.SECONDS_TOLD
        else "",
        "is_adaptive": found.kind in texts.ADAPTIVE,
        "seen": f"{progress.round}-{progress.done}-{int(progress.seconds_waited) // 5}",
        "tenth": int(progress.share * 100) // COARSE * COARSE,
    }


@roles(EVERYBODY)
@require_GET
def progress(request: HttpRequest, key: str) -> HttpResponse:
    """How far a study is, asked for by its own page every second. Nothing when nothing changed; the page anew at the
    end."""
    found = found_by(request, key)
    if found.status != Status.RUNNING:
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    context = {"study": found, **_progress(found, timezone.now())}
    if request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=204)
    context["says"] = request.GET.get("tenth") != str(context["tenth"])
    return render(request, "twin/_progress.html", context)


@roles(EVERYBODY)
@require_POST
def cancel(request: HttpRequest, key: str) -> HttpResponse:
    """Stop it."""
    found = found_by(request, key)
    try:
        studies.cancel(found, by=logged_in(request), now=timezone.now())
    except Refused as refused:
        messages.error(request, texts.refusal(refused.code, refused.params))
    return redirect("twin:study", key=found.key)


@roles(EVERYBODY)
@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Throw it away."""
    found = found_by(request, key)
    try:
        studies.remove(found, by=logged_in(request), now=timezone.now())
    except Refused as refused:
        messages.error(request, texts.refusal(refused.code, refused.params))
        return redirect("twin:study", key=found.key)
    messages.success(request, _("The study “%(name)s” was thrown away.") % {"name": found.name})
    return redirect("twin:dial")


@roles(EVERYBODY)
@require_POST
def again(request: HttpRequest, key: str) -> HttpResponse:
    """The same question once more, if wanted with another number of years."""
    found = found_by(request, key)
    size = studies.size_of(found)
    try:
        replications = WholeField(label=_("Years of luck"), least=1, most=MOST_REPLICATIONS).clean(
            request.POST.get("replications", str(found.replications))
        )
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
        return redirect("twin:study", key=found.key)
    form = {**found.asked.get("form", {}), "replications": replications}
    wanted = studies.Wanted(
        kind=found.kind,
        name=found.name,
        asked={**found.asked, "form": form},
        homes=found.homes,
        replications=replications,
        seed=found.seed,
        first_on=found.first_on,
        years=found.years,
        values=found.values,
        town=size.setting.town,
    )
    try:
        begun = studies.ask(wanted, by=logged_in(request), now=timezone.now())
    except Refused as refused:
        messages.error(request, texts.refusal(refused.code, refused.params))
        return redirect("twin:study", key=found.key)
    except PolicyErrors:
        messages.error(request, texts.refusal("policy_errors", {}))
        return redirect("twin:study", key=found.key)
    return redirect("twin:study", key=begun.key)
