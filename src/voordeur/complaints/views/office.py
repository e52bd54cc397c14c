"""Complaints for the office: the list by what breaks first, the card with everything, the decisions."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from voordeur.base.access import roles
from voordeur.base.panels import panels
from voordeur.complaints import texts
from voordeur.complaints.forms import ImprovementForm, JoinForm, NotTakenForm, PauseForm, VerdictForm
from voordeur.complaints.models import Complaint
from voordeur.complaints.queries import cards, lists
from voordeur.complaints.rules import status as rules
from voordeur.complaints.rules.status import Status
from voordeur.complaints.rules.subjects import Body
from voordeur.complaints.services import handling, improving, people, reviewing
from voordeur.complaints.services.handling import Verdict
from voordeur.complaints.services.receiving import Speaker
from voordeur.complaints.views.photos import add_some
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import OFFICE, STAFF, Role
from voordeur.repairs.models import Repair
from voordeur.repairs.queries.names import actor_of
from voordeur.repairs.rules.actor import Actor
from voordeur.work import queries as work

A_PAGE = 40
SEES = OFFICE | {Role.TENANT}


@roles(OFFICE)
@require_GET
def complaint_list(request: HttpRequest) -> HttpResponse:
    """Complaints, what breaks first on top; the filters stay in the address."""
    now, user = timezone.now(), logged_in(request)
    filters = lists.Filters(
        status=request.GET.get("status", "open"),
        about=request.GET.get("about", ""),
        whose=request.GET.get("whose", ""),
        text=request.GET.get("q", "")[:80],
    )
    page = Paginator(lists.office_list(user, filters=filters, now=now), A_PAGE).get_page(request.GET.get("page"))
    rows = [_row(one, now) for one in page]
    context = {
        "page": page,
        "rows": rows,
        "filters": filters,
        "statuses": texts.STATUS,
        "abouts": texts.ABOUT,
        "may_take": user.role in rules.HANDLERS,
        "now": now,
    }
    return render(request, "complaints/list.html", context)


def _row(one: Complaint, now: datetime) -> dict[str, Any]:
    status = Status(one.status)
    owes = status in rules.IN_HAND and status not in rules.CLOCK_STANDS
    due_at = one.acknowledge_due_at if status is Status.RECEIVED else one.due_at
    return {
        "complaint": one,
        "about": texts.ABOUT[one.about],
        "status": texts.STATUS[status],
        "who": one.reviewer if one.review_asked_at else one.handler,
        "team": texts.TEAMS["management"] if one.review_asked_at else one.team,
        "owes": owes,
        "stands": status in rules.CLOCK_STANDS,
        "due_at": due_at,
        "is_late": owes and due_at < now,
    }


def find(request: HttpRequest, complaint_id: int) -> Complaint:
    """The complaint, when this user may see it; else there is none."""
    visible = Complaint.objects.visible_to(request.user)
    related = ("dwelling", "repair", "handler", "reviewer", "team", "about_user", "policy_version", "taken_by")
    return get_object_or_404(visible.select_related(*related), pk=complaint_id)


@roles(SEES)
@require_GET
def card(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """Everything about one complaint; a tenant is led to their own page of it."""
    complaint, user, now = find(request, complaint_id), logged_in(request), timezone.now()
    if user.role == Role.TENANT:
        return redirect("complaints:by_token", token=complaint.token)
    shown = cards.card(complaint, user=user, role=user.role, now=now)
    more = {"panels": panels("complaints.card", request, complaint_id=complaint.pk)}
    return render(request, "complaints/card.html", {**_context(complaint, user, shown, now=now), **more})


def _context(complaint: Complaint, user: User, shown: cards.ComplaintCard, *, now: datetime) -> dict[str, Any]:
    status = Status(complaint.status)
    is_second = status in rules.SECOND_STAGE
    holder = complaint.reviewer if is_second else complaint.handler
    can_handle = user.role in rules.HANDLERS
    colleagues = cards.reviewers_of(complaint) if is_second else cards.handlers_of(complaint)
    return {
        "card": shown,
        "complaint": complaint,
        "can_handle": can_handle,
        "is_second": is_second,
        "holder": holder,
        "is_holder": holder == user,
        "is_in_hand": status in rules.IN_HAND,
        "may_judge": bool(shown.allowed & {"answer", "decide"}) and (holder is None or holder == user),
        "may_take_on": can_handle and status in rules.IN_HAND and holder != user and user in colleagues,
        "colleagues": colleagues,
        "open_items": work.open_items_of("complaints", complaint.pk),
        "mandate": texts.MANDATES[complaint.mandate],
        "staff": User.objects.filter(is_active=True, role__in=sorted(STAFF)).order_by("name") if can_handle else [],
        "verdict_form": VerdictForm(),
        "pause_form": PauseForm(),
        "not_taken_form": NotTakenForm(),
        "improvement_form": ImprovementForm(initial={"cause": complaint.cause}),
        "join_form": JoinForm(),
        "bodies": [way for way in shown.ways if way.is_open and way.body != Body.SECOND_STAGE],
        "team": texts.TEAMS.get(complaint.team.code, complaint.team.name) if complaint.team else "",
        "now": now,
    }


def _colleague(value: str) -> User:
    found = (
        User.objects.filter(pk=int(value), is_active=True).first() if value.isdecimal() and len(value) < 12 else None
    )
    if found is None:
        raise Refused("colleague_unknown")
    return found


def _filled(form: forms.Form, *, code: str) -> dict[str, Any]:
    """What a form holds; its first fault as a refusal, so that the page shows it above everything."""
    if form.is_valid():
        return form.cleaned_data
    for faults in form.errors.get_json_data().values():
        for fault in faults:
            if fault["code"] in texts.REFUSALS:
                code = fault["code"]
                raise Refused(code)
    raise Refused(code)


def _verdict(request: HttpRequest) -> Verdict:
    data = _filled(VerdictForm(request.POST), code="outcome_unknown")
    return Verdict(
        outcome=data["outcome"],
        text=data["text"],
        cause=data["cause"],
        remedy_cents=data["amount"],
        remedy_why=data["amount_why"],
    )


def _improve(request: HttpRequest, complaint: Complaint, by: Actor, now: datetime) -> None:
    data = _filled(ImprovementForm(request.POST), code="day_unreadable")
    improving.improve(
        complaint,
        text=data["text"],
        cause=data["cause"],
        owner=data["owner"],
        due_on=data["due_on"],
        by=by,
        now=now,
    )


def _join(request: HttpRequest, complaint: Complaint, by: Actor, now: datetime) -> None:
    data = _filled(JoinForm(request.POST), code="name_missing")
    speaker = Speaker(name=data["name"], email=data["email"], part=people.part_of(data["part"]))
    people.join(complaint, speaker, by=by, now=now)


def _link_repair(request: HttpRequest, complaint: Complaint, by: Actor, now: datetime) -> None:
    written = request.POST.get("repair", "").strip().upper().removeprefix("R")
    repair = Repair.objects.filter(pk=int(written)).first() if written.isdecimal() and len(written) < 12 else None
    if repair is None:
        raise Refused("repair_unknown")
    people.is_of_repair(complaint, repair=repair, by=by, now=now)


def _allow(request: HttpRequest, complaint: Complaint, by: Actor, now: datetime) -> None:
    form = VerdictForm(request.POST)
    form.is_valid()
    cents = form.cleaned_data.get("amount")
    if cents is None:
        raise Refused("amount_unreadable")
    improving.allow_remedy(complaint, cents=cents, by=by, now=now)


Doing = Callable[[HttpRequest, Complaint, Actor, datetime], object]


def _why(request: HttpRequest) -> str:
    return request.POST.get("why", "")


DOINGS: dict[str, Doing] = {
    "acknowledge": lambda _request, one, by, now: handling.acknowledge(one, by=by, now=now),
    "take-on": lambda request, one, by, now: handling.give_to(one, handler=logged_in(request), by=by, now=now),
    "give": lambda request, one, by, now: handling.give_to(
        one, handler=_colleague(request.POST.get("to", "")), by=by, now=now
    ),
    "pause": lambda request, one, by, now: handling.pause(
        one, wait=request.POST.get("wait", ""), reason=_why(request), by=by, now=now
    ),
    "resume": lambda request, one, by, now: handling.resume(one, by=by, now=now, why=_why(request)),
    "extend": lambda request, one, by, now: handling.extend(one, reason=_why(request), by=by, now=now),
    "answer": lambda request, one, by, now: handling.answer(one, _verdict(request), by=by, now=now),
    "not-take": lambda request, one, by, now: handling.not_take(
        one, why=request.POST.get("not_taken", ""), text=_why(request), by=by, now=now
    ),
    "withdraw": lambda request, one, by, now: handling.withdraw(one, why=_why(request), by=by, now=now),
    "remark": lambda request, one, by, now: handling.remark(one, text=_why(request), by=by, now=now),
    "more": lambda request, one, by, now: handling.tell_more(one, text=_why(request), by=by, now=now),
    "photos": add_some,
    "review": lambda request, one, by, now: reviewing.ask_review(one, why=_why(request), by=by, now=now),
    "decide": lambda request, one, by, now: reviewing.decide(one, _verdict(request), by=by, now=now),
    "refer": lambda request, one, by, now: reviewing.refer(one, body=request.POST.get("body", ""), by=by, now=now),
    "advise": lambda request, one, by, now: reviewing.advise(one, advice=_why(request), by=by, now=now),
    "conclude": lambda request, one, by, now: reviewing.conclude(one, _verdict(request), by=by, now=now),
    "close": lambda _request, one, by, now: reviewing.close(one, by=by, now=now),
    "mandate": lambda request, one, by, now: people.confirm_mandate(one, how=_why(request), by=by, now=now),
    "abusive": lambda request, one, by, now: people.mark_abusive(
        one, is_abusive=not one.is_abusive, why=_why(request), by=by, now=now
    ),
    "about": lambda request, one, by, now: people.is_about(
        one, colleague=_colleague(request.POST.get("to", "")), by=by, now=now
    ),
    "repair": _link_repair,
    "join": _join,
    "allow": _allow,
    "improve": _improve,
}


@roles(OFFICE)
@require_POST
def act(request: HttpRequest, complaint_id: int, action: str) -> HttpResponse:
    """One decision about a complaint. What was typed stays in the browser until it was taken."""
    complaint, now, by = find(request, complaint_id), timezone.now(), actor_of(request)
    if action not in DOINGS:
        raise Http404
    try:
        DOINGS[action](request, complaint, by, now)
    except Refused as refused:
        messages.error(request, texts.refusal(refused))
    else:
        messages.success(request, str(texts.NOTED))
        if not Complaint.objects.visible_to(logged_in(request)).filter(pk=complaint.pk).exists():
            return redirect("complaints:list")
    return redirect("complaints:card", complaint.pk)
