"""After a complaint was closed: a mark that asks for a call. Writes only the step; the file stays closed."""

from datetime import datetime

from django.db import transaction

from voordeur.complaints.models import Complaint
from voordeur.complaints.services.acts import policy_of
from voordeur.complaints.services.steps import open_step
from voordeur.policy.rules import asks_call_back, call_back_due_at
from voordeur.work.rules import ItemKind


@transaction.atomic
def after_survey(complaint: Complaint, *, mark: int, is_solved: bool | None, now: datetime) -> None:
    """A low mark, or that it is not solved, makes a call with a due time; the page of the survey promises it."""
    policy = policy_of(complaint)
    low = asks_call_back(policy, mark)
    if not low and is_solved is not False:
        return
    open_step(
        complaint,
        ItemKind.CALL_BACK if low else ItemKind.NOT_SOLVED,
        due_at=call_back_due_at(policy, now),
        promise="work.call_back_within_working_days",
        by=None,
        now=now,
    )
