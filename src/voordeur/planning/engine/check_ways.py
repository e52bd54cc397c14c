"""Travel times as the checker works them out, one way at a time, apart from those of the search."""

from math import hypot

from voordeur.kernel.geo import Point, haversine_km
from voordeur.planning.engine.problem import Place, Problem


class Ways:
    """The minutes of every way of a problem."""

    def __init__(self, problem: Problem) -> None:
        self._travel = problem.travel
        self._places = {place.id: (number, place) for number, place in enumerate(problem.places)}

    def minutes(self, a: str, b: str) -> float:
        """Minutes from place `a` to place `b`, infinite where there is no way. Raises KeyError for an unknown place."""
        (row, one), (column, other) = self._places[a], self._places[b]
        travel = self._travel
        if travel.kind == "matrix":
            return travel.minutes[row][column]
        if a == b:
            return 0.0
        if travel.kind == "euclidean":
            return hypot((one.x or 0.0) - (other.x or 0.0), (one.y or 0.0) - (other.y or 0.0)) / travel.speed
        return haversine_km(_point(one), _point(other)) * travel.detour * 60 / travel.speed_kmh


def _point(place: Place) -> Point:
    return Point(place.lat or 0.0, place.lon or 0.0)
