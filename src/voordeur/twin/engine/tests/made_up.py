"""Lives that are made up instead of simulated, so that what a question makes of them can be known beforehand."""

from collections.abc import Callable, Mapping

import numpy as np

from voordeur.policy.diff import promises
from voordeur.twin.engine.kpis import GROUP_UNITS, GROUPS, UNITS
from voordeur.twin.engine.questions.variants import Asked, Known, Life, Question, Variant
from voordeur.twin.engine.world import Staff

Truth = Callable[[Mapping[str, object], Variant, int], Mapping[str, float]]
"""From the promises, the variant and the number of the replication: the figures that are not 1."""

STAFF = Staff(np.ones((1, 7, 96), dtype=np.int64), np.zeros((2, 7)), 1.0)


def luck(*numbers: int) -> float:
    """A number of luck that belongs to these numbers."""
    return float(np.random.default_rng(list(numbers)).normal())


def life(figures: Mapping[str, float]) -> Life:
    all_figures = {**dict.fromkeys(UNITS, 1.0), **figures}
    group = {code: all_figures[code] for code in GROUP_UNITS}
    return Life(all_figures, {code: dict(group) for code in GROUPS})


def lived(question: Question, truth: Truth) -> Known:
    """All that a question wants, round after round. Its people are counted a little otherwise for each variant."""
    known = Known()
    while missing := [one for one in question.wanted(known) if not _is_lived(one, known)]:
        for one in missing:
            _live(one, truth, known)
    return known


def _is_lived(asked: Asked, known: Known) -> bool:
    return len(known.lives.get(asked.variant.name, ())) >= asked.replications


def _live(asked: Asked, truth: Truth, known: Known) -> None:
    name, told = asked.variant.name, promises(asked.variant.policy)
    known.staff.setdefault(name, Staff(STAFF.agents, STAFF.minutes, 1.0 + len(known.staff) / 1e6))
    lives = known.lives.setdefault(name, [])
    lives.extend(life(truth(told, asked.variant, number)) for number in range(len(lives), asked.replications))
