"""Places on earth: distance, a coarse outline of the Netherlands, travel estimated from a straight line.

Holds no roads and no speeds: detour and speed are promises of a service policy and come in as arguments.
"""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG

# A coarse ring around the European Netherlands as (latitude, longitude), drawn 3 to 10 km outside the border and the
# coast, so that no dwelling falls out; it keeps out London, Brussels, Antwerp, Ghent, Düsseldorf, Cologne, Aachen and
# the open sea. The Caribbean Netherlands is not in it.
_OUTLINE: tuple[tuple[float, float], ...] = (
    (53.62, 6.30), (53.62, 7.02), (53.35, 7.23), (53.00, 7.28), (52.61, 7.14), (52.40, 7.15), (52.20, 7.13),
    (52.02, 6.90), (51.87, 6.90), (51.77, 6.45), (51.80, 6.05), (51.58, 6.18), (51.40, 6.29), (51.19, 6.24),
    (51.11, 6.14), (51.02, 6.00), (50.95, 6.10), (50.88, 6.14), (50.81, 6.09), (50.735, 6.04), (50.72, 5.66),
    (50.82, 5.58), (51.03, 5.70), (51.13, 5.75), (51.18, 5.50), (51.24, 5.16), (51.38, 5.06), (51.37, 4.73),
    (51.40, 4.47), (51.33, 4.36), (51.31, 4.17), (51.20, 4.00), (51.17, 3.77), (51.21, 3.50), (51.26, 3.34),
    (51.36, 3.30), (51.50, 3.36), (51.62, 3.50), (51.85, 3.75), (52.12, 4.17), (52.50, 4.48), (53.00, 4.60),
    (53.22, 4.72), (53.36, 4.98), (53.48, 5.40), (53.52, 5.90),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Point:
    """A place in decimal degrees, WGS 84."""

    lat: float
    lon: float


def haversine_km(a: Point, b: Point) -> float:
    """Great-circle distance in kilometres on a sphere; within 0.6 % of the ellipsoid."""
    lat_a, lat_b = radians(a.lat), radians(b.lat)
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


def is_in_netherlands(lat: float, lon: float) -> bool:
    """Whether a point lies within the coarse outline of the European Netherlands.

    A check against swapped, shifted or zero coordinates, not against the border: points up to about 10 km outside pass.
    Not-a-number is outside.
    """
    inside = False
    lat_a, lon_a = _OUTLINE[-1]
    for lat_b, lon_b in _OUTLINE:
        # A ray to the east crosses this side: even number of crossings is outside.
        if (lat_a > lat) != (lat_b > lat) and lon < lon_a + (lat - lat_a) / (lat_b - lat_a) * (lon_b - lon_a):
            inside = not inside
        lat_a, lon_a = lat_b, lon_b
    return inside


def travel_km(a: Point, b: Point, *, detour: float) -> float:
    """Kilometres by road: the straight line times `detour` (1.0 is a straight line)."""
    return haversine_km(a, b) * detour


def travel_minutes(a: Point, b: Point, *, detour: float, speed_kmh: float) -> float:
    """Minutes on the road at an average `speed_kmh` over the straight line times `detour`."""
    return travel_km(a, b, detour=detour) / speed_kmh * 60
