"""The answer of a study as rows and sentences for its page. Reads what is kept and simulates nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from voordeur.twin import texts
from voordeur.twin.engine.kpis import GROUP_UNITS, UNITS
from voordeur.twin.engine.places import Town
from voordeur.twin.models import Study
from voordeur.twin.queries import studies as queries
from voordeur.twin.queries.studies import Column
from voordeur.twin.services import pictures
from voordeur.twin.texts import answers, figures
from voordeur.twin.views import explored

OPEN = {"money", "marks"}  # the sections that are not folded at first
Differences = Mapping[tuple[str, str], Mapping[str, Any]]


def of(study: Study) -> dict[str, Any]:
    """Everything that the page of a study that is done shows."""
    match study.kind:
        case "tornado":
            return explored.tornado(study, districts_of(study))
        case "weights":
            return explored.weights(study)
        case "search" | "frontier":
            return explored.searched(study, districts_of(study))
        case "notch" | "turn":
            return beside(study) | turned(study)
        case _:
            return beside(study)


def turned(study: Study) -> dict[str, Any]:
    """One promise on several values: the curves in the place of the dots."""
    columns = queries.columns(study)
    promise = texts.label(study.asked["promise"]) if "promise" in study.asked else str(study.asked["field"])
    base = texts.label(study.asked["base"]) if "base" in study.asked else ""
    return {
        "answer": "turned",
        "promise": promise,
        "of_policy": base,
        "pictures": pictures.turned(columns, queries.places(study), promise, queries.differences(study)),
    }


def beside(study: Study) -> dict[str, Any]:
    """Policies side by side: the first is what the others are laid beside."""
    columns = queries.columns(study)
    base, others = columns[0], columns[1:]
    found = queries.differences(study)
    return {
        "answer": "beside",
        "columns": columns,
        "base": base,
        "told": [
            {
                "column": other,
                "cost": answers.cost(base.title, other.title, found[base.name, other.name], study.homes),
                "yields": answers.yields(found[base.name, other.name], UNITS),
                "same": answers.same(found[base.name, other.name]),
            }
            for other in others
        ],
        "pictures": pictures.side_by_side(columns, found),
        "sections": sections(columns, found),
        "groups": groups(study, columns),
    }


def sections(columns: Sequence[Column], found: Differences) -> list[dict[str, Any]]:
    """Every figure in its section, a cell for each policy."""
    return [
        {
            "title": title,
            "is_open": code in OPEN,
            "rows": [{"name": figures.NAMES[figure], "cells": _cells(figure, columns, found)} for figure in codes],
        }
        for code, title, codes in figures.SECTIONS
    ]


def _cells(figure: str, columns: Sequence[Column], found: Differences) -> list[dict[str, Any]]:
    base, unit = columns[0], UNITS[figure]
    return [
        {
            "column": column.title,
            **_figure(column.found["kpis"][figure], unit),
            "difference": None if column is base else marked(figure, found[base.name, column.name][figure], unit),
        }
        for column in columns
    ]


def _figure(one: Mapping[str, Any], unit: str) -> dict[str, str]:
    return {"value": figures.value(one["mean"], unit), "between": figures.between(one["low"], one["high"], unit)}


def marked(figure: str, one: Mapping[str, Any], unit: str) -> dict[str, str]:
    """A difference as words with a sign: a triangle up or down where it exceeds chance, a line where it does not."""
    sign = ("up" if one["mean"] > 0 else "down") if one["differs"] else "same"
    return {"told": figures.difference(figure, one, unit), "sign": sign}


def groups(study: Study, columns: Sequence[Column]) -> list[dict[str, Any]]:
    """Who gains and who loses: by group the marks under each policy, and whether the difference exceeds chance."""
    found = queries.group_differences(study)
    base = columns[0]
    names = [one for one in base.found["groups"] if all(one in column.found["groups"] for column in columns)]
    districts = districts_of(study)
    return [
        {
            "figure": figures.NAMES[figure],
            "code": figure,
            "rows": [
                {
                    "name": figures.group_name(group, districts),
                    "cells": [
                        {
                            "column": column.title,
                            **_figure(column.found["groups"][group][figure], unit),
                            "difference": None
                            if column is base
                            else marked(figure, found[base.name, column.name][group][figure], unit),
                        }
                        for column in columns
                    ],
                }
                for group in names
            ],
        }
        for figure, unit in GROUP_UNITS.items()
    ]


def districts_of(study: Study) -> Mapping[str, str]:
    """The names of the districts of the association's own town."""
    return {} if study.town is None else Town.from_bytes(bytes(study.town)).names
