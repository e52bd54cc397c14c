"""The page with the calls of a day, and the page on which a colleague says at which telephone they sit."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from voordeur.base.access import roles
from voordeur.base.periods import at_midnight
from voordeur.kernel.errors import Refused
from voordeur.parties.rules import MAY, Permission, may
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import is_holiday, is_open, local, next_opening
from voordeur.promises import queries as promises
from voordeur.telephone import queries, texts
from voordeur.telephone.forms import ExtensionForm
from voordeur.telephone.models import Call
from voordeur.telephone.queries import Quarter
from voordeur.telephone.rules.calls import Outcome
from voordeur.telephone.rules.picture import draw
from voordeur.telephone.services import extensions

SEES_CALLS = MAY[Permission.ANSWER_PHONE] | MAY[Permission.SEE_FIGURES]
PAGE_SIZE = 50
WIDE, NARROW, HEIGHT = 920, 330, 240
# On a day without opening hours the picture still has a day.
OFFICE_MINUTES = (9 * 60, 17 * 60)
# Before this no exchange kept a log.
FIRST_YEAR = 1970
SHOWN = (Outcome.ABANDONED, Outcome.ANSWERED, Outcome.MENU, Outcome.UNKNOWN, Outcome.PHANTOM)


@roles(SEES_CALLS)
@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """How the telephone was answered on a day, per quarter of an hour, and its calls."""
    user: Any = request.user
    now = timezone.now()
    today = local(now).date()
    chosen = _day(request.GET.get("day"), today)
    policy = promises.in_force(now).policy
    quarters = queries.quarters(chosen, chosen)
    whole = queries.added_up(one.figures for one in quarters)
    from_at, until_at = at_midnight(chosen), at_midnight(chosen + timedelta(days=1))
    target = policy.staffing.target_seconds
    in_time = queries.within(from_at, until_at, seconds=target)
    calls = Call.objects.visible_to(user).between(from_at, until_at).select_related("agent")
    show = request.GET.get("show", "")
    if show in SHOWN:
        calls = calls.filter(outcome=show)
    page = Paginator(calls.order_by("-arrived_at", "-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    for call in page:
        call.outcome_name = texts.OUTCOMES[call.outcome]  # type: ignore[attr-defined]
        call.oddity_names = [texts.ODDITIES[code] for code in call.oddities]  # type: ignore[attr-defined]
    busiest = max(quarters, key=lambda one: one.figures.offered, default=None)
    context = {
        "day": chosen,
        "now": now,
        "is_today": chosen == today,
        "before": chosen - timedelta(days=1),
        "after": chosen + timedelta(days=1) if chosen < today else None,
        "whole": whole,
        "target_seconds": target,
        "target_share": policy.staffing.target_share,
        "in_time_share": in_time / whole.offered if whole.offered else None,
        "is_below_promise": bool(whole.offered) and in_time < policy.staffing.target_share * whole.offered,
        "quarters": quarters,
        "busiest": busiest if busiest and busiest.figures.offered else None,
        "pictures": _pictures(quarters, policy, chosen) if whole.offered else [],
        "page": page,
        "show": show if show in SHOWN else "",
        "choices": [(outcome.value, texts.OUTCOMES[outcome]) for outcome in SHOWN],
        "sees_numbers": may(user.role, Permission.ANSWER_PHONE),
        "extension": queries.extension_of(user),
        **_present(now, policy),
    }
    return render(request, "telephone/day.html", context)


@never_cache
@roles(SEES_CALLS)
@require_GET
def present(request: HttpRequest) -> HttpResponse:
    """Who waits at this moment: the part of the page that renews itself."""
    now = timezone.now()
    return render(request, "telephone/_present.html", _present(now, promises.in_force(now).policy))


def _present(now: datetime, policy: ServicePolicy) -> dict[str, Any]:
    waiting = list(queries.waiting(now=now).values_list("queued_at", flat=True)[:100])
    longest = max((int((now - since).total_seconds()) for since in waiting if since), default=0)
    return {
        "now": now,
        "waiting": len(waiting),
        "longest_seconds": max(0, longest),
        "talking": queries.talking(now=now).count(),
        "is_open": is_open(policy.channels.telephone.open, now, policy),
        "opens_at": next_opening(policy.channels.telephone, now, policy),
        "is_long": longest > policy.staffing.target_seconds,
    }


def _day(written: str | None, today: date) -> date:
    """The day in the address; today for anything that is none or has yet to come."""
    try:
        found = date.fromisoformat(written or "")
        return min(today, found) if found.year >= FIRST_YEAR else today
    except ValueError:
        return today


def _pictures(quarters: list[Quarter], policy: ServicePolicy, chosen: date) -> list[Any]:
    counts: dict[int, tuple[int, int]] = {}
    for one in quarters:
        minute = one.starts_at.hour * 60 + one.starts_at.minute
        answered, abandoned = counts.get(minute, (0, 0))
        # In autumn one hour comes twice: both are counted in the same bars.
        counts[minute] = (answered + one.figures.answered, abandoned + one.figures.abandoned)
    counts = {minute: found for minute, found in counts.items() if any(found)}
    blocks = () if is_holiday(chosen, policy) else policy.channels.telephone.open.on(chosen.weekday())
    from_minute = min((block.from_minute for block in blocks), default=OFFICE_MINUTES[0])
    until_minute = max((block.until_minute for block in blocks), default=OFFICE_MINUTES[1])
    return [
        (name, draw(counts, from_minute=from_minute, until_minute=until_minute, width=width, height=HEIGHT))
        for name, width in (("wide", WIDE), ("narrow", NARROW))
    ]


@roles(MAY[Permission.ANSWER_PHONE])
@require_http_methods(["GET", "POST"])
def extension(request: HttpRequest) -> HttpResponse:
    """At which telephone this colleague sits: calls that ring there open on their screen."""
    user: Any = request.user
    form = ExtensionForm(request.POST or None, initial={"number": queries.extension_of(user)})
    back = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = reverse("telephone:day")
    if request.method == "POST" and form.is_valid():
        try:
            found = extensions.sit_at(form.cleaned_data["number"], by=user, now=timezone.now())
        except Refused as no:
            form.add_error("number", texts.refusal(no))
        else:
            told = _("Calls to %(number)s open on your screen.") % {"number": found.number} if found else ""
            messages.success(request, told or _("Calls do not open on your screen any more."))
            return HttpResponseRedirect(back)
    status = 422 if form.errors else 200
    return render(request, "telephone/extension.html", {"form": form, "next": back}, status=status)
