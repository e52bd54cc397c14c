"""Everything a search tried as points of costs and marks: which lie on the frontier, and which are surely beaten."""

from collections.abc import Collection
from typing import Any

import numpy as np
from scipy import stats

from voordeur.planning.engine.kernel.forms import Floats
from voordeur.twin.engine.kpis import Interval
from voordeur.twin.engine.questions.chances import AT
from voordeur.twin.engine.questions.sets import Levels, Space
from voordeur.twin.engine.questions.tried import COST, MARKS, Tried
from voordeur.twin.engine.questions.variants import told_interval

EXACT = 6  # digits: two sets that did the same are the same point, and the first of them stands for both

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


def points(space: Space, tried: Tried, finalists: Collection[Levels]) -> list[dict[str, Any]]:
    """Every set with costs and marks, from cheap to dear.

    `front` by mark: no other set is cheaper and better on the means. `beaten` by mark: some other is, beyond chance.
    """
    sets = sorted(tried.sets, key=lambda one: (round(tried.level(one, COST), EXACT), one))
    cost = np.array([tried.level(one, COST) for one in sets])
    marks = {mark: np.array([tried.level(one, mark) for one in sets]) for mark in MARKS}
    fronts = {mark: on_front(cost, own) for mark, own in marks.items()}
    cheaper = _surely_below(tried, sets, COST)
    beaten = {mark: np.any(cheaper & _surely_below(tried, sets, mark).T, axis=0) for mark in MARKS}
    return [
        {
            "levels": space.told_levels(one),
            **{code: told_interval(_interval(tried, one, code)) for code in (COST, *MARKS)},
            "replications": tried.years(one),
            "front": {mark: bool(fronts[mark][number]) for mark in MARKS},
            "beaten": {mark: bool(beaten[mark][number]) for mark in MARKS},
            "is_finalist": one in finalists,
        }
        for number, one in enumerate(sets)
    ]


def on_front(cost: Floats, mark: Floats) -> Flags:
    """Which points no other beats: none that costs no more and is marked no lower, and is better in one of both."""
    found = np.zeros(len(cost), dtype=np.bool_)
    highest = -np.inf
    cost, mark = np.round(cost, EXACT), np.round(mark, EXACT)
    order = np.lexsort((-mark, cost))
    for at in order:
        if mark[at] > highest:
            highest = float(mark[at])
            found[at] = True
    return found


def _interval(tried: Tried, levels: Levels, figure: str) -> Interval:
    """What a figure is under a set, as sure as what the set moves beside the policy of now in the same years."""
    mean = tried.level(levels, figure)
    half = float(stats.norm.ppf(1.0 - AT / 2.0)) * tried.error(levels, figure)
    return Interval(mean, mean - half, mean + half)


def _surely_below(tried: Tried, sets: list[Levels], figure: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """`[i, j]`: whether set i lies below set j by more than chance, as one comparison of many."""
    level = np.array([tried.level(one, figure) for one in sets])
    error = np.array([tried.error(one, figure) for one in sets])
    both = np.sqrt(error[:, None] ** 2 + error[None, :] ** 2)
    # As sure as all comparisons with one set together ask for (Bonferroni).
    sure = float(stats.norm.ppf(1.0 - AT / 2.0 / max(1, len(sets) - 1)))
    found: np.ndarray[Any, np.dtype[np.bool_]] = level[:, None] + sure * both < level[None, :] - 1e-9
    return found
