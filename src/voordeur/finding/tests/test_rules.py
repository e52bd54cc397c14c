"""How words are folded, what is asked, which spellings are near, and what comes first."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voordeur.finding.queries import matching
from voordeur.finding.rules import folding, spelling
from voordeur.finding.rules.asking import MOST_TERMS, terms_of
from voordeur.finding.rules.ranking import score


def words(text: str) -> list[str]:
    return [term.word for term in terms_of(text)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Özdemir", "ozdemir"),
        ("Façade-laan", "facade laan"),
        ("Łukasz Sørensen", "lukasz sorensen"),
        ("Ĳsbrand", "ijsbrand"),
        ("Straße", "strasse"),
        ("d'Hondt", "d hondt"),
        ("  veel   ruimte ", "veel ruimte"),
        ("Мария", "мария"),
        ("محمد", "محمد"),
        ("<script>alert(1)</script>", "script alert 1 script"),
        ("", ""),
    ],
)
def test_accents_capitals_and_signs_make_no_difference(text: str, folded: str):
    assert folding.fold(text) == folded


@given(st.text(max_size=60))
def test_a_word_for_the_index_holds_letters_and_digits_and_our_own_signs(text: str):
    found = [*folding.of_name(text), *folding.of_sentence(text), *folding.of_email(text), *folding.of_phone(text)]
    for word in [*found, *folding.of_key(text)]:
        assert " " not in word
        assert all(sign.isalnum() or sign in "<~@-" for sign in word), word


@given(st.text(max_size=200))
def test_whatever_is_typed_becomes_a_question_that_both_databases_can_read(text: str):
    terms = terms_of(text)
    assert len(terms) <= MOST_TERMS
    groups = [(*term.exact, *term.loose) for term in terms]
    for language in (matching.as_fts5, matching.as_tsquery):
        said = language(groups)
        assert "()" not in said
        assert all(sign.isalnum() or sign in "<~@-\"'()*:|& " for sign in said)


def test_a_name_of_several_words_is_one_word_as_well():
    assert set(folding.of_name("van den Berg")) == {"van", "den", "berg", "vandenberg"}
    assert list(folding.of_name("Boer")) == ["boer"]


@pytest.mark.parametrize("written", ["+31612345678", "06 12345678", "0031 6 12 34 56 78", "+31 (0)6-12345678"])
def test_a_telephone_number_is_one_however_it_is_written(written: str):
    assert list(folding.of_phone(written)) == ["0612345678", "<876543216"]


def test_a_number_of_another_country_keeps_its_country():
    assert list(folding.of_phone("+49 171 1234567")) == ["00491711234567", "<765432117194"]
    assert list(folding.of_phone("")) == []


def test_a_house_is_found_with_and_without_what_follows_its_number():
    whole = folding.of_address(
        street="De Bovenkruier", number=12, letter="A", addition="2", postcode="7323AA", town="Den Haag"
    )
    assert set(whole) >= {"12", "a", "12a", "12-2", "12a-2", "7323aa", "7323", "bovenkruier", "denhaag"}


def test_a_sentence_is_found_by_its_words_their_stems_and_the_numbers_in_it():
    found = set(folding.of_sentence("De kranen lekken, bel 06-12345678 of ada@example.org"))
    assert found >= {"kranen", "~kraan", "lekken", "0612345678", "ada@exampleorg"}
    assert "de" not in found
    assert folding.stem("kraan") == folding.stem("kranen")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ada de boer", ["ada", "de", "boer"]),
        ("mevrouw de Boer", ["de", "boer"]),
        ("mevrouw", ["mevrouw"]),
        ("7323 AA 12", ["7323aa", "12"]),
        ("7323aa12", ["7323aa", "12"]),
        ("Lindelaan 12-2", ["lindelaan", "12-2"]),
        ("lindelaan 12 a", ["lindelaan", "12", "a"]),
        ("06 12 34 56 78", ["0612345678"]),
        ("+31 6 12345678", ["0612345678"]),
        ("boer 06-1234", ["boer", "061234"]),
        ("5678", ["5678"]),
        ("R0001234", ["r1234"]),
        ("k 0000012", ["k12"]),
        ("r1234", ["r1234"]),
        ("Ada.Boer@Example.org", ["adaboer@exampleorg"]),
        ("boer 10-12-1980", ["boer", "19801210"]),
        ("", []),
        (" x ", []),
        ("''\"*:&|()", []),
    ],
)
def test_what_is_typed_is_taken_apart(text: str, said: list[str]):
    assert [term.word for term in terms_of(text)] == said


def test_a_long_story_is_cut_off():
    assert len(terms_of("een twee drie " * 50)) <= MOST_TERMS
    assert words("a" * 5000) == ["a" * 120]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("meijer", "meyer"),
        ("meyer", "meier"),
        ("jansen", "janssen"),
        ("bosch", "bos"),
        ("visser", "fisser"),
        ("schmidt", "smit"),
        ("kuiper", "cuiper"),
        ("dijkstra", "dykstra"),
        ("pauw", "pouw"),
        ("zuidema", "suidema"),
        ("philips", "filips"),
        ("martens", "marthens"),
    ],
)
def test_names_that_sound_alike_are_one(one: str, other: str):
    assert spelling.sound(one) == spelling.sound(other)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lindelan", "lindelaan"),
        ("lindelaam", "lindelaan"),
        ("lnidelaan", "lindelaan"),
        ("wilgestraat", "wilgenstraat"),
        ("wilgenstrraat", "wilgenstraat"),
        ("jnasen", "jansen"),
        ("boor", "boer"),
        ("yilmas", "yilmaz"),
    ],
)
def test_a_word_with_a_letter_wrong_is_near_to_what_is_meant(typed: str, meant: str):
    others = ["lindeplein", "eikenlaan", "visser", "bakker", "kerkstraat"]
    assert spelling.nearest(typed, [*others, meant], most=1) == [meant]


def test_a_word_is_never_its_own_other_spelling():
    assert spelling.nearest("boer", ["boer"], most=5) == []
    assert not spelling.is_spelt("12a")


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=5, max_size=12), st.data())
def test_a_word_that_lost_a_letter_is_kept_under_a_key_of_the_whole_word(word: str, data):
    at = data.draw(st.integers(0, len(spelling.sound(word)) - 1))
    heard = spelling.sound(word)
    assert len(heard) < spelling.LEAST or heard[:at] + heard[at + 1 :] in spelling.keys(word)


def test_what_is_exactly_so_comes_before_what_begins_so_and_what_comes_near():
    (term,) = terms_of("jansen")
    spelt = (term.spelt(("janssen",)),)
    exact = score(spelt, ["jansen"], [], is_current=True)
    begun = score(spelt, ["jansens"], [], is_current=True)
    near = score(spelt, ["janssen"], [], is_current=True)
    around = score(spelt, ["visser"], ["jansen"], is_current=True)
    past = score(spelt, ["jansen"], [], is_current=False)
    assert exact > past > begun > around > near > score(spelt, ["visser"], [], is_current=True)


def test_one_word_answers_one_part_of_a_question():
    terms = terms_of("jan jansen")
    both = score(terms, ["jan", "jansen"], [], is_current=True)
    once = score(terms, ["piet", "jansen"], [], is_current=True)
    assert both > once


def test_a_date_is_eight_digits():
    assert list(folding.of_day(date(1980, 12, 1))) == ["19801201"]
    assert list(folding.of_day(None)) == []
