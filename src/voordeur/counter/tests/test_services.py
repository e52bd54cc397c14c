"""Tickets, appointments and letters about them, on the database."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from icalendar import Calendar

from voordeur.base.models import Letter, OutboxEvent
from voordeur.counter.models import Appointment, Ticket, TicketEvent
from voordeur.counter.queries import hall, times
from voordeur.counter.rules.status import AppointmentStatus, TicketAction, TicketStatus
from voordeur.counter.services import appointments, queue
from voordeur.counter.tests.factories import MORNING, make_appointment, make_ticket
from voordeur.kernel.errors import Refused
from voordeur.letters.models import Dispatch
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_person, make_user
from voordeur.policy import presets

pytestmark = pytest.mark.django_db

POLICY = presets.load("gepast")
SOBER = presets.load("sober_1994")
SUNDAY = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)


def refusal(call) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.code


def draw(*, now: datetime = MORNING, policy=POLICY, subject: str = "rent", name: str = "") -> Ticket:
    return queue.draw(subject=subject, name=name, language="nl", person=None, by=None, now=now, policy=policy)


def book(*, starts_at: datetime, now: datetime = MORNING, policy=POLICY, **more) -> Appointment:
    told = {
        "subject": "rent",
        "name": "Ada de Boer",
        "email": "ada@example.org",
        "phone": "",
        "language": "nl",
        "person": None,
        "by": None,
    }
    return appointments.book(starts_at=starts_at, now=now, policy=policy, **{**told, **more})


def sam():
    return make_user(role=Role.CONTACT_AGENT)


# --- tickets --------------------------------------------------------------------------------------------------------


def test_numbers_count_from_one_every_day():
    today = [draw().number, draw().number]
    tomorrow = draw(now=MORNING + timedelta(days=1)).number

    assert today == [1, 2]
    assert tomorrow == 1
    assert list(TicketEvent.objects.values_list("action", flat=True)) == ["draw"] * 3


def test_outside_opening_hours_nobody_gets_a_number():
    assert refusal(lambda: draw(now=SUNDAY)) == "desk_closed"
    assert not Ticket.objects.exists()


def test_when_the_policy_says_by_appointment_nobody_gets_a_number():
    afternoon = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)

    assert refusal(lambda: draw(now=afternoon, policy=SOBER)) == "by_appointment_only"


def test_a_subject_that_is_none_is_refused():
    assert refusal(lambda: draw(subject="<script>")) == "no_such_subject"


def test_the_next_one_is_called_to_a_desk_and_a_colleague_helps_one_at_a_time():
    first, second = draw(), draw()
    bas, els = sam(), sam()

    called = queue.call_next(desk=2, by=bas, now=MORNING + timedelta(minutes=4))

    assert (called.pk, called.desk, called.helped_by) == (first.pk, 2, bas)
    assert refusal(lambda: queue.call_next(desk=2, by=bas, now=MORNING)) == "still_helping"
    assert queue.call_next(desk=1, by=els, now=MORNING).pk == second.pk
    assert refusal(lambda: queue.call_next(desk=3, by=sam(), now=MORNING)) == "nobody_waits"


def test_of_two_colleagues_at_once_the_slower_one_is_refused_and_leaves_no_trace():
    ticket = draw()
    stale = Ticket.objects.get(pk=ticket.pk)
    queue.act(ticket, TicketAction.CALL, by=sam(), now=MORNING, desk=1)

    assert refusal(lambda: queue.act(stale, TicketAction.CALL, by=sam(), now=MORNING, desk=2)) == "changed_meanwhile"
    assert Ticket.objects.get(pk=ticket.pk).desk == 1
    assert TicketEvent.objects.filter(action="call").count() == 1


def test_who_is_helped_is_told_as_one_contact():
    draw()
    bas = sam()
    ticket = queue.call_next(desk=1, by=bas, now=MORNING + timedelta(minutes=2))

    queue.act(ticket, TicketAction.HELP, by=bas, now=MORNING + timedelta(minutes=9), is_solved=False)

    told = OutboxEvent.objects.get(kind="contact.happened").payload
    assert told["source"] == f"ticket:{ticket.pk}"
    assert (told["channel"], told["seconds"], told["agent_id"]) == ("BAL", 420, bas.pk)
    assert told["is_solved_at_once"] is False
    assert refusal(lambda: queue.act(ticket, TicketAction.HELP, by=bas, now=MORNING)) == "not_with_this_ticket"


def test_who_goes_back_to_the_hall_waits_in_the_old_place():
    first, second = draw(), draw(now=MORNING + timedelta(minutes=1))
    bas = sam()
    queue.call_next(desk=1, by=bas, now=MORNING + timedelta(minutes=2))
    first.refresh_from_db()
    queue.act(first, TicketAction.PUT_BACK, by=bas, now=MORNING + timedelta(minutes=3))

    assert [one.ticket.pk for one in hall.waiting(MORNING + timedelta(minutes=4))] == [first.pk, second.pk]


def test_a_called_ticket_without_a_desk_cannot_be_kept():
    ticket = draw()

    assert refusal(lambda: queue.act(ticket, TicketAction.CALL, by=None, now=MORNING)) == "desk_missing"
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(status=TicketStatus.CALLED)


def test_the_hall_is_swept_when_a_day_is_over():
    waits, helped = draw(), draw()
    queue.act(waits, TicketAction.CALL, by=sam(), now=MORNING, desk=1)
    nobody_came = make_appointment(starts_at=MORNING)

    assert queue.sweep(now=MORNING + timedelta(hours=2)) == 0
    assert queue.sweep(now=MORNING + timedelta(days=1)) == 3

    assert {waits.status, Ticket.objects.get(pk=helped.pk).status} == {TicketStatus.CALLED, TicketStatus.GONE}
    assert Appointment.objects.get(pk=nobody_came.pk).status == AppointmentStatus.MISSED
    assert queue.sweep(now=MORNING + timedelta(days=1)) == 0


# --- appointments ---------------------------------------------------------------------------------------------------


def test_times_come_from_the_policy_and_what_is_taken_or_begun_is_not_offered():
    free = times.free_times(now=MORNING, policy=POLICY)

    assert free[0].from_at == MORNING + timedelta(minutes=15)
    assert {one.places for one in free} == {POLICY.channels.desk.places}
    for place in (1, 2):
        make_appointment(starts_at=free[0].from_at, place=place)
    assert times.free_times(now=MORNING, policy=POLICY)[0].from_at == free[1].from_at


def test_an_appointment_is_confirmed_by_mail_with_its_link():
    made = book(starts_at=MORNING + timedelta(hours=1))

    letter = Letter.objects.get()
    assert letter.to_address == "ada@example.org"
    assert f"/counter/appointment/{made.key}/" in letter.body
    assert "dinsdag 24 november om 11 uur" in letter.subject


def test_the_calendar_file_goes_with_the_mail_and_the_one_of_cancelling_takes_it_out():
    made = book(starts_at=MORNING + timedelta(hours=1))
    appointments.cancel(made, now=MORNING)

    files = [letter.files.get() for letter in Letter.objects.order_by("pk")]
    methods = [str(Calendar.from_ical(bytes(file.content))["METHOD"]) for file in files]
    assert (files[0].name, files[0].content_type, methods) == (
        "appointment.ics",
        "text/calendar",
        ["PUBLISH", "CANCEL"],
    )


def test_who_has_no_mail_but_an_account_reads_the_confirmation_on_their_page():
    ada = make_person(email="")
    make_user(person=ada)

    book(starts_at=MORNING + timedelta(hours=1), email="", person=ada)

    assert not Letter.objects.exists()
    assert Dispatch.objects.get(person=ada).channel == "portal"


def test_of_the_last_place_one_person_gets_it_and_the_other_is_told():
    starts_at = MORNING + timedelta(hours=1)
    for number in range(POLICY.channels.desk.places):
        book(starts_at=starts_at, email=f"a{number}@example.org")

    assert refusal(lambda: book(starts_at=starts_at, email="eve@example.org")) == "slot_taken"
    with pytest.raises(IntegrityError), transaction.atomic():
        make_appointment(starts_at=starts_at, place=1)


def test_a_place_that_somebody_takes_between_reading_and_writing_is_not_given_twice(monkeypatch):
    starts_at = MORNING + timedelta(hours=1)
    slot, _ = times.free_at(starts_at, now=MORNING, policy=POLICY)
    make_appointment(starts_at=starts_at, place=1)
    # What was read a moment ago still says that both places are free.
    monkeypatch.setattr(appointments, "free_at", lambda *_, **__: (slot, [1, 2]))

    assert book(starts_at=starts_at).place == 2
    assert refusal(lambda: book(starts_at=starts_at, email="eve@example.org")) == "slot_taken"


@pytest.mark.parametrize(
    "starts_at",
    [
        MORNING,
        MORNING + timedelta(minutes=7),
        MORNING - timedelta(days=1),
        MORNING + timedelta(days=40),
        SUNDAY,
        datetime(2026, 11, 24, 22, 0, tzinfo=UTC),
    ],
)
def test_a_time_that_is_not_offered_is_refused(starts_at: datetime):
    assert refusal(lambda: book(starts_at=starts_at)) == "slot_not_offered"


def test_one_person_does_not_take_all_the_times():
    for number in range(appointments.MOST_OPEN):
        book(starts_at=MORNING + timedelta(hours=1, minutes=15 * number))

    late = MORNING + timedelta(days=1)
    assert refusal(lambda: book(starts_at=late, email="ADA@example.org")) == "too_many_appointments"
    assert book(starts_at=late, email="eve@example.org")


def test_a_name_on_one_line_and_nothing_that_is_run():
    made = book(starts_at=MORNING + timedelta(hours=1), name="  <script>alert(1)</script>\n{site} ")

    assert made.name == "<script>alert(1)</script> {site}"
    assert "Beste <script>alert(1)</script> {site}," in Letter.objects.get().body
    assert refusal(lambda: book(starts_at=MORNING + timedelta(hours=2), name=" \n ")) == "name_missing"


def test_cancelling_frees_the_place_and_is_confirmed_once():
    made = book(starts_at=MORNING + timedelta(hours=1))

    appointments.cancel(made, now=MORNING)

    assert "gaat niet door" in Letter.objects.order_by("-pk")[0].subject
    assert refusal(lambda: appointments.cancel(made, now=MORNING)) == "not_with_this_appointment"
    assert book(starts_at=made.starts_at, email="eve@example.org").place == 1


def test_what_has_begun_is_not_cancelled():
    made = make_appointment(starts_at=MORNING)

    assert refusal(lambda: appointments.cancel(made, now=MORNING)) == "too_late_to_cancel"


def test_who_comes_for_an_appointment_gets_a_number_on_that_day_only_and_once():
    made = make_appointment(starts_at=MORNING + timedelta(minutes=30))

    assert refusal(lambda: queue.arrive(made, by=None, now=MORNING + timedelta(days=1))) == "not_today"
    ticket = queue.arrive(made, by=None, now=MORNING)

    assert (ticket.appointment, ticket.name) == (made, "Ada de Boer")
    assert refusal(lambda: queue.arrive(made, by=None, now=MORNING)) == "not_with_this_appointment"


def test_a_tenants_appointments_stand_on_their_own_list():
    ada, eve = make_person(), make_person()
    mine = make_appointment(person=ada, starts_at=MORNING + timedelta(hours=1))
    make_appointment(person=eve, starts_at=MORNING + timedelta(hours=1), place=2)
    make_appointment(person=ada, starts_at=MORNING - timedelta(hours=3))

    assert list(hall.appointments_of_person(ada.pk, now=MORNING)) == [mine]


def test_the_day_so_far():
    first = draw()
    draw()
    bas = sam()
    queue.call_next(desk=1, by=bas, now=MORNING + timedelta(minutes=6))
    first.refresh_from_db()
    queue.act(first, TicketAction.HELP, by=bas, now=MORNING + timedelta(minutes=9))
    make_ticket(number=9, status=TicketStatus.GONE)

    found = hall.so_far(MORNING + timedelta(minutes=10))

    assert (found.helped, found.waiting, found.left, found.mean_wait_minutes) == (1, 1, 1, 6.0)
