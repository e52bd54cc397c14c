"""From a tenant's own words to the tree: it hits most, admits doubt, and never misses danger."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voordeur.policy import presets
from voordeur.repairs.rules.lexicon import is_one_edit_apart, lexicon, plain, stops
from voordeur.repairs.rules.tree import load
from voordeur.repairs.rules.triage import suggest, to_json, triage

TREE = load()
PHRASES = tomllib.loads((Path(__file__).parent / "phrases.toml").read_text(encoding="utf-8"))["phrases"]


def _is(wanted: str, path: str) -> bool:
    return path.split("/", 1)[1] == wanted[2:] if wanted.startswith("*/") else path == wanted


def _hits(phrases, first: int) -> float:
    found = [any(_is(wanted, one.path) for one in suggest(text, TREE)[:first]) for text, wanted in phrases]
    return sum(found) / len(found)


def test_there_are_phrases_enough_to_say_something():
    assert len(PHRASES) >= 80


@pytest.mark.parametrize("half", [PHRASES[0::2], PHRASES[1::2]], ids=["tuned on", "held out"])
def test_nine_in_ten_phrases_come_first_and_nearly_all_among_three(half):
    assert _hits(half, 1) >= 0.9
    assert _hits(half, 3) >= 0.95


def test_a_sure_suggestion_is_right_more_often_than_an_unsure_one():
    sure, unsure = [], []
    for text, wanted in PHRASES:
        best = suggest(text, TREE)[0]
        (sure if best.confidence >= 0.6 else unsure).append(_is(wanted, best.path))

    assert sum(sure) / len(sure) >= 0.95
    assert sum(sure) / len(sure) > sum(unsure) / len(unsure)


def test_the_tap_in_the_kitchen_leaks():
    best = suggest("de kraan in de keuken lekt", TREE)[0]

    assert best.path == "kitchen/tap/leaks"
    assert best.confidence >= 0.9
    assert best.why == ("kraan", "keuken", "lekt")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("keukenkraan lekt", "kitchen/tap/leaks"),
        ("badkamerdeur klemt", "bathroom/inner_door/sticks"),
        ("schimel in de badkamer", "bathroom/damp/mould"),
        ("de wc is verstpot", "toilet/toilet/blocked"),
        ("kitchen tap is leaking", "kitchen/tap/leaks"),
        ("DE KRAAN IN DE KEUKEN LEKT!!!", "kitchen/tap/leaks"),
        ("dé kraan, in de kéuken: lekt", "kitchen/tap/leaks"),
    ],
)
def test_compounds_typing_errors_english_and_loud_writing_are_understood(text, path):
    assert suggest(text, TREE)[0].path == path


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("ik ruik gas", "gas"),
        ("Er hangt een gaslucht in de gang", "gas"),
        ("gaslugt in huis", "gas"),
        ("het ruikt naar gas bij de ketel", "gas"),
        ("there is a smell of gas", "gas"),
        ("er is brand", "fire"),
        ("rook uit de meterkast", "fire"),
        ("vonken uit het stopcontact bij de lekkende kraan in de keuken", "fire"),
        ("koolmonoxidemelder gaat af", "co"),
        ("de leiding is gesprongen en alles staat blank", "water"),
        ("mijn buurvrouw zit vast in de lift", "lift"),
        ("er is ingebroken", "break_in"),
    ],
)
def test_words_of_danger_always_lead_to_the_stop_page(text, page):
    best = suggest(text, TREE)[0]

    assert best.path == f"stop/{page}"
    assert best.confidence >= 0.9


@pytest.mark.parametrize(
    "text",
    [
        "de lamp in de gang brandt niet",
        "rookmelder piept",
        "gasfornuis aansluiten",
        "de lift is kapot",
        "cv brandt niet",
    ],
)
def test_words_that_only_look_like_danger_do_not(text):
    assert stops(text, lexicon()) == []


@pytest.mark.parametrize(
    "text", ["", "   ", "asdf", "qwrtzp", "😀😀😀", "x" * 10_000, "1234567", "的水龙头", "\x00\x01"]
)
def test_what_says_nothing_gets_no_suggestion(text):
    assert suggest(text, TREE) == []


def test_a_very_long_story_is_read_from_its_beginning():
    assert suggest("de kraan in de keuken lekt " * 1_000, TREE)[0].path == "kitchen/tap/leaks"


def test_a_word_alone_is_a_guess_and_says_so():
    assert suggest("kraan", TREE)[0].confidence < 0.5
    assert suggest("keuken", TREE)[0].confidence < 0.5


def test_no_more_is_given_than_asked_and_never_in_rising_order():
    found = suggest("de kraan lekt", TREE, limit=3)

    assert len(found) == 3
    assert [one.confidence for one in found] == sorted((one.confidence for one in found), reverse=True)


@given(st.text(max_size=200))
def test_any_text_is_read_without_trouble(text):
    for one in suggest(text, TREE):
        assert 0 < one.confidence <= 1


@given(st.text(alphabet="abcdef", min_size=2, max_size=8), st.integers(0, 7), st.sampled_from("xyz"))
def test_one_letter_more_less_or_other_is_one_edit_away(word, at, letter):
    at = min(at, len(word) - 1)

    assert is_one_edit_apart(word, word[:at] + letter + word[at:])
    assert is_one_edit_apart(word, word[:at] + letter + word[at + 1 :])
    assert is_one_edit_apart(word, word[:at] + word[at + 1 :])
    assert not is_one_edit_apart(word, word)


def test_words_too_long_to_be_words_are_left_out():
    assert plain("kraan " + "a" * 31) == ["kraan"]


def test_a_triage_answers_everything_that_the_command_promises():
    result = triage("de kraan in de keuken lekt", presets.load("gepast"), TREE)

    answer = to_json(result, reason="because")

    assert {key: answer[key] for key in ("place", "element", "defect", "urgency", "payer", "reason")} == {
        "place": "KEU",
        "element": "SAN",
        "defect": "LEK",
        "urgency": "normal",
        "payer": "tenant",
        "reason": "because",
    }
    assert "letter d" in str(answer["article"])
    assert answer["alternatives"]


def test_a_triage_of_nothing_says_that_it_knows_nothing():
    answer = to_json(triage("asdf", presets.load("gepast"), TREE), reason="")

    assert (answer["place"], answer["urgency"], answer["confidence"], answer["alternatives"]) == (None, None, 0.0, [])
    assert answer["payer"] == "check"


def test_a_triage_of_gas_is_a_danger_with_its_stop_page():
    answer = to_json(triage("ik ruik gas", presets.load("gepast"), TREE), reason="")

    assert (answer["stop"], answer["urgency"], answer["defect"]) == ("gas", "danger", "GAS")
