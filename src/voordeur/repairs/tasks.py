"""What follows from the events of a repair: a letter on each step. Called by the outbox, each event once."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from voordeur.base import mailbox, words
from voordeur.policy.rules import may_move_until, reopen_until
from voordeur.promises import queries as promises
from voordeur.repairs import texts
from voordeur.repairs.models import Event, Repair, Task
from voordeur.repairs.queries import cards
from voordeur.repairs.queries.names import what
from voordeur.repairs.rules.status import FollowOn
from voordeur.repairs.services import afterwards, appointments


def _write(letter: str, repair: Repair, *, now: datetime, **more: Any) -> None:
    """Write a letter about a repair in the tenant's language; without an address there is nobody to write to."""
    to_address = repair.contact_email or (repair.reporter.email if repair.reporter else "")
    if not to_address:
        return
    with translation.override(repair.language):
        name = repair.reporter.full_name if repair.reporter else str(texts.TENANT)
        context = {
            "association_name": settings.ASSOCIATION,
            "repair": repair,
            "name": name,
            "what": what(repair.path),
            "payer_sentence": cards.payer_sentence(repair),
            "due": words.deadline_in_words(repair.due_at),
            "can_book": cards.needs_appointment(repair),
            "must_choose": cards.waits_for_tenant(repair),
            "address_of_page": settings.BASE_URL + reverse("repairs:by_token", args=[repair.token]),
            **{key: value() if callable(value) else value for key, value in more.items()},
        }
        subject, _, body = render_to_string(f"repairs/letters/{letter}.txt", context).partition("\n")
        mailbox.write(
            to_address=to_address,
            subject=subject,
            body="\n".join(line for line in _without_double_gaps(body)).strip() + "\n",
            now=now,
            language=repair.language,
            case_kind="repairs",
            case_id=repair.pk,
        )


def _without_double_gaps(body: str) -> list[str]:
    lines: list[str] = []
    for line in body.splitlines():
        if line.strip() or (lines and lines[-1].strip()):
            lines.append(line.rstrip())
    return lines


def _repair(repair_id: int) -> Repair:
    return Repair.objects.select_related("dwelling", "reporter").get(pk=repair_id)


def _task(task_id: int) -> Task:
    return Task.objects.select_related("visit__shift__craftsman__user", "repair__dwelling", "repair__reporter").get(
        pk=task_id
    )


def tell_reported(*, now: datetime, repair_id: int) -> None:
    """The report was received: who pays, by when, what is next."""
    _write("reported", _repair(repair_id), now=now)


def tell_booked(*, now: datetime, repair_id: int, task_id: int) -> None:
    """There is an appointment, or another one."""
    task = _task(task_id)
    if task.visit is None:
        return
    visit = task.visit
    policy = promises.of_version(task.repair.policy_version_id).policy
    until = may_move_until(policy, visit.window_from_at)
    _write(
        "booked",
        task.repair,
        now=now,
        window=lambda: words.window_in_words(visit.window_from_at, visit.window_until_at),
        craftsman=visit.shift.craftsman.user.name,
        emergency_until=(lambda: words.moment_in_words(visit.window_until_at)) if visit.is_emergency else "",
        move_until=(lambda: words.moment_in_words(until)) if until > now and visit.is_promised else "",
    )


def tell_coming(*, now: datetime, repair_id: int) -> None:
    """The reminder before the appointment."""
    repair = _repair(repair_id)
    task = (
        repair.tasks.filter(status="booked", visit__isnull=False)
        .select_related("visit__shift__craftsman__user")
        .first()
    )
    if task is None or task.visit is None:
        return
    visit = task.visit
    _write(
        "coming",
        repair,
        now=now,
        window=lambda: words.window_in_words(visit.window_from_at, visit.window_until_at),
        craftsman=visit.shift.craftsman.user.name,
    )


def tell_travel(*, now: datetime, repair_id: int, task_id: int) -> None:
    """The craftsman left: who, and in about how many minutes."""
    task = _task(task_id)
    if task.visit is None:
        return
    _write(
        "travel",
        task.repair,
        now=now,
        craftsman=task.visit.shift.craftsman.user.name,
        travel_minutes=max(5, round(task.visit.travel_minutes / 5) * 5),
    )


def tell_not_home(*, now: datetime, repair_id: int, task_id: int) -> None:
    """Nobody opened: what it costs and how to get a new time."""
    task = _task(task_id)
    event = Event.objects.filter(task=task, action="not_home").order_by("-pk").first()
    charge = int(event.details.get("charge_cents", 0)) if event else 0
    at = event.at if event else now
    _write(
        "not_home",
        task.repair,
        now=now,
        moment=lambda: words.moment_in_words(at),
        charge=(lambda: words.euro(charge)) if charge else "",
    )


def tell_follow_on(*, now: datetime, repair_id: int, task_id: int) -> None:
    """A next visit is needed, and why."""
    task = _task(task_id)
    _write("follow_on", task.repair, now=now, reason=lambda: str(texts.FOLLOW_ON_FOR_TENANT[FollowOn(task.follow_on)]))


def tell_finished(*, now: datetime, repair_id: int) -> None:
    """The work is done, and until when it can be opened again."""
    repair = _repair(repair_id)
    if repair.finished_at is None:
        return
    until = reopen_until(promises.of_version(repair.policy_version_id).policy, repair.finished_at)
    _write("finished", repair, now=now, reopen_until=lambda: words.deadline_in_words(until))


def tell_decided(*, now: datetime, repair_id: int) -> None:
    """Somebody decided who pays."""
    _write("decided", _repair(repair_id), now=now)


def tell_ended(*, now: datetime, repair_id: int) -> None:
    """Declined, withdrawn or cancelled: that it ended and why."""
    repair = _repair(repair_id)
    event = repair.events.filter(action__in=["decline", "withdraw", "cancel"]).order_by("-pk").first()
    why = event.details.get("why", "") if event else ""
    _write("ended", repair, now=now, reason=lambda: str(texts.OWN_WORDS.get(why, why)))


def tell_reopened(*, now: datetime, repair_id: int) -> None:
    """The same repair is open again, with its new term."""
    _write("reopened", _repair(repair_id), now=now)


def survey_answered(
    *, now: datetime, case_kind: str, case_id: int, mark: int, is_solved: bool | None, **_more: Any
) -> None:
    """A low mark makes a call-back; "not solved" opens the repair again while the policy allows it."""
    if case_kind != "repairs":
        return
    repair = _repair(case_id)
    afterwards.call_back(repair, mark=mark, now=now)
    if is_solved is False:
        afterwards.reopen_after_survey(repair, now=now)


def visit_moved_by_planner(*, now: datetime, visit_id: int, case_kind: str, case_id: int, **_more: Any) -> None:
    """The planner chose another window: the tenant reads the new one."""
    if case_kind != "repairs":
        return
    repair = _repair(case_id)
    appointments.placed_elsewhere(repair, visit_id=visit_id, now=now, details={"reason_code": "by_planner"})
    task = repair.tasks.filter(visit_id=visit_id).first()
    if task is not None:
        tell_booked(now=now, repair_id=case_id, task_id=task.pk)


def visit_rehoused(*, now: datetime, visit_id: int, case_kind: str, case_id: int) -> None:
    """Somebody else comes in the same window: the promise stands, the open step is theirs."""
    if case_kind == "repairs":
        appointments.placed_elsewhere(
            _repair(case_id), visit_id=visit_id, now=now, details={"reason_code": "other_craftsman"}
        )


def visit_lost_place(*, now: datetime, visit_id: int, case_kind: str, case_id: int) -> None:
    """Nobody can keep the window: work for the planner, before the tenant finds out."""
    if case_kind == "repairs":
        appointments.lost_place(_repair(case_id), now=now)
