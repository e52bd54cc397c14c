"""What we owe a tenant for an appointment that we missed ourselves: written down once, and paid out."""

from datetime import datetime

from django.db import transaction

from voordeur.kernel.errors import Refused
from voordeur.repairs.models import Compensation, Repair
from voordeur.repairs.rules.actor import SYSTEM, Actor
from voordeur.repairs.rules.status import TaskStatus
from voordeur.repairs.services import appointments
from voordeur.repairs.services.acts import note, user_of

MAY_PAY = frozenset({"manager", "administrator", "contact_agent"})


@transaction.atomic
def missed(repair: Repair, *, visit_id: int, now: datetime) -> Compensation | None:
    """We did not come: the planner gets it on their list and the policy's amount is owed. None when somebody is on the
    way, or the appointment is another one by now."""
    task = repair.tasks.filter(visit_id=visit_id, status=TaskStatus.BOOKED).first()
    if task is None:
        return None
    policy = appointments.policy_of(repair)
    owed, made = Compensation.objects.get_or_create(
        visit_id=visit_id,
        defaults={"repair": repair, "amount_cents": policy.appointments.missed_by_us_cents, "at": now},
    )
    if made:
        note(repair, action="missed", by=SYSTEM, now=now, task=task, details={"amount_cents": owed.amount_cents})
        appointments.lost_place(repair, now=now)
    return owed


@transaction.atomic
def came_after_all(repair: Repair, *, visit_id: int, began_at: datetime, now: datetime) -> None:
    """A telephone without a connection tells later that the work began in time: nothing is owed, unless it was paid."""
    owed = Compensation.objects.filter(
        visit_id=visit_id, paid_at=None, withdrawn_at=None, visit__window_until_at__gte=began_at
    )
    if owed.update(withdrawn_at=now):
        note(repair, action="came", by=SYSTEM, now=now)


@transaction.atomic
def pay(owed: Compensation, *, by: Actor, now: datetime) -> Compensation:
    """The amount has been paid out. Refused "not_your_action", "already_paid"."""
    if by.role not in MAY_PAY:
        raise Refused("not_your_action", action="pay", role=by.role)
    if not Compensation.objects.filter(pk=owed.pk, paid_at=None, withdrawn_at=None).update(
        paid_at=now, paid_by=user_of(by)
    ):
        raise Refused("already_paid")
    owed.paid_at = now
    return owed
