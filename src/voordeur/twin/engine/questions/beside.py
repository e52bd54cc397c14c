"""Policies beside each other, and one promise on several values.

A difference is as sure as the years of luck and the counting of people let it be: the first policy has controls.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from voordeur.kernel.errors import Refused
from voordeur.policy.models import ServicePolicy
from voordeur.twin.engine.dials import turned
from voordeur.twin.engine.kpis import GROUP_UNITS, UNITS
from voordeur.twin.engine.questions import controls
from voordeur.twin.engine.questions.variants import (
    Asked,
    Known,
    Variant,
    told_difference,
    told_variant,
)

MOST_POLICIES = 60


def _distinct(names: Sequence[str]) -> list[str]:
    """Names of which none stands twice: a second one gets a number. Nor does any have the name of a control."""
    found: list[str] = []
    for name in names:
        number, own = 2, name
        while own in found or own in controls.CONTROLS:
            own, number = f"{name} {number}", number + 1
        found.append(own)
    return found


@dataclass(frozen=True)
class Compare:
    """What each policy costs and yields, and every pair beside each other. `values`: of the register in use."""

    variants: tuple[Variant, ...]
    replications: int
    values: Mapping[str, float] = field(default_factory=dict)

    def wanted(self, known: Known) -> Sequence[Asked]:
        own = [Asked(one, self.replications) for one in self.variants]
        if len(own) < 2:
            return own
        return [*own, *controls.again(self.variants[0], self.values, min(self.replications, controls.YEARS))]

    def answer(self, known: Known) -> dict[str, Any]:
        return self.beside(known, list(combinations([one.name for one in self.variants], 2)))

    def beside(self, known: Known, pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
        """Every variant, and these pairs beside each other."""
        return {
            "variants": [
                {"name": one.name, "policy": one.policy.name, **told_variant(known, one.name)} for one in self.variants
            ],
            "differences": [{"a": a, "b": b, "kpis": self._apart(known, a, b)} for a, b in pairs],
            "group_differences": [
                {
                    "a": a,
                    "b": b,
                    "groups": {
                        group: self._apart(known, a, b, group)
                        for group in known.lives[a][0].groups
                        if group in known.lives[b][0].groups
                    },
                }
                for a, b in pairs
            ],
        }

    def _apart(self, known: Known, a: str, b: str, group: str = "") -> dict[str, dict[str, Any]]:
        """How much `b` lies above `a`: every figure, or those of a group."""
        figures = (
            {code: controls.of_group(group, code) for code in GROUP_UNITS}
            if group
            else {code: controls.of(code) for code in UNITS}
        )
        first = self.variants[0].name
        return told_difference(
            {code: controls.apart(known, a, b, figure, first).found for code, figure in figures.items()},
            is_one_year=min(len(known.lives[a]), len(known.lives[b])) < 2,
        )


def compare(policies: Sequence[ServicePolicy], replications: int, values: Mapping[str, float] | None = None) -> Compare:
    """Policies beside each other. `values`: those of the register in use that differ from the shipped one.

    Raises Refused "too_many_policies", "too_few_policies".
    """
    if not policies:
        raise Refused("too_few_policies")
    if len(policies) > MOST_POLICIES:
        raise Refused("too_many_policies", many=len(policies), most=MOST_POLICIES)
    names = _distinct([one.name for one in policies])
    variants = tuple(Variant(name, one) for name, one in zip(names, policies, strict=True))
    return Compare(variants, replications, values or {})


@dataclass(frozen=True)
class Turn:
    """One promise on several values, each beside the first."""

    field: str
    compared: Compare

    def wanted(self, known: Known) -> Sequence[Asked]:
        return self.compared.wanted(known)

    def answer(self, known: Known) -> dict[str, Any]:
        first, *others = (one.name for one in self.compared.variants)
        return {"field": self.field, **self.compared.beside(known, [(first, other) for other in others])}


def turn(
    policy: ServicePolicy,
    promise: str,
    values: Sequence[str],
    replications: int,
    register: Mapping[str, float] | None = None,
) -> Turn:
    """A promise of a policy on several values as they are typed. `register`: its values that differ from the shipped.

    Raises PolicyErrors or what `dials.turned` refuses.
    """
    if len(values) > MOST_POLICIES:
        raise Refused("too_many_policies", many=len(values), most=MOST_POLICIES)
    if not values:
        raise Refused("too_few_policies")
    names = _distinct(values)
    variants = tuple(Variant(name, turned(policy, promise, value)) for name, value in zip(names, values, strict=True))
    return Turn(promise, Compare(variants, replications, register or {}))
