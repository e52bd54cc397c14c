"""What work costs at the prices of the policy, line by line. Knows no case and reads no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import material_cents, overhead_cents, travel_cents, work_cents

_SECONDS_PER_MINUTE = 60


class Line(StrEnum):
    """What money goes to, in the order in which a repair meets it."""

    AGENT = "agent"
    PLANNER = "planner"
    CRAFTSMAN_TRAVEL = "craftsman_travel"
    CRAFTSMAN_WORK = "craftsman_work"
    KILOMETRES = "kilometres"
    MATERIAL = "material"
    OVERHEAD = "overhead"
    COMPENSATION = "compensation"


class Process(StrEnum):
    """What the money was spent for."""

    REPAIRS = "repairs"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Spent:
    """What was spent, before any price: seconds of agents, visits that ended, minutes of craftsmen at work and on the
    way, kilometres, material in cents as it was bought, and what tenants get for appointments that we missed. Amounts
    of several cases may be added up first."""

    agent_seconds: float = 0.0
    visits: int = 0
    work_minutes: float = 0.0
    travel_minutes: float = 0.0
    km: float = 0.0
    material_cents: float = 0.0
    compensation_cents: int = 0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(
            self.agent_seconds + other.agent_seconds,
            self.visits + other.visits,
            self.work_minutes + other.work_minutes,
            self.travel_minutes + other.travel_minutes,
            self.km + other.km,
            self.material_cents + other.material_cents,
            self.compensation_cents + other.compensation_cents,
        )


@dataclass(frozen=True, slots=True)
class Cost:
    """Whole cents per line; the lines are the total, so nothing is lost between them."""

    lines: dict[Line, int]

    @property
    def total_cents(self) -> int:
        return sum(self.lines.values())


def cost_of(spent: Spent, policy: ServicePolicy) -> Cost:
    """Every line at the prices of the policy; a visit costs a planner the minutes of the policy, also one to a closed
    door; overhead comes on top of the sum of the others, and compensation is paid out as it is."""
    lines = {
        Line.AGENT: work_cents(policy, "agent", spent.agent_seconds / _SECONDS_PER_MINUTE),
        Line.PLANNER: work_cents(policy, "planner", spent.visits * policy.costs.planner_minutes_per_visit),
        Line.CRAFTSMAN_TRAVEL: work_cents(policy, "craftsman", spent.travel_minutes),
        Line.CRAFTSMAN_WORK: work_cents(policy, "craftsman", spent.work_minutes),
        Line.KILOMETRES: travel_cents(policy, spent.km),
        Line.MATERIAL: material_cents(policy, round(spent.material_cents)),
    }
    lines[Line.OVERHEAD] = overhead_cents(policy, sum(lines.values()))
    if spent.compensation_cents:
        lines[Line.COMPENSATION] = spent.compensation_cents
    return Cost(lines)


@dataclass(frozen=True, slots=True)
class Rates:
    """Cents for one unit of each thing that may be spent, overhead included; not rounded."""

    agent_second: float
    visit: float
    craftsman_minute: float
    km: float
    material_cent: float

    def cents(self, spent: Spent) -> float:
        """What was spent, in cents with their fraction: the total of `cost_of` before its lines are rounded."""
        return (
            spent.agent_seconds * self.agent_second
            + spent.visits * self.visit
            + (spent.work_minutes + spent.travel_minutes) * self.craftsman_minute
            + spent.km * self.km
            + spent.material_cents * self.material_cent
            + spent.compensation_cents
        )


def rates_of(policy: ServicePolicy) -> Rates:
    """For adding up tens of thousands of homes at once, where rounding each would cost more than it tells."""
    costs = policy.costs
    load = 1 + costs.overhead_share
    return Rates(
        agent_second=load * costs.agent_hour_cents / 3600,
        visit=load * costs.planner_hour_cents * costs.planner_minutes_per_visit / 60,
        craftsman_minute=load * costs.craftsman_hour_cents / 60,
        km=load * costs.kilometre_cents,
        material_cent=load * (1 + costs.material_markup_share),
    )


def per_home(processes: Mapping[str, Mapping[str, int]], homes: int) -> dict[Line, float]:
    """Cents per home for each line, over all processes; empty without homes."""
    if not homes:
        return {}
    return {line: sum(lines.get(line, 0) for lines in processes.values()) / homes for line in Line}
