"""The first stage: confirmed, the clock stopped for a written reason, extended once, answered."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from voordeur.complaints.models import Answer, Complaint, Pause
from voordeur.complaints.rules import clock, people
from voordeur.complaints.rules import status as rules
from voordeur.complaints.rules.status import Action, Status
from voordeur.complaints.rules.subjects import DECISIONS, WENT_WRONG, Cause, Mandate, NotTaken, Outcome, Wait
from voordeur.complaints.services import improving, steps
from voordeur.complaints.services.acts import act, check_colleague, colleague_of, note, policy_of, story_of, user_of
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.policy.rules import complaint_pause_until, local
from voordeur.repairs.rules.actor import SYSTEM, Actor
from voordeur.work import services as work
from voordeur.work.rules import ItemKind

LEAST_ANSWER = 40


class Verdict(NamedTuple):
    """A judgement as a handler fills it in: how, why in words, what caused it, what makes up for it, in cents."""

    outcome: str
    text: str
    cause: str = ""
    remedy_cents: int = 0
    remedy_why: str = ""


def stills(complaint: Complaint, stage: int) -> list[clock.Still]:
    """The stretches of a stage in which the clock stood still, in days of the association's clock."""
    rows = complaint.pauses.filter(stage=stage).values_list("from_at", "until_at")
    return [clock.Still(local(start).date(), local(end).date() if end else None) for start, end in rows]


def _owner(user: User | None) -> User | None:
    return user if user is not None and user.role in rules.HANDLERS else None


@transaction.atomic
def acknowledge(complaint: Complaint, *, by: Actor, now: datetime) -> Complaint:
    """Tell the complainant that somebody handles it, who, and by when there is an answer. Who confirms it handles it,
    unless it was given to somebody already."""
    user = check_colleague(complaint, by)
    handler = complaint.handler or _owner(user)
    act(complaint, Action.ACKNOWLEDGE, by=by, now=now, acknowledged_at=now, handler=handler)
    steps.close_steps(complaint, by=user, now=now, kinds=(ItemKind.COMPLAINT_CONFIRM,))
    steps.ask_answer(complaint, by=user, now=now)
    return complaint


@transaction.atomic
def give_to(complaint: Complaint, *, handler: User, by: Actor, now: datetime) -> Complaint:
    """Give a complaint to a colleague: in the second stage only to somebody who had no part in the first."""
    check_colleague(complaint, by)
    if by.role not in rules.HANDLERS:
        raise Refused("not_your_action", action="give", role=by.role)
    status, story = Status(complaint.status), story_of(complaint)
    if status not in rules.IN_HAND:
        raise Refused("nothing_to_give", status=str(status))
    is_second = status in rules.SECOND_STAGE
    if is_second:
        people.check_reviewer(colleague_of(handler), story)
    else:
        people.check_handler(colleague_of(handler), story)
    name = "reviewer" if is_second else "handler"
    given = Complaint.objects.filter(pk=complaint.pk, status=status).update(**{name: handler})
    if not given:
        raise Refused("changed_meanwhile")
    setattr(complaint, name, handler)
    note(
        complaint,
        action="take_on" if by.user_id == handler.pk else "give",
        by=by,
        now=now,
        details={"to": handler.pk, "name": handler.name},
    )
    if status not in rules.CLOCK_STANDS and status is not Status.RECEIVED:
        steps.ask_answer(complaint, by=user_of(by), now=now)
    return complaint


@transaction.atomic
def pause(complaint: Complaint, *, wait: str, reason: str, by: Actor, now: datetime) -> Complaint:
    """Stop the clock for a reason that the complainant reads; the policy says how long at most."""
    if wait not in set(Wait):
        raise Refused("wait_unknown", value=wait)
    kept = clock.check_reason(reason)
    clock.may_pause(due_at=complaint.due_at, now=now)
    stage = rules.stage_of(Status(complaint.status))
    until = complaint_pause_until(policy_of(complaint), now)
    act(complaint, Action.PAUSE, by=by, now=now, details={"wait": wait, "why": kept})
    Pause.objects.create(
        complaint=complaint,
        stage=stage,
        wait=wait,
        reason=kept,
        from_at=now,
        runs_again_at=until,
        by_id=by.user_id,
    )
    user = user_of(by)
    steps.close_steps(complaint, by=user, now=now, kinds=(ItemKind.COMPLAINT_ANSWER, ItemKind.COMPLAINT_REVIEW))
    steps.open_step(
        complaint,
        ItemKind.COMPLAINT_WAITS,
        due_at=until,
        promise="complaints.pause_working_days",
        by=user,
        now=now,
        owner=complaint.reviewer if stage == 2 else complaint.handler,
    )
    return complaint


def _end_pause(complaint: Complaint, *, now: datetime) -> datetime:
    """Write the end of the pause, and give the new term of the stage."""
    complaint.pauses.filter(until_at=None).update(until_at=now)
    policy = policy_of(complaint)
    if complaint.review_asked_at is not None:
        return clock.review_due_at(policy, complaint.review_asked_at, stills=stills(complaint, 2), now=now)
    return clock.answer_due_at(
        policy,
        complaint.received_at,
        stills=stills(complaint, 1),
        is_extended=complaint.extended_at is not None,
        now=now,
    )


@transaction.atomic
def resume(complaint: Complaint, *, by: Actor, now: datetime, why: str = "") -> Complaint:
    """Let the clock run again: the working days that were left are left still."""
    rules.move(Status(complaint.status), Action.RESUME)
    due_at = _end_pause(complaint, now=now)
    act(complaint, Action.RESUME, by=by, now=now, details={"why": why.strip()[:500]}, due_at=due_at)
    user = user_of(by)
    steps.close_steps(complaint, by=user, now=now, kinds=(ItemKind.COMPLAINT_WAITS,))
    steps.ask_answer(complaint, by=user, now=now)
    return complaint


@transaction.atomic
def extend(complaint: Complaint, *, reason: str, by: Actor, now: datetime) -> Complaint:
    """Take longer, once, within the term, with a reason; the letter follows from the event."""
    kept = clock.check_reason(reason)
    policy = policy_of(complaint)
    clock.may_extend(policy, due_at=complaint.due_at, is_extended=complaint.extended_at is not None, now=now)
    due_at = clock.answer_due_at(policy, complaint.received_at, stills=stills(complaint, 1), is_extended=True, now=now)
    details = {"why": kept, "until": due_at.isoformat()}
    act(complaint, Action.EXTEND, by=by, now=now, details=details, extended_at=now, due_at=due_at)
    steps.ask_answer(complaint, by=user_of(by), now=now)
    return complaint


def check_verdict(complaint: Complaint, verdict: Verdict, *, role: str) -> None:
    """What a judgement must hold. Raises Refused "outcome_unknown", "answer_too_short", "cause_missing",
    "cause_without_fault", "remedy_needs_manager" or "remedy_to_nobody"."""
    if verdict.outcome not in set(DECISIONS):
        raise Refused("outcome_unknown", value=verdict.outcome)
    if len(" ".join(verdict.text.split())) < LEAST_ANSWER:
        raise Refused("answer_too_short", least=LEAST_ANSWER)
    went_wrong = Outcome(verdict.outcome) in WENT_WRONG
    if went_wrong and verdict.cause not in set(Cause):
        raise Refused("cause_missing")
    if not went_wrong and verdict.cause:
        raise Refused("cause_without_fault")
    people.check_remedy(
        policy_of(complaint), cents=verdict.remedy_cents, role=role, allowed_cents=complaint.allowed_cents
    )
    if verdict.remedy_cents and complaint.is_anonymous:
        raise Refused("remedy_to_nobody")


def keep_answer(complaint: Complaint, verdict: Verdict, *, stage: int, user: User, now: datetime) -> None:
    """Write the answer and what makes up for it; close what asked for it."""
    Answer.objects.create(
        complaint=complaint,
        stage=stage,
        outcome=verdict.outcome,
        text=verdict.text.strip(),
        at=now,
        # What comes from outside has no term of ours.
        due_at=complaint.due_at if stage in {1, 2} else None,
        by=user,
    )
    steps.close_steps(complaint, by=user, now=now)
    if verdict.remedy_cents:
        improving.promise_remedy(
            complaint, stage=stage, cents=verdict.remedy_cents, why=verdict.remedy_why, by=user, now=now
        )


@transaction.atomic
def answer(complaint: Complaint, verdict: Verdict, *, by: Actor, now: datetime) -> Complaint:
    """Answer in the first stage. Only who handles it answers; without a mandate nobody else's complaint is answered."""
    user = check_colleague(complaint, by)
    if user is None:
        raise Refused("not_your_action", action="answer", role=by.role)
    if complaint.handler_id is not None and complaint.handler_id != user.pk:
        raise Refused("somebody_else_handles", name=str(complaint.handler))
    if complaint.mandate == Mandate.ASKED:
        raise Refused("mandate_missing")
    check_verdict(complaint, verdict, role=by.role)
    was_waiting = Status(complaint.status) in rules.CLOCK_STANDS
    act(
        complaint,
        Action.ANSWER,
        by=by,
        now=now,
        details={"outcome": verdict.outcome, "cause": verdict.cause, "cents": verdict.remedy_cents},
        handler=user,
        answered_at=now,
        outcome=verdict.outcome,
        cause=verdict.cause,
    )
    if was_waiting:
        keep_term(complaint, now=now)
    keep_answer(complaint, verdict, stage=1, user=user, now=now)
    return complaint


def keep_term(complaint: Complaint, *, now: datetime) -> None:
    """Answered while the clock stood still: the pause ends here and the term is what it would have been."""
    complaint.due_at = _end_pause(complaint, now=now)
    Complaint.objects.filter(pk=complaint.pk).update(due_at=complaint.due_at)


@transaction.atomic
def not_take(complaint: Complaint, *, why: str, text: str, by: Actor, now: datetime) -> Complaint:
    """Do not take a complaint, for a reason of the list and in words of our own; rude words are no reason."""
    if why not in set(NotTaken):
        raise Refused("not_taken_why_unknown", value=why)
    kept = clock.check_reason(text)
    user = check_colleague(complaint, by)
    was_waiting = Status(complaint.status) in rules.CLOCK_STANDS
    act(
        complaint,
        Action.NOT_TAKE,
        by=by,
        now=now,
        details={"not_taken": why, "why": kept},
        answered_at=now,
        handler=complaint.handler or _owner(user),
    )
    if was_waiting:
        keep_term(complaint, now=now)
    steps.close_steps(complaint, by=user, now=now)
    free_repair(complaint, now=now)
    return complaint


@transaction.atomic
def withdraw(complaint: Complaint, *, why: str, by: Actor, now: datetime) -> Complaint:
    """The complainant takes it back; what it was about may still be improved."""
    was_waiting = Status(complaint.status) in rules.CLOCK_STANDS
    act(
        complaint,
        Action.WITHDRAW,
        by=by,
        now=now,
        details={"why": why.strip()[:500]},
        outcome=Outcome.WITHDRAWN,
        closed_at=now,
    )
    if was_waiting:
        complaint.pauses.filter(until_at=None).update(until_at=now)
    steps.close_steps(complaint, by=user_of(by), now=now)
    free_repair(complaint, now=now)
    return complaint


def free_repair(complaint: Complaint, *, now: datetime) -> None:
    """The repair counts as a complaint no longer, unless another complaint about it is open."""
    if complaint.repair_id is None:
        return
    others = Complaint.objects.open().filter(repair_id=complaint.repair_id).exclude(pk=complaint.pk)
    if not others.exists():
        work.under_complaint(case_kind="repairs", case_id=complaint.repair_id, is_open=False, now=now)


@transaction.atomic
def tell_more(complaint: Complaint, *, text: str, by: Actor, now: datetime) -> Complaint:
    """The complainant adds something; when we waited for that, the clock runs again."""
    if not text.strip():
        raise Refused("text_missing")
    if Status(complaint.status) not in rules.OPEN:
        raise Refused("complaint_over")
    note(complaint, action="tell_more", by=by, now=now, details={"text": text.strip()[:5000]})
    waiting = complaint.pauses.filter(until_at=None).first()
    if waiting is not None and waiting.wait == Wait.COMPLAINANT:
        resume(complaint, by=Actor(by.user_id, "tenant"), now=now)
    return complaint


def remark(complaint: Complaint, *, text: str, by: Actor, now: datetime) -> None:
    """A note of a colleague in the file, which the complainant does not read."""
    check_colleague(complaint, by)
    if by.role not in rules.HANDLERS:
        raise Refused("not_your_action", action="remark", role=by.role)
    if not text.strip():
        raise Refused("reason_missing")
    note(complaint, action="remark", by=by, now=now, details={"text": text.strip()[:2000]})


def resume_long_pauses(*, now: datetime) -> int:
    """Let every clock run again that stood still as long as the policy allows; repeated work."""
    long = Pause.objects.filter(until_at=None, runs_again_at__lt=now).select_related("complaint")
    resumed = 0
    for one in long[:500]:
        try:
            resume(one.complaint, by=SYSTEM, now=now, why="longest_pause")
        except Refused:
            continue
        resumed += 1
    return resumed
