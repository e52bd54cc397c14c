"""What a planner does by hand on the board: what a place would cost, put, swap, lock, take back. Decides nothing."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from voordeur.base.access import roles
from voordeur.base.words import number
from voordeur.kernel.errors import Refused
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission
from voordeur.planning import services, texts
from voordeur.planning.models import Shift, Visit
from voordeur.planning.queries.minutes import minute_of, moment_of
from voordeur.planning.queries.placing import Price, price_place
from voordeur.planning.queries.planner import last_change
from voordeur.planning.views.answering import UNDO, answer, asks_in_words
from voordeur.planning.views.asking import asked_minute, day_address
from voordeur.policy import rules as promised
from voordeur.promises.queries import in_force

# Below half a minute more or less is the same.
SAME_MINUTES = 0.5


def find_visit(request: HttpRequest, visit_id: int) -> Visit:
    visits = Visit.objects.visible_to(logged_in(request)).select_related("dwelling", "shift__craftsman__user")
    return get_object_or_404(visits, pk=visit_id)


def asked_shift(request: HttpRequest, given: str) -> Shift:
    """The shift of a place. Refused "slot_not_offered" when there is none of that number."""
    shifts = Shift.objects.visible_to(logged_in(request)).select_related("craftsman__user")
    found = shifts.filter(pk=given).first() if given.isdecimal() else None
    if found is None:
        raise Refused("slot_not_offered")
    return found


def board_of(shift: Shift) -> str:
    return day_address(promised.local(shift.starts_at).date())


def _cost(price: Price) -> str:
    """What a place costs, in words: driving first, then what else there is."""
    travel = price.extra.get("travel", 0.0)
    told = []
    if travel > SAME_MINUTES:
        told.append(_("%(minutes)s min more driving") % {"minutes": number(travel)})
    elif travel < -SAME_MINUTES:
        told.append(_("%(minutes)s min less driving") % {"minutes": number(-travel)})
    else:
        told.append(_("no more driving"))
    if price.extra.get("overtime", 0.0) > SAME_MINUTES:
        told.append(_("%(minutes)s min of overtime") % {"minutes": number(price.extra["overtime"])})
    if price.extra.get("late", 0.0) > SAME_MINUTES:
        told.append(_("%(minutes)s min later than promised") % {"minutes": number(price.extra["late"])})
    return ", ".join(told)


def _signed(minutes: float) -> str:
    """ "+19", "−6": what a place adds to the driving, for where there is room for a few signs only."""
    rounded = round(minutes)
    return f"−{-rounded}" if rounded < 0 else f"+{rounded}"


@roles(MAY[Permission.PLAN])
@require_GET
def price(request: HttpRequest, visit_id: int) -> JsonResponse:
    """What it would mean to put a visit at a place of the board: whether it fits, why not, what it costs.

    Asked with `shift` and, where the board has an axis of time, `at` in minutes since 1970. Gives `fits`, `said` (the
    sentence for the planner), `mark` (the same in two words), `asks` (what wants a reason), `start` and `end`.
    """
    visit = find_visit(request, visit_id)
    minute = asked_minute(request.GET.get("at", ""))
    try:
        shift = asked_shift(request, request.GET.get("shift", ""))
    except Refused as refused:
        return JsonResponse({"fits": False, "said": texts.refusal(refused), "mark": _("not possible"), "asks": []})
    found = price_place(
        visit=visit,
        shift=shift,
        now=timezone.now(),
        policy=in_force(visit.booked_at).policy,
        start_at=None if minute is None else moment_of(minute),
    )
    name = shift.craftsman.user.name
    if found.refusals or found.start_at is None:
        why = " ".join(texts.refusal(Refused(code)) for code in found.refusals)
        said = _("%(name)s: not possible. %(why)s") % {"name": name, "why": why}
        return JsonResponse({"fits": False, "said": said, "mark": _("not possible"), "asks": []})
    asks = asks_in_words(found.reasons)
    said = _("%(name)s, about %(clock)s: %(cost)s.") % {
        "name": name,
        "clock": texts.board_clock(found.start_at),
        "cost": _cost(found),
    }
    if asks:
        said += " " + _("Wants a reason: %(asks)s.") % {"asks": ", ".join(asks)}
    start = minute_of(found.start_at)
    length = round((visit.planned_end_at - visit.planned_start_at) / timedelta(minutes=1))
    return JsonResponse(
        {
            "fits": True,
            "said": said,
            "mark": _("%(minutes)s min") % {"minutes": _signed(found.extra.get("travel", 0.0))},
            "asks": asks,
            "clock": texts.board_clock(found.start_at),
            "start": start,
            "end": start + length,
        }
    )


def _seen(request: HttpRequest) -> dict[int, int] | None:
    """The versions of routes that the planner looked at, sent as "12.5-13.9"."""
    pairs = (pair.partition(".") for pair in request.POST.get("seen", "").split("-"))
    found = {int(pk): int(version) for pk, _dot, version in pairs if pk.isdecimal() and version.isdecimal()}
    return found or None


@roles(MAY[Permission.PLAN])
@require_POST
def place(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Put a visit at a place of the board."""
    visit = find_visit(request, visit_id)
    minute = asked_minute(request.POST.get("at", ""))
    now = timezone.now()

    def act() -> str:
        shift = asked_shift(request, request.POST.get("shift", ""))
        placed = services.place(
            visit=visit,
            shift=shift,
            by=logged_in(request),
            now=now,
            policy=in_force(visit.booked_at).policy,
            start_at=None if minute is None else moment_of(minute),
            reason=request.POST.get("reason", ""),
            seen=_seen(request),
        )
        told = _("%(name)s now goes to %(address)s, about %(clock)s.") % {
            "name": shift.craftsman.user.name,
            "address": visit.dwelling.address,
            "clock": texts.board_clock(placed.planned_start_at),
        }
        if (placed.window_from_at, placed.window_until_at) == (visit.window_from_at, visit.window_until_at):
            return told
        window = texts.window_of(placed.window_from_at, placed.window_until_at, now)
        return told + " " + _("The tenant gets a message: %(window)s.") % {"window": window}

    return answer(request, act, back=lambda: board_of(find_visit(request, visit_id).shift))


@roles(MAY[Permission.PLAN])
@require_POST
def lock(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Let a visit stay with its craftsman, or let it go again when `locked` is "no"."""
    visit = find_visit(request, visit_id)
    is_locked = request.POST.get("locked", "yes") != "no"

    def act() -> str:
        (services.lock if is_locked else services.unlock)(visit=visit, by=logged_in(request), now=timezone.now())
        about = {"address": visit.dwelling.address, "name": visit.shift.craftsman.user.name}
        if is_locked:
            return _("%(address)s stays with %(name)s: no proposal moves it.") % about
        return _("%(address)s may be moved again.") % about

    return answer(request, act, back=lambda: board_of(visit.shift))


@roles(MAY[Permission.PLAN])
@require_POST
def swap(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Let two visits change places, each in the window that was promised."""
    visit = find_visit(request, visit_id)
    given = request.POST.get("other", "")

    def act() -> str:
        seen = Visit.objects.visible_to(logged_in(request)).select_related("dwelling")
        other = seen.filter(pk=given).first() if given.isdecimal() else None
        if other is None:
            raise Refused("slot_not_offered")
        services.swap(
            a=visit,
            b=other,
            by=logged_in(request),
            now=timezone.now(),
            policy=in_force(visit.booked_at).policy,
            reason=request.POST.get("reason", ""),
            seen=_seen(request),
        )
        about = {"one": visit.dwelling.address, "other": other.dwelling.address}
        return _("%(one)s and %(other)s have changed places.") % about

    return answer(request, act, back=lambda: board_of(visit.shift))


@roles(MAY[Permission.PLAN])
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back what this planner did last, while nobody touched those routes since."""
    user = logged_in(request)
    request.session.pop(UNDO, None)
    change = last_change(by=user)

    def act() -> str:
        if change is None:
            raise Refused("plan_changed")
        visits = len(change.before["visits"])
        services.undo(change=change, by=user, now=timezone.now())
        told = ngettext(
            "Taken back: the route of %(count)s visit is as it was.",
            "Taken back: the routes of %(count)s visits are as they were.",
            visits,
        )
        return told % {"count": visits} if visits else _("Taken back.")

    back = request.POST.get("back", "")
    if not back.startswith(reverse("planning:day")):
        back = reverse("planning:day")
    return answer(request, act, back=lambda: back, can_undo=False)
