"""Work at a desk that follows from promises beside repairs: alterations and choices in a renovation. No simulation."""

from voordeur.policy.models import ServicePolicy
from voordeur.twin.engine.register import Register


def desk_minutes(policy: ServicePolicy, register: Register, homes: int) -> float:
    """Minutes of the second line in a year for what tenants may alter and may choose."""
    return homes * (_alterations(policy, register) + _renovations(policy, register))


def _alterations(policy: ServicePolicy, register: Register) -> float:
    """Minutes a home: asking for one's own alteration, where that can be asked."""
    if not policy.alterations.offered:
        return 0.0
    by_hand = 1.0
    if policy.alterations.standard_answers_at_once:
        by_hand -= register["standard_alteration_share"]
    minutes = register["alteration_minutes"]
    if policy.alterations.take_over_at_departure:
        minutes += register["take_over_minutes"]
    return register["alterations_per_home"] * by_hand * minutes


def _renovations(policy: ServicePolicy, register: Register) -> float:
    """Minutes a home: choosing in a renovation, and somebody who goes to ask those who stay silent."""
    if not policy.renovation.choices_offered:
        return 0.0
    minutes = register["choice_minutes"] * len(policy.renovation.groups)
    if policy.renovation.default_when_silent == "visit":
        minutes += register["silent_share"] * register["choice_visit_minutes"]
    return register["renovated_share"] * minutes
