"""The queue in the hall: drawing a ticket, calling who is next, helping them. Sweeping up at the end of a day."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from voordeur.base.outbox import publish
from voordeur.counter import texts
from voordeur.counter.models import Appointment, Ticket, TicketEvent
from voordeur.counter.queries import hall
from voordeur.counter.rules.status import (
    AppointmentAction,
    AppointmentStatus,
    TicketAction,
    TicketStatus,
    move_ticket,
)
from voordeur.counter.services import appointments
from voordeur.homes.models import Dwelling
from voordeur.kernel.errors import Refused
from voordeur.letters.rules.channel import spoken
from voordeur.parties.models import Person, User
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import at_minute, local, reach

TRIES = 5
# VERA COMMUNICATIEKANAAL and COMMUNICATIERICHTING
DESK_CHANNEL, INCOMING = "BAL", "INK"


@transaction.atomic
def draw(
    *,
    subject: str,
    name: str,
    language: str,
    person: Person | None,
    by: User | None,
    now: datetime,
    policy: ServicePolicy,
    dwelling: Dwelling | None = None,
) -> Ticket:
    """Give somebody who walks in a number. Refused: no_such_subject, desk_closed, by_appointment_only."""
    if subject not in texts.SUBJECTS:
        raise Refused("no_such_subject", subject=subject)
    found = reach(policy, now)
    if not found.desk.is_open:
        raise Refused("desk_closed")
    if found.desk_by_appointment:
        raise Refused("by_appointment_only")
    return _number(
        subject=subject,
        name=name,
        language=language,
        person=person,
        dwelling=dwelling,
        appointment=None,
        by=by,
        now=now,
    )


@transaction.atomic
def arrive(appointment: Appointment, *, by: User | None, now: datetime) -> Ticket:
    """Somebody with an appointment is in the hall: they get a number too. Refused: not_today, changed_meanwhile."""
    if local(appointment.starts_at).date() != local(now).date():
        raise Refused("not_today")
    appointments.act(appointment, AppointmentAction.ARRIVE, now=now)
    return _number(
        subject=appointment.subject,
        name=appointment.name,
        language=appointment.language,
        person=appointment.person,
        dwelling=appointment.dwelling,
        appointment=appointment,
        by=by,
        now=now,
    )


@transaction.atomic
def call_next(*, desk: int, by: User, now: datetime) -> Ticket:
    """Call who is next to a desk. Of two colleagues at once each gets another ticket. Refused: nobody_waits,
    still_helping when this colleague has not finished with somebody."""
    if hall.being_helped(by, now) is not None:
        raise Refused("still_helping")
    for one in hall.waiting(now):
        try:
            act(one.ticket, TicketAction.CALL, by=by, now=now, desk=desk)
        except Refused as refused:
            if refused.code != "changed_meanwhile":
                raise
            continue
        return one.ticket
    raise Refused("nobody_waits")


@transaction.atomic
def name(ticket: Ticket, *, person: Person, dwelling: Dwelling | None, by: User, now: datetime) -> Ticket:
    """Say who somebody in the hall is, and about which home they come. Refused: not_with_this_ticket,
    changed_meanwhile."""
    old = TicketStatus(ticket.status)
    move_ticket(old, TicketAction.NAME)
    known_as = person.full_name[:120]
    if not Ticket.objects.filter(pk=ticket.pk, status=old).update(person=person, dwelling=dwelling, name=known_as):
        raise Refused("changed_meanwhile")
    ticket.person, ticket.dwelling, ticket.name = person, dwelling, known_as
    TicketEvent.objects.create(ticket=ticket, at=now, by=by, action=TicketAction.NAME, from_status=old, to_status=old)
    return ticket


@transaction.atomic
def act(
    ticket: Ticket,
    action: TicketAction,
    *,
    by: User | None,
    now: datetime,
    desk: int | None = None,
    is_solved: bool = True,
) -> Ticket:
    """Move a ticket and note who did so. Refused: not_with_this_ticket, changed_meanwhile, desk_missing.

    `is_solved` says of a visitor who was helped whether all of it was settled at once.
    A ticket that was helped is a contact: the event "contact.happened" tells the room that keeps those.
    """
    old = TicketStatus(ticket.status)
    new = move_ticket(old, action)
    changes: dict[str, object] = {"status": new}
    match action:
        case TicketAction.CALL:
            if desk is None:
                raise Refused("desk_missing")
            changes |= {"called_at": now, "desk": desk, "helped_by": by, "ended_at": None}
        case TicketAction.PUT_BACK:
            changes |= {"called_at": None, "desk": None, "helped_by": None, "ended_at": None}
        case TicketAction.HELP:
            changes |= {"ended_at": now, "is_solved": is_solved}
        case TicketAction.LEAVE:
            changes |= {"ended_at": now}
    if not Ticket.objects.filter(pk=ticket.pk, status=old).update(**changes):
        raise Refused("changed_meanwhile")
    for name, value in changes.items():
        setattr(ticket, name, value)
    TicketEvent.objects.create(ticket=ticket, at=now, by=by, action=action, from_status=old, to_status=new)
    if action == TicketAction.HELP:
        _tell(ticket, now=now)
    return ticket


def _tell(ticket: Ticket, *, now: datetime) -> None:
    began = ticket.called_at or now
    publish(
        "contact.happened",
        now=now,
        source=f"ticket:{ticket.pk}",
        channel=DESK_CHANNEL,
        direction=INCOMING,
        subject=ticket.subject,
        at=began.isoformat(),
        seconds=int((now - began).total_seconds()),
        agent_id=ticket.helped_by_id,
        person_id=ticket.person_id,
        dwelling_id=ticket.dwelling_id,
        is_solved_at_once=bool(ticket.is_solved),
    )


@transaction.atomic
def sweep(*, now: datetime) -> int:
    """Close what earlier days left: who waited has gone, who was called was helped, who did not come has missed it."""
    today = local(now).date()
    left = Ticket.objects.filter(day__lt=today, status__in=[TicketStatus.WAITING, TicketStatus.CALLED])
    swept = 0
    for ticket in left.order_by("pk")[:500]:
        act(ticket, TicketAction.LEAVE, by=None, now=now)
        swept += 1
    missed = Appointment.objects.filter(status=AppointmentStatus.BOOKED, ends_at__lt=at_minute(today, 0))
    for appointment in missed.order_by("pk")[:500]:
        appointments.act(appointment, AppointmentAction.MISS, now=now)
        swept += 1
    return swept


def _number(
    *,
    subject: str,
    name: str,
    language: str,
    person: Person | None,
    dwelling: Dwelling | None,
    appointment: Appointment | None,
    by: User | None,
    now: datetime,
) -> Ticket:
    """The next number of the day; two at the same moment get two numbers."""
    day = local(now).date()
    for _ in range(TRIES):
        last = Ticket.objects.filter(day=day).aggregate(last=Max("number"))["last"] or 0
        try:
            with transaction.atomic():
                ticket = Ticket.objects.create(
                    day=day,
                    number=last + 1,
                    subject=subject,
                    name=(" ".join(name.split()) or (person.full_name if person else ""))[:120],
                    language=spoken(language),
                    person=person,
                    dwelling=dwelling,
                    appointment=appointment,
                    drawn_at=now,
                )
        except IntegrityError:
            continue
        TicketEvent.objects.create(ticket=ticket, at=now, by=by, action=TicketAction.DRAW, to_status=ticket.status)
        return ticket
    raise Refused("changed_meanwhile")
