"""Builders of what stands in the hall: fixed values."""

from datetime import UTC, datetime, timedelta

from voordeur.counter.models import Appointment, Ticket
from voordeur.counter.rules.status import AppointmentStatus, TicketStatus
from voordeur.parties.models import Person
from voordeur.policy.rules import local

# A Tuesday on which the desk of every preset is open: 10 o.clock in the morning.
MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def make_appointment(
    *,
    starts_at: datetime = MORNING,
    minutes: int = 15,
    place: int = 1,
    status: AppointmentStatus = AppointmentStatus.BOOKED,
    person: Person | None = None,
    email: str = "ada@example.org",
) -> Appointment:
    return Appointment.objects.create(
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        place=place,
        status=status,
        subject="rent",
        name="Ada de Boer",
        email=email,
        person=person,
        made_at=starts_at - timedelta(days=2),
        changed_at=starts_at - timedelta(days=2),
    )


def make_ticket(
    *,
    number: int = 1,
    drawn_at: datetime = MORNING,
    status: TicketStatus = TicketStatus.WAITING,
    appointment: Appointment | None = None,
    subject: str = "rent",
) -> Ticket:
    return Ticket.objects.create(
        day=local(drawn_at).date(),
        number=number,
        status=status,
        subject=subject,
        appointment=appointment,
        drawn_at=drawn_at,
    )
