"""The question tree: it is whole, broad enough, and leads where its data says."""

import csv
from pathlib import Path

import pytest
from pydantic import ValidationError

from voordeur.kernel.errors import Refused
from voordeur.policy.models import URGENCY_CODES
from voordeur.repairs.rules.payer import small_repairs
from voordeur.repairs.rules.tree import (
    Outcome,
    Stop,
    defects,
    find,
    load,
    outcome,
    parse,
    paths,
    places,
    questions,
    things,
)

TREE = load()
ALL_PATHS = paths(TREE)
REFERENCE = Path(__file__).resolve().parents[4] / ".." / "shared" / "vera" / "reference_codes.csv"


def _outcome(path: str, **answers: str) -> Outcome:
    found = outcome(TREE, path, answers)
    assert isinstance(found, Outcome)
    return found


def test_the_tree_is_broad_enough_for_a_real_home():
    assert len(places(TREE)) >= 12
    assert len(TREE.thing) >= 45
    assert len({path.split("/", 1)[1] for path in ALL_PATHS}) >= 140


@pytest.mark.parametrize("path", ALL_PATHS)
def test_every_path_leads_to_an_outcome_or_a_stop_page(path):
    found = outcome(TREE, path, {})

    result = found.outcome if isinstance(found, Stop) else found

    assert result is not None
    assert result.path == path
    assert result.urgency in URGENCY_CODES


def test_every_answer_of_every_question_of_every_path_leads_somewhere():
    for path in {path.split("/", 1)[1]: path for path in ALL_PATHS}.values():
        _, _, defect = find(TREE, path)
        for question in (one for one in TREE.question if one.key in defect.questions):
            for answer in question.answer:
                assert outcome(TREE, path, {question.key: answer.key})


def test_every_code_of_the_tree_is_one_of_vera():
    if not REFERENCE.exists():
        pytest.skip("the reference codes of VERA are not beside this checkout")
    with REFERENCE.open(encoding="utf-8") as file:
        codes = {(row[0], row[1]) for row in csv.reader(file)}

    used = {("DEFECTLOCATIE", place.code) for place in TREE.place}
    for thing in TREE.thing:
        used.add(("BOUWKUNDIGELEMENTDETAILSOORT", thing.element))
        used |= {("DEFECTSOORT", defect.code) for defect in thing.defect}
        used |= {("ONDERHOUDSPECIALISME", defect.trade) for defect in thing.defect}

    assert used - codes == set()


def test_every_letter_of_the_annex_can_be_reached():
    covered = {letter for thing in TREE.thing for defect in thing.defect for letter in defect.cover}

    assert covered == set(small_repairs())


def test_a_tap_leaks_in_the_kitchen():
    result = _outcome("kitchen/tap/leaks")

    assert (result.location_code, result.element_code, result.defect_code) == ("KEU", "SAN", "LEK")
    assert (result.urgency, result.trade, result.cover) == ("normal", "LOA", ("d",))
    assert result.open_questions == ("tap_leak_where", "water_amount")


def test_water_that_does_not_stop_leads_to_the_stop_page_and_goes_on_as_danger():
    found = outcome(TREE, "kitchen/tap/leaks", {"water_amount": "no_stop"})

    assert isinstance(found, Stop)
    assert found.page.key == "water"
    assert found.outcome is not None
    assert (found.outcome.path, found.outcome.urgency) == ("kitchen/tap/leaks", "danger")


def test_no_heating_is_an_emergency_when_it_freezes():
    assert _outcome("boiler_room/boiler/no_heat").urgency == "urgent"
    assert _outcome("boiler_room/boiler/no_heat", frost="yes").urgency == "emergency"


def test_the_only_toilet_blocked_is_an_emergency():
    assert _outcome("toilet/toilet/blocked", only_toilet="no").urgency == "urgent"
    assert _outcome("toilet/toilet/blocked", only_toilet="yes").urgency == "emergency"


def test_a_leak_from_the_pipe_is_no_small_repair():
    assert _outcome("kitchen/tap/leaks", tap_leak_where="pipe").cover == ()


def test_questions_that_are_answered_are_not_asked_again():
    open_now = questions(TREE, "kitchen/tap/leaks", {"tap_leak_where": "spout"})

    assert [question.key for question in open_now] == ["water_amount"]


def test_a_question_that_follows_an_answer_is_asked_and_heard_only_after_it():
    asked = questions(TREE, "kitchen/tap/leaks", {"tap_leak_where": "spout", "water_amount": "stream"})

    assert [question.key for question in asked] == ["water_can_stop"]
    assert _outcome("kitchen/tap/leaks", water_amount="stream").urgency == "emergency"
    assert _outcome("kitchen/tap/leaks", water_amount="stream", water_can_stop="yes").urgency == "urgent"
    assert _outcome("kitchen/tap/leaks", water_amount="drops", water_can_stop="yes").urgency == "normal"


def test_answers_to_questions_of_another_path_are_ignored():
    assert _outcome("kitchen/tap/leaks", frost="yes") == _outcome("kitchen/tap/leaks")


def test_an_answer_that_is_not_offered_is_refused():
    with pytest.raises(Refused) as refusal:
        outcome(TREE, "kitchen/tap/leaks", {"water_amount": "an ocean"})

    assert refusal.value.code == "unknown_answer"


@pytest.mark.parametrize(
    "path", ["", "kitchen", "kitchen/tap", "kitchen/lift/noise", "moon/tap/leaks", "stop/nothing", "a/b/c/d", "//"]
)
def test_a_path_that_does_not_exist_is_refused(path):
    with pytest.raises(Refused) as refusal:
        outcome(TREE, path, {})

    assert refusal.value.code == "unknown_path"


@pytest.mark.parametrize("page", TREE.stop, ids=lambda page: page.key)
def test_every_stop_page_says_what_to_do_and_whom_to_ring_and_lets_the_report_go_on(page):
    found = outcome(TREE, f"stop/{page.key}", {})

    assert isinstance(found, Stop)
    assert "emergency" in page.ring
    assert found.outcome is not None
    assert found.outcome.urgency == page.continues_as


def test_a_defect_that_only_some_places_have_is_not_offered_elsewhere():
    assert "cesspit_full" in {defect.key for defect in defects(TREE, "garden", "sewer")}
    assert "cesspit_full" not in {defect.key for defect in defects(TREE, "kitchen", "sewer")}


def test_every_place_offers_something():
    for place in places(TREE):
        assert things(TREE, place.key)


def _tree(**changes):
    words = {"nl": "x", "en": "x"}
    whole = {
        "place": [{"key": "kitchen", "code": "KEU", "sort": 1, "name": words}],
        "stop": [],
        "question": [],
        "thing": [
            {
                "key": "tap",
                "element": "SAN",
                "places": ["kitchen"],
                "name": words,
                "defect": [
                    {
                        "key": "leaks",
                        "code": "LEK",
                        "name": words,
                        "urgency": "normal",
                        "trade": "LOA",
                        "minutes": 30,
                        "sd": 10,
                    }
                ],
            }
        ],
    }
    whole["thing"][0]["defect"][0].update(changes)
    return whole


def test_a_small_tree_can_be_read():
    assert paths(parse(_tree())) == ["kitchen/tap/leaks"]


@pytest.mark.parametrize(
    "changes",
    [
        {"questions": ["nobody_asks"]},
        {"stop": "nowhere"},
        {"places": ["attic"]},
        {"cover": ["z"]},
        {"urgency": "soon"},
        {"minutes": 0},
        {"minutes": "30"},
        {"colour": "red"},
        {"key": "Bad Key"},
    ],
)
def test_a_fault_in_the_data_is_refused_when_it_is_loaded(changes):
    with pytest.raises(ValidationError):
        parse(_tree(**changes))
