"""Who pays: the whole annex, its conditions, the subscription, fault and alterations."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from voordeur.policy import presets
from voordeur.repairs.rules.payer import Payer, small_repairs, who_pays
from voordeur.repairs.rules.tree import Outcome, Stop, load, outcome, paths

TREE = load()
LAW = Path(__file__).resolve().parents[4] / ".." / "shared" / "data" / "nl_repair_responsibility.csv"
WITH_SUBSCRIPTION = presets.load("gepast")
SOBER = presets.load("sober_1994")


def _outcome(path: str, **answers: str) -> Outcome:
    found = outcome(TREE, path, answers)
    result = found.outcome if isinstance(found, Stop) else found
    assert result is not None
    return result


def _pays(path: str, policy=SOBER, *, answers=None, **changes) -> Payer:
    facts = {"has_subscription": False, "own_fault": "no", "own_alteration": False, **changes}
    return who_pays(outcome=_outcome(path, **(answers or {})), policy=policy, **facts)


def test_the_annex_has_all_its_letters_from_a_to_v():
    assert "".join(small_repairs()) == "abcdefghijklmnopqrstuv"


def test_the_annex_counts_as_many_works_and_conditions_as_the_law():
    if not LAW.exists():
        pytest.skip("the list of the law is not beside this checkout")
    with LAW.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    for letter, item in small_repairs().items():
        of_law = [row for row in rows if row["ref"] == letter]
        conditions = {
            code
            for row in of_law
            for words, code in (
                ("noemenswaardige kosten", "cheap"),
                ("bereikbaar", "reachable"),
                ("specialistische", "no_skill"),
                ("bouwkundige", "not_building"),
            )
            if words in row["condition"]
        }
        assert (letter, set(item.conditions)) == (letter, conditions)
        assert len(item.works) >= len({row["item"] for row in of_law}) - 2


def test_a_tap_washer_is_the_tenants_with_the_article_named():
    payer = _pays("kitchen/tap/drips")

    assert payer.payer == "tenant"
    assert "letter d" in payer.article
    assert payer.reason_code == "small_repair"


def test_the_subscription_pays_what_it_covers():
    payer = _pays("kitchen/tap/drips", WITH_SUBSCRIPTION, has_subscription=True)

    assert (payer.payer, payer.reason_code) == ("subscription", "subscription_covers")


def test_the_subscription_does_not_pay_what_it_leaves_out():
    payer = _pays("living_room/wall/paint", WITH_SUBSCRIPTION, has_subscription=True)

    assert (payer.payer, payer.reason_code) == ("tenant", "subscription_excludes")


def test_a_subscription_counts_for_nothing_under_a_policy_that_offers_none():
    payer = _pays("kitchen/tap/drips", SOBER, has_subscription=True)

    assert (payer.payer, payer.reason_code) == ("tenant", "small_repair")


def test_what_is_not_on_the_list_is_the_landlords():
    payer = _pays("roof/roof/leaks")

    assert (payer.payer, payer.article) == ("landlord", "art. 7:206 lid 1 BW")


def test_own_fault_goes_before_the_list_and_before_the_subscription():
    payer = _pays("roof/roof/leaks", WITH_SUBSCRIPTION, has_subscription=True, own_fault="yes")

    assert (payer.payer, payer.article) == ("tenant", "art. 7:218 BW")


def test_an_own_alteration_is_the_tenants():
    payer = _pays("kitchen/cooker_hood/broken", own_alteration=True, element="hood of my own")

    assert (payer.payer, payer.article) == ("tenant", "art. 7:215 BW")
    assert payer.params == {"thing": "hood of my own"}


def test_the_landlord_pays_even_a_small_repair_that_his_own_failure_made_necessary():
    payer = _pays("kitchen/tap/drips", caused_by_landlord=True)

    assert (payer.payer, payer.reason_code) == ("landlord", "landlord_failed")


def test_an_unknown_cause_is_checked_where_the_damage_may_be_the_tenants_own():
    assert _pays("hall/front_door/damaged", own_fault="unknown").payer == "check"
    assert _pays("hall/front_door/damaged", own_fault="no").payer == "landlord"
    assert _pays("roof/roof/leaks", own_fault="unknown").payer == "landlord"


@pytest.mark.parametrize(
    ("path", "answers", "payer", "reason"),
    [
        ("bedroom/window/glass", {}, "check", "unknown_cheap"),
        ("bedroom/window/glass", {"glass_kind": "double"}, "landlord", "not_small_cheap"),
        ("kitchen/vermin/mice", {}, "check", "unknown_cheap"),
        ("kitchen/vermin/mice", {"vermin_way_in": "building"}, "landlord", "not_small_not_building"),
        ("kitchen/vermin/mice", {"vermin_way_in": "door"}, "tenant", "small_repair"),
        ("kitchen/vermin/rats", {}, "landlord", "not_small_cheap"),
        ("kitchen/sink/blocked", {}, "tenant", "small_repair"),
        ("kitchen/sink/blocked", {"drain_tried": "plunger"}, "check", "unknown_reachable"),
        ("kitchen/sink/blocked", {"neighbours_too": "yes"}, "landlord", "landlord_repairs"),
        ("kitchen/sewer/blocked", {}, "check", "unknown_reachable"),
        ("roof/gutter/blocked", {"gutter_reach": "yes"}, "tenant", "small_repair"),
        ("roof/gutter/blocked", {"gutter_reach": "no"}, "landlord", "not_small_reachable"),
        ("boiler_room/boiler/no_heat", {}, "check", "unknown_no_skill"),
        ("boiler_room/boiler/no_heat", {"boiler_tried": "no"}, "tenant", "small_repair"),
        ("boiler_room/boiler/no_heat", {"boiler_tried": "cannot"}, "check", "unknown_no_skill"),
        ("boiler_room/boiler/no_heat", {"boiler_tried": "yes"}, "landlord", "landlord_repairs"),
        ("stairwell/shared_light/bulb", {}, "check", "shared_part"),
        ("stairwell/shared_light/all_off", {}, "landlord", "landlord_shared"),
    ],
)
def test_the_conditions_of_the_annex_decide(path, answers, payer, reason):
    found = _pays(path, answers=answers)

    assert (found.payer, found.reason_code) == (payer, reason)


def test_a_subscriber_hears_that_it_is_free_either_way_while_we_check():
    payer = _pays("bedroom/window/glass", WITH_SUBSCRIPTION, has_subscription=True)

    assert (payer.payer, payer.reason_code) == ("check", "either_way_free")


@pytest.mark.parametrize("letter", list(small_repairs()))
def test_every_letter_is_the_tenants_when_its_conditions_are_met(letter):
    drip = _outcome("kitchen/tap/drips")

    payer = who_pays(
        outcome=replace(drip, cover=(letter,)),
        policy=SOBER,
        has_subscription=False,
        own_fault="no",
        own_alteration=False,
    )

    assert (payer.payer, payer.reason_code) == ("tenant", "small_repair")
    assert f"letter {letter}" in payer.article


@pytest.mark.parametrize(
    ("letter", "condition"), [(letter, one) for letter, item in small_repairs().items() for one in item.conditions]
)
def test_every_condition_that_fails_or_is_unknown_changes_who_pays(letter, condition):
    drip = _outcome("kitchen/tap/drips")

    def pays(known: str) -> str:
        changed = replace(drip, cover=(letter,), known=drip.known.model_copy(update={condition: known}))
        return who_pays(
            outcome=changed, policy=SOBER, has_subscription=False, own_fault="no", own_alteration=False
        ).payer

    assert (pays("yes"), pays("no"), pays("unknown")) == ("tenant", "landlord", "check")


def test_every_path_has_a_payer_with_an_article():
    for path in paths(TREE):
        for own_fault in ("yes", "no", "unknown"):
            assert _pays(path, own_fault=own_fault).article
