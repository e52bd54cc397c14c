"""Every figure of the association, defined once: code, unit, source, and how it follows from the facts.

The codes are those of the command line and of the twin. The words (name, formula, what is left out) are in texts.py.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from voordeur.figures.rules.facts import DAYS_PER_YEAR, Facts, Marks
from voordeur.figures.rules.intervals import Count, Interval, Pairs, Spread, of_mean, of_rate, of_ratio, of_share


class Code(StrEnum):
    """The figures that exist now, in the order in which people read them."""

    REPAIRS_IN_TERM_SHARE = "repairs_in_term_share"
    REPAIR_LEAD_DAYS = "repair_lead_days"
    FIRST_VISIT_FIX_SHARE = "first_visit_fix_share"
    NO_ACCESS_SHARE = "no_access_share"
    MARK_REPAIRS = "mark_repairs"
    MARK_CONTACT = "mark_contact"
    SATISFIED_SHARE = "satisfied_share"
    DISSATISFIED_SHARE = "dissatisfied_share"
    RESPONSE_SHARE = "response_share"
    JOBS_PER_CRAFTSMAN_DAY = "jobs_per_craftsman_day"
    TRAVEL_MINUTES_PER_JOB = "travel_minutes_per_job"
    KM_PER_HOME = "km_per_home"
    COST_PER_HOME_CENTS = "cost_per_home_cents"
    CALL_BACKS_KEPT_SHARE = "call_backs_kept_share"
    SOLVED_AT_ONCE_SHARE = "solved_at_once_share"
    COMPLAINTS_PER_1000_HOMES = "complaints_per_1000_homes"


class Unit(StrEnum):
    """What a value counts. Shares run from 0 to 1; `_per_year` is per home per 365 days, `per_1000_homes` per 1,000."""

    SHARE = "share"
    DAYS = "days"
    MARK = "mark"
    JOBS = "jobs"
    MINUTES = "minutes"
    KM_PER_YEAR = "km"
    CENTS_PER_YEAR = "cents"
    PER_1000_HOMES = "per_1000_homes"


class Source(StrEnum):
    """Whose definition it is: the quality label's, the sector benchmark's, or our own."""

    KWH = "KWH"
    AEDES = "Aedes"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Limits:
    """Where the policy draws its lines: from which mark satisfied, until which dissatisfied, from how many answers on
    a figure says something."""

    satisfied_from: float
    low_mark: float
    min_answers: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `value` is None when nothing was measured; `low` and `high` bound it at 95%, None when unknown.

    `n` counts the observations behind it; `is_too_few` says that they are fewer than the policy asks.
    """

    code: Code
    value: float | None
    unit: Unit
    n: int
    low: float | None
    high: float | None
    is_too_few: bool


Measured = tuple[float | None, int, Interval | None]


@dataclass(frozen=True, slots=True)
class Definition:
    """How a figure follows from the facts: value, number of observations, interval."""

    code: Code
    unit: Unit
    source: Source
    measure: Callable[[Facts, Limits], Measured]


def _share(count: Count, population: int | None = None) -> Measured:
    return (count.share if count.n else None), count.n, of_share(count, population=population)


def _mean(spread: Spread, *, times: float = 1.0) -> Measured:
    bounds = of_mean(spread, least=0.0)
    scaled = (bounds[0] * times, bounds[1] * times) if bounds else None
    return (spread.mean * times if spread.n else None), spread.n, scaled


def _ratio(pairs: Pairs) -> Measured:
    return (pairs.ratio if pairs.x else None), pairs.n, of_ratio(pairs)


def _mark(marks: Marks) -> Measured:
    spread = marks.spread
    # A population below the answers means that it was not counted, so nothing may be narrowed by it.
    population = marks.population if marks.population >= spread.n else None
    bounds = of_mean(spread, population=population, least=1.0, most=10.0)
    return (spread.mean if spread.n else None), spread.n, bounds


def _per_year(facts: Facts) -> float:
    return DAYS_PER_YEAR / facts.days


def _per_1000_homes(number: int, facts: Facts) -> Measured:
    """So many a year for every 1,000 homes; that there were none is a figure too."""
    if not facts.homes:
        return None, 0, None
    times = _per_year(facts) * 1000 / facts.homes
    low, high = of_rate(number)
    return number * times, number, (low * times, high * times)


DEFINITIONS: dict[Code, Definition] = {
    definition.code: definition
    for definition in (
        Definition(Code.REPAIRS_IN_TERM_SHARE, Unit.SHARE, Source.OWN, lambda f, _: _share(f.in_term)),
        Definition(Code.REPAIR_LEAD_DAYS, Unit.DAYS, Source.OWN, lambda f, _: _mean(f.lead_days)),
        Definition(Code.FIRST_VISIT_FIX_SHARE, Unit.SHARE, Source.OWN, lambda f, _: _share(f.first_visit)),
        Definition(Code.NO_ACCESS_SHARE, Unit.SHARE, Source.OWN, lambda f, _: _share(f.access)),
        Definition(Code.MARK_REPAIRS, Unit.MARK, Source.KWH, lambda f, _: _mark(f.marks_repairs)),
        Definition(Code.MARK_CONTACT, Unit.MARK, Source.KWH, lambda f, _: _mark(f.marks_contact)),
        Definition(
            Code.SATISFIED_SHARE,
            Unit.SHARE,
            Source.KWH,
            lambda f, limits: _share(f.marks_repairs.share_from(limits.satisfied_from)),
        ),
        Definition(
            Code.DISSATISFIED_SHARE,
            Unit.SHARE,
            Source.AEDES,
            lambda f, limits: _share(f.marks_repairs.share_until(limits.low_mark)),
        ),
        Definition(
            Code.RESPONSE_SHARE,
            Unit.SHARE,
            Source.OWN,
            lambda f, _: _share(Count(min(f.marks_repairs.answers, f.marks_repairs.invited), f.marks_repairs.invited)),
        ),
        Definition(Code.JOBS_PER_CRAFTSMAN_DAY, Unit.JOBS, Source.OWN, lambda f, _: _mean(f.jobs_per_shift)),
        Definition(Code.TRAVEL_MINUTES_PER_JOB, Unit.MINUTES, Source.OWN, lambda f, _: _ratio(f.travel_per_job)),
        Definition(
            Code.KM_PER_HOME, Unit.KM_PER_YEAR, Source.OWN, lambda f, _: _mean(f.km_per_home, times=_per_year(f))
        ),
        Definition(
            Code.COST_PER_HOME_CENTS,
            Unit.CENTS_PER_YEAR,
            Source.OWN,
            lambda f, _: _mean(f.cents_per_home, times=_per_year(f)),
        ),
        Definition(Code.CALL_BACKS_KEPT_SHARE, Unit.SHARE, Source.OWN, lambda f, _: _share(f.call_backs)),
        Definition(Code.SOLVED_AT_ONCE_SHARE, Unit.SHARE, Source.OWN, lambda f, _: _share(f.contacts)),
        Definition(
            Code.COMPLAINTS_PER_1000_HOMES,
            Unit.PER_1000_HOMES,
            Source.OWN,
            lambda f, _: _per_1000_homes(f.complaints, f),
        ),
    )
}

MARKED = frozenset({Code.MARK_REPAIRS, Code.MARK_CONTACT, Code.SATISFIED_SHARE, Code.DISSATISFIED_SHARE})
"""Figures that rest on answers of people, for which the policy says how few are too few."""


def compute(code: Code, facts: Facts, limits: Limits) -> Figure:
    """One figure from the facts."""
    definition = DEFINITIONS[code]
    value, n, bounds = definition.measure(facts, limits)
    low, high = bounds or (None, None)
    return Figure(code, value, definition.unit, n, low, high, is_too_few=code in MARKED and n < limits.min_answers)


def compute_all(facts: Facts, limits: Limits, codes: Iterable[Code] = tuple(Code)) -> dict[Code, Figure]:
    """All figures, or those asked for, in the order asked."""
    return {code: compute(code, facts, limits) for code in codes}
