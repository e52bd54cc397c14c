"""A picture as SVG, drawn by hand: shapes with classes, so that the page's own colours and both themes hold.

Nothing here knows what a picture says. Sizes are those of the viewBox, which is as many pixels wide as the page gives.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

WIDTHS = {"wide": 880.0, "narrow": 320.0}
# Of a picture on paper, where no style of a page reaches it; the light theme of base/tokens.css.
PAPER = (
    ".twin-text{fill:#1c2421;font-family:'Libertinus Sans','DejaVu Sans',sans-serif;font-size:14px}"
    ".twin-text--soft{fill:#55605b}.twin-text--bold{font-weight:bold}.twin-text--end{text-anchor:end}"
    ".twin-text--middle{text-anchor:middle}.twin-grid{stroke:#ddd6c8;stroke-width:1}.twin-zero{stroke:#55605b;"
    "stroke-width:1.5}.twin-line{fill:none;stroke-width:2.5}.twin-door{stroke:#0f3d2e}.twin-sky{stroke:#28629a}"
    ".twin-brass{stroke:#7f590f}.twin-soft{stroke:#868073}.twin-fill-door{fill:#0f3d2e}.twin-fill-sky{fill:#28629a}"
    ".twin-fill-brass{fill:#7f590f}.twin-fill-soft{fill:#868073}.twin-band{fill-opacity:.2}"
    ".twin-bar{fill-opacity:.75}"
)


@dataclass(frozen=True, slots=True)
class Scale:
    """Values of a stretch on the pixels of another; pixels may run backwards."""

    low: float
    high: float
    first: float
    last: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(self.first + share * (self.last - self.first), 1)


def around(values: Sequence[float], *, room: float = 0.08, zero: bool = False) -> tuple[float, float]:
    """The stretch that holds all values with some room around them."""
    found = [*values, 0.0] if zero else list(values)
    low, high = min(found), max(found)
    if high - low <= 1e-12 * max(1.0, abs(high)):
        wide = abs(high) * 0.1 or 1.0
        return low - wide, high + wide
    wide = (high - low) * room
    return low - wide, high + wide


def ticks(low: float, high: float, most: int) -> list[float]:
    """Round values between two others, at most so many of them; steps of 1, 2 or 5, which no teller has to round."""
    step = 10.0 ** math.floor(math.log10((high - low) / max(1, most)))
    for times in (1.0, 2.0, 5.0, 10.0, 20.0):
        first = math.ceil(low / (step * times) - 1e-9)
        last = math.floor(high / (step * times) + 1e-9)
        if last - first < most:
            return [number * step * times for number in range(first, last + 1)]
    return [low, high]


@dataclass
class Canvas:
    """Shapes in the order in which they are drawn."""

    width: float
    height: float
    parts: list[str] = field(default_factory=list)

    def line(self, x1: float, y1: float, x2: float, y2: float, style: str) -> None:
        self.parts.append(f'<line class="{style}" x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}"/>')

    def rect(self, x1: float, x2: float, y: float, height: float, style: str) -> None:
        left, width = min(x1, x2), abs(x2 - x1)
        self.parts.append(
            f'<rect class="{style}" x="{left:g}" y="{y:g}" width="{max(width, 0.5):g}" height="{height:g}"/>'
        )

    def circle(self, x: float, y: float, size: float, style: str) -> None:
        self.parts.append(f'<circle class="{style}" cx="{x:g}" cy="{y:g}" r="{size:g}"/>')

    def diamond(self, x: float, y: float, size: float, style: str) -> None:
        points = f"{x:g},{y - size:g} {x + size:g},{y:g} {x:g},{y + size:g} {x - size:g},{y:g}"
        self.parts.append(f'<polygon class="{style}" points="{points}"/>')

    def path(self, points: Sequence[tuple[float, float]], style: str, *, is_area: bool = False) -> None:
        told = "M" + " L".join(f"{x:g},{y:g}" for x, y in points) + (" Z" if is_area else "")
        self.parts.append(f'<path class="{style}" d="{told}"/>')

    def text(self, x: float, y: float, told: str, style: str = "") -> None:
        self.parts.append(f'<text class="twin-text {style}" x="{x:g}" y="{y:g}">{escape(told)}</text>')

    def svg(self, title: str, *, on_paper: bool = False) -> str:
        """The picture; `title` is for who does not see it."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}" role="img" '
            f'aria-label="{escape(title)}"'
        )
        shapes = "".join(self.parts)
        if on_paper:
            size = f'width="{self.width:g}" height="{self.height:g}"'
            return f"{head} {size}><style>{PAPER}</style>{shapes}</svg>"
        return f'{head} focusable="false">{shapes}</svg>'


def shortened(told: str, pixels: float, *, each: float = 7.4) -> str:
    """A text that fits in so many pixels."""
    most = max(4, int(pixels / each))
    return told if len(told) <= most else told[: most - 1].rstrip(" ,:") + "…"
