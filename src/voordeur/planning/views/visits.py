"""One visit: what there is to know of it, and another place for it. Translates in and out; decides nothing."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from voordeur.base.access import roles
from voordeur.kernel.errors import Refused
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission, may
from voordeur.planning import queries, services, texts
from voordeur.planning.models import Shift, Visit, VisitState
from voordeur.planning.views.asking import case_address, day_address, is_part
from voordeur.planning.views.cards import MOVABLE
from voordeur.policy import rules as promised
from voordeur.promises.queries import in_force

# How much longer a planner may say that it takes, in minutes.
LONGER = (15, 30, 45, 60, 90, 120, 180)
AT_DOOR = frozenset({"busy", "planned", "late"})
# Somebody may stand at the door this much before the time that was planned.
BEFORE = timedelta(minutes=60)


def _is_today(visit: Visit, now: datetime) -> bool:
    is_near = visit.planned_start_at <= now + BEFORE
    return is_near and promised.local(visit.planned_start_at).date() == promised.local(now).date()


def _visit(request: HttpRequest, visit_id: int) -> Visit:
    visits = Visit.objects.visible_to(logged_in(request)).select_related("dwelling", "shift__craftsman__user")
    return get_object_or_404(visits, pk=visit_id)


@roles(MAY[Permission.SEE_PLANNING])
@require_GET
def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """What there is to know of a visit: a page, or the part of it that opens beside the board."""
    user = logged_in(request)
    now = timezone.now()
    found = _visit(request, visit_id)
    state = "cancelled" if found.state == VisitState.CANCELLED else queries.visit_state(found, now)
    may_move = may(user.role, Permission.PLAN) and state in MOVABLE
    context = {
        "visit": found,
        "state": state,
        "state_word": _("cancelled") if state == "cancelled" else str(texts.STATES[state]),
        "trade": texts.trade(found.trade),
        "about": queries.about(user=user, cases=[(found.case_kind, found.case_id)], now=now).get(
            (found.case_kind, found.case_id), ""
        ),
        "craftsman": found.shift.craftsman.user.name,
        "warning": found.dwelling.warning if may(user.role, Permission.SEE_WARNINGS) else "",
        "case_address": case_address(found.case_kind, found.case_id),
        "may_move": may_move,
        "is_busy": may(user.role, Permission.PLAN) and _is_today(found, now) and state == "busy",
        "is_at_door": may(user.role, Permission.PLAN) and _is_today(found, now) and state in AT_DOOR,
        "longer": LONGER,
        "others": _others(request, found) if may_move else [],
        "back": day_address(promised.local(found.shift.starts_at).date()),
        "now": now,
    }
    return render(request, "planning/_visit.html" if is_part(request) else "planning/visit.html", context)


def _others(request: HttpRequest, visit: Visit) -> list[tuple[int, str]]:
    """Visits of the same trade and day that it could change places with, each told as a choice."""
    found = queries.swappable(user=logged_in(request), visit=visit)
    return [
        (
            other.pk,
            ", ".join(
                (texts.board_clock(other.planned_start_at), other.dwelling.address, other.shift.craftsman.user.name)
            ),
        )
        for other in found
    ]


@roles(MAY[Permission.PLAN])
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Another window for a visit, with what each costs; the tenant hears of a changed promise."""
    now = timezone.now()
    found = _visit(request, visit_id)
    policy = in_force(found.booked_at).policy
    refusal = ""
    if request.method == "POST":
        try:
            moved = _moved(request, found, now=now)
        except Refused as refused:
            refusal = texts.refusal(refused)
        else:
            told = _("%(name)s now goes to %(address)s, %(moment)s.") % {
                "name": moved.shift.craftsman.user.name,
                "address": found.dwelling.address,
                "moment": texts.window_of(moved.window_from_at, moved.window_until_at, now),
            }
            messages.success(request, told)
            return redirect(day_address(promised.local(moved.planned_start_at).date()))
    people = queries.craftsmen_of(trade=found.trade, now=now)
    asked = request.GET.get("craftsman", "")
    craftsman_id = next((pk for pk, _name in people if str(pk) == asked), None)
    slots = queries.offers(
        lat=found.lat,
        lon=found.lon,
        trade=found.trade,
        minutes=found.minutes,
        now=now,
        policy=policy,
        moving_visit_id=found.pk,
        announced=True,
        craftsman_id=craftsman_id,
    )
    context = {
        "visit": found,
        "trade": texts.trade(found.trade),
        "colleagues": queries.colleagues(visit=found, now=now, policy=policy),
        "days": queries.by_day(sorted(slots, key=lambda slot: slot.window_from_at)),
        "people": people,
        "craftsman_id": craftsman_id,
        "chosen_name": dict(people)[craftsman_id] if craftsman_id else "",
        "back": day_address(promised.local(found.shift.starts_at).date()),
        "refusal": refusal,
        "now": now,
    }
    return render(request, "planning/move.html", context, status=409 if refusal else 200)


def _moved(request: HttpRequest, visit: Visit, *, now: datetime) -> Visit:
    """The visit at its chosen place. Refused as `planner_move` refuses, also for a shift that is not there."""
    window_from_at, window_until_at, shift_id = queries.place_of_key(request.POST.get("slot", ""))
    shift = None
    if shift_id is not None:
        shift = Shift.objects.visible_to(logged_in(request)).filter(pk=shift_id).first()
        if shift is None:
            raise Refused("slot_not_offered")
    return services.planner_move(
        visit=visit,
        window_from_at=window_from_at,
        window_until_at=window_until_at,
        by=logged_in(request),
        now=now,
        policy=in_force(visit.booked_at).policy,
        shift=shift,
    )
