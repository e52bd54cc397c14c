"""Pages behind the links of letters: one appointment, without logging in, for as long as the link lasts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from voordeur.base.access import open_to_all
from voordeur.kernel.errors import Refused
from voordeur.planning import queries as planning
from voordeur.repairs import texts
from voordeur.repairs.models import Invitation
from voordeur.repairs.queries import cards
from voordeur.repairs.queries.names import actor_of, what
from voordeur.repairs.services import appointments, invitations, links
from voordeur.repairs.views.tenant import chosen_window


def _elsewhere(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Say why the link does no more, on the page of the repair when it is known, else at the front door."""
    messages.error(request, texts.refusal(refused))
    token = refused.params.get("token")
    return redirect("repairs:by_token", token=token) if token else redirect("portal:front_door")


@open_to_all
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, key: str) -> HttpResponse:
    """The appointment of a letter: agree to it or choose another time; afterwards the link only shows the repair."""
    now, by = timezone.now(), actor_of(request)
    try:
        found = links.read(key, now=now)
    except Refused as refused:
        return _elsewhere(request, refused)
    if request.method == "POST":
        try:
            if "agree" in request.POST:
                links.agree(found, by=by, now=now)
                messages.success(request, str(texts.AGREED))
            else:
                start, end = chosen_window(request.POST.get("slot", ""))
                links.choose(found, window_from_at=start, window_until_at=end, by=by, now=now)
                messages.success(request, str(texts.BOOKED))
        except Refused as refused:
            messages.error(request, texts.refusal(refused))
            return redirect(request.path)
        return redirect("repairs:by_token", token=found.repair.token)
    shown = cards.card(found.repair, by=by, now=now, for_tenant=True)
    offers = appointments.offers(found.repair, now=now) if found.is_our_doing or shown.may_move else []
    held_until = appointments.hold(found.repair, offers, now=now)
    return render(
        request,
        "repairs/link.html",
        {
            "link": found,
            "repair": found.repair,
            "visit": found.task.visit,
            "what": what(found.repair.path),
            "is_past": found.task.visit is not None and found.task.visit.window_until_at < now,
            "craftsman": shown.craftsman,
            "is_too_late": not found.is_our_doing and not shown.may_move,
            "days": planning.by_day(sorted(offers, key=lambda slot: slot.window_from_at)),
            "held_until": held_until,
            "now": now,
        },
    )


@open_to_all
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """A time that came free near by: take it while it is kept."""
    now = timezone.now()
    made = get_object_or_404(
        Invitation.objects.select_related("repair__dwelling", "repair__reporter", "repair__policy_version"), key=key
    )
    if request.method == "POST":
        try:
            invitations.take(made, by=actor_of(request), now=now)
        except Refused as refused:
            messages.error(request, texts.refusal(refused))
        else:
            messages.success(request, str(texts.BOOKED))
        return redirect("repairs:by_token", token=made.repair.token)
    if made.taken_at is not None or now > made.until_at:
        return _elsewhere(request, Refused("invitation_over", until=made.until_at, token=made.repair.token))
    return render(
        request,
        "repairs/invitation.html",
        {"invitation": made, "repair": made.repair, "what": what(made.repair.path), "now": now},
    )
