"""Measuring the own figures from a page: who may, once at a time, and what happens with too little history."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from voordeur.base import lanes
from voordeur.base.models import OutboxEvent
from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.promises.tests.factories import make_policy_version
from voordeur.repairs.tests.factories import NOW, make_finished, make_repair, make_street
from voordeur.twin.models import Calibration, Measuring
from voordeur.twin.queries import calibration
from voordeur.twin.rules import Status
from voordeur.twin.services import measuring, studies

pytestmark = pytest.mark.django_db

ADDRESS = "/twin/parameters/"
LATER = NOW + timedelta(days=30)


@pytest.fixture
def manager(client: Client, settings) -> Client:
    settings.STAFF_SECOND_FACTOR = False
    make_policy_version(preset="gepast")
    client.cookies["language"] = "en"
    client.force_login(make_user(role=Role.MANAGER))
    return client


def page(client: Client) -> str:
    client.cookies["language"] = "en"
    return client.get(ADDRESS).content.decode()


def test_with_too_little_history_the_page_says_so_and_nothing_is_kept(manager: Client):
    assert "Measure our own figures" in page(manager)
    assert manager.post(reverse("twin:measure")).headers["Location"] == f"{ADDRESS}#own"
    assert "being measured" in page(manager)
    while lanes.run_one(studies.LANE):
        pass
    asked = Measuring.objects.get()
    assert (asked.status, asked.refusal_code) == (Status.FAILED, "no_history")
    text = page(manager)
    assert "no repair is known. There is nothing to learn from yet." in text
    assert "Measure our own figures" in text
    assert not Calibration.objects.exists()


def test_what_is_being_measured_is_not_measured_twice(manager: Client):
    for _ in range(3):
        assert manager.post(reverse("twin:measure")).status_code == 302
    assert Measuring.objects.count() == 1
    assert OutboxEvent.objects.filter(kind="twin.measure").count() == 1


def test_what_was_learned_is_kept_once_and_the_page_says_from_when():
    street = make_street()
    make_finished(street)
    for number in range(60):
        make_repair(dwelling=street.dwelling, reported_at=NOW - timedelta(days=number))
    asked = measuring.ask(by=make_user(role=Role.MANAGER), now=LATER)
    for _ in range(2):
        measuring.work_out(asked.pk, now=LATER)
    asked.refresh_from_db()
    kept = Calibration.objects.get()
    assert (asked.status, asked.kept, asked.refusal_code) == (Status.DONE, kept, "")
    assert calibration.newest().values
    assert measuring.ask(by=asked.asked_by, now=LATER).pk != asked.pk


def test_who_may_not_change_promises_has_nothing_measured(client: Client, settings):
    settings.STAFF_SECOND_FACTOR = False
    make_policy_version(preset="gepast")
    quality = make_user(role=Role.QUALITY)
    client.force_login(quality)
    assert "Measure our own figures" not in page(client)
    assert client.post(reverse("twin:measure")).status_code == 403
    with pytest.raises(Refused, match="not_allowed"):
        measuring.ask(by=quality, now=NOW)
    assert not Measuring.objects.exists()


def test_a_fault_that_nobody_foresaw_is_told_and_can_be_asked_again(manager: Client):
    manager.post(reverse("twin:measure"))
    asked = Measuring.objects.get()
    measuring.give_up(now=NOW, measuring_id=asked.pk, error="ZeroDivisionError: x")
    assert "broken off by a fault of ours (ZeroDivisionError: x)" in page(manager)
    manager.post(reverse("twin:measure"))
    assert Measuring.objects.filter(status=Status.RUNNING).count() == 1
