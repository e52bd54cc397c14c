"""How far a forecast of a day may be off, from how far those of past days were. Numbers in and out, no clock.

The interval is a conformal one (Vovk et al. 2005): its width is the share of past errors that must lie inside, counted,
not the spread of a curve that was assumed. Days of one week share what was wrong about its level, so the weeks count
as the sample, and few of them widen the interval as Student's t does.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.float64]
Mask = NDArray[np.bool_]

WEEKDAYS = 7
# As many of the last errors count: the weeks of a season.
RECENT_ERRORS = 40
# By so much of the errors the width is measured; other shares follow from it by the curve.
MEASURED_SHARE = 0.8
# Below this a spread beside chance cannot be told from none.
LEAST_SPREAD = 1e-6


@dataclass(frozen=True, slots=True)
class Doubt:
    """`spread` is the variance beside chance, as a share of the square; `factor` what past errors make of both."""

    spread: float
    factor: float = 1.0

    def spread_of(self, mean: float) -> float:
        """The extra variance for a day on which `mean` calls are expected, as a share of the square."""
        if mean <= 0:
            return self.spread
        variance = self.factor * (mean + self.spread * mean**2)
        return max(0.0, (variance - mean) / mean**2)


def moments(came: Grid, foreseen: Grid) -> float:
    """The variance beside chance, as a share of the expected number squared (negative binomial, by moments)."""
    below = float((foreseen**2).sum())
    return max(0.0, float(((came - foreseen) ** 2 - foreseen).sum()) / below) if below > 0 else 0.0


def left_out(totals: Grid, expected: Grid, weight: Grid, weekdays: NDArray[np.int_], is_known: Mask) -> Grid:
    """By how much each day's weekday would have been taken for busier or quieter without that day itself.

    A day that helped to say what is usual lies nearer to it than a coming day will. Not a number where no other day of
    its weekday is known.
    """
    counts = np.where(is_known, weight, 0.0)
    came, exposed = np.zeros(WEEKDAYS), np.zeros(WEEKDAYS)
    np.add.at(came, weekdays, counts * totals)
    np.add.at(exposed, weekdays, counts * expected)
    others = exposed[weekdays] - counts * expected
    enough = (others > 1e-9 * exposed[weekdays]) & (came[weekdays] > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        without = (came[weekdays] - counts * totals) / others
        return np.asarray(np.where(enough, without * exposed[weekdays] / came[weekdays], np.nan))


def of_errors(came: Grid, foreseen: Grid, numbers: NDArray[np.int_]) -> Doubt:
    """The doubt that makes the interval of `MEASURED_SHARE` hold that share of these past days.

    `numbers` are the days' places in the history, in order. Without any error nothing but chance is known.
    """
    from scipy.special import ndtri, stdtrit  # a third of a second to load

    usable = np.isfinite(foreseen) & (foreseen > 0)
    came, foreseen = came[usable][-RECENT_ERRORS:], foreseen[usable][-RECENT_ERRORS:]
    count = len(came)
    if not count:
        return Doubt(LEAST_SPREAD)
    spread = max(moments(came, foreseen), LEAST_SPREAD)
    errors = np.sort(np.abs(came - foreseen) / np.sqrt(foreseen + spread * foreseen**2))
    # The place that holds the share for a day to come, which is one more than those that were seen.
    place = min(MEASURED_SHARE * (count + 1) - 1.0, count - 1.0)
    width = float(np.interp(place, np.arange(count), errors))
    tail = 0.5 + MEASURED_SHARE / 2.0
    weeks = len(np.unique(numbers[usable][-RECENT_ERRORS:] // WEEKDAYS))
    usual = float(ndtri(tail))
    return Doubt(spread, float((width / usual) ** 2 * (stdtrit(weeks, tail) / usual) ** 2))
