"""Who somebody at the desk is, another time under the same reference, a reminder that comes once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from voordeur.base.models import AuditEvent, Letter, OutboxEvent
from voordeur.counter.models import Appointment, TicketEvent
from voordeur.counter.queries.times import free_times
from voordeur.counter.rules.status import AppointmentStatus, TicketAction, TicketStatus
from voordeur.counter.services import appointments, queue
from voordeur.counter.tests.factories import MORNING, make_appointment, make_ticket
from voordeur.finding import services as finding
from voordeur.homes.tests.factories import make_dwelling, make_tenancy
from voordeur.kernel.errors import Refused
from voordeur.letters.models import Dispatch
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_person, make_user
from voordeur.policy import presets
from voordeur.promises.tests.factories import make_policy_version

pytestmark = pytest.mark.django_db

POLICY = presets.load("gepast")
HOURS = timedelta(hours=POLICY.channels.desk.remind_hours_before)


@pytest.fixture(autouse=True)
def policy(settings):
    settings.STAFF_SECOND_FACTOR = False
    return make_policy_version()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def refusal(call) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.code


def codes() -> list[str]:
    return list(Dispatch.objects.order_by("pk").values_list("code", flat=True))


# --- who ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def ada():
    person = make_person(first_name="Adelheid", last_name="Zandvoort", infix="", email="ada@example.org", language="en")
    home = make_tenancy(person=person, dwelling=make_dwelling(street="Zilverschoon", number=7)).dwelling
    finding.keep("people", [person.pk])
    finding.keep("homes", [home.pk])
    return person, home


@pytest.mark.parametrize("text", ["Adelheid Zandvoort", "zilverschoon 7", "ada@example.org"])
def test_somebody_is_found_by_name_address_or_mail_with_their_home(ada, text):
    person, home = ada
    sam = signed_in(make_user(role=Role.CONTACT_AGENT))

    page = sam.get(reverse("counter:who"), {"q": text})

    assert [(one.person, one.home) for one, _address in page.context["found"]] == [(person, home)]
    carried = page.context["found"][0][1]
    assert f'name="person" value="{person.pk}"' in sam.get(carried).content.decode()


def test_a_number_for_somebody_who_was_looked_up_carries_who_and_the_home(ada):
    person, home = ada
    sam = make_user(role=Role.CONTACT_AGENT)

    made = queue.draw(
        subject="rent", name="", language="nl", person=person, dwelling=home, by=sam, now=MORNING, policy=POLICY
    )
    queue.call_next(desk=1, by=sam, now=MORNING)
    made.refresh_from_db()
    queue.act(made, TicketAction.HELP, by=sam, now=MORNING)

    assert made.name == "Adelheid Zandvoort"
    told = OutboxEvent.objects.get(kind="contact.happened").payload
    assert (told["person_id"], told["dwelling_id"]) == (person.pk, home.pk)


def test_who_has_a_number_from_the_machine_is_looked_up_and_shown_with_the_home(ada):
    person, home = ada
    user = make_user(role=Role.CONTACT_AGENT)
    sam, waits = signed_in(user), make_ticket(drawn_at=timezone.now())

    sam.post(reverse("counter:name", args=[waits.pk]), {"person": person.pk, "home": home.pk})

    waits.refresh_from_db()
    assert (waits.person, waits.dwelling, waits.status) == (person, home, TicketStatus.WAITING)
    assert TicketEvent.objects.get().action == TicketAction.NAME
    shown = sam.get(reverse("counter:board")).content.decode()
    assert "Adelheid Zandvoort" in shown
    assert home.full_address in shown


@pytest.mark.parametrize("person", ["", "0", "x", "²", "9" * 40])
def test_who_is_not_known_is_not_put_on_a_number(person):
    sam, waits = signed_in(make_user(role=Role.CONTACT_AGENT)), make_ticket(drawn_at=timezone.now())

    assert sam.post(reverse("counter:name", args=[waits.pk]), {"person": person}).status_code == 302

    waits.refresh_from_db()
    assert waits.person is None


def test_a_home_of_somebody_else_is_not_carried_along(ada):
    person, _home = ada
    waits = make_ticket(drawn_at=timezone.now())

    signed_in(make_user(role=Role.CONTACT_AGENT)).post(
        reverse("counter:name", args=[waits.pk]), {"person": person.pk, "home": make_dwelling().pk}
    )

    waits.refresh_from_db()
    assert (waits.person, waits.dwelling) == (person, None)


def test_a_number_that_was_helped_is_nobody_elses_any_more(ada):
    person, home = ada
    helped = make_ticket(status=TicketStatus.HELPED)

    sam = make_user(role=Role.CONTACT_AGENT)
    assert refusal(lambda: queue.name(helped, person=person, dwelling=home, by=sam, now=MORNING)) == (
        "not_with_this_ticket"
    )


def test_an_appointment_that_a_colleague_makes_carries_who_and_the_home_and_speaks_their_language(ada):
    person, home = ada
    sam = signed_in(make_user(role=Role.CONTACT_AGENT))
    slot = free_times(now=timezone.now(), policy=POLICY)[-1].from_at.isoformat()
    address = f"{reverse('counter:book')}?person={person.pk}&home={home.pk}"

    assert home.full_address in sam.get(address).content.decode()
    sam.post(address, {"slot": slot, "subject": "rent", "name": person.full_name, "email": person.email})

    made = Appointment.objects.get()
    assert (made.person, made.dwelling, made.language) == (person, home, "en")


def test_a_visitor_who_writes_somebody_in_the_address_learns_and_takes_nothing(ada):
    person, home = ada
    address = f"{reverse('counter:book')}?person={person.pk}&home={home.pk}"
    slot = free_times(now=timezone.now(), policy=POLICY)[-1].from_at.isoformat()

    for eve in (Client(), signed_in(make_user())):
        assert "Zandvoort" not in eve.get(address).content.decode()
    Client().post(address, {"slot": slot, "subject": "rent", "name": "Eve", "email": "eve@example.org"})

    assert Appointment.objects.get().person is None


# --- another time -----------------------------------------------------------------------------------------------------


def free(number: int):
    return free_times(now=MORNING, policy=POLICY)[number].from_at


def test_an_appointment_is_moved_under_the_same_reference_and_who_comes_is_told():
    made = make_appointment(starts_at=free(3))
    key, sam = made.key, make_user(role=Role.CONTACT_AGENT)

    appointments.move(made, starts_at=free(-1), by=sam, now=MORNING, policy=POLICY)

    made = Appointment.objects.get()
    assert (made.key, made.starts_at, made.status) == (key, free(-1), AppointmentStatus.BOOKED)
    assert codes() == ["desk_appointment_moved"]
    letter = Letter.objects.get()
    assert key in letter.body
    entry = Calendar.from_ical(bytes(letter.files.get().content)).walk("VEVENT")[0]
    assert (entry["SEQUENCE"], entry["DTSTART"].dt) == (1, free(-1))
    row = AuditEvent.objects.get(action="desk appointment moved")
    assert (row.by_id, row.details["to"]) == (sam.pk, free(-1).isoformat())


def test_the_time_that_was_left_is_free_again_and_one_that_is_full_is_refused():
    times = free(3), free(4)
    made = make_appointment(starts_at=times[0])
    full = [make_appointment(starts_at=times[1], place=place) for place in (1, 2)]
    assert len(full) == POLICY.channels.desk.places

    def move() -> None:
        appointments.move(made, starts_at=times[1], by=None, now=MORNING, policy=POLICY)

    assert refusal(move) == "slot_taken"
    appointments.cancel(full[1], now=MORNING)
    move()

    left = [one.places for one in free_times(now=MORNING, policy=POLICY) if one.from_at == times[0]]
    assert left == [POLICY.channels.desk.places]


def test_what_cannot_be_moved_says_why_and_stays():
    made = make_appointment(starts_at=free(3))

    def move(appointment=made, to=None, now=MORNING) -> None:
        appointments.move(appointment, starts_at=to or free(-1), by=None, now=now, policy=POLICY)

    assert refusal(lambda: move(to=free(3))) == "same_time"
    assert refusal(lambda: move(to=free(3) + timedelta(minutes=1))) == "slot_not_offered"
    assert refusal(lambda: move(now=free(3) + timedelta(minutes=1))) == "too_late_to_move"
    cancelled = make_appointment(starts_at=free(5), status=AppointmentStatus.CANCELLED)
    assert refusal(lambda: move(cancelled)) == "not_with_this_appointment"
    stale = Appointment.objects.get(pk=made.pk)
    move()
    assert refusal(lambda: move(stale, to=free(-2))) == "changed_meanwhile"
    assert Appointment.objects.get(pk=made.pk).starts_at == free(-1)


def test_whoever_has_the_link_moves_an_appointment_on_its_page():
    times = free_times(now=timezone.now(), policy=POLICY)
    made = make_appointment(starts_at=times[-1].from_at)
    address = reverse("counter:move", args=[made.key])

    assert Client().get(address).status_code == 200
    assert Client().post(address, {"slot": "tomorrow"}).status_code == 422
    assert Client().post(address, {"slot": times[-1].from_at.isoformat()}).status_code == 422
    moved = Client().post(address, {"slot": times[-2].from_at.isoformat()})

    assert moved["Location"] == reverse("counter:appointment", args=[made.key])
    assert Appointment.objects.get().starts_at == times[-2].from_at


# --- a reminder -------------------------------------------------------------------------------------------------------


def test_who_comes_tomorrow_is_reminded_once():
    make_appointment(starts_at=MORNING)
    before = MORNING - HOURS

    assert appointments.remind(now=before - timedelta(minutes=1)) == 0
    assert appointments.remind(now=before) == 1
    assert appointments.remind(now=before + timedelta(minutes=15)) == 0
    assert codes() == ["desk_appointment_reminder"]


def test_an_appointment_that_was_made_or_moved_just_now_needs_no_reminder():
    late = make_appointment(starts_at=MORNING)
    Appointment.objects.filter(pk=late.pk).update(changed_at=MORNING - timedelta(hours=3))

    assert appointments.remind(now=MORNING - timedelta(hours=2)) == 0


def test_after_a_move_somebody_is_reminded_of_the_new_time():
    made = make_appointment(starts_at=free(3))
    appointments.remind(now=MORNING)
    appointments.move(made, starts_at=free(-1), by=None, now=MORNING, policy=POLICY)

    assert appointments.remind(now=free(-1) - timedelta(hours=1)) == 1
    assert codes()[-1] == "desk_appointment_reminder"


@pytest.mark.parametrize("status", [AppointmentStatus.CANCELLED, AppointmentStatus.CAME, AppointmentStatus.MISSED])
def test_only_who_still_comes_is_reminded(status):
    make_appointment(starts_at=MORNING, status=status)

    assert appointments.remind(now=MORNING - timedelta(hours=1)) == 0


def test_an_association_that_sends_no_reminders_sends_none():
    make_policy_version(preset="sober_1994", starts_at=MORNING - timedelta(days=30))
    make_appointment(starts_at=MORNING)

    assert appointments.remind(now=MORNING - timedelta(hours=1)) == 0
