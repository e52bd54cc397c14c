"""With whom which hours are agreed, and who is away. Translates in and out."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from voordeur.base.access import roles
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission
from voordeur.policy.rules import local
from voordeur.staffing import queries, texts
from voordeur.staffing.forms import AwayForm, ContractForm, initial_of
from voordeur.staffing.models import Away
from voordeur.staffing.services import contracts as agreeing

MAKERS = MAY[Permission.MAKE_ROSTERS]
FIELD_OF = {"longest_is_shorter": "longest_hours", "away_ends_first": "away_until_on"}


@roles(MAKERS)
@require_GET
def contracts(request: HttpRequest) -> HttpResponse:
    """Everyone whose role answers the telephone, with their hours."""
    today = local(timezone.now()).date()
    held = {one.agent_id: one for one in queries.contracts(logged_in(request), on=today) if one.from_on <= today}
    rows = [
        {"agent": agent, "contract": held.get(agent.pk), "days": texts.days_in_words(held.get(agent.pk))}
        for agent in queries.telephone_staff()
    ]
    return render(request, "staffing/contracts.html", {"rows": rows})


@roles(MAKERS)
@require_http_methods(["GET", "POST"])
def contract(request: HttpRequest, agent_id: int) -> HttpResponse:
    """The hours of one colleague."""
    by, agent = logged_in(request), _agent(agent_id)
    now = timezone.now()
    today = local(now).date()
    held = [one for one in queries.contracts(by, on=today) if one.agent_id == agent.pk]
    form = ContractForm(
        request.POST if request.method == "POST" else None, initial=initial_of(held[-1] if held else None, on=today)
    )
    if request.method == "POST" and form.is_valid():
        try:
            agreeing.agree(
                agent=agent,
                from_on=form.cleaned_data["from_on"],
                weekly_minutes=form.minutes("weekly_hours"),
                hours=form.hours(),
                shortest_minutes=form.minutes("shortest_hours"),
                longest_minutes=form.minutes("longest_hours"),
                most_days=form.cleaned_data["most_days"],
                by=by,
                now=now,
            )
        except Refused as refused:
            form.add_error(FIELD_OF.get(refused.code), texts.refusal(refused.code, refused.params))
        else:
            messages.success(request, _("The hours are kept. The next plan that is made goes by them."))
            return redirect("staffing:contracts")
    return _page(request, agent, form, AwayForm(initial={"away_from_on": today, "away_until_on": today}))


@roles(MAKERS)
@require_POST
def away(request: HttpRequest, agent_id: int) -> HttpResponse:
    """Days on which a colleague does not come."""
    by, agent = logged_in(request), _agent(agent_id)
    now = timezone.now()
    form = AwayForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            agreeing.note_away(
                agent=agent, from_on=given["away_from_on"], until_on=given["away_until_on"], by=by, now=now
            )
        except Refused as refused:
            form.add_error(FIELD_OF.get(refused.code), texts.refusal(refused.code, refused.params))
        else:
            messages.success(request, _("Noted. A plan that is made from now on does not ask this colleague then."))
            return redirect("staffing:contract", agent_id=agent.pk)
    held = [one for one in queries.contracts(by, on=local(now).date()) if one.agent_id == agent.pk]
    start = ContractForm(initial=initial_of(held[-1] if held else None, on=local(now).date()))
    return _page(request, agent, start, form)


@roles(MAKERS)
@require_POST
def away_end(request: HttpRequest, away_id: int) -> HttpResponse:
    """They come after all."""
    found = get_object_or_404(Away.objects.select_related("agent"), pk=away_id)
    agreeing.forget_away(away=found, by=logged_in(request), now=timezone.now())
    messages.success(request, _("Taken back."))
    return redirect("staffing:contract", agent_id=found.agent_id)


def _agent(agent_id: int) -> User:
    for one in queries.telephone_staff():
        if one.pk == agent_id:
            return one
    raise Http404


def _page(request: HttpRequest, agent: User, form: ContractForm, away_form: AwayForm) -> HttpResponse:
    context: dict[str, Any] = {
        "agent": agent,
        "form": form,
        "away_form": away_form,
        "away": queries.away_of(agent, on=local(timezone.now()).date()),
    }
    is_wrong = bool(form.errors or away_form.errors)
    return render(request, "staffing/contract.html", context, status=422 if is_wrong else 200)
