"""Changing the roster of a week by hand: a shift moved, given to a colleague, taken out or added."""

from datetime import date, datetime, time

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from voordeur.base.access import roles
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission
from voordeur.policy.rules import at_minute, local
from voordeur.staffing import queries, texts
from voordeur.staffing.forms import ShiftForm
from voordeur.staffing.models import Plan, TelephoneShift
from voordeur.staffing.services import shifts
from voordeur.staffing.services.pictures import QUARTER

MAKERS = MAY[Permission.MAKE_ROSTERS]
FIELD_OF = {
    "hours_end_before_they_begin": "until_time",
    "has_a_shift_already": "agent",
    "not_on_the_quarter": "from_time",
}
USUAL: dict[str, object] = {"from_time": time(8, 30), "until_time": time(17)}


@roles(MAKERS)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, week: str) -> HttpResponse:
    """Put somebody in the roster; `agent` and `on` of the address are filled in already."""
    by = logged_in(request)
    plan = _plan(week, by)
    known = {"agent": request.GET.get("agent", ""), "on": request.GET.get("on", "")}
    form = _form(request, plan, initial=USUAL | known, is_new=True)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        on: date = given["on"]
        try:
            made = shifts.add(
                plan=plan,
                agent=_agent(given["agent"]),
                on=on,
                starts_at=_at(on, given["from_time"]),
                ends_at=_at(on, given["until_time"]),
                by=by,
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(FIELD_OF.get(refused.code), texts.refusal(refused.code, refused.params))
        else:
            return _done(request, made.plan, made.on)
    return _page(request, form, plan=plan, shift=None)


@roles(MAKERS)
@require_http_methods(["GET", "POST"])
def shift(request: HttpRequest, week: str, shift_id: int) -> HttpResponse:
    """Move a shift, or give it to somebody else."""
    by = logged_in(request)
    found = _shift(week, shift_id, by)
    initial = {
        "agent": found.agent_id,
        "from_time": local(found.starts_at).time(),
        "until_time": local(found.ends_at).time(),
        "version": found.version,
    }
    form = _form(request, found.plan, initial=initial, is_new=False)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            shifts.change(
                shift=found,
                version=given["version"] or 0,
                agent=_agent(given["agent"]),
                starts_at=_at(found.on, given["from_time"]),
                ends_at=_at(found.on, given["until_time"]),
                by=by,
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(FIELD_OF.get(refused.code), texts.refusal(refused.code, refused.params))
        else:
            return _done(request, found.plan, found.on)
    return _page(request, form, plan=found.plan, shift=_shift(week, shift_id, by))


@roles(MAKERS)
@require_POST
def remove(request: HttpRequest, week: str, shift_id: int) -> HttpResponse:
    """Take a shift out of the roster."""
    by = logged_in(request)
    found = _shift(week, shift_id, by)
    seen = request.POST.get("version", "")
    try:
        shifts.remove(shift=found, version=int(seen) if seen.isdecimal() else -1, by=by, now=timezone.now())
    except Refused as refused:
        messages.error(request, texts.refusal(refused.code, refused.params))
        return redirect("staffing:of_week", week=week)
    return _done(request, found.plan, found.on)


def _done(request: HttpRequest, plan: Plan, on: date) -> HttpResponse:
    """Back to the week, with what that day lacks now."""
    day = next(day for day in plan.figures["days"] if day["on"] == on.isoformat())
    rows = [
        one | {"from": at_minute(on, one["minute"]), "until": at_minute(on, one["minute"] + QUARTER)}
        for one in day["quarters"]
    ]
    told = _("The roster is changed.")
    messages.success(request, f"{told} {texts.day_title(on, rows)}.")
    return redirect("staffing:of_week", week=queries.week_of(plan.monday))


def _plan(week: str, by: User) -> Plan:
    try:
        plan = queries.plan_of(queries.monday_of(week), by)
    except Refused:
        raise Http404 from None
    if plan is None or not plan.figures.get("days"):
        raise Http404
    return plan


def _shift(week: str, shift_id: int, by: User) -> TelephoneShift:
    found = queries.shift_of(shift_id, by)
    if found is None or found.plan_id != _plan(week, by).pk:
        raise Http404
    return found


def _agent(agent_id: int) -> User:
    return next(one for one in queries.telephone_staff() if one.pk == agent_id)


def _at(on: date, clock: time) -> datetime:
    return at_minute(on, clock.hour * 60 + clock.minute)


def _form(request: HttpRequest, plan: Plan, *, initial: dict[str, object], is_new: bool) -> ShiftForm:
    return ShiftForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        people=queries.telephone_staff(),
        days=[date.fromisoformat(day["on"]) for day in plan.figures["days"]],
        is_new=is_new,
    )


def _page(request: HttpRequest, form: ShiftForm, *, plan: Plan, shift: TelephoneShift | None) -> HttpResponse:
    context = {"form": form, "plan": plan, "shift": shift, "week": queries.week_of(plan.monday)}
    return render(request, "staffing/shift.html", context, status=422 if form.errors else 200)
