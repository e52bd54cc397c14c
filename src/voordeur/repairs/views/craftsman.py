"""The craftsman's day on a telephone: today in order, one job at a time, each step sent once, now or when there is a
connection again."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from voordeur.base.access import roles
from voordeur.base.panels import panels
from voordeur.kernel.errors import Refused
from voordeur.kernel.money import rounded
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import Role
from voordeur.parties.texts import TRADES
from voordeur.policy.rules import local
from voordeur.repairs import texts
from voordeur.repairs.models import Task
from voordeur.repairs.queries import cards, lists
from voordeur.repairs.queries.names import actor_of, what
from voordeur.repairs.rules import tree as trees
from voordeur.repairs.rules.status import FollowOn, TaskStatus, task_actions
from voordeur.repairs.services import pictures, visiting

CRAFT = frozenset({Role.CRAFTSMAN})
# How much longer a craftsman may say that the work takes, in minutes from now.
LONGER = (15, 30, 45, 60, 90, 120)
# Signs in an amount or a price; more is no number that anybody means.
LONGEST_NUMBER = 12
# A day further away is a slip: nobody has visits there, and the calendar itself ends.
FAR_DAYS = 3660


def _day_of(request: HttpRequest, now: datetime) -> date:
    today = local(now).date()
    try:
        asked = parse_date(request.GET.get("day", "")) or today
    except ValueError:
        return today
    return asked if abs((asked - today).days) <= FAR_DAYS else today


@roles(CRAFT)
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """The visits of the day in route order; the running or next one stands out."""
    now = timezone.now()
    day = _day_of(request, now)
    tasks = lists.visits_of_day(logged_in(request), day=day)
    rows: list[dict[str, Any]] = [
        {"task": task, "what": what(task.repair.path), "status": texts.TASK_STATUS[TaskStatus(task.status)]}
        for task in tasks
    ]
    current = next((row for row in rows if row["task"].status in lists.RUNNING), None)
    context = {
        "rows": rows,
        "current": current,
        "done": sum(1 for task in tasks if task.status not in lists.RUNNING),
        "day": day,
        "is_today": day == local(now).date(),
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "now": now,
    }
    return render(request, "repairs/today.html", context)


def _is_own(request: HttpRequest, task_id: int) -> bool:
    return Task.objects.filter(pk=task_id, visit__shift__craftsman__user=logged_in(request)).exists()


def _own_task(request: HttpRequest, task_id: int) -> Task:
    """A task of the craftsman's own visits; anyone else's does not exist for them."""
    return get_object_or_404(
        Task.objects.select_related("visit__shift__craftsman__user", "repair__dwelling", "repair__reporter"),
        pk=task_id,
        visit__shift__craftsman__user=request.user,
    )


@roles(CRAFT)
@require_GET
def visit(request: HttpRequest, task_id: int) -> HttpResponse:
    """One job: where, what, what to know, and the step that comes next within reach of a thumb."""
    task, now = _own_task(request, task_id), timezone.now()
    by = actor_of(request)
    shown = cards.card(task.repair, by=by, now=now, for_tenant=False)
    context = {
        "task": task,
        "card": shown,
        "repair": task.repair,
        "what": what(task.repair.path),
        "status": texts.TASK_STATUS[TaskStatus(task.status)],
        "actions": {str(action) for action in task_actions(TaskStatus(task.status), by.roles)},
        "follow_ons": [(reason, texts.FOLLOW_ON[reason]) for reason in FollowOn if reason != FollowOn.NOT_HOME],
        "trades": TRADES,
        "answers": _answers(task),
        "needs_material": _needs_material(task),
        "longer": LONGER,
        "panels": panels("repairs.visit", request, repair_id=task.repair.pk),
        "now": now,
    }
    return render(request, "repairs/visit.html", context)


def _needs_material(task: Task) -> bool:
    """What the tree says of it now; a path that it no longer knows says nothing."""
    try:
        outcome = trees.outcome(trees.load(), task.repair.path, task.repair.answers)
    except Refused:
        return False
    found = outcome.outcome if isinstance(outcome, trees.Stop) else outcome
    return bool(found and found.material)


def _answers(task: Task) -> list[dict[str, str]]:
    tree, language, lines = trees.load(), get_language() or "nl", []
    for key, value in task.repair.answers.items():
        try:
            question = trees.find_question(tree, key)
        except Refused:
            continue
        answer = next((one for one in question.answer if one.key == value), None)
        if answer is not None:
            lines.append({"question": question.name.in_(language), "answer": answer.name.in_(language)})
    return lines


@roles(CRAFT)
@require_GET
def state(request: HttpRequest) -> HttpResponse:
    """The status of every task of the day, for a telephone that was away."""
    tasks = lists.visits_of_day(logged_in(request), day=_day_of(request, timezone.now()))
    return JsonResponse({"tasks": {str(task.pk): task.status for task in tasks}})


@roles(CRAFT)
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the day readable without a connection; it may only see the craftsman's pages."""
    response = render(request, "repairs/today_worker.js", content_type="text/javascript")
    response.headers["Service-Worker-Allowed"] = "/repairs/today/"
    response.headers["Cache-Control"] = "no-cache"
    return response


@roles(CRAFT)
@require_POST
def act(request: HttpRequest, task_id: int, action: str) -> HttpResponse:
    """One step of a visit. `key` makes it happen once; `at` says when it was pressed.

    A program gets JSON: 200 {"status"}, 409 {"refused"} for what will never be accepted. A browser gets the page.
    """
    wants_json = "application/json" in request.headers.get("Accept", "")
    if wants_json and not _is_own(request, task_id) and Task.objects.filter(pk=task_id).exists():
        # A telephone sends later: the visit went to a colleague meanwhile, and the step must not wait for ever.
        return JsonResponse({"refused": texts.refusal(Refused("no_visit")), "status": ""}, status=409)
    task = _own_task(request, task_id)
    refused: Refused | None = None
    try:
        _take_photos(request, task)
        _step(request, task, action)
    except Refused as no:
        refused = no if no.code != "sent_twice" else None
    task.refresh_from_db()
    if wants_json:
        if refused is not None:
            return JsonResponse({"refused": texts.refusal(refused), "status": task.status}, status=409)
        return JsonResponse({"status": task.status})
    if refused is not None:
        messages.error(request, texts.refusal(refused))
    elif task.status in lists.RUNNING:
        return redirect("repairs:visit", task_id=task.pk)
    return redirect("repairs:today") if refused is None else redirect("repairs:visit", task_id=task.pk)


def _take_photos(request: HttpRequest, task: Task) -> None:
    key = request.POST.get("key", "")[:32]
    for index, upload in enumerate(request.FILES.getlist("photos")):
        pictures.add(upload, repair=task.repair, task=task, now=timezone.now(), key=f"{key}-{index}" if key else None)


def _step(request: HttpRequest, task: Task, action: str) -> None:
    now, by = timezone.now(), actor_of(request)
    key = request.POST.get("key", "")[:32] or f"{task.pk}-{action}-{now.timestamp():.6f}"
    at = _moment(request.POST.get("at", ""), now)
    note = request.POST.get("note", "")
    match action:
        case "travel":
            visiting.travel(task, at=at, by=by, now=now, key=key)
        case "begin":
            visiting.begin(task, at=at, by=by, now=now, key=key)
        case "not-home":
            visiting.not_home(task, note=note, at=at, by=by, now=now, key=key)
        case "finish":
            visiting.finish(task, note=note, used=_used(request), at=at, by=by, now=now, key=key)
        case "longer":
            visiting.longer(task, minutes=_whole(request.POST.get("minutes", ""), 0), at=at, by=by, now=now, key=key)
        case "follow-on":
            visiting.follow_on(
                task,
                reason=_reason(request.POST.get("reason", "")),
                minutes=_whole(request.POST.get("minutes", ""), task.minutes),
                trade=_trade(request.POST.get("trade", ""), task.trade),
                note=note,
                used=_used(request),
                at=at,
                by=by,
                now=now,
                key=key,
                not_before_on=_day(request.POST.get("not_before_on", "")),
            )
        case _:
            raise Http404


def _moment(text: str, now: datetime) -> datetime:
    try:
        found = parse_datetime(text) if text else None
        return found.astimezone(UTC) if found is not None and found.tzinfo is not None else now
    except (ValueError, OverflowError):
        return now


def _reason(text: str) -> FollowOn:
    try:
        return FollowOn(text)
    except ValueError:
        raise Refused("not_a_follow_on_reason", value=text) from None


def _whole(text: str, otherwise: int) -> int:
    if not text:
        return otherwise
    if not text.isdecimal() or len(text) > 4:
        raise Refused("minutes_out_of_range", value=text, least=5, most=480)
    return int(text)


def _day(text: str) -> date | None:
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None


def _trade(text: str, otherwise: str) -> str:
    if text and text not in TRADES:
        raise Refused("unknown_trade", value=text)
    return text or otherwise


def _used(request: HttpRequest) -> list[visiting.Used]:
    """The material lines of the form; an empty line is skipped, a line that cannot be read is refused by its name."""
    lines = zip(
        request.POST.getlist("material_name"),
        request.POST.getlist("material_quantity"),
        request.POST.getlist("material_price"),
        strict=False,
    )
    return [_one_used(name.strip(), quantity, price) for name, quantity, price in lines if name.strip()]


def _one_used(name: str, quantity: str, price: str) -> visiting.Used:
    try:
        if max(len(quantity), len(price)) > LONGEST_NUMBER:
            raise ValueError(name)
        count = Decimal(quantity.replace(",", ".") or "1")
        cents = rounded(Decimal(price.replace(",", ".") or "0") * 100)
    except (ArithmeticError, ValueError):
        raise Refused("material_unreadable", name=name) from None
    if not count.is_finite() or not 0 < count <= 9999 or not 0 <= cents <= 10_000_000:
        raise Refused("material_unreadable", name=name)
    return visiting.Used(name=name, quantity=count, unit_price_cents=cents)
