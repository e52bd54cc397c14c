"""After the work: not solved and open again, a low mark and a call, the file closed, the reminder the day before."""

from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import Q

from voordeur.base.outbox import publish
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.planning import queries as visits
from voordeur.planning import services as planning
from voordeur.policy.rules import asks_call_back, call_back_due_at, due_at, local, reminder_on, reopen_until
from voordeur.promises import queries as promises
from voordeur.repairs.models import Repair
from voordeur.repairs.rules.actor import SYSTEM, Actor
from voordeur.repairs.rules.status import RepairAction, RepairStatus
from voordeur.repairs.services.acts import act, note, user_of
from voordeur.repairs.services.reporting import CASE, is_vulnerable, set_out, subject_of
from voordeur.work import services as work
from voordeur.work.rules import ItemKind

log = structlog.get_logger(__name__)
AT_A_TIME = 500


@transaction.atomic
def not_solved(repair: Repair, *, why: str, by: Actor, now: datetime) -> Repair:
    """Open the same repair again, within the days the policy allows; its term starts anew in the class it had."""
    if repair.finished_at is None:
        raise Refused("not_finished_yet")
    policy = promises.of_version(repair.policy_version_id).policy
    until = reopen_until(policy, repair.finished_at)
    if now > until:
        raise Refused("too_late_to_reopen", until=until)

    act(
        repair,
        RepairAction.REOPEN,
        by=by,
        now=now,
        details={"why": why.strip()[:500]},
        times_reopened=repair.times_reopened + 1,
        due_at=due_at(policy, repair.urgency, now),
        finished_at=None,
        closed_at=None,
    )
    work.finish_of_case(kind=ItemKind.TENANT_PAYS, case_kind=CASE, case_id=repair.pk, by=None, now=now)
    set_out(repair, policy, by=by, now=now)
    return repair


@transaction.atomic
def call_back(repair: Repair, *, mark: int, now: datetime) -> None:
    """A low mark makes a call-back with a due time, when the policy promises one."""
    policy = promises.of_version(repair.policy_version_id).policy
    if not asks_call_back(policy, mark):
        return
    work.open_item(
        kind=ItemKind.CALL_BACK,
        case_kind=CASE,
        case_id=repair.pk,
        **subject_of(repair),
        due_at=call_back_due_at(policy, now),
        promise="work.call_back_within_working_days",
        by=None,
        now=now,
        owner=_who_knows(repair),
        is_vulnerable=is_vulnerable(repair),
    )


def _who_knows(repair: Repair) -> User | None:
    """The agent who took the report, when they still work here: the tenant has spoken to them before."""
    agent = repair.taken_by
    return agent if agent is not None and agent.is_active and agent.role == "contact_agent" else None


def close_finished(*, now: datetime) -> int:
    """Close repairs whose days to reopen have passed; repeated work, at most AT_A_TIME a run.

    What still waits for a bill or for the answer who pays stays open: a closed file takes neither.
    """
    closed = 0
    ended = (RepairStatus.FINISHED, RepairStatus.SETTLING)
    unsettled = Q(status=RepairStatus.FINISHED, payer__in=("tenant", "check"))
    ready = Repair.objects.filter(status__in=ended, finished_at__lt=now).exclude(unsettled)
    for repair in ready.order_by("finished_at")[:AT_A_TIME]:
        policy = promises.of_version(repair.policy_version_id).policy
        if repair.finished_at is None or now <= reopen_until(policy, repair.finished_at):
            continue
        try:
            act(repair, RepairAction.CLOSE, by=SYSTEM, now=now, closed_at=now)
        except Refused:
            log.info("closed or reopened by somebody else", repair=repair.pk)
            continue
        closed += 1
    return closed


def remind(*, now: datetime) -> int:
    """Publish a reminder for every visit whose reminding day has come; repeated work."""
    reminded = 0
    soon = visits.to_remind(case_kind=CASE, now=now, most=AT_A_TIME)
    cases = Repair.objects.filter(pk__in={visit.case_id for visit in soon})
    versions = dict(cases.values_list("pk", "policy_version_id"))
    for visit in soon:
        policy = promises.of_version(versions[visit.case_id]).policy
        day = reminder_on(policy, visit.window_from_at)
        if day is None or local(now).date() < day:
            continue
        with transaction.atomic():
            if planning.mark_reminded(visit_id=visit.pk, now=now):
                publish("visit.coming", now=now, repair_id=visit.case_id)
                reminded += 1
    return reminded


@transaction.atomic
def bill_sent(repair: Repair, *, amount_cents: int, by: Actor, now: datetime) -> Repair:
    """The bill of a repair at the tenant's cost has gone out."""
    if amount_cents < 0:
        raise Refused("amount_below_zero", value=amount_cents)
    act(repair, RepairAction.SETTLE, by=by, now=now, details={"amount_cents": amount_cents})
    work.finish_of_case(
        kind=ItemKind.TENANT_PAYS, case_kind=CASE, case_id=repair.pk, by=user_of(by), now=now, outcome="bill sent"
    )
    return repair


def remark(repair: Repair, *, text: str, by: Actor, now: datetime) -> None:
    """A note of somebody of ours in the timeline."""
    if not text.strip():
        raise Refused("reason_missing")
    note(repair, action="remark", by=by, now=now, details={"text": text.strip()[:2000]})


def reopen_after_survey(repair: Repair, *, now: datetime) -> None:
    """ "Not solved" in a survey. Too late for it, or open again already: a person rings instead."""
    try:
        not_solved(repair, why="survey_not_solved", by=SYSTEM, now=now)
    except Refused as refused:
        log.info("not reopened", repair=repair.pk, why=refused.code)
        if refused.code != "too_late_to_reopen":
            return
        policy = promises.of_version(repair.policy_version_id).policy
        work.open_item(
            kind=ItemKind.NOT_SOLVED,
            case_kind=CASE,
            case_id=repair.pk,
            **subject_of(repair),
            due_at=call_back_due_at(policy, now),
            promise="work.call_back_within_working_days",
            by=None,
            now=now,
            is_vulnerable=is_vulnerable(repair),
        )
