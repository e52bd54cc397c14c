"""Moments and lengths of time as call logs write them, on a clock that goes back and forth. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from voordeur.kernel.errors import Refused

CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,6}))?)?\s*([AaPp][Mm])?")
LENGTH = re.compile(r"(-)?(?:([0-9]+):)?([0-9]+):([0-9]{2})(?:[.,]([0-9]{1,6}))?")
NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:[.,][0-9]{1,9})?")
DAY_FORMS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d", "%y%m%d")
UNITS = {"s": 1.0, "ms": 0.001, "min": 60.0}
FIRST_YEAR, LAST_YEAR = 1970, 2100
# A clock time belongs to the day of its call, or to the next when the call went on past midnight.
EARLIEST, LATEST = timedelta(hours=-1), timedelta(hours=12)
NEVER_WITHIN = timedelta(hours=1)
# How far the rows of a log may stand out of order when a clock time came twice: in the first hour, and in the second.
LOOSE_ORDER, LOOSE_AFTERWARDS = timedelta(minutes=15), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """How a log writes time: its zone, the form of its days ("" for the usual ones), the unit of its lengths."""

    zone: ZoneInfo
    day_form: str = ""
    unit: float = 1.0


@dataclass(frozen=True, slots=True)
class Read:
    """A moment in UTC; `skipped`: the clock skipped this time in spring; `twice`: it had this time twice in autumn."""

    at: datetime
    skipped: bool = False
    twice: bool = False


def clock_of(*, zone: str, day_form: str, unit: str) -> Clock:
    """Raises Refused "unknown_zone", "unknown_unit" or "wrong_day_form"."""
    try:
        found = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused("unknown_zone", value=zone[:60]) from None
    if unit not in UNITS:
        raise Refused("unknown_unit", value=unit[:60], allowed=", ".join(UNITS))
    try:
        round_trip = datetime.strptime(date(1999, 1, 31).strftime(day_form), day_form) if day_form else None  # noqa: DTZ007
    except ValueError:
        raise Refused("wrong_day_form", value=day_form[:60]) from None
    if round_trip is not None and round_trip.date() != date(1999, 1, 31):
        raise Refused("wrong_day_form", value=day_form[:60])
    return Clock(found, day_form, UNITS[unit])


@lru_cache(maxsize=4096)
def day_of(text: str, form: str) -> date | None:
    """A day, in the form that is named or in one of the usual ones; None when it is none."""
    for known in (form,) if form else DAY_FORMS:
        try:
            day = datetime.strptime(text, known).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            return day
    return None


def time_of(text: str) -> time | None:
    """ "7:04:42", "07:04", "7:04:42.5" or "7:04 PM"; None for anything else."""
    found = CLOCK.fullmatch(text)
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[5]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[5].lower() == "pm" else 0)
    try:
        return time(hour, minute, second, int((found[4] or "").ljust(6, "0")))
    except ValueError:
        return None


def moment_of(text: str, clock: Clock, *, day: date | None = None, after: datetime | None = None) -> Read | None:
    """The moment that a cell names; None when it names none.

    `day` is that of the row's own column; without it the cell holds the day too. A cell with an offset, or in seconds
    since 1970, needs no zone. Of a time that the clock had twice it is the first that is not before `after`, the call
    above it in the log.
    """
    text = text.strip()
    if day is not None and (clock_time := time_of(text)) is not None:
        return on_the_clock(datetime.combine(day, clock_time), clock.zone, after=after)
    if re.fullmatch(r"[0-9]{10}(\.[0-9]+)?|[0-9]{13}", text):
        return Read(datetime.fromtimestamp(float(text) / (1000 if len(text) == 13 else 1), UTC))
    try:
        whole = datetime.fromisoformat(text) if not clock.day_form and len(text) > 10 else None
    except ValueError:
        whole = None
    if whole is None:
        first, _, second = text.replace("T", " ", 1).partition(" ")
        found_day, found_time = day_of(first.strip(), clock.day_form), time_of(second.strip())
        if found_day is None or found_time is None:
            return None
        whole = datetime.combine(found_day, found_time)
    if not FIRST_YEAR <= whole.year <= LAST_YEAR:
        return None
    return Read(whole.astimezone(UTC)) if whole.tzinfo else on_the_clock(whole, clock.zone, after=after)


def on_the_clock(wall: datetime, zone: ZoneInfo, *, after: datetime | None) -> Read:
    """What a clock on the wall says, as a moment. A time that was skipped is read as the hour after it."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return Read(first)
    if first > second:
        # In the gap of spring the first reading takes the old offset: 2.30 becomes 3.30 on the new clock.
        return Read(first, skipped=True)
    has_gone_back = after is not None and (after.astimezone(zone).fold == 1 or after >= second)
    is_second = after is not None and first < after - (LOOSE_AFTERWARDS if has_gone_back else LOOSE_ORDER)
    return Read(second if is_second else first, twice=True)


def moment_near(
    text: str, clock: Clock, *, arrived: Read, day: date | None, latest: datetime | None = None
) -> tuple[datetime | None, bool]:
    """(a later moment of a call, whether it fits): a clock time belongs to the day of the call or to the next.

    Logs write 0:00:00 for "never": unless midnight came within the hour, that is None and fits. What lies an hour
    before or half a day after the arrival belongs to another call: None, and it does not fit. Of a time that the clock
    had twice it is the first, unless that lies before `latest`, what the call came to already.
    """
    clock_time = time_of(text.strip())
    if clock_time is None or day is None:
        found = moment_of(text, clock, after=arrived.at)
        return (found.at if found else None), found is not None
    is_never = clock_time == time(0, 0)
    for later in (0, 1, -1):
        wall = datetime.combine(day + timedelta(days=later), clock_time)
        read = on_the_clock(wall, clock.zone, after=None)
        again = read.at + timedelta(hours=1)
        is_again = read.twice and read.at < (latest or arrived.at) - LOOSE_AFTERWARDS
        for at in (again,) if is_again else (read.at, *((again,) if read.twice else ())):
            since = at - arrived.at
            if timedelta() <= since <= NEVER_WITHIN if is_never else EARLIEST <= since <= LATEST:
                return at, True
    return None, is_never


def seconds_of(text: str, clock: Clock) -> float | None:
    """A length of time in seconds: "105", "105,5", "1:45", "0:01:45", "-40"; None when it is none."""
    text = text.strip()
    if NUMBER.fullmatch(text):
        return float(text.replace(",", ".")) * clock.unit
    found = LENGTH.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds = int(found[2] or 0), int(found[3]), int(found[4])
    if seconds >= 60:
        return None
    whole = hours * 3600 + minutes * 60 + seconds + float(f"0.{found[5] or 0}")
    return -whole if found[1] else whole
