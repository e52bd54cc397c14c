"""The pictures of an answer with the sentence and the table behind each. Draws what is kept and simulates nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from voordeur.base import words
from voordeur.twin.engine.kpis import UNITS
from voordeur.twin.queries.studies import Column
from voordeur.twin.services.charts import plane, rows
from voordeur.twin.texts import answers, figures

COST, MARK = "cost_per_home_cents", "mark_repairs"
SHOWN = (COST, MARK)
Differences = Mapping[tuple[str, str], Mapping[str, Any]]
Telling = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing under the title that says its message, with a sentence on how to read it, and the same as a table."""

    title: str
    sentence: str
    draw: Callable[..., str]
    head: list[str]
    rows: list[list[str]]

    @property
    def wide(self) -> SafeString:
        """For a desk."""
        return self._drawn("wide")

    @property
    def narrow(self) -> SafeString:
        """For a telephone."""
        return self._drawn("narrow")

    @property
    def paper(self) -> str:
        """For a printed page, with its own colours."""
        return self.draw(title=self.title, width="wide", on_paper=True)

    def _drawn(self, width: str) -> SafeString:
        # Everything that people wrote was escaped where it was drawn.
        return mark_safe(self.draw(title=self.title, width=width))  # noqa: S308


def teller(unit: str, low: float, high: float) -> Telling:
    """How the numbers of an axis are told: no more digits than the steps between them need."""
    span = abs(high - low)
    if unit == "cents_per_year":
        return _whole_euros if span >= 1000 else lambda cents: words.euro(round(cents))
    if unit == "share":
        return lambda share: words.percent(share, digits=0 if span > 0.05 else 1)
    digits = 0 if span >= 5 else 1 if span >= 0.5 else 2
    return lambda amount: words.number(amount, digits=digits)


def _whole_euros(cents: float) -> str:
    return words.euro(round(cents / 100) * 100)[:-3]


def side_by_side(columns: Sequence[Column], found: Differences) -> list[Picture]:
    """Dots with their intervals: what each policy costs, and which mark it gets."""
    return [_dots(figure, columns, found) for figure in SHOWN] if len(columns) > 1 else []


def _dots(figure: str, columns: Sequence[Column], found: Differences) -> Picture:
    unit = UNITS[figure]
    ordered = sorted(columns, key=lambda one: float(one.found["kpis"][figure]["mean"]))
    lowest, highest = ordered[0], ordered[-1]
    pair = found.get((lowest.name, highest.name)) or found.get((highest.name, lowest.name))
    dots = []
    for column in columns:
        one = column.found["kpis"][figure]
        told = figures.value(one["mean"], unit)
        dots.append(rows.Dot(column.title, one["mean"], one["low"], one["high"], told, column is columns[0]))
    return Picture(
        answers.extremes(figure, lowest.title, highest.title, None if pair is None else pair[figure]),
        gettext(
            "The line through a dot is its interval. The diamond is what the others are laid beside. The scale does "
            "not begin at zero."
        ),
        partial(rows.dots, dots, teller(unit, min(one.low for one in dots), max(one.high for one in dots))),
        [gettext("Policy"), str(figures.NAMES[figure]), gettext("Interval")],
        [[one.name, one.told, figures.between(one.low, one.high, unit)] for one in dots],
    )


def turned(columns: Sequence[Column], at: Sequence[float], promise: str, found: Differences) -> list[Picture]:
    """The curves of cost and mark against the turned promise; the first column is what holds now."""
    return [_curve(figure, columns, at, promise, found) for figure in SHOWN] if len(columns) > 1 else []


def _curve(figure: str, columns: Sequence[Column], at: Sequence[float], promise: str, found: Differences) -> Picture:
    unit, base = UNITS[figure], columns[0]
    effects = [(one, found[base.name, one.name][figure]) for one in columns[1:]]
    felt = [pair for pair in effects if pair[1]["differs"]]
    if felt:
        most, effect = max(felt, key=lambda pair: abs(float(pair[1]["mean"])))
        title = answers.turning(figure, most.title, base.title, effect, unit)
    else:
        title = answers.flat(figure, promise)
    steps = []
    for place, column in zip(at, columns, strict=True):
        one = column.found["kpis"][figure]
        told = figures.value(one["mean"], unit)
        steps.append(plane.Step(place, column.title, one["mean"], one["low"], one["high"], told, column is base))
    steps.sort(key=lambda step: step.at)
    return Picture(
        title,
        gettext(
            "The band is the interval of each value by itself. Differences are surer than the band shows, because all "
            "values meet the same luck. The diamond is what holds now. The scale does not begin at zero."
        ),
        partial(plane.curve, steps, teller(unit, min(one.low for one in steps), max(one.high for one in steps))),
        [promise, str(figures.NAMES[figure]), gettext("Interval")],
        [[one.name, one.told, figures.between(one.low, one.high, unit)] for one in steps],
    )
