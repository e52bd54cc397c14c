"""The picture of what complaints teach: one bar a cause, from zero. Places only; the words come from the table."""

from collections.abc import Sequence
from dataclasses import dataclass

from voordeur.complaints.queries.causes import CauseRow

STEP, BAR = 34, 20
# Of the value behind the longest bar: "12 (100%)"
ROOM_FOR_VALUE = 96


@dataclass(frozen=True, slots=True)
class Bar:
    """A cause: where its bar and its words stand, in units of the picture."""

    name: str
    number: int
    share: float
    returns: bool
    y: int
    height: int
    width: float
    name_x: int
    name_y: int
    name_anchor: str
    value_x: float
    value_y: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Bars of one width of page; `left` is the line of zero."""

    width: int
    height: int
    left: int
    bars: list[Bar]


def _draw(rows: Sequence[CauseRow], *, width: int, left: int, step: int) -> Picture:
    """Beside the bar when there is room at the left, else above it."""
    is_above = left == 0
    most = max((row.counted.number for row in rows), default=0)
    bars = []
    for place, row in enumerate(rows):
        y = place * step + (step - BAR - 4 if is_above else (step - BAR) // 2)
        long = (width - left - ROOM_FOR_VALUE) * row.counted.number / most
        bars.append(
            Bar(
                name=row.words,
                number=row.counted.number,
                share=row.counted.share,
                returns=row.counted.returns,
                y=y,
                height=BAR,
                width=round(long, 1),
                name_x=0 if is_above else left - 10,
                name_y=y - 6 if is_above else y + BAR - 5,
                name_anchor="start" if is_above else "end",
                value_x=round(left + long + 8, 1),
                value_y=y + BAR - 5,
            )
        )
    return Picture(width=width, height=len(rows) * step, left=left, bars=bars)


def pictures(rows: Sequence[CauseRow]) -> dict[str, Picture]:
    """The same bars for a desk, with the causes at the left, and for a telephone, with each above its bar."""
    return {
        "wide": _draw(rows, width=860, left=345, step=STEP),
        "narrow": _draw(rows, width=330, left=0, step=STEP + 18),
    }
