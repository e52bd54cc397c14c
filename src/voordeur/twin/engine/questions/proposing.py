"""Which sets of promises are worth trying next: what is known so far as a sum of effects, and the best set under it.

A sum is wrong where promises work on each other, so it only proposes; what a set does is simulated. Each proposal is
made under effects drawn as uncertain as they are (Thompson, Biometrika 25, 1933), so that what is hardly known is tried
as well as what looks best.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.linalg import cho_factor, cho_solve, solve_triangular  # type: ignore[import-untyped,unused-ignore]
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped,unused-ignore]

from voordeur.planning.engine.kernel.forms import Floats
from voordeur.twin.engine.questions.sets import Levels, Space

SHORT = 10.0  # what falling short by one usual effect costs, in the sum of all effects on costs
NODES = 2000  # that one proposal may branch into; it seldom needs more than one


@dataclass(frozen=True)
class Effects:
    """Of one figure: what each value of each promise adds, with its uncertainty as a factor of the covariance."""

    mean: Floats
    root: Floats
    usual: float

    def drawn(self, rng: np.random.Generator) -> Floats:
        found: Floats = self.mean + self.root @ rng.standard_normal(len(self.mean))
        return found


@dataclass(frozen=True, slots=True)
class Aim:
    """A figure has to lie at least `rise` above that of now, or with `sign` -1 at most that much above it."""

    figure: str
    sign: int
    rise: float


def rows(space: Space, sets: Sequence[Levels]) -> Floats:
    """Sets as rows of zeros and ones, one column for each value that is not that of now."""
    columns = {key: number for number, key in enumerate(space.columns)}
    found = np.zeros((len(sets), len(columns)))
    for number, levels in enumerate(sets):
        for at, level in enumerate(levels):
            if level:
                found[number, columns[at, level]] = 1.0
    return found


def learned(matrix: Floats, moved: Floats, variance: Floats) -> Effects:
    """The effects behind what sets moved: linear regression with a normal prior as wide as the effects are.

    `matrix`: sets as rows; `moved` and `variance`, both (n,): what each moved a figure, and how uncertain that is.
    """
    single = matrix.sum(axis=1) == 1.0
    usual = float(np.sqrt(np.mean(moved[single] ** 2))) if single.any() else float(np.sqrt(np.mean(moved**2)))
    usual = max(usual, 1e-9)
    floor = (1e-3 * usual) ** 2
    mean, root = _posterior(matrix, moved, np.maximum(variance, floor), usual)
    # What a sum cannot explain counts as uncertainty of every set.
    left = moved - matrix @ mean
    misfit = max(0.0, float(np.mean(left**2) - np.mean(variance)))
    mean, root = _posterior(matrix, moved, np.maximum(variance, floor) + misfit, usual)
    return Effects(mean, root, usual)


def _posterior(matrix: Floats, moved: Floats, variance: Floats, usual: float) -> tuple[Floats, Floats]:
    weighed = matrix / variance[:, None]
    precision = matrix.T @ weighed + np.eye(matrix.shape[1]) / usual**2
    factor = cho_factor(precision, lower=True)
    mean = cho_solve(factor, weighed.T @ moved)
    root = solve_triangular(np.tril(factor[0]), np.eye(len(mean)), lower=True).T
    return mean, root


def best(
    space: Space, cost: Floats, aims: Sequence[tuple[Aim, Floats, float]], a_change: float, without: Sequence[Levels]
) -> Levels | None:
    """The cheapest set that reaches its aims under these effects, or that comes nearest; None when none is left.

    `aims` come with the effects on their figure and the usual size of these. `a_change`: what turning one promise must
    save at least. `without`: sets that are not wanted. Solved to the end as a linear programme in whole numbers.
    """
    columns = space.columns
    count, slacks = len(columns), len(aims)
    scale = max(float(np.abs(cost).sum()), 1e-9)
    price = np.concatenate([(cost + a_change) / scale, np.full(slacks, SHORT)])
    # One value for each promise.
    one_value = np.zeros((len(space.fields), count + slacks))
    for number, (at, _) in enumerate(columns):
        one_value[at, number] = -1.0
    matrix, least = [one_value], [np.full(len(one_value), -1.0)]
    for number, (aim, effects, usual) in enumerate(aims):
        row = np.zeros((1, count + slacks))
        row[0, :count] = aim.sign * effects / usual
        row[0, count + number] = 1.0
        matrix.append(row)
        least.append(np.array([aim.sign * aim.rise / usual]))
    if without:
        # At least one value other than in such a set: turned where it was not, or not where it was.
        taken = rows(space, without)
        matrix.append(np.hstack([1.0 - 2.0 * taken, np.zeros((len(taken), slacks))]))
        least.append(1.0 - taken.sum(axis=1))
    found = _solved(price.tobytes(), np.vstack(matrix).tobytes(), np.concatenate(least).tobytes(), count)
    if found is None:
        return None
    levels = list(space.now)
    for number in found:
        at, level = columns[number]
        levels[at] = level
    return tuple(levels)


@lru_cache(maxsize=4096)
def _solved(price: bytes, matrix: bytes, least: bytes, count: int) -> tuple[int, ...] | None:
    """Which of the first `count` columns are one; the others go from 0 up, and `matrix` @ x is at least `least`.

    Kept, because a story that is told again asks the same again.
    """
    prices, lowest = np.frombuffer(price), np.frombuffer(least)
    others = len(prices) - count
    solved = milp(
        prices,
        integrality=np.concatenate([np.ones(count), np.zeros(others)]),
        bounds=Bounds(0.0, np.concatenate([np.ones(count), np.full(others, np.inf)])),
        constraints=[LinearConstraint(np.frombuffer(matrix).reshape(len(lowest), -1), lowest, np.inf)],
        options={"node_limit": NODES},
    )
    return None if solved.x is None else tuple(int(at) for at in np.flatnonzero(solved.x[:count] > 0.5))


def reach(space: Space, effects: Floats) -> float:
    """How far a figure rises at most: each promise on the value that lifts it most."""
    most = [0.0] * len(space.fields)
    for (at, _), effect in zip(space.columns, effects, strict=True):
        most[at] = max(most[at], float(effect))
    return sum(most)


def proposed(
    space: Space,
    effects: Mapping[str, Effects],
    wishes: Sequence[Sequence[Aim]],
    tried: Sequence[Levels],
    *,
    cost: str,
    a_change: float,
    rng: np.random.Generator,
) -> list[Levels]:
    """One new set for each wish, each under effects of its own draw; fewer when there are no more."""
    found: list[Levels] = []
    impossible: list[Levels] = []
    for aims in wishes:
        drawn = {figure: own.drawn(rng) for figure, own in effects.items()}
        asked = [(aim, drawn[aim.figure], effects[aim.figure].usual) for aim in aims]
        for _ in range(4):
            levels = best(space, drawn[cost], asked, a_change, [*tried, *found, *impossible])
            if levels is None or space.is_possible(levels):
                break
            impossible.append(levels)
        if levels is not None and space.is_possible(levels):
            found.append(levels)
    return found
