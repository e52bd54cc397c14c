"""The open steps of a complaint on the work lists: which, whose and by when. Everything here counts as a complaint."""

from datetime import datetime

from django.utils import translation

from voordeur.complaints import texts
from voordeur.complaints.models import Complaint, Improvement
from voordeur.complaints.rules.people import team_of
from voordeur.complaints.rules.subjects import About
from voordeur.complaints.services.acts import policy_of
from voordeur.parties.models import User
from voordeur.policy.rules import end_of_day, second_line_due_at
from voordeur.work import services as work
from voordeur.work.queries import open_items_of
from voordeur.work.rules import ItemKind

CASE = "complaints"
CASE_OF_IMPROVEMENT = "complaints:improvements"
# Every step in which an answer of ours is owed
ANSWERING = (
    ItemKind.COMPLAINT_CONFIRM,
    ItemKind.COMPLAINT_ANSWER,
    ItemKind.COMPLAINT_WAITS,
    ItemKind.COMPLAINT_MANDATE,
    ItemKind.COMPLAINT_REVIEW,
)
# Made by the team that this complaint belongs to; the others by the team of their kind
OF_THE_TEAM = frozenset({ItemKind.COMPLAINT_CONFIRM, ItemKind.COMPLAINT_ANSWER, ItemKind.COMPLAINT_WAITS})


def _subject(complaint: Complaint, language: str) -> str:
    with translation.override(language):
        parts = [complaint.number, str(texts.ABOUT[complaint.about])]
    if complaint.dwelling is not None:
        parts.append(complaint.dwelling.address)
    return " · ".join(parts)


def open_step(
    complaint: Complaint,
    kind: ItemKind,
    *,
    due_at: datetime,
    promise: str,
    by: User | None,
    now: datetime,
    owner: User | None = None,
    promised_at: datetime | None = None,
) -> None:
    """Open a step of a complaint, or renew the one of this kind."""
    work.open_item(
        kind=kind,
        case_kind=CASE,
        case_id=complaint.pk,
        subject=_subject(complaint, "nl"),
        subject_en=_subject(complaint, "en"),
        due_at=due_at,
        promise=promise,
        by=by,
        now=now,
        owner=owner,
        is_vulnerable=complaint.is_vulnerable,
        is_complaint=True,
        promised_at=promised_at,
        team_code=team_of(policy_of(complaint), About(complaint.about)) if kind in OF_THE_TEAM else "",
    )


def close_steps(
    complaint: Complaint, *, by: User | None, now: datetime, kinds: tuple[ItemKind, ...] = ANSWERING
) -> None:
    """Close the open steps of these kinds."""
    work.finish_all_of_case(case_kind=CASE, case_id=complaint.pk, by=by, now=now, kinds=kinds)


def ask_answer(complaint: Complaint, *, by: User | None, now: datetime) -> None:
    """The step of the stage that a complaint is in: answer it, or judge it again. The complainant knows the day."""
    is_second = complaint.review_asked_at is not None
    open_step(
        complaint,
        ItemKind.COMPLAINT_REVIEW if is_second else ItemKind.COMPLAINT_ANSWER,
        due_at=complaint.due_at,
        promise="complaints.second_stage_working_days" if is_second else "complaints.answer_working_days",
        by=by,
        now=now,
        owner=complaint.reviewer if is_second else complaint.handler,
        promised_at=complaint.due_at,
    )


def pay(complaint: Complaint, *, by: User | None, now: datetime) -> None:
    """Somebody pays what was promised."""
    policy = policy_of(complaint)
    open_step(
        complaint,
        ItemKind.PAY_REMEDY,
        due_at=second_line_due_at(policy, now),
        promise="work.second_line_within_working_days",
        by=by,
        now=now,
    )


def improve(improvement: Improvement, *, by: User | None, now: datetime) -> None:
    """The owner of an improvement finds it on the work list, by the day that was agreed. It is no complaint itself."""
    complaint = improvement.complaint
    work.open_item(
        kind=ItemKind.IMPROVEMENT,
        case_kind=CASE_OF_IMPROVEMENT,
        case_id=improvement.pk,
        subject=f"{improvement.text} ({complaint.number})",
        subject_en=f"{improvement.text} ({complaint.number})",
        due_at=end_of_day(improvement.due_on),
        promise="complaints.improvement",
        by=by,
        now=now,
        owner=improvement.owner,
    )


def take_from(complaint: Complaint, colleague: User, *, now: datetime) -> None:
    """What a colleague was to do for this complaint goes back to the team."""
    for step in open_items_of(CASE, complaint.pk):
        if step.item.owner_id == colleague.pk:
            work.hand_back(step.item, by=colleague, now=now)
