"""Answers in words: what may be chance, who gains and who loses, and names that stay true."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.policy import presets
from voordeur.promises.tests.factories import make_policy_version
from voordeur.twin import views
from voordeur.twin.models import Study
from voordeur.twin.queries.policies import turnable
from voordeur.twin.queries.studies import Column
from voordeur.twin.services.charts.canvas import ticks
from voordeur.twin.services.pictures import side_by_side, teller
from voordeur.twin.tests.factories import NOW, make_done
from voordeur.twin.texts import answers, explored, figures, refusal
from voordeur.twin.views.answers import sides

SIZE = {"town": "made_up", "homes": "150", "replications": "4", "years": "1", "seed": "1", "year": "2027"}


def moved(low: float, high: float) -> dict[str, object]:
    """A difference as a study keeps it."""
    return {"mean": (low + high) / 2, "low": low, "high": high, "differs": low > 0 or high < 0}


@pytest.mark.parametrize(
    ("code", "unit", "found", "told"),
    [
        ("cost_per_home_cents", "cents_per_year", moved(-210, 120), "may be chance: between €2.10 less and €1.20 more"),
        ("mark_repairs", "mark", moved(-0.03, 0.02), "may be chance: between 0.03 lower and 0.02 higher"),
        (
            "no_access_share",
            "share",
            moved(-0.01, 0.02),
            "may be chance: between 1.0 points lower and 2.0 points higher",
        ),
        ("fte_craft", "fte", moved(0.0, 0.0), "no difference"),
        ("contact_cents_per_home", "cents_per_year", moved(-0.2, 0.3), "no difference"),
        ("fte_craft", "fte", moved(0.3, 0.9), "between 0.3 and 0.9\u00a0fte more"),
        # A step that exceeds chance by itself, and no longer when many are looked at.
        ("fte_craft", "fte", {**moved(0.3, 0.9), "differs": False}, "may be chance: between 0.3 and 0.9\u00a0fte more"),
    ],
)
def test_a_difference_that_may_be_chance_still_says_how_large_it_can_be(code: str, unit: str, found, told: str):
    with override("en"):
        assert figures.difference(code, found, unit) == told


def test_no_proof_of_a_difference_is_not_told_as_proof_of_none():
    money = {"cost_per_home_cents": moved(-210, 120)}
    with override("en"):
        for told in (answers.cost("4 hours", "2 hours", money, 500), explored.saved(moved(-210, 120), 500)):
            assert "cannot be said: between €2.10 less and €1.20 more" in told
        assert "as much as" in answers.cost("4 hours", "2 hours", {"cost_per_home_cents": moved(0, 0)}, 500)


def test_what_is_too_small_to_notice_is_no_line_of_the_answer():
    found = {"fte_second_line": moved(0.001, 0.004), "fte_craft": moved(0.3, 0.9)}
    units = {"fte_second_line": "fte", "fte_craft": "fte"}
    with override("en"):
        (line,) = answers.yields(found, units)
    assert line.startswith("Craftsmen")


@pytest.mark.parametrize(
    ("low", "high"), [(6.8, 7.9), (7.4, 7.9), (0.1, 0.9), (55_000.0, 57_100.0), (120_000.0, 130_000.0)]
)
@pytest.mark.parametrize("unit", ["mark", "cents_per_year"])
def test_no_number_along_an_axis_is_rounded(unit: str, low: float, high: float):
    with override("en"):
        tell = teller(unit, low, high)
        for value in ticks(low, high, 5):
            told = float(tell(value).replace("€", "").replace(",", ""))
            assert told == pytest.approx(value / (100 if unit == "cents_per_year" else 1), abs=0.0051)


def columns() -> list[Column]:
    groups = {group: {} for group in ("all", "older", "district_1")}
    kpi = {"mean": 1.0, "low": 0.5, "high": 1.5}
    kpis = {"cost_per_home_cents": kpi, "mark_repairs": kpi}
    return [Column(name, name.upper(), {"groups": groups, "kpis": kpis}) for name in ("a", "b", "c")]


def test_who_loses_and_who_gains_is_said_in_a_sentence():
    found = {
        ("a", "b"): {
            "all": {"mark_repairs": moved(-0.2, 0.1), "repair_lead_days": moved(-2, -1)},
            "older": {"mark_repairs": moved(-0.3, -0.1), "repair_lead_days": moved(-2, 1)},
            "district_1": {"mark_repairs": moved(-0.3, -0.1), "repair_lead_days": moved(-2, -1)},
        },
        ("a", "c"): {"all": {"mark_repairs": moved(-0.2, 0.1)}},
    }
    with override("en"):
        told = sides(columns(), found, {})
    # The town is one district, so it is not told twice.
    assert told["sides"] == [
        (
            "With “B” this gets worse: mark for repairs lower (65 or older). And this gets better: days from report to "
            "ready shorter (all tenants)."
        ),
        "With “C” nothing surely gets better or worse for any group.",
    ]
    assert told["by_chance"].startswith("Looked at were 5 differences.")


def test_policies_that_were_never_compared_are_not_told_to_be_the_same():
    with override("en"):
        picture = side_by_side(columns(), {})[0]
    assert picture.title == "Cost per home per year"


def test_a_large_number_in_a_refusal_can_be_read():
    with override("nl"):
        told = refusal("study_too_large", {"many": 294_000_000, "most": 200_000_000})
    assert "294.000.000" in told
    assert "200.000.000" in told


@pytest.fixture
def manager(client: Client, settings) -> Client:
    settings.STAFF_SECOND_FACTOR = False
    make_policy_version(preset="gepast")
    client.cookies["language"] = "en"
    client.force_login(make_user(role=Role.MANAGER))
    return client


@pytest.mark.django_db
def test_a_study_calls_a_version_by_the_day_it_began_because_now_does_not_stay_now(manager: Client):
    address = reverse("twin:ask", kwargs={"kind": "notch"}) + "?promise=appointments.window_minutes"
    assert "Now (Fitting)" in manager.get(address).content.decode()
    manager.post(address, SIZE | {"values": ["0"]})
    study = Study.objects.get()
    assert study.asked["base"]["en"].startswith("Fitting, from ")
    assert "Now" not in study.name


@pytest.mark.django_db
def test_two_searches_for_other_goals_have_other_names(manager: Client):
    address = reverse("twin:ask", kwargs={"kind": "search"})
    for mark in ("7,7", "7,85"):
        manager.post(address, SIZE | {"policy": "preset-gepast", "mark": mark, "emergencies": "90"})
    assert [one.name for one in Study.objects.order_by("pk")] == [
        "The cheapest promises – Fitting (mark from 7.7, emergencies from 90%)",
        "The cheapest promises – Fitting (mark from 7.85, emergencies from 90%)",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("others", "sentence"),
    [
        ("1,5", "is 1,5. A whole number is needed here"),
        ("60,90", "put a semicolon between two numbers"),
        ("-5", "is -5. Allowed: 1 or more."),
        ("1440", "Allowed: 480 or less."),
    ],
)
def test_a_wrong_value_of_a_promise_is_told_in_words_and_in_its_own_unit(manager: Client, others: str, sentence: str):
    address = reverse("twin:ask", kwargs={"kind": "notch"}) + "?promise=appointments.window_minutes"
    assert sentence in manager.post(address, SIZE | {"others": others}).content.decode()


@pytest.mark.django_db
def test_what_a_share_may_be_is_told_in_percent_as_it_is_typed(manager: Client):
    address = reverse("twin:ask", kwargs={"kind": "notch"}) + "?promise=staffing.target_share"
    assert "is 150. Allowed: less than 100." in manager.post(address, SIZE | {"others": "150"}).content.decode()


@pytest.mark.django_db
def test_kept_studies_of_one_name_can_be_told_apart(manager: Client):
    asked = {"policies": [presets.dump(presets.load(name)) for name in ("gepast", "klantgericht")]}
    labels = [{"nl": name, "en": name} for name in ("Gepast", "Klantgericht")]
    for homes, days in ((150, 1), (150, 40), (300, 40)):
        make_done(now=NOW - timedelta(days=days), asked={**asked, "labels": labels}, homes=homes, name="Proef")
    found = set(re.findall(r">(Proef; [^<]+)</option>", manager.get(reverse("twin:kept")).content.decode()))
    assert len(found) == 3


@pytest.mark.django_db
@pytest.mark.parametrize(("homes", "is_told"), [(300, True), (10_000, False)])
def test_an_answer_of_few_homes_says_that_they_are_dear(manager: Client, homes: int, is_told: bool):
    study = make_done(homes=homes)
    text = manager.get(reverse("twin:study", kwargs={"key": study.key})).content.decode()
    assert ("With so few homes every home is dear" in text) == is_told


def test_one_thing_has_one_name_in_dutch():
    catalogue = Path(views.__file__).parents[1] / "locale/nl/LC_MESSAGES/django.po"
    said = [line for line in catalogue.read_text().splitlines() if not line.startswith(("msgid", "#"))]
    for word in ("onderzoek", "overgenomen", "interval van"):
        assert not [line for line in said if word in line.lower()]


def test_no_promise_that_can_be_turned_is_told_in_codes():
    with override("nl"):
        told = {one.field: one.told for one in turnable(presets.load("gepast"))}
    assert told["renovation.groups"] == "kleuren, keukenfronten en tegels"
    assert told["renovation.default_when_silent"] == "krijgt de standaardkeuze"


@pytest.mark.django_db
def test_the_answer_of_a_turned_promise_comes_before_its_curves(manager: Client):
    texts = [presets.dump(presets.load("gepast"))]
    asked = {
        "policies": texts,
        "field": "appointments.window_minutes",
        "values": [240, 60],
        "labels": [{"nl": "4 uur", "en": "4 hours"}, {"nl": "1 uur", "en": "1 hour"}],
        "promise": {"nl": "Breedte", "en": "Width"},
        "base": {"nl": "Gepast", "en": "Fitting"},
    }
    study = make_done(now=NOW - timedelta(days=1), kind="notch", asked=asked, replications=4)
    text = manager.get(reverse("twin:study", kwargs={"key": study.key})).content.decode()
    # Adopting takes the whole policy along, not this one promise.
    assert "Adopt “Fitting: 1 hour”" in text
    adopt = re.search(r'href="([^"]+/adopt/[0-9]+/)"', text)
    assert adopt is not None
    assert "Adopt “Fitting: 1 hour”" in manager.get(adopt[1]).content.decode()
    order = [text.index(one) for one in ("a home costs", "<svg", 'id="who"', 'id="figures"')]
    assert order == sorted(order)
