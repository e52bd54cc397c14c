"""A report can be begun by anyone, and not without end."""

from collections.abc import Iterator
from html import unescape

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.repairs.models import Draft
from voordeur.repairs.tests.factories import LANDLORD_PAYS, TENANT_PAYS, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _three_an_hour(settings) -> Iterator[None]:
    settings.REPORTS_AN_HOUR, settings.STAFF_SECOND_FACTOR = 3, False
    make_street(first_day=timezone.localdate())
    cache.clear()
    yield
    cache.clear()


def begin(client: Client, path: str = LANDLORD_PAYS, **more: str):
    return client.post(reverse("repairs:report"), {"path": path}, **more)


def begun_by(user, times: int) -> list[int]:
    """Each time in a new session, as a machine would."""
    codes = []
    for _ in range(times):
        client = Client()
        if user is not None:
            client.force_login(user)
        codes.append(begin(client).status_code)
    return codes


def test_one_address_begins_so_many_reports_and_then_hears_when_and_whom_to_ring():
    assert begun_by(None, 4) == [302, 302, 302, 429]
    page = unescape(begin(Client()).content.decode())
    assert "Er zijn vanaf hier 3 meldingen begonnen binnen een uur" in page
    assert "tel:112" in page
    assert Draft.objects.count() == 3


def test_another_address_may_go_on():
    begun_by(None, 4)
    assert begin(Client(), REMOTE_ADDR="192.0.2.9").status_code == 302


def test_a_tenant_is_counted_as_themselves_and_not_by_address():
    begun_by(None, 4)
    assert begun_by(make_user(), 4) == [302, 302, 302, 429]


def test_a_colleague_reports_for_others_all_day():
    assert begun_by(make_user(role=Role.CONTACT_AGENT), 5) == [302] * 5


def test_choosing_something_else_on_the_first_page_is_the_same_report(client):
    for path in (LANDLORD_PAYS, TENANT_PAYS, LANDLORD_PAYS, TENANT_PAYS, LANDLORD_PAYS):
        assert begin(client, path).status_code == 302
    assert Draft.objects.get().data["path"] == LANDLORD_PAYS


def test_what_was_answered_stays_when_a_second_report_is_begun_beside_it(client):
    begin(client)
    first = Draft.objects.get()
    Draft.objects.filter(pk=first.pk).update(data={**first.data, "details_done": True})
    begin(client, TENANT_PAYS)
    assert Draft.objects.count() == 2
