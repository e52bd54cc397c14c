"""The pictures of answers about many promises and about estimates. Draws what is kept and simulates nothing."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext

from voordeur.base import words
from voordeur.twin.engine.kpis import UNITS
from voordeur.twin.queries.explored import Promises, Turn, in_language
from voordeur.twin.services.charts import plane, rows
from voordeur.twin.services.pictures import COST, MARK, SHOWN, Picture, teller
from voordeur.twin.texts import explored, figures

MOST_ROWS = 14
STYLES = {"less": "sky", "more": "door", "other": "brass"}
MARK_STYLES = {"found": "door", "derived": "sky", "estimate": "brass"}


def tornado(turns: Sequence[Turn]) -> list[Picture]:
    """What each notch does to the cost and to the mark, the largest effect above."""
    return [_tornado(figure, turns) for figure in SHOWN]


def _tornado(figure: str, turns: Sequence[Turn]) -> Picture:
    unit = UNITS[figure]
    ordered = sorted(turns, key=lambda one: -one.effect(figure))
    shown = [one for one in ordered if one.effect(figure) > 0.0][:MOST_ROWS]
    drawn = [
        rows.Row(
            turn.name,
            [
                rows.Bar(
                    found["mean"],
                    found["low"],
                    found["high"],
                    explored.signed(found["mean"], unit),
                    STYLES[notch["side"]] if found["holds"] else "soft",
                )
                for notch in turn.notches
                for found in [notch["differences"][figure]]
            ],
        )
        for turn in shown
    ]
    return Picture(
        _tornado_title(figure, shown),
        gettext(
            "Green is more service, blue is less, brown is neither; grey does not exceed chance when all bars are "
            "looked at together. The thin line through a bar is its interval."
        ),
        partial(rows.bars, drawn, explored.axis(unit, _size(drawn))),
        [gettext("Promise"), gettext("Now"), gettext("Then"), gettext("Difference"), gettext("Beyond chance")],
        [
            [
                turn.name,
                turn.now,
                notch["told"],
                figures.difference(figure, found, unit),
                gettext("yes") if found["holds"] else gettext("no"),
            ]
            for turn in shown
            for notch in turn.notches
            for found in [notch["differences"][figure]]
        ],
    )


def _tornado_title(figure: str, shown: Sequence[Turn]) -> str:
    standing = [
        (turn, notch)
        for turn in shown
        for notch in turn.notches
        if notch["differences"][figure]["holds"] and notch["differences"][figure]["differs"]
    ]
    if not standing:
        return explored.nothing_holds(figure)
    turn, notch = max(standing, key=lambda pair: abs(float(pair[1]["differences"][figure]["mean"])))
    return explored.tornado_title(figure, turn.name, notch["told"], notch["differences"][figure])


def weights(answer: Mapping[str, Any]) -> list[Picture]:
    """How much each parameter moves the cost and the mark, at both ends of its range."""
    return [_weights(figure, answer["parameters"]) for figure in SHOWN]


def _weights(figure: str, parameters: Sequence[Mapping[str, Any]]) -> Picture:
    unit = UNITS[figure]
    felt = [one for one in parameters if one["is_felt"] and figure in one["figures"]]
    shown = sorted(felt, key=lambda one: -float(one["figures"][figure]["span"]))[:MOST_ROWS]
    ends = (("at_low", "low"), ("at_high", "high"))
    drawn = [
        rows.Row(
            in_language(one["name"]),
            [
                rows.Bar(
                    found["mean"],
                    found["low"],
                    found["high"],
                    f"{words.number(one[end], digits=_digits(one[end]))}: {explored.signed(found['mean'], unit)}",
                    MARK_STYLES[one["mark"]],
                )
                for name, end in ends
                for found in [one["figures"][figure][name]]
            ],
            str(explored.MARKS[one["mark"]]),
        )
        for one in shown
    ]
    return Picture(
        explored.weights_title(figure, in_language(shown[0]["name"])) if shown else explored.nothing_holds(figure),
        gettext(
            "Each bar is how far the answer moves when the number goes to one end of its range. Brown is an estimate, "
            "blue is derived, green was found."
        ),
        partial(rows.bars, drawn, explored.axis(unit, _size(drawn))),
        [
            gettext("The number"),
            gettext("Known by"),
            gettext("Becomes"),
            gettext("The answer moves"),
            gettext("Interval"),
        ],
        [
            [
                in_language(one["name"]),
                str(explored.MARKS[one["mark"]]),
                words.number(one[end], digits=_digits(one[end])),
                explored.signed(found["mean"], unit),
                f"{explored.signed(found['low'], unit)} – {explored.signed(found['high'], unit)}",
            ]
            for one in shown
            for name, end in ends
            for found in [one["figures"][figure][name]]
        ],
    )


def _size(drawn: Sequence[rows.Row]) -> float:
    return max((abs(bar.mean) for row in drawn for bar in row.bars), default=0.0)


def _digits(value: float) -> int:
    return next((digits for digits in range(5) if round(value, digits) == value), 4)


def frontier(found: Promises, mark: str = MARK) -> Picture:
    """Every set that was tried in the plane of cost and mark, with the line of those that nothing beats."""
    points = [_point(found, one, mark) for one in found.answer["points"]]
    known = [one for one in points if one.name] + [one for one in points if not one.name]
    edge = sorted(
        (one for one in found.answer["points"] if one["front"][mark]),
        key=lambda one: float(one[COST]["mean"]),
    )
    spans = [end for one in points for end in (one.x_low, one.x_high)]
    heights = [end for one in points for end in (one.y_low, one.y_high)]
    axes = plane.Axes(
        str(figures.NAMES[COST]),
        str(figures.NAMES[mark]),
        teller(UNITS[COST], min(spans), max(spans)),
        teller(UNITS[mark], min(heights), max(heights)),
    )
    return Picture(
        explored.frontier_title(edge, mark),
        gettext(
            "Each dot is a set of promises. The line joins those of which no other is both cheaper and better. The "
            "crosses are intervals. Neither scale begins at zero."
        ),
        partial(plane.scatter, list(reversed(known)), axes),
        [gettext("Promises"), axes.x, gettext("Interval"), axes.y, gettext("Interval")],
        [
            [
                found.told(one),
                figures.value(one[COST]["mean"], UNITS[COST]),
                figures.between(one[COST]["low"], one[COST]["high"], UNITS[COST]),
                figures.value(one[mark]["mean"], UNITS[mark]),
                figures.between(one[mark]["low"], one[mark]["high"], UNITS[mark]),
            ]
            for one in edge
        ],
    )


def _point(found: Promises, one: Mapping[str, Any], mark: str) -> plane.Point:
    cost, height = one[COST], one[mark]
    is_now, is_best = not one["levels"], found.is_best(one)
    name = gettext("as it is now") if is_now else gettext("found") if is_best else ""
    style = "brass" if is_now else "sky" if is_best else "door" if one["front"][mark] else "soft"
    return plane.Point(
        cost["mean"], cost["low"], cost["high"], height["mean"], height["low"], height["high"],
        name, style, bool(one["front"][mark]),
    )  # fmt: skip
