"""Policies beside each other, and one promise on several values."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from voordeur.kernel.errors import Refused
from voordeur.policy.models import ServicePolicy
from voordeur.twin.engine.dials import turned
from voordeur.twin.engine.questions.variants import (
    Asked,
    Known,
    Variant,
    told_difference,
    told_variant,
)

MOST_POLICIES = 60


def _distinct(names: Sequence[str]) -> list[str]:
    """Names of which none stands twice: a second one gets a number."""
    found: list[str] = []
    for name in names:
        number, own = 2, name
        while own in found:
            own, number = f"{name} {number}", number + 1
        found.append(own)
    return found


@dataclass(frozen=True)
class Compare:
    """What each policy costs and yields, and every pair beside each other."""

    variants: tuple[Variant, ...]
    replications: int

    def wanted(self, known: Known) -> Sequence[Asked]:
        return [Asked(one, self.replications) for one in self.variants]

    def answer(self, known: Known) -> dict[str, Any]:
        return self.beside(known, list(combinations([one.name for one in self.variants], 2)))

    def beside(self, known: Known, pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
        """Every variant, and these pairs beside each other."""
        return {
            "variants": [
                {"name": one.name, "policy": one.policy.name, **told_variant(known, one.name)} for one in self.variants
            ],
            "differences": [{"a": a, "b": b, "kpis": told_difference(known.difference(a, b))} for a, b in pairs],
            "group_differences": [
                {"a": a, "b": b, "groups": {g: told_difference(own) for g, own in known.group_difference(a, b).items()}}
                for a, b in pairs
            ],
        }


def compare(policies: Sequence[ServicePolicy], replications: int) -> Compare:
    """Policies beside each other. Raises Refused "too_many_policies", "too_few_policies"."""
    if not policies:
        raise Refused("too_few_policies")
    if len(policies) > MOST_POLICIES:
        raise Refused("too_many_policies", many=len(policies), most=MOST_POLICIES)
    names = _distinct([one.name for one in policies])
    return Compare(tuple(Variant(name, one) for name, one in zip(names, policies, strict=True)), replications)


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


def turn(policy: ServicePolicy, field: str, values: Sequence[str], replications: int) -> Turn:
    """A promise of a policy on several values as they are typed. Raises PolicyErrors or what `dials.turned` refuses."""
    if len(values) > MOST_POLICIES:
        raise Refused("too_many_policies", many=len(values), most=MOST_POLICIES)
    if not values:
        raise Refused("too_few_policies")
    names = _distinct(values)
    variants = tuple(Variant(name, turned(policy, field, value)) for name, value in zip(names, values, strict=True))
    return Turn(field, Compare(variants, replications))
