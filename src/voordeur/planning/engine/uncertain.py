"""Uncertain moments as chances per minute: sums, the later of two, the chance of being after a moment.

Durations are lognormal. Times to repair are (Kline 1984, Reliability Engineering 9:65-80; MIL-HDBK-472), and so are
those of operations (Strum, May, Vargas 2000, Anesthesiology 92:1160-1167): never below zero, and a long one may be much
longer. The later of two is the product of their distributions, so nothing but the rounding to minutes is approximated;
Clark's formulas for normals (1961, Operations Research 9:145-162) were tried and put 5% where lots say 10%, because two
late tails together lean much more than a normal.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, exp, floor, log, log1p, sqrt

import numpy as np
from numpy.typing import NDArray

LEAST_SD = 0.25
MOST_MINUTES = 20_000  # two weeks: no work lasts longer, whatever its spread says
DUST = 1e-9  # chances below it at either end are not carried along

Chances = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Uncertain:
    """A moment or a duration: `chances[k]` of being `begin + k` minutes."""

    begin: float
    chances: Chances

    @property
    def mean(self) -> float:
        return self.begin + float(np.arange(len(self.chances)) @ self.chances)

    @property
    def sd(self) -> float:
        away = np.arange(len(self.chances)) - (self.mean - self.begin)
        return sqrt(max(0.0, float(away**2 @ self.chances)))

    def plus(self, other: "Uncertain") -> "Uncertain":
        """The sum with something independent."""
        if len(other.chances) == 1:
            return Uncertain(self.begin + other.begin, self.chances)
        return _trimmed(self.begin + other.begin, np.convolve(self.chances, other.chances))

    def not_before(self, moment: float) -> "Uncertain":
        """The later of it and a fixed moment: someone who is early waits."""
        if self.begin >= moment:
            return self
        return _trimmed(moment, _on_grid(self, moment))

    def later(self, other: "Uncertain") -> "Uncertain":
        """The later of it and something independent."""
        begin = min(self.begin, other.begin)
        one, two = _on_grid(self, begin), _on_grid(other, begin)
        size = max(len(one), len(two))
        both = [np.minimum(1.0, np.cumsum(np.pad(part, (0, size - len(part))))) for part in (one, two)]
        return _trimmed(begin, np.diff(both[0] * both[1], prepend=0.0))

    def chance_after(self, moment: float) -> float:
        """The chance that it is later than a moment.

        The first minute is exact, because that is where everybody waits; any other stands for half a minute around it.
        """
        shares = np.clip(self.begin + np.arange(len(self.chances)) - moment + 0.5, 0.0, 1.0)
        shares[0] = 1.0 if self.begin > moment + 1e-9 else 0.0
        return min(1.0, float(shares @ self.chances))

    def moment_of(self, chance: float) -> float:
        """The first minute after which it is with at most this chance."""
        late = 1.0 - np.cumsum(self.chances)
        return self.begin + int(np.argmax(late <= chance + DUST))


def sure(minutes: float) -> Uncertain:
    """Exactly then, or exactly so long."""
    return Uncertain(minutes, np.ones(1))


@lru_cache(maxsize=4096)
def lognormal(mean: float, sd: float) -> Uncertain:
    """A duration with this mean and standard deviation in minutes; within a minute it is certain."""
    if mean <= 0 or sd < LEAST_SD:
        return sure(max(0.0, mean))
    middle, spread = logs_of(mean, sd)
    from scipy.special import ndtr  # a third of a second to load

    last = min(MOST_MINUTES, ceil(exp(middle + spread * 4.2649)))  # the 99.999% quantile of a normal
    edges = np.arange(last) + 0.5
    below = np.append(ndtr((np.log(edges) - middle) / spread), 1.0)
    return _trimmed(0.0, np.diff(below, prepend=0.0))


def logs_of(mean: float, sd: float) -> tuple[float, float]:
    """Mean and standard deviation of the logarithm of a lognormal duration; `mean` above zero."""
    variance = log1p((sd / mean) ** 2)
    return log(mean) - variance / 2, sqrt(variance)


def of_logs(mean: float, sd: float) -> tuple[float, float]:
    """Mean and standard deviation in minutes of a duration whose logarithm has these."""
    minutes = exp(mean + sd**2 / 2)
    return minutes, minutes * sqrt(max(0.0, exp(sd**2) - 1))


def _on_grid(one: Uncertain, begin: float) -> Chances:
    """Its chances on the minutes from `begin` on, what is earlier at `begin`; its mean stays if nothing is."""
    away = one.begin - begin
    whole = floor(away)
    share = away - whole
    spread = np.zeros(len(one.chances) + 1)
    spread[:-1] += one.chances * (1 - share)
    spread[1:] += one.chances * share
    if share <= 1e-9:
        spread = spread[:-1]
    if whole >= 0:
        return np.concatenate([np.zeros(whole), spread])
    if -whole >= len(spread):
        return np.ones(1)
    kept = spread[-whole:].copy()
    kept[0] += spread[:-whole].sum()
    return kept


def _trimmed(begin: float, chances: Chances) -> Uncertain:
    """Without the dust at both ends."""
    below = np.cumsum(chances)
    first = int(np.argmax(below > DUST))
    last = max(first, int(np.argmax(below >= below[-1] - DUST)))
    kept = chances[first : last + 1]
    return Uncertain(begin + first, kept / kept.sum())
