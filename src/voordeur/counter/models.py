"""The hall: tickets of who waits at the desk, what was done with them, and appointments at the desk."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from voordeur.counter.rules.status import (
    FIRST_APPOINTMENT_STATUS,
    FIRST_TICKET_STATUS,
    TAKES_A_PLACE,
    AppointmentStatus,
    TicketStatus,
)


def new_key() -> str:
    """An unguessable address."""
    return secrets.token_urlsafe(24)


class Appointment(models.Model):
    """Somebody comes to the desk at a time. The key in the address of its page is what its maker holds."""

    key = models.CharField(max_length=40, unique=True, default=new_key)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # Which of the places at the desk it takes, so that the database keeps two people from the last one.
    place = models.PositiveSmallIntegerField()
    status = models.CharField(
        max_length=9,
        choices=[(status.value, status.value) for status in AppointmentStatus],
        default=FIRST_APPOINTMENT_STATUS,
    )
    subject = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2, default="nl")
    person = models.ForeignKey("parties.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    dwelling = models.ForeignKey("homes.Dwelling", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()
    # How often it got another time; calendars tell a newer entry by it.
    moves = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["starts_at", "place"],
                condition=Q(status__in=sorted(TAKES_A_PLACE)),
                name="one_appointment_at_a_place",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="desk_appointment_ends_after_begin"),
            models.CheckConstraint(condition=~Q(name=""), name="desk_appointment_has_a_name"),
        ]
        indexes = [models.Index(fields=["starts_at"], name="desk_appointment_by_time")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} {self.status}"


class Ticket(models.Model):
    """Somebody in the hall. The screen shows only the number; the key is for their own telephone."""

    key = models.CharField(max_length=40, unique=True, default=new_key)
    day = models.DateField()
    number = models.PositiveIntegerField()
    status = models.CharField(
        max_length=8, choices=[(status.value, status.value) for status in TicketStatus], default=FIRST_TICKET_STATUS
    )
    subject = models.CharField(max_length=20)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=2, default="nl")
    person = models.ForeignKey("parties.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    dwelling = models.ForeignKey("homes.Dwelling", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    appointment = models.OneToOneField(
        Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="ticket"
    )
    drawn_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    desk = models.PositiveSmallIntegerField(null=True, blank=True)
    is_solved = models.BooleanField(null=True, blank=True)
    helped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "number"], name="ticket_number_once_a_day"),
            models.CheckConstraint(
                condition=~Q(status=TicketStatus.CALLED) | Q(called_at__isnull=False, desk__isnull=False),
                name="called_ticket_has_a_desk",
            ),
        ]
        indexes = [models.Index(fields=["day", "status"], name="ticket_of_the_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.number} {self.status}"


class TicketEvent(models.Model):
    """One thing that was done with a ticket. Append-only."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=10)
    from_status = models.CharField(max_length=8, blank=True)
    to_status = models.CharField(max_length=8)

    class Meta:
        indexes = [models.Index(fields=["ticket", "at"], name="ticket_event_in_order")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.action}"
