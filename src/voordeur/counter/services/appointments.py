"""Making, moving and cancelling appointments at the desk. The database keeps two people from one place."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from icalendar import Calendar, Event

from voordeur.base import audit, words
from voordeur.base.mailbox import File
from voordeur.counter import texts
from voordeur.counter.models import Appointment
from voordeur.counter.queries.hall import appointments_of_person
from voordeur.counter.queries.times import free_at
from voordeur.counter.rules.status import AppointmentAction, AppointmentStatus, move_appointment
from voordeur.homes.models import Dwelling
from voordeur.kernel.errors import Refused
from voordeur.letters import services as letters
from voordeur.letters.rules.channel import spoken
from voordeur.parties.models import Person, User
from voordeur.policy.models import ServicePolicy
from voordeur.promises import queries as promises

# So many appointments may one person or mail address have at a time.
MOST_OPEN = 3
TRIES = 3
# So many in one turn of the worker; the next turn takes the rest.
MOST_REMINDED = 200


@transaction.atomic
def book(
    *,
    starts_at: datetime,
    subject: str,
    name: str,
    email: str,
    phone: str,
    language: str,
    person: Person | None,
    by: User | None,
    now: datetime,
    policy: ServicePolicy,
    dwelling: Dwelling | None = None,
) -> Appointment:
    """Take a place at the desk and confirm it by mail. The confirmation holds the link to cancel.

    Refused: no_such_subject, name_missing, slot_not_offered (with no time of ours), slot_taken, too_many_appointments.
    """
    if subject not in texts.SUBJECTS:
        raise Refused("no_such_subject", subject=subject)
    name = " ".join(name.split())[:120]
    if not name:
        raise Refused("name_missing")
    if _open_of(person, email, now) >= MOST_OPEN:
        raise Refused("too_many_appointments", most=MOST_OPEN)
    found = free_at(starts_at, now=now, policy=policy)
    if found is None:
        raise Refused("slot_not_offered")
    slot, places = found
    for place in places[:TRIES]:
        try:
            with transaction.atomic():
                made = Appointment.objects.create(
                    starts_at=slot.from_at,
                    ends_at=slot.until_at,
                    place=place,
                    subject=subject,
                    name=name,
                    email=email,
                    phone=phone,
                    language=spoken(language),
                    person=person,
                    dwelling=dwelling,
                    made_at=now,
                    made_by=by,
                    changed_at=now,
                )
        except IntegrityError:
            continue  # somebody took this place just before
        _write_to("desk_appointment_made", made, now=now)
        return made
    raise Refused("slot_taken")


@transaction.atomic
def move(
    appointment: Appointment, *, starts_at: datetime, by: User | None, now: datetime, policy: ServicePolicy
) -> None:
    """Give an appointment another time under the same reference, and tell who comes; they are reminded of the new one.

    Refused: too_late_to_move, not_with_this_appointment, same_time, slot_not_offered, slot_taken, changed_meanwhile.
    """
    old, before = AppointmentStatus(appointment.status), appointment.starts_at
    if before <= now and old == AppointmentStatus.BOOKED:
        raise Refused("too_late_to_move")
    move_appointment(old, AppointmentAction.MOVE)
    if starts_at == before:
        raise Refused("same_time")
    found = free_at(starts_at, now=now, policy=policy)
    if found is None:
        raise Refused("slot_not_offered")
    slot, places = found
    still_there = Appointment.objects.filter(pk=appointment.pk, status=old, starts_at=before)
    for place in places[:TRIES]:
        try:
            with transaction.atomic():
                moved = still_there.update(
                    starts_at=slot.from_at,
                    ends_at=slot.until_at,
                    place=place,
                    moves=F("moves") + 1,
                    reminded_at=None,
                    changed_at=now,
                )
        except IntegrityError:
            continue  # somebody took this place just before
        if not moved:
            raise Refused("changed_meanwhile")
        appointment.refresh_from_db()
        audit.record(
            "desk appointment moved",
            f"appointment {appointment.pk}",
            by=by,
            now=now,
            details={"from": before.isoformat(), "to": slot.from_at.isoformat()},
        )
        _write_to("desk_appointment_moved", appointment, now=now, before=before)
        return
    raise Refused("slot_taken")


def remind(*, now: datetime) -> int:
    """Remind who comes soon, once for each time that was agreed; repeated work. Returns how many.

    Who made or moved the appointment later than that has just been told of it.
    """
    hours = promises.in_force(now).policy.channels.desk.remind_hours_before
    if not hours:
        return 0
    ahead = timedelta(hours=hours)
    due = Appointment.objects.filter(
        status=AppointmentStatus.BOOKED,
        reminded_at=None,
        starts_at__gt=now,
        starts_at__lte=now + ahead,
        changed_at__lte=F("starts_at") - ahead,
    )
    reminded = 0
    for appointment in due.select_related("person").order_by("starts_at", "pk")[:MOST_REMINDED]:
        with transaction.atomic():
            # Of two workers at once one writes.
            if due.filter(pk=appointment.pk, starts_at=appointment.starts_at).update(reminded_at=now):
                _write_to("desk_appointment_reminder", appointment, now=now)
                reminded += 1
    return reminded


@transaction.atomic
def cancel(appointment: Appointment, *, now: datetime) -> None:
    """Free the place and confirm it by mail. Refused: too_late_to_cancel, not_with_this_appointment."""
    if appointment.starts_at <= now and appointment.status == AppointmentStatus.BOOKED:
        raise Refused("too_late_to_cancel")
    act(appointment, AppointmentAction.CANCEL, now=now)
    _write_to("desk_appointment_cancelled", appointment, now=now)


def act(appointment: Appointment, action: AppointmentAction, *, now: datetime) -> None:
    """Move an appointment; of two people at once the slower is refused "changed_meanwhile"."""
    old = AppointmentStatus(appointment.status)
    new = move_appointment(old, action)
    if not Appointment.objects.filter(pk=appointment.pk, status=old).update(status=new, changed_at=now):
        raise Refused("changed_meanwhile")
    appointment.status, appointment.changed_at = new, now


def address_of(appointment: Appointment) -> str:
    """Where the appointment can be seen, put in a calendar and cancelled, by whoever has the link."""
    return settings.BASE_URL + reverse("counter:appointment", args=[appointment.key])


def calendar_of(appointment: Appointment) -> bytes:
    """The appointment as iCalendar (RFC 5545). The one of after cancelling takes the entry out."""
    is_cancelled = appointment.status == AppointmentStatus.CANCELLED
    book = Calendar()
    book.add("prodid", "-//Voordeur//desk//NL")
    book.add("version", "2.0")
    book.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    event = Event()
    event.add("uid", f"desk-{appointment.key[:12]}@voordeur")
    event.add("dtstamp", appointment.changed_at)
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("sequence", appointment.moves + is_cancelled)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("summary", texts.in_language(texts.NAME_OF_CALENDAR, appointment.language))
    event.add("description", texts.in_language(texts.SUBJECTS[appointment.subject], appointment.language))
    event.add("url", address_of(appointment))
    book.add_component(event)
    return bytes(book.to_ical())


def _open_of(person: Person | None, email: str, now: datetime) -> int:
    if person is not None:
        return appointments_of_person(person.pk, now=now).count()
    if not email:
        return 0
    return Appointment.objects.filter(email__iexact=email, status=AppointmentStatus.BOOKED, ends_at__gt=now).count()


def _write_to(code: str, appointment: Appointment, *, now: datetime, before: datetime | None = None) -> None:
    """`before`: the time that an appointment had until it was moved."""
    letters.send(
        code=code,
        context={
            "name": appointment.name,
            "when": words.moment_in_words(appointment.starts_at, language=appointment.language),
            "subject": texts.in_language(texts.SUBJECTS[appointment.subject], appointment.language),
            "minutes": int((appointment.ends_at - appointment.starts_at).total_seconds() // 60),
            "link": address_of(appointment),
            **({"before": words.moment_in_words(before, language=appointment.language)} if before else {}),
        },
        now=now,
        language=appointment.language,
        to_address=appointment.email,
        person=appointment.person,
        files=[File("appointment.ics", "text/calendar", content=calendar_of(appointment))],
    )
