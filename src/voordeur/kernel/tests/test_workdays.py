"""The laws of working days, on calendars that Hypothesis makes up."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voordeur.kernel import workdays

DAYS = st.dates(date(1994, 1, 1), date(2100, 12, 31))
CLOSED = st.frozensets(DAYS, max_size=30)
AMOUNTS = st.integers(0, 60)

MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)
SATURDAY = date(2026, 11, 28)


def test_the_weekend_is_not_counted() -> None:
    assert workdays.add_working_days(FRIDAY, 1, frozenset()) == date(2026, 11, 30)


def test_a_term_that_begins_on_a_saturday_counts_monday_as_its_first_day() -> None:
    assert workdays.add_working_days(SATURDAY, 1, frozenset()) == date(2026, 11, 30)


def test_a_closed_day_is_not_counted() -> None:
    assert workdays.add_working_days(MONDAY, 1, {date(2026, 11, 24)}) == date(2026, 11, 25)


def test_no_working_days_is_the_day_itself_or_the_next_working_day() -> None:
    assert workdays.add_working_days(MONDAY, 0, frozenset()) == MONDAY
    assert workdays.add_working_days(SATURDAY, 0, frozenset()) == date(2026, 11, 30)


@pytest.mark.parametrize("count", [workdays.add_working_days, workdays.subtract_working_days])
def test_a_negative_number_of_working_days_is_refused(count) -> None:
    with pytest.raises(ValueError, match="lie in the"):
        count(MONDAY, -1, frozenset())


class Always:
    def __contains__(self, day: object) -> bool:
        return True


@pytest.mark.parametrize("count", [workdays.add_working_days, workdays.subtract_working_days])
def test_a_calendar_that_is_always_closed_ends_in_an_error_and_not_in_a_loop(count) -> None:
    with pytest.raises(ValueError, match="no working day"):
        count(MONDAY, 1, Always())


@given(DAYS, st.integers(1, 60), CLOSED)
def test_what_is_added_can_be_counted_back(day: date, amount: int, closed: frozenset[date]) -> None:
    end = workdays.add_working_days(day, amount, closed)

    assert workdays.is_working_day(end, closed)
    assert workdays.working_days_between(day, end, closed) == amount
    assert workdays.working_days_between(end, day, closed) == -amount


@given(DAYS, AMOUNTS, AMOUNTS, CLOSED)
def test_two_terms_after_each_other_are_one_long_term(day: date, a: int, b: int, closed: frozenset[date]) -> None:
    start = workdays.next_working_day(day, closed)
    halfway = workdays.add_working_days(start, a, closed)

    assert workdays.add_working_days(halfway, b, closed) == workdays.add_working_days(start, a + b, closed)


@given(DAYS, AMOUNTS, CLOSED)
def test_from_a_working_day_subtracting_undoes_adding(day: date, amount: int, closed: frozenset[date]) -> None:
    start = workdays.next_working_day(day, closed)
    end = workdays.add_working_days(start, amount, closed)

    assert workdays.subtract_working_days(end, amount, closed) == start


@given(DAYS, st.integers(0, 400), AMOUNTS, CLOSED)
def test_who_begins_later_never_ends_earlier(day: date, later: int, amount: int, closed: frozenset[date]) -> None:
    second = day + timedelta(days=later)

    assert workdays.add_working_days(day, amount, closed) <= workdays.add_working_days(second, amount, closed)
