"""The ways on from a complaint, with their dates. Writes nothing."""

from datetime import datetime

from voordeur.complaints.models import Complaint
from voordeur.complaints.rules.routes import Route, routes
from voordeur.complaints.rules.subjects import About
from voordeur.promises import queries as promises


def of(complaint: Complaint, *, now: datetime) -> list[Route]:
    """Every way on, by the policy that the complaint began under."""
    return routes(
        promises.of_version(complaint.policy_version_id).policy,
        about=About(complaint.about),
        is_anonymous=complaint.is_anonymous,
        answered_at=complaint.answered_at,
        review_asked_at=complaint.review_asked_at,
        decided_at=complaint.decided_at,
        due_at=complaint.due_at,
        told_of_defect_at=complaint.repair.reported_at if complaint.repair is not None else None,
        bill_of=complaint.happened_on,
        now=now,
    )
