"""Luck that hangs on what it is about and not on the order of asking, so that every policy meets the same luck.

A number is mixed from a seed and the names of the thing (splitmix64, Steele, Lea & Flood 2014).
"""
# mypy: disable-error-code="no-any-return"

import numpy as np

from voordeur.twin.engine.kernel.compiled import compiled


@compiled
def mixed(seed: int, one: int, other: int) -> float:
    """A number from 0 up to 1 that belongs to these three whole numbers."""
    z = (
        np.uint64(seed)
        + np.uint64(one) * np.uint64(0x9E3779B97F4A7C15)
        + np.uint64(other) * np.uint64(0xD1B54A32D192ED03)
    )
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return float(z >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@compiled
def normal(u: float) -> float:
    """The normal deviate of a uniform number (Acklam 2003; relative error below 1.2e-9)."""
    u = min(max(u, 1e-12), 1.0 - 1e-12)
    if u < 0.02425 or u > 1.0 - 0.02425:
        q = np.sqrt(-2.0 * np.log(u if u < 0.5 else 1.0 - u))
        x = (
            (
                (((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q - 2.549732539343734)
                * q
                + 4.374664141464968
            )
            * q
            + 2.938163982698783
        ) / (
            (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q + 3.754408661907416) * q
            + 1.0
        )
        return x if u < 0.5 else -x
    q = u - 0.5
    r = q * q
    return (
        (
            (
                (
                    ((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r
                    + 1.383577518672690e02
                )
                * r
                - 3.066479806614716e01
            )
            * r
            + 2.506628277459239
        )
        * q
    ) / (
        (
            (((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598868e02) * r + 6.680131188771972e01)
            * r
            - 1.328068155288572e01
        )
        * r
        + 1.0
    )


@compiled
def spread(u: float, share: float) -> float:
    """A lognormal factor with mean 1 and coefficient of variation `share`."""
    s2 = np.log(1.0 + share * share)
    return np.exp(normal(u) * np.sqrt(s2) - 0.5 * s2)


@compiled
def waiting(u: float, mean: float) -> float:
    """An exponential time with this mean."""
    return -mean * np.log(1.0 - min(u, 1.0 - 1e-15))
