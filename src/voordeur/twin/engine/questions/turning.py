"""One promise on several values as a page gives them: plain values, with all that has to be turned along with each."""

from collections.abc import Mapping, Sequence
from typing import Any

from voordeur.kernel.errors import Refused
from voordeur.policy import presets
from voordeur.policy.diff import promises
from voordeur.policy.models import ServicePolicy
from voordeur.twin.engine import notches
from voordeur.twin.engine.questions.beside import MOST_POLICIES, Compare, Turn
from voordeur.twin.engine.questions.variants import Variant


def turned_to(policy: ServicePolicy, field: str, value: Any) -> ServicePolicy:
    """The policy with this promise on a value as a policy file would hold it.

    What a value of the table of notches takes along is turned too: no subscription without its price. Raises Refused
    "unknown_promise" or "promise_not_felt", PolicyErrors for a value that the policy cannot hold.
    """
    turned = notches.load().find(field)
    if value == notches.plain(promises(policy)[field]):
        return policy
    known = next((one for one in turned.values(policy) if one.value == value), None)
    return presets.with_values(policy, {field: value} if known is None else known.changes)


def turn(
    policy: ServicePolicy,
    field: str,
    values: Sequence[Any],
    replications: int,
    register: Mapping[str, float] | None = None,
) -> Turn:
    """A promise on several values; the variants are named `value_1` and on, in their order.

    `register`: its values that differ from the shipped ones.

    Raises Refused "too_many_policies", "too_few_policies" (one value has nothing beside it), and as `turned_to` does.
    """
    if len(values) > MOST_POLICIES:
        raise Refused("too_many_policies", many=len(values), most=MOST_POLICIES)
    if not values:
        raise Refused("too_few_policies")
    variants = tuple(
        Variant(f"value_{number}", turned_to(policy, field, value)) for number, value in enumerate(values, 1)
    )
    return Turn(field, Compare(variants, replications, register or {}))
