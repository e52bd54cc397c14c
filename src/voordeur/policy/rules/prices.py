"""What the policy says that things cost and what a subscription covers. All amounts in whole cents."""

from typing import Literal

from voordeur.kernel.money import rounded
from voordeur.policy.models import ServicePolicy

Function = Literal["agent", "planner", "craftsman", "second_line"]

_MINUTES_PER_HOUR = 60


def hour_cents(policy: ServicePolicy, function: Function) -> int:
    """What an hour of this function costs, without overhead."""
    costs = policy.costs
    match function:
        case "agent":
            return costs.agent_hour_cents
        case "planner":
            return costs.planner_hour_cents
        case "craftsman":
            return costs.craftsman_hour_cents
        case "second_line":
            return costs.second_line_hour_cents


def work_cents(policy: ServicePolicy, function: Function, minutes: float) -> int:
    """What `minutes` of work cost, without overhead."""
    return rounded(hour_cents(policy, function) * minutes / _MINUTES_PER_HOUR)


def visit_planning_cents(policy: ServicePolicy) -> int:
    """What it costs to plan one visit, without overhead."""
    return work_cents(policy, "planner", policy.costs.planner_minutes_per_visit)


def travel_cents(policy: ServicePolicy, kilometres: float) -> int:
    """What driving costs, without the hours and without overhead."""
    return rounded(policy.costs.kilometre_cents * kilometres)


def material_cents(policy: ServicePolicy, purchase_cents: int) -> int:
    """What material costs with its markup for stock and handling, without overhead."""
    return rounded(purchase_cents * (1 + policy.costs.material_markup_share))


def overhead_cents(policy: ServicePolicy, direct_cents: int) -> int:
    """The overhead that comes on top of direct cost."""
    return rounded(direct_cents * policy.costs.overhead_share)


def is_covered(policy: ServicePolicy, cover_code: str) -> bool:
    """Whether the subscription takes over this item (a letter) of the Besluit kleine herstellingen."""
    return policy.subscription.offered and cover_code in policy.subscription.covers


def entry_fee_cents(policy: ServicePolicy, months_since_moving_in: int) -> int:
    """What joining the subscription costs so many whole months after moving in."""
    is_late = months_since_moving_in >= policy.subscription.entry_fee_after_months
    return policy.subscription.entry_fee_cents if is_late else 0
