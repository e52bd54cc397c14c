"""Calls that an agent answered and that nobody noted, and several calls at once on the line of the agent's screen."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from voordeur.base import outbox
from voordeur.contact.models import ContactMoment
from voordeur.contact.services import moments
from voordeur.contact.tests.factories import Office, make_office, make_running
from voordeur.telephone.models import Call
from voordeur.telephone.tests.factories import make_extension, tell

pytestmark = pytest.mark.django_db
NOT_NOTED = "Dit gesprek is nog niet vastgelegd"


@pytest.fixture
def office(settings) -> Office:
    settings.STAFF_SECOND_FACTOR = False
    office = make_office()
    make_extension("201", office.noor)
    return office


@pytest.fixture
def client(office: Office) -> Client:
    client = Client()
    client.force_login(office.noor)
    return client


def line(client: Client) -> str:
    """What the screen of the agent shows now."""
    return client.get(reverse("contact:ringing")).content.decode()


def called(office: Office, *, call: str = "c-2", minutes: int = 10, caller: str = "") -> Call:
    """A call that was answered some minutes ago and lasted three minutes."""
    began = timezone.now() - timedelta(minutes=minutes)
    events = (("ringing", 0), ("answered", 5), ("hung_up", 185))
    for event, seconds in events:
        more = {} if event == "hung_up" else {"extension": "201", "caller": caller or office.ada.phone}
        at = began + timedelta(seconds=seconds)
        assert tell(Client(), event, at=at, sent_at=timezone.now(), call=call, **more).status_code == 201
    return Call.objects.get(number=call)


def begin(client: Client, call: Call, **more: object) -> ContactMoment:
    client.post(reverse("contact:begin"), {"channel": "TEL", "call": call.pk, **more})
    return ContactMoment.objects.get(source=f"call:{call.pk}")


def test_a_call_that_ended_while_another_contact_was_open_waits_to_be_noted(office: Office, client: Client):
    running = make_running(office, now=timezone.now() - timedelta(minutes=20))
    call = called(office)
    shown = line(client)
    assert NOT_NOTED in shown
    # Two contacts at once are refused, so there is no button that says so afterwards.
    assert f'name="call" value="{call.pk}"' not in shown

    moments.finish(running, subject="rent", note="", is_solved=True, by=office.noor, now=timezone.now())
    assert f'name="person" value="{office.ada.pk}"' in line(client)
    answer = client.post(reverse("contact:begin"), {"channel": "TEL", "call": call.pk, "person": office.ada.pk})

    assert answer["Location"] == reverse("contact:person", args=[office.ada.pk]) + f"?home={office.home.pk}"
    noted = ContactMoment.objects.get(source=f"call:{call.pk}")
    assert (noted.person, noted.dwelling, noted.at) == (office.ada, office.home, call.answered_at)
    assert NOT_NOTED not in line(client)


def test_what_the_worker_kept_of_a_call_is_not_a_note_of_the_agent(office: Office, client: Client):
    call = called(office)
    outbox.run_due(now=timezone.now())
    assert ContactMoment.objects.get().seconds == 180
    assert NOT_NOTED in line(client)

    noted = begin(client, call, person=office.ada.pk)
    moments.finish(noted, subject="rent", note="", is_solved=True, by=office.noor, now=timezone.now())

    # A contact about a call that was over took as long as the call, however late it is noted.
    assert ContactMoment.objects.get().seconds == 180
    assert NOT_NOTED not in line(client)


def test_a_call_that_nobody_kept_yet_takes_what_the_call_took(office: Office, client: Client):
    noted = begin(client, called(office, minutes=100), person=office.ada.pk)
    assert "3 minuten" in line(client)
    moments.finish(noted, subject="rent", note="", is_solved=True, by=office.noor, now=timezone.now())
    assert ContactMoment.objects.get().seconds == 180


def test_a_call_that_the_worker_could_give_no_name_gets_the_name_of_whom_it_is_noted_with(
    office: Office, client: Client
):
    call = called(office, caller="+31201112223")
    outbox.run_due(now=timezone.now())
    assert "niemand die wij kennen" in line(client)
    assert begin(client, call, person=office.ada.pk).person == office.ada


def test_a_call_that_was_dropped_as_a_mistake_is_not_asked_for_again(office: Office, client: Client):
    noted = begin(client, called(office))
    client.post(reverse("contact:moment_act", args=[noted.pk, "drop"]))
    noted.refresh_from_db()
    assert (noted.is_open, noted.why_not_solved, noted.seconds) == (False, "broken_off", 180)
    assert NOT_NOTED not in line(client)


def test_a_contact_by_telephone_that_is_begun_during_a_call_is_that_call(office: Office, client: Client):
    tell(Client(), "answered", at=timezone.now() - timedelta(minutes=2), call="c-1", extension="201")
    client.post(reverse("contact:begin"), {"channel": "TEL", "person": office.ada.pk})

    call, noted = Call.objects.get(), ContactMoment.objects.get()
    assert (noted.source, noted.at, noted.person) == (f"call:{call.pk}", call.answered_at, office.ada)
    assert "Aan de lijn" not in line(client)
    tell(Client(), "hung_up", at=timezone.now(), call="c-1")
    outbox.run_due(now=timezone.now())
    moments.finish(noted, subject="rent", note="", is_solved=True, by=office.noor, now=timezone.now())
    assert NOT_NOTED not in line(client)
    assert ContactMoment.objects.count() == 1


def test_a_second_contact_during_a_call_that_is_noted_already_is_a_contact_of_its_own(office: Office, client: Client):
    tell(Client(), "answered", at=timezone.now() - timedelta(minutes=2), call="c-1", extension="201")
    for subject in ("rent", "nuisance"):
        client.post(reverse("contact:begin"), {"channel": "TEL", "person": office.ada.pk})
        moment = ContactMoment.objects.get(is_open=True)
        moments.finish(moment, subject=subject, note="", is_solved=True, by=office.noor, now=timezone.now())
    own, other = ContactMoment.objects.order_by("pk")
    assert (own.source, own.subject) == (f"call:{Call.objects.get().pk}", "rent")
    assert (other.source, other.subject) == ("", "nuisance")


@pytest.mark.parametrize("channel", ["BAL", "EMA"])
def test_a_contact_by_another_way_during_a_call_is_not_that_call(office: Office, client: Client, channel: str):
    tell(Client(), "answered", at=timezone.now() - timedelta(minutes=2), call="c-1", extension="201")
    client.post(reverse("contact:begin"), {"channel": channel, "person": office.ada.pk})
    assert ContactMoment.objects.get().source == ""
    assert "Aan de lijn" in line(client)


def test_a_call_of_a_colleague_is_not_asked_of_others(office: Office, client: Client):
    called(office)
    other = Client()
    other.force_login(office.hanna)
    assert NOT_NOTED not in other.get(reverse("contact:screen")).content.decode()


def test_the_newest_two_calls_are_shown_and_the_earlier_ones_are_counted(office: Office, client: Client):
    for number in range(7):
        called(office, call=f"c-{number}", minutes=10 + number)
    shown = line(client)
    assert shown.count(NOT_NOTED) == 2
    assert "5 eerdere gesprekken" in shown


def test_two_calls_that_ring_at_once_are_both_shown(office: Office, client: Client):
    for number in ("1", "2"):
        tell(Client(), "ringing", at=timezone.now(), call=f"c-{number}", extension="201", caller=f"+3120111222{number}")
    shown = line(client)
    assert shown.count("De telefoon gaat") == 2
    assert "020 111 2221" in shown
    assert "020 111 2222" in shown


def test_a_call_on_the_line_stays_in_sight_while_another_one_rings(office: Office, client: Client):
    tell(Client(), "answered", at=timezone.now(), call="c-1", extension="201", caller="+31201112221")
    tell(Client(), "ringing", at=timezone.now(), call="c-2", extension="201", caller="+31201112222")
    shown = line(client)
    assert "De telefoon gaat" in shown
    assert "Aan de lijn" in shown


def test_waiting_to_be_noted_asks_two_questions_and_answers_nothing_new(office: Office, client: Client):
    called(office)
    called(office, call="c-3")
    tell(Client(), "ringing", at=timezone.now(), call="c-4", extension="201", caller="+31201112222")
    seen = re.search(r"seen=([0-9-]+)", client.get(reverse("contact:screen")).content.decode()).group(1)
    with CaptureQueriesContext(connection) as found:
        status = client.get(reverse("contact:ringing"), {"seen": seen}).status_code
    login = ("django_session", 'FROM "parties_user" WHERE')
    asked = sum(not any(one in query["sql"] for one in login) for query in found.captured_queries)
    assert (status, asked) == (204, 2)
