"""A better plan that was worked out: asked for, followed, accepted as a whole or change by change. Decides nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from voordeur.base.access import roles
from voordeur.base.words import number
from voordeur.kernel.errors import Refused
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission, may
from voordeur.planning import services, texts
from voordeur.planning.models import Proposal, ProposedChange
from voordeur.planning.queries import proposals as queries
from voordeur.planning.rules import ChangeStatus, ProposalStatus
from voordeur.planning.services.proposals import MOST_DAYS
from voordeur.planning.views.asking import case_address
from voordeur.policy import rules as promised
from voordeur.promises.queries import in_force

# A search over these days is asked for when the planner says nothing else.
DAYS_AHEAD = 4
# Changes on a page; the promises that move are always all there.
A_PAGE = 50
# What is said of a plan as a whole, in the order of the page; each is minutes.
TERMS = ("travel", "overtime", "idle", "late")


@dataclass(frozen=True, slots=True)
class ShownTerm:
    """One term of the cost in words, before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One change in words. `saved`: weighted minutes; None when it only fits together with others."""

    change: ProposedChange
    holds: bool
    is_open: bool
    state: str
    address: str
    case_address: str
    trade: str
    promise_before: str
    promise_after: str
    saved: float | None


def term_words() -> dict[str, str]:
    return {"travel": _("driving"), "overtime": _("overtime"), "idle": _("waiting"), "late": _("later than wished")}


def _hours(cost: dict[str, float], name: str) -> str:
    """Sums over many people run to days of driving, which are told in hours."""
    return _("%(hours)s hours") % {"hours": number(cost.get(name, 0.0) / 60, digits=1)}


def _at_risk(proposal: Proposal) -> ShownTerm:
    """How many promises are likelier to be late than the policy allows."""
    counts = (proposal.cost_before.get("at_risk", 0), proposal.cost_after.get("at_risk", 0))
    return ShownTerm(_("promises at risk of coming late"), *(number(count) for count in counts))


def _row(shown: queries.ShownChange, now: datetime) -> ShownRow:
    change, visit = shown.change, shown.change.visit
    states = {
        ChangeStatus.OPEN: "" if shown.holds else _("the routes have changed since"),
        ChangeStatus.ACCEPTED: _("accepted"),
        ChangeStatus.REJECTED: _("rejected"),
    }
    return ShownRow(
        change=change,
        holds=shown.holds,
        is_open=change.state == ChangeStatus.OPEN and shown.holds,
        state=str(states[ChangeStatus(change.state)]),
        address=visit.dwelling.address,
        case_address=case_address(visit.case_kind, visit.case_id),
        trade=texts.trade(visit.trade),
        promise_before=texts.window_of(visit.window_from_at, visit.window_until_at, now),
        promise_after=texts.window_of(change.window_from_at, change.window_until_at, now),
        saved=change.saved_total,
    )


@roles(MAY[Permission.SEE_PLANNING])
@require_http_methods(["GET", "POST"])
def proposals(request: HttpRequest) -> HttpResponse:
    """The proposal that runs or waits, with the promises that move on top; sent as a form: work out a new one."""
    user, now = logged_in(request), timezone.now()
    may_plan = may(user.role, Permission.PLAN)
    if request.method == "POST":
        return _ask(request, now)
    open_one = queries.open_proposal(user=user)
    rows = [_row(one, now) for one in queries.changes_of(open_one)] if open_one else []
    page = Paginator([row for row in rows if not row.change.moves_promise], A_PAGE).get_page(request.GET.get("page"))
    today = promised.local(now).date()
    names = term_words()
    saved = open_one.cost_before.get("total", 0.0) - open_one.cost_after.get("total", 0.0) if open_one else 0.0
    context = {
        "proposal": open_one,
        "is_running": open_one is not None and open_one.state == ProposalStatus.RUNNING,
        "terms": [
            ShownTerm(names[name], _hours(open_one.cost_before, name), _hours(open_one.cost_after, name))
            for name in TERMS
        ]
        + [_at_risk(open_one)]
        if open_one
        else [],
        "saved": saved,
        "dearer": -saved,
        "moves_promise": [row for row in rows if row.change.moves_promise],
        "keeps_promise": page,
        "page": page,
        "open_count": sum(row.is_open for row in rows),
        "latest": [
            {"proposal": one, "state": texts.PROPOSAL_STATES[one.state], "reason": texts.PROPOSAL_REASONS[one.reason]}
            for one in queries.latest(user=user)
        ],
        "day": today,
        "from_on": today,
        "until_on": today + timedelta(days=DAYS_AHEAD),
        "may_plan": may_plan,
        "now": now,
    }
    return render(request, "planning/proposals.html", context)


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None


def _ask(request: HttpRequest, now: datetime) -> HttpResponse:
    from_on, until_on = _day(request.POST.get("from", "")), _day(request.POST.get("until", ""))

    def act() -> str:
        if from_on is None or until_on is None:
            raise Refused("days_not_ahead", most=MOST_DAYS)
        services.propose(
            from_on=from_on, until_on=until_on, by=logged_in(request), now=now, policy=in_force(now).policy
        )
        return _("A better plan is being looked for. You can go on with your work meanwhile.")

    return _done(request, act)


def _done(request: HttpRequest, act: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, act())
    except Refused as refused:
        messages.error(request, texts.refusal(refused))
    return redirect("planning:proposals")


@roles(MAY[Permission.SEE_PLANNING])
@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """How far the search is, for htmx; when there is nothing to follow any more the page is loaded anew."""
    found = queries.open_proposal(user=logged_in(request))
    if found is None or found.state != ProposalStatus.RUNNING:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "planning/_progress.html", {"proposal": found})


@roles(MAY[Permission.PLAN])
@require_POST
def proposal_act(request: HttpRequest, proposal_id: int, action: str) -> HttpResponse:
    """Carry a proposal out, leave it, or stop the search."""
    user, now = logged_in(request), timezone.now()
    found = get_object_or_404(Proposal.objects.visible_to(user), pk=proposal_id)

    def act() -> str:
        match action:
            case "accept":
                left = services.accept(proposal=found, by=user, now=now)
                if not left:
                    return _("The proposal is the plan now. Tenants hear of it where their promise moves.")
                told = ngettext(
                    "Carried out, except for %(count)s change that needs one that you rejected.",
                    "Carried out, except for %(count)s changes that need one that you rejected.",
                    len(left),
                )
                return told % {"count": len(left)}
            case "reject":
                services.reject(proposal=found, by=user, now=now)
                return _("The plan stays as it is.")
            case "cancel":
                services.cancel_proposal(proposal=found, by=user, now=now)
                return _("The search was stopped; the plan stays as it is.")
            case _:
                raise Http404

    return _done(request, act)


@roles(MAY[Permission.PLAN])
@require_POST
def change_act(request: HttpRequest, change_id: int, action: str) -> HttpResponse:
    """Carry one change out, or leave this visit where it is."""
    user, now = logged_in(request), timezone.now()
    seen = ProposedChange.objects.filter(proposal__in=Proposal.objects.visible_to(user))
    found = get_object_or_404(seen.select_related("visit__dwelling", "to_shift__craftsman__user"), pk=change_id)

    def act() -> str:
        about = {"address": found.visit.dwelling.address, "name": found.to_shift.craftsman.user.name}
        match action:
            case "accept":
                services.accept_change(change=found, by=user, now=now)
                return _("%(name)s now goes to %(address)s.") % about
            case "reject":
                services.reject_change(change=found, by=user, now=now)
                return _("%(address)s stays where it is.") % about
            case _:
                raise Http404

    return _done(request, act)
