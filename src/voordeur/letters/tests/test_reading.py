"""How hard a text reads: sentences, syllables, levels. The texts are what associations really write, good and bad."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voordeur.letters.rules.reading import (
    LEAST_WORDS,
    level_of,
    read,
    sentences_in,
    syllables_in,
    words_in,
)

PLAIN = (
    "Wij gaan de huizen in uw straat opknappen. U krijgt nieuwe ramen en een nieuwe keuken. Het werk begint in maart "
    "en duurt zes weken. U kunt in uw huis blijven wonen. Wel is er elke dag lawaai van 8 tot 4 uur."
)
OFFICIAL = (
    "Naar aanleiding van uw verzoek d.d. 3 november jongstleden berichten wij u dat uw aanvraag in behandeling is "
    "genomen. Indien u niet binnen de daarvoor gestelde termijn de ontbrekende bescheiden heeft verstrekt, zijn wij "
    "genoodzaakt uw aanvraag buiten behandeling te stellen."
)
PLAIN_ENGLISH = (
    "You told us that a tap leaks. We come on Tuesday 24 November between 10 and 12. Sam comes to you. He rings you "
    "when he is on his way. Is that time not good for you? Then choose another one on your page."
)
OFFICIAL_ENGLISH = (
    "With regard to your aforementioned request, we hereby inform you that the application has been taken into "
    "consideration. Should you fail to provide the outstanding documentation within the stipulated period, we shall be "
    "obliged to terminate the procedure."
)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("kraan", 1),
        ("over", 2),
        ("woning", 2),
        ("reparatie", 4),
        ("afspraak", 2),
        ("financiële", 5),
        ("beoordelen", 4),
        ("huurcommissie", 4),
        ("nieuwe", 2),
        ("mooie", 2),
        ("bureau", 2),
        ("geëist", 2),
        ("telefoonnummer", 5),
        ("IJsselstraat", 3),
        ("2026", 2),
        ("na-apen", 3),
    ],
)
def test_dutch_syllables(word: str, count: int):
    assert syllables_in(word, "nl") == count


@pytest.mark.parametrize(
    ("word", "count"),
    [("house", 1), ("repair", 2), ("table", 2), ("closed", 1), ("wanted", 2), ("complaint", 2), ("association", 5)],
)
def test_english_syllables_are_near_enough(word: str, count: int):
    assert abs(syllables_in(word, "en") - count) <= (1 if word == "association" else 0)


def test_a_sentence_ends_at_a_sign_and_at_the_end_of_a_line_but_not_at_an_abbreviation_or_in_a_time():
    text = "Beste mw. De Boer,\nWij komen om 10.15 uur. Bel o.a. Sam. Kan dat?\n\n- een punt"

    assert sentences_in(text) == [
        "Beste mw. De Boer,",
        "Wij komen om 10.15 uur.",
        "Bel o.a. Sam.",
        "Kan dat?",
        "- een punt",
    ]


def test_addresses_for_machines_are_no_words():
    assert words_in("Kijk op https://voordeur.example/repairs/abc of mail a@b.nl.") == ["Kijk", "op", "of", "mail"]


def test_plain_letters_are_b1_or_easier_and_official_ones_are_not():
    assert read(PLAIN, "nl").level in {"A2", "B1"}
    assert read(PLAIN_ENGLISH, "en").level in {"A2", "B1"}
    assert read(OFFICIAL, "nl").level in {"B2", "C1"}
    assert read(OFFICIAL_ENGLISH, "en").level in {"B2", "C1"}


def test_the_score_is_the_formula_of_douma():
    # Two sentences, 20 words of one syllable each.
    text = "Wij gaan het dak nu zelf op een nieuw plan doen. Dat is voor ons werk dit jaar heel erg goed."
    reading = read(text, "nl")
    expected = 206.835 - 0.93 * reading.words / 2 - 77 * reading.syllables / reading.words

    assert (reading.sentences, reading.words) == (2, 21)
    assert reading.score == pytest.approx(min(100, expected))


def test_too_few_words_say_nothing():
    short = read("Wij komen morgen.", "nl")

    assert (short.score, short.level) == (None, None)
    assert short.words < LEAST_WORDS


def test_long_sentences_are_named():
    long = "Wij komen " + "en " * 20 + "gaan."

    assert read(long, "nl").long_sentences == (long,)


def test_nothing_is_a_reading_too():
    empty = read("", "nl")

    assert (empty.sentences, empty.words, empty.words_per_sentence) == (0, 0, 0.0)


@given(st.floats(min_value=0, max_value=100), st.floats(min_value=0, max_value=100))
def test_an_easier_score_is_never_a_harder_level(one: float, other: float):
    order = ["C1", "B2", "B1", "A2"]
    low, high = sorted((one, other))

    assert order.index(level_of(low)) <= order.index(level_of(high))


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str):
    for language in ("nl", "en"):
        reading = read(text, language)
        assert reading.score is None or 0 <= reading.score <= 100
