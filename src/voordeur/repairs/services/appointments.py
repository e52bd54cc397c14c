"""The appointment of a repair: offered from real capacity, booked, moved, given up."""

from datetime import datetime

from django.db import transaction

from voordeur.kernel.errors import Refused
from voordeur.planning import queries as slots
from voordeur.planning import services as planning
from voordeur.planning.queries import SlotOffer
from voordeur.policy.rules import may_move
from voordeur.promises import queries as promises
from voordeur.repairs.models import Repair, Task
from voordeur.repairs.rules.actor import Actor
from voordeur.repairs.rules.status import RepairAction, RepairStatus, TaskAction, TaskStatus
from voordeur.repairs.services.acts import act, act_on_task, user_of
from voordeur.repairs.services.reporting import CASE, guard_booking, placed, watch_visit
from voordeur.work import services as work

BOOKED = (TaskStatus.BOOKED,)


def waiting_task(repair: Repair) -> Task:
    """The piece of work that needs a place; Refused "no_appointment_needed" when there is none."""
    task = repair.tasks.filter(status=TaskStatus.DRAFT).order_by("-sequence").first()
    if task is None:
        raise Refused("no_appointment_needed")
    return task


def booked_task(repair: Repair) -> Task:
    """The piece of work with an appointment that has not begun; Refused "no_appointment" when there is none."""
    task = (
        repair.tasks.filter(status__in=BOOKED)
        .select_related("visit__shift__craftsman__user")
        .order_by("-sequence")
        .first()
    )
    if task is None or task.visit is None:
        raise Refused("no_appointment")
    return task


def offers(repair: Repair, *, now: datetime, shown: bool = True) -> list[SlotOffer]:
    """The windows this repair can get, by the policy it began under.

    With `shown`, what a tenant sees: as many as the policy says, in the order it says. Without, every window, the
    cheapest first.
    """
    policy = promises.of_version(repair.policy_version_id).policy
    moving = repair.tasks.filter(status__in=BOOKED).values_list("visit_id", flat=True).first()
    task = waiting_task(repair) if moving is None else booked_task(repair)
    found = slots.offers(
        lat=repair.dwelling.lat,
        lon=repair.dwelling.lon,
        trade=task.trade,
        minutes=task.minutes,
        now=now,
        policy=policy,
        moving_visit_id=moving,
    )
    return slots.for_tenant(found, policy=policy) if shown else found


@transaction.atomic
def book(repair: Repair, *, window_from_at: datetime, window_until_at: datetime, by: Actor, now: datetime) -> Repair:
    """Promise a window. Refused "slot_taken" when it can no longer be kept; the caller shows the next best."""
    task = waiting_task(repair)
    policy = promises.of_version(repair.policy_version_id).policy
    visit = planning.book(
        dwelling=repair.dwelling,
        trade=task.trade,
        minutes=task.minutes,
        window_from_at=window_from_at,
        window_until_at=window_until_at,
        case_kind=CASE,
        case_id=repair.pk,
        by=user_of(by),
        now=now,
        policy=policy,
    )
    placed(repair, task, visit_id=visit.pk, by=by, now=now)
    return repair


def _may_still_move(repair: Repair, task: Task, *, by: Actor, now: datetime) -> None:
    policy = promises.of_version(repair.policy_version_id).policy
    visit = task.visit
    if visit is None:
        raise Refused("no_appointment")
    if by.role == "tenant" and not may_move(policy, visit.window_from_at, now=now):
        raise Refused("too_late_to_move", window=visit.window_from_at)


@transaction.atomic
def move(repair: Repair, *, window_from_at: datetime, window_until_at: datetime, by: Actor, now: datetime) -> Repair:
    """Another window; the old one is kept until the new one is sure."""
    task = booked_task(repair)
    _may_still_move(repair, task, by=by, now=now)
    visit = task.visit
    if visit is None:
        raise Refused("no_appointment")
    old_from = visit.window_from_at
    moved = planning.move(
        visit=visit,
        window_from_at=window_from_at,
        window_until_at=window_until_at,
        by=user_of(by),
        now=now,
        policy=promises.of_version(repair.policy_version_id).policy,
    )
    act_on_task(task, TaskAction.MOVE, by=by, now=now, details={"from": old_from.isoformat()}, visit_id=moved.pk)
    act(repair, RepairAction.PLAN, by=by, now=now, details={"moved": True})
    watch_visit(repair, task, now=now)
    return repair


@transaction.atomic
def give_up(repair: Repair, *, by: Actor, now: datetime) -> Repair:
    """Cancel the appointment but not the repair: it waits for a new one."""
    task = booked_task(repair)
    _may_still_move(repair, task, by=by, now=now)
    if task.visit is None:
        raise Refused("no_appointment")
    planning.cancel(visit=task.visit, by=user_of(by), now=now)
    act_on_task(task, TaskAction.RELEASE, by=by, now=now, visit_id=None)
    act(repair, RepairAction.UNPLAN, by=by, now=now)
    work.finish_all_of_case(case_kind=CASE, case_id=repair.pk, by=user_of(by), now=now, outcome="appointment given up")
    guard_booking(repair, now=now)
    return repair


@transaction.atomic
def withdraw(repair: Repair, *, why: str, by: Actor, now: datetime) -> Repair:
    """The repair is no longer needed; its appointment, if any, is free for somebody else."""
    if repair.status == RepairStatus.PLANNED:
        task = booked_task(repair)
        _may_still_move(repair, task, by=by, now=now)
        if task.visit is not None:
            planning.cancel(visit=task.visit, by=user_of(by), now=now)
        act_on_task(task, TaskAction.CANCEL, by=by.as_system(), now=now, visit_id=None)
    for task in repair.tasks.filter(status=TaskStatus.DRAFT):
        act_on_task(task, TaskAction.CANCEL, by=by.as_system(), now=now)
    act(repair, RepairAction.WITHDRAW, by=by, now=now, details={"why": why.strip()[:500]}, closed_at=now)
    work.finish_all_of_case(case_kind=CASE, case_id=repair.pk, by=user_of(by), now=now, outcome="withdrawn")
    return repair
