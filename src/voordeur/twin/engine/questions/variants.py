"""What a question is made of: variants of an association, and what is known of them so far. Simulates nothing."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from voordeur.kernel.errors import Refused
from voordeur.policy.models import ServicePolicy
from voordeur.twin.engine.kpis import GROUP_UNITS, UNITS, Interval, interval
from voordeur.twin.engine.world import Setting, Staff

LEAST, MOST_REPLICATIONS, MOST_YEARS = 1, 10_000, 20
MOST_SEED = 2**31 - 1
FIRST_YEAR, LAST_YEAR = 2000, 2100

Figures = dict[str, float]
Groups = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Size:
    """How much is simulated: the homes and seed of the setting, so many years each, so many times."""

    setting: Setting
    years: int
    replications: int

    def __post_init__(self) -> None:
        for name, value, least, most in (
            ("years", self.years, LEAST, MOST_YEARS),
            ("replications", self.replications, LEAST, MOST_REPLICATIONS),
            ("seed", self.setting.seed, 0, MOST_SEED),
            ("from_year", self.setting.first_on.year, FIRST_YEAR, LAST_YEAR),
        ):
            if not least <= value <= most:
                raise Refused("out_of_range", field=name, value=value, least=least, most=most)


@dataclass(frozen=True, slots=True)
class Variant:
    """One policy under parameters that may differ from the register (`values`); its `name` is its own in a question."""

    name: str
    policy: ServicePolicy
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """So many replications of a variant."""

    variant: Variant
    replications: int


@dataclass(frozen=True, slots=True)
class Life:
    """One replication: its figures and those of each group, as means over its years."""

    figures: Figures
    groups: Groups


@dataclass(frozen=True)
class Known:
    """What was simulated so far, by name of the variant: the staff it asks for, and lives in order of replication."""

    staff: dict[str, Staff] = field(default_factory=dict)
    lives: dict[str, list[Life]] = field(default_factory=dict)

    def values(self, name: str, replications: int | None = None) -> dict[str, tuple[float, ...]]:
        """By figure the value of each replication, of the first so many only when told."""
        lives = self.lives[name][:replications]
        return {code: tuple(life.figures[code] for life in lives) for code in UNITS}

    def kpis(self, name: str, replications: int | None = None) -> dict[str, Interval]:
        """Every figure of a variant with its interval."""
        return {code: interval(values) for code, values in self.values(name, replications).items()}

    def groups(self, name: str) -> dict[str, dict[str, Interval]]:
        """Every figure of every group of a variant with its interval."""
        lives = self.lives[name]
        return {
            group: {code: interval([life.groups[group][code] for life in lives]) for code in GROUP_UNITS}
            for group in lives[0].groups
        }


class Question(Protocol):
    """Something that simulated years answer, in rounds: what is wanted may depend on what was found."""

    def wanted(self, known: Known) -> Sequence[Asked]:
        """Every variant with the replications that are needed by now; a question is answered when all are known.

        It depends on `known` alone, and is asked only when a round is whole: so the answer is the same however the work
        was spread.
        """

    def answer(self, known: Known) -> dict[str, Any]:
        """What is found, as plain values that JSON can hold."""


DIGITS = 9  # of a figure that is told: all that two machines agree upon


def digits(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def told_interval(found: Interval) -> dict[str, float]:
    """An interval as plain values."""
    return {"mean": digits(found.mean), "low": digits(found.low), "high": digits(found.high)}


# What a figure in this unit can be at all; without a line nothing can be below zero. A share of a few years has a wide
# interval of Student, of which what lies outside cannot happen.
BOUNDS: dict[str, tuple[float, float]] = {"share": (0.0, 1.0), "mark": (1.0, 10.0)}
NEVER_BELOW_ZERO = (0.0, math.inf)


def told_kpis(kpis: Mapping[str, Interval], units: Mapping[str, str] = UNITS) -> dict[str, dict[str, Any]]:
    """Figures as plain values with their units; an interval ends where its figure must."""
    found = {}
    for code, one in kpis.items():
        least, most = BOUNDS.get(units[code], NEVER_BELOW_ZERO)
        within = Interval(one.mean, min(one.mean, max(one.low, least)), max(one.mean, min(one.high, most)))
        found[code] = {**told_interval(within), "unit": units[code]}
    return found


def told_difference(kpis: Mapping[str, Interval], *, is_one_year: bool = False) -> dict[str, dict[str, Any]]:
    """Differences as plain values; `differs`: zero lies outside the interval, which one year alone does not tell."""
    return {code: {**told_interval(one), "differs": one.differs and not is_one_year} for code, one in kpis.items()}


def told_variant(known: Known, name: str) -> dict[str, Any]:
    """Everything that is known of a variant as plain values."""
    return {
        "kpis": told_kpis(known.kpis(name)),
        "groups": {group: told_kpis(own, GROUP_UNITS) for group, own in known.groups(name).items()},
        "craftsmen_per_1000_homes": digits(known.staff[name].craftsmen_per_1000),
        "replications": len(known.lives[name]),
    }
