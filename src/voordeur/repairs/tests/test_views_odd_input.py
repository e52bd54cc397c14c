"""What no page of ours sends: days at the end of the calendar, moments outside it, numbers too long to be any."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from voordeur.parties.models import User
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.repairs.rules.status import TaskStatus
from voordeur.repairs.tests.factories import LANDLORD_PAYS, Street, actor, book_first, make_street, report

pytestmark = pytest.mark.django_db
LONG = "9" * 5000


@pytest.fixture
def street(settings) -> Street:
    settings.STAFF_SECOND_FACTOR = False
    return make_street(first_day=timezone.localdate())


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30", "morgen"])
def test_a_day_that_cannot_be_is_today(street: Street, day: str):
    assert as_user(street.sam.user).get(reverse("repairs:today"), {"day": day}).status_code == 200
    assert as_user(make_user(role=Role.PLANNER)).get(reverse("planning:day"), {"day": day}).status_code == 200


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "gisteren"])
def test_a_moment_outside_the_calendar_counts_as_now(street: Street, at: str):
    now = timezone.now()
    task = book_first(report(street, now=now), by=actor(street.ada_user), now=now)
    as_user(street.sam.user).post(reverse("repairs:visit_act", args=[task.pk, "travel"]), {"at": at})
    task.refresh_from_db()
    assert task.status == TaskStatus.TRAVELLING
    assert task.travelling_at >= now


@pytest.mark.parametrize(
    ("name", "value"),
    [("material_quantity", "0,001"), ("material_quantity", "1e999999999"), ("material_price", "1e999999999")],
)
def test_an_amount_that_is_none_is_refused_and_the_visit_stays_as_it_was(street: Street, name: str, value: str):
    now = timezone.now()
    task = book_first(report(street, now=now), by=actor(street.ada_user), now=now)
    sam = as_user(street.sam.user)
    sam.post(reverse("repairs:visit_act", args=[task.pk, "begin"]))
    form = {"material_name": "kraan", "material_quantity": "1", "material_price": "2", name: value}
    answer = sam.post(
        reverse("repairs:visit_act", args=[task.pk, "finish"]), form, headers={"Accept": "application/json"}
    )
    task.refresh_from_db()
    assert (answer.status_code, task.status, task.materials.count()) == (409, TaskStatus.BUSY, 0)


def test_a_number_too_long_to_be_one_finds_nothing(street: Street):
    now = timezone.now()
    task = book_first(report(street, now=now), by=actor(street.ada_user), now=now)
    page = as_user(make_user(role=Role.PLANNER)).get(
        reverse("planning:move", args=[task.visit_id]), {"craftsman": LONG}
    )
    assert page.status_code == 200
    assert Client().post(reverse("repairs:report"), {"dwelling": LONG, "path": LANDLORD_PAYS}).status_code == 302
    assert (
        as_user(street.ada_user).post(reverse("repairs:report"), {"dwelling": LONG, "path": LANDLORD_PAYS}).status_code
        == 302
    )
