"""Texts with values in them, lists of words, and the check as a whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voordeur.kernel.errors import Refused
from voordeur.letters.rules import steps, template, words
from voordeur.letters.rules.channel import Channel
from voordeur.letters.rules.check import WordLists, judge
from voordeur.letters.rules.template import Block

NONE = WordLists((), ())
KNOWN = frozenset({"name", "reason"})


def refusal(call) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.code


# --- values ---------------------------------------------------------------------------------------------------------


def test_values_are_filled_in_and_a_paragraph_with_an_empty_one_is_left_out():
    body = (
        "Beste {name},\n\nWij wachten, want {reason}.\n\n# Vragen\n- Bel ons, {name}.\n- Of {reason}.\n\nGroet,\nSam\n"
    )

    found = template.blocks(body, {"name": "Ada", "reason": ""})

    assert found == (
        Block("paragraph", "Beste Ada,"),
        Block("heading", "Vragen"),
        Block("item", "Bel ons, Ada."),
        Block("paragraph", "Groet,\nSam"),
    )
    assert template.plain(found) == "Beste Ada,\n\nVragen\n\n- Bel ons, Ada.\n\nGroet,\nSam\n"


def test_a_value_that_stands_alone_may_be_several_paragraphs():
    found = template.blocks("{reason}", {"reason": "Eén.\n\nTwee,\nmet een regel.\n\n"})

    assert [block.text for block in found] == ["Eén.", "Twee,\nmet een regel."]


def test_a_value_is_never_read_for_values_lists_or_headings():
    nasty = "- {name} # {{reason}} <script>alert(1)</script> #eval(read(1))"

    alone = template.blocks("{reason}", {"reason": nasty, "name": "Ada"})
    inside = template.blocks("Tekst: {reason}", {"reason": nasty, "name": "Ada"})

    assert alone == (Block("paragraph", nasty),)
    assert inside == (Block("paragraph", f"Tekst: {nasty}"),)


@given(st.text(max_size=200))
def test_whatever_a_value_holds_stays_in_one_paragraph_of_its_text(value: str):
    found = template.blocks("A {name} b\n\nc", {"name": value})

    assert len(found) in {1, 2}
    assert found[-1].text == "c"
    assert all("\n" not in block.text for block in found)


@pytest.mark.parametrize(
    ("subject", "body", "code"),
    [
        ("", "x", "subject_empty"),
        (" ", "x", "subject_empty"),
        ("x", "\n ", "body_empty"),
        ("x" * 201, "x", "subject_too_long"),
        ("x", "x" * 10_001, "body_too_long"),
        ("x", "Beste {name", "loose_brace"),
        ("x", "Beste {Name}", "loose_brace"),
        ("x", "Beste {name.__class__}", "loose_brace"),
        ("x", "Beste {{name}}", "loose_brace"),
        ("{nobody}", "x", "unknown_value"),
        ("x", "Beste {nobody}", "unknown_value"),
    ],
)
def test_a_text_that_cannot_be_filled_is_refused(subject: str, body: str, code: str):
    assert refusal(lambda: template.check(subject, body, known=KNOWN)) == code


def test_a_subject_is_one_line_without_signs_that_are_not_to_be_seen():
    assert template.line("Over {name}", {"name": "a\r\nBcc: eve@example.org"}) == "Over a Bcc: eve@example.org"
    assert template.clean("a\x00b\u202ec\r\nd") == "abc\nd"


# --- steps ----------------------------------------------------------------------------------------------------------


def step_of(**more) -> dict:
    return {
        "letter": {
            "title": {"nl": "Brief", "en": "Letter"},
            "values": {"name": {"nl": "Ada", "en": "Ada"}},
            "text": {
                "nl": {"subject": "Dag", "body": "Beste {name},"},
                "en": {"subject": "Day", "body": "Dear {name},"},
            },
            **more,
        }
    }


def test_a_channel_without_a_text_of_its_own_has_the_text_for_all():
    portal = {"nl": {"subject": "Bericht", "body": "Dag {name}"}}

    found = steps.parse("room", step_of(portal=portal))["letter"]

    assert found.delivered(Channel.PORTAL, "nl").subject == "Bericht"
    assert found.delivered(Channel.PORTAL, "en").subject == "Day"
    assert found.delivered(Channel.MAIL, "nl").subject == "Dag"


@pytest.mark.parametrize(
    "more",
    [
        {"text": {"nl": {"subject": "Dag", "body": "x"}}},
        {"title": {"nl": "Brief"}},
        {"values": {"name": {"nl": "Ada"}}},
        {"values": {"association": {"nl": "x", "en": "x"}}},
        {"mail": {"de": {"subject": "Tag", "body": "x"}}},
    ],
)
def test_a_step_that_misses_something_is_a_fault_of_ours(more: dict):
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence names the step and what it misses
        steps.parse("room", step_of(**more))


# --- conditions -----------------------------------------------------------------------------------------------------

NAMES = frozenset({"name", "who", "link"})


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({"who": "Sam", "soon": "1"}, ["Sam comes.", "Soon.", "End."]),
        ({"who": "Sam", "soon": ""}, ["Sam comes.", "End."]),
        ({"who": "", "soon": "1"}, ["You hear who comes.", "Not known, but soon.", "End."]),
        ({"who": "", "soon": ""}, ["You hear who comes.", "End."]),
    ],
)
def test_a_part_is_there_only_when_its_conditions_hold(values: dict, shown: list[str]):
    body = "{who} comes.\n\n{-who}You hear who comes.\n\n{?who} {?soon}- Soon.\n{-who}{?soon}# Not known, but soon."
    body += "\n\nEnd."

    assert [block.text for block in template.blocks(body, values)] == shown


def test_every_part_says_what_it_depends_on():
    body = "Dear {name},\n\n{-who}You hear who comes.\n\n{?soon}{who} comes."

    found = template.every_block(body, {"name": "Ada", "who": "Sam", "soon": "1"})

    assert [(block.text, [(one.name, one.is_there) for one in only]) for block, only in found] == [
        ("Dear Ada,", [("name", True)]),
        ("You hear who comes.", [("who", False)]),
        ("Sam comes.", [("soon", True), ("who", True)]),
    ]


def test_an_item_that_is_one_value_becomes_an_item_for_each_line():
    found = template.blocks("Times:\n- {times}", {"times": "Monday\n\n- Tuesday {who}"})

    assert [(block.kind, block.text) for block in found] == [
        ("paragraph", "Times:"),
        ("item", "Monday"),
        ("item", "- Tuesday {who}"),
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("You hear {?who} more.", "condition_inside"),
        ("- {?who} You hear more.", "condition_inside"),
        ("{?who}", "condition_inside"),
        ("{?nobody}You hear more.", "unknown_value"),
        ("{soon}", "unknown_value"),
        ("{? who}You hear more.", "loose_brace"),
        ("{?who or link}You hear more.", "loose_brace"),
    ],
)
def test_a_condition_that_cannot_be_is_refused(body: str, code: str):
    with pytest.raises(Refused) as refused:
        template.check("x", body, known=NAMES, flags=frozenset({"soon"}))

    assert refused.value.code == code


def test_a_flag_is_for_conditions_only():
    template.check("x", "{?soon}{-who}You hear more.", known=NAMES, flags=frozenset({"soon"}))


# --- words ----------------------------------------------------------------------------------------------------------


def test_a_list_is_one_word_a_line_with_what_to_write_instead():
    found = words.parse("# uitleg\nhelaas = zeg wat er gebeurt\n\n!\nconform*=volgens\r\n")

    assert [(one.phrase, one.instead) for one in found] == [
        ("helaas", "zeg wat er gebeurt"),
        ("!", ""),
        ("conform*", "volgens"),
    ]


@pytest.mark.parametrize(
    ("phrase", "text", "met"),
    [
        ("helaas", "Dat kan Helaas niet.", "Helaas"),
        ("helaas", "Zijn helaasheid", None),
        ("u dient", "Daarom  u\ndient te komen", "u\ndient"),
        ("!", "Kom nu!", "!"),
        ("conform*", "conformerend", "conformerend"),
        ("conform*", "onconform", None),
        ("a.b", "axb", None),
        ("niet-ontvankelijk", "U bent niet-ontvankelijk.", "niet-ontvankelijk"),
    ],
)
def test_a_word_of_the_list_is_found_as_a_whole_word_in_any_case(phrase: str, text: str, met: str | None):
    found = words.avoided_in(text, words.parse(phrase))

    assert [where for _, where in found] == ([met] if met else [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("= niets", "word_empty"),
        ("* = niets", "word_empty"),
        ("x" * 81, "word_too_long"),
        ("helaas\nHelaas = x", "word_twice"),
        ("\n" * 1001, "list_too_long"),
        ("#" * 60_001, "list_too_long"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused(text: str, code: str):
    assert refusal(lambda: words.parse(text)) == code


# --- the check ------------------------------------------------------------------------------------------------------

GOOD = (
    "Wij komen dinsdag bij u langs. Sam maakt dan de kraan. Kunt u niet? Bel ons dan voor maandag, dan kiezen wij "
    "samen een andere dag."
)


def codes(text: str, lists: WordLists = NONE, form: str = "u") -> list[tuple[str, bool]]:
    return [(one.code, one.blocks) for one in judge(text, language="nl", lists=lists, address_form=form).remarks]


def test_a_plain_text_has_no_remarks():
    assert codes(GOOD) == []


def test_forbidden_words_block_and_hard_ones_only_count_in_the_level():
    forbidden = WordLists(words.parse("helaas = zeg wat er gebeurt"), ())
    hard = WordLists((), words.parse("samen\ndan\nvoor"))

    assert codes(GOOD + " Helaas.", forbidden) == [("tone", True)]
    assert codes(GOOD, hard) == [("hard_word", False)] * 3
    plain, harder = (judge(GOOD, language="nl", lists=lists, address_form="u") for lists in (NONE, hard))
    assert plain.level == "A2"
    assert harder.level == "B1"


def test_one_passive_sentence_is_advice_and_several_block():
    one = GOOD + " De kraan wordt gemaakt."
    three = one + " U wordt gebeld. De deur wordt geverfd."

    assert codes(one) == [("passive", False)]
    assert codes(three) == [("passive", True)] * 3


def test_the_other_form_of_address_blocks_in_dutch_only():
    assert codes(GOOD + " Jij kunt ook mailen.") == [("address_form", True)]
    assert ("address_form", True) in codes(GOOD, form="je")
    english = "You ring us. " * 10
    assert not judge(english, language="en", lists=NONE, address_form="je").remarks


def test_a_hard_text_is_not_kept_without_a_reason():
    hard = "Dientengevolge informeren wij belanghebbenden omtrent de noodzakelijkheid van aanvullende bescheiden. " * 4

    found = judge(hard, language="nl", lists=NONE, address_form="u")

    assert ("level", True) in [(one.code, one.blocks) for one in found.remarks]
    assert not found.is_good
