"""The routes of a day on a map of our own, with the same as a list beside it. Translates out; decides nothing."""

import math
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from voordeur.base.access import roles
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission
from voordeur.planning import queries, texts
from voordeur.planning.queries.minutes import moment_of
from voordeur.planning.views.asking import asked_day, asked_trade
from voordeur.planning.views.cards import trades_in
from voordeur.policy import rules as promised

WIDTH, HEIGHT, EDGE = 1000, 720, 40
KM_IN_DEGREE = 111.32
# Lengths that a scale may have, in kilometres, and how much of the picture it may take.
SCALES = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
SCALE_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the picture."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Named(Point):
    """A place with a word at it."""

    word: str


@dataclass(frozen=True, slots=True)
class DrawnStop(Point):
    """A visit on the picture and in the list."""

    number: int
    clock: str
    address: str
    page: str
    is_emergency: bool


@dataclass(frozen=True, slots=True)
class DrawnRoute:
    """A route on the picture: its line as points of SVG, where it begins, and its stops."""

    route: queries.MappedRoute
    address: str
    line: str
    start: Point
    stops: list[DrawnStop]
    is_chosen: bool


class Sheet:
    """From degrees to the picture: what is near the middle keeps its shape."""

    def __init__(self, routes: list[queries.MappedRoute]) -> None:
        places = [(route.lat, route.lon) for route in routes]
        places += [(stop.lat, stop.lon) for route in routes for stop in route.stops]
        lats, lons = [lat for lat, _lon in places] or [52.2], [lon for _lat, lon in places] or [5.9]
        self.shrink = math.cos(math.radians((min(lats) + max(lats)) / 2))
        self.west, self.north = min(lons), max(lats)
        wide, high = (max(lons) - self.west) * self.shrink, self.north - min(lats)
        self.per_degree = min((WIDTH - 2 * EDGE) / max(wide, 0.01), (HEIGHT - 2 * EDGE) / max(high, 0.01))
        # What is left over stands on both sides alike.
        self.left, self.top = (WIDTH - wide * self.per_degree) / 2, (HEIGHT - high * self.per_degree) / 2

    def point(self, lat: float, lon: float) -> Point:
        return Point(
            round(self.left + (lon - self.west) * self.shrink * self.per_degree, 1),
            round(self.top + (self.north - lat) * self.per_degree, 1),
        )

    def scale(self) -> tuple[float, float]:
        """A round number of kilometres, and how long it is on the picture."""
        per_km = self.per_degree / KM_IN_DEGREE
        km = max((one for one in SCALES if one * per_km <= WIDTH * SCALE_SHARE), default=SCALES[0])
        return km, round(km * per_km, 1)


def map_address(day: str, trade: str, shift_id: int | None = None) -> str:
    asked = {"day": day} | ({"trade": trade} if trade else {}) | ({"shift": str(shift_id)} if shift_id else {})
    return reverse("planning:map", query=asked)


@roles(MAY[Permission.SEE_PLANNING])
@require_GET
def day_map(request: HttpRequest) -> HttpResponse:
    """Homes as dots and routes as lines; one craftsman's route with its stops when chosen."""
    day, trade = asked_day(request), asked_trade(request)
    routes = queries.routes_on_map(user=logged_in(request), day=day, trade=trade)
    asked = request.GET.get("shift", "")
    chosen = next((route.shift_id for route in routes if str(route.shift_id) == asked), None)
    sheet = Sheet(routes)
    drawn = [_drawn(route, sheet, day.isoformat(), trade, is_chosen=route.shift_id == chosen) for route in routes]
    km, length = sheet.scale()
    return render(
        request,
        "planning/map.html",
        {
            "day": day,
            "trade": trade,
            "trades": trades_in(get_language() or "nl"),
            "routes": drawn,
            "chosen": next((one for one in drawn if one.is_chosen), None),
            "towns": _towns(routes, sheet),
            "width": WIDTH,
            "height": HEIGHT,
            "scale": {"km": f"{km:g}", "length": length, "x": EDGE, "y": HEIGHT - EDGE / 2, "end": EDGE + length},
            "whole": map_address(day.isoformat(), trade),
            "earlier": map_address((day - timedelta(days=1)).isoformat(), trade),
            "later": map_address((day + timedelta(days=1)).isoformat(), trade),
            "is_today": day == promised.local(timezone.now()).date(),
        },
    )


def _drawn(route: queries.MappedRoute, sheet: Sheet, day: str, trade: str, *, is_chosen: bool) -> DrawnRoute:
    start = sheet.point(route.lat, route.lon)
    stops = []
    for number, stop in enumerate(route.stops, start=1):
        at = sheet.point(stop.lat, stop.lon)
        page = reverse("planning:visit", args=[stop.pk]) if is_chosen else ""
        clock = texts.board_clock(moment_of(stop.start)) if is_chosen else ""
        stops.append(DrawnStop(at.x, at.y, number, clock, stop.address, page, stop.is_emergency))
    way = [start, *stops, start] if stops else []
    return DrawnRoute(
        route=route,
        address=map_address(day, trade, route.shift_id),
        line=" ".join(f"{one.x},{one.y}" for one in way),
        start=start,
        stops=stops,
        is_chosen=is_chosen,
    )


def _towns(routes: list[queries.MappedRoute], sheet: Sheet) -> list[Named]:
    """Each town's name in the middle of the homes that are visited there."""
    places: dict[str, list[Point]] = {}
    for route in routes:
        for stop in route.stops:
            places.setdefault(stop.town, []).append(sheet.point(stop.lat, stop.lon))
    return [
        Named(
            round(sum(one.x for one in found) / len(found), 1),
            round(sum(one.y for one in found) / len(found), 1),
            town,
        )
        for town, found in sorted(places.items())
    ]
