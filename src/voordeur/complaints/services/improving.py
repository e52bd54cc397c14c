"""What comes of a complaint: an amount that makes up for it, and what we change so that it does not happen again."""

from datetime import date, datetime

from django.db import transaction

from voordeur.complaints.models import Complaint, Improvement, Remedy
from voordeur.complaints.rules import status as rules
from voordeur.complaints.rules.subjects import Cause
from voordeur.complaints.services import recusing, steps
from voordeur.complaints.services.acts import check_colleague, note, user_of
from voordeur.complaints.services.steps import CASE, CASE_OF_IMPROVEMENT
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.parties.rules import OFFICE
from voordeur.policy.rules import local
from voordeur.repairs.rules.actor import Actor
from voordeur.work import services as work
from voordeur.work.rules import ItemKind

MAY_PAY = frozenset({"contact_agent", "manager", "administrator"})
MAY_IMPROVE = rules.HANDLERS
MOST_CENTS = 10_000_000


@transaction.atomic
def allow_remedy(complaint: Complaint, *, cents: int, by: Actor, now: datetime) -> Complaint:
    """A manager lets the handler give more than they may give alone."""
    check_colleague(complaint, by)
    if by.role != "manager":
        raise Refused("not_your_action", action="allow_remedy", role=by.role)
    if not 0 < cents <= MOST_CENTS:
        raise Refused("remedy_out_of_range", most=MOST_CENTS)
    Complaint.objects.filter(pk=complaint.pk).update(allowed_cents=cents)
    complaint.allowed_cents = cents
    note(complaint, action="allow_remedy", by=by, now=now, details={"cents": cents})
    return complaint


def promise_remedy(complaint: Complaint, *, stage: int, cents: int, why: str, by: User, now: datetime) -> Remedy:
    """Write what somebody gets, and the step of paying it."""
    if cents > MOST_CENTS:
        raise Refused("remedy_out_of_range", most=MOST_CENTS)
    remedy = Remedy.objects.create(
        complaint=complaint, stage=stage, amount_cents=cents, why=why.strip()[:300], at=now, by=by
    )
    steps.pay(complaint, by=by, now=now)
    return remedy


@transaction.atomic
def pay_remedy(remedy: Remedy, *, by: Actor, now: datetime) -> None:
    """The amount was paid; refused when somebody else paid it just before."""
    if by.role not in MAY_PAY:
        raise Refused("not_your_action", action="pay", role=by.role)
    check_colleague(remedy.complaint, by)
    paid = Remedy.objects.filter(pk=remedy.pk, paid_at=None).update(paid_at=now, paid_by_id=by.user_id)
    if not paid:
        raise Refused("remedy_paid_before")
    note(remedy.complaint, action="pay_remedy", by=by, now=now, details={"cents": remedy.amount_cents})
    if not remedy.complaint.remedies.filter(paid_at=None).exists():
        work.finish_of_case(
            kind=ItemKind.PAY_REMEDY, case_kind=CASE, case_id=remedy.complaint_id, by=user_of(by), now=now
        )


@transaction.atomic
def improve(
    complaint: Complaint, *, text: str, cause: str, owner: User, due_on: date, by: Actor, now: datetime
) -> Improvement:
    """Agree what we change: what, who does it and by when."""
    check_colleague(complaint, by)
    if by.role not in MAY_IMPROVE:
        raise Refused("not_your_action", action="improve", role=by.role)
    kept = " ".join(text.split())
    if not kept:
        raise Refused("improvement_missing")
    if cause not in set(Cause):
        raise Refused("cause_missing")
    if owner.role not in OFFICE or not owner.is_active:
        raise Refused("owner_not_here")
    if owner.pk == complaint.about_user_id:
        raise Refused("owner_is_complained_of", name=owner.name)
    if due_on < local(now).date():
        raise Refused("improvement_in_the_past")
    user = user_of(by)
    if user is None:
        raise Refused("not_your_action", action="improve", role=by.role)
    improvement = Improvement.objects.create(
        complaint=complaint, cause=cause, text=kept[:500], owner=owner, due_on=due_on, made_at=now, made_by=user
    )
    recusing.follow(improvement.pk, complaint_id=complaint.pk)
    note(complaint, action="improve", by=by, now=now, details={"text": kept[:500], "name": owner.name})
    steps.improve(improvement, by=user, now=now)
    return improvement


@transaction.atomic
def improved(improvement: Improvement, *, result: str, by: Actor, now: datetime) -> Improvement:
    """It was done: what came of it. The owner says so, or a manager or the person for quality."""
    if by.user_id != improvement.owner_id and by.role not in {"manager", "quality"}:
        raise Refused("improvement_of_another", name=str(improvement.owner))
    kept = " ".join(result.split())
    if not kept:
        raise Refused("result_missing")
    done = Improvement.objects.filter(pk=improvement.pk, done_at=None).update(
        done_at=now, done_by_id=by.user_id, result=kept[:500]
    )
    if not done:
        raise Refused("improvement_done_before")
    improvement.refresh_from_db()
    note(improvement.complaint, action="improved", by=by, now=now, details={"text": kept[:500]})
    work.finish_all_of_case(
        case_kind=CASE_OF_IMPROVEMENT, case_id=improvement.pk, by=user_of(by), now=now, outcome=kept
    )
    return improvement
