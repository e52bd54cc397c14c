"""The appointment of a repair: offered from real capacity, booked, moved, given up."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Permission, may
from voordeur.planning import queries as slots
from voordeur.planning import services as planning
from voordeur.planning.queries import SlotOffer
from voordeur.planning.rules import open_windows
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import Window, local, may_move
from voordeur.promises import queries as promises
from voordeur.repairs.models import Repair, Task
from voordeur.repairs.rules.actor import SYSTEM, Actor
from voordeur.repairs.rules.status import RepairAction, RepairStatus, TaskAction, TaskStatus
from voordeur.repairs.services.acts import act, act_on_task, note, user_of
from voordeur.repairs.services.reporting import (
    CASE,
    VISIT_STEPS,
    guard_booking,
    guard_emergency,
    is_vulnerable,
    placed,
    subject_of,
    watch_visit,
)
from voordeur.work import services as work
from voordeur.work.rules import ItemKind

if TYPE_CHECKING:
    from voordeur.parties.models import User
    from voordeur.planning.models import Shift

BOOKED = (TaskStatus.BOOKED,)


def policy_of(repair: Repair) -> ServicePolicy:
    """The policy that the repair began under."""
    return promises.of_version(repair.policy_version_id).policy


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

    With `shown`, what a tenant sees: as many as the policy says, in the order it says, inside the term as long as
    there are any. Without, every window, the cheapest first. Never before the day that the work waits for.
    """
    policy = policy_of(repair)
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
        key=hold_key(repair),
    )
    if task.not_before_on is not None:
        found = [slot for slot in found if local(slot.window_from_at).date() >= task.not_before_on]
    if not shown:
        return found
    in_term = [slot for slot in found if slot.window_from_at <= repair.due_at]
    in_term += _rescued(repair, task, found, most=_least_shown(policy) - len(in_term), moving=moving, now=now)
    return slots.for_tenant(in_term or found, policy=policy)


def _least_shown(policy: ServicePolicy) -> int:
    """How many windows a tenant should see; with a free choice any is better than none."""
    return 1 if policy.appointments.free_choice else policy.appointments.offers_shown


def _rescued(
    repair: Repair, task: Task, found: list[SlotOffer], *, most: int, moving: int | None, now: datetime
) -> list[SlotOffer]:
    """Windows within the term that can be kept when others make way, so that nobody is turned away without a search."""
    policy = policy_of(repair)
    if not policy.appointments.offered or most <= 0:
        return []
    known = {slot.window_from_at for slot in found}
    if task.visit is not None and moving is not None:
        known.add(task.visit.window_from_at)
    asked = [
        one
        for one in open_windows(policy, now)
        if one.start_at not in known
        and (one.start_at <= repair.due_at or repair.due_at <= now)
        and (task.not_before_on is None or local(one.start_at).date() >= task.not_before_on)
    ]
    return planning.rescued_offers(
        lat=repair.dwelling.lat,
        lon=repair.dwelling.lon,
        trade=task.trade,
        minutes=task.minutes,
        windows=asked,
        most=most,
        now=now,
        policy=policy,
        moving_visit_id=moving,
        key=hold_key(repair),
    )


def hold_key(repair: Repair) -> str:
    """The name under which windows are kept for a repair."""
    return f"{CASE}-{repair.pk}"


def hold(repair: Repair, shown: list[SlotOffer], *, now: datetime) -> datetime | None:
    """Keep the windows that a tenant sees for them while they choose; until when, or None when nothing is kept.

    Where the policy shows every window of the coming weeks nothing is: that would close the planning to all others.
    """
    policy = policy_of(repair)
    if not shown or policy.appointments.free_choice:
        return None
    task = repair.tasks.filter(status__in=(TaskStatus.DRAFT, *BOOKED)).order_by("-sequence").first()
    if task is None:
        return None
    return planning.hold(
        key=hold_key(repair),
        slots=shown,
        lat=repair.dwelling.lat,
        lon=repair.dwelling.lon,
        trade=task.trade,
        minutes=task.minutes,
        now=now,
        policy=policy,
    )


def _not_too_early(task: Task, window_from_at: datetime) -> None:
    day = task.not_before_on
    if day is not None and local(window_from_at).date() < day:
        raise Refused("not_ready_before", day=day)


def _may_choose(repair: Repair, policy: ServicePolicy, *, by: Actor) -> None:
    """Where the policy offers no appointments, a tenant cannot take one by writing the address by hand."""
    promised = policy.urgency.classes[repair.urgency]
    if by.role == "tenant" and not (policy.appointments.offered and promised.by_appointment):
        raise Refused("slot_not_offered")


@transaction.atomic
def book(
    repair: Repair,
    *,
    window_from_at: datetime,
    window_until_at: datetime,
    by: Actor,
    now: datetime,
    shift: "Shift | None" = None,
) -> Repair:
    """Promise a window, with one craftsman when a planner chose the `shift`.

    Refused "slot_taken" when it can no longer be kept; the caller shows the next best.
    """
    task = waiting_task(repair)
    _not_too_early(task, window_from_at)
    policy = policy_of(repair)
    _may_choose(repair, policy, by=by)
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
        key=hold_key(repair),
        shift=shift,
    )
    placed(repair, task, visit_id=visit.pk, by=by, now=now)
    return repair


def book_on_board(
    *, case_id: int, shift: "Shift", window_from_at: datetime, window_until_at: datetime, by: "User", now: datetime
) -> Repair:
    """A planner gives a repair a window with the craftsman of their choice. Refused as book(); "not_allowed"."""
    if not may(by.role, Permission.PLAN):
        raise Refused("not_allowed")
    repair = Repair.objects.visible_to(by, day=local(now).date()).get(pk=case_id)
    return book(
        repair,
        window_from_at=window_from_at,
        window_until_at=window_until_at,
        by=Actor(by.pk, by.role),
        now=now,
        shift=shift,
    )


@transaction.atomic
def placed_on_board(*, case_id: int, visit_id: int, by: "User", now: datetime) -> Repair:
    """A planner made room for an emergency: its work has this visit now. Refused "not_allowed"."""
    if not may(by.role, Permission.PLAN):
        raise Refused("not_allowed")
    repair = Repair.objects.visible_to(by, day=local(now).date()).get(pk=case_id)
    placed(repair, waiting_task(repair), visit_id=visit_id, by=Actor(by.pk, by.role), now=now)
    return repair


@transaction.atomic
def taken_back_on_board(*, case_id: int, visit_id: int, by: "User | None", now: datetime) -> Repair:
    """A planner took back the room that was made for an emergency: it is work of the planning again."""
    repair = Repair.objects.select_related("dwelling", "reporter").get(pk=case_id)
    task = booked_task(repair)
    if task.visit_id != visit_id:
        raise Refused("no_appointment")
    act_on_task(task, TaskAction.RELEASE, by=SYSTEM, now=now, visit_id=None)
    act(repair, RepairAction.UNPLAN, by=SYSTEM, now=now)
    work.finish_of_case(
        kind=ItemKind.VISIT, case_kind=CASE, case_id=repair.pk, by=by, now=now, outcome="taken back by the planner"
    )
    guard_emergency(repair, now=now)
    return repair


@transaction.atomic
def book_flexible(repair: Repair, *, windows: list[tuple[datetime, datetime]], by: Actor, now: datetime) -> Repair:
    """The tenant can make all these windows; which one it is they hear the evening before.

    Refused as book(), and "too_few_choices" for fewer than two.
    """
    task = waiting_task(repair)
    for from_at, _until in windows:
        _not_too_early(task, from_at)
    policy = policy_of(repair)
    _may_choose(repair, policy, by=by)
    visit = planning.book_flexible(
        dwelling=repair.dwelling,
        trade=task.trade,
        minutes=task.minutes,
        windows=[Window(*pair) for pair in windows],
        case_kind=CASE,
        case_id=repair.pk,
        by=user_of(by),
        now=now,
        policy=policy,
        key=hold_key(repair),
    )
    placed(repair, task, visit_id=visit.pk, by=by, now=now)
    return repair


def _may_still_move(repair: Repair, task: Task, *, by: Actor, now: datetime) -> None:
    policy = policy_of(repair)
    visit = task.visit
    if visit is None:
        raise Refused("no_appointment")
    if by.role == "tenant" and not may_move(policy, visit.window_from_at, now=now):
        raise Refused("too_late_to_move", window=visit.window_from_at)


@transaction.atomic
def move(
    repair: Repair,
    *,
    window_from_at: datetime,
    window_until_at: datetime,
    by: Actor,
    now: datetime,
    is_our_doing: bool = False,
) -> Repair:
    """Another window; the old one is kept until the new one is sure.

    `is_our_doing`: we moved or missed the appointment ourselves, so the tenant is bound by no hour.
    """
    task = booked_task(repair)
    _may_choose(repair, policy_of(repair), by=by)
    if not is_our_doing:
        _may_still_move(repair, task, by=by, now=now)
    _not_too_early(task, window_from_at)
    visit = task.visit
    if visit is None:
        raise Refused("no_appointment")
    old_from = visit.window_from_at
    moved = planning.move(
        visit=visit,
        window_from_at=window_from_at,
        window_until_at=window_until_at,
        by=None if is_our_doing else user_of(by),
        now=now,
        policy=policy_of(repair),
        for_tenant=by.role == "tenant" and not is_our_doing,
        key=hold_key(repair),
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
    planning.cancel(visit=task.visit, by=user_of(by), now=now, policy=policy_of(repair))
    act_on_task(task, TaskAction.RELEASE, by=by, now=now, visit_id=None)
    act(repair, RepairAction.UNPLAN, by=by, now=now)
    work.finish_all_of_case(
        case_kind=CASE,
        case_id=repair.pk,
        by=user_of(by),
        now=now,
        outcome="appointment given up",
        kinds=VISIT_STEPS,
    )
    guard_booking(repair, now=now)
    return repair


@transaction.atomic
def withdraw(repair: Repair, *, why: str, by: Actor, now: datetime) -> Repair:
    """The repair is no longer needed; its appointment, if any, is free for somebody else."""
    if repair.status == RepairStatus.PLANNED:
        task = booked_task(repair)
        _may_still_move(repair, task, by=by, now=now)
        if task.visit is not None:
            planning.cancel(visit=task.visit, by=user_of(by), now=now, policy=policy_of(repair))
        act_on_task(task, TaskAction.CANCEL, by=by.as_system(), now=now, visit_id=None)
    for task in repair.tasks.filter(status=TaskStatus.DRAFT):
        act_on_task(task, TaskAction.CANCEL, by=by.as_system(), now=now)
    act(repair, RepairAction.WITHDRAW, by=by, now=now, details={"why": why.strip()[:500]}, closed_at=now)
    work.finish_all_of_case(case_kind=CASE, case_id=repair.pk, by=user_of(by), now=now, outcome="withdrawn")
    return repair


@transaction.atomic
def placed_elsewhere(repair: Repair, *, visit_id: int, now: datetime, details: dict[str, str]) -> None:
    """We ourselves moved the visit: the open step goes to the craftsman who comes now, and the story tells it."""
    task = repair.tasks.filter(visit_id=visit_id, status__in=BOOKED).first()
    if task is None:
        return
    note(repair, action=TaskAction.MOVE, by=SYSTEM, now=now, task=task, details=details)
    watch_visit(repair, task, now=now)


@transaction.atomic
def lost_place(repair: Repair, *, now: datetime) -> None:
    """The craftsman is absent and nobody else could keep the window: the planner must ring before it begins."""
    task = booked_task(repair)
    if task.visit is None:
        return
    work.open_item(
        kind=ItemKind.LOST_PLACE,
        case_kind=CASE,
        case_id=repair.pk,
        **subject_of(repair),
        due_at=task.visit.window_from_at,
        promise="appointments.window_minutes",
        by=None,
        now=now,
        urgency=repair.urgency,
        is_vulnerable=is_vulnerable(repair),
        promised_at=task.visit.window_from_at,
    )
