"""Pictures in a plane: a curve with its band, and points with their intervals both ways. Draws what it is given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voordeur.twin.services.charts.canvas import WIDTHS, Canvas, Scale, around, shortened, ticks

Telling = Callable[[float], str]
TOP, LEFT, BOTTOM, RIGHT = 18.0, 76.0, 48.0, 18.0
TOLD = 72.0  # pixels that a number takes
SIGN = 7.4  # and one sign of a name


@dataclass(frozen=True, slots=True)
class Step:
    """A place on a curve: `at` on its axis, by name; `is_now` for what holds already."""

    at: float
    name: str
    mean: float
    low: float
    high: float
    told: str
    is_now: bool = False


def curve(steps: Sequence[Step], tell: Telling, *, title: str, width: str, on_paper: bool = False) -> str:
    """A line through the means with the band of their intervals."""
    wide = width == "wide"
    canvas = Canvas(WIDTHS[width], 300.0 if wide else 260.0)
    left = LEFT if wide else 62.0
    room = (canvas.width - left) / (2 * len(steps)) if len(steps) > 1 else 0.0
    inset = min(60.0 if wide else 30.0, room + 12)
    first, last = min(one.at for one in steps), max(one.at for one in steps)
    if first == last:
        first, last = first - 1.0, last + 1.0
    x = Scale(first, last, left + inset, canvas.width - RIGHT - inset)
    floor = canvas.height - BOTTOM
    y = Scale(*around([end for one in steps for end in (one.low, one.high)], room=0.16), floor, TOP)
    for value in ticks(y.low, y.high, 5):
        canvas.line(left, y(value), canvas.width - RIGHT, y(value), "twin-grid")
        canvas.text(left - 8, y(value) + 5, tell(value), "twin-text--soft twin-text--end")
    upper = [(x(one.at), y(one.high)) for one in steps]
    lower = [(x(one.at), y(one.low)) for one in reversed(steps)]
    canvas.path([*upper, *lower], "twin-band twin-fill-door", is_area=True)
    canvas.path([(x(one.at), y(one.mean)) for one in steps], "twin-line twin-door")
    widest = max(110.0, (canvas.width - left - RIGHT) / len(steps) * 1.6)
    last_told, ends = -TOLD, [-TOLD, -TOLD]
    for place, one in enumerate(steps):
        canvas.line(x(one.at), y(one.low), x(one.at), y(one.high), "twin-zero")
        style = "twin-fill-brass" if one.is_now else "twin-fill-door"
        (canvas.diamond if one.is_now else canvas.circle)(x(one.at), y(one.mean), 9 if one.is_now else 6, style)
        # Where values lie close together only some carry their number; the table has them all.
        if place == 0 or x(one.at) - last_told >= TOLD:
            last_told = x(one.at)
            bold = " twin-text--bold" if one.is_now else ""
            canvas.text(x(one.at), y(one.high) - 8, one.told, f"twin-text--middle{bold}")
        # Names that would run into each other stand on two levels; where both are taken, one is left out.
        name = shortened(one.name, widest)
        room = len(name) * SIGN + 10
        level = next((at for at, end in enumerate(ends) if x(one.at) - room / 2 >= end), None)
        if level is not None:
            ends[level] = x(one.at) + room / 2
            canvas.text(x(one.at), floor + 20 + 18 * level, name, "twin-text--soft twin-text--middle")
    return canvas.svg(title, on_paper=on_paper)


@dataclass(frozen=True, slots=True)
class Point:
    """A set of promises in the plane of cost and mark; a name is drawn beside it, `style` says what kind it is."""

    x: float
    x_low: float
    x_high: float
    y: float
    y_low: float
    y_high: float
    name: str = ""
    style: str = "soft"
    is_on_edge: bool = False


@dataclass(frozen=True, slots=True)
class Axes:
    """What both axes tell."""

    x: str
    y: str
    tell_x: Telling
    tell_y: Telling


def scatter(points: Sequence[Point], axes: Axes, *, title: str, width: str, on_paper: bool = False) -> str:
    """Points with a cross of intervals; a line joins those that nothing else beats."""
    wide = width == "wide"
    canvas = Canvas(WIDTHS[width], 420.0 if wide else 340.0)
    left = LEFT if wide else 52.0
    floor = canvas.height - BOTTOM
    x = Scale(*around([end for one in points for end in (one.x_low, one.x_high)]), left + 8, canvas.width - RIGHT)
    y = Scale(*around([end for one in points for end in (one.y_low, one.y_high)]), floor - 8, TOP + 18)
    for value in ticks(x.low, x.high, 6 if wide else 3):
        canvas.line(x(value), TOP + 10, x(value), floor, "twin-grid")
        canvas.text(x(value), floor + 20, axes.tell_x(value), "twin-text--soft twin-text--middle")
    for value in ticks(y.low, y.high, 6):
        canvas.line(left, y(value), canvas.width - RIGHT, y(value), "twin-grid")
        canvas.text(left - 8, y(value) + 5, axes.tell_y(value), "twin-text--soft twin-text--end")
    canvas.text(0, 12, axes.y, "twin-text--soft")
    canvas.text(canvas.width, canvas.height - 8, axes.x, "twin-text--soft twin-text--end")
    edge = sorted((one for one in points if one.is_on_edge), key=lambda one: one.x)
    if len(edge) > 1:
        canvas.path([(x(one.x), y(one.y)) for one in edge], "twin-line twin-door")
    named = 0
    for one in points:
        if one.is_on_edge or one.name:
            canvas.line(x(one.x_low), y(one.y), x(one.x_high), y(one.y), f"twin-thin twin-{one.style}")
            canvas.line(x(one.x), y(one.y_low), x(one.x), y(one.y_high), f"twin-thin twin-{one.style}")
        draw = canvas.diamond if one.name else canvas.circle
        draw(x(one.x), y(one.y), 6 if one.name else 4 if one.is_on_edge else 2.5, f"twin-fill-{one.style}")
        if one.name:
            named += 1
            at_end = x(one.x) > canvas.width * 0.6
            # Two names never run into each other: the one stands above its point, the other below.
            above = -8 if named % 2 else 20
            canvas.text(
                x(one.x) + (-10 if at_end else 10),
                y(one.y) + above,
                shortened(one.name, canvas.width * 0.4),
                "twin-text--bold" + (" twin-text--end" if at_end else ""),
            )
    return canvas.svg(title, on_paper=on_paper)
