"""The only writer of contact moments: those an agent clocks on the screen, and those that a channel tells of."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from voordeur.base.outbox import publish
from voordeur.contact.models import ContactMoment, LinkedCase
from voordeur.contact.queries.moments import running_and_noted
from voordeur.contact.rules.talking import CHANNELS, IN, TELEPHONE, check_finished, seconds_between
from voordeur.kernel.errors import Refused
from voordeur.parties.models import Person, User
from voordeur.repairs.queries.reports import taken
from voordeur.telephone import queries as telephone

Case = tuple[str, int]


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
    direction: str = IN,
    source: str = "",
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
        source=source,
    )


def note_report(*, now: datetime, repair_id: int) -> None:
    """A report is a contact: by telephone it took as long as the form was open, on the web nobody of ours.

    A report that was begun from a contact on the agent's screen belongs to that contact, which has a clock of its own.
    """
    if ContactMoment.objects.filter(case_kind="repairs", case_id=repair_id, subject="repair").exists():
        return
    repair, began_at = taken(repair_id)
    moment_id = repair.draft.data.get("contact") if repair.draft is not None else None
    moment = ContactMoment.objects.filter(pk=moment_id).first() if moment_id else None
    if moment is not None:
        link(moment, case_kind="repairs", case_id=repair_id)
        return
    note_moment(
        channel=repair.channel,
        subject="repair",
        at=began_at,
        seconds=seconds_between(began_at, repair.reported_at) if repair.taken_by_id else 0,
        agent=repair.taken_by,
        person=repair.reporter,
        dwelling_id=repair.dwelling_id,
        case_kind="repairs",
        case_id=repair.pk,
        is_solved_at_once=True,
    )


def note_happened(
    *,
    now: datetime,
    source: str,
    channel: str,
    direction: str,
    subject: str,
    at: str,
    seconds: int = 0,
    agent_id: int | None = None,
    person_id: int | None = None,
    dwelling_id: int | None = None,
    case_kind: str = "",
    case_id: int | None = None,
    is_solved_at_once: bool = False,
    note: str = "",
    **_more: Any,
) -> None:
    """The handler of "contact.happened": a channel tells of one contact, which is kept once per `source`.

    What an agent clocked on the screen under the same source stays as the agent wrote it.
    """
    if ContactMoment.objects.filter(source=source).exists():
        return
    note_moment(
        source=source,
        channel=channel,
        direction=direction,
        subject=subject,
        at=datetime.fromisoformat(at),
        seconds=max(0, seconds),
        agent=User.objects.filter(pk=agent_id).first() if agent_id else None,
        person=Person.objects.filter(pk=person_id).first() if person_id else None,
        dwelling_id=dwelling_id,
        case_kind=case_kind,
        case_id=case_id,
        is_solved_at_once=is_solved_at_once,
        note=note,
    )


def note_call(*, now: datetime, call_id: int, user_id: int | None, outcome: str = "", **_more: Any) -> None:
    """The handler of "call.ended": a call that somebody answered away from the screen is a contact as well.

    Who rang is known when one person has the number; what it was about nobody wrote down.
    """
    call = telephone.call(call_id)
    if call is None or call.answered_at is None or user_id is None:
        return
    agent = User.objects.filter(pk=user_id).first()
    known = telephone.callers(call, agent) if agent is not None else ()
    note_happened(
        now=now,
        source=f"call:{call_id}",
        channel=TELEPHONE,
        direction=IN,
        subject="other",
        at=call.answered_at.isoformat(),
        seconds=seconds_between(call.answered_at, call.ended_at or now),
        agent_id=user_id,
        person_id=known[0].pk if len(known) == 1 else None,
    )


def note_complaint(*, now: datetime, complaint_id: int, contact_id: int | None = None, **_more: Any) -> None:
    """The handler of "complaint.receive": a complaint that was taken in a contact belongs to it."""
    moment = ContactMoment.objects.filter(pk=contact_id).first() if contact_id else None
    if moment is not None:
        link(moment, case_kind="complaints", case_id=complaint_id)


@transaction.atomic
def begin(
    *,
    channel: str,
    direction: str,
    person_id: int | None,
    dwelling_id: int | None,
    agent: User,
    at: datetime,
    now: datetime,
    source: str = "",
    subject: str = "other",
    ended_at: datetime | None = None,
) -> ContactMoment:
    """Start the clock of a contact; at `at` for a call that was answered a moment ago.

    Of a call that was over at `ended_at` the contact took what the call took. Beginning what is running under the same
    source gives it back. Who begins a contact by telephone without saying of which call means the one they are in,
    unless that is noted already. Refused: channel_unknown, contact_running, contact_taken (another agent has it).
    """
    if channel not in CHANNELS:
        raise Refused("channel_unknown")
    if not source and (channel, direction) == (TELEPHONE, IN):
        call = telephone.place_of(agent, now=now).talking
        if call is not None and f"call:{call.pk}" not in running_and_noted(agent, sources=[f"call:{call.pk}"])[1]:
            source, at = f"call:{call.pk}", call.answered_at or at
    known = ContactMoment.objects.filter(source=source).first() if source else None
    if known is not None:
        if known.agent_id == agent.pk and known.is_open:
            return known
        if known.agent_id not in (None, agent.pk):
            raise Refused("contact_taken")
    if ContactMoment.objects.filter(agent=agent, is_open=True).exists():
        raise Refused("contact_running")
    if known is not None:
        # The channel told of it before the agent's screen did.
        about = {"person_id": known.person_id or person_id, "dwelling_id": known.dwelling_id or dwelling_id}
        ContactMoment.objects.filter(pk=known.pk).update(agent=agent, is_open=True, **about)
        known.refresh_from_db()
        return known
    try:
        with transaction.atomic():
            return ContactMoment.objects.create(
                channel=channel,
                direction=direction,
                subject=subject,
                person_id=person_id,
                dwelling_id=dwelling_id,
                agent=agent,
                at=min(at, now),
                seconds=seconds_between(at, ended_at) if ended_at is not None else 0,
                is_open=True,
                source=source,
            )
    except IntegrityError as fault:
        raise Refused("contact_running") from fault


def about(moment: ContactMoment, *, person_id: int | None, dwelling_id: int | None, by: User) -> None:
    """Say whom and which home a running contact is about. Refused: contact_not_yours."""
    changed = ContactMoment.objects.filter(pk=moment.pk, agent=by, is_open=True).update(
        person_id=person_id, dwelling_id=dwelling_id
    )
    if not changed:
        raise Refused("contact_not_yours")


def keep(moment: ContactMoment, *, subject: str, note: str, by: User) -> None:
    """Keep what is typed while the contact runs. Refused: contact_not_yours."""
    changed = ContactMoment.objects.filter(pk=moment.pk, agent=by, is_open=True).update(
        subject=subject or moment.subject, note=note
    )
    if not changed:
        raise Refused("contact_not_yours")


@transaction.atomic
def link(moment: ContactMoment, *, case_kind: str, case_id: int) -> None:
    """Join a case to a contact. The first one bears its cost, further ones stand beside it; twice changes nothing."""
    first = ContactMoment.objects.filter(pk=moment.pk, case_kind="").update(case_kind=case_kind, case_id=case_id)
    if first:
        moment.case_kind, moment.case_id = case_kind, case_id
        return
    current = ContactMoment.objects.get(pk=moment.pk)
    if (current.case_kind, current.case_id) != (case_kind, case_id):
        LinkedCase.objects.get_or_create(moment=current, case_kind=case_kind, case_id=case_id)


@transaction.atomic
def finish(
    moment: ContactMoment,
    *,
    subject: str,
    note: str,
    is_solved: bool,
    why_not: str = "",
    cases: Iterable[Case] = (),
    by: User,
    now: datetime,
) -> ContactMoment:
    """Put a contact away: stop its clock, keep what it was about and whether it was solved at once.

    Refused: contact_not_yours, contact_finished, and what rules.talking.check_finished refuses.
    """
    promised = set(moment.questions.values_list("kind", flat=True))
    check_finished(subject=subject, note=note, is_solved=is_solved, why_not=why_not, promised=promised)
    for case_kind, case_id in cases:
        link(moment, case_kind=case_kind, case_id=case_id)
    closed = ContactMoment.objects.filter(pk=moment.pk, agent=by, is_open=True).update(
        subject=subject,
        note=note.strip(),
        is_solved_at_once=is_solved,
        why_not_solved="" if is_solved else why_not,
        seconds=moment.seconds or seconds_between(moment.at, now),
        is_open=False,
    )
    if not closed:
        if ContactMoment.objects.filter(pk=moment.pk, agent=by).exists():
            raise Refused("contact_finished")
        raise Refused("contact_not_yours")
    moment.refresh_from_db()
    publish(
        "contact.finished",
        now=now,
        moment_id=moment.pk,
        person_id=moment.person_id,
        dwelling_id=moment.dwelling_id,
        subject=subject,
        is_solved=is_solved,
    )
    return moment


def drop(moment: ContactMoment, *, by: User) -> None:
    """Throw away a contact that was begun by mistake; a call that is over stays, as one that was broken off.

    Refused: contact_not_yours, contact_has_promises.
    """
    if moment.questions.exists() or moment.answers.exists():
        raise Refused("contact_has_promises")
    mine = Q(pk=moment.pk, agent=by, is_open=True)
    found = ContactMoment.objects.filter(mine)
    if moment.seconds:
        gone = found.update(is_open=False, why_not_solved="broken_off")
    else:
        gone, _rows = found.delete()
    if not gone:
        raise Refused("contact_not_yours")
