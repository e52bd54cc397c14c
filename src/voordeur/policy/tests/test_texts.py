"""Every promise is said on the page, in both languages, and every fault and refusal has its sentence."""

import re
from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest
from django.utils.translation import override

from voordeur.kernel.errors import FieldError
from voordeur.policy import presets
from voordeur.policy.diff import promises
from voordeur.policy.models import ServicePolicy, Term, Week
from voordeur.policy.presets import PolicyErrors
from voordeur.policy.texts import (
    FAULTS,
    REFUSALS,
    describe,
    fault_in_words,
    promise_in_words,
    term_in_words,
    value_in_words,
    week_in_words,
)

ROOM = Path(presets.__file__).parent
KLANTGERICHT = presets.load("klantgericht")


def said(policy: ServicePolicy, language: str) -> list[str]:
    return [text for section in describe(policy, language) for text in (section.title, *section.sentences)]


def other_values(value: object) -> Iterator[object]:
    """Values of the same kind that a policy file could hold instead."""
    match value:
        case bool():
            yield not value
        case int():
            yield from (value + 1, value - 1)
        case float():
            yield from (value + 0.5, value + 0.01, value - 0.01)
        case time():
            yield from ("07:30", "16:59")
        case Term():
            yield {"amount": value.amount + 1, "unit": value.unit}
        case Week():
            yield {"monday": [{"from": "10:00", "until": "11:00"}]}
        case tuple():
            yield list(value[:-1])
        case str():
            yield from (
                choice
                for choice in ("je", "visit", "standard", "waiting_list", "departments", "112")
                if choice != value
            )


def with_nothing_that_needs(field: str) -> ServicePolicy:
    """`klantgericht` without the promises that only make sense while `field` is on."""
    needing = {
        "channels.emergency_always": ["danger.round_the_clock", "emergency.round_the_clock"],
        "appointments.offered": ["urgent.by_appointment", "normal.by_appointment", "planned.by_appointment"],
    }
    policy = KLANTGERICHT
    for path in needing.get(field, []):
        policy = presets.with_value(policy, f"urgency.classes.{path}", raw=False)
    return policy


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("field", list(promises(KLANTGERICHT)))
def test_every_promise_is_said_in_some_sentence(field: str, language: str) -> None:
    policy = with_nothing_that_needs(field)
    turned = None
    for value in other_values(promises(policy)[field]):
        try:
            turned = presets.with_value(policy, field, value)
        except PolicyErrors:
            continue
        break

    assert turned is not None, f"no other value found for {field}"
    assert said(turned, language) != said(policy, language)


@pytest.mark.parametrize("name", presets.names())
def test_no_english_sentence_stands_on_the_dutch_page(name: str) -> None:
    policy = presets.load(name)

    assert set(said(policy, "nl")) & set(said(policy, "en")) == set()


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", presets.names())
def test_the_page_is_calm_and_whole(name: str, language: str) -> None:
    for text in said(presets.load(name), language):
        assert "%(" not in text
        assert "!" not in text
        assert "helaas" not in text.lower()


def codes_raised() -> set[str]:
    models = "".join(path.read_text(encoding="utf-8") for path in (ROOM / "models").glob("*.py"))
    raised = set(re.findall(r'(?:fault|PydanticCustomError)\(\s*"(\w+)"', models))
    return raised | set(re.findall(r'(?:code=|": )"([a-z_]+)"', (ROOM / "presets.py").read_text(encoding="utf-8")))


def test_every_fault_has_a_sentence_of_its_own() -> None:
    assert codes_raised() <= set(FAULTS)


def test_every_refusal_has_a_sentence() -> None:
    rules = "".join(path.read_text(encoding="utf-8") for path in (ROOM / "rules").glob("*.py"))

    assert set(re.findall(r'Refused\(\s*"(\w+)"', rules)) <= set(REFUSALS)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("code", [*FAULTS, "something_new"])
def test_a_fault_is_a_whole_sentence(code: str, language: str) -> None:
    fault = FieldError(field="a.b", code=code, value="7", allowed="<= 5")

    with override(language):
        sentence = fault_in_words(fault)

    assert sentence.endswith(".")
    assert "%(" not in sentence
    assert "a.b" in sentence or "7" in sentence


def test_a_fault_is_said_in_both_languages() -> None:
    fault = FieldError(field="staffing.target_share", code="out_of_range", value="1.7", allowed="< 1")

    with override("en"):
        assert fault_in_words(fault) == "staffing.target_share is 1.7. Allowed: < 1."
    with override("nl"):
        assert fault_in_words(fault) == "staffing.target_share is 1.7. Toegestaan: < 1."


@pytest.mark.parametrize(
    ("term", "nl", "en"),
    [
        (Term(amount=0, unit="same_day"), "dezelfde dag", "the same day"),
        (Term(amount=1, unit="days"), "binnen 1 dag", "within 1 day"),
        (Term(amount=24, unit="hours"), "binnen 24 uur", "within 24 hours"),
        (Term(amount=5, unit="working_days"), "binnen 5 werkdagen", "within 5 working days"),
    ],
)
def test_a_term_is_said_as_people_say_it(term: Term, nl: str, en: str) -> None:
    with override("nl"):
        assert term_in_words(term) == nl
    with override("en"):
        assert term_in_words(term) == en


def test_days_with_the_same_hours_are_said_together() -> None:
    with override("en"):
        assert week_in_words(presets.load("gepast").channels.telephone.open) == (
            "Monday 08:00–17:00, Tuesday to Thursday 08:30–12:30 and 13:00–16:30, Friday 08:30–12:30"
        )
        assert week_in_words(KLANTGERICHT.channels.web.open) == "day and night"
        assert week_in_words(Week()) == "never"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "ja"),
        (False, "nee"),
        (0.5, "0,5"),
        (time(8, 30), "08:30"),
        ((), "niets"),
        (("a", "b"), "a en b"),
        (3, "3"),
    ],
)
def test_any_value_can_be_set_beside_another(value: object, words: str) -> None:
    with override("nl"):
        assert value_in_words(value) == words


@pytest.mark.parametrize(
    ("field", "value", "nl", "en"),
    [
        ("appointments.window_minutes", 240, "4 uur", "4 hours"),
        ("appointments.no_access_charge_cents", 3750, "€ 37,50", "€37.50"),
        ("subscription.price_cents_per_month", 650, "€ 6,50", "€6.50"),
        ("appointments.horizon_working_days", 1, "1 werkdag", "1 working day"),
        ("quality.surveys.repair.sample_share", 0.5, "50%", "50%"),
        ("quality.surveys.repair.after_hours", 24, "24 uur", "24 hours"),
        ("priority.complaint_first", True, "ja", "yes"),
        ("appointments.offers_shown", 4, "4", "4"),
    ],
)
def test_a_value_is_told_with_the_unit_its_promise_names(field: str, value: object, nl: str, en: str) -> None:
    for language, told in (("nl", nl), ("en", en)):
        with override(language):
            assert promise_in_words(field, value) == told
