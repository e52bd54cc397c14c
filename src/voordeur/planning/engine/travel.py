"""Minutes and kilometres between the places of a problem, one by one and for many at once. Knows no jobs."""

from collections.abc import Iterable
from copy import copy
from math import cos, hypot, radians, sin
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from voordeur.kernel.geo import EARTH_RADIUS_KM, Point, haversine_km
from voordeur.planning.engine.problem import Place, Travel

FAR = 1e9  # minutes: no way, never. Finite, so that differences of two of them stay numbers.

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class TravelTimes:
    """Travel between places, addressed by their index in order of adding."""

    def __init__(self, travel: Travel, places: Iterable[Place] = ()) -> None:
        self._travel = travel
        self._index: dict[str, int] = {}
        self._first: list[float] = []
        self._second: list[float] = []
        self._arrays: tuple[Floats, Floats] | None = None
        self._points: list[tuple[float, float, float]] = []
        self._cache: dict[tuple[int, int], float] = {}
        self._matrix: Floats | None = None
        self._turned: Floats | None = None
        if travel.kind == "matrix":
            self._matrix = np.minimum(np.asarray(travel.minutes, dtype=np.float64), FAR)
        for place in places:
            self.add(place)

    def copy(self) -> "TravelTimes":
        """The same places and ways; what is added to the one is unknown to the other."""
        other = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, list | dict):
                setattr(other, name, value.copy())
        return other

    @property
    def kind(self) -> Literal["distance", "matrix", "euclidean"]:
        return self._travel.kind

    @property
    def scale(self) -> float:
        """Minutes for a unit of straight distance between points: for a radian on the ball, or for one on the plane."""
        return self.minutes_per_radian() if self._travel.kind == "distance" else 1.0 / self._travel.speed

    def point(self, place: int) -> tuple[float, float, float]:
        """A place as a point of the unit ball, or of the plane (the last is then 0)."""
        return self._points[place]

    def both_ways(self) -> tuple[Floats, Floats]:
        """The minutes of the matrix, from and to, and turned round; empty where there is none."""
        if self._matrix is None:
            return np.zeros((1, 1)), np.zeros((1, 1))
        if self._turned is None:
            self._turned = np.ascontiguousarray(self._matrix.T)
        return self._matrix, self._turned

    def __contains__(self, place_id: object) -> bool:
        return place_id in self._index

    def add(self, place: Place) -> int:
        """Make a place known and return its index. Raises KeyError when a matrix has no row for it."""
        if place.id in self._index:
            return self._index[place.id]
        index = len(self._first)
        if self._matrix is not None and index >= len(self._matrix):
            raise KeyError(place.id)
        is_on_earth = self._travel.kind == "distance"
        first, second = (place.lat, place.lon) if is_on_earth else (place.x, place.y)
        self._index[place.id] = index
        # A whole number would be another kind of number to the compiled kernel, which would then be compiled again.
        first, second = float(first or 0), float(second or 0)
        self._first.append(first)
        self._second.append(second)
        self._points.append(_on_ball(first, second) if is_on_earth else (first, second, 0.0))
        self._arrays = None
        return index

    def index(self, place_id: str) -> int:
        """Raises KeyError for an unknown place."""
        return self._index[place_id]

    def minutes(self, a: int, b: int) -> float:
        if self._matrix is not None:
            return float(self._matrix[a, b])
        if a == b:
            return 0.0
        known = self._cache.get((a, b))
        if known is None:
            known = self._cache[a, b] = self._scalar(a, b)
        return known

    def warm(self, pairs: Ints) -> None:
        """Work out many pairs (rows of two indices) at once, so that minutes() finds them."""
        if self._matrix is None:
            found = self.minutes_between(pairs[:, 0], pairs[:, 1])
            self._cache.update(zip(map(tuple, pairs.tolist()), found.tolist(), strict=True))

    def _scalar(self, a: int, b: int) -> float:
        if self._travel.kind == "euclidean":
            return hypot(self._first[a] - self._first[b], self._second[a] - self._second[b]) / self._travel.speed
        return self._straight_km(a, b) * self._travel.detour / self._travel.speed_kmh * 60

    def _straight_km(self, a: int, b: int) -> float:
        return haversine_km(Point(self._first[a], self._second[a]), Point(self._first[b], self._second[b]))

    def km(self, a: int, b: int) -> float | None:
        """Kilometres by road; None where the problem gives only minutes."""
        if self._travel.kind == "distance":
            return self._straight_km(a, b) * self._travel.detour
        if self._travel.kind == "matrix" and self._travel.km:
            return self._travel.km[a][b]
        return None

    def minutes_to_and_from(self, place: int) -> tuple[Floats, Floats]:
        """Minutes from every place to this one, and from this one to every place."""
        if self._matrix is not None:
            return np.ascontiguousarray(self._matrix[:, place]), np.ascontiguousarray(self._matrix[place])
        everywhere = np.arange(len(self._first), dtype=np.int64)
        found = self.minutes_between(everywhere, np.array(place, dtype=np.int64))
        return found, found

    def coordinates(self) -> tuple[Floats, Floats]:
        """Latitudes and longitudes in degrees, or x and y, in the order of adding; zero where there are none."""
        return np.array(self._first, dtype=np.float64), np.array(self._second, dtype=np.float64)

    def matrix(self, count: int) -> Floats:
        """The given minutes between the first `count` places. Raises ValueError when they are not given."""
        if self._matrix is None:
            raise ValueError("these ways come from coordinates")
        return np.ascontiguousarray(self._matrix[:count, :count])

    def minutes_per_radian(self) -> float:
        """Minutes for each radian along the great circle, detour included."""
        return EARTH_RADIUS_KM * self._travel.detour / self._travel.speed_kmh * 60

    def minutes_between(self, a: Ints, b: Ints) -> Floats:
        """Minutes from each place of `a` to the place of `b` beside it (broadcast like numpy)."""
        if self._matrix is not None:
            found: Floats = self._matrix[a, b]
            return found
        if self._arrays is None:
            scale = np.pi / 180 if self._travel.kind == "distance" else 1.0
            self._arrays = np.array(self._first) * scale, np.array(self._second) * scale
        first, second = self._arrays
        if self._travel.kind == "euclidean":
            straight: Floats = np.hypot(first[a] - first[b], second[a] - second[b])
            return straight / self._travel.speed
        half = (
            np.sin((first[b] - first[a]) / 2) ** 2
            + np.cos(first[a]) * np.cos(first[b]) * np.sin((second[b] - second[a]) / 2) ** 2
        )
        km: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, np.sqrt(half)))
        return km * (self._travel.detour / self._travel.speed_kmh * 60)


def _on_ball(lat: float, lon: float) -> tuple[float, float, float]:
    up, round_ = radians(lat), radians(lon)
    return cos(up) * cos(round_), cos(up) * sin(round_), sin(up)
