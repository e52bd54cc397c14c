"""An association's own town: places on a plane, districts that mean something, and what is unknown left to luck."""

import pickle
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from voordeur.kernel.errors import Refused
from voordeur.kernel.geo import Point, haversine_km
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.places import (
    LEAST_IN_DISTRICT,
    MOST_DISTRICTS,
    UNKNOWN,
    OwnHome,
    Town,
    _along_curve,
    town_of,
)
from voordeur.twin.engine.world import Setting

MIDDLE = (52.2112, 5.9699)  # Apeldoorn


def make_homes(count: int = 300, *, postcodes: int = 4, seed: int = 1) -> list[OwnHome]:
    """Homes around as many middles as there are postcodes, a kilometre or two apart."""
    rng = np.random.default_rng(seed)
    found = []
    for number in range(count):
        part = number % postcodes
        lat, lon = MIDDLE[0] + 0.02 * part + rng.normal(0, 0.002), MIDDLE[1] + 0.02 * part + rng.normal(0, 0.002)
        found.append(OwnHome(float(lat), float(lon), f"{7311 + part}AB"))
    return found


def columns(town: Town) -> list[list[int]]:
    return [one.tolist() for one in (town.x, town.y, town.district, town.older, town.subscribed)]


def test_distances_are_those_over_the_earth_to_the_tenth_of_a_kilometre():
    ends = [OwnHome(52.1561, 5.3878, "3811AA"), OwnHome(52.2112, 5.9699, "7311AA")]
    town = town_of(ends)
    way = float(np.hypot(*(np.diff(one)[0] / 10 for one in (town.x.astype(float), town.y.astype(float)))))
    assert way == pytest.approx(haversine_km(*(Point(one.lat or 0, one.lon or 0) for one in ends)), abs=0.15)


def test_the_order_in_which_homes_come_makes_no_difference():
    homes = make_homes()
    assert columns(town_of(homes)) == columns(town_of(homes[::-1]))


def test_a_town_comes_back_from_bytes_and_through_a_process():
    town = town_of([one._replace(is_older=number % 3 == 0) for number, one in enumerate(make_homes())])
    handed_over = pickle.loads(pickle.dumps(town))  # noqa: S301 - bytes of our own, as between processes
    for again in (Town.from_bytes(town.to_bytes()), handed_over):
        assert columns(again) == columns(town)
        assert (again.districts, again.placed, again.left_out) == (town.districts, town.placed, town.left_out)


def test_what_is_kept_of_a_home_is_small():
    assert len(town_of(make_homes(5_000)).to_bytes()) < 5 * 5_000


def test_a_home_without_coordinates_stands_in_the_middle_of_its_postcode_or_of_its_four_digits():
    homes = make_homes(200)
    same = OwnHome(None, None, "7311AB")
    town = town_of([*homes, same, OwnHome(0.0, 0.0, "7312ZZ"), OwnHome(None, None, "9999ZZ")])
    assert (len(town), town.placed, town.left_out) == (202, 2, 1)
    only = town_of([*[one for one in homes if one.postcode == "7311AB"], same])
    assert abs(only.x[np.argsort(abs(only.x))[0]]) <= 1


def test_small_districts_go_with_the_nearest_and_there_are_no_more_than_can_be_read():
    town = town_of([*make_homes(100 * 20, postcodes=20), OwnHome(*MIDDLE, "7399AA")])
    sizes = np.bincount(town.district)
    assert len(sizes) == len(town.districts) <= MOST_DISTRICTS
    assert sizes.min() >= LEAST_IN_DISTRICT
    assert sum(len(name.split(", ")) for name in town.districts) == 21
    assert any("7311" in name and "7399" in name for name in town.districts)


def test_a_district_has_the_name_of_its_homes():
    homes = [one._replace(district="Noord" if one.postcode > "7313" else "Zuid") for one in make_homes()]
    assert town_of(homes).names == {"district_1": "Noord", "district_2": "Zuid"}


def test_crews_and_teams_get_areas_of_their_own():
    town = town_of(make_homes(8_000, postcodes=2))
    homes = town.homes(registers.load(), np.random.default_rng(1))
    assert np.bincount(homes.team).tolist() == pytest.approx([8_000 / 3] * 3, abs=1)
    spread = np.hypot(homes.x.std(), homes.y.std())
    own = np.mean([np.hypot(homes.x[homes.team == one].std(), homes.y[homes.team == one].std()) for one in range(3)])
    assert own < 0.7 * spread


def test_what_is_known_of_tenants_is_taken_and_the_rest_falls_by_luck_with_the_shares_of_the_register():
    known = [
        one._replace(is_older=[True, False, None][number % 3], is_subscribed=[False, None][number % 2])
        for number, one in enumerate(make_homes(6_000))
    ]
    town = town_of(known)
    register = registers.load()
    homes = town.homes(register, np.random.default_rng(1))
    assert (homes.older == town.older)[town.older != UNKNOWN].all()
    assert (homes.subscribed == town.subscribed)[town.subscribed != UNKNOWN].all()
    assert homes.older[town.older == UNKNOWN].mean() == pytest.approx(register["older_share"], abs=0.05)
    assert homes.subscribed[town.subscribed == UNKNOWN].mean() == pytest.approx(register["subscribed_share"], abs=0.05)
    assert not (homes.older & homes.working).any()


@given(some.sets(some.tuples(some.integers(0, 63), some.integers(0, 63)), min_size=1))
def test_every_place_has_a_number_of_its_own_along_the_curve(places: set[tuple[int, int]]):
    cells = np.array(sorted(places), dtype=np.int64)
    assert len(set(_along_curve(cells[:, 0], cells[:, 1]).tolist())) == len(places)


def test_the_curve_goes_from_each_place_to_one_beside_it():
    cells = np.array([(x, y) for x in range(32) for y in range(32)], dtype=np.int64)
    along = cells[np.argsort(_along_curve(cells[:, 0], cells[:, 1]))]
    assert (np.abs(np.diff(along, axis=0)).sum(axis=1) == 1).all()


def test_a_town_without_homes_or_without_any_place_is_refused():
    with pytest.raises(Refused, match="no_homes"):
        town_of([])
    with pytest.raises(Refused, match="no_coordinates"):
        town_of([OwnHome(None, None, "7311AB"), OwnHome(float("nan"), 5.9, "7311AB")])


def test_a_setting_has_as_many_homes_as_its_town():
    setting = Setting(300, date(2027, 1, 1), 1, town=town_of(make_homes()))
    assert hash(setting) == hash(replace(setting))
    with pytest.raises(ValueError, match="300"):
        replace(setting, homes=200)
