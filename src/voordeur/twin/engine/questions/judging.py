"""The last few sets of a search, judged on years of luck by which nothing was chosen and on people counted anew."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from voordeur.twin.engine.kpis import interval
from voordeur.twin.engine.questions.controls import CONTROLS, Reading, Ruler, of, reading
from voordeur.twin.engine.questions.goals import EVEN, SURE, Goal, all_sure
from voordeur.twin.engine.questions.sets import Levels, Space
from voordeur.twin.engine.questions.tornado import FIGURES
from voordeur.twin.engine.questions.tried import COST, MARKS
from voordeur.twin.engine.questions.variants import Known, told_interval, told_kpis

GROUP_FIGURE = MARKS[0]


def judged_name(space: Space, levels: Levels) -> str:
    """The name of a set that is looked at once more."""
    return f"{space.name(levels)}/again"


class Judge:
    """Says of sets what years `first` to `last` (not included) show."""

    def __init__(self, known: Known, space: Space, goals: Sequence[Goal], first: int, last: int) -> None:
        self._known, self._space, self._goals = known, space, goals
        self.first, self.last = first, last
        self._ruler = Ruler(known, first, last)

    def told(self, finalists: Sequence[Levels]) -> dict[str, Any]:
        """The winner with who comes near it, or what comes nearest when the goals are kept by none.

        `finalists` in the order in which they were chosen: the first that is found to keep the goals wins, so that the
        years that judge choose as little as can be.
        """
        sure = [all_sure(self._goals, self._values(one)) for one in finalists]
        keeps = [all(goal.sure(self._values(one)[goal.kpi]) >= EVEN for goal in self._goals) for one in finalists]
        number = next((at for at, one in enumerate(sure) if one >= SURE), None)
        if number is None:
            number = next((at for at, one in enumerate(keeps) if one), None)
        if number is None:
            nearest = min(range(len(finalists)), key=lambda at: self._short(finalists[at]))
            found = {"verdict": "none", "winner": None, "nearest": self._told(finalists[nearest], None)}
            own = finalists[nearest]
        else:
            own = finalists[number]
            verdict = "kept" if sure[number] >= SURE else "likely"
            found = {"verdict": verdict, "winner": self._told(own, None), "nearest": None}
        return {
            **found,
            "passed_over": number or 0,
            "runners_up": [self._told(one, own) for one in finalists if one != own],
            "now": {
                "goals": [goal.judged(self._now(goal.kpi)) for goal in self._goals],
                "cost": told_interval(interval(self._now(COST))),
            },
        }

    def _values(self, levels: Levels) -> Mapping[str, list[float]]:
        lives = self._known.lives[judged_name(self._space, levels)][self.first : self.last]
        return {code: [life.figures[code] for life in lives] for code in lives[0].figures}

    def _now(self, figure: str) -> list[float]:
        found: list[float] = self._ruler.level(of(figure), self.last - self.first).tolist()
        return found

    def _short(self, levels: Levels) -> float:
        """By how much the goals are missed, each beside what it differs from year to year."""
        short = 0.0
        for goal in self._goals:
            values = self._values(levels)[goal.kpi]
            short += goal.short(float(np.mean(values))) / max(float(np.std(values)), 1e-9)
        return short

    def _told(self, levels: Levels, winner: Levels | None) -> dict[str, Any]:
        """A set as plain values: what it turns, what it yields, what that is beside now, and whether it keeps goals."""
        values, name = self._values(levels), judged_name(self._space, levels)
        groups = self._known.lives[name][0].groups
        found = {
            "levels": self._space.told_levels(levels),
            "kpis": told_kpis({code: interval(values[code]) for code in FIGURES}),
            "differences": {code: _told(self._ruler.figure(name, code)) for code in FIGURES},
            "groups": {group: _told(self._ruler.group(name, group, GROUP_FIGURE)) for group in groups},
            "goals": [goal.judged(values[goal.kpi]) for goal in self._goals],
            "sure": round(all_sure(self._goals, values), 6),
        }
        if winner is None:
            return found
        years = self.last - self.first
        above = {
            code: reading(
                np.array(values[code]) - np.array(self._values(winner)[code]),
                2.0 * self._ruler.counted_anew(of(code), years),
                len(CONTROLS),
            )
            for code in (COST, *MARKS)
        }
        return {**found, "above_winner": {code: _told(one) for code, one in above.items()}}


def _told(one: Reading) -> dict[str, Any]:
    return {**told_interval(one.found), "differs": one.found.differs}
