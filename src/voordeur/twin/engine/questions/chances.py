"""How sure something is that years of luck tell: tests of differences, Holm's correction, the chance of a goal."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np
from scipy import stats

Key = TypeVar("Key")

AT = 0.05  # the chance that is taken of calling something an effect that is none, in a whole picture
SAME = 1e-12  # of the size of a figure: what two machines may differ in is no difference


def holm(values: Mapping[Key, float], at: float = AT) -> dict[Key, bool]:
    """Which of many tests stand when looked at together (S. Holm, Scand. J. Statist. 6, 1979, 65-70).

    The chance that even one of those that stand is luck is at most `at`.
    """
    found = dict.fromkeys(values, False)
    for number, (key, value) in enumerate(sorted(values.items(), key=lambda one: one[1])):
        if value > at / (len(values) - number):
            break
        found[key] = True
    return found


def sure_above(values: Sequence[float], goal: float) -> float:
    """How sure it is that the mean over all years of luck is at least `goal`: Student's distribution of the mean.

    One year alone says one half: nothing.
    """
    found = np.asarray(values, dtype=np.float64)
    if len(found) < 2:
        return 0.5
    mean, deviation = float(found.mean()), float(found.std(ddof=1))
    if deviation <= SAME * max(1.0, abs(mean)):
        return 1.0 if mean >= goal - SAME * max(1.0, abs(goal)) else 0.0
    return float(stats.t.cdf((mean - goal) / deviation * np.sqrt(len(found)), len(found) - 1))
