"""How sure a figure is: intervals at 95% around means, shares and ratios. Knows nothing about what is measured."""

from dataclasses import dataclass
from functools import lru_cache
from math import inf, sqrt
from statistics import NormalDist

CONFIDENCE = 0.95
_UPPER_TAIL = (1 + CONFIDENCE) / 2
_Z = NormalDist().inv_cdf(_UPPER_TAIL)


@dataclass(frozen=True, slots=True)
class Spread:
    """A series of measurements, kept as its count, sum and sum of squares."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    @property
    def mean(self) -> float:
        """Raises `ZeroDivisionError` when nothing was measured."""
        return self.total / self.n

    @property
    def variance(self) -> float:
        """Of the measurements around their mean, with n - 1; needs two or more."""
        # Sums of squares of equal measurements may come out a hair below zero.
        return max(0.0, self.squares - self.total**2 / self.n) / (self.n - 1)

    def __add__(self, other: "Spread") -> "Spread":
        return Spread(self.n + other.n, self.total + other.total, self.squares + other.squares)


@dataclass(frozen=True, slots=True)
class Count:
    """How many of `n` had a property."""

    hits: int = 0
    n: int = 0

    @property
    def share(self) -> float:
        """Raises `ZeroDivisionError` when there was nothing to count."""
        return self.hits / self.n

    def __add__(self, other: "Count") -> "Count":
        return Count(self.hits + other.hits, self.n + other.n)


@dataclass(frozen=True, slots=True)
class Pairs:
    """`n` observations of an amount `y` and of what it is divided by, `x`, kept as the five sums a ratio needs."""

    n: int = 0
    y: float = 0.0
    x: float = 0.0
    yy: float = 0.0
    xy: float = 0.0
    xx: float = 0.0

    @property
    def ratio(self) -> float:
        """Sum of y over sum of x. Raises `ZeroDivisionError` when x sums to zero."""
        return self.y / self.x

    def __add__(self, other: "Pairs") -> "Pairs":
        return Pairs(
            self.n + other.n,
            self.y + other.y,
            self.x + other.x,
            self.yy + other.yy,
            self.xy + other.xy,
            self.xx + other.xx,
        )


Interval = tuple[float, float]


@lru_cache(maxsize=1024)
def _student_t(degrees: int) -> float:
    """The quantile of Student's t that leaves 2.5% above it."""
    # Imported late: the room is read by commands that never compute an interval.
    from scipy.special import stdtrit

    return float(stdtrit(degrees, _UPPER_TAIL))


def finite_correction(sample: int, population: int | None) -> float:
    """The factor sqrt((N - n) / (N - 1)) by which an interval narrows when the sample is part of a known population.

    None is a population without end: no narrowing. A sample that is the whole population has no margin left.
    """
    if population is None:
        return 1.0
    if population <= max(sample, 1):
        return 0.0
    return sqrt((population - sample) / (population - 1))


def of_mean(
    spread: Spread, *, population: int | None = None, least: float = -inf, most: float = inf
) -> Interval | None:
    """Student's t-interval of the mean, corrected for a finite population, cut at what is possible.

    None with fewer than two measurements: one alone says nothing about how much they differ.
    """
    if spread.n < 2:
        return None
    half = _student_t(spread.n - 1) * sqrt(spread.variance / spread.n) * finite_correction(spread.n, population)
    return max(least, spread.mean - half), min(most, spread.mean + half)


def of_share(count: Count, *, population: int | None = None) -> Interval | None:
    """Wilson's interval (1927) of a share, between 0 and 1; None when there was nothing to count.

    It stays honest for shares near 0 or 1 and for few observations, where the usual one does not. For part of a known
    population the number of observations is raised to the one that would give the corrected margin.
    """
    if not count.n:
        return None
    correction = finite_correction(count.n, population)
    if not correction:
        return count.share, count.share
    n = count.n / correction**2
    middle = (count.share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * sqrt(count.share * (1 - count.share) / n + _Z**2 / (4 * n**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def of_ratio(pairs: Pairs) -> Interval | None:
    """Interval of a ratio of two sums by linearisation (Cochran 1977, 6.3), not below zero; None below two pairs."""
    if pairs.n < 2 or not pairs.x:
        return None
    ratio = pairs.ratio
    residuals = max(0.0, pairs.yy - 2 * ratio * pairs.xy + ratio**2 * pairs.xx)
    error = sqrt(residuals * pairs.n / (pairs.n - 1)) / pairs.x
    half = _student_t(pairs.n - 1) * error
    return max(0.0, ratio - half), ratio + half


def of_rate(number: int) -> Interval:
    """Between which numbers the expected number lies when `number` things happened by chance, each apart from others.

    The exact interval of a Poisson count: F. Garwood, Biometrika 28 (1936), 437-442.
    """
    # Imported late: the room is read by commands that never compute an interval.
    from scipy.special import gammaincinv

    low = float(gammaincinv(number, 1 - _UPPER_TAIL)) if number else 0.0
    return low, float(gammaincinv(number + 1, _UPPER_TAIL))
