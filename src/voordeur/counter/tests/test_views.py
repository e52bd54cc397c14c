"""The pages of the desk: for who wants to come, in the hall, and for the colleague."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from voordeur.base.models import Letter
from voordeur.counter.models import Appointment, Ticket
from voordeur.counter.queries.times import free_times
from voordeur.counter.rules.status import AppointmentStatus, TicketStatus
from voordeur.counter.tests.factories import make_appointment, make_ticket
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_person, make_user
from voordeur.policy import presets
from voordeur.promises.tests.factories import make_policy_version

pytestmark = pytest.mark.django_db

BOOK = reverse("counter:book")
POLICY = presets.load("gepast")


@pytest.fixture(autouse=True)
def policy(settings):
    settings.STAFF_SECOND_FACTOR = False
    # Limits of the other tests are counted there.
    cache.clear()
    return make_policy_version()


@pytest.fixture
def bas() -> Client:
    client = Client()
    client.force_login(make_user(role=Role.CONTACT_AGENT, name="Bas Visser"))
    return client


def english() -> Client:
    client = Client()
    client.cookies["language"] = "en"
    return client


def form(**more) -> dict[str, str]:
    slot = free_times(now=timezone.now(), policy=POLICY)[-1].from_at
    return {"slot": slot.isoformat(), "subject": "rent", "name": "Ada", "email": "ada@example.org", **more}


# --- who wants to come ----------------------------------------------------------------------------------------------


def test_everybody_reads_when_we_can_be_reached_and_what_to_do_in_an_emergency():
    page = english().get(reverse("counter:reach")).content.decode()

    for part in ("112", "0800 9009", POLICY.channels.emergency_telephone, "Telephone", "At the desk"):
        assert part in page


def test_an_appointment_is_made_seen_put_in_a_calendar_and_cancelled():
    visitor = Client()

    made = visitor.post(BOOK, form())
    appointment = Appointment.objects.get()
    assert made["Location"] == reverse("counter:appointment", args=[appointment.key])
    assert visitor.get(made["Location"]).status_code == 200

    event = Calendar.from_ical(visitor.get(reverse("counter:calendar_file", args=[appointment.key])).content)
    entry = event.walk("VEVENT")[0]
    assert entry["DTSTART"].dt == appointment.starts_at
    assert (entry["STATUS"], entry["SEQUENCE"]) == ("CONFIRMED", 0)
    assert appointment.key in entry["URL"]

    assert visitor.post(reverse("counter:cancel", args=[appointment.key])).status_code == 302
    off = Calendar.from_ical(visitor.get(reverse("counter:calendar_file", args=[appointment.key])).content)
    assert off["METHOD"] == "CANCEL"
    assert (off.walk("VEVENT")[0]["STATUS"], off.walk("VEVENT")[0]["SEQUENCE"]) == ("CANCELLED", 1)
    assert Letter.objects.count() == 2


def test_a_link_that_a_program_follows_cancels_nothing():
    made = make_appointment(starts_at=timezone.now() + timedelta(days=1))

    assert Client().get(reverse("counter:cancel", args=[made.key])).status_code == 405
    assert Appointment.objects.get().status == AppointmentStatus.BOOKED


@pytest.mark.parametrize(
    "more",
    [
        {"slot": ""},
        {"slot": "tomorrow"},
        {"slot": "2026-11-24T10:00:00"},
        {"slot": "2001-01-02T10:00:00+01:00"},
        {"subject": "<script>"},
        {"name": ""},
        {"email": "not an address"},
    ],
)
def test_a_form_that_is_not_right_says_so_and_makes_nothing(more: dict[str, str]):
    assert Client().post(BOOK, form(**more)).status_code == 422
    assert not Appointment.objects.exists()


def test_a_machine_does_not_take_all_the_times():
    visitor = Client()
    free = free_times(now=timezone.now(), policy=POLICY)
    answers = [
        visitor.post(BOOK, form(slot=one.from_at.isoformat(), email=f"a{number}@example.org")).status_code
        for number, one in enumerate(free[:12])
    ]

    assert answers.count(302) == 10
    assert answers[-1] == 422


def test_a_tenants_appointment_is_their_own():
    ada = make_person(email="ada@example.org")
    client = Client()
    client.force_login(make_user(person=ada))

    client.post(BOOK, form())

    assert Appointment.objects.get().person == ada


def test_an_unknown_link_is_not_found():
    for name in ("appointment", "calendar_file", "ticket"):
        assert Client().get(reverse(f"counter:{name}", args=["nothing"])).status_code == 404


# --- the hall -------------------------------------------------------------------------------------------------------


def test_the_screen_shows_numbers_and_no_names():
    make_ticket(number=7, drawn_at=timezone.now(), appointment=make_appointment(starts_at=timezone.now()))

    page = Client().get(reverse("counter:screen")).content.decode()
    fragment = Client().get(reverse("counter:screen"), headers={"hx-request": "true"}).content.decode()

    assert ">7<" in page
    assert "Ada" not in page
    assert "<html" not in fragment


def test_somebodys_own_number_says_how_many_go_before():
    now = timezone.now()
    make_ticket(number=1, drawn_at=now - timedelta(minutes=2))
    mine = make_ticket(number=2, drawn_at=now - timedelta(minutes=1))
    address = reverse("counter:ticket", args=[mine.key])

    assert "1 person goes before you." in english().get(address).content.decode()
    Ticket.objects.filter(pk=mine.pk).update(status=TicketStatus.CALLED, called_at=now, desk=3)
    assert "Come to desk 3" in english().get(address).content.decode()
    Ticket.objects.filter(pk=mine.pk).update(status=TicketStatus.HELPED)
    assert "not in use any more" in english().get(address).content.decode()


# --- the colleague --------------------------------------------------------------------------------------------------


def test_somebody_with_an_appointment_is_received_called_and_helped(bas):
    soon = make_appointment(starts_at=timezone.now())

    assert bas.get(reverse("counter:board")).status_code == 200
    drawn = bas.post(reverse("counter:here", args=[soon.pk]))
    assert bas.get(drawn["Location"]).status_code == 200
    bas.post(reverse("counter:call_next"), {"desk": 2})
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.desk) == (TicketStatus.CALLED, 2)
    assert "Ada de Boer" in bas.get(reverse("counter:board")).content.decode()

    bas.post(reverse("counter:act", args=[ticket.pk, "help"]), {"solved": "no"})

    ticket.refresh_from_db()
    assert (ticket.status, ticket.is_solved) == (TicketStatus.HELPED, False)


def test_what_cannot_be_done_is_said_and_changes_nothing(bas):
    ticket = make_ticket(drawn_at=timezone.now())
    later = make_appointment(starts_at=timezone.now() + timedelta(days=3))

    assert bas.post(reverse("counter:act", args=[ticket.pk, "help"])).status_code == 302
    assert bas.post(reverse("counter:act", args=[ticket.pk, "call"])).status_code == 404
    assert bas.post(reverse("counter:act", args=[ticket.pk, "eat"])).status_code == 404
    assert bas.post(reverse("counter:here", args=[later.pk])).status_code == 302
    assert bas.post(reverse("counter:call_next"), {"desk": "x"}).status_code == 302
    assert bas.post(reverse("counter:come_in"), {"subject": "x"}).status_code == 302

    assert [(one.status, one.pk) for one in Ticket.objects.all()] == [(TicketStatus.WAITING, ticket.pk)]


def test_the_board_asks_the_database_the_same_however_many_wait(bas, django_assert_max_num_queries):
    now = timezone.now()
    for number in range(1, 13):
        make_ticket(number=number, drawn_at=now, appointment=make_appointment(starts_at=now, place=number))
    bas.get(reverse("counter:board"))

    with django_assert_max_num_queries(16):
        page = bas.get(reverse("counter:board"), headers={"hx-request": "true"})

    assert page.status_code == 200
