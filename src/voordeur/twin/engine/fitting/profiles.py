"""When things happen: the shares of hours, weekdays and months, and how much of a usual year a stretch of days is."""

from dataclasses import replace

import numpy as np

from voordeur.planning.engine.kernel.forms import Floats, Ints
from voordeur.twin.engine.fitting.past import DAY, Days, Past
from voordeur.twin.engine.fitting.values import LEAST, Fit, Found, Kept, dispersion, poisson_bounds
from voordeur.twin.engine.register import Register

WEEKDAYS = tuple(f"weekday_{number}" for number in range(7))
HOURS = tuple(f"hour_{number:02d}" for number in range(24))
MONTHS = tuple(f"month_{number:02d}" for number in range(1, 13))
LEAST_MONTH_DAYS = 20  # of a month that has to be seen before something is said about it
LEAST_IN_ALL = 10 * LEAST  # of what is divided over weekdays, months or hours; each brings its own interval
WHOLE_YEAR = 350  # days from which a history knows every season


def wanted(past: Past) -> Floats:
    """The moments at which somebody wanted something: reports, and contacts that are no report and chase nothing."""
    contacts = past.contacts
    return np.concatenate([past.reports.at, contacts.at[~contacts.is_report & ~contacts.is_chasing]])


def weights(days: Days, values: Register) -> Floats:
    """How busy each day is against the others, by weekday and month."""
    by_weekday = np.array([values[code] for code in WEEKDAYS])
    by_month = np.array([values[code] for code in MONTHS])
    found: Floats = by_weekday[days.weekday] * by_month[days.month - 1]
    return found


def years(days: Days, values: Register) -> float:
    """How much of a usual year these days are, with their weekdays and seasons."""
    by_month = np.array([values[code] for code in MONTHS])
    lengths = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    week = np.array([values[code] for code in WEEKDAYS]).mean()
    return float(weights(days, values).sum() / (week * (by_month * lengths).sum()))


def fit_profiles(past: Past, register: Register) -> list[Found]:
    """Weights of weekdays, hours and months. Only their ratios mean something: each kind keeps the register's sum."""
    days = past.days
    moments = wanted(past)
    a_day = np.bincount((moments // DAY).astype(np.int64), minlength=days.count)[: days.count].astype(float)
    found: list[Found] = []
    # A holiday on a weekday is no usual Monday or Friday.
    usual = days.workday | (days.weekday >= 5)
    found += _levels(WEEKDAYS, days.weekday, a_day, usual, np.ones(days.count), register)
    by_weekday = _values(WEEKDAYS, found, register)
    expected = by_weekday[days.weekday]
    seen = np.bincount(days.month - 1, minlength=12)
    if days.count < WHOLE_YEAR or (seen < LEAST_MONTH_DAYS).any():
        found += [Kept(code, int(number), "too_short") for code, number in zip(MONTHS, seen, strict=True)]
    else:
        found += _levels(MONTHS, days.month - 1, a_day, usual, expected, register)
    hours = np.bincount(((moments % DAY) // 60).astype(np.int64), minlength=24)
    found += _shares(HOURS, hours, register)
    return found


def _values(codes: tuple[str, ...], found: list[Found], register: Register) -> Floats:
    fitted = {one.code: one.value for one in found if isinstance(one, Fit)}
    return np.array([fitted.get(code, register[code]) for code in codes])


def _levels(
    codes: tuple[str, ...], group: Ints, seen: Floats, usual: np.ndarray, expected: Floats, register: Register
) -> list[Found]:
    """For each group the events for what was expected of its days, on the scale of the register."""
    number = np.bincount(group[usual], seen[usual], minlength=len(codes))
    exposure = np.bincount(group[usual], expected[usual], minlength=len(codes))
    if number.sum() < LEAST_IN_ALL or (exposure <= 0).any():
        return [Kept(code, int(one), "too_few") for code, one in zip(codes, number, strict=True)]
    level = number / exposure
    scale = sum(register[code] for code in codes) / level.sum()
    swing = dispersion(seen[usual], (expected * level[group])[usual])
    found: list[Found] = []
    for code, one, spent in zip(codes, number, exposure, strict=True):
        low, high = poisson_bounds(int(one), swing)
        found.append(Fit(code, one / spent * scale, low / spent * scale, high / spent * scale, int(one), "profile"))
    return found


def _shares(codes: tuple[str, ...], number: Ints, register: Register) -> list[Found]:
    total = int(number.sum())
    if total < LEAST_IN_ALL:
        return [Kept(code, int(one), "too_few") for code, one in zip(codes, number, strict=True)]
    scale = sum(register[code] for code in codes) / total
    found: list[Found] = []
    for code, one in zip(codes, number, strict=True):
        low, high = poisson_bounds(int(one))
        found.append(Fit(code, one * scale, low * scale, high * scale, int(one), "profile"))
    return found


def with_fits(register: Register, found: list[Found]) -> Register:
    """The register with what was found, each value within the interval that it was found with."""
    fits = [one for one in found if isinstance(one, Fit) and one.code in register.parameters]
    parameters = dict(register.parameters)
    for fit in fits:
        parameters[fit.code] = parameters[fit.code].model_copy(
            update={"value": fit.value, "low": fit.low, "high": fit.high, "mark": "found"}
        )
    return replace(register, parameters=parameters, values={**register.values, **{f.code: f.value for f in fits}})
