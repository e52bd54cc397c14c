"""Repairs for the office: the list by what breaks first, the card with everything, the decisions."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from voordeur.base.access import roles
from voordeur.base.panels import panels
from voordeur.kernel.errors import Refused
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import OFFICE, STAFF, Permission, Role, may
from voordeur.parties.texts import TRADES
from voordeur.policy.rules import local
from voordeur.repairs import texts
from voordeur.repairs.forms import BillForm, PayerForm, ReasonForm
from voordeur.repairs.models import OPEN_STATUSES, Repair
from voordeur.repairs.queries import cards, lists
from voordeur.repairs.queries.names import actor_of, what
from voordeur.repairs.rules.status import RepairStatus
from voordeur.repairs.services import afterwards, appointments, deciding
from voordeur.repairs.views.owed import SEES as SEES_OWED
from voordeur.repairs.views.tenant import choose_window
from voordeur.work import queries as work

A_PAGE = 40
SEES_REPAIRS = STAFF | {Role.TENANT}


@roles(OFFICE)
@require_GET
def repair_list(request: HttpRequest) -> HttpResponse:
    """Repairs, what breaks first on top; the filters stay in the address."""
    now = timezone.now()
    filters = lists.Filters(
        status=request.GET.get("status", "open"),
        urgency=request.GET.get("urgency", ""),
        payer=request.GET.get("payer", ""),
        text=request.GET.get("q", "")[:80],
    )
    found = lists.office_list(logged_in(request), filters=filters, day=local(now).date(), now=now)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "repair": repair,
            "what": what(repair.path),
            "status": texts.REPAIR_STATUS[RepairStatus(repair.status)],
            "urgency": texts.URGENCY[repair.urgency],
            "payer": texts.PAYERS[repair.payer],
            "is_late": repair.due_at < now and repair.status in OPEN_STATUSES,
        }
        for repair in page
    ]
    context = {
        "page": page,
        "rows": rows,
        "filters": filters,
        "sees_owed": logged_in(request).role in SEES_OWED,
        "sees_shares": may(logged_in(request).role, Permission.PLAN),
        "statuses": texts.REPAIR_STATUS,
        "urgencies": texts.URGENCY,
        "payers": texts.PAYERS,
        "now": now,
    }
    return render(request, "repairs/list.html", context)


def find(request: HttpRequest, repair_id: int) -> Repair:
    """The repair, when this user may see it; else there is none."""
    day = local(timezone.now()).date()
    visible = Repair.objects.visible_to(request.user, day=day)
    return get_object_or_404(
        visible.select_related("dwelling", "reporter", "taken_by", "policy_version", "tenancy"), pk=repair_id
    )


@roles(SEES_REPAIRS)
@require_GET
def card(request: HttpRequest, repair_id: int) -> HttpResponse:
    """Everything about one repair; a tenant is led to their own page of it."""
    repair, now = find(request, repair_id), timezone.now()
    if logged_in(request).role == Role.TENANT:
        return redirect("repairs:by_token", token=repair.token)
    shown = cards.card(repair, by=actor_of(request), now=now, for_tenant=False)
    return render(request, "repairs/staff_card.html", {**_card_context(request, repair, shown), "now": now})


def _card_context(request: HttpRequest, repair: Repair, shown: cards.RepairCard) -> dict[str, Any]:
    role = logged_in(request).role
    return {
        "card": shown,
        "repair": repair,
        "is_open": repair.status in OPEN_STATUSES,
        "open_items": work.open_items_of("repairs", repair.pk),
        "can_book": cards.needs_appointment(repair) and "plan" in shown.allowed,
        "may_decide": "decide_payer" in shown.allowed and repair.payer == "check",
        "sees_warnings": may(role, Permission.SEE_WARNINGS),
        "is_craftsman": role == Role.CRAFTSMAN,
        "payer_form": PayerForm(),
        "reason_form": ReasonForm(),
        "bill_form": BillForm(),
        "trades": TRADES,
        "panels": panels("repairs.card", request, repair_id=repair.pk),
    }


@roles(OFFICE)
@require_http_methods(["GET", "POST"])
def appointment(request: HttpRequest, repair_id: int) -> HttpResponse:
    """Choose a window with the tenant on the telephone: every window, with what it costs."""
    return choose_window(request, find(request, repair_id), back="repairs:card", template="repairs/appointment.html")


@roles(OFFICE)
@require_POST
def act(request: HttpRequest, repair_id: int, action: str) -> HttpResponse:
    """One decision about a repair."""
    repair, now, by = find(request, repair_id), timezone.now(), actor_of(request)
    why = request.POST.get("why", "")
    try:
        match action:
            case "decide":
                deciding.decide_payer(repair, payer=request.POST.get("payer", ""), why=why, by=by, now=now)
            case "decline":
                deciding.decline(repair, why=why, by=by, now=now)
            case "for-tenant":
                deciding.do_it_for_me(repair, by=by, now=now)
            case "give-up":
                appointments.give_up(repair, by=by, now=now)
            case "withdraw":
                appointments.withdraw(repair, why=why, by=by, now=now)
            case "reopen":
                afterwards.not_solved(repair, why=why, by=by, now=now)
            case "remark":
                afterwards.remark(repair, text=why, by=by, now=now)
            case "bill":
                form = BillForm(request.POST)
                if not form.is_valid():
                    raise Refused("amount_unreadable", value=request.POST.get("amount", ""))
                cents = int(Decimal(form.cleaned_data["amount"]) * 100)
                afterwards.bill_sent(repair, amount_cents=cents, by=by, now=now)
            case _:
                raise Http404
    except Refused as refused:
        messages.error(request, texts.refusal(refused))
    else:
        messages.success(request, str(texts.NOTED))
    return redirect("repairs:card", repair_id=repair.pk)
