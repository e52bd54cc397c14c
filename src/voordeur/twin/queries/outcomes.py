"""What was foreseen of an adopted policy beside what happened since it began. Writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf, sqrt
from statistics import fmean, variance

from scipy.special import stdtrit

from voordeur.base.periods import at_midnight
from voordeur.contact.queries import talk
from voordeur.costs import queries as costs
from voordeur.figures.rules.facts import DAYS_PER_YEAR
from voordeur.figures.rules.figures import Code, compute_all
from voordeur.figures.rules.intervals import Count, of_share
from voordeur.homes.queries import number_of_homes
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import local
from voordeur.promises import queries as promises
from voordeur.telephone import queries as telephone
from voordeur.twin.engine.kpis import UNITS
from voordeur.twin.engine.questions.variants import Life
from voordeur.twin.models import Adoption, Study
from voordeur.twin.queries import adoptions

LEAST_SEEN, LEAST_DAYS = 30, 28  # observations, and days since the start: below either a figure says too little
MONTHS_SHOWN = 12
ASKED = frozenset({"mark_repairs", "mark_contact"})
"""Of these only what some people answered is known."""
COUNTED_OTHERWISE = frozenset({"cost_per_home_cents", "km_per_home"})
"""Live these are counted over the work on cases alone; in the simulation over all hours that are paid and all roads."""
CODES = (*(code.value for code in Code if code.value in UNITS), "phone_wait_seconds", "phone_abandoned_share")
"""Every figure that both the simulation and the live association have, by the same name."""
MONTHLY = tuple(code.value for code in costs.MONTHLY if code.value in UNITS)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What is expected, and between which values 95% of such periods lie; None when nobody can say."""

    mean: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What was measured, with its margin and the number of observations."""

    value: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of one period. `inside`: whether what happened lies between what was foreseen; None where that cannot
    be said, because there is `too_little` or because it is counted otherwise."""

    code: str
    foreseen: Foreseen | None
    seen: Seen | None
    too_little: bool
    inside: bool | None


@dataclass(frozen=True, slots=True)
class Period:
    """The figures from one moment to another."""

    from_at: datetime
    until_at: datetime
    rows: Sequence[Row]

    @property
    def days(self) -> float:
        return (self.until_at - self.from_at) / timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything since an adopted policy began. `ends_at`: when another one follows or followed it; no `whole` before
    it began."""

    starts_at: datetime
    ends_at: datetime | None
    whole: Period | None
    months: Sequence[Period]
    homes: int


def foreseen(
    lives: Sequence[Life], code: str, *, years: int, share_of_year: float, extra: float = 0.0
) -> Foreseen | None:
    """What one figure is expected to be in a part of a year of so many homes.

    Replications are means over `years` years of the homes of the study. Fewer days and fewer homes vary more: their
    variance is that of a year of the study divided by `share_of_year` (the part of a year, times the homes of the
    association over those of the study). That is an approximation, which holds while months are alike and apart from
    each other. `extra`: the variance of asking only some. Without two replications there is no interval.
    """
    values = [life.figures[code] for life in lives if code in life.figures]
    if not values:
        return None
    mean = fmean(values)
    if len(values) < 2:
        return Foreseen(mean, None, None)
    of_replications = variance(values)
    error = sqrt(of_replications * years / share_of_year + of_replications / len(values) + extra)
    half = float(stdtrit(len(values) - 1, 0.975)) * error
    least, most = _bounds(UNITS[code])
    return Foreseen(mean, max(least, mean - half), min(most, mean + half))


def _bounds(unit: str) -> tuple[float, float]:
    if unit == "share":
        return 0.0, 1.0
    return (1.0, 10.0) if unit == "mark" else (0.0, inf)


def of(adoption: Adoption, study: Study, *, now: datetime) -> Outcome:
    """What was foreseen of an adoption beside what happened up to `now`, or up to the next version."""
    starts_at = adoption.version.starts_at
    ends_at = next((one.starts_at for one in promises.versions() if one.starts_at > starts_at), None)
    homes = number_of_homes()
    if starts_at >= now:
        return Outcome(starts_at, ends_at, None, (), homes)
    until_at = min(now, ends_at) if ends_at else now
    policy = promises.of_version(adoption.version_id).policy
    lives = adoptions.lives(study, adoption.variant)
    whole = _whole(starts_at, until_at, policy)
    return Outcome(
        starts_at,
        ends_at,
        period(starts_at, until_at, whole, CODES, lives, study, homes),
        [
            period(from_at, to_at, seen, MONTHLY, lives, study, homes)
            for from_at, to_at, seen in _by_month(starts_at, until_at, policy)
        ],
        homes,
    )


def period(
    from_at: datetime,
    until_at: datetime,
    seen: Mapping[str, Seen],
    codes: Sequence[str],
    lives: Sequence[Life],
    study: Study,
    homes: int,
) -> Period:
    """Each figure of a stretch of time: `seen` beside what the `lives` of the study foresee of it."""
    days = (until_at - from_at) / timedelta(days=1)
    share = days / DAYS_PER_YEAR * max(1, homes) / study.homes
    rows = []
    for code in codes:
        measured = seen.get(code)
        told = foreseen(lives, code, years=study.years, share_of_year=share, extra=_of_asking(code, measured))
        # Without complaints there are none: that is a figure too.
        is_counted = code == Code.COMPLAINTS_PER_1000_HOMES
        too_little = measured is None or days < LEAST_DAYS or (measured.n < LEAST_SEEN and not is_counted)
        rows.append(Row(code, told, measured, too_little, None if too_little else _inside(code, told, measured)))
    return Period(from_at, until_at, rows)


def _of_asking(code: str, measured: Seen | None) -> float:
    """The variance of a mean of marks because not everybody answered."""
    if code not in ASKED or measured is None or measured.low is None or measured.high is None:
        return 0.0
    return ((measured.high - measured.low) / 2.0 / 1.96) ** 2


def _inside(code: str, told: Foreseen | None, measured: Seen | None) -> bool | None:
    if code in COUNTED_OTHERWISE or told is None or measured is None or told.low is None or told.high is None:
        return None
    return told.low <= measured.value <= told.high


def _whole(from_at: datetime, until_at: datetime, policy: ServicePolicy) -> dict[str, Seen]:
    found = {
        str(code): Seen(one.value, one.low, one.high, one.n)
        for code, one in costs.figures_between(from_at, until_at, policy).items()
        if one.value is not None and str(code) in UNITS
    }
    return {**found, **_called(from_at, until_at)}


def _called(from_at: datetime, until_at: datetime) -> dict[str, Seen]:
    """The telephone, by whole days."""
    figures = telephone.added_up(
        one.figures for one in telephone.quarters(local(from_at).date(), local(until_at).date())
    )
    if not figures.offered:
        return {}
    low, high = of_share(Count(figures.abandoned, figures.offered)) or (None, None)
    found = {
        "phone_abandoned_share": Seen(figures.abandoned / figures.offered, low, high, figures.offered),
    }
    wait = figures.mean_wait_answered_seconds
    if wait is not None:
        found["phone_wait_seconds"] = Seen(wait, None, None, figures.served)
    return found


def _by_month(
    from_at: datetime, until_at: datetime, policy: ServicePolicy
) -> list[tuple[datetime, datetime, dict[str, Seen]]]:
    """The last calendar months of a period, the first and the last as far as they lie in it."""
    bounds = [from_at]
    while len(bounds) <= 10 * MONTHS_SHOWN:
        day = (local(bounds[-1]).replace(day=1) + timedelta(days=32)).date().replace(day=1)
        if at_midnight(day) >= until_at:
            break
        bounds.append(at_midnight(day))
    bounds = [*bounds[-MONTHS_SHOWN:], until_at]
    limits = costs.limits_of(policy)
    found = []
    for place, facts in enumerate(costs.facts_by_month(bounds, talk.talk_by_month(bounds))):
        figures = compute_all(facts, limits, costs.MONTHLY)
        seen = {
            str(code): Seen(one.value, one.low, one.high, one.n)
            for code, one in figures.items()
            if one.value is not None
        }
        found.append((bounds[place], bounds[place + 1], seen))
    return found
