"""The forecast: what it learns from a past that is known, when it refuses, and that it beats the mean of four weeks."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voordeur.kernel.errors import Refused
from voordeur.staffing.engine.forecast import Expected, History, after_closure, known_days, learn
from voordeur.staffing.engine.scoring import plain_mean, score
from voordeur.staffing.engine.tests.example_calls import FIRST, WEEKDAYS, january, made_up

pytestmark = pytest.mark.pure

ALL_DAY = np.ones(96, dtype=bool)


def steady(*, days: int, calls: float = 4.0, until: int = 68) -> History:
    """The same number of calls in each quarter from 8 to 17 on working days."""
    found = np.zeros((days, 96))
    is_open = np.zeros((days, 96), dtype=bool)
    for number in range(days):
        if (FIRST + timedelta(days=number)).weekday() < WEEKDAYS:
            found[number, 32:until] = calls
            is_open[number, 32:until] = True
    return History(FIRST, found, is_open)


def test_what_was_the_same_every_week_is_expected_again():
    history = steady(days=70)
    expected = learn(history).expect(FIRST + timedelta(days=70), history.is_open[0])

    assert expected.calls[32:68] == pytest.approx(np.full(36, 4.0), rel=1e-6)
    assert expected.calls[:32].sum() == 0


def test_nothing_is_expected_while_closed():
    history = steady(days=70)
    assert learn(history).expect(FIRST + timedelta(days=70), np.zeros(96, dtype=bool)).calls.sum() == 0


def test_a_busy_weekday_stays_busy():
    history = steady(days=70)
    mondays = [number for number in range(70) if (FIRST + timedelta(days=number)).weekday() == 0]
    history.calls[mondays] *= 1.5
    model = learn(history)

    monday = model.expect(FIRST + timedelta(days=70), ALL_DAY).calls[40]
    tuesday = model.expect(FIRST + timedelta(days=71), ALL_DAY).calls[40]
    assert monday / tuesday == pytest.approx(1.5, rel=0.02)


def test_a_level_that_rose_is_followed():
    history = steady(days=84)
    history.calls[56:] *= 1.4
    assert learn(history).expect(FIRST + timedelta(days=84), ALL_DAY).calls[40] == pytest.approx(5.6, rel=0.05)


def test_the_day_after_a_closed_one_is_busier_when_it_always_was():
    history = steady(days=126)
    for week in range(2, 18, 3):
        tuesday = week * 7 + 1
        history.calls[tuesday] = 0
        history.is_open[tuesday] = False
        history.calls[tuesday + 1] *= 1.6
    model = learn(history)
    wednesday = FIRST + timedelta(days=128)
    usual, after = (model.expect(wednesday, ALL_DAY, is_after_closure=one).calls.sum() for one in (False, True))

    assert 1.25 < after / usual < 1.65


def test_a_season_of_last_year_is_half_believed():
    history = steady(days=364 + 60)
    # The coming weeks were twice as busy a year ago
    history.calls[60:100] *= 2.0
    model = learn(history)
    soon = model.expect(FIRST + timedelta(days=364 + 75), ALL_DAY).calls[40]

    assert 4.0 < soon < 8.0


def test_a_hole_in_the_register_is_not_a_quiet_day():
    history = steady(days=70)
    hole = 63 - 7
    history.calls[hole] = 0
    weekdays = np.array([day.weekday() for day in history.days])

    assert not known_days(history.calls, history.is_open, weekdays)[hole]
    assert learn(history).expect(FIRST + timedelta(days=70), ALL_DAY).calls[40] == pytest.approx(4.0, rel=1e-6)


def test_a_quiet_day_of_a_small_association_counts():
    history = steady(days=70, calls=0.1)
    history.calls[56] = 0
    weekdays = np.array([day.weekday() for day in history.days])
    assert known_days(history.calls, history.is_open, weekdays)[56]


def test_hours_that_are_new_take_after_the_nearest_that_are_known():
    history = steady(days=70, until=60)
    found = learn(history).expect(FIRST + timedelta(days=70), ALL_DAY).calls

    assert found[64] == pytest.approx(4.0, rel=1e-6)


def test_only_the_day_after_a_day_that_is_usually_open_is_after_a_closure():
    history = steady(days=28)
    history.is_open[8] = False
    weekdays = np.array([day.weekday() for day in history.days])

    assert np.flatnonzero(after_closure(history.is_open, weekdays)).tolist() == [9]


@pytest.mark.parametrize("days", [1, 7, 11])
def test_too_short_a_past_is_refused(days: int):
    with pytest.raises(Refused) as refused:
        learn(steady(days=days))
    assert refused.value.code == "too_little_history"


def test_a_past_of_another_form_is_a_fault_of_the_caller():
    with pytest.raises(ValueError, match="96"):
        History(FIRST, np.zeros((3, 24)), np.zeros((3, 24), dtype=bool))


@settings(max_examples=60, deadline=None)
@given(st.floats(0.001, 800), st.floats(0, 1.5))
def test_the_interval_holds_the_share_that_it_says(mean: float, spread: float):
    from scipy.stats import nbinom, poisson

    low, high = Expected(FIRST, np.array([mean]), spread, spread).interval(0.8)
    size = 1 / max(spread, 1e-6)
    known = nbinom(size, size / (size + mean)) if spread > 1e-6 else poisson(mean)
    assert known.cdf(high[0]) - known.cdf(low[0] - 1) >= 0.8 - 1e-6
    assert known.cdf(low[0] - 1) <= 0.1 + 1e-6


# --- beside the mean of four weeks ------------------------------------------------------------------------------------


def test_the_plain_mean_is_that_of_the_four_same_weekdays_before():
    history = steady(days=70)
    for week in range(5, 9):
        history.calls[week * 7] = week
    is_known = np.ones(70, dtype=bool)

    found = plain_mean(history, 63, is_known)
    assert found is not None
    assert found[40] == 6.5


@pytest.mark.parametrize(("homes", "seed"), [(2_500, 1), (10_000, 2), (50_000, 3)])
def test_it_beats_the_mean_of_four_weeks_on_made_up_years(homes: int, seed: int):
    found = score(made_up(homes=homes, seed=seed))

    assert found.days >= 39
    assert found.quarter_error < 0.95 * found.quarter_error_plain
    assert found.day_error < 1.05 * found.day_error_plain
    assert found.inside_share >= 0.78
    # 0.80 with two standard errors of 39 days around it
    assert 0.68 <= found.inside_share_days <= 0.93


@pytest.mark.parametrize("least_weeks", [1, 3, 4])
def test_it_beats_the_mean_of_four_weeks_on_the_calls_of_january(least_weeks: int):
    found = score(january(), least_weeks=least_weeks)

    assert found.quarter_error < 0.9 * found.quarter_error_plain
    assert found.day_error < found.day_error_plain
    assert found.inside_share >= 0.78
    # In the three to nine days that are judged the level fell by a quarter, after two or three weeks of history
    assert found.inside_share_days >= 0.7


def test_a_score_without_days_is_refused():
    with pytest.raises(Refused) as refused:
        score(steady(days=16))
    assert refused.value.code == "too_little_history"


def test_every_day_of_the_score_is_foretold_from_a_week_before():
    """What comes later may be anything: the forecast of a day does not see it."""
    history = made_up(homes=10_000, seed=5, days=120)
    changed = History(history.first_on, history.calls.copy(), history.is_open)
    changed.calls[-7:-1] *= 9.0
    on, is_open = history.days[-1], history.is_open[-1]
    seen = [learn(one.before(len(one.calls) - 7)).expect(on, is_open).calls for one in (history, changed)]

    assert (seen[0] == seen[1]).all()
    assert date(2026, 1, 5) <= on
