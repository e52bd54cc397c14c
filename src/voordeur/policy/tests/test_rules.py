"""Opening hours, terms, windows and prices on days that are known."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voordeur.kernel.errors import Refused
from voordeur.policy import presets, rules
from voordeur.policy.models import COVER_CODES, URGENCY_CODES, Channel, Term, Week
from voordeur.policy.tests.factories import at, make_policy

GEPAST = presets.load("gepast")
MOMENTS = st.datetimes(at("2024-01-01 00:00").replace(tzinfo=None), at("2030-12-31 00:00").replace(tzinfo=None)).map(
    lambda moment: rules.local(moment.replace(second=0, microsecond=0, tzinfo=rules.ZONE))
)


class TestCalendar:
    def test_king_s_day_is_a_holiday_by_its_name_in_both_languages(self) -> None:
        day = date(2026, 4, 27)

        assert rules.holidays_between(GEPAST, day, day) == {day: "Koningsdag"}
        assert rules.holidays_between(GEPAST, day, day, language="en") == {day: "King's Day"}

    def test_good_friday_is_a_holiday_only_when_the_policy_closes(self) -> None:
        good_friday = date(2026, 4, 3)

        assert rules.is_working_day(good_friday, GEPAST)
        assert not rules.is_working_day(good_friday, make_policy(channels__good_friday_closed=True))

    def test_liberation_day_is_free_once_in_five_years(self) -> None:
        assert rules.is_holiday(date(2025, 5, 5), GEPAST)
        assert not rules.is_holiday(date(2026, 5, 5), GEPAST)

    def test_a_period_over_new_year_holds_the_holidays_of_both_years(self) -> None:
        found = rules.holidays_between(GEPAST, date(2026, 12, 26), date(2027, 1, 1))

        assert list(found) == [date(2026, 12, 26), date(2027, 1, 1)]

    @pytest.mark.parametrize(
        ("moment", "is_open"),
        [
            ("2026-11-24 08:29", False),
            ("2026-11-24 08:30", True),
            ("2026-11-24 12:29", True),
            ("2026-11-24 12:30", False),
            ("2026-11-24 13:00", True),
            ("2026-11-24 16:30", False),
            ("2026-11-28 10:00", False),
            ("2026-12-25 10:00", False),
        ],
    )
    def test_the_telephone_is_open_within_its_blocks(self, moment: str, is_open: bool) -> None:
        assert rules.is_open(GEPAST.channels.telephone.open, at(moment), GEPAST) is is_open

    def test_what_is_open_day_and_night_is_open_on_christmas(self) -> None:
        assert rules.is_open(GEPAST.channels.web.open, at("2026-12-25 03:00"), GEPAST)

    def test_hours_are_read_on_the_association_s_clock(self) -> None:
        in_utc = at("2026-07-21 08:30").astimezone(tz=None)

        assert rules.is_open(GEPAST.channels.telephone.open, in_utc, GEPAST)

    def test_a_moment_without_a_zone_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="time zone"):
            rules.is_open(GEPAST.channels.telephone.open, at("2026-11-24 10:00").replace(tzinfo=None), GEPAST)

    @pytest.mark.parametrize(
        ("now", "opening"),
        [
            ("2026-11-24 07:00", "2026-11-24 08:30"),
            ("2026-11-24 12:45", "2026-11-24 13:00"),
            ("2026-11-24 14:00", "2026-11-24 14:00"),
            ("2026-11-27 13:00", "2026-11-30 08:00"),
            ("2026-12-24 17:00", "2026-12-28 08:00"),
        ],
    )
    def test_the_next_opening_skips_lunch_weekend_and_christmas(self, now: str, opening: str) -> None:
        assert rules.next_opening(GEPAST.channels.telephone, at(now), GEPAST) == at(opening)

    def test_a_channel_without_hours_never_opens(self) -> None:
        with pytest.raises(Refused) as refused:
            rules.next_opening(Channel(open=Week()), at("2026-11-24 10:00"), GEPAST)

        assert refused.value.code == "never_open"

    def test_it_says_when_the_open_block_ends(self) -> None:
        assert rules.closes_at(GEPAST.channels.telephone, at("2026-11-24 10:00"), GEPAST) == at("2026-11-24 12:30")
        assert rules.closes_at(GEPAST.channels.telephone, at("2026-11-24 12:45"), GEPAST) is None
        assert rules.closes_at(GEPAST.channels.web, at("2026-11-24 12:45"), GEPAST) is None

    @given(MOMENTS)
    def test_the_next_opening_is_open_and_never_in_the_past(self, now) -> None:
        opening = rules.next_opening(GEPAST.channels.telephone, now, GEPAST)

        assert opening >= now
        assert rules.is_open(GEPAST.channels.telephone.open, opening, GEPAST)


class TestTerms:
    @pytest.mark.parametrize(
        ("term", "start", "end"),
        [
            (Term(amount=24, unit="hours"), "2026-11-24 10:00", "2026-11-25 10:00"),
            (Term(amount=24, unit="hours"), "2026-03-28 10:00", "2026-03-29 11:00"),  # the night of summer time
            (Term(amount=24, unit="hours"), "2026-10-24 10:00", "2026-10-25 09:00"),  # the night of winter time
            (Term(amount=0, unit="same_day"), "2026-11-24 10:00", "2026-11-24 23:59:59"),
            (Term(amount=14, unit="days"), "2026-11-24 10:00", "2026-12-08 23:59:59"),
            (Term(amount=14, unit="days"), "2026-10-20 10:00", "2026-11-03 23:59:59"),  # over winter time
            (Term(amount=5, unit="working_days"), "2026-11-24 10:00", "2026-12-01 23:59:59"),
            (Term(amount=1, unit="working_days"), "2026-12-24 16:00", "2026-12-28 23:59:59"),  # over Christmas
            (Term(amount=2, unit="working_days"), "2026-11-28 10:00", "2026-12-01 23:59:59"),  # from a Saturday
        ],
    )
    def test_a_term_ends_when_people_think_it_does(self, term: Term, start: str, end: str) -> None:
        assert rules.term_end(GEPAST, term, at(start)) == at(end)

    def test_an_emergency_runs_through_the_night(self) -> None:
        assert rules.due_at(GEPAST, "emergency", at("2026-11-28 23:00")) == at("2026-11-29 23:00")

    def test_hours_that_are_not_served_at_night_begin_when_the_telephone_opens(self) -> None:
        policy = make_policy(
            urgency__classes__urgent__term={"amount": 48, "unit": "hours"},
        )

        assert rules.due_at(policy, "urgent", at("2026-11-24 20:00")) == at("2026-11-27 08:30")

    def test_an_unknown_class_is_refused_by_its_name(self) -> None:
        with pytest.raises(Refused) as refused:
            rules.due_at(GEPAST, "someday", at("2026-11-24 10:00"))

        assert refused.value.params == {"urgency": "someday"}

    @given(MOMENTS, st.sampled_from(URGENCY_CODES), st.sampled_from(presets.names()))
    def test_nothing_is_due_before_it_is_reported(self, now, code: str, name: str) -> None:
        assert rules.due_at(presets.load(name), code, now) > now

    @given(MOMENTS, MOMENTS, st.sampled_from(URGENCY_CODES), st.sampled_from(presets.names()))
    def test_who_reports_later_is_never_due_earlier(self, one, other, code: str, name: str) -> None:
        policy = presets.load(name)
        earlier, later = sorted([one, other])

        assert rules.due_at(policy, code, earlier) <= rules.due_at(policy, code, later)

    @given(MOMENTS, MOMENTS, st.integers(1, 20))
    def test_counting_back_agrees_with_counting_on(self, touched, now, amount: int) -> None:
        policy = make_policy(work__silent_after_working_days=amount)

        has_passed = now > rules.silent_at(policy, touched)

        assert has_passed == (touched <= rules.working_days_before(now, amount, policy))

    def test_work_terms_are_those_of_the_policy(self) -> None:
        tuesday = at("2026-11-24 10:00")

        assert rules.call_back_due_at(GEPAST, tuesday) == at("2026-11-25 23:59:59")
        assert rules.payer_check_due_at(GEPAST, tuesday) == at("2026-11-25 23:59:59")
        assert rules.second_line_due_at(GEPAST, tuesday) == at("2026-11-27 23:59:59")
        assert rules.answer_due_at(GEPAST, tuesday) == at("2026-11-27 23:59:59")
        assert rules.remind_at(GEPAST, tuesday) == at("2026-11-24 06:00")
        assert rules.reopen_until(GEPAST, tuesday) == at("2026-12-24 23:59:59")
        assert rules.alteration_due_at(GEPAST, tuesday) == at("2026-12-22 23:59:59")

    @pytest.mark.parametrize(
        ("stage", "due"),
        [
            ("acknowledge", "2026-11-26 23:59:59"),
            ("answer", "2026-12-08 23:59:59"),
            ("extended", "2026-12-22 23:59:59"),
            ("second_stage", "2026-12-22 23:59:59"),
            ("commission", "2027-11-24 23:59:59"),
        ],
    )
    def test_every_stage_of_a_complaint_has_its_term(self, stage, due: str) -> None:
        assert rules.complaint_due_at(GEPAST, stage, at("2026-11-24 10:00")) == at(due)

    def test_a_survey_goes_to_the_share_that_is_sampled(self) -> None:
        done_at = at("2026-11-24 10:00")

        assert rules.survey_at(GEPAST, "repair", done_at, draw=0.49) == at("2026-11-25 10:00")
        assert rules.survey_at(GEPAST, "repair", done_at, draw=0.5) is None
        assert rules.survey_at(presets.load("sober_1994"), "repair", done_at, draw=0.0) is None

    def test_a_low_mark_asks_for_a_call_back_only_where_the_policy_says_so(self) -> None:
        assert rules.asks_call_back(GEPAST, 5)
        assert not rules.asks_call_back(GEPAST, 6)
        assert not rules.asks_call_back(presets.load("sober_1994"), 1)


class TestAppointments:
    def test_the_windows_of_a_day_lie_side_by_side(self) -> None:
        windows = rules.windows_on(presets.load("klantgericht"), date(2026, 11, 24))

        assert [f"{window.start_at:%H:%M}-{window.end_at:%H:%M}" for window in windows] == [
            "08:00-10:00",
            "10:00-12:00",
            "12:00-14:00",
            "14:00-16:00",
        ]

    def test_a_rest_that_is_shorter_than_a_window_is_not_offered(self) -> None:
        assert len(rules.windows_on(make_policy(appointments__window_minutes=210), date(2026, 11, 24))) == 2

    def test_there_are_no_windows_on_weekends_and_holidays(self) -> None:
        assert rules.windows_on(GEPAST, date(2026, 11, 28)) == ()
        assert rules.windows_on(GEPAST, date(2026, 12, 25)) == ()

    def test_the_horizon_counts_working_days(self) -> None:
        days = rules.horizon(GEPAST, date(2026, 12, 19))

        assert (len(days), days[0], days[-1]) == (10, date(2026, 12, 21), date(2027, 1, 5))

    def test_a_tenant_may_move_until_five_the_day_before(self) -> None:
        start = at("2026-11-24 08:00")

        assert rules.may_move_until(GEPAST, start) == at("2026-11-23 17:00")
        assert rules.may_move(GEPAST, start, now=at("2026-11-23 17:00"))
        assert not rules.may_move(GEPAST, start, now=at("2026-11-23 17:01"))

    def test_nobody_may_move_after_the_window_has_begun(self) -> None:
        policy = make_policy(appointments__move_days_before=0)

        assert rules.may_move_until(policy, at("2026-11-24 08:00")) == at("2026-11-24 08:00")

    def test_only_who_cancelled_in_time_pays_nothing(self) -> None:
        start = at("2026-11-24 08:00")

        assert rules.no_access_charge_cents(GEPAST, start, cancelled_at=None) == 3750
        assert rules.no_access_charge_cents(GEPAST, start, cancelled_at=at("2026-11-23 18:00")) == 3750
        assert rules.no_access_charge_cents(GEPAST, start, cancelled_at=at("2026-11-23 16:00")) == 0

    def test_an_offer_is_held_for_a_while(self) -> None:
        assert rules.held_until(GEPAST, at("2026-11-24 08:00")) == at("2026-11-24 08:15")

    def test_a_reminder_goes_out_the_day_before_or_not_at_all(self) -> None:
        assert rules.reminder_on(GEPAST, at("2026-11-24 08:00")) == date(2026, 11, 23)
        assert rules.reminder_on(presets.load("sober_1994"), at("2026-11-24 08:00")) is None

    def test_the_last_attempt_is_the_one_the_policy_names(self) -> None:
        assert [rules.is_last_attempt(GEPAST, attempts) for attempts in (1, 2, 3)] == [False, True, True]


class TestPrices:
    def test_work_is_paid_by_the_minute(self) -> None:
        assert rules.work_cents(GEPAST, "craftsman", 45) == 4275
        assert rules.work_cents(GEPAST, "agent", 5) == 417
        assert rules.visit_planning_cents(GEPAST) == 380
        assert rules.work_cents(GEPAST, "second_line", 60) == 6400

    def test_kilometres_material_and_overhead_come_on_top(self) -> None:
        assert rules.travel_cents(GEPAST, 6.1) == 275
        assert rules.material_cents(GEPAST, 1005) == 1106
        assert rules.overhead_cents(GEPAST, 10_000) == 2000

    def test_a_subscription_covers_its_letters_and_nothing_where_there_is_none(self) -> None:
        assert [code for code in COVER_CODES if rules.is_covered(GEPAST, code)] == list(GEPAST.subscription.covers)
        assert not any(rules.is_covered(presets.load("sober_1994"), code) for code in COVER_CODES)

    def test_who_joins_late_pays_the_fee(self) -> None:
        assert [rules.entry_fee_cents(GEPAST, months) for months in (0, 2, 3)] == [0, 0, 2500]


def test_the_end_of_a_day_is_on_that_day() -> None:
    assert rules.end_of_day(date(2026, 11, 24)) == at("2026-11-24 23:59:59")
    assert rules.at_minute(date(2026, 11, 24), 24 * 60) - rules.end_of_day(date(2026, 11, 24)) == timedelta(seconds=1)
