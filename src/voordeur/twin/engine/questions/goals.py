"""Goals for the figures of a year, such as a mark of 7.7 at least: read, refused, and how surely they are kept."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from voordeur.figures.rules import intervals
from voordeur.kernel.errors import Refused
from voordeur.twin.engine.kpis import UNITS, interval
from voordeur.twin.engine.questions.chances import sure_above
from voordeur.twin.engine.questions.variants import digits, told_interval

Way = Literal["at_least", "at_most"]
WAYS: tuple[Way, ...] = ("at_least", "at_most")
MOST_GOALS = 6
# By unit, what a figure can be at all; of the others anything from 0 on.
RANGES = {"share": (0.0, 1.0), "mark": (1.0, 10.0)}
MOST = 1e9
SURE = 0.95  # from here on a goal counts as kept
ROOM = 2.0  # standard errors: what being called sure takes, and a little for luck
EVEN = 0.5  # from here on it is likelier kept than not


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure that has to be at least, or at most, so much as a mean over all years of luck."""

    kpi: str
    way: Way
    value: float

    @property
    def sign(self) -> int:
        return 1 if self.way == "at_least" else -1

    def short(self, mean: float) -> float:
        """How far a mean falls short, 0 when it does not."""
        return max(0.0, self.sign * (self.value - mean))

    def sure(self, values: Sequence[float]) -> float:
        """How sure it is that the mean keeps to the goal."""
        return sure_above([self.sign * value for value in values], self.sign * self.value)

    def told(self) -> dict[str, Any]:
        return {"kpi": self.kpi, self.way: self.value, "unit": UNITS[self.kpi]}

    def judged(self, values: Sequence[float]) -> dict[str, Any]:
        """The goal beside what years of luck say of it, as plain values."""
        found = interval(values)
        kept = intervals.Count(sum(self.short(value) == 0.0 for value in values), len(values))
        share = intervals.of_share(kept)
        if share is None:
            raise ValueError("a goal judged by nothing")
        return {
            **self.told(),
            **told_interval(found),
            "sure": digits(self.sure(values)),
            "years_kept": {"mean": digits(kept.share), "low": digits(share[0]), "high": digits(share[1])},
            "short": digits(self.short(found.mean)),
        }


def all_sure(goals: Sequence[Goal], values: Mapping[str, Sequence[float]]) -> float:
    """How sure it is at least that all goals are kept together (Bonferroni); 1 without goals."""
    return max(0.0, 1.0 - sum(1.0 - goal.sure(values[goal.kpi]) for goal in goals))


def read(given: Sequence[Mapping[str, Any]]) -> tuple[Goal, ...]:
    """Goals from plain values: `kpi`, and `at_least` or `at_most`.

    Raises Refused "unknown_figure", "not_a_number", "out_of_range", "goal_without_value", "too_many_goals" or
    "goals_contradict".
    """
    if len(given) > MOST_GOALS:
        raise Refused("too_many_goals", many=len(given), most=MOST_GOALS)
    found = tuple(_read(one) for one in given)
    for least in found:
        for most in found:
            if least.kpi == most.kpi and least.sign > most.sign and least.value > most.value:
                raise Refused("goals_contradict", field=least.kpi, least=f"{least.value:g}", most=f"{most.value:g}")
    return found


def _read(given: Mapping[str, Any]) -> Goal:
    kpi = str(given.get("kpi", ""))
    if kpi not in UNITS:
        raise Refused("unknown_figure", value=kpi)
    ways = [way for way in WAYS if way in given]
    if len(ways) != 1:
        raise Refused("goal_without_value", field=kpi)
    raw = given[ways[0]]
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw):
        raise Refused("not_a_number", field=kpi, value=raw)
    least, most = RANGES.get(UNITS[kpi], (0.0, MOST))
    if not least <= raw <= most:
        raise Refused("out_of_range", field=kpi, value=f"{raw:g}", least=f"{least:g}", most=f"{most:g}")
    return Goal(kpi, ways[0], float(raw))


def from_text(text: str) -> dict[str, Any]:
    """A goal as it is typed: `mark_repairs>=7.7`. Raises Refused "goal_without_value" or "not_a_number"."""
    for sign, way in ((">=", "at_least"), ("<=", "at_most")):
        kpi, found, value = text.partition(sign)
        if found:
            try:
                return {"kpi": kpi.strip(), way: float(value)}
            except ValueError:
                raise Refused("not_a_number", field=kpi.strip(), value=value.strip()) from None
    raise Refused("goal_without_value", field=text.strip())


def margin(values: Sequence[float], replications: int) -> float:
    """How far beyond its goal the mean of these years has to lie for so many other years to call it kept, mostly."""
    if len(values) < 2:
        return 0.0
    return ROOM * float(np.std(values, ddof=1)) * math.sqrt(1.0 / len(values) + 1.0 / replications)
