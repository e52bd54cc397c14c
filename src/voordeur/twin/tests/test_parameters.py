"""The register on a page: how every number is known, what was measured of it, and how much it matters."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.policy import presets
from voordeur.promises.tests.factories import make_policy_version
from voordeur.twin.engine import register as registers
from voordeur.twin.models import Study
from voordeur.twin.queries import parameters
from voordeur.twin.queries.parameters import newest_weights
from voordeur.twin.tests.factories import make_calibration, make_done
from voordeur.twin.texts import parameters as texts

pytestmark = pytest.mark.django_db

ADDRESS = "/twin/parameters/"


@pytest.fixture
def manager(client: Client, settings) -> Client:
    settings.STAFF_SECOND_FACTOR = False
    make_policy_version(preset="gepast")
    client.force_login(make_user(role=Role.MANAGER))
    return client


def page(client: Client, query: str = "", language: str = "en") -> str:
    client.cookies["language"] = language
    answer = client.get(ADDRESS + query)
    assert answer.status_code == 200
    return answer.content.decode()


def make_weights(**changes: Any) -> Study:
    asked = {"policies": [presets.dump(presets.load("gepast"))], "labels": [{"nl": "Gepast", "en": "Fitting"}]}
    return make_done(kind="weights", asked=asked | {"seed": 1}, replications=3, **changes)


def test_every_number_stands_there_with_its_value_range_source_and_how_it_is_known(manager: Client):
    text = page(manager)
    for one in registers.load():
        assert f'id="{one.code}"' in text, one.code
    assert "Repair requests per home" in text
    assert "1 to 4" in text
    assert "http://www.bestaandewoningbouw.nl/" in text
    assert "Woonstad 2017: 13% app, portal and forms" in text
    in_dutch = page(manager, language="nl")
    assert "Hoe vaak iemand iets vraagt" in in_dutch
    assert "Woonstad 2017: 13% app, portaal en formulieren" in in_dutch
    assert "own estimate" not in in_dutch


def test_every_section_unit_and_mark_of_the_register_has_its_words():
    for one in registers.load():
        assert one.section in texts.SECTIONS
        assert one.mark in texts.MARK_NOTES
        assert texts.value(one.value, one.unit)


@pytest.mark.parametrize(
    ("amount", "unit", "told"),
    [
        (0.725, "share", "72.5%"), (0.0, "share", "0%"), (1.6, "times", "1.6\u00a0times"), (9500, "cents", "€95.00"),
        (0.03, "mark", "0.03\u00a0points of a mark"), (1.2346, "weight", "1.2346\u00a0weight beside the others"),
    ],
)  # fmt: skip
def test_a_value_is_told_in_its_own_digits_and_unit(amount: float, unit: str, told: str):
    with override("en"):
        assert texts.value(amount, unit) == told


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("?mark=found", "phone_share", "fix_share"),
        ("?section=marks", "mark_level", "phone_share"),
        ("?q=PATIENCE", "patience_seconds", "phone_share"),
        ("?q=repair+home", "repairs_per_home", "phone_share"),
    ],
)
def test_numbers_are_found_by_mark_section_and_words(manager: Client, query: str, there: str, not_there: str):
    text = page(manager, query)
    assert f'id="{there}"' in text
    assert f'id="{not_there}"' not in text


@pytest.mark.parametrize("query", ["?q=nonsense-without-sense", "?q=%00%27%22%3Cb%3E&mark=none&section=x&sort=y"])
def test_what_nothing_matches_is_told_and_nonsense_in_the_address_is_no_fault(manager: Client, query: str):
    assert "No numbers here" in page(manager, query)


def test_what_our_own_history_says_stands_beside_it(manager: Client):
    assert "voordeur twin calibrate --keep" in page(manager)
    make_calibration()
    text = page(manager)
    assert "2 values were learned" in text
    assert "5.25\u00a0per year" in text
    assert "between 4.73 and 5.78" in text
    assert "3,201 observations" in text
    assert text.count("outside the range</span>") == 1
    assert "There are too few observations" in text
    assert "71.2%" in text
    only = page(manager, "?own=measured")
    assert 'id="fix_share"' in only
    assert 'id="material_days"' not in only


def test_how_much_each_moves_the_answer_comes_from_the_newest_study_and_orders_the_numbers(manager: Client):
    text = page(manager)
    assert "Nobody has weighed them yet" in text
    assert reverse("twin:ask", kwargs={"kind": "weights"}) in text
    make_weights(name="De eerste")
    newest = make_weights(name="De nieuwste", by=make_user(role=Role.MANAGER))
    text = page(manager)
    assert "De nieuwste" in text
    assert "De eerste" not in text
    assert reverse("twin:study", kwargs={"key": newest.key}) in text
    assert text.count("not weighed") == 2 * sum(one.section == "profile" for one in registers.load())
    spans = {one["code"]: one["figures"]["mark_repairs"]["span"] for one in newest.result["parameters"]}
    ordered = page(manager, "?sort=mark")
    places = {code: ordered.index(f'id="{code}"') for code in spans}
    found = [spans[code] for code in sorted(spans, key=lambda code: places[code]) if spans[code] > 0.0]
    assert found == sorted(found, reverse=True)
    assert found


def test_the_page_says_when_what_was_weighed_is_the_difference_between_two_policies(manager: Client):
    make_weights()
    assert "difference between two policies" not in page(manager)
    both = [presets.dump(presets.load(name)) for name in ("klantgericht", "gepast")]
    make_done(make_user(role=Role.MANAGER), kind="weights", asked={"policies": both, "seed": 1}, replications=3)
    assert "Its answer is the difference between two policies." in page(manager)


def test_who_may_not_read_studies_gets_no_weights_of_them():
    make_weights()
    assert newest_weights(make_user(role=Role.PLANNER)) is not None
    assert newest_weights(make_user(role=Role.TENANT)) is None


def test_who_only_reads_sees_the_numbers_but_no_button_to_ask(client: Client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(make_user(role=Role.PLANNER))
    text = page(client)
    assert reverse("twin:ask", kwargs={"kind": "weights"}) not in text
    assert "Back to the dial" not in text


def test_the_dial_and_every_answer_lead_to_the_numbers(manager: Client):
    manager.cookies["language"] = "en"
    study = make_weights()
    for address in (reverse("twin:dial"), reverse("twin:study", kwargs={"key": study.key})):
        assert f'href="{ADDRESS}"' in manager.get(address).content.decode()


def test_the_page_takes_a_handful_of_queries(manager: Client, django_assert_max_num_queries):
    make_weights()
    make_calibration()
    with django_assert_max_num_queries(8):
        page(manager)
    assert len(parameters.listed(make_user(role=Role.MANAGER)).rows) == len(registers.load().parameters)
