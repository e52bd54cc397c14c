"""The second stage and what comes after it: another person, the commission, the rent tribunal, the end."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from voordeur.base.outbox import publish
from voordeur.complaints.models import Complaint, Referral
from voordeur.complaints.queries import ways_on
from voordeur.complaints.rules import clock, people
from voordeur.complaints.rules.status import Action, Status
from voordeur.complaints.rules.subjects import Body
from voordeur.complaints.services import steps
from voordeur.complaints.services.acts import act, check_colleague, colleague_of, policy_of, story_of, user_of
from voordeur.complaints.services.handling import Verdict, check_verdict, free_repair, keep_answer, keep_term
from voordeur.kernel.errors import Refused
from voordeur.policy.rules import complaint_due_at, second_line_due_at
from voordeur.repairs.rules.actor import SYSTEM, Actor
from voordeur.work.rules import ItemKind

AT_A_TIME = 500


@transaction.atomic
def ask_review(complaint: Complaint, *, why: str, by: Actor, now: datetime) -> Complaint:
    """The complainant asks somebody else to look, within the term of the policy."""
    kept = clock.check_reason(why)
    policy = policy_of(complaint)
    if complaint.answered_at is not None:
        until = complaint_due_at(policy, "ask_second_stage", complaint.answered_at)
        if now > until:
            raise Refused("too_late_to_ask_review", until=until)
    due_at = clock.review_due_at(policy, now, stills=(), now=now)
    act(
        complaint,
        Action.ASK_REVIEW,
        by=by,
        now=now,
        details={"why": kept},
        review_asked_at=now,
        due_at=due_at,
    )
    steps.ask_answer(complaint, by=user_of(by), now=now)
    return complaint


@transaction.atomic
def decide(complaint: Complaint, verdict: Verdict, *, by: Actor, now: datetime) -> Complaint:
    """Judge the second stage: by somebody who had no part in the first, and who holds it when it was given."""
    user = check_colleague(complaint, by)
    if user is None:
        raise Refused("not_your_action", action="decide", role=by.role)
    people.check_reviewer(colleague_of(user), story_of(complaint))
    if complaint.reviewer_id is not None and complaint.reviewer_id != user.pk:
        raise Refused("somebody_else_handles", name=str(complaint.reviewer))
    check_verdict(complaint, verdict, role=by.role)
    was_waiting = complaint.status == Status.REVIEW_WAITING
    act(
        complaint,
        Action.DECIDE,
        by=by,
        now=now,
        details={"outcome": verdict.outcome, "cause": verdict.cause, "cents": verdict.remedy_cents},
        reviewer=user,
        decided_at=now,
        outcome=verdict.outcome,
        cause=verdict.cause,
    )
    if was_waiting:
        keep_term(complaint, now=now)
    keep_answer(complaint, verdict, stage=2, user=user, now=now)
    return complaint


@transaction.atomic
def refer(complaint: Complaint, *, body: str, by: Actor, now: datetime) -> Complaint:
    """The commission or the rent tribunal wrote that they look at it, within their term."""
    if body not in {Body.COMMISSION, Body.RENT_TRIBUNAL}:
        raise Refused("body_unknown", value=body)
    if not any(one.body == body and one.is_open(now) for one in ways_on.of(complaint, now=now)):
        raise Refused("way_not_open", body=body)
    act(complaint, Action.REFER, by=by, now=now, details={"body": body}, closed_at=None)
    Referral.objects.create(complaint=complaint, body=body, at=now)
    steps.close_steps(complaint, by=user_of(by), now=now)
    return complaint


@transaction.atomic
def advise(complaint: Complaint, *, advice: str, by: Actor, now: datetime) -> Complaint:
    """Their advice came in; a manager decides what we do with it."""
    kept = clock.check_reason(advice)
    act(complaint, Action.ADVISE, by=by, now=now, details={"why": kept[:2000]})
    complaint.referrals.filter(advised_at=None).update(advised_at=now, advice=advice.strip())
    steps.open_step(
        complaint,
        ItemKind.COMPLAINT_ADVICE,
        due_at=second_line_due_at(policy_of(complaint), now),
        promise="work.second_line_within_working_days",
        by=user_of(by),
        now=now,
    )
    return complaint


@transaction.atomic
def conclude(complaint: Complaint, verdict: Verdict, *, by: Actor, now: datetime) -> Complaint:
    """Decide what we do with the advice of somebody outside."""
    user = check_colleague(complaint, by)
    if user is None:
        raise Refused("not_your_action", action="conclude", role=by.role)
    check_verdict(complaint, verdict, role=by.role)
    act(
        complaint,
        Action.CONCLUDE,
        by=by,
        now=now,
        details={"outcome": verdict.outcome, "cause": verdict.cause, "cents": verdict.remedy_cents},
        decided_at=now,
        outcome=verdict.outcome,
        cause=verdict.cause,
    )
    steps.close_steps(complaint, by=user, now=now, kinds=(ItemKind.COMPLAINT_ADVICE,))
    keep_answer(complaint, verdict, stage=3, user=user, now=now)
    return complaint


@transaction.atomic
def close(complaint: Complaint, *, by: Actor, now: datetime) -> Complaint:
    """The file is closed: the complainant is content, or let the term go by. The survey follows from the event."""
    act(complaint, Action.CLOSE, by=by, now=now, closed_at=now)
    free_repair(complaint, now=now)
    publish("complaint.closed", now=now, complaint_id=complaint.pk)
    return complaint


def close_silent(*, now: datetime) -> int:
    """Close every complaint that was answered and of which the term to ask for more has passed; repeated work."""
    answered = Complaint.objects.filter(
        Q(status=Status.ANSWERED, answered_at__lt=now) | Q(status=Status.DECIDED, decided_at__lt=now)
    )
    closed = 0
    for complaint in answered.order_by("answered_at")[:AT_A_TIME]:
        since = complaint.decided_at or complaint.answered_at
        if since is None or now <= complaint_due_at(policy_of(complaint), "ask_second_stage", since):
            continue
        try:
            close(complaint, by=SYSTEM, now=now)
        except Refused:
            continue
        closed += 1
    return closed
