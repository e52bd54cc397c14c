"""What we learn from complaints: causes that return, improvements with who and when, what was promised to make up."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from voordeur.base.access import roles
from voordeur.complaints import texts
from voordeur.complaints.models import Improvement, Remedy
from voordeur.complaints.queries import causes, lists
from voordeur.complaints.queries.picture import pictures
from voordeur.complaints.services import improving
from voordeur.kernel.errors import Refused
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, OFFICE, Permission, Role
from voordeur.policy.rules import local
from voordeur.promises import queries as promises
from voordeur.repairs.queries.names import actor_of

A_PAGE = 40
PERIODS = (90, 365)
PAYS = frozenset(Role(role) for role in improving.MAY_PAY)
SEES_PAID = MAY[Permission.SEE_FIGURES] | PAYS


@roles(MAY[Permission.SEE_FIGURES])
@require_GET
def lessons(request: HttpRequest) -> HttpResponse:
    """The causes of a period with their share, in one picture with a table; whether terms were kept."""
    now = timezone.now()
    asked = request.GET.get("days", "")
    days = int(asked) if asked in {str(period) for period in PERIODS} else PERIODS[-1]
    found = causes.lessons(from_at=now - timedelta(days=days), until_at=now)
    context = {
        "lessons": found,
        "picture": pictures(found.causes),
        "days": days,
        "periods": PERIODS,
        "least": promises.in_force(now).policy.quality.min_answers,
        "improvements": list(lists.improvements(logged_in(request))[:A_PAGE]),
        "today": local(now).date(),
        "now": now,
    }
    return render(request, "complaints/lessons.html", context)


@roles(OFFICE)
@require_GET
def improvements(request: HttpRequest) -> HttpResponse:
    """Every improvement: what, who, by when, and what came of it."""
    user, is_open = logged_in(request), request.GET.get("show") != "done"
    found = lists.improvements(user, is_open=is_open)
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "is_open": is_open,
        "causes": texts.CAUSES,
        "today": local(timezone.now()).date(),
    }
    return render(request, "complaints/improvements.html", context)


def _find(request: HttpRequest, improvement_id: int) -> Improvement:
    seen = Improvement.objects.visible_to(request.user).select_related("complaint", "owner", "made_by", "done_by")
    return get_object_or_404(seen, pk=improvement_id)


@roles(OFFICE)
@require_GET
def improvement(request: HttpRequest, improvement_id: int) -> HttpResponse:
    """One improvement, with the button that says it is done."""
    user, one = logged_in(request), _find(request, improvement_id)
    context = {
        "improvement": one,
        "cause": texts.CAUSES[one.cause],
        "may_finish": one.done_at is None and (one.owner_id == user.pk or user.role in {Role.MANAGER, Role.QUALITY}),
        "sees_complaint": type(one.complaint).objects.visible_to(user).filter(pk=one.complaint_id).exists(),
        "today": local(timezone.now()).date(),
    }
    return render(request, "complaints/improvement.html", context)


@roles(OFFICE)
@require_POST
def improved(request: HttpRequest, improvement_id: int) -> HttpResponse:
    """It was done."""
    one = _find(request, improvement_id)
    try:
        improving.improved(one, result=request.POST.get("result", ""), by=actor_of(request), now=timezone.now())
    except Refused as refused:
        messages.error(request, texts.refusal(refused))
    else:
        messages.success(request, str(texts.NOTED))
    return redirect("complaints:improvements:card", one.pk)


@roles(SEES_PAID)
@require_GET
def remedies(request: HttpRequest) -> HttpResponse:
    """Every amount that was promised after a complaint, what still has to be paid first."""
    user = logged_in(request)
    found = lists.remedies(user)
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "open_cents": found.filter(paid_at=None).aggregate(sum=Sum("amount_cents"))["sum"] or 0,
        "may_pay": user.role in PAYS,
    }
    return render(request, "complaints/remedies.html", context)


@roles(PAYS)
@require_POST
def remedy_paid(request: HttpRequest, remedy_id: int) -> HttpResponse:
    """The amount was paid out."""
    seen = Remedy.objects.visible_to(logged_in(request)).select_related("complaint")
    remedy = get_object_or_404(seen, pk=remedy_id)
    try:
        improving.pay_remedy(remedy, by=actor_of(request), now=timezone.now())
    except Refused as refused:
        messages.error(request, texts.refusal(refused))
    return redirect("complaints:remedies")
