"""The only writer of contact moments."""

from datetime import datetime, timedelta

from voordeur.contact.models import ContactMoment
from voordeur.parties.models import Person, User
from voordeur.repairs.queries.reports import taken

LONGEST = timedelta(hours=2)


def note_moment(
    *,
    channel: str,
    subject: str,
    at: datetime,
    seconds: int,
    agent: User | None,
    person: Person | None = None,
    dwelling_id: int | None = None,
    case_kind: str = "",
    case_id: int | None = None,
    is_solved_at_once: bool = False,
    note: str = "",
    direction: str = "INK",
) -> ContactMoment:
    """Keep one contact. Channel and direction are VERA codes; `seconds` is what it took of us."""
    return ContactMoment.objects.create(
        channel=channel,
        direction=direction,
        subject=subject,
        person=person,
        dwelling_id=dwelling_id,
        agent=agent,
        case_kind=case_kind,
        case_id=case_id,
        at=at,
        seconds=seconds,
        is_solved_at_once=is_solved_at_once,
        note=note,
    )


def note_report(*, now: datetime, repair_id: int) -> None:
    """A report is a contact: by telephone it took as long as the form was open, on the web nobody of ours."""
    if ContactMoment.objects.filter(case_kind="repairs", case_id=repair_id, subject="repair").exists():
        return
    repair, began_at = taken(repair_id)
    took = min(max(repair.reported_at - began_at, timedelta(0)), LONGEST) if repair.taken_by_id else timedelta(0)
    note_moment(
        channel=repair.channel,
        subject="repair",
        at=began_at,
        seconds=int(took.total_seconds()),
        agent=repair.taken_by,
        person=repair.reporter,
        dwelling_id=repair.dwelling_id,
        case_kind="repairs",
        case_id=repair.pk,
        is_solved_at_once=True,
    )
