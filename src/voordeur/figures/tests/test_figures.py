"""Every figure from facts: the values, the intervals, what happens when there is nothing."""

import pytest

from voordeur.figures.rules.facts import Facts, Marks
from voordeur.figures.rules.figures import DEFINITIONS, Code, Limits, Unit, compute, compute_all
from voordeur.figures.rules.intervals import Count, Pairs, Spread
from voordeur.figures.rules.label import Norm, Verdict, judge
from voordeur.figures.texts import SOURCES, UNITS, VERDICTS, WORDS

LIMITS = Limits(satisfied_from=5.5, low_mark=5, min_answers=30)
NORM = Norm(mark=7.0, satisfied_share=0.85, satisfied_from=5.5, min_answers=30)

# 100 marks, 12 of them 5 or lower
A_HUNDRED_MARKS = Marks((1, 1, 2, 3, 5, 8, 20, 30, 20, 10), invited=300, population=600)


def a_year(**changes):
    facts = {
        "days": 365,
        "homes": 4,
        "in_term": Count(9, 10),
        "lead_days": Spread(4, 20.0, 120.0),
        "first_visit": Count(3, 4),
        "access": Count(1, 50),
        "jobs_per_shift": Spread(3, 12.0, 50.0),
        "travel_per_job": Pairs(5, y=60.0, x=4.0, yy=900.0, xy=50.0, xx=4.0),
        "km_per_home": Spread(4, 40.0, 600.0),
        "cents_per_home": Spread(4, 40000.0, 500_000_000.0),
        "marks_repairs": A_HUNDRED_MARKS,
        "marks_contact": Marks(),
        "call_backs": Count(19, 20),
        "contacts": Count(78, 100),
        "complaints": 3,
    }
    return Facts(**{**facts, **changes})


@pytest.mark.parametrize(
    ("code", "value", "n"),
    [
        (Code.REPAIRS_IN_TERM_SHARE, 0.9, 10),
        (Code.REPAIR_LEAD_DAYS, 5.0, 4),
        (Code.FIRST_VISIT_FIX_SHARE, 0.75, 4),
        (Code.NO_ACCESS_SHARE, 0.02, 50),
        (Code.MARK_REPAIRS, 7.54, 100),
        (Code.SATISFIED_SHARE, 0.88, 100),
        (Code.DISSATISFIED_SHARE, 0.12, 100),
        (Code.RESPONSE_SHARE, 1 / 3, 300),
        (Code.JOBS_PER_CRAFTSMAN_DAY, 4.0, 3),
        (Code.TRAVEL_MINUTES_PER_JOB, 15.0, 5),
        (Code.KM_PER_HOME, 10.0, 4),
        (Code.COST_PER_HOME_CENTS, 10000.0, 4),
        (Code.CALL_BACKS_KEPT_SHARE, 0.95, 20),
        (Code.SOLVED_AT_ONCE_SHARE, 0.78, 100),
        (Code.COMPLAINTS_PER_1000_HOMES, 750.0, 3),
    ],
)
def test_a_figure_has_the_value_of_its_formula(code, value, n):
    figure = compute(code, a_year(), LIMITS)

    assert figure.value == pytest.approx(value)
    assert figure.n == n
    assert figure.low <= figure.value <= figure.high


def test_a_quarter_is_counted_up_to_a_year():
    year = compute(Code.COST_PER_HOME_CENTS, a_year(), LIMITS)
    quarter = compute(Code.COST_PER_HOME_CENTS, a_year(days=365 / 4), LIMITS)

    assert quarter.value == pytest.approx(4 * year.value)
    assert quarter.high == pytest.approx(4 * year.high)


def test_complaints_of_a_quarter_are_counted_up_to_a_year_and_none_is_a_figure():
    quarter = compute(Code.COMPLAINTS_PER_1000_HOMES, a_year(days=365 / 4, homes=2000), LIMITS)
    none = compute(Code.COMPLAINTS_PER_1000_HOMES, a_year(complaints=0, homes=1000), LIMITS)

    assert quarter.value == pytest.approx(6.0)
    assert (none.value, none.n, none.low) == (0.0, 0, 0.0)
    assert none.high == pytest.approx(3.689, abs=1e-3)


def test_an_empty_association_has_no_values_and_breaks_nothing():
    figures = compute_all(Facts(days=365, homes=0), LIMITS)

    assert set(figures) == set(Code)
    assert all(figure.value is None and figure.n == 0 for figure in figures.values())
    assert figures[Code.MARK_REPAIRS].is_too_few


def test_a_mark_from_fewer_answers_than_the_policy_asks_says_so():
    few = a_year(marks_repairs=Marks((0, 0, 0, 0, 0, 0, 0, 29, 0, 0), 60, 90))

    assert compute(Code.MARK_REPAIRS, few, LIMITS).is_too_few
    assert not compute(Code.MARK_REPAIRS, a_year(), LIMITS).is_too_few
    assert not compute(Code.REPAIR_LEAD_DAYS, few, LIMITS).is_too_few


def test_a_mark_whose_population_was_not_counted_keeps_its_full_margin():
    unknown = Marks(A_HUNDRED_MARKS.counts, 300, 0)

    narrow = compute(Code.MARK_REPAIRS, a_year(), LIMITS)
    wide = compute(Code.MARK_REPAIRS, a_year(marks_repairs=unknown), LIMITS)

    assert wide.low < narrow.low < narrow.high < wide.high


def test_marks_are_ten_counts():
    with pytest.raises(ValueError, match="1 to 10"):
        Marks((1, 2, 3))


def test_marks_of_two_months_add_up():
    assert (A_HUNDRED_MARKS + A_HUNDRED_MARKS).answers == 200
    assert (A_HUNDRED_MARKS + A_HUNDRED_MARKS).invited == 600


def test_every_figure_is_defined_and_has_words():
    assert set(DEFINITIONS) == set(Code) == set(WORDS)
    assert set(UNITS) == set(Unit)
    assert {definition.source for definition in DEFINITIONS.values()} == set(SOURCES)
    assert set(VERDICTS) == set(Verdict)


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        ((0, 0, 0, 0, 0, 0, 0, 29, 0, 0), Verdict.TOO_FEW),
        ((0, 0, 0, 0, 0, 0, 0, 30, 0, 0), Verdict.REACHED),
        ((0, 0, 0, 0, 15, 0, 85, 0, 0, 0), Verdict.NOT_REACHED),  # 85% satisfied, mean 6.7
        ((0, 0, 0, 0, 16, 0, 0, 0, 84, 0), Verdict.NOT_REACHED),  # mean 8.4, 84% satisfied
        ((0, 0, 0, 0, 15, 0, 0, 85, 0, 0), Verdict.REACHED),  # mean 7.55, exactly 85%
        ((0,) * 10, Verdict.TOO_FEW),
    ],
)
def test_a_component_must_reach_both_norms(counts, verdict):
    assert judge("repair", Marks(counts, 200, 400), NORM).verdict is verdict
