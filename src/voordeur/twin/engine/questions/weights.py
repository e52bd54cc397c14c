"""How much each estimate moves the answer, one at a time and all at once, beside what luck alone does to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np
from scipy.stats import qmc

from voordeur.kernel.errors import Refused
from voordeur.planning.engine.kernel.forms import Floats
from voordeur.policy.models import ServicePolicy
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.kpis import UNITS, Interval, interval
from voordeur.twin.engine.questions import rounds
from voordeur.twin.engine.questions.controls import CONTROLS, NOW, NUDGES, Reading, nudged, reading, went_alike
from voordeur.twin.engine.questions.rounds import AtMost, Story
from voordeur.twin.engine.questions.variants import Asked, Known, Variant, digits, told_interval

FIGURES = (
    "cost_per_home_cents",
    "mark_repairs",
    "mark_contact",
    "repair_lead_days",
    "phone_wait_seconds",
    "complaints_per_1000_homes",
)
SORTED_BY = FIGURES[0]
PROFILE = "profile"  # how a day, week and year are filled: shapes that are not turned number by number
FEW = 3  # replications in which every parameter is tried
LARGEST = 15  # of which the weight is measured again with all replications
DRAWS = 40
DRAWN_REPLICATIONS = 2
MOST_DRAWS = 1000
LEAST_REPLICATIONS = 3  # with fewer the luck of the years comes out wider than the doubt that is asked for
WIDE = 1e-9  # of the figure: what moves it less, moves nothing
END = {"low": "at_low", "high": "at_high"}


@dataclass(frozen=True)
class Weights:
    """One policy, or two of which the difference is the answer: the second minus the first."""

    policies: tuple[ServicePolicy, ...]
    values: Mapping[str, float]
    replications: int
    draws: int
    seed: int

    def wanted(self, known: Known) -> Sequence[Asked]:
        return list(rounds.tell(self._story(known), known).asked.values())

    @property
    def at_most(self) -> AtMost:
        many, few = len(self.policies), min(FEW, self.replications)
        work = rounds.pieces(many * (1 + len(NUDGES)), self.replications)
        work += rounds.pieces(many * self.draws, DRAWN_REPLICATIONS)
        work += rounds.pieces(many * 2 * len(self.codes), few)
        return AtMost(3, work + many * 2 * LARGEST * (self.replications - few))

    def answer(self, known: Known) -> dict[str, Any]:
        told = rounds.tell(self._story(known), known)
        if told.found is None:
            raise ValueError("asked for an answer before everything was lived")
        moved = {code: self._moved(known, code) for code in self.codes}
        return {
            "policies": [policy.name for policy in self.policies],
            "figures": {code: UNITS[code] for code in FIGURES},
            "answer": {code: told_interval(interval(self._answers(known, NOW, code))) for code in FIGURES},
            "sorted_by": SORTED_BY,
            "parameters": sorted(moved.values(), key=lambda one: (-one["figures"][SORTED_BY]["span"], one["code"])),
            "measured_again": told.found,
            "doubt": self._doubt(known),
            "simulated": rounds.simulated(told),
        }

    @property
    def codes(self) -> list[str]:
        return [one.code for one in registers.load() if one.section != PROFILE and one.low < one.high]

    def _value(self, code: str) -> float:
        return self.values.get(code, registers.load()[code])

    def _story(self, known: Known) -> Story[list[str]]:
        few = min(FEW, self.replications)
        yield [*self._asked(NOW, {}, self.replications), *self._anew(), *self._drawn()]
        yield [one for code in self.codes for one in self._ends(code, few)]
        largest = self._largest(known, few)
        yield [one for code in largest for one in self._ends(code, self.replications)]
        return largest

    def _asked(self, name: str, values: Mapping[str, float], replications: int) -> list[Asked]:
        return [
            Asked(Variant(f"{name}/{number}", policy, values), replications)
            for number, policy in enumerate(self.policies)
        ]

    def _anew(self) -> list[Asked]:
        """The policies with their people counted anew."""
        return [
            one
            for name, factors in zip(CONTROLS, NUDGES, strict=True)
            for one in self._asked(name, nudged(self.values, factors), self.replications)
        ]

    def _ends(self, code: str, replications: int) -> list[Asked]:
        parameter = registers.load().parameters[code]
        ends = {"low": parameter.low, "high": parameter.high}
        return [
            one
            for end, value in ends.items()
            if value != self._value(code)
            for one in self._asked(f"{code}/{end}", {code: value}, replications)
        ]

    def _drawn(self) -> list[Asked]:
        return [
            one
            for number, values in enumerate(drawn(self.values, self.codes, self.draws, self.seed))
            for one in self._asked(f"draw_{number}", values, DRAWN_REPLICATIONS)
        ]

    def _answers(self, known: Known, name: str, code: str, most: int | None = None) -> list[float]:
        """The answer in each year of luck: a figure, or how much the second policy lies above the first."""
        each = [[life.figures[code] for life in known.lives[f"{name}/{at}"][:most]] for at in range(len(self.policies))]
        return each[0] if len(each) == 1 else [b - a for a, b in zip(*each, strict=True)]

    def _shifts(self, known: Known, code: str, end: str, figure: str, most: int | None = None) -> Floats:
        """How much the answer moves in each year of luck when a parameter goes to one end of its range."""
        name = f"{code}/{end}"
        if f"{name}/0" not in known.lives:
            return np.zeros(1)
        other = np.array(self._answers(known, name, figure, most))
        if self._went_alike(known, name):
            return other - self._answers(known, NOW, figure, len(other))
        found: Floats = other - self._controls(known, figure, len(other)).mean(axis=0)
        return found

    def _controls(self, known: Known, figure: str, years: int) -> Floats:
        return np.array([self._answers(known, name, figure, years) for name in (NOW, *CONTROLS)])

    def _shift(self, known: Known, code: str, end: str, figure: str) -> Reading:
        """The same as a mean, as sure as its years and the counting of people let it be."""
        shifts = self._shifts(known, code, end, figure)
        name = f"{code}/{end}"
        if f"{name}/0" not in known.lives or self._went_alike(known, name):
            return reading(shifts, 0.0, len(CONTROLS))
        anew = self._controls(known, figure, len(shifts)).mean(axis=1).var(ddof=1)
        return reading(shifts, float(anew) * (1.0 + 1.0 / (1 + len(CONTROLS))), len(CONTROLS))

    def _went_alike(self, known: Known, name: str) -> bool:
        """Whether only what is counted differs: a price, or what a mark is made of."""
        return all(went_alike(known, f"{NOW}/{at}", f"{name}/{at}") for at in range(len(self.policies)))

    def _largest(self, known: Known, few: int) -> list[str]:
        """The parameters that move costs or marks most, in turn from each list."""
        lists = []
        for figure in ("cost_per_home_cents", "mark_repairs", "mark_contact"):
            spans = {
                code: max(abs(float(self._shifts(known, code, end, figure, few).mean())) for end in END)
                for code in self.codes
            }
            lists.append([code for code, _ in sorted(spans.items(), key=lambda one: (-one[1], one[0]))])
        mixed = dict.fromkeys(code for row in zip_longest(*lists) for code in row)
        return list(mixed)[:LARGEST]

    def _moved(self, known: Known, code: str) -> dict[str, Any]:
        """A parameter as plain values: what it is, and how each end of its range moves each figure of the answer."""
        parameter = registers.load().parameters[code]
        figures: dict[str, Any] = {}
        for figure in FIGURES:
            now = float(np.mean(self._answers(known, NOW, figure)))
            shifts = {END[end]: self._shift(known, code, end, figure).found for end in END}
            means = [one.mean for one in shifts.values()]
            figures[figure] = {
                **{name: {**told_interval(one), "differs": one.differs} for name, one in shifts.items()},
                "span": digits(max(0.0, *means) - min(0.0, *means)),
                "flips": len(self.policies) > 1 and any(_is_flipped(now, one) for one in shifts.values()),
            }
        size = {figure: self._size(known, figure) for figure in FIGURES}
        many = max(len(known.lives.get(f"{code}/{end}/0", ())) for end in END)
        return {
            "code": code,
            "section": parameter.section,
            "name": parameter.name.model_dump(),
            "unit": parameter.unit,
            "mark": parameter.mark,
            "value": digits(self._value(code)),
            "low": parameter.low,
            "high": parameter.high,
            "figures": figures,
            "is_felt": any(figures[one]["span"] > WIDE * max(1.0, size[one]) for one in FIGURES),
            "replications": many,
        }

    def _size(self, known: Known, figure: str) -> float:
        return abs(known.lives[f"{NOW}/0"][0].figures[figure])

    def _doubt(self, known: Known) -> dict[str, Any]:
        """The answer under many draws of all parameters at once, beside what luck does to it."""
        figures = {}
        for code in FIGURES:
            now = interval(self._answers(known, NOW, code))
            means = [float(np.mean(self._answers(known, f"draw_{one}", code))) for one in range(self.draws)]
            low, median, high = (float(one) for one in np.quantile(means, [0.025, 0.5, 0.975]))
            figures[code] = {
                "luck": told_interval(now),
                "doubt": {"low": digits(low), "median": digits(median), "high": digits(high)},
                "above_zero_share": digits(float(np.mean([one > 0.0 for one in means]))),
                "draws": [digits(one) for one in sorted(means)],
            }
        return {"draws": self.draws, "replications": DRAWN_REPLICATIONS, "figures": figures}


def weights(
    policies: Sequence[ServicePolicy],
    replications: int,
    values: Mapping[str, float] | None = None,
    *,
    draws: int = DRAWS,
    seed: int = 1,
) -> Weights:
    """What each parameter weighs for one policy, or for the difference between two.

    `values`: of the register in use. Raises Refused "too_few_policies", "too_many_policies", "too_few_replications", or
    "out_of_range" for the draws.
    """
    if not policies:
        raise Refused("too_few_policies")
    if len(policies) > 2:
        raise Refused("too_many_policies", many=len(policies), most=2)
    if replications < LEAST_REPLICATIONS:
        raise Refused("too_few_replications", value=replications, least=LEAST_REPLICATIONS)
    if not 2 <= draws <= MOST_DRAWS:
        raise Refused("out_of_range", field="draws", value=draws, least=2, most=MOST_DRAWS)
    return Weights(tuple(policies), values or {}, replications, draws, seed)


def drawn(values: Mapping[str, float], codes: Sequence[str], draws: int, seed: int) -> list[dict[str, float]]:
    """So many draws of all these parameters at once, in a Latin hypercube: every part of each range is met.

    A draw lies as often below the value as above it, and rather near it than far away: on each side the density falls
    in a straight line to nothing at the end of the range. That is a choice of ours; nobody knows better.
    """
    shipped = registers.load()
    places = qmc.LatinHypercube(d=len(codes), rng=np.random.default_rng([seed, 5])).random(draws)
    found = []
    for row in places:
        one = {}
        for code, place in zip(codes, row, strict=True):
            parameter = shipped.parameters[code]
            value = values.get(code, parameter.value)
            if place < 0.5:
                reached = value - (value - parameter.low) * (1.0 - float(np.sqrt(2.0 * place)))
            else:
                reached = value + (parameter.high - value) * (1.0 - float(np.sqrt(2.0 * (1.0 - place))))
            one[code] = min(parameter.high, max(parameter.low, reached))
        found.append(one)
    return found


def _is_flipped(now: float, shift: Interval) -> bool:
    """Whether the answer turns around, beyond what luck may do to the shift."""
    return now * (now + shift.low) < 0.0 and now * (now + shift.high) < 0.0
