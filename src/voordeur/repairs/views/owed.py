"""What we owe tenants for appointments that we missed ourselves, for who watches the costs and who pays."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from voordeur.base.access import roles
from voordeur.kernel.errors import Refused
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission, Role
from voordeur.repairs import texts
from voordeur.repairs.models import Compensation
from voordeur.repairs.queries.names import actor_of
from voordeur.repairs.services import making_good

A_PAGE = 40
PAYS = frozenset(Role(role) for role in making_good.MAY_PAY)
SEES = MAY[Permission.SEE_FIGURES] | PAYS


@roles(SEES)
@require_GET
def compensations(request: HttpRequest) -> HttpResponse:
    """Every amount, what still has to be paid first."""
    user = logged_in(request)
    found = (
        Compensation.objects.visible_to(user)
        .filter(withdrawn_at=None)
        .select_related("repair__dwelling", "visit", "paid_by")
        .order_by("-paid_at", "-at", "-pk")
    )
    open_cents = found.filter(paid_at=None).aggregate(sum=Sum("amount_cents"))["sum"] or 0
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "open_cents": open_cents,
        "may_pay": user.role in PAYS,
    }
    return render(request, "repairs/compensations.html", context)


@roles(PAYS)
@require_POST
def paid(request: HttpRequest, owed_id: int) -> HttpResponse:
    """The amount was paid out."""
    owed = get_object_or_404(Compensation.objects.visible_to(logged_in(request)), pk=owed_id)
    try:
        making_good.pay(owed, by=actor_of(request), now=timezone.now())
    except Refused as refused:
        messages.error(request, texts.refusal(refused))
    return redirect("repairs:compensations")
