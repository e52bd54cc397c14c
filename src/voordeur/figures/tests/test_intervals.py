"""The intervals, held against tables, against each other and against the laws they must keep."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voordeur.figures.rules.intervals import (
    Count,
    Pairs,
    Spread,
    finite_correction,
    of_mean,
    of_rate,
    of_ratio,
    of_share,
)


def spread_of(values):
    return Spread(len(values), float(sum(values)), float(sum(value**2 for value in values)))


def pairs_of(rows):
    return Pairs(
        len(rows),
        sum(y for y, _ in rows),
        sum(x for _, x in rows),
        sum(y * y for y, _ in rows),
        sum(x * y for y, x in rows),
        sum(x * x for _, x in rows),
    )


def test_the_t_interval_of_ten_marks_is_that_of_the_table():
    # sd 1.1547 (n - 1), t(9) = 2.262: half width 0.826
    low, high = of_mean(spread_of([6, 6, 7, 7, 8, 8, 8, 9, 9, 9]))

    assert isclose((low + high) / 2, 7.7)
    assert isclose((high - low) / 2, 2.2622 * 1.1595 / 10**0.5, rel_tol=1e-3)


def test_wilson_for_85_of_100_is_that_of_the_literature():
    low, high = of_share(Count(85, 100))

    assert round(low, 3) == 0.767
    assert round(high, 3) == 0.907


def test_nothing_measured_has_no_interval():
    assert of_mean(Spread()) is None
    assert of_mean(spread_of([8])) is None
    assert of_share(Count()) is None
    assert of_ratio(Pairs()) is None


def test_asking_everyone_leaves_no_margin():
    assert of_mean(spread_of([7, 8, 9]), population=3) == (8.0, 8.0)
    assert of_share(Count(2, 3), population=3) == (2 / 3, 2 / 3)
    assert finite_correction(1, 1) == 0.0


def test_an_interval_never_leaves_the_scale():
    assert of_mean(spread_of([10, 10, 9, 10]), least=1, most=10)[1] == 10


def test_a_ratio_with_everyone_equal_is_certain():
    low, high = of_ratio(pairs_of([(12.0, 1.0)] * 8))

    assert isclose(low, 12.0)
    assert isclose(high, 12.0)


def test_a_ratio_over_ones_is_a_mean():
    minutes = [4.0, 9.0, 12.0, 30.0, 7.0]
    by_mean = of_mean(spread_of(minutes), least=0)
    by_ratio = of_ratio(pairs_of([(minute, 1.0) for minute in minutes]))

    assert by_ratio == pytest.approx(by_mean)


@given(st.lists(st.integers(1, 10), min_size=2, max_size=60), st.integers(0, 5000))
def test_a_known_population_only_narrows(marks, others):
    free = of_mean(spread_of(marks))
    finite = of_mean(spread_of(marks), population=len(marks) + others)

    assert finite[0] >= free[0] - 1e-9
    assert finite[1] <= free[1] + 1e-9


@given(st.integers(0, 400), st.integers(1, 400))
def test_a_share_lies_inside_its_interval_and_that_inside_0_to_1(hits, n):
    hits = min(hits, n)
    low, high = of_share(Count(hits, n))

    assert 0 <= low <= hits / n + 1e-12
    assert hits / n - 1e-12 <= high <= 1


@pytest.mark.parametrize(
    ("number", "low", "high"), [(0, 0.0, 3.6889), (1, 0.0253, 5.5716), (5, 1.6235, 11.6683), (20, 12.2165, 30.8884)]
)
def test_the_interval_of_a_number_of_things_is_that_of_garwoods_table(number, low, high):
    assert of_rate(number) == pytest.approx((low, high), abs=1e-4)


@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=40), st.lists(st.floats(0, 1e4), min_size=1, max_size=40))
def test_adding_spreads_is_measuring_together(one, other):
    together = spread_of(one) + spread_of(other)
    at_once = spread_of(one + other)

    assert together.n == at_once.n
    assert isclose(together.total, at_once.total, abs_tol=1e-6)
    assert isclose(together.squares, at_once.squares, rel_tol=1e-9, abs_tol=1e-6)
