"""The times at the desk and how the association can be reached, under every preset."""

from datetime import date, datetime, timedelta

import pytest

from voordeur.policy import presets
from voordeur.policy.rules import ZONE, desk_days, desk_slots, is_open, reach

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize("name", presets.names())
def test_every_time_lies_whole_inside_the_opening_hours(name: str):
    policy = presets.load(name)
    for day in (TUESDAY + timedelta(days=offset) for offset in range(30)):
        for slot in desk_slots(policy, day):
            last = slot.until_at - timedelta(minutes=1)
            assert is_open(policy.channels.desk.open, slot.from_at, policy)
            assert is_open(policy.channels.desk.open, last, policy)
            assert slot.until_at - slot.from_at == timedelta(minutes=policy.channels.desk.appointment_minutes)


def test_gepast_has_twelve_quarters_in_a_morning_and_none_on_christmas_day_or_a_sunday():
    policy = presets.load("gepast")

    assert len(desk_slots(policy, TUESDAY)) == 12
    assert desk_slots(policy, date(2026, 12, 25)) == ()
    assert desk_slots(policy, date(2026, 11, 29)) == ()


def test_days_run_from_today_for_as_many_working_days_as_promised():
    policy = presets.load("gepast")
    days = desk_days(policy, TUESDAY)

    assert days[0] == TUESDAY
    assert len(days) == policy.channels.desk.book_ahead_working_days + 1


def test_outside_hours_everybody_hears_when_we_open_and_the_number_for_emergencies():
    policy = presets.load("gepast")
    saturday = reach(policy, datetime(2026, 11, 28, 12, 0, tzinfo=ZONE))

    assert not saturday.telephone.is_open
    assert saturday.telephone.opens_at == datetime(2026, 11, 30, 8, 0, tzinfo=ZONE)
    assert saturday.desk.opens_at == datetime(2026, 11, 30, 9, 0, tzinfo=ZONE)
    assert saturday.web.is_open
    assert saturday.emergency_answered_now
    assert saturday.emergency_telephone == policy.channels.emergency_telephone


def test_between_two_blocks_of_a_day_the_next_block_is_told():
    policy = presets.load("gepast")
    lunch = reach(policy, datetime(2026, 11, 24, 12, 45, tzinfo=ZONE))

    assert lunch.telephone.opens_at == datetime(2026, 11, 24, 13, 0, tzinfo=ZONE)


def test_in_the_hours_it_says_until_when():
    policy = presets.load("gepast")
    morning = reach(policy, datetime(2026, 11, 24, 10, 0, tzinfo=ZONE))

    assert morning.telephone.is_open
    assert morning.telephone.closes_at == datetime(2026, 11, 24, 12, 30, tzinfo=ZONE)
    assert morning.telephone.opens_at is None


def test_an_emergency_number_for_office_hours_only_is_not_promised_at_night():
    policy = presets.load("gepast")
    by_day = policy.model_copy(update={"channels": policy.channels.model_copy(update={"emergency_always": False})})

    assert not reach(by_day, datetime(2026, 11, 24, 3, 0, tzinfo=ZONE)).emergency_answered_now
    assert reach(by_day, datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)).emergency_answered_now
