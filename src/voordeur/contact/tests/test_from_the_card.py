"""What is started from the card of a tenant with what is known filled in, and what a craftsman reads of them."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from voordeur.contact import texts
from voordeur.contact.models import ContactMoment
from voordeur.contact.rules.cautions import CautionKind
from voordeur.contact.tests.factories import Office, make_caution, make_office
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.repairs.models import Draft
from voordeur.repairs.tests.factories import make_booked, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings) -> Office:
    settings.STAFF_SECOND_FACTOR = False
    return make_office()


def started(office: Office, process: str) -> str:
    """The page at which one click from the card ends."""
    client = Client()
    client.force_login(office.noor)
    told = {"person": office.ada.pk, "home": office.home.pk}
    answer = client.post(reverse("contact:start", args=[process]), told, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_card_has_a_button_for_everything_that_can_be_started(office: Office):
    client = Client()
    client.force_login(office.noor)
    page = client.get(reverse("contact:person", args=[office.ada.pk])).content.decode()
    assert set(texts.STARTS) == {"repair", "complaint", "appointment", "message"}
    for process in texts.STARTS:
        assert reverse("contact:start", args=[process]) in page
    assert reverse("contact:promise") in page


@pytest.mark.parametrize("process", ["complaint", "appointment", "message"])
def test_what_is_started_knows_who_it_is_for(office: Office, process: str):
    assert office.ada.full_name in started(office, process)


def test_a_repair_that_is_started_knows_who_and_where(office: Office):
    started(office, "repair")
    draft = Draft.objects.get()
    assert (draft.data["reporter"], draft.dwelling) == (office.ada.pk, office.home)


def test_an_appointment_at_the_desk_has_the_address_and_number_of_the_tenant(office: Office):
    page = started(office, "appointment")
    assert 'value="ada@example.org"' in page
    assert f'value="{office.ada.phone}"' in page


@pytest.mark.parametrize("who", ["nobody", "tenant", "craftsman"])
def test_whoever_may_not_see_a_tenant_reads_nothing_of_them_on_the_page_of_the_desk(office: Office, who: str):
    client = Client()
    if who != "nobody":
        client.force_login(make_user(role=Role.TENANT if who == "tenant" else Role.CRAFTSMAN))
    page = client.get(reverse("counter:book"), {"person": office.ada.pk}).content.decode()
    assert "ada@example.org" not in page
    assert client.get(reverse("counter:book"), {"person": "9" * 30}).status_code == 200


def test_a_promise_begins_a_contact_and_opens_its_form(office: Office):
    client = Client()
    client.force_login(office.noor)
    told = {"person": office.ada.pk, "home": office.home.pk}
    page = client.post(reverse("contact:promise"), told, follow=True).content.decode()

    moment = ContactMoment.objects.get()
    assert (moment.person, moment.dwelling, moment.is_open) == (office.ada, office.home, True)
    assert '<details class="vd-details" open>' in page
    assert 'value="06 12345678"' in page
    # Twice is one contact.
    client.post(reverse("contact:promise"), told)
    assert ContactMoment.objects.count() == 1


def test_a_craftsman_reads_what_is_dangerous_at_the_door_and_nothing_of_a_case_at_law(settings):
    settings.STAFF_SECOND_FACTOR = False
    street = make_street()
    repair, task = make_booked(street)
    repair.dwelling.has_asbestos = True
    repair.dwelling.save(update_fields=["has_asbestos"])
    for kind in CautionKind:
        make_caution(person=street.ada, now=timezone.now(), kind=kind, note=f"Zin over {kind}")
    client = Client()
    client.force_login(task.visit.shift.craftsman.user)

    page = client.get(reverse("repairs:visit", args=[task.pk])).content.decode()

    assert "Asbest" in page
    assert [kind for kind in CautionKind if f"Zin over {kind}" in page] == ["BEZ", "AGS"]

    client.force_login(make_user(role=Role.PLANNER))
    card = client.get(reverse("repairs:card", args=[repair.pk])).content.decode()
    assert [kind for kind in CautionKind if f"Zin over {kind}" in card] == ["BEZ", "AGS"]
