"""Moments and lengths as call logs write them, and clocks that go back and forth."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voordeur.kernel.errors import Refused
from voordeur.telephone.rules.moments import Clock, Read, clock_of, day_of, moment_near, moment_of, seconds_of

pytestmark = pytest.mark.pure
HOME = Clock(ZoneInfo("Europe/Amsterdam"))


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24 09:00:03",
        "2026-11-24T09:00:03",
        "2026-11-24T09:00:03+01:00",
        "2026-11-24T08:00:03Z",
        "24-11-2026 9:00:03",
        "24/11/2026 9:00:03 am",
        "24.11.2026 09:00:03",
        "20261124 09:00:03",
        "261124 9:00:03",
        "1795507203",
        "1795507203000",
    ],
)
def test_one_moment_in_the_forms_that_logs_write(text):
    assert moment_of(text, HOME) == Read(datetime(2026, 11, 24, 8, 0, 3, tzinfo=UTC))


@pytest.mark.parametrize("text", ["", "soon", "09:00:03", "2026-11-24", "2026-13-24 09:00", "24-11-2026 25:00", "0"])
def test_what_is_no_moment(text):
    assert moment_of(text, HOME) is None


def test_the_day_may_stand_in_a_column_of_its_own():
    assert moment_of("7:04", HOME, day=date(1999, 1, 1)) == Read(datetime(1999, 1, 1, 6, 4, tzinfo=UTC))


def test_months_come_first_only_when_the_map_says_so():
    american = clock_of(zone="America/New_York", day_form="%m/%d/%Y", unit="s")

    assert moment_of("11/24/2026 9:00 AM", american) == Read(datetime(2026, 11, 24, 14, 0, tzinfo=UTC))
    assert moment_of("11/24/2026 9:00 AM", HOME) is None


def test_a_time_that_the_clock_skipped_in_spring_is_read_as_an_hour_later():
    assert moment_of("2026-03-29 02:30:00", HOME) == Read(datetime(2026, 3, 29, 1, 30, tzinfo=UTC), skipped=True)


def test_a_time_that_the_clock_had_twice_in_autumn_follows_the_call_above_it():
    first = moment_of("2026-10-25 02:10:00", HOME)
    second = moment_of("2026-10-25 02:10:00", HOME, after=datetime(2026, 10, 25, 0, 55, tzinfo=UTC))

    assert first == Read(datetime(2026, 10, 25, 0, 10, tzinfo=UTC), twice=True)
    assert second == Read(datetime(2026, 10, 25, 1, 10, tzinfo=UTC), twice=True)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2099, 1, 1)))  # noqa: DTZ001 - a wall clock
def test_what_is_written_without_doubt_is_read_back(wall):
    wall = wall.replace(microsecond=0)
    read = moment_of(wall.isoformat(" "), HOME)

    assert read is not None
    if not read.skipped:
        assert read.at.astimezone(HOME.zone).replace(tzinfo=None, fold=0) == wall


@pytest.mark.parametrize(
    ("arrival", "text", "expected"),
    [
        ("23:59:58", "0:00:05", timedelta(seconds=7)),
        ("9:00:00", "8:59:20", timedelta(seconds=-40)),
        ("0:00:10", "23:59:30", timedelta(seconds=-40)),
        ("9:00:00", "20:59:00", timedelta(hours=11, minutes=59)),
    ],
)
def test_a_clock_time_belongs_to_the_day_of_its_call_or_the_next(arrival, text, expected):
    day = date(1999, 1, 4)
    arrived = moment_of(arrival, HOME, day=day)

    assert moment_near(text, HOME, arrived=arrived, day=day) == (arrived.at + expected, True)


def test_midnight_in_a_call_of_the_morning_means_never():
    arrived = moment_of("9:00:00", HOME, day=date(1999, 1, 4))

    assert moment_near("0:00:00", HOME, arrived=arrived, day=date(1999, 1, 4)) == (None, True)
    assert moment_near("3:00:00", HOME, arrived=arrived, day=date(1999, 1, 4)) == (None, False)


@pytest.mark.parametrize(("arrival", "comes"), [("0:00:31", False), ("23:59:50", True), ("0:00:00", True)])
def test_midnight_just_after_midnight_means_never_and_just_before_it_means_midnight(arrival, comes):
    arrived = moment_of(arrival, HOME, day=date(1999, 1, 4))

    at, fits = moment_near("0:00:00", HOME, arrived=arrived, day=date(1999, 1, 4))

    assert fits
    assert (at is not None) == comes


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("105", 105), ("105,5", 105.5), ("105.5", 105.5), ("-40", -40), ("1:45", 105), ("0:01:45", 105),
     ("30:00:00", 108_000), ("-0:40", -40), ("", None), ("1:75", None), ("x", None), ("1e9", None), ("nan", None)],
)  # fmt: skip
def test_lengths_of_time(text, seconds):
    assert seconds_of(text, HOME) == seconds


def test_lengths_in_another_unit():
    assert seconds_of("1500", clock_of(zone="UTC", day_form="", unit="ms")) == 1.5


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"zone": "Mars/Base"}, "unknown_zone"),
        ({"zone": "../etc/passwd"}, "unknown_zone"),
        ({"zone": ""}, "unknown_zone"),
        ({"unit": "weeks"}, "unknown_unit"),
        ({"day_form": "%Y"}, "wrong_day_form"),
        ({"day_form": "nonsense"}, "wrong_day_form"),
    ],
)
def test_a_map_that_names_time_wrongly_is_refused(change, code):
    with pytest.raises(Refused) as refused:
        clock_of(**{"zone": "Europe/Amsterdam", "day_form": "", "unit": "s", **change})
    assert refused.value.code == code


@pytest.mark.parametrize("text", ["1999-01-01", "01-01-1999", "01/01/1999", "19990101", "990101"])
def test_days(text):
    assert day_of(text, "") == date(1999, 1, 1)
