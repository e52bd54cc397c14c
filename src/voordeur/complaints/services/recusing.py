"""Who of ours reads nothing of a complaint: whom it is about, and who brought it. Nowhere, whatever came of it."""

from datetime import datetime

from voordeur.base import recusals
from voordeur.base.outbox import publish
from voordeur.complaints.models import Complaint, Improvement
from voordeur.complaints.services.steps import CASE, CASE_OF_IMPROVEMENT
from voordeur.parties.models import User
from voordeur.parties.rules import STAFF


def keep_out(complaint: Complaint, *, now: datetime) -> None:
    """Keep them out of the complaint and of its improvements; other rooms follow from the event."""
    people = complaint.voices.exclude(person=None).values("person_id")
    ids = set(User.objects.filter(person_id__in=people, role__in=sorted(STAFF)).values_list("pk", flat=True))
    if complaint.about_user_id is not None:
        ids.add(complaint.about_user_id)
    if not recusals.keep_out(sorted(ids), case_kind=CASE, case_id=complaint.pk):
        return
    for pk in complaint.improvements.values_list("pk", flat=True):
        follow(pk, complaint_id=complaint.pk)
    publish("complaint.recuse", now=now, complaint_id=complaint.pk)


def follow(improvement_id: int, *, complaint_id: int) -> None:
    """An improvement names the complaint it came from, so it is kept from the same colleagues."""
    recusals.follow(case_kind=CASE_OF_IMPROVEMENT, case_id=improvement_id, of_kind=CASE, of_id=complaint_id)


def give_improvements(complaint: Complaint, *, to: User, now: datetime) -> list[Improvement]:
    """What whom it is about was to improve goes to somebody else. Gives what changed hands."""
    if complaint.about_user_id is None:
        return []
    theirs = list(complaint.improvements.filter(owner_id=complaint.about_user_id, done_at=None))
    for one in theirs:
        one.owner = to
        one.save(update_fields=["owner"])
    return theirs
