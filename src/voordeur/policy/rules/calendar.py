"""Days and opening hours under a policy: holidays, working days, open or closed. Reads no clock: `now` is given."""

from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

import holidays

from voordeur.kernel import workdays
from voordeur.kernel.errors import Refused
from voordeur.policy.models import Channel, ServicePolicy, Week

ZONE = ZoneInfo("Europe/Amsterdam")
"""The time of the association; every local hour in a policy is in this zone."""

_SEARCH_DAYS = 60


class _ClosedDays:
    """The holidays of all years, worked out one year at a time; a container of days."""

    def __init__(self, *, good_friday: bool) -> None:
        self._good_friday = good_friday

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in _holidays_of(day.year, good_friday=self._good_friday, language="en")


_CLOSED_DAYS = {True: _ClosedDays(good_friday=True), False: _ClosedDays(good_friday=False)}


@cache
def _holidays_of(year: int, *, good_friday: bool, language: Literal["nl", "en"]) -> dict[date, str]:
    def named_in(locale: str) -> dict[date, str]:
        return dict(holidays.country_holidays("NL", years=year, language=locale).items())

    english = named_in("en_US")
    kept = [day for day, name in english.items() if good_friday or name != "Good Friday"]
    names = english if language == "en" else named_in("nl")
    return {day: names[day] for day in sorted(kept)}


def holidays_between(
    policy: ServicePolicy, start: date, end: date, language: Literal["nl", "en"] = "nl"
) -> dict[date, str]:
    """The Dutch public holidays from `start` up to and including `end`, day -> name, in order.

    Good Friday counts only when the policy closes on it; 5 May only in the years in which it is free (every fifth).
    """
    good_friday = policy.channels.good_friday_closed
    return {
        day: name
        for year in range(start.year, end.year + 1)
        for day, name in _holidays_of(year, good_friday=good_friday, language=language).items()
        if start <= day <= end
    }


def is_holiday(day: date, policy: ServicePolicy) -> bool:
    """Whether `day` is a public holiday under the policy."""
    return day in _CLOSED_DAYS[policy.channels.good_friday_closed]


def is_working_day(day: date, policy: ServicePolicy) -> bool:
    """Whether `day` is Monday to Friday and no holiday."""
    return workdays.is_working_day(day, _CLOSED_DAYS[policy.channels.good_friday_closed])


def add_working_days(start_day: date, n: int, policy: ServicePolicy) -> date:
    """The `n`-th working day after `start_day`, which itself is day 0."""
    return workdays.add_working_days(start_day, n, _CLOSED_DAYS[policy.channels.good_friday_closed])


def working_days_before(now: datetime, n: int, policy: ServicePolicy) -> datetime:
    """The last moment since which `n` whole working days have passed at `now`; the day of the moment is not counted.

    The other side of a term in working days: one that began at or before this moment has passed, one that began
    later has not.
    """
    counted = workdays.subtract_working_days(local(now).date(), n, _CLOSED_DAYS[policy.channels.good_friday_closed])
    return end_of_day(counted - timedelta(days=1))


def working_days_between(start: date, end: date, policy: ServicePolicy) -> int:
    """How many working days lie after `start` up to and including `end`; negative when `end` comes first."""
    return workdays.working_days_between(start, end, _CLOSED_DAYS[policy.channels.good_friday_closed])


def next_month(now: datetime) -> datetime:
    """The first moment of the next month: when most promises begin."""
    first = local(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (first + timedelta(days=32)).replace(day=1)


def local(moment: datetime) -> datetime:
    """`moment` on the association's clock. Raises `ValueError` when it has no zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(ZONE)


def at_minute(day: date, minute: int) -> datetime:
    """The moment `minute` minutes after midnight (0..1440) on the wall clock of `day`.

    An hour that the clock skips in spring is read as the hour after it; one that comes twice in autumn as the first.
    """
    if minute == 24 * 60:
        return at_minute(day + timedelta(days=1), 0)
    wall = datetime.combine(day, time(minute // 60, minute % 60), ZONE)
    return wall.astimezone(ZoneInfo("UTC")).astimezone(ZONE)


def end_of_day(day: date) -> datetime:
    """The last second of `day`, so that the date people read is the last day that was promised."""
    return datetime.combine(day, time(23, 59, 59), ZONE)


def is_open(week: Week, now: datetime, policy: ServicePolicy) -> bool:
    """Whether a channel with these hours is open at `now`. Holidays are closed, except for what never closes."""
    here = local(now)
    if not week.is_round_the_clock and is_holiday(here.date(), policy):
        return False
    minute = here.hour * 60 + here.minute
    return any(block.from_minute <= minute < block.until_minute for block in week.on(here.weekday()))


def next_opening(channel: Channel, now: datetime, policy: ServicePolicy) -> datetime:
    """The first moment from `now` on at which the channel is open; `now` itself when it is open already.

    Raises `Refused("never_open")` when it has no hours in the coming sixty days.
    """
    here = local(now)
    if is_open(channel.open, now, policy):
        return here
    for offset in range(_SEARCH_DAYS):
        day = here.date() + timedelta(days=offset)
        if is_holiday(day, policy) and not channel.open.is_round_the_clock:
            continue
        for block in channel.open.on(day.weekday()):
            opening = at_minute(day, block.from_minute)
            if opening >= here:
                return opening
    raise Refused("never_open")


def closes_at(channel: Channel, now: datetime, policy: ServicePolicy) -> datetime | None:
    """When the block that is open at `now` ends; None when the channel is closed or never closes."""
    if channel.open.is_round_the_clock or not is_open(channel.open, now, policy):
        return None
    here = local(now)
    minute = here.hour * 60 + here.minute
    blocks = channel.open.on(here.weekday())
    return next(at_minute(here.date(), block.until_minute) for block in blocks if minute < block.until_minute)
