"""The visit, step by step as the craftsman's telephone sends it: each step once, with the time it really happened.

A telephone without a connection sends later: `at` is when the craftsman pressed, `now` when it arrived.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Permission, may
from voordeur.planning import services as planning
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import call_back_due_at, is_last_attempt, local, no_access_charge_cents
from voordeur.promises import queries as promises
from voordeur.repairs.models import Material, Repair, Task
from voordeur.repairs.rules.actor import Actor
from voordeur.repairs.rules.status import FollowOn, RepairAction, RepairStatus, TaskAction, TaskStatus
from voordeur.repairs.services.acts import act, act_on_task, user_of
from voordeur.repairs.services.acts import note as note_of
from voordeur.repairs.services.reporting import (
    CASE,
    VISIT_STEPS,
    ask_for_bill,
    guard_booking,
    is_vulnerable,
    subject_of,
)
from voordeur.work import services as work
from voordeur.work.rules import ItemKind

if TYPE_CHECKING:
    from voordeur.parties.models import User

LONGEST_DAY = timedelta(hours=16)
MOST_MATERIALS = 30


@dataclass(frozen=True, slots=True)
class Used:
    """Material used: a name, how many, and what one costs in cents."""

    name: str
    quantity: Decimal
    unit_price_cents: int


def _when(at: datetime, *, after: datetime | None, now: datetime) -> datetime:
    """The moment a step happened: not in the future, not before the step or the booking before it."""
    if at > now + timedelta(minutes=2):
        raise Refused("time_in_future", at=at)
    if after is not None and at < after:
        return after
    return min(at, now)


def _minutes(start: datetime, end: datetime) -> float:
    return max(0.0, min(end - start, LONGEST_DAY).total_seconds() / 60)


@transaction.atomic
def travel(task: Task, *, at: datetime, by: Actor, now: datetime, key: str) -> Task:
    """On the way: the tenant gets a message."""
    if task.visit is None:
        raise Refused("no_visit")
    moment = _when(at, after=task.visit.booked_at, now=now)
    return act_on_task(task, TaskAction.TRAVEL, by=by, now=moment, key=key, travelling_at=moment)


@transaction.atomic
def begin(task: Task, *, at: datetime, by: Actor, now: datetime, key: str) -> Task:
    """At the door and to work; travel time is the stretch since "on the way", or what was planned."""
    visit = task.visit
    if visit is None:
        raise Refused("no_visit")
    moment = _when(at, after=task.travelling_at or visit.booked_at, now=now)
    travelled = _minutes(task.travelling_at, moment) if task.travelling_at else visit.travel_minutes
    act_on_task(
        task,
        TaskAction.BEGIN,
        by=by,
        now=moment,
        key=key,
        began_at=moment,
        travel_minutes=travelled,
        travel_km=visit.travel_km,
    )
    planning.begin(visit=visit, now=moment)
    repair = task.repair
    if repair.status == RepairStatus.PLANNED:
        act(repair, RepairAction.START, by=by, now=moment)
    return task


@transaction.atomic
def finish(task: Task, *, note: str, used: list[Used], at: datetime, by: Actor, now: datetime, key: str) -> Task:
    """Done: the repair is ready, its survey and closing follow by rule."""
    moment = _when(at, after=task.began_at, now=now)
    _book_work(task, TaskAction.FINISH, note=note, used=used, moment=moment, by=by, key=key)
    act(task.repair, RepairAction.FINISH, by=by, now=moment, finished_at=moment)
    work.finish_all_of_case(
        case_kind=CASE, case_id=task.repair_id, by=user_of(by), now=moment, outcome="finished", kinds=VISIT_STEPS
    )
    if task.repair.payer == "tenant":
        ask_for_bill(task.repair, by=by, now=moment)
    return task


@transaction.atomic
def follow_on(
    task: Task,
    *,
    reason: FollowOn,
    minutes: int,
    trade: str,
    note: str,
    used: list[Used],
    at: datetime,
    by: Actor,
    now: datetime,
    key: str,
    not_before_on: date | None = None,
) -> Task:
    """Not ready: a next visit is needed, for this reason, by this trade, for about so many minutes.

    `not_before_on`: when the part is in or the price is known; no window before that day is offered.
    """
    if reason == FollowOn.NOT_HOME:
        raise Refused("not_a_follow_on_reason", value=str(reason))
    if not 5 <= minutes <= 480:
        raise Refused("minutes_out_of_range", value=minutes, least=5, most=480)
    moment = _when(at, after=task.began_at, now=now)
    _book_work(task, TaskAction.FOLLOW_ON, note=note, used=used, moment=moment, by=by, key=key, follow_on=reason)
    repair = task.repair
    act(repair, RepairAction.INTERRUPT, by=by, now=moment, details={"reason": str(reason)})
    Task.objects.create(
        repair=repair, sequence=task.sequence + 1, trade=trade, minutes=minutes, not_before_on=not_before_on
    )
    work.finish_of_case(
        kind=ItemKind.VISIT, case_kind=CASE, case_id=repair.pk, by=user_of(by), now=moment, outcome=str(reason)
    )
    guard_booking(repair, now=moment)
    return task


def _book_work(
    task: Task,
    action: TaskAction,
    *,
    note: str,
    used: list[Used],
    moment: datetime,
    by: Actor,
    key: str,
    follow_on: str = "",
) -> None:
    if task.began_at is None or task.visit is None:
        raise Refused("not_begun")
    if len(used) > MOST_MATERIALS:
        raise Refused("too_many_materials", value=len(used), most=MOST_MATERIALS)
    act_on_task(
        task,
        action,
        by=by,
        now=moment,
        key=key,
        ended_at=moment,
        work_minutes=_minutes(task.began_at, moment),
        note=note.strip()[:2000],
        follow_on=follow_on,
    )
    for one in used:
        # What is kept has two decimals: less than that is nothing.
        if one.quantity.quantize(Decimal("0.01")) <= 0:
            raise Refused("quantity_not_positive", value=str(one.quantity))
        Material.objects.create(
            task=task, name=one.name.strip()[:120], quantity=one.quantity, unit_price_cents=one.unit_price_cents
        )
    planning.finish(visit=task.visit, now=moment)


@transaction.atomic
def not_home(task: Task, *, note: str, at: datetime, by: Actor, now: datetime, key: str) -> Task:
    """Nobody opened: a new appointment, a charge by the policy, and after the last attempt a telephone call."""
    visit = task.visit
    if visit is None:
        raise Refused("no_visit")
    moment = _when(at, after=task.began_at or task.travelling_at or visit.booked_at, now=now)
    repair = task.repair
    policy = promises.of_version(repair.policy_version_id).policy
    began = task.status == TaskStatus.BUSY
    travelled = _minutes(task.travelling_at, moment) if task.travelling_at else visit.travel_minutes
    act_on_task(
        task,
        TaskAction.NOT_HOME,
        by=by,
        now=moment,
        key=key,
        details={"charge_cents": no_access_charge_cents(policy, visit.window_from_at, cancelled_at=None)},
        ended_at=moment,
        travel_minutes=travelled,
        travel_km=visit.travel_km,
        note=note.strip()[:2000],
        follow_on=FollowOn.NOT_HOME,
    )
    planning.finish(visit=visit, now=moment)
    times = repair.times_not_home + 1
    action = RepairAction.INTERRUPT if began else RepairAction.UNPLAN
    act(repair, action, by=by.as_system(), now=moment, details={"reason": "not_home"}, times_not_home=times)
    work.finish_of_case(
        kind=ItemKind.VISIT, case_kind=CASE, case_id=repair.pk, by=user_of(by), now=moment, outcome="not home"
    )
    Task.objects.create(repair=repair, sequence=task.sequence + 1, trade=task.trade, minutes=task.minutes)
    _after_no_access(repair, policy, times=times, now=moment)
    return task


def not_home_on_board(*, case_id: int, visit_id: int, by: "User", now: datetime) -> Task:
    """The craftsman rang the planner from a closed door. Refused "not_allowed", "no_visit"; "move_not_allowed"."""
    if not may(by.role, Permission.PLAN):
        raise Refused("not_allowed")
    seen = Task.objects.filter(repair__in=Repair.objects.visible_to(by, day=local(now).date()), repair_id=case_id)
    task = seen.filter(visit_id=visit_id).select_related("visit", "repair").order_by("-sequence").first()
    if task is None:
        raise Refused("no_visit")
    return not_home(task, note="", at=now, by=Actor(by.pk, by.role), now=now, key=f"board-{visit_id}-not-home")


@transaction.atomic
def longer(task: Task, *, minutes: int, at: datetime, by: Actor, now: datetime, key: str) -> Task:
    """The work takes so many minutes more; a planner sees at once what that does to the promises after it."""
    moment = _when(at, after=task.began_at, now=now)
    if task.visit is None or task.status != TaskStatus.BUSY:
        raise Refused("not_begun")
    if not 5 <= minutes <= 480:
        raise Refused("minutes_out_of_range", value=minutes, least=5, most=480)
    planning.expect_end(visit=task.visit, end_at=max(now, moment + timedelta(minutes=minutes)), now=now)
    note_of(task.repair, action="longer", by=by, now=moment, task=task, details={"minutes": minutes}, key=key)
    return task


def _after_no_access(repair: Repair, policy: ServicePolicy, *, times: int, now: datetime) -> None:
    if not is_last_attempt(policy, times):
        guard_booking(repair, now=now)
        return
    work.open_item(
        kind=ItemKind.NO_ACCESS,
        case_kind=CASE,
        case_id=repair.pk,
        **subject_of(repair),
        due_at=call_back_due_at(policy, now),
        promise="work.call_back_within_working_days",
        by=None,
        now=now,
        is_vulnerable=is_vulnerable(repair),
    )
