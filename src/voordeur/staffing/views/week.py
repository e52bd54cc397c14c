"""The telephone of a week: calls expected, people needed, people there, and the roster. Translates in and out."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from voordeur.base import words
from voordeur.base.access import roles
from voordeur.kernel.errors import Refused
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission, may
from voordeur.policy.rules import at_minute, local
from voordeur.staffing import queries, texts
from voordeur.staffing.models import Plan, TelephoneShift
from voordeur.staffing.services import pictures, plans

SEES = MAY[Permission.ANSWER_PHONE] | MAY[Permission.SEE_FIGURES]
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ShownDay:
    """A day with its picture, what it says and the quarters behind it."""

    on: date
    title: str
    about: str
    picture: pictures.Picture
    figures: dict[str, Any]
    rows: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ShownShift:
    """A day of somebody in the roster: the times (empty when off), and where it is changed or added."""

    on: date
    times: str
    shift_id: int | None
    is_fixed: bool


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """Somebody in the roster, with each day and the hours together."""

    agent_id: int
    name: str
    shifts: list[ShownShift]
    minutes: int


@roles(SEES)
@require_GET
def week(request: HttpRequest, week: str = "") -> HttpResponse:
    """The plan of one week; without a week the one that comes."""
    user = logged_in(request)
    now = timezone.now()
    today = local(now).date()
    monday = _monday(week) if week else today - timedelta(days=today.weekday()) + WEEK
    plan = queries.plan_of(monday, user)
    is_made = plan is not None and plan.made_at is not None and bool(plan.figures.get("days"))
    context: dict[str, Any] = {
        "plan": plan,
        "is_made": is_made,
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "week": queries.week_of(monday),
        "before": queries.week_of(monday - WEEK),
        "after": queries.week_of(monday + WEEK),
        "may_make": may(user.role, Permission.MAKE_ROSTERS) and monday + WEEK > today,
        "may_agree": may(user.role, Permission.MAKE_ROSTERS),
        "refused": texts.refusal(plan.refusal["code"], plan.refusal["params"]) if plan and plan.refusal else "",
        "now": now,
    }
    if plan is not None and is_made:
        context |= _shown(plan)
    return render(request, "staffing/week.html", context)


def _monday(week: str) -> date:
    try:
        return queries.monday_of(week)
    except Refused:
        raise Http404 from None


def _shown(plan: Plan) -> dict[str, Any]:
    figures = plan.figures
    scales = pictures.scales_of(figures["days"])
    days = []
    for day in figures["days"]:
        on = date.fromisoformat(day["on"])
        rows = [
            one | {"from": at_minute(on, one["minute"]), "until": at_minute(on, one["minute"] + pictures.QUARTER)}
            for one in day["quarters"]
        ]
        shown = ShownDay(on, texts.day_title(on, rows), texts.day_about(day), pictures.draw(day, scales), day, rows)
        days.append(shown)
    return {
        "figures": figures,
        "days": days,
        "people": _people(plan, [day.on for day in days]),
        "forecast": texts.forecast_about(figures["forecast"]),
        "talk": texts.talk_about(figures),
    }


def _people(plan: Plan, days: list[date]) -> list[ShownPerson]:
    by_agent: dict[tuple[str, int], dict[date, TelephoneShift]] = defaultdict(dict)
    for shift in queries.shifts_of(plan):
        by_agent[shift.agent.name, shift.agent_id][shift.on] = shift
    return [
        ShownPerson(
            pk,
            name,
            [_shift(day, found.get(day)) for day in days],
            round(sum((one.ends_at - one.starts_at).total_seconds() for one in found.values()) / 60),
        )
        for (name, pk), found in sorted(by_agent.items())
    ]


def _shift(day: date, shift: TelephoneShift | None) -> ShownShift:
    if shift is None:
        return ShownShift(day, "", None, is_fixed=False)
    return ShownShift(
        day, f"{words.clock(shift.starts_at)}–{words.clock(shift.ends_at)}", shift.pk, is_fixed=shift.is_fixed
    )


@roles(MAY[Permission.MAKE_ROSTERS])
@require_POST
def make(request: HttpRequest, week: str) -> HttpResponse:
    """Ask for the plan of a week, or for it again."""
    try:
        plans.ask(monday=_monday(week), by=logged_in(request), now=timezone.now())
    except Refused as refused:
        messages.error(request, texts.refusal(refused.code, refused.params))
    else:
        messages.success(request, _("The plan is being made. It is here in about half a minute."))
    return redirect("staffing:of_week", week=week)
