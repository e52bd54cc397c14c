"""Where the bars of a day's calls stand in its picture: numbers in, places out. Pure; knows no colour and no word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

QUARTER_MINUTES = 15
LEFT, RIGHT, TOP, BOTTOM = 34, 12, 10, 26
# Steps of the scale that people count in.
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """One quarter of an hour: who was answered below, who gave up on top of it. Places in the units of the picture."""

    x: float
    width: float
    answered_y: float
    answered_height: float
    abandoned_y: float
    abandoned_height: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A name on one of the axes."""

    place: float
    name: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All of it, in a picture of `width` by `height`."""

    width: int
    height: int
    left: int
    right: int
    floor: float
    bars: Sequence[Bar]
    hours: Sequence[Mark]
    lines: Sequence[Mark]


def draw(
    counts: Mapping[int, tuple[int, int]], *, from_minute: int, until_minute: int, width: int, height: int
) -> Picture:
    """The picture of (answered, abandoned) by the minute of the day at which a quarter begins.

    It spans at least from `from_minute` to `until_minute`, whole hours, and every quarter with a call. The scale starts
    at zero.
    """
    first = min([from_minute, *counts]) // 60
    last = -(-max([until_minute, *(minute + QUARTER_MINUTES for minute in counts)]) // 60)
    most = max([1, *(answered + abandoned for answered, abandoned in counts.values())])
    step = next((step for step in STEPS if most / step <= MOST_LINES), STEPS[-1])
    top = -(-most // step) * step
    floor = height - BOTTOM
    across = (width - LEFT - RIGHT) / max(1, (last - first) * 60)
    up = (floor - TOP) / top
    bars = []
    for minute, (answered, abandoned) in sorted(counts.items()):
        x = LEFT + (minute - first * 60) * across
        low = floor - answered * up
        bars.append(
            Bar(
                x=round(x + 0.5, 2),
                width=round(max(1.0, QUARTER_MINUTES * across - 1), 2),
                answered_y=round(low, 2),
                answered_height=round(answered * up, 2),
                abandoned_y=round(low - abandoned * up, 2),
                abandoned_height=round(abandoned * up, 2),
            )
        )
    every = 1 if (last - first) * 26 <= width - LEFT else 3
    hours = [Mark(round(LEFT + (hour - first) * 60 * across, 2), str(hour)) for hour in range(first, last + 1, every)]
    lines = [Mark(round(floor - number * up, 2), str(number)) for number in range(0, top + 1, step)]
    return Picture(width, height, LEFT, width - RIGHT, floor, bars, hours, lines)
