"""How sure a forecast of a day says to be is how sure it turns out to be: counted over past days, foretold in turn."""

import numpy as np
import pytest

from voordeur.staffing.engine.doubt import Doubt, left_out, of_errors
from voordeur.staffing.engine.forecast import Expected
from voordeur.staffing.engine.scoring import score
from voordeur.staffing.engine.tests.example_calls import FIRST, made_up

pytestmark = pytest.mark.pure


def doubt_of(errors: list[float], *, mean: float = 400.0) -> Doubt:
    """The doubt after days on which so much more came, as a share of `mean`."""
    came = mean * (1.0 + np.array(errors))
    return of_errors(came, np.full(len(errors), mean), np.arange(len(errors)))


def width(doubt: Doubt, mean: float = 400.0) -> float:
    low, high = Expected(FIRST, np.array([mean]), 0.0, doubt.spread_of(mean)).day_interval()
    return high - low


def test_larger_errors_make_a_wider_interval():
    small, large = doubt_of([0.1, -0.1] * 20), doubt_of([0.3, -0.3] * 20)
    assert width(large) > 2 * width(small)


def test_one_disaster_among_many_days_does_not_widen_it_for_all():
    usual = [0.1, -0.1] * 20
    assert width(doubt_of([*usual[:-1], 3.0])) < 1.3 * width(doubt_of(usual))


def test_few_weeks_make_a_wider_interval_than_many_with_the_same_errors():
    assert width(doubt_of([0.2, -0.2] * 5)) > 1.3 * width(doubt_of([0.2, -0.2] * 20))


def test_without_any_error_only_chance_is_told():
    assert of_errors(np.array([]), np.array([]), np.array([], dtype=int)).spread_of(50.0) < 1e-5
    assert of_errors(np.array([5.0]), np.array([np.nan]), np.array([3])).spread_of(50.0) < 1e-5


def test_a_day_without_calls_has_no_doubt_that_cannot_be_told():
    assert Doubt(0.1, 3.0).spread_of(0.0) == 0.1


def test_a_day_does_not_foretell_itself():
    """Three Mondays of 90, 90 and 120: without the last one 90 would have been expected and not 100."""
    totals, expected = np.array([90.0, 90.0, 120.0]), np.full(3, 100.0)
    alone = left_out(totals, expected, np.ones(3), np.zeros(3, dtype=int), np.ones(3, dtype=bool))
    assert alone * 100.0 == pytest.approx([105.0, 105.0, 90.0])


def test_of_the_only_day_of_its_weekday_nothing_is_learned():
    alone = left_out(np.array([90.0]), np.array([90.0]), np.ones(1), np.zeros(1, dtype=int), np.ones(1, dtype=bool))
    assert np.isnan(alone).all()


def test_days_of_pasts_of_five_weeks_lie_in_the_interval_as_often_as_it_says():
    """A hundred and more days out of short pasts, at which the weekdays are known from two or three days each."""
    scores = [score(made_up(homes=homes, seed=seed, days=35)) for homes in (2_500, 50_000) for seed in range(40, 46)]
    days = sum(one.days for one in scores)

    assert days >= 100
    assert 0.74 <= sum(one.inside_share_days * one.days for one in scores) / days <= 0.93
