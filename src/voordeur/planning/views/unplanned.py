"""Work without a place beside the board: the list, what a place would cost, and putting it there. Decides nothing."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from voordeur.base.access import roles
from voordeur.base.words import duration, number
from voordeur.kernel.errors import Refused
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission
from voordeur.planning import queries, texts
from voordeur.planning.models import Shift
from voordeur.planning.queries.minutes import minute_of, moment_of
from voordeur.planning.views.answering import answer
from voordeur.planning.views.asking import asked_day, asked_minute, asked_trade, case_address, day_address, is_part
from voordeur.planning.views.placing import asked_shift, board_of
from voordeur.policy import rules as promised
from voordeur.work import queries as work
from voordeur.work import texts as work_texts
from voordeur.work.rules import ItemKind


def _shown(one: queries.Unplanned, now: datetime) -> dict[str, Any]:
    days = (promised.local(now).date() - promised.local(one.since_at).date()).days
    waits = ngettext("waits %(days)s day", "waits %(days)s days", days) % {"days": days}
    return {
        "work": one,
        "address": reverse("planning:unplanned_one", args=[one.case_kind, one.case_id]),
        "trade": texts.trade(one.trade),
        "is_urgent": one.urgency in {"danger", "emergency"},
        "waits": waits if days > 0 else _("waits since today"),
        # That it waits is told already
        "reasons": [
            work_texts.REASONS[one.code] for one in one.reasons if one.code not in {"age", "ceiling", "overdue"}
        ],
        "label": ", ".join((one.address, texts.trade(one.trade), duration(one.minutes))),
    }


@roles(MAY[Permission.PLAN])
@require_GET
def unplanned(request: HttpRequest) -> HttpResponse:
    """What waits for a place, by the weights of the policy: a page, or the list beside the board."""
    user, now = logged_in(request), timezone.now()
    trade = asked_trade(request)
    context = {
        "items": [_shown(one, now) for one in queries.unplanned(user=user, now=now, trade=trade)],
        "count": work.chosen(user, whose="all", kind=ItemKind.BOOK_VISIT).count(),
        "all_address": reverse("work:list", query={"kind": ItemKind.BOOK_VISIT, "whose": "all"}),
        "day": asked_day(request),
        "back": day_address(asked_day(request), trade),
        "trade_word": texts.trade(trade) if trade else "",
        "now": now,
    }
    return render(request, "planning/_tray.html" if is_part(request) else "planning/unplanned.html", context)


def _one(request: HttpRequest, case_kind: str, case_id: int) -> queries.Unplanned:
    found = queries.one_unplanned(user=logged_in(request), case_kind=case_kind, case_id=case_id, now=timezone.now())
    if found is None:
        raise Http404
    return found


@roles(MAY[Permission.PLAN])
@require_GET
def unplanned_one(request: HttpRequest, case_kind: str, case_id: int) -> HttpResponse:
    """One piece of work without a place: a page, or the part of it that opens beside the board."""
    shown = _shown(_one(request, case_kind, case_id), timezone.now())
    context = shown | {"case_address": case_address(case_kind, case_id), "now": timezone.now()}
    return render(request, "planning/_unplanned.html" if is_part(request) else "planning/unplanned_one.html", context)


@roles(MAY[Permission.PLAN])
@require_GET
def unplanned_price(request: HttpRequest, case_kind: str, case_id: int) -> JsonResponse:
    """What it would mean to put this work at a place of the board; answered as placing.price."""
    job = _one(request, case_kind, case_id)
    minute = asked_minute(request.GET.get("at", ""))
    try:
        shift = asked_shift(request, request.GET.get("shift", ""))
        room = _room(job, shift, minute)
    except Refused as refused:
        return JsonResponse({"fits": False, "said": _why_not(refused), "mark": _("not possible"), "asks": []})
    start = minute_of(room.start_at)
    said = _("%(name)s: promise %(hours)s, then about %(clock)s, %(minutes)s min more driving.") % {
        "name": shift.craftsman.user.name,
        "hours": texts.hours(room.window_from_at, room.window_until_at),
        "clock": texts.board_clock(room.start_at),
        "minutes": number(room.extra_minutes),
    }
    mark = _("%(minutes)s min") % {"minutes": f"+{round(room.extra_minutes)}"}
    end = start + job.minutes
    clock = texts.board_clock(room.start_at)
    return JsonResponse(
        {"fits": True, "said": said, "mark": mark, "asks": [], "clock": clock, "start": start, "end": end}
    )


def _room(job: queries.Unplanned, shift: Shift, minute: int | None) -> queries.Room:
    """The window that this shift can keep. Refused with the reason when there is none."""
    room, code = queries.room_for(
        job=job,
        shift=shift,
        at=None if minute is None else moment_of(minute),
        now=timezone.now(),
        policy=queries.sources()[job.case_kind].policy(case_id=job.case_id),
    )
    if room is None:
        raise Refused(code, name=shift.craftsman.user.name)
    return room


def _why_not(refused: Refused) -> str:
    if refused.code in texts.REASONS:
        told = f"{str(texts.REASONS[refused.code]).capitalize()}."
    else:
        told = texts.refusal(refused)
    return _("%(name)s: not possible. %(why)s") % {"name": refused.params.get("name", _("This place")), "why": told}


@roles(MAY[Permission.PLAN])
@require_POST
def unplanned_place(request: HttpRequest, case_kind: str, case_id: int) -> HttpResponse:
    """Promise this work a window with the chosen craftsman; its tenant gets the usual message of an appointment."""
    user, now = logged_in(request), timezone.now()
    job = _one(request, case_kind, case_id)
    source = queries.sources()[case_kind]
    back = [reverse("planning:unplanned")]

    def act() -> str:
        shift = asked_shift(request, request.POST.get("shift", ""))
        back[0] = board_of(shift)
        room = _room(job, shift, asked_minute(request.POST.get("at", "")))
        source.book(
            case_id=case_id,
            shift=shift,
            window_from_at=room.window_from_at,
            window_until_at=room.window_until_at,
            by=user,
            now=now,
        )
        return _("%(address)s is promised %(window)s, with %(name)s. The tenant gets a message.") % {
            "address": job.address,
            "window": texts.window_of(room.window_from_at, room.window_until_at, now),
            "name": shift.craftsman.user.name,
        }

    def words(refused: Refused) -> str:
        known = refused.code in texts.REFUSALS or refused.code in texts.REASONS
        return _why_not(refused) if known else source.refusal(refused)

    return answer(request, act, back=lambda: back[0], can_undo=False, words=words)
