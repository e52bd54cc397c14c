"""Travel by road, estimated: the distance as the crow flies times a detour, at an average speed.

Roads of one's own (a router with its table of minutes and kilometres) would be read here too, and reach the planning
engine as a matrix; no page and no booking asks a router one way at a time.
"""

from dataclasses import dataclass

from voordeur.kernel import geo
from voordeur.kernel.geo import Point
from voordeur.policy.models import ServicePolicy


@dataclass(frozen=True, slots=True)
class Roads:
    """How fast one gets about. `setup_minutes` for parking and ringing come on top of every visit, not of every way."""

    speed_kmh: float
    detour: float
    setup_minutes: float

    def minutes(self, a: Point, b: Point) -> float:
        return geo.travel_minutes(a, b, detour=self.detour, speed_kmh=self.speed_kmh)

    def km(self, a: Point, b: Point) -> float:
        return geo.travel_km(a, b, detour=self.detour)

    def km_in(self, minutes: float) -> float:
        """Kilometres that so many minutes of driving are."""
        return minutes * self.speed_kmh / 60


def roads_of(policy: ServicePolicy) -> Roads:
    """The roads as the policy counts them."""
    planning = policy.planning
    return Roads(planning.travel_speed_kmh, planning.travel_detour, planning.setup_minutes)
