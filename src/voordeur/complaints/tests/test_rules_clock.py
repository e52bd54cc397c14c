"""The clock: working days only, standing still only for a reason, extended once."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voordeur.complaints.rules import clock
from voordeur.complaints.rules.clock import Still
from voordeur.kernel.errors import Refused
from voordeur.policy import presets
from voordeur.policy.rules import is_working_day, local, working_days_between
from voordeur.policy.tests.factories import at, make_policy

POLICY = presets.load("gepast")
DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
MINUTES = st.integers(0, 24 * 60 - 1)


def moment(day: date, minute: int = 600) -> datetime:
    return at(f"{day:%Y-%m-%d} {minute // 60:02}:{minute % 60:02}")


def due(received: datetime, *stills: Still, extended: bool = False, now: datetime | None = None) -> datetime:
    return clock.answer_due_at(POLICY, received, stills=stills, is_extended=extended, now=now or received)


def test_ten_working_days_over_christmas_take_eighteen_calendar_days() -> None:
    assert local(due(at("2026-12-18 09:00"))).date() == date(2027, 1, 5)


@given(DAYS, MINUTES)
def test_the_hour_of_the_day_never_counts(day: date, minute: int) -> None:
    assert due(moment(day, 0)) == due(moment(day, minute)) == due(moment(day, 24 * 60 - 1))


@given(DAYS)
def test_an_answer_is_due_exactly_so_many_working_days_after_receipt_and_on_one(day: date) -> None:
    last = local(due(moment(day))).date()
    assert is_working_day(last, POLICY)
    assert working_days_between(day, last, POLICY) == POLICY.complaints.answer_working_days


@given(DAYS, st.integers(0, 9), st.integers(0, 30))
def test_after_a_pause_as_many_working_days_are_left_as_before(day: date, after: int, length: int) -> None:
    received = moment(day)
    start = day + timedelta(days=after)
    end = start + timedelta(days=length)
    before = local(due(received)).date()
    later = local(due(received, Still(start, end), now=moment(end))).date()
    assert working_days_between(end, later, POLICY) == working_days_between(start, before, POLICY)


@given(DAYS)
def test_standing_still_over_a_weekend_gives_nobody_a_day(day: date) -> None:
    friday = day + timedelta(days=(4 - day.weekday()) % 7)
    received = moment(friday - timedelta(days=3))
    assert due(received, Still(friday, friday + timedelta(days=2))) == due(received)


@given(DAYS)
def test_an_extension_adds_its_own_days_to_what_stood_still(day: date) -> None:
    received, still = moment(day), Still(day + timedelta(days=1), day + timedelta(days=8))
    plain, longer = due(received, still), due(received, still, extended=True)
    between = working_days_between(local(plain).date(), local(longer).date(), POLICY)
    assert between == POLICY.complaints.extension_working_days


def test_a_clock_that_stands_now_counts_up_to_today() -> None:
    received = at("2026-11-24 09:00")
    assert due(received, Still(date(2026, 11, 25), None), now=at("2026-11-27 09:00")) > due(received)


def test_a_clock_that_has_run_out_is_not_stopped() -> None:
    clock.may_pause(due_at=at("2026-11-24 23:59"), now=at("2026-11-24 12:00"))
    with pytest.raises(Refused) as refused:
        clock.may_pause(due_at=at("2026-11-23 23:59"), now=at("2026-11-24 12:00"))
    assert refused.value.code == "too_late_to_pause"


@pytest.mark.parametrize(
    ("extended", "days", "now", "code"),
    [
        (False, 10, "2026-11-24 12:00", None),
        (True, 10, "2026-11-24 12:00", "extended_before"),
        (False, 0, "2026-11-24 12:00", "no_extension_promised"),
        (False, 10, "2026-11-25 00:01", "too_late_to_extend"),
    ],
)
def test_an_extension_is_once_within_the_term_and_only_when_promised(
    extended: bool, days: int, now: str, code: str | None
) -> None:
    policy = make_policy(complaints__extension_working_days=days)
    due_at = at("2026-11-24 23:59")
    if code is None:
        clock.may_extend(policy, due_at=due_at, is_extended=extended, now=at(now))
        return
    with pytest.raises(Refused) as refused:
        clock.may_extend(policy, due_at=due_at, is_extended=extended, now=at(now))
    assert refused.value.code == code


@pytest.mark.parametrize(("reason", "code"), [("  ", "reason_missing"), ("wacht", "reason_too_short")])
def test_a_reason_is_one_that_somebody_understands(reason: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        clock.check_reason(reason)
    assert refused.value.code == code
    assert clock.check_reason(" De  aannemer\nmeet  op 3 december. ") == "De aannemer meet op 3 december."


SUMMER_TIME = [date(year, month, day) for year, month, day in ((2026, 3, 29), (2026, 10, 25), (2027, 3, 28))]


@given(st.sampled_from(SUMMER_TIME), st.integers(-20, 3), MINUTES, MINUTES)
def test_when_the_clocks_change_a_term_keeps_its_days_and_ends_with_its_last_one(
    change: date, before: int, minute: int, other: int
) -> None:
    day = change + timedelta(days=before)
    first, second = due(moment(day, minute)), due(moment(day, other))
    assert first == second
    assert (local(first).hour, local(first).minute) == (23, 59)
    assert working_days_between(day, local(first).date(), POLICY) == POLICY.complaints.answer_working_days


@given(DAYS, st.integers(0, 40), st.integers(0, 40))
def test_only_working_days_between_two_written_moments_are_given_back(day: date, start: int, length: int) -> None:
    still = Still(day + timedelta(days=start), day + timedelta(days=start + length))
    given_back = working_days_between(local(due(moment(day))).date(), local(due(moment(day), still)).date(), POLICY)
    assert given_back == working_days_between(still.from_on, still.until_on or still.from_on, POLICY)


@given(st.text(max_size=40))
def test_without_words_no_clock_stands_still(reason: str) -> None:
    said = " ".join(reason.split())
    if len(said) >= clock.LEAST_REASON:
        assert clock.check_reason(reason) == said
        return
    with pytest.raises(Refused) as refused:
        clock.check_reason(reason)
    assert refused.value.code in {"reason_missing", "reason_too_short"}
