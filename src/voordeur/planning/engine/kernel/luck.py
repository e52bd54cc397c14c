"""Random numbers of a search, compiled: one seed gives one sequence on every machine (xorshift64, Marsaglia 2003)."""

from math import log

import numpy as np
from numpy.typing import NDArray

from voordeur.planning.engine.kernel.compiled import compiled

BLINK = 0.01  # chance that a place is passed over, as in Christiaens & Vanden Berghe 2020


@compiled
def draw(luck: NDArray[np.uint64]) -> float:
    """A number from 0 up to 1."""
    x = luck[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    luck[0] = x
    return float(x >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@compiled
def below(luck: NDArray[np.uint64], many: int) -> int:
    """A whole number from 0 up to `many`."""
    return int(draw(luck) * many)


@compiled
def until_blink(luck: NDArray[np.uint64]) -> int:
    """How many places are looked at before the next one is passed over."""
    return int(log(1.0 - draw(luck)) / log(1.0 - BLINK))
