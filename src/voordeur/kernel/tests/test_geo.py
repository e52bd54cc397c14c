import csv
from pathlib import Path

import pytest

from voordeur.kernel.geo import Point, haversine_km, is_in_netherlands, travel_km, travel_minutes

UTRECHT = Point(52.0907, 5.1214)
GRONINGEN = Point(53.2194, 6.5665)

EXTREMES = {
    "Eemshaven": (53.44, 6.83),
    "Nieuweschans": (53.18, 7.21),
    "Dinxperlo": (51.865, 6.49),
    "Vaals": (50.77, 6.02),
    "Eijsden": (50.78, 5.71),
    "Reusel": (51.36, 5.17),
    "Sas van Gent": (51.23, 3.80),
    "Sluis": (51.31, 3.39),
    "Westkapelle": (51.53, 3.44),
    "Den Haag": (52.08, 4.27),
    "Texel": (53.16, 4.85),
    "Schiermonnikoog": (53.48, 6.16),
    "Losser": (52.26, 7.00),
    "Baarle-Nassau": (51.45, 4.93),
}
OUTSIDE = {
    "London": (51.51, -0.13),
    "Brussels": (50.85, 4.35),
    "Antwerp": (51.22, 4.40),
    "Ghent": (51.05, 3.72),
    "Cologne": (50.94, 6.96),
    "Aachen": (50.775, 6.10),
    "Düsseldorf": (51.23, 6.78),
    "the North Sea": (53.0, 3.5),
    "swapped degrees": (5.12, 52.09),
    "zero": (0.0, 0.0),
    "not a number": (float("nan"), 5.0),
}


def test_distance_between_two_cities_is_the_known_distance():
    assert haversine_km(UTRECHT, GRONINGEN) == pytest.approx(158.8, abs=0.5)


def test_distance_is_symmetric_and_zero_to_itself():
    assert haversine_km(UTRECHT, UTRECHT) == 0
    assert haversine_km(UTRECHT, GRONINGEN) == haversine_km(GRONINGEN, UTRECHT)


@pytest.mark.parametrize(("lat", "lon"), EXTREMES.values(), ids=EXTREMES.keys())
def test_places_at_the_border_are_in_the_netherlands(lat, lon):
    assert is_in_netherlands(lat, lon)


@pytest.mark.parametrize(("lat", "lon"), OUTSIDE.values(), ids=OUTSIDE.keys())
def test_places_abroad_at_sea_or_nowhere_are_not_in_the_netherlands(lat, lon):
    assert not is_in_netherlands(lat, lon)


def test_travel_is_the_straight_line_times_detour_over_speed():
    straight = haversine_km(UTRECHT, GRONINGEN)

    assert travel_km(UTRECHT, GRONINGEN, detour=1.3) == pytest.approx(straight * 1.3)
    assert travel_minutes(UTRECHT, GRONINGEN, detour=1.3, speed_kmh=60) == pytest.approx(straight * 1.3)


def test_every_real_dutch_address_is_in_the_netherlands():
    shared = Path(__file__).parents[5] / "shared" / "data" / "nl_addresses.csv"
    if not shared.exists():
        pytest.skip("the real addresses are not on this machine")
    with shared.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lat, lon = (next(name for name in rows[0] if name.lower().startswith(start)) for start in ("lat", "lon"))

    outside = [row for row in rows if row[lat] and not is_in_netherlands(float(row[lat]), float(row[lon]))]

    assert outside == []
