"""The policy as a page, and the page on which a manager changes it."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from voordeur.policy import presets
from voordeur.promises.models import PolicyVersion
from voordeur.promises.tests.factories import make_policy_version

pytestmark = pytest.mark.django_db

GEPAST = presets.dump(presets.load("gepast"))


@pytest.fixture
def manager(settings, client):
    settings.STAFF_SECOND_FACTOR = False
    make_policy_version()
    user = get_user_model().objects.create_user(email="manager@example.org", name="Sam Bakker", role="manager")
    client.force_login(user)
    return user


def send(client, **changes) -> str:
    later = timezone.localtime() + timedelta(days=40)
    told = {"text": GEPAST, "starts_at": f"{later:%Y-%m-%d} 00:00", "note": "Kortere dagdelen"}
    return client.post(reverse("promises:change"), {**told, **changes}, follow=True).content.decode()


@pytest.mark.parametrize(("language", "words"), [("nl", "Gepast"), ("en", "Fitting")])
def test_anyone_reads_what_is_promised_in_their_language(client, language: str, words: str):
    make_policy_version()
    client.cookies["language"] = language
    page = client.get(reverse("promises:page")).content.decode()
    assert words in page
    assert reverse("promises:change") not in page


def test_while_nothing_is_promised_the_page_says_so(client):
    answer = client.get(reverse("promises:page"))
    assert answer.status_code == 503
    assert "Traceback" not in answer.content.decode()


def test_checking_shows_what_would_change_and_keeps_nothing(client, manager):
    page = send(client, text=GEPAST.replace("window_minutes = 240", "window_minutes = 120"))
    assert "appointments.window_minutes" in page
    assert "4 uur" in page
    assert "2 uur" in page
    assert PolicyVersion.objects.count() == 1


def test_keeping_makes_a_version_that_anyone_can_read(client, manager):
    send(client, text=GEPAST.replace("window_minutes = 240", "window_minutes = 120"), keep="1")
    kept = PolicyVersion.objects.latest("pk")
    assert (kept.created_by, kept.note) == (manager, "Kortere dagdelen")
    client.logout()
    assert client.get(reverse("promises:version", args=[kept.pk])).status_code == 200


def test_a_fault_stands_by_its_field_with_what_is_allowed(client, manager):
    page = send(client, text=GEPAST.replace("window_minutes = 240", 'window_minutes = "kort"'), keep="1")
    assert "appointments.window_minutes" in page
    assert PolicyVersion.objects.count() == 1


def test_text_that_is_no_toml_is_a_fault_and_no_broken_page(client, manager):
    assert "vd-" in send(client, text="= dit is niets =", keep="1")
    assert PolicyVersion.objects.count() == 1


def test_a_start_in_the_past_is_refused_in_a_sentence(client, manager):
    page = send(client, starts_at="2021-01-01 00:00", keep="1")
    assert "Nieuwe beloften gaan daarom in de toekomst in" in page
    assert PolicyVersion.objects.count() == 1


def test_a_preset_can_be_the_start_of_a_change(client, manager):
    page = client.get(reverse("promises:change"), {"from": "sober_1994"}).content.decode()
    assert "sober_1994" in page


def test_what_has_started_is_not_taken_back(client, manager):
    version = PolicyVersion.objects.get()
    page = client.post(reverse("promises:take_back", args=[version.pk]), follow=True).content.decode()
    assert PolicyVersion.objects.exists()
    assert "vd-alert" in page
