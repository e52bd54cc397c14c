"""What a history teaches: values with 95% intervals, or why a value of the register stays. Reads no database.

Every interval says how far the truth may lie off by the luck of what happened to be seen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import exp, isfinite, log, sqrt
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, stdtrit

from voordeur.figures.rules.intervals import Count, Pairs, Spread, of_mean, of_ratio, of_share
from voordeur.planning.engine.kernel.forms import Floats

# Fewer observations than this say less than the register does.
LEAST = 30
Z = 1.959963984540054

How = Literal["share", "rate", "mean", "ratio", "hazard", "profile", "corrected", "simulated"]
Why = Literal["too_few", "not_recorded", "cannot_be_told_apart", "too_short", "impossible"]
Bools: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Fit:
    """A value that the history gives a parameter, between `low` and `high` at 95%, from `n` observations.

    `how`: counted directly (share, rate, mean, ratio), from waits of which the end was not always seen (hazard), beside
    others of one profile, taken from what was counted by way of other parameters (corrected), or such that a simulated
    past comes out as the real one (simulated).
    """

    code: str
    value: float
    low: float
    high: float
    n: int
    how: How


@dataclass(frozen=True, slots=True)
class Kept:
    """A parameter of which the register's value stays, with how many observations there were and why."""

    code: str
    n: int
    reason: Why


Found = Fit | Kept


def few(code: str, n: int, least: int = LEAST) -> Kept | None:
    """Kept when there are too few observations."""
    return Kept(code, n, "too_few") if n < least else None


def share(code: str, hits: int, n: int, *, least: int = LEAST) -> Found:
    """How many of `n` had a property, with Wilson's interval."""
    bounds = of_share(Count(hits, n))
    if n < least or bounds is None:
        return Kept(code, n, "too_few")
    return Fit(code, hits / n, *bounds, n, "share")


def mean(code: str, values: Floats, *, least: int = LEAST) -> Found:
    """The mean of measurements, with Student's interval."""
    n = len(values)
    found = of_mean(Spread(n, float(values.sum()), float((values**2).sum())), least=0.0)
    if n < least or found is None:
        return Kept(code, n, "too_few")
    return Fit(code, float(values.mean()), *found, n, "mean")


def ratio(code: str, over: Floats, under: Floats, *, least: int = LEAST) -> Found:
    """The sum of one thing over the sum of another, by linearisation."""
    n = len(over)
    pairs = Pairs(
        n,
        float(over.sum()),
        float(under.sum()),
        float((over**2).sum()),
        float((over * under).sum()),
        float((under**2).sum()),
    )
    found = of_ratio(pairs)
    if n < least or found is None:
        return Kept(code, n, "too_few")
    return Fit(code, pairs.ratio, *found, n, "ratio")


def rate(code: str, number: int, exposure: float, *, dispersion: float = 1.0, least: int = LEAST) -> Found:
    """So many events over so much exposure. `dispersion`: how much more they vary than by chance alone (>= 1)."""
    if number < least or exposure <= 0:
        return Kept(code, number, "too_few")
    low, high = poisson_bounds(number, dispersion)
    return Fit(code, number / exposure, low / exposure, high / exposure, number, "rate")


def poisson_bounds(number: int, dispersion: float = 1.0) -> tuple[float, float]:
    """Between which numbers the expected one lies, when events come in lumps as large as the dispersion (Garwood 1936
    on the number of lumps)."""
    lumps = number / dispersion
    low = float(gammaincinv(lumps, 0.025)) if number else 0.0
    return low * dispersion, float(gammaincinv(lumps + 1.0, 0.975)) * dispersion


def hazard(code: str, ends: int, exposure: float, *, least: int = LEAST) -> Found:
    """The mean time until something happens, when its chance is the same at every moment: all time waited over how
    often it happened. Who was not seen to the end counts for the time that he was (maximum likelihood, censored)."""
    if ends < least or exposure <= 0:
        return Kept(code, ends, "too_few")
    low, high = poisson_bounds(ends)
    return Fit(code, exposure / ends, exposure / high, exposure / low, ends, "hazard")


def spread(code: str, values: Floats, *, least: int = LEAST) -> Found:
    """The standard deviation as a share of the mean, with the interval of its logarithm by the delta method."""
    n = len(values)
    if n < least or not values.any():
        return Kept(code, n, "too_few")
    middle, deviation = float(values.mean()), float(values.std(ddof=1))
    found = deviation / middle
    z = (values - middle) / deviation if deviation else values * 0.0
    # Influence of each observation on log(sd / mean); holds for skew values too.
    influence = (z**2 - 1.0) / 2.0 - (values - middle) / middle
    half = float(stdtrit(n - 1, 0.975)) * float(influence.std(ddof=1)) / sqrt(n)
    return Fit(code, found, found * exp(-half), found * exp(half), n, "mean")


def clustered_share(code: str, hits: Floats, totals: Floats, *, least: int = LEAST) -> Found:
    """A share of things that come in clusters (days of one person in one week): `hits` of `totals` in each cluster."""
    found = ratio(code, hits, totals, least=2)
    n = int(totals.sum())
    if n < least or isinstance(found, Kept):
        return Kept(code, n, "too_few")
    return replace(found, low=max(0.0, found.low), high=min(1.0, found.high), n=n)


def times(found: Found, factor: float, *, how: How = "corrected") -> Found:
    """The same, multiplied."""
    if isinstance(found, Kept):
        return found
    return replace(found, value=found.value * factor, low=found.low * factor, high=found.high * factor, how=how)


def plus(found: Found, amount: float, *, least: float = 0.0) -> Found:
    """The same, with something added, and nothing below `least`."""
    if isinstance(found, Kept):
        return found
    value, low, high = (max(least, one + amount) for one in (found.value, found.low, found.high))
    return replace(found, value=value, low=low, high=high, how="corrected")


def dispersion(seen: Floats, expected: Floats) -> float:
    """How much more counts vary around what was expected than by chance alone; 1 when they do not, or when there are
    too few to say."""
    kept = expected > 0
    degrees = int(kept.sum()) - 1
    if degrees < 10:
        return 1.0
    return max(1.0, float((((seen - expected) ** 2)[kept] / expected[kept]).sum()) / degrees)


def drawn(fits: Sequence[Fit], rng: np.random.Generator) -> dict[str, float]:
    """One possible world: each value as it may be, by its interval. Shares stay shares, amounts stay above zero."""
    return {fit.code: _drawn(fit, float(rng.standard_normal())) for fit in fits}


def _drawn(fit: Fit, z: float) -> float:
    if not fit.low < fit.high:
        return fit.value
    if fit.how == "share" and fit.low > 0.0 and fit.high < 1.0 and 0.0 < fit.value < 1.0:

        def logit(p: float) -> float:
            return log(p / (1.0 - p))

        at = logit(fit.value) + z * (logit(fit.high) - logit(fit.low)) / (2 * Z)
        return 1.0 / (1.0 + exp(-at))
    if fit.low > 0.0 and fit.value > 0.0 and fit.how != "share":
        return fit.value * exp(z * log(fit.high / fit.low) / (2 * Z))
    return min(fit.high, max(fit.low, fit.value + z * (fit.high - fit.low) / (2 * Z)))


def sorted_out(found: Iterable[Found]) -> tuple[list[Fit], list[Kept]]:
    """What was fitted and what was kept; a value that is no number is kept as impossible."""
    fits, kept = [], []
    for one in found:
        if isinstance(one, Fit) and all(map(isfinite, (one.value, one.low, one.high))):
            fits.append(one)
        else:
            kept.append(one if isinstance(one, Kept) else Kept(one.code, one.n, "impossible"))
    return fits, kept
