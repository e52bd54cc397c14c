"""Who pays, decided by people: the tenant's choice when the law says "you", and the answer to "we check"."""

from datetime import datetime

from django.db import transaction

from voordeur.kernel.errors import Refused
from voordeur.policy.rules import payer_check_due_at
from voordeur.promises import queries as promises
from voordeur.repairs.models import Repair
from voordeur.repairs.rules.actor import SYSTEM, Actor
from voordeur.repairs.rules.status import RepairAction, RepairStatus, TaskAction, TaskStatus
from voordeur.repairs.services.acts import act, act_on_task, note, user_of
from voordeur.repairs.services.reporting import CASE, PAYER_PROMISE, RUSH, ask_for_bill, set_out, subject_of
from voordeur.work import services as work
from voordeur.work.rules import ItemKind

DECIDABLE = ("tenant", "landlord", "subscription")


@transaction.atomic
def do_it_myself(repair: Repair, *, by: Actor, now: datetime) -> Repair:
    """The tenant repairs it themselves, as the law has it; later than that choice a repair is withdrawn."""
    if repair.status != RepairStatus.REPORTED or repair.payer != "tenant":
        raise Refused("move_not_allowed", status=repair.status, action="withdraw")
    act(repair, RepairAction.WITHDRAW, by=by, now=now, details={"why": "does_it_themselves"}, closed_at=now)
    return _end(repair, by=by, now=now)


@transaction.atomic
def do_it_for_me(repair: Repair, *, by: Actor, now: datetime) -> Repair:
    """The tenant wants us to do it and pays what it costs."""
    why = {"why": "at_the_tenants_cost"}
    if repair.payer == "tenant" and repair.status == RepairStatus.REPORTED:
        act(repair, RepairAction.ACCEPT, by=by.as_system(), now=now, details=why)
    elif repair.payer == "tenant" and repair.status == RepairStatus.ACCEPTED and not repair.tasks.exists():
        # Somebody decided that the tenant pays; only now the tenant agrees.
        note(repair, action=RepairAction.ACCEPT, by=by, now=now, details=why)
    else:
        raise Refused("move_not_allowed", status=repair.status, action="accept")
    set_out(repair, promises.of_version(repair.policy_version_id).policy, by=by, now=now)
    return repair


@transaction.atomic
def ask_to_check(repair: Repair, *, why: str, by: Actor, now: datetime) -> Repair:
    """The tenant does not agree that it is theirs to pay: a person looks at it, within the policy's term."""
    if repair.status != RepairStatus.REPORTED:
        raise Refused("move_not_allowed", status=repair.status, action="check_payer")
    policy = promises.of_version(repair.policy_version_id).policy
    act(repair, RepairAction.CHECK_PAYER, by=by.as_system(), now=now, details={"why": why.strip()[:500]}, payer="check")
    work.open_item(
        kind=ItemKind.CHECK_PAYER,
        case_kind=CASE,
        case_id=repair.pk,
        **subject_of(repair),
        due_at=payer_check_due_at(policy, now),
        promise=PAYER_PROMISE,
        by=user_of(by),
        now=now,
    )
    return repair


@transaction.atomic
def decide_payer(repair: Repair, *, payer: str, why: str, by: Actor, now: datetime) -> Repair:
    """A person decides who pays, with a reason that the tenant will read; the repair goes on."""
    if payer not in DECIDABLE:
        raise Refused("payer_not_decidable", value=payer, allowed=", ".join(DECIDABLE))
    if not why.strip():
        raise Refused("reason_missing")
    was_waiting = repair.status == RepairStatus.CHECKING
    act(
        repair,
        RepairAction.DECIDE_PAYER,
        by=by,
        now=now,
        details={"payer": payer, "why": why.strip()[:500]},
        payer=payer,
        payer_reason="decided",
        payer_params={"why": why.strip()[:500]},
    )
    work.finish_of_case(
        kind=ItemKind.CHECK_PAYER, case_kind=CASE, case_id=repair.pk, by=user_of(by), now=now, outcome=payer
    )
    if was_waiting and payer == "tenant" and repair.urgency not in RUSH:
        # Nothing is planned at the tenant's cost before the tenant has said so.
        return repair
    if was_waiting and repair.urgency not in RUSH:
        set_out(repair, promises.of_version(repair.policy_version_id).policy, by=by, now=now)
    elif was_waiting and not repair.tasks.exists():
        set_out(repair, promises.of_version(repair.policy_version_id).policy, by=SYSTEM, now=now)
    elif payer == "tenant" and repair.status == RepairStatus.FINISHED:
        # The work did not wait for the answer, so the bill comes after it.
        ask_for_bill(repair, by=by, now=now)
    return repair


@transaction.atomic
def decline(repair: Repair, *, why: str, by: Actor, now: datetime) -> Repair:
    """It is not ours to do; the tenant reads why."""
    if not why.strip():
        raise Refused("reason_missing")
    act(repair, RepairAction.DECLINE, by=by, now=now, details={"why": why.strip()[:500]}, closed_at=now)
    return _end(repair, by=by, now=now)


def _end(repair: Repair, *, by: Actor, now: datetime) -> Repair:
    for task in repair.tasks.filter(status=TaskStatus.DRAFT):
        act_on_task(task, TaskAction.CANCEL, by=by.as_system(), now=now)
    work.finish_all_of_case(case_kind=CASE, case_id=repair.pk, by=user_of(by), now=now, outcome=repair.status)
    return repair
