"""Answers of two studies beside each other: paired where both met the same luck, else as independent years."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy import stats

from voordeur.twin.engine.kpis import GROUP_UNITS, UNITS, Interval
from voordeur.twin.engine.questions import controls
from voordeur.twin.engine.questions.variants import Known, Life, Size

SURE = 0.975


def is_same_luck(one: Size, other: Size) -> bool:
    """Whether year n of both is the same year: the same homes, calendar and seed, and as many years in a row."""
    mine, theirs = one.setting, other.setting
    same = (mine.homes, mine.first_on, mine.seed, one.years) == (
        theirs.homes,
        theirs.first_on,
        theirs.seed,
        other.years,
    )
    if mine.town is None or theirs.town is None:
        return same and mine.town is theirs.town
    return same and mine.town.to_bytes() == theirs.town.to_bytes()


def apart(one: Sequence[float], other: Sequence[float], anew: float = 0.0) -> Interval:
    """How much `other` lies above `one` when they share no luck: Welch's interval of 95%.

    `anew`: the variance of counting the people of both anew. The mean itself where one of them has a single year.
    """
    a, b = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    mean = float(b.mean() - a.mean())
    if len(a) < 2 or len(b) < 2:
        return Interval(mean, mean, mean)
    of_a, of_b = float(a.var(ddof=1)) / len(a), float(b.var(ddof=1)) / len(b)
    variance = of_a + of_b + anew
    if variance <= 0.0:
        return Interval(mean, mean, mean)
    degrees = variance**2 / (of_a**2 / (len(a) - 1) + of_b**2 / (len(b) - 1) + anew**2 / len(controls.CONTROLS))
    wide = float(stats.t.ppf(SURE, degrees)) * sqrt(variance)
    return Interval(mean, mean - wide, mean + wide)


@dataclass(frozen=True, slots=True)
class Ruler:
    """What policies are set beside `base` with: a variant of a study, of which `known` holds the controls.

    `is_paired`: the others met the same luck.
    """

    known: Known
    base: str
    is_paired: bool

    def figures(self, other: Sequence[Life]) -> dict[str, Interval]:
        """How much every figure of `other` lies above that of the base."""
        return {code: self._read(other, controls.of(code)) for code in UNITS}

    def groups(self, other: Sequence[Life]) -> dict[str, dict[str, Interval]]:
        """The same for every group that both have."""
        return {
            group: {code: self._read(other, controls.of_group(group, code)) for code in GROUP_UNITS}
            for group in self.known.lives[self.base][0].groups
            if group in other[0].groups
        }

    def _read(self, other: Sequence[Life], figure: controls.Figure) -> Interval:
        one, two = [figure(life) for life in self.known.lives[self.base]], [figure(life) for life in other]
        anew = 2.0 * controls.counted_anew(self.known, self.base, figure)
        if not self.is_paired:
            return apart(one, two, anew)
        return controls.reading([b - a for a, b in zip(one, two, strict=False)], anew, len(controls.CONTROLS)).found
