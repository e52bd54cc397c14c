"""How a repair or a task changes state: one conditional update and one event row, for every action."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from voordeur.base.outbox import publish
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.repairs.models import Event, Repair, Task
from voordeur.repairs.rules import status as rules
from voordeur.repairs.rules.actor import Actor


def user_of(by: Actor) -> User | None:
    """The user behind an actor, for the rooms that note who did something."""
    return User.objects.get(pk=by.user_id) if by.user_id else None


def note(
    repair: Repair,
    *,
    action: str,
    by: Actor,
    now: datetime,
    task: Task | None = None,
    from_status: str = "",
    to_status: str = "",
    details: dict[str, Any] | None = None,
    key: str | None = None,
) -> Event:
    """Add an event row. A key that was used before means that the same thing was sent twice: Refused "sent_twice"."""
    try:
        with transaction.atomic():
            return Event.objects.create(
                repair=repair,
                task=task,
                at=now,
                by_id=by.user_id,
                action=action,
                from_status=from_status,
                to_status=to_status,
                details=details or {},
                key=key,
            )
    except IntegrityError:
        if key is not None and Event.objects.filter(key=key).exists():
            raise Refused("sent_twice", key=key) from None
        raise


@transaction.atomic
def act(
    repair: Repair,
    action: rules.RepairAction,
    *,
    by: Actor,
    now: datetime,
    details: dict[str, Any] | None = None,
    **changes: Any,
) -> Repair:
    """Move a repair by an action of the table, with the field changes that go with it, and publish `repair.<action>`.

    The update asks for the status that was read: of two people at once the slower is refused and leaves no trace.
    """
    if not rules.may(action, by.roles):
        raise Refused("not_your_action", action=str(action), role=by.role)
    old = rules.RepairStatus(repair.status)
    new = rules.move(old, action)
    moved = Repair.objects.filter(pk=repair.pk, status=old).update(status=new, **changes)
    if not moved:
        raise Refused("changed_meanwhile")
    repair.status = new
    for name, value in changes.items():
        setattr(repair, name, value)
    note(repair, action=action, by=by, now=now, from_status=old, to_status=new, details=details)
    publish(f"repair.{action}", now=now, repair_id=repair.pk)
    return repair


@transaction.atomic
def act_on_task(
    task: Task,
    action: rules.TaskAction,
    *,
    by: Actor,
    now: datetime,
    details: dict[str, Any] | None = None,
    key: str | None = None,
    **changes: Any,
) -> Task:
    """Move a task by an action of the table; conditional, noted and published like a repair's."""
    if not rules.may(action, by.roles):
        raise Refused("not_your_action", action=str(action), role=by.role)
    if key is not None and Event.objects.filter(key=key).exists():
        raise Refused("sent_twice", key=key)
    old = rules.TaskStatus(task.status)
    new = rules.move_task(old, action)
    moved = Task.objects.filter(pk=task.pk, status=old).update(status=new, **changes)
    if not moved:
        raise Refused("changed_meanwhile")
    task.status = new
    for name, value in changes.items():
        setattr(task, name, value)
    note(
        task.repair, action=action, by=by, now=now, task=task, from_status=old, to_status=new, details=details, key=key
    )
    publish(f"task.{action}", now=now, repair_id=task.repair_id, task_id=task.pk)
    return task
