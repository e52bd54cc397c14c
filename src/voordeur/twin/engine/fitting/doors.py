"""Doors that stay shut: how often, by how long the window was and whether a time was told."""

import numpy as np
from scipy.optimize import minimize

from voordeur.twin.engine.fitting.past import Past
from voordeur.twin.engine.fitting.values import LEAST, Fit, Found, Kept, Z, share
from voordeur.twin.engine.register import Register

LEAST_SHUT = 15  # closed doors under a window of another length before its slope is told from luck


def fit_doors(past: Past, register: Register) -> list[Found]:
    """`no_access` at a window of two hours and what each hour more adds, and the share without an appointment.

    A reminder and working people multiply the chance: those factors are the register's, taken from what was seen.
    """
    visits = past.visits
    calm = ~visits.is_rush
    shut = ~visits.is_let_in
    told = calm & visits.is_told
    untold = calm & ~visits.is_told
    found: list[Found] = [share("no_access_unannounced", int((shut & untold).sum()), int(untold.sum()))]
    hours = np.maximum(0.0, visits.window_hours[told] - 2.0)
    factor = np.where(visits.is_reminded[told], 1.0, register["no_access_unreminded"]) * _working(register)
    hit = shut[told]
    n = len(hit)
    if n < LEAST or not hit.any():
        return [*found, Kept("no_access", n, "too_few"), Kept("no_access_per_hour", n, "too_few")]
    lengths = [hours == one for one in np.unique(np.round(hours, 2))]
    can_tell = sum(bool((hit & one).sum() >= LEAST_SHUT) for one in lengths) >= 2
    return [*found, *(_both(hit, hours, factor) if can_tell else _level(hit, hours, factor, register))]


def _working(register: Register) -> float:
    """By how much working people who did not choose their time raise the mean."""
    working = register["working_share"] * (1.0 - register["older_share"])
    return 1.0 + working * UNCHOSEN * (register["no_access_working"] - 1.0)


# Of the working people, those for whom no time was left that suited; seen in simulated years.
UNCHOSEN = 0.1


def _level(hit: np.ndarray, hours: np.ndarray, factor: np.ndarray, register: Register) -> list[Found]:
    """Only the level, when all windows were about as long: the slope stays."""
    slope = register["no_access_per_hour"]
    n, seen = len(hit), int(hit.sum())
    one = share("no_access", seen, n)
    if isinstance(one, Kept):
        return [one, Kept("no_access_per_hour", n, "cannot_be_told_apart")]
    added, scale = float((slope * hours * factor).mean()), float(factor.mean())
    value, low, high = (max(0.0, (share_ - added) / scale) for share_ in (one.value, one.low, one.high))
    return [
        Fit("no_access", value, low, high, n, "corrected"),
        Kept("no_access_per_hour", n, "cannot_be_told_apart"),
    ]


def _both(hit: np.ndarray, hours: np.ndarray, factor: np.ndarray) -> list[Found]:
    """Level and slope by maximum likelihood; intervals from the curvature."""

    def chances(at: np.ndarray) -> np.ndarray:
        return np.asarray(np.clip((at[0] + at[1] * hours) * factor, 1e-6, 1.0 - 1e-6))

    def surprise(at: np.ndarray) -> float:
        p = chances(at)
        return -float(np.log(np.where(hit, p, 1.0 - p)).sum())

    start = np.array([hit.mean() / factor.mean(), 0.001])
    best = minimize(surprise, start, method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-6, "maxiter": 4000}).x
    p = chances(best)
    steps = np.stack([factor, hours * factor])
    information = (steps / (p * (1.0 - p))) @ steps.T
    try:
        errors = np.sqrt(np.diag(np.linalg.inv(information)))
    except np.linalg.LinAlgError:
        return [Kept("no_access", len(hit), "impossible"), Kept("no_access_per_hour", len(hit), "impossible")]
    found: list[Found] = []
    for code, value, error in zip(("no_access", "no_access_per_hour"), best, errors, strict=True):
        middle, low, high = (max(0.0, float(value + sign * Z * error)) for sign in (0, -1, 1))
        found.append(Fit(code, middle, low, high, len(hit), "corrected"))
    return found
