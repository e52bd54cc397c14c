"""Who is in the hall: waiting in order, called to a desk, and who has an appointment today."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet

from voordeur.counter.models import Appointment, Ticket
from voordeur.counter.rules.order import InHall, Placed, Why, in_order
from voordeur.counter.rules.status import AppointmentStatus, TicketStatus
from voordeur.parties.models import User
from voordeur.policy.rules import at_minute, local

SCREEN_CALLED = 6
SCREEN_WAITING = 12


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket in its place in the order, and why it stands there."""

    ticket: Ticket
    why: Why
    minutes: int


@dataclass(frozen=True, slots=True)
class Day:
    """How a day went so far."""

    helped: int
    waiting: int
    left: int
    mean_wait_minutes: float | None


def waiting(now: datetime) -> list[Waiting]:
    """Everyone who waits today, the next one first."""
    tickets = {
        ticket.pk: ticket
        for ticket in of_day(local(now).date())
        .filter(status=TicketStatus.WAITING)
        .select_related("appointment", "dwelling")
    }
    return [_told(one, tickets[one.waiting.ticket_id], now) for one in in_order(map(_in_hall, tickets.values()), now)]


def called(now: datetime) -> QuerySet[Ticket]:
    """Who is at a desk or on the way to it, called last first."""
    found = of_day(local(now).date()).filter(status=TicketStatus.CALLED)
    return found.select_related("helped_by", "appointment", "dwelling").order_by("-called_at", "-pk")


def being_helped(user: User, now: datetime) -> Ticket | None:
    """The ticket that this colleague called and has not finished."""
    return called(now).filter(helped_by=user).first()


def before(ticket: Ticket, now: datetime) -> int:
    """How many people go before a ticket that waits."""
    order = [one.ticket.pk for one in waiting(now)]
    return order.index(ticket.pk) if ticket.pk in order else 0


def of_day(day: date) -> QuerySet[Ticket]:
    return Ticket.objects.filter(day=day)


def appointments_of(day: date) -> QuerySet[Appointment]:
    """The appointments of a day that were not cancelled, in order."""
    found = Appointment.objects.filter(starts_at__gte=at_minute(day, 0), starts_at__lt=at_minute(day, 24 * 60))
    return found.exclude(status=AppointmentStatus.CANCELLED).select_related("dwelling").order_by("starts_at", "place")


def appointments_of_person(person_id: int, *, now: datetime) -> QuerySet[Appointment]:
    """What somebody still has to come for."""
    found = Appointment.objects.filter(person_id=person_id, status=AppointmentStatus.BOOKED, ends_at__gt=now)
    return found.order_by("starts_at")


def so_far(now: datetime) -> Day:
    """The figures of today, for who stands at the desk."""
    today = of_day(local(now).date())
    counted = dict(today.order_by().values_list("status").annotate(number=Count("pk")))
    waits = [
        (called_at - drawn_at).total_seconds() / 60
        for called_at, drawn_at in today.values_list("called_at", "drawn_at")
        if called_at is not None
    ]
    return Day(
        helped=counted.get(TicketStatus.HELPED, 0),
        waiting=counted.get(TicketStatus.WAITING, 0),
        left=counted.get(TicketStatus.GONE, 0),
        mean_wait_minutes=sum(waits) / len(waits) if waits else None,
    )


def _in_hall(ticket: Ticket) -> InHall:
    appointment_at = ticket.appointment.starts_at if ticket.appointment else None
    return InHall(ticket.pk, ticket.number, ticket.drawn_at, appointment_at)


def _told(one: Placed, ticket: Ticket, now: datetime) -> Waiting:
    return Waiting(ticket, one.why, max(0, int((now - ticket.drawn_at).total_seconds() // 60)))
