"""A made-up town: neighbourhoods around a centre, streets in them, homes along the streets, in complexes.

Merelveen does not exist. Its postcodes lie between 3660 and 3699, which as far as we know are not in use, and its map
lies over the farmland of the polder Arkemheen, in the middle of the Netherlands.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import cos, pi, radians, sin, sqrt
from random import Random

from voordeur.demo.story import names, parameters
from voordeur.demo.story.rows import Rows
from voordeur.homes.models import Complex, Dwelling
from voordeur.kernel import seeds

TOWN = "Merelveen"
CENTRE = (52.2450, 5.4250)
METRES_PER_DEGREE = 111_320.0
HOMES_PER_NEIGHBOURHOOD = 420
SPACING_METRES = 900.0
POSTCODE_LETTERS = "ABCDEGHJKLMNPRSTVWXZ"  # F, I, O, Q, U and Y are not given out
NEVER_GIVEN = {"SA", "SD", "SS"}

FLATS = ("GAL", "POF", "MAI", "BEN", "BOV")
WARNINGS = (
    "Bezoek met twee personen",
    "Grote hond, vraag of die apart kan",
    "Bewoner hoort slecht: lang aanbellen",
    "Sleutel bij de huismeester",
    "Bewoner doet alleen open na telefoontje",
)


@dataclass(slots=True)
class Street:
    """A line with homes on both sides, in metres from the centre; it bends a little."""

    name: str
    x: float
    y: float
    direction: float
    bend: float
    length: float

    def point(self, along: float, aside: float) -> tuple[float, float]:
        """Latitude and longitude at `along` metres from the middle, `aside` metres to the left."""
        angle = self.direction + self.bend * along / max(self.length, 1)
        x = self.x + along * cos(angle) - aside * sin(angle)
        y = self.y + along * sin(angle) + aside * cos(angle)
        return degrees_of(x, y)


def degrees_of(x: float, y: float) -> tuple[float, float]:
    """Latitude and longitude of a place in metres east and north of the centre."""
    lat = CENTRE[0] + y / METRES_PER_DEGREE
    lon = CENTRE[1] + x / (METRES_PER_DEGREE * cos(radians(CENTRE[0])))
    return round(lat, 6), round(lon, 6)


def postcodes() -> Iterator[str]:
    """Postcodes in order, each once."""
    letters = ["".join(pair) for pair in product(POSTCODE_LETTERS, repeat=2)]
    for figures in range(3660, 3700):
        for pair in letters:
            if pair not in NEVER_GIVEN:
                yield f"{figures}{pair}"


@dataclass(slots=True)
class Home:
    """A dwelling with what the story needs to know about it beside its row."""

    row: Dwelling
    area: int
    weight: float
    alteration: str = ""


def build(rows: Rows, *, homes: int, seed: int, today: date) -> list[Home]:
    """The dwellings, neighbourhood by neighbourhood from the centre outward; `area` numbers the crew that serves it."""
    rng = seeds.stream(seed, "town")
    made: list[Home] = []
    codes = postcodes()
    crews = max(1, round(homes / parameters.HOMES_PER_CREW))
    for number, (theme, streets) in enumerate(names.neighbourhoods(seed)):
        # Sunflower order fills a disc evenly, so the town stays round at every size.
        radius, angle = SPACING_METRES * sqrt(number), number * pi * (3 - sqrt(5))
        wanted = min(HOMES_PER_NEIGHBOURHOOD, homes - len(made))
        quarter = _Neighbourhood(rng, rows, theme, radius * cos(angle), radius * sin(angle), today.year)
        made += quarter.build(wanted, streets, codes)
        if len(made) >= homes:
            break
    _divide(made, crews)
    return made


def _divide(homes: list[Home], crews: int) -> None:
    """Give each crew a sector of the town with as many homes as the others."""

    # Around the centre by angle: every sector reaches the middle, where the vans start.
    def turn(home: Home) -> float:
        y, x = home.row.lat - CENTRE[0], (home.row.lon - CENTRE[1]) * cos(radians(CENTRE[0]))
        return (y / (abs(x) + abs(y) + 1e-12) + 3) if x < 0 else (1 - y / (abs(x) + abs(y) + 1e-12))

    for place, home in enumerate(sorted(homes, key=turn)):
        home.area = place * crews // len(homes)


class _Neighbourhood:
    """One quarter of the town, built in one period."""

    def __init__(self, rng: Random, rows: Rows, theme: str, x: float, y: float, this_year: int) -> None:
        self.rng, self.rows, self.theme, self.x, self.y = rng, rows, theme, x, y
        self.direction = rng.uniform(0, pi)
        self.year = min(this_year - 2, rng.choice([1932, 1951, 1956, 1962, 1968, 1974, 1981, 1987, 1995, 2006, 2016]))
        self.is_high = 1955 < self.year < 1990 and rng.random() < 0.6
        self.complex: Complex | None = None
        self.left_in_complex = 0

    def build(self, wanted: int, streets: Iterator[str], codes: Iterator[str]) -> list[Home]:
        made: list[Home] = []
        number = 0
        while len(made) < wanted:
            row, side = divmod(number, 3)
            across, along = (row - 3) * 62.0, (side - 1) * 190.0
            street = Street(
                next(streets),
                self.x + along * cos(self.direction) - across * sin(self.direction),
                self.y + along * sin(self.direction) + across * cos(self.direction),
                self.direction + self.rng.gauss(0, 0.05),
                self.rng.uniform(-0.5, 0.5),
                175.0,
            )
            left = wanted - len(made)
            if self.is_high and self.rng.random() < 0.45:
                made += self._flat(street, min(left, self.rng.choice([24, 32, 36, 48, 60])), next(codes), next(codes))
            else:
                made += self._terraces(street, min(left, self.rng.randint(22, 36)), next(codes), next(codes))
            number += 1
        return made

    def _terraces(self, street: Street, count: int, odd_code: str, even_code: str) -> list[Home]:
        """Rows of houses along both sides, in blocks of six or so; odd numbers on the left."""
        made = []
        block = self.rng.randint(5, 9)
        step = street.length / (count // 2 + 1)
        is_stacked = self.year < 1960 and self.rng.random() < 0.2
        for place in range(count):
            index, is_even = divmod(place, 2)
            along = (index + 0.5) * step - street.length / 2
            lat, lon = street.point(along, -11.0 if is_even else 11.0)
            if is_stacked:
                kind = "BOV" if index % 2 else "BEN"
            else:
                kind = "HOE" if index % block in (0, block - 1) or place >= count - 2 else "TUS"
            number = 2 * index + (2 if is_even else 1)
            made.append(self._home(street, number, "", odd_code if not is_even else even_code, lat, lon, kind))
        return made

    def _flat(self, street: Street, count: int, code: str, spare_code: str) -> list[Home]:
        """A slab of four or more floors: all homes at one postcode, numbered floor by floor with even numbers."""
        del spare_code  # the other side of the street has no homes of ours
        made = []
        per_floor = 12 if count > 36 else 8
        kind = "GAL" if count > 30 else "POF"
        for place in range(count):
            floor, index = divmod(place, per_floor)
            lat, lon = street.point((index + 0.5) * 7.0 - per_floor * 3.5, -16.0 - 0.4 * floor)
            made.append(self._home(street, 2 + 2 * place, "", code, lat, lon, kind))
        return made

    def _home(self, street: Street, number: int, letter: str, code: str, lat: float, lon: float, kind: str) -> Home:
        rng = self.rng
        if self.left_in_complex == 0:
            serial = self.rows.last(Complex) + 1
            self.left_in_complex = rng.randint(10, 80)
            self.complex = self.rows.keep(Complex(external_id=f"C{serial:04d}", name=f"{self.theme} {serial}"))
        self.left_in_complex -= 1
        year = self.year + rng.choice((0, 0, 0, 1, 1, 2))
        is_old = year < parameters.ASBESTOS_BEFORE
        row = self.rows.number(
            Dwelling(
                complex=self.complex,
                street=street.name,
                number=number,
                letter=letter,
                postcode=code,
                town=TOWN,
                lat=lat,
                lon=lon,
                year_built=year,
                floor_m2=max(28, round(rng.gauss(66 if kind in FLATS else 88, 10))),
                kind=kind,
                has_asbestos=is_old and rng.random() < parameters.ASBESTOS_SHARE,
                warning=rng.choice(WARNINGS) if rng.random() < parameters.WARNING_SHARE else "",
            )
        )
        row.external_id = f"W{row.pk:06d}"
        # 9999 is no municipality's number, so that no real home has this identification.
        row.bag_id = f"999901{row.pk:010d}"
        self.rows.keep(row)
        age = min(80, max(0, 2020 - year))
        return Home(row, 0, rng.gammavariate(3, 1 / 3) * (0.75 + age / 140))
