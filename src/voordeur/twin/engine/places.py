"""An association's own town as a simulation needs it: where its homes are and in which district, and no address.

Places are tenths of a kilometre from the middle, so what is kept of a town points at no front door. Homes stand in the
order of a curve that keeps neighbours together: cut in equal pieces it gives crews and teams an area of their own.
"""

import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np

from voordeur.kernel.errors import Refused
from voordeur.kernel.geo import EARTH_RADIUS_KM, is_in_netherlands
from voordeur.planning.engine.kernel.forms import Floats, Ints
from voordeur.twin.engine import demand
from voordeur.twin.engine.kernel.forms import Homes
from voordeur.twin.engine.register import Register

TENTHS = 10  # of a kilometre: the grid that places are put on
MOST_DISTRICTS = 12  # that a page can show beside each other
LEAST_IN_DISTRICT = 50  # homes; a smaller one goes with its nearest neighbour, so that no figure is of a few people
UNKNOWN, NO, YES = -1, 0, 1
VERSION = 1


class OwnHome(NamedTuple):
    """What the association knows of a home; degrees (WGS 84), and None for what it does not know.

    `district`: the name that its people use; the four digits of the postcode when empty.
    """

    lat: float | None
    lon: float | None
    postcode: str
    district: str = ""
    is_older: bool | None = None
    is_subscribed: bool | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Town:
    """Every home by its number: `x` and `y` in tenths of a km, `district` as a place in `districts`, and whether its
    tenants are older and subscribed (NO, YES or UNKNOWN). `placed`: homes without coordinates that stand in the middle
    of their postcode; `left_out`: those of which not even that is known.
    """

    districts: tuple[str, ...]
    placed: int
    left_out: int
    x: np.ndarray
    y: np.ndarray
    district: np.ndarray
    older: np.ndarray
    subscribed: np.ndarray

    def __len__(self) -> int:
        return len(self.x)

    @property
    def names(self) -> dict[str, str]:
        """The name of each district by its code among the groups of an answer."""
        return {f"district_{number}": name for number, name in enumerate(self.districts, 1)}

    @property
    def counts(self) -> dict[str, int]:
        """How many homes there are, and of how many the place is a guess or not known at all."""
        return {"homes": len(self), "placed": self.placed, "left_out": self.left_out}

    def homes(self, register: Register, rng: np.random.Generator) -> Homes:
        """The homes of a run: what the association knows, and by luck with the register's shares what it does not."""
        count = len(self)
        number = np.arange(count)

        def divided(each: float) -> Ints:
            found: Ints = number * max(1, round(count / each)) // count
            return found

        older, working, offline, subscribed = demand.tenants(count, register, rng, self.older)
        return Homes(
            self.x / float(TENTHS),
            self.y / float(TENTHS),
            divided(register["homes_per_region"]),
            self.district.astype(np.int64),
            older,
            working,
            offline,
            np.where(self.subscribed == UNKNOWN, subscribed, self.subscribed).astype(np.int64),
            divided(register["homes_per_team"]),
        )

    def to_bytes(self) -> bytes:
        """All of it, to be kept with what was found: about three bytes a home."""
        head = {
            "version": VERSION,
            "homes": len(self),
            "districts": self.districts,
            "placed": self.placed,
            "left_out": self.left_out,
        }
        columns = (self.x, self.y, self.district, self.older, self.subscribed)
        content = b"".join(column.astype(kind).tobytes() for column, kind in zip(columns, KINDS, strict=True))
        return zlib.compress(json.dumps(head).encode() + b"\n" + content)

    @classmethod
    def from_bytes(cls, kept: bytes) -> Self:
        """The same town again. Raises ValueError for what is none."""
        line, _, content = zlib.decompress(kept).partition(b"\n")
        head = json.loads(line)
        if head["version"] != VERSION:
            raise ValueError(f"a town of version {head['version']}")
        columns, at = [], 0
        for kind in KINDS:
            columns.append(np.frombuffer(content, kind, head["homes"], at))
            at += head["homes"] * np.dtype(kind).itemsize
        return cls(tuple(head["districts"]), head["placed"], head["left_out"], *columns)


KINDS = ("<i2", "<i2", "<u1", "<i1", "<i1")  # of the columns of a town as bytes


def town_of(homes: Sequence[OwnHome]) -> Town:
    """The town of these homes, whatever order they come in. Raises Refused "no_homes" or "no_coordinates".

    A home without coordinates, or with those of another country, stands in the middle of the homes of its postcode, or
    else of the four digits of it, or else of its district.
    """
    if not homes:
        raise Refused("no_homes")
    lat, lon, placed = _placed(homes)
    known = ~np.isnan(lat)
    if not known.any():
        raise Refused("no_coordinates", many=len(homes))
    lat, lon = lat[known], lon[known]
    east, north = _tenths(lat, lon)
    kept = [home for home, is_known in zip(homes, known, strict=True) if is_known]
    district, names = _districts([_district(home) for home in kept], east, north)
    older = np.array([UNKNOWN if home.is_older is None else int(home.is_older) for home in kept])
    subscribed = np.array([UNKNOWN if home.is_subscribed is None else int(home.is_subscribed) for home in kept])
    # The last keys make the order the same however the homes came.
    order = np.lexsort((subscribed, older, district, _along_curve(east, north)))
    columns = (
        column[order].astype(kind)
        for column, kind in zip((east, north, district, older, subscribed), KINDS, strict=True)
    )
    return Town(names, placed, int((~known).sum()), *columns)


def _postcode(home: OwnHome) -> str:
    return home.postcode


def _four_digits(home: OwnHome) -> str:
    return home.postcode[:4]


def _district(home: OwnHome) -> str:
    return home.district or home.postcode[:4]


def _placed(homes: Sequence[OwnHome]) -> tuple[Floats, Floats, int]:
    """Degrees of each home, NaN where nothing is known, and how many had to be placed."""
    lat = np.array([np.nan if home.lat is None else home.lat for home in homes], dtype=float)
    lon = np.array([np.nan if home.lon is None else home.lon for home in homes], dtype=float)
    # The outline of the country is coarse: whether a hundredth of a degree lies in it is asked once.
    cells, cell = np.unique(np.round(np.stack([lat, lon]), 2), axis=1, return_inverse=True)
    inside = np.array([is_in_netherlands(*one) for one in cells.T])
    lat, lon = np.where(inside[cell], lat, np.nan), np.where(inside[cell], lon, np.nan)
    missing: list[int] = np.flatnonzero(np.isnan(lat)).tolist()
    if not missing:
        return lat, lon, 0
    surroundings: tuple[Callable[[OwnHome], str], ...] = (_postcode, _four_digits, _district)
    own: list[int] = np.flatnonzero(~np.isnan(lat)).tolist()
    for around in surroundings:
        near: dict[str, list[int]] = {}
        for number in own:
            near.setdefault(around(homes[number]), []).append(number)
        for number in missing:
            name = around(homes[number])
            if np.isnan(lat[number]) and name in near and name:
                lat[number], lon[number] = np.median(lat[near[name]]), np.median(lon[near[name]])
    return lat, lon, int((~np.isnan(lat[missing])).sum())


def _tenths(lat: Floats, lon: Floats) -> tuple[Ints, Ints]:
    """Degrees as tenths of a km from the middle, on a plane that touches the earth there."""
    middle_lat, middle_lon = float(np.mean(lat)), float(np.mean(lon))
    degree = np.pi / 180 * EARTH_RADIUS_KM * TENTHS
    east = np.rint((lon - middle_lon) * np.cos(np.radians(middle_lat)) * degree)
    north = np.rint((lat - middle_lat) * degree)
    return east.astype(np.int64), north.astype(np.int64)


def _districts(names: Sequence[str], east: Ints, north: Ints) -> tuple[Ints, tuple[str, ...]]:
    """The number of each home's district and their names: small ones and those beyond the most go with the nearest."""
    own, number = np.unique(np.array(names), return_inverse=True)
    size = np.bincount(number).astype(float)
    x, y = np.bincount(number, east) / size, np.bincount(number, north) / size
    into = np.arange(len(own))
    left = set(range(len(own)))
    while len(left) > 1:
        smallest = min(left, key=lambda one: (size[one], one))
        if len(left) <= MOST_DISTRICTS and size[smallest] >= LEAST_IN_DISTRICT:
            break
        left.remove(smallest)
        nearest = min(left, key=lambda one: (np.hypot(x[one] - x[smallest], y[one] - y[smallest]), one))
        both = size[nearest] + size[smallest]
        x[nearest] += (x[smallest] - x[nearest]) * size[smallest] / both
        y[nearest] += (y[smallest] - y[nearest]) * size[smallest] / both
        size[nearest] = both
        into[into == smallest] = nearest
    kept = sorted(left)
    found: Ints = np.searchsorted(kept, into)[number].astype(np.int64)
    return found, tuple(", ".join(str(own[one]) for one in np.flatnonzero(into == at)) for at in kept)


def _along_curve(east: Ints, north: Ints) -> Ints:
    """How far each place lies along Hilbert's curve over the town (Hilbert 1891): near places have near numbers."""
    x, y = east - east.min(), north - north.min()
    far = np.zeros(len(x), dtype=np.int64)
    side = 1 << int(max(x.max(), y.max())).bit_length()
    while side > 1:
        side //= 2
        right, above = (x & side) > 0, (y & side) > 0
        far += side * side * ((3 * right) ^ above)
        # The piece is turned so that its curve begins where that of the piece before ended.
        flipped = ~above & right
        x, y = np.where(flipped, side - 1 - (x & (side - 1)), x), np.where(flipped, side - 1 - (y & (side - 1)), y)
        x, y = np.where(above, x, y), np.where(above, y, x)
    return far
