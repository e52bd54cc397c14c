"""What each estimate weighs: one at a time, all at once, and which of that is more than luck."""

from collections.abc import Mapping

import numpy as np
import pytest

from voordeur.kernel.errors import Refused
from voordeur.policy import presets
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.questions.variants import Variant
from voordeur.twin.engine.questions.weights import drawn, weights
from voordeur.twin.engine.tests.made_up import lived, luck

pytestmark = pytest.mark.pure

KLANTGERICHT, GEPAST = presets.load("klantgericht"), presets.load("gepast")
REGISTER = registers.load()
COST = "cost_per_home_cents"


def truth(told: Mapping[str, object], variant: Variant, year: int) -> dict[str, float]:
    """Handling time costs the same everywhere; a closed door costs twice as much under one of the two."""
    is_narrow = told["appointments.window_minutes"] == 120
    values = {**REGISTER.values, **variant.values}
    cost = 30_000 + 500 * is_narrow + 10 * values["handling_seconds"]
    cost += (30_000 if is_narrow else 15_000) * (values["no_access"] - REGISTER["no_access"])
    return {COST: cost + 300 * luck(1, year) + luck(2, year, sum(variant.name.encode()))}


def test_a_parameter_weighs_by_what_it_does_to_the_answer():
    question = weights([GEPAST, KLANTGERICHT], 6, draws=4)
    answer = question.answer(lived(question, truth))
    assert answer["answer"][COST]["mean"] == pytest.approx(500, abs=3)
    (first, *others) = answer["parameters"]
    assert first["code"] == "no_access"
    low, high = first["figures"][COST]["at_low"], first["figures"][COST]["at_high"]
    known = REGISTER.parameters["no_access"]
    assert low["mean"] == pytest.approx(15_000 * (known.low - known.value), abs=3)
    assert high["mean"] == pytest.approx(15_000 * (known.high - known.value), abs=3)
    assert high["differs"]
    # What weighs on both alike weighs nothing on what they differ.
    assert not any(one["figures"][COST]["span"] > 10 for one in others)
    assert "no_access" in answer["measured_again"]
    assert answer["simulated"]["replications"] <= question.at_most.replications
    assert (first["replications"], answer["doubt"]["draws"]) == (6, 4)


def test_an_answer_that_turns_around_is_said():
    def turning(told: Mapping[str, object], variant: Variant, year: int) -> dict[str, float]:
        found = truth(told, variant, year)
        patience = {**REGISTER.values, **variant.values}["patience_seconds"]
        return {COST: found[COST] + 10 * (patience - 120) * (told["appointments.window_minutes"] == 120)}

    question = weights([GEPAST, KLANTGERICHT], 6, draws=2)
    answer = question.answer(lived(question, turning))
    flips = {one["code"] for one in answer["parameters"] if one["figures"][COST]["flips"]}
    assert flips == {"patience_seconds"}


def test_one_policy_has_its_own_figures_and_its_own_doubt():
    question = weights([GEPAST], 4, draws=40)
    answer = question.answer(lived(question, truth))
    told = {one["code"]: one["figures"][COST] for one in answer["parameters"]}
    handling = REGISTER.parameters["handling_seconds"]
    assert told["handling_seconds"]["at_high"]["mean"] == pytest.approx(10 * (handling.high - handling.value), abs=3)
    doubt = answer["doubt"]["figures"][COST]["doubt"]
    assert doubt["low"] < 33_000 < doubt["high"]
    assert doubt["high"] - doubt["low"] > 500


def test_the_values_in_use_are_what_is_moved_from():
    question = weights([GEPAST], 3, {"handling_seconds": 360.0}, draws=2)
    names = {one.variant.name for one in question.wanted(lived(question, truth))}
    # It stands at its end already.
    assert "handling_seconds/high/0" not in names
    assert "handling_seconds/low/0" in names


def test_draws_meet_every_part_of_each_range_and_lie_evenly_around_the_value():
    codes = ["patience_seconds", "handling_seconds", "no_access"]
    draws = drawn({}, codes, 100, 1)
    for code in codes:
        known = REGISTER.parameters[code]
        values = sorted(one[code] for one in draws)
        assert known.low <= values[0] < values[-1] <= known.high
        assert sum(value < known.value for value in values) == 50
        # One in each hundredth: so the tails are met, and not left to luck.
        assert values[0] < known.low + 0.15 * (known.value - known.low)
        assert values[-1] > known.high - 0.15 * (known.high - known.value)
    assert abs(np.corrcoef([[one[code] for one in draws] for code in codes])[0, 1]) < 0.3
    assert drawn({}, codes, 100, 1) == draws != drawn({}, codes, 100, 2)


def test_profiles_are_left_as_they_are():
    assert not [one for one in weights([GEPAST], 3).codes if one.startswith(("hour_", "weekday_", "month_"))]


@pytest.mark.parametrize(
    ("many", "replications", "draws", "code"),
    [
        (0, 4, 40, "too_few_policies"),
        (3, 4, 40, "too_many_policies"),
        (1, 2, 40, "too_few_replications"),
        (1, 4, 1, "out_of_range"),
        (1, 4, 5000, "out_of_range"),
    ],
)
def test_bad_questions_are_refused(many: int, replications: int, draws: int, code: str):
    with pytest.raises(Refused, match=code):
        weights([GEPAST] * many, replications, draws=draws)
