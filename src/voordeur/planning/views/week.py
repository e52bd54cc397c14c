"""The board of a week: craftsmen by day. Translates out; decides nothing."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from voordeur.base.access import roles
from voordeur.base.words import day_in_words
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission, may
from voordeur.planning import queries
from voordeur.planning.views.answering import planner_words
from voordeur.planning.views.asking import asked_day, asked_trade, day_address
from voordeur.planning.views.cards import Drawing, trades_in
from voordeur.policy import rules as promised

# Craftsmen on a page of the week.
A_PAGE = 60


def week_address(day: date, trade: str = "", page: str = "") -> str:
    kept = {"trade": trade, "page": page if page.isdecimal() and page != "1" else ""}
    return reverse("planning:week", query={"day": day.isoformat(), **{name: one for name, one in kept.items() if one}})


@roles(MAY[Permission.SEE_PLANNING])
@require_GET
def week(request: HttpRequest) -> HttpResponse:
    """Five days of all craftsmen: how full each day is, and every visit as a chip that can be put on another day."""
    now = timezone.now()
    chosen = asked_day(request)
    found = _week(request, chosen, now)
    return render(
        request,
        "planning/week.html",
        _drawn(request, found, found.rows, chosen)
        | {
            "trades": trades_in(get_language() or "nl"),
            "earlier": week_address(chosen - timedelta(days=7), found.trade),
            "later": week_address(chosen + timedelta(days=7), found.trade),
            "today": week_address(promised.local(now).date(), found.trade),
            "is_this_week": promised.local(now).date() in found.days,
        },
    )


@roles(MAY[Permission.SEE_PLANNING])
@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """The rows that changed since the page was drawn, for htmx; nothing (204) when every route is as it was."""
    now = timezone.now()
    chosen = asked_day(request)
    monday = queries.monday_of(chosen)
    shifts = queries.shift_lines(
        user=logged_in(request), from_on=monday, until_on=monday + timedelta(days=6), trade=asked_trade(request)
    )
    if queries.stamp_of(shifts) == request.GET.get("stamp", ""):
        return HttpResponse(status=204)
    found = _week(request, chosen, now)
    seen = set(request.GET.get("seen", "").split("-"))
    now_there = {one for row in found.rows for one in row.versions.split("-") if one}
    if {one.partition(".")[0] for one in seen} != {one.partition(".")[0] for one in now_there}:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    changed = [row for row in found.rows if not set(row.versions.split("-")) <= seen]
    return render(request, "planning/week_live.html", _drawn(request, found, changed, chosen))


def _week(request: HttpRequest, day: date, now: datetime) -> queries.Week:
    return queries.week(
        user=logged_in(request),
        day=day,
        now=now,
        trade=asked_trade(request),
        page=request.GET.get("page", ""),
        rows=A_PAGE,
    )


def _drawn(request: HttpRequest, found: queries.Week, rows: list[queries.WeekRow], day: date) -> dict[str, Any]:
    may_plan = may(logged_in(request).role, Permission.PLAN)
    here = week_address(day, found.trade, request.GET.get("page", ""))
    names = [day_in_words(one) for one in found.days]
    drawing = Drawing(may_plan=may_plan)
    seen = "-".join(row.versions for row in found.rows if row.versions)
    return {
        "week": found,
        "days": [
            # "maandag 23": the month stands above it.
            {"name": " ".join(name.split()[:2]), "address": day_address(one, found.trade), "percent": round(load * 100)}
            for one, name, load in zip(found.days, names, found.day_loads, strict=True)
        ],
        "lanes": [drawing.week_lane(row, names) for row in rows],
        "words": drawing.rows,
        "live": f"{reverse('planning:week_live')}?{here.partition('?')[2]}&stamp={found.stamp}&seen={seen}",
        "page": found.page,
        "chosen": day,
        "trade": found.trade,
        "may_plan": may_plan,
        "planner_words": planner_words() if may_plan else {},
    }
