"""The tenant's own page of a repair: what happens when, the appointment, and what can still be changed."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from voordeur.base.access import open_to_all
from voordeur.kernel.errors import Refused
from voordeur.planning import queries as planning
from voordeur.planning.rules import fixed_at
from voordeur.repairs import texts
from voordeur.repairs.forms import ReasonForm
from voordeur.repairs.models import Repair, Task
from voordeur.repairs.queries import cards
from voordeur.repairs.queries.names import actor_of, what
from voordeur.repairs.rules import tree as trees
from voordeur.repairs.rules.actor import Actor
from voordeur.repairs.rules.branches import Words
from voordeur.repairs.services import afterwards, appointments, deciding


def find(token: str) -> Repair:
    """The repair of this token; who holds the token is treated as its tenant."""
    return get_object_or_404(
        Repair.objects.select_related("dwelling", "reporter", "taken_by", "policy_version"), token=token
    )


@open_to_all
@require_GET
def card(request: HttpRequest, token: str) -> HttpResponse:
    """Where the repair stands, in words that make a telephone call unnecessary."""
    repair, now = find(token), timezone.now()
    shown = cards.card(repair, by=actor_of(request), now=now, for_tenant=True)
    return render(
        request,
        "repairs/tenant_card.html",
        {
            "card": shown,
            "repair": repair,
            "must_choose": cards.waits_for_tenant(repair),
            "can_book": cards.needs_appointment(repair)
            and shown.policy.appointments.offered
            and shown.policy.urgency.classes[repair.urgency].by_appointment,
            "try_first": _try_first(repair),
            "now": now,
        },
    )


def _try_first(repair: Repair) -> Words | None:
    try:
        found = trees.outcome(trees.load(), repair.path, repair.answers)
    except Refused:
        return None
    outcome = found.outcome if isinstance(found, trees.Stop) else found
    return outcome.try_first if outcome else None


def chosen_window(value: str) -> tuple[datetime, datetime]:
    """The window behind a slot of the form; Refused "slot_unknown" when none was chosen."""
    if not value:
        raise Refused("slot_unknown")
    return planning.window_of_key(value)


@open_to_all
@require_http_methods(["GET", "POST"])
def appointment(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a window, or another one. When somebody else was quicker, the page shows what can still be had."""
    return choose_window(request, find(token), back="repairs:by_token", template="repairs/appointment.html")


# Windows that one form may send.
MOST_CHOICES = 60
# Refusals after which the page with what is free now helps more than the card.
CHOOSE_AGAIN = frozenset({"too_few_choices", "slot_taken", "slot_unknown", "slot_not_offered", "appointment_changed"})


def _may_be_flexible(repair: Repair, moving: Task | None, *, by: Actor) -> bool:
    """Whether somebody may tick several windows: a tenant who has no appointment yet, where the policy has it."""
    return by.role == "tenant" and moving is None and appointments.policy_of(repair).planning.flexible_promise


def _as_seen(moving: Task | None) -> str:
    """The appointment that the page shows, as its form sends it back; empty when there is none."""
    return moving.visit.window_from_at.isoformat() if moving and moving.visit else ""


def _guard_what_was_seen(request: HttpRequest, moving: Task | None) -> None:
    """Refuse when somebody else made or moved the appointment after this page was opened: show it first."""
    if moving and moving.visit and request.POST.get("seen", _as_seen(moving)) != _as_seen(moving):
        raise Refused("appointment_changed", since=moving.visit.window_from_at)


def _take(request: HttpRequest, repair: Repair, moving: Task | None, *, by: Actor, now: datetime) -> None:
    """Book what was chosen: one window, or several that the tenant can make."""
    if "slots" in request.POST and not moving:
        windows = [chosen_window(value) for value in request.POST.getlist("slots")[:MOST_CHOICES]]
        appointments.book_flexible(repair, windows=windows, by=by, now=now)
        return
    start, end = chosen_window(request.POST.get("slot", ""))
    book = appointments.move if moving else appointments.book
    book(repair, window_from_at=start, window_until_at=end, by=by, now=now)


def choose_window(request: HttpRequest, repair: Repair, *, back: str, template: str) -> HttpResponse:
    """The same page for tenant and staff; staff see every window with what it costs."""
    now, actor = timezone.now(), actor_of(request)
    address = repair.token if back == "repairs:by_token" else repair.pk
    shown = cards.card(repair, by=actor, now=now, for_tenant=True)
    moving = shown.appointment
    try:
        if moving and not shown.may_move:
            raise Refused("too_late_to_move")
        if request.method == "POST":
            _guard_what_was_seen(request, moving)
            _take(request, repair, moving, by=actor, now=now)
            messages.success(request, str(texts.FLEXIBLE if "slots" in request.POST and not moving else texts.BOOKED))
            return redirect(back, address)
        is_chosen = actor.role == "tenant" and "all" not in request.GET
        offers = appointments.offers(repair, now=now, shown=is_chosen)
        shows_several = "several" in request.GET and _may_be_flexible(repair, moving, by=actor)
        if shows_several:
            offers = [slot for slot in offers if fixed_at(slot.window_from_at) > now]
        held_until = appointments.hold(repair, offers, now=now) if is_chosen else None
    except Refused as refused:
        messages.error(request, texts.refusal(refused))
        if request.method == "POST" and refused.code in CHOOSE_AGAIN:
            return redirect(request.get_full_path())
        return redirect(back, address)
    context: dict[str, Any] = {
        "repair": repair,
        "what": what(repair.path),
        "days": planning.by_day(sorted(offers, key=lambda slot: slot.window_from_at)),
        "moving": moving,
        "seen": _as_seen(moving),
        "held_until": held_until,
        "may_be_flexible": _may_be_flexible(repair, moving, by=actor),
        "shows_several": shows_several,
        "show_cost": actor.role != "tenant",
        "shows_all": "all" in request.GET or actor.role != "tenant",
        "back": back,
        "address": address,
        "now": now,
    }
    return render(request, template, context)


@open_to_all
@require_POST
def act(request: HttpRequest, token: str, action: str) -> HttpResponse:
    """One thing a tenant does to a repair."""
    repair, now, by = find(token), timezone.now(), actor_of(request)
    form = ReasonForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    try:
        match action:
            case "myself":
                deciding.do_it_myself(repair, by=by, now=now)
            case "for-me":
                deciding.do_it_for_me(repair, by=by, now=now)
            case "check":
                deciding.ask_to_check(repair, why=why, by=by, now=now)
            case "give-up":
                appointments.give_up(repair, by=by, now=now)
            case "withdraw":
                appointments.withdraw(repair, why=why, by=by, now=now)
            case "not-solved":
                afterwards.not_solved(repair, why=why, by=by, now=now)
            case _:
                raise Http404
    except Refused as refused:
        messages.error(request, texts.refusal(refused))
    else:
        messages.success(request, str(texts.DONE[action]))
    repair.refresh_from_db()
    if action in {"for-me", "give-up", "not-solved"} and cards.needs_appointment(repair):
        return redirect("repairs:appointment", token=repair.token)
    return redirect("repairs:by_token", token=repair.token)
