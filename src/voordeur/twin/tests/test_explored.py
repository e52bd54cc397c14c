"""Questions about many promises and about estimates: their forms, and their answers in words and pictures."""

import pytest
from django.test import Client
from django.urls import reverse

from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.policy import presets
from voordeur.promises.tests.factories import make_policy_version
from voordeur.twin.models import Study
from voordeur.twin.tests.factories import make_done

pytestmark = pytest.mark.django_db

SIZE = {"town": "made_up", "homes": "150", "replications": "5", "years": "1", "seed": "3", "year": "2027"}
FIELDS = ["appointments.window_minutes", "appointments.free_choice"]
GEPAST = {"policies": [presets.dump(presets.load("gepast"))], "labels": [{"nl": "Gepast", "en": "Fitting"}]}


@pytest.fixture
def manager(client: Client, settings) -> Client:
    settings.STAFF_SECOND_FACTOR = False
    make_policy_version(preset="gepast")
    client.cookies["language"] = "en"
    client.force_login(make_user(role=Role.MANAGER))
    return client


def page(client: Client, study: Study) -> str:
    return client.get(reverse("twin:study", kwargs={"key": study.key})).content.decode()


@pytest.mark.parametrize("kind", ["tornado", "frontier", "search", "weights"])
def test_every_question_about_many_promises_is_asked_on_a_page(manager: Client, kind: str):
    address = reverse("twin:ask", kwargs={"kind": kind})
    assert manager.get(address).status_code == 200
    given = SIZE | {"policy": "preset-gepast", "fields_turned": FIELDS, "mark": "7,7", "emergencies": "90", "other": ""}
    assert manager.post(address, given).status_code == 302
    study = Study.objects.get()
    assert (study.kind, study.asked["seed"]) == (kind, 3)
    if kind == "search":
        assert study.asked["keep"] == [
            {"kpi": "mark_repairs", "at_least": 7.7},
            {"kpi": "emergencies_in_4_hours_share", "at_least": 0.9},
        ]


@pytest.mark.parametrize(
    ("kind", "changes", "sentence"),
    [
        ("search", {"mark": "eleven"}, "Mark for repairs, at least is eleven. A number is needed here."),
        ("search", {"mark": "11"}, "Mark for repairs, at least is 11. Allowed is a number from 1 to 10."),
        ("search", {"mark": "", "emergencies": ""}, "Give at least one goal."),
        ("search", {"fields_turned": ["letting.model"]}, "One of these promises cannot be turned."),
        ("search", {"policy": "version-999"}, "This policy does not exist any more."),
        ("weights", {"other": "preset-gepast"}, "Choose another policy than the first."),
        ("tornado", {"replications": "1"}, "#id_replications"),
    ],
)
def test_what_cannot_be_asked_is_told(manager: Client, kind: str, changes, sentence: str):
    given = SIZE | {"policy": "preset-gepast", "fields_turned": FIELDS, "mark": "7,7", "emergencies": "90"} | changes
    answer = manager.post(reverse("twin:ask", kwargs={"kind": kind}), given)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Study.objects.exists()


def test_a_tornado_is_told_with_its_pictures_and_who_gains(manager: Client):
    text = page(manager, make_done(kind="tornado", asked=GEPAST | {"fields": FIELDS}, replications=4))
    assert text.count("<svg") == 4
    assert "Width of a window" in text
    assert "2 hours" in text
    assert "Promises that the simulation does not feel" in text


def test_the_weights_are_told_beside_what_luck_does(manager: Client):
    text = page(manager, make_done(kind="weights", asked=GEPAST | {"draws": 3}, replications=3))
    assert "with all estimates in doubt" in text
    assert text.count("<svg") == 4
    assert "estimate" in text


def test_a_frontier_draws_every_set_that_was_tried(manager: Client):
    text = page(manager, make_done(kind="frontier", asked=GEPAST | {"fields": FIELDS}, replications=5))
    assert text.count("<svg") == 2
    assert "sets were tried" in text


def test_the_cheapest_set_is_told_with_how_sure_its_goals_are(manager: Client):
    keep = [{"kpi": "mark_repairs", "at_least": 7.0}]
    text = page(manager, make_done(kind="search", asked=GEPAST | {"fields": FIELDS, "keep": keep}, replications=5))
    assert "Mark for repairs: at least 7.00" in text
    assert "How sure the goals are" in text
