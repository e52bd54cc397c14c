"""A craftsman's day: what there is to know of it, and that they are not there. Translates in and out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from voordeur.base.access import roles
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission, may
from voordeur.planning import queries, services, texts
from voordeur.planning.models import Shift
from voordeur.planning.views.answering import answer
from voordeur.planning.views.asking import asked_trade, day_address, is_part
from voordeur.planning.views.cards import Drawing
from voordeur.policy import rules as promised


def _shift(request: HttpRequest, shift_id: int) -> Shift:
    shifts = Shift.objects.visible_to(logged_in(request)).select_related("craftsman__user")
    return get_object_or_404(shifts, pk=shift_id)


def _back_to_board(request: HttpRequest, shift: Shift) -> str:
    """The board as it was when the button was pressed."""
    return day_address(promised.local(shift.starts_at).date(), asked_trade(request), request.GET.get("page", ""))


@roles(MAY[Permission.SEE_PLANNING])
@require_GET
def shift(request: HttpRequest, shift_id: int) -> HttpResponse:
    """One craftsman's day: a page, or the part of it that opens beside the board."""
    found = _shift(request, shift_id)
    user = logged_in(request)
    day, now = promised.local(found.starts_at).date(), timezone.now()
    back = _back_to_board(request, found)
    context = {
        "shift": found,
        "name": found.craftsman.user.name,
        "trades": sorted(texts.trade(code) for code in queries.trades_of(found)),
        "lane": Drawing(may_plan=False).lane(queries.shift_row(user=user, shift_id=found.pk, now=now)),
        "may_plan": may(user.role, Permission.PLAN),
        "is_running": day == promised.local(now).date() and found.starts_at <= now < found.ends_at,
        "drives_again_at": found.idle_until_at if found.idle_until_at and found.idle_until_at > now else None,
        "day": day,
        "back": back,
        "kept": f"?{back.partition('?')[2]}",
        "is_part": is_part(request),
    }
    return render(request, "planning/_shift.html" if is_part(request) else "planning/shift.html", context)


@roles(MAY[Permission.PLAN])
@require_POST
def absent(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Someone does not come: their whole day is handed over. Says what went to others and what still needs a place."""
    user = logged_in(request)
    found = _shift(request, shift_id)

    def act() -> str:
        outcome = services.mark_absent(shift=found, by=user, now=timezone.now())
        moved, left = len(outcome.moved), len(outcome.left)
        told = [_("%(name)s is absent.") % {"name": found.craftsman.user.name}]
        if moved:
            words = ngettext(
                "%(count)s visit went to a colleague, in the same promised window.",
                "%(count)s visits went to colleagues, each in the same promised window.",
                moved,
            )
            told.append(words % {"count": moved})
        if left:
            words = ngettext(
                "%(count)s visit does not fit with anyone in its window. Choose another place for it.",
                "%(count)s visits do not fit with anyone in their windows. Choose another place for them.",
                left,
            )
            told.append(words % {"count": left})
        return " ".join(told)

    return answer(request, act, back=lambda: _back_to_board(request, found))


@roles(MAY[Permission.PLAN])
@require_POST
def present(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Someone is there after all."""
    found = _shift(request, shift_id)

    def act() -> str:
        services.mark_present(shift=found, by=logged_in(request), now=timezone.now())
        return _("%(name)s can be planned again.") % {"name": found.craftsman.user.name}

    return answer(request, act, back=lambda: _back_to_board(request, found), can_undo=False)
