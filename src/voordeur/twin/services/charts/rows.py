"""Pictures of rows: dots with their intervals, and bars to both sides of nothing. Draws what it is given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voordeur.twin.services.charts.canvas import WIDTHS, Canvas, Scale, around, shortened, ticks

Telling = Callable[[float], str]
ROW, TOP, BOTTOM = 34.0, 8.0, 30.0
LABELS = 250.0  # pixels for the names, on a wide page
TOLD = 104.0  # and for what stands at the end of a row


@dataclass(frozen=True, slots=True)
class Dot:
    """A value with its interval; `is_base`: what the others are laid beside."""

    name: str
    mean: float
    low: float
    high: float
    told: str
    is_base: bool = False


def dots(rows: Sequence[Dot], tell: Telling, *, title: str, width: str, on_paper: bool = False) -> str:
    """Each row a dot on its interval, all on one scale that does not begin at nothing."""
    wide = width == "wide"
    row = ROW if wide else ROW + 20
    canvas = Canvas(WIDTHS[width], TOP + row * len(rows) + BOTTOM)
    left = LABELS if wide else 8.0
    scale = Scale(*around([end for one in rows for end in (one.low, one.high)]), left, canvas.width - TOLD)
    floor = canvas.height - BOTTOM
    _axis(canvas, scale, floor, tell, 5 if wide else 3)
    for place, one in enumerate(rows):
        y = TOP + row * place + row / 2 + (0 if wide else 10)
        style = "soft" if one.is_base else "door"
        if wide:
            canvas.text(0, y + 5, shortened(one.name, LABELS - 16))
        else:
            canvas.text(0, y - 17, shortened(one.name, canvas.width))
        canvas.line(scale(one.low), y, scale(one.high), y, f"twin-line twin-{style}")
        for end in (one.low, one.high):
            canvas.line(scale(end), y - 5, scale(end), y + 5, f"twin-line twin-{style}")
        draw = canvas.diamond if one.is_base else canvas.circle
        draw(scale(one.mean), y, 6, f"twin-fill-{style}")
        canvas.text(canvas.width, y + 5, one.told, "twin-text--bold twin-text--end")
    return canvas.svg(title, on_paper=on_paper)


@dataclass(frozen=True, slots=True)
class Bar:
    """A length from nothing to a mean, with its interval."""

    mean: float
    low: float
    high: float
    told: str
    style: str


@dataclass(frozen=True, slots=True)
class Row:
    """A name with one or two bars; `note` stands small beside the name."""

    name: str
    bars: Sequence[Bar]
    note: str = ""


def bars(rows: Sequence[Row], tell: Telling, *, title: str, width: str, on_paper: bool = False) -> str:
    """Bars to both sides of nothing, the longest above as they are given; each with its interval."""
    wide = width == "wide"
    each, gap = 13.0, 12.0
    heights = [max(1, len(one.bars)) * (each + 2) + gap + (0 if wide else 18) for one in rows]
    canvas = Canvas(WIDTHS[width], TOP + sum(heights) + BOTTOM)
    left = LABELS + 40 if wide else 4.0
    ends = [end for row in rows for one in row.bars for end in (one.low, one.high, one.mean)]
    scale = Scale(*around(ends or [0.0], zero=True), left, canvas.width - (TOLD if wide else 84))
    floor = canvas.height - BOTTOM
    _axis(canvas, scale, floor, tell, 6 if wide else 3)
    y = TOP
    for row, height in zip(rows, heights, strict=True):
        named = f"{row.name} ({row.note})" if row.note else row.name
        if wide:
            canvas.text(0, y + (height - gap) / 2 + 5, shortened(named, left - 12))
        else:
            canvas.text(0, y + 12, shortened(named, canvas.width))
        top = y + (0 if wide else 18)
        for place, one in enumerate(row.bars):
            middle = top + place * (each + 2) + each / 2
            canvas.rect(scale(0.0), scale(one.mean), middle - each / 2, each, f"twin-bar twin-fill-{one.style}")
            canvas.line(scale(one.low), middle, scale(one.high), middle, "twin-zero")
            canvas.text(canvas.width, middle + 5, one.told, "twin-text--end twin-text--soft")
        y += height
    canvas.line(scale(0.0), TOP - 4, scale(0.0), floor, "twin-zero")
    return canvas.svg(title, on_paper=on_paper)


def _axis(canvas: Canvas, scale: Scale, floor: float, tell: Telling, most: int) -> None:
    for value in ticks(scale.low, scale.high, most):
        canvas.line(scale(value), TOP, scale(value), floor, "twin-grid")
        canvas.text(scale(value), floor + 20, tell(value), "twin-text--soft twin-text--middle")
