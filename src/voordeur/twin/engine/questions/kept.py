"""Answers of two studies beside each other: paired where both met the same luck, else as independent years."""

from collections.abc import Sequence
from math import sqrt

import numpy as np
from scipy import stats  # type: ignore[import-untyped,unused-ignore]

from voordeur.twin.engine.kpis import GROUP_UNITS, UNITS, Interval, interval
from voordeur.twin.engine.questions.variants import Life, Size

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


def apart(one: Sequence[float], other: Sequence[float]) -> Interval:
    """How much `other` lies above `one` when they share no luck: Welch's interval of 95%.

    The mean itself where one of them has a single year.
    """
    a, b = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    mean = float(b.mean() - a.mean())
    if len(a) < 2 or len(b) < 2:
        return Interval(mean, mean, mean)
    of_a, of_b = float(a.var(ddof=1)) / len(a), float(b.var(ddof=1)) / len(b)
    if of_a + of_b <= 0.0:
        return Interval(mean, mean, mean)
    degrees = (of_a + of_b) ** 2 / (of_a**2 / (len(a) - 1) + of_b**2 / (len(b) - 1))
    wide = float(stats.t.ppf(SURE, degrees)) * sqrt(of_a + of_b)
    return Interval(mean, mean - wide, mean + wide)


def _between(one: Sequence[float], other: Sequence[float], *, is_paired: bool) -> Interval:
    if is_paired:
        return interval([b - a for a, b in zip(one, other, strict=False)])
    return apart(one, other)


def differences(one: Sequence[Life], other: Sequence[Life], *, is_paired: bool) -> dict[str, Interval]:
    """Every figure of `other` above that of `one`."""
    return {
        code: _between([a.figures[code] for a in one], [b.figures[code] for b in other], is_paired=is_paired)
        for code in UNITS
    }


def group_differences(one: Sequence[Life], other: Sequence[Life], *, is_paired: bool) -> dict[str, dict[str, Interval]]:
    """The same for every group that both have."""
    return {
        group: {
            code: _between(
                [a.groups[group][code] for a in one], [b.groups[group][code] for b in other], is_paired=is_paired
            )
            for code in GROUP_UNITS
        }
        for group in one[0].groups
        if group in other[0].groups
    }
