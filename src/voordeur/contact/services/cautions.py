"""Giving and ending a caution about a person; both stand in the audit trail."""

from datetime import date, datetime

from django.db import transaction

from voordeur.base import audit
from voordeur.contact.models import Caution
from voordeur.contact.rules.cautions import MAY_CHANGE, check_new
from voordeur.kernel.errors import Refused
from voordeur.parties.models import Person, User
from voordeur.policy.rules import local


@transaction.atomic
def give(*, person: Person, kind: str, note: str, until_on: date | None, by: User, now: datetime) -> Caution:
    """Refused: what rules.cautions.check_new refuses."""
    today = local(now).date()
    last_on = check_new(role=by.role, kind=kind, note=note, today=today, until_on=until_on)
    caution = Caution.objects.create(
        person=person, kind=kind, note=note.strip(), from_on=today, until_on=last_on, made_at=now, made_by=by
    )
    audit.record("warning given", f"person {person.pk}", by=by, now=now, details={"kind": kind})
    return caution


@transaction.atomic
def end(caution: Caution, *, by: User, now: datetime) -> None:
    """Remove it: what no longer holds is not kept. Refused: caution_not_allowed."""
    if by.role not in MAY_CHANGE:
        raise Refused("caution_not_allowed")
    audit.record("warning ended", f"person {caution.person_id}", by=by, now=now, details={"kind": caution.kind})
    caution.delete()
