"""The front door, the way in per role and the tenant's own page."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from voordeur.homes.tests.factories import make_tenancy
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_mandate, make_person, make_user
from voordeur.portal.views import START
from voordeur.promises.tests.factories import make_policy_version
from voordeur.repairs.rules.actor import VISITOR
from voordeur.repairs.tests.factories import TENANT_PAYS, book_first, make_street, report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


def page_of(user, name: str = "portal:my") -> str:
    client = Client()
    client.force_login(user)
    return client.get(reverse(name), follow=True).content.decode()


def test_the_front_door_gives_the_number_of_the_policy(client):
    make_policy_version()
    page = client.get(reverse("portal:front_door")).content.decode()
    assert "088 000 11 22" in page
    assert reverse("repairs:report") in page


def test_before_any_policy_holds_the_front_door_says_what_is_wrong(client):
    answer = client.get(reverse("portal:front_door"))
    assert answer.status_code == 503
    assert "<h1" in answer.content.decode()


@pytest.mark.parametrize("role", sorted(Role))
def test_everyone_is_led_to_where_their_work_begins(client, role: Role):
    make_policy_version()
    client.force_login(make_user(role=role))
    assert client.get(reverse("portal:start"))["Location"] == reverse(START[role])


def test_a_tenant_sees_the_visit_that_comes_and_what_is_asked():
    street, now = make_street(first_day=timezone.localdate()), timezone.now()
    planned = report(street, now=now)
    book_first(planned, by=VISITOR, now=now)
    asked = report(street, TENANT_PAYS, now=now)

    page = page_of(street.ada_user)

    for repair in (planned, asked):
        assert reverse("repairs:by_token", args=[repair.token]) in page
    assert "Sam Bakker" in page or "tussen" in page


def test_a_tenant_without_repairs_reads_how_to_report_one():
    make_policy_version()
    tenancy = make_tenancy()
    page = page_of(make_user(person=tenancy.household.members.get().person))
    assert reverse("repairs:report") in page
    assert str(tenancy.dwelling) in page


def test_a_tenant_whose_tenancy_ended_still_has_a_page():
    make_policy_version()
    assert "<h1" in page_of(make_user())


def test_who_acts_for_a_tenant_sees_their_repairs_and_a_neighbour_does_not():
    street, now = make_street(first_day=timezone.localdate()), timezone.now()
    repair = report(street, now=now)
    daughter = make_person(first_name="Noor")
    make_mandate(principal=street.ada, agent=daughter)

    address = reverse("repairs:by_token", args=[repair.token])
    assert address in page_of(make_user(person=daughter))
    assert address not in page_of(make_user(person=make_tenancy().household.members.get().person))
