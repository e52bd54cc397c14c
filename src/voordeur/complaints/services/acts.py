"""How a complaint changes state: one conditional update and one event row, for every action."""

from datetime import datetime
from typing import Any

from django.db import transaction

from voordeur.base.outbox import publish
from voordeur.complaints.models import Complaint, Event
from voordeur.complaints.rules import people
from voordeur.complaints.rules import status as rules
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.policy.models import ServicePolicy
from voordeur.promises import queries as promises
from voordeur.repairs.rules.actor import Actor
from voordeur.work import services as work


def policy_of(complaint: Complaint) -> ServicePolicy:
    """The policy that this complaint began under, by which it is judged to the end."""
    return promises.of_version(complaint.policy_version_id).policy


def user_of(by: Actor) -> User | None:
    """The user behind an actor, for the rooms that note who did something."""
    return User.objects.get(pk=by.user_id) if by.user_id else None


def story_of(complaint: Complaint) -> people.Story:
    """Who is in this complaint, as the rules about people ask."""
    acts = complaint.events.exclude(by=None).values_list("by_id", "action")
    stage_one = acts.filter(at__lte=complaint.review_asked_at) if complaint.review_asked_at else acts
    return people.Story(
        about_user_id=complaint.about_user_id,
        complainant_ids=frozenset(complaint.voices.exclude(person=None).values_list("person_id", flat=True)),
        acts=frozenset((user, act) for user, act in stage_one if user is not None),
        handler_id=complaint.handler_id,
    )


def colleague_of(user: User) -> people.Colleague:
    return people.Colleague(user_id=user.pk, role=user.role, person_id=user.person_id)


def check_colleague(complaint: Complaint, by: Actor) -> User | None:
    """Nobody handles a complaint about themselves or of their own. Gives the user, None for who has no account."""
    user = user_of(by)
    if user is not None and user.role in rules.HANDLERS:
        people.check_impartial(colleague_of(user), story_of(complaint))
    return user


def note(
    complaint: Complaint,
    *,
    action: str,
    by: Actor,
    now: datetime,
    from_status: str = "",
    to_status: str = "",
    details: dict[str, Any] | None = None,
) -> Event:
    """Add an event row. Whoever owns a step of this complaint has been heard."""
    user = user_of(by)
    if user is not None:
        work.heard_from(case_kind="complaints", case_id=complaint.pk, by=user, now=now)
    return Event.objects.create(
        complaint=complaint,
        at=now,
        by_id=by.user_id,
        action=action,
        from_status=from_status,
        to_status=to_status,
        details=details or {},
    )


@transaction.atomic
def act(
    complaint: Complaint,
    action: rules.Action,
    *,
    by: Actor,
    now: datetime,
    details: dict[str, Any] | None = None,
    **changes: Any,
) -> Complaint:
    """Move a complaint by an action of the table, with the field changes that go with it; publish `complaint.<action>`.

    The update asks for the status that was read: of two people at once the slower is refused and leaves no trace.
    """
    if not rules.may(action, by.role):
        raise Refused("not_your_action", action=str(action), role=by.role)
    check_colleague(complaint, by)
    old = rules.Status(complaint.status)
    new = rules.move(old, action)
    moved = Complaint.objects.filter(pk=complaint.pk, status=old).update(status=new, **changes)
    if not moved:
        raise Refused("changed_meanwhile")
    complaint.status = new
    for name, value in changes.items():
        setattr(complaint, name, value)
    note(complaint, action=action, by=by, now=now, from_status=old, to_status=new, details=details)
    publish(f"complaint.{action}", now=now, complaint_id=complaint.pk)
    return complaint
