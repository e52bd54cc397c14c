"""The picture of a day on the telephone, as numbers for an SVG: calls above, people below. Draws no words.

Every day of a week has the same scales, so that they can be compared. Sizes are those of the viewBox.
"""

import math
from dataclasses import dataclass
from typing import Any

WIDTH = 360.0
LEFT, RIGHT = 30.0, 4.0
CALLS_TOP, CALLS_HEIGHT = 20.0, 70.0
PEOPLE_TOP, PEOPLE_HEIGHT = 118.0, 90.0
HEIGHT = PEOPLE_TOP + PEOPLE_HEIGHT + 22.0
QUARTER = 15
MINUTES_PER_HOUR = 60


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis with what stands there."""

    at: float
    told: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Paths and boxes of one day; `band` is the interval of the calls, `needed` an area, `there` a line."""

    width: float
    height: float
    band: str
    calls: str
    needed: str
    there: str
    missing: tuple[Box, ...]
    hours: tuple[Tick, ...]
    call_ticks: tuple[Tick, ...]
    people_ticks: tuple[Tick, ...]
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Scales:
    """The same for every day of a week."""

    from_minute: int
    until_minute: int
    most_calls: float
    most_people: int

    def x(self, minute: float) -> float:
        share = (minute - self.from_minute) / (self.until_minute - self.from_minute)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def calls_y(self, calls: float) -> float:
        return round(CALLS_TOP + CALLS_HEIGHT * (1.0 - calls / self.most_calls), 1)

    def people_y(self, people: float) -> float:
        return round(PEOPLE_TOP + PEOPLE_HEIGHT * (1.0 - people / self.most_people), 1)


def scales_of(days: list[dict[str, Any]]) -> Scales:
    """Scales on which every day of `engine.week.told` fits; the hours run from a whole hour to a whole hour."""
    quarters = [quarter for day in days for quarter in day["quarters"]]
    first = min(quarter["minute"] for quarter in quarters) // MINUTES_PER_HOUR * MINUTES_PER_HOUR
    last = max(quarter["minute"] for quarter in quarters) + QUARTER
    return Scales(
        from_minute=first,
        until_minute=-(-last // MINUTES_PER_HOUR) * MINUTES_PER_HOUR,
        most_calls=max(1.0, *(math.ceil(quarter["high"]) for quarter in quarters)),
        most_people=max(1, *(max(quarter["rostered"], quarter["there"]) for quarter in quarters)),
    )


def draw(day: dict[str, Any], scales: Scales) -> Picture:
    """One day."""
    blocks = _blocks(day["quarters"])
    hours = range(scales.from_minute, scales.until_minute + 1, MINUTES_PER_HOUR)
    step = 1 if len(hours) <= 10 else 2 if len(hours) <= 16 else 4
    return Picture(
        width=WIDTH,
        height=HEIGHT,
        band=" ".join(_band(block, scales) for block in blocks),
        calls=" ".join(_line(block, scales) for block in blocks),
        needed=" ".join(_steps(block, scales, "rostered", is_area=True) for block in blocks),
        there=" ".join(_steps(block, scales, "there", is_area=False) for block in blocks),
        missing=tuple(
            Box(
                scales.x(one["minute"]),
                scales.people_y(one["rostered"]),
                round(scales.x(one["minute"] + QUARTER) - scales.x(one["minute"]), 1),
                round(scales.people_y(one["there"]) - scales.people_y(one["rostered"]), 1),
            )
            for one in day["quarters"]
            if one["missing"]
        ),
        hours=tuple(Tick(scales.x(minute), str(minute // MINUTES_PER_HOUR)) for minute in list(hours)[::step]),
        call_ticks=(Tick(scales.calls_y(0), "0"), Tick(scales.calls_y(scales.most_calls), f"{scales.most_calls:.0f}")),
        people_ticks=(
            Tick(scales.people_y(0), "0"),
            Tick(scales.people_y(scales.most_people), str(scales.most_people)),
        ),
        left=LEFT,
        right=WIDTH - RIGHT,
    )


def _blocks(quarters: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The quarters in stretches without a gap: nothing is drawn over a lunch break."""
    found: list[list[dict[str, Any]]] = []
    for quarter in quarters:
        if not found or quarter["minute"] != found[-1][-1]["minute"] + QUARTER:
            found.append([])
        found[-1].append(quarter)
    return found


def _middle(quarter: dict[str, Any]) -> float:
    return float(quarter["minute"]) + QUARTER / 2


def _line(block: list[dict[str, Any]], scales: Scales) -> str:
    points = [f"{scales.x(_middle(one))},{scales.calls_y(one['calls'])}" for one in block]
    return "M" + " L".join(points)


def _band(block: list[dict[str, Any]], scales: Scales) -> str:
    upper = [f"{scales.x(_middle(one))},{scales.calls_y(one['high'])}" for one in block]
    lower = [f"{scales.x(_middle(one))},{scales.calls_y(one['low'])}" for one in reversed(block)]
    return "M" + " L".join(upper + lower) + " Z"


def _steps(block: list[dict[str, Any]], scales: Scales, key: str, *, is_area: bool) -> str:
    begin, end = scales.x(block[0]["minute"]), scales.x(block[-1]["minute"] + QUARTER)
    floor = scales.people_y(0)
    parts = [f"M{begin},{floor}"] if is_area else []
    for number, one in enumerate(block):
        x, y = scales.x(one["minute"]), scales.people_y(one[key])
        parts.append(f"{'M' if not parts else 'L'}{x},{y}" if number == 0 else f"H{x} V{y}")
    parts.append(f"H{end}")
    if is_area:
        parts.append(f"V{floor} Z")
    return " ".join(parts)
