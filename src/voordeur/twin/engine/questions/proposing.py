"""Which sets of promises are worth trying next: what is known so far as a sum of effects, and the best set under it.

A sum is wrong where promises work on each other, so it only proposes; what a set does is simulated. Each proposal is
made under effects drawn as uncertain as they are (Thompson, Biometrika 25, 1933), so that what is hardly known is tried
as well as what looks best.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from voordeur.planning.engine.kernel.forms import Floats, Ints
from voordeur.twin.engine.questions.sets import Levels, Space

SHORT = 10.0  # what falling short by one usual effect costs, in the sum of all effects on costs
PRICES = (0.0, *np.logspace(-2.0, 2.0, 13).tolist())  # of an aim, in the usual effect on costs
STARTS = 4
MOST_STEPS = 60
DIGITS = 9  # of what all effects on costs are together: sets that lie closer are worth the same
EXACT = 1e-6  # of the usual effect: further digits may differ from one computer to the next, and choose nothing


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
    unit = EXACT * usual
    return Effects(np.round(mean / unit) * unit, np.round(root / unit) * unit, usual)


def _posterior(matrix: Floats, moved: Floats, variance: Floats, usual: float) -> tuple[Floats, Floats]:
    weighed = matrix / variance[:, None]
    precision = matrix.T @ weighed + np.eye(matrix.shape[1]) / usual**2
    root: Floats = np.linalg.inv(np.linalg.cholesky(precision)).T
    mean: Floats = root @ (root.T @ (weighed.T @ moved))
    return mean, root


def best(
    space: Space, cost: Floats, aims: Sequence[tuple[Aim, Floats, float]], a_change: float, without: Sequence[Levels]
) -> Levels | None:
    """The cheapest set that reaches its aims under these effects, or that comes nearest; None when none is left.

    `aims` come with the effects on their figure and the usual size of these. `a_change`: what turning one promise must
    save at least. `without`: sets that are not wanted. From where prices for the aims (Lagrange) lead, in steps of one
    and of two promises at a time: that need not be the very best, and it is simulated anyway.
    """
    key = (cost.tobytes(), tuple((one, own.tobytes(), usual) for one, own, usual in aims), a_change, frozenset(without))
    # A story that is told again asks the same again.
    if key not in space.best:
        space.best[key] = Descent(space, cost, aims, a_change).found(key[-1])
    return space.best[key]


class Descent:
    """The way down to the best set under a sum of effects."""

    def __init__(self, space: Space, cost: Floats, aims: Sequence[tuple[Aim, Floats, float]], a_change: float) -> None:
        self._space = space
        # Every value of every promise, also that of now, as what it adds: to costs first, then to each aim.
        self._options = [(at, level) for at, own in enumerate(space.values) for level in range(len(own) + 1)]
        self._at = np.array([at for at, _ in self._options])
        self._firsts = [number for number, (_, level) in enumerate(self._options) if not level] + [len(self._options)]
        self._adds = np.zeros((len(self._options), 1 + len(aims)))
        turned = [number for number, (_, level) in enumerate(self._options) if level]
        self._adds[turned, 0] = cost + a_change
        for number, (aim, effects, usual) in enumerate(aims):
            self._adds[turned, 1 + number] = aim.sign * effects / usual
        self._need = np.array([aim.sign * aim.rise / usual for aim, _, usual in aims])
        self._scale = max(float(np.abs(cost).sum()), 1e-9)

    def found(self, taken: Container[Levels]) -> Levels | None:
        """The best set that is not taken."""
        ends = {self._down(start) for start in self._starts()}
        for end in sorted(ends, key=lambda one: (self._worth(self._total(one)), one)):
            if end not in taken and self._space.is_possible(end):
                return end
            near = next((one for _, one in self._moves(end) if one not in taken and self._space.is_possible(one)), None)
            if near is not None:
                return near
        return None

    def _worth(self, total: Floats) -> float:
        return float(total[0]) + SHORT * self._scale * float(np.maximum(0.0, self._need - total[1:]).sum())

    def _total(self, levels: Levels) -> Floats:
        found: Floats = self._adds[self._current(levels)].sum(axis=0)
        return found

    def _current(self, levels: Levels) -> Ints:
        return np.array([first + level for first, level in zip(self._firsts, levels, strict=False)], dtype=np.int64)

    def _starts(self) -> list[Levels]:
        """Now, and the best few of what is cheapest at a price for each aim, for all together and for each alone."""
        aims = len(self._need)
        usual = self._scale / max(1, len(self._options))
        ways = [np.ones(aims), *np.eye(aims)] if aims > 1 else [np.ones(aims)]
        found = {
            self._allowed(self._cheapest(self._adds[:, 0] - price * usual * (self._adds[:, 1:] @ way)))
            for way in ways
            for price in PRICES
        }
        return [self._space.now, *sorted(found, key=lambda one: (self._worth(self._total(one)), one))[:STARTS]]

    def _cheapest(self, prices: Floats) -> Levels:
        return tuple(int(np.argmin(prices[first:last])) for first, last in pairwise(self._firsts))

    def _allowed(self, levels: Levels) -> Levels:
        for at in range(len(levels)):
            if levels[at] and self._space.is_idle(levels, at):
                levels = self._space.with_level(levels, at, 0)
        return levels

    def _down(self, levels: Levels) -> Levels:
        """Where single and double steps end."""
        worth = self._worth(self._total(levels))
        for _ in range(MOST_STEPS):
            step = next(((value, one) for value, one in self._moves(levels) if self._space.is_felt(one)), None)
            if step is None or step[0] >= worth - 1e-9 * self._scale:
                break
            worth, levels = step
        return levels

    def _moves(self, levels: Levels) -> Iterator[tuple[float, Levels]]:
        """Sets that differ in one or two promises, from best to worst."""
        current = self._current(levels)
        changes = self._adds - self._adds[current[self._at]]
        total = self._adds[current].sum(axis=0)
        # Going nowhere with one of both is a step of one.
        both = total + changes[:, None, :] + changes[None, :, :]
        short = np.maximum(0.0, self._need - both[:, :, 1:]).sum(axis=2)
        worth = both[:, :, 0] + SHORT * self._scale * short
        is_current = np.zeros(len(self._options), dtype=np.bool_)
        is_current[current] = True
        worth[self._at[:, None] == self._at[None, :]] = np.inf
        worth[is_current[:, None] & is_current[None, :]] = np.inf
        worth[np.tril_indices(len(self._options))] = np.inf
        worth = np.round(worth / self._scale, DIGITS)
        while np.isfinite(value := float(worth.flat[place := int(worth.argmin())])):
            worth.flat[place] = np.inf
            one, other = divmod(place, len(self._options))
            moved = self._space.with_level(levels, *self._options[one])
            yield value * self._scale, self._space.with_level(moved, *self._options[other])


def highest(space: Space, effects: Floats) -> float:
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
    for aims in wishes:
        drawn = {figure: own.drawn(rng) for figure, own in effects.items()}
        asked = [(aim, drawn[aim.figure], effects[aim.figure].usual) for aim in aims]
        levels = best(space, drawn[cost], asked, a_change, [*tried, *found])
        if levels is not None:
            found.append(levels)
    return found
