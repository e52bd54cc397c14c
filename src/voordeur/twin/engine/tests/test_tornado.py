"""Every promise a notch: differences with their doubt, and which of them stand among all."""

from collections.abc import Mapping

import pytest

from voordeur.kernel.errors import Refused
from voordeur.policy import presets
from voordeur.policy.models import ServicePolicy
from voordeur.twin.engine.questions.chances import holm
from voordeur.twin.engine.questions.controls import reading
from voordeur.twin.engine.questions.tornado import tornado
from voordeur.twin.engine.questions.variants import Variant
from voordeur.twin.engine.tests.made_up import STAFF, lived, luck

pytestmark = pytest.mark.pure

GEPAST: ServicePolicy = presets.load("gepast")
FIELDS = ["appointments.window_minutes", "appointments.no_access_attempts", "planning.overtime_minutes"]
COST, MARK = "cost_per_home_cents", "mark_repairs"


def number_of(variant: Variant) -> int:
    return sum(variant.name.encode())


def test_holm_keeps_what_stands_among_all():
    # 0.01 < 0.05/4, 0.015 < 0.05/3, then 0.03 > 0.05/2: it and all behind it fall.
    assert holm({"a": 0.01, "b": 0.03, "c": 0.015, "d": 0.04}) == {"a": True, "b": False, "c": True, "d": False}
    assert holm({}) == {}


def test_an_effect_is_found_and_nothing_is_not_called_an_effect():
    def truth(told: Mapping[str, object], variant: Variant, year: int) -> dict[str, float]:
        # Narrower windows cost 500 cents and please; luck is shared, and every counting of people has its own.
        narrow = 120 / float(str(told["appointments.window_minutes"]))
        shared, own = 300 * luck(1, year), 5 * luck(2, year, number_of(variant))
        counted = 40 * luck(3, number_of(variant))
        return {COST: 30_000 + 1000 * narrow + shared + own + counted, MARK: 7.5 + 0.2 * narrow + 0.001 * own}

    question = tornado(GEPAST, FIELDS, 8)
    answer = question.answer(lived(question, truth))
    assert question.at_most.replications == answer["simulated"]["replications"]
    first, *others = answer["promises"]
    assert (first["field"], first["now"]) == ("appointments.window_minutes", 240)
    more, less = first["notches"]
    assert (more["side"], more["value"], less["side"], less["value"]) == ("more", 120, "less", 480)
    assert more["differences"][COST]["low"] < 500 < more["differences"][COST]["high"]
    assert more["differences"][COST]["holds"]
    assert set(more["winners"]) == set(less["losers"]) == {"all", "older", "working", "offline", "others"}
    for one in others:
        for notch in one["notches"]:
            assert not notch["differences"][COST]["holds"]
            # Counting people anew moves costs more than the years of luck alone would say.
            assert notch["differences"][COST]["high"] - notch["differences"][COST]["low"] > 80


def test_what_nobody_feels_is_said_and_what_is_only_charged_is_exact():
    def truth(told: Mapping[str, object], variant: Variant, year: int) -> dict[str, float]:
        charged = 10.0 * float(str(told["appointments.no_access_attempts"]))
        return {COST: 30_000 + charged + 300 * luck(1, year)}

    question = tornado(GEPAST, FIELDS, 4)
    known = lived(question, truth)
    for name in known.staff:
        known.staff[name] = STAFF
    told = {one["field"]: one["notches"] for one in question.answer(known)["promises"]}
    less, more = told["appointments.no_access_attempts"]
    assert less["differences"][COST] == {"mean": -10.0, "low": -10.0, "high": -10.0, "differs": True, "holds": True}
    assert more["is_felt"]
    assert not any(one["is_felt"] for one in told["appointments.window_minutes"])


def test_without_names_every_promise_is_turned_and_the_rest_has_its_reason():
    question = tornado(presets.load("sober_1994"), [], 2)
    assert {"organisation.model", "channels.telephone.open", "alterations.offered"} <= {
        one.field for one in question.notches
    }
    assert "subscription.covers" in question.stuck


@pytest.mark.parametrize(
    ("fields", "replications", "code"),
    [
        ([], 1, "too_few_replications"),
        (["letting.model"], 4, "promise_not_felt"),
        (["nonsense"], 4, "unknown_promise"),
        (["subscription.covers"], 4, "nothing_to_turn"),
    ],
)
def test_bad_questions_are_refused(fields: list[str], replications: int, code: str):
    with pytest.raises(Refused, match=code):
        tornado(presets.load("sober_1994"), fields, replications)


def test_one_year_of_luck_proves_nothing_and_counting_anew_widens():
    assert reading([5.0], 0.0, 4).p_value == 1.0
    alone, anew = reading([1.0, 2.0, 3.0], 0.0, 4), reading([1.0, 2.0, 3.0], 1.0, 4)
    # Student at two degrees of freedom is 4.3027, over the root of three.
    assert (alone.found.low, alone.found.high) == pytest.approx((2 - 2.48414, 2 + 2.48414), abs=1e-4)
    assert anew.found.low < alone.found.low
    assert anew.p_value > alone.p_value
    assert reading([0.0, 0.0], 0.0, 4).p_value == 1.0
    assert reading([2.0, 2.0], 0.0, 4).p_value == 0.0
