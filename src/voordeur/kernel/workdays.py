"""Arithmetic with working days. Knows no country and no policy: which days are closed is given."""

from collections.abc import Container, Iterator
from datetime import date, timedelta

SATURDAY = 5
_ONE_DAY = timedelta(days=1)
_LONGEST_CLOSURE_DAYS = 366


def is_working_day(day: date, closed: Container[date]) -> bool:
    """Whether `day` is Monday to Friday and not in `closed`."""
    return day.weekday() < SATURDAY and day not in closed


def working_days_from(day: date, closed: Container[date]) -> Iterator[date]:
    """Every working day from `day` on, `day` itself included, without end.

    Raises `ValueError` when a whole year holds none, so that a faulty calendar cannot hang a caller.
    """
    idle = 0
    while True:
        if is_working_day(day, closed):
            idle = 0
            yield day
        else:
            idle += 1
            if idle > _LONGEST_CLOSURE_DAYS:
                raise ValueError(f"no working day in the year before {day}")
        day += _ONE_DAY


def next_working_day(day: date, closed: Container[date]) -> date:
    """`day` itself when it is a working day, else the first one after it."""
    return next(working_days_from(day, closed))


def add_working_days(day: date, n: int, closed: Container[date]) -> date:
    """The `n`-th working day after `day`; `day` itself is day 0 and is not counted.

    With `n` = 0 the answer is `day`, or the next working day when `day` is none. A negative `n` is a `ValueError`.
    """
    if n < 0:
        raise ValueError(f"{n} working days lie in the past")
    if n == 0:
        return next_working_day(day, closed)
    for number, found in enumerate(working_days_from(day + _ONE_DAY, closed), start=1):
        if number == n:
            return found
    raise AssertionError("working_days_from has no end")


def subtract_working_days(day: date, n: int, closed: Container[date]) -> date:
    """The `n`-th working day before `day`, which itself is not counted; `day` when `n` is 0.

    A negative `n` is a `ValueError`.
    """
    if n < 0:
        raise ValueError(f"{n} working days lie in the future")
    idle = 0
    while n and idle <= _LONGEST_CLOSURE_DAYS:
        day -= _ONE_DAY
        works = is_working_day(day, closed)
        n -= works
        idle = 0 if works else idle + 1
    if n:
        raise ValueError(f"no working day in the year after {day}")
    return day


def working_days_between(start: date, end: date, closed: Container[date]) -> int:
    """How many working days lie after `start` up to and including `end`; negative when `end` lies before `start`."""
    if end < start:
        return -working_days_between(end, start, closed)
    return sum(is_working_day(start + timedelta(days=offset), closed) for offset in range(1, (end - start).days + 1))
