"""The answer of a study as rows and sentences for its page. Reads what is kept and simulates nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from voordeur.base import words
from voordeur.twin import texts
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.kpis import GROUP_UNITS, UNITS
from voordeur.twin.engine.places import Town
from voordeur.twin.models import Study
from voordeur.twin.queries import studies as queries
from voordeur.twin.queries.studies import Column
from voordeur.twin.services import pictures
from voordeur.twin.texts import answers, figures, parameters
from voordeur.twin.views import explored

OPEN = {"money"}  # the sections that are not folded at first
HIGHER_IS_BETTER = {"mark_repairs"}  # of the figures that are known of groups; of the others less is better
Differences = Mapping[tuple[str, str], Mapping[str, Any]]
Sides = list[tuple[str, list[str]]]


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
            return turned(study)
        case _:
            return beside(study)


def turned(study: Study) -> dict[str, Any]:
    """One promise on several values, each beside the one that holds now: in the order of the values."""
    columns, places = queries.columns(study), queries.places(study)
    found = queries.differences(study)
    promise = texts.label(study.asked["promise"]) if "promise" in study.asked else str(study.asked["field"])
    ordered = sorted(zip(places[1:], columns[1:], strict=True), key=lambda pair: pair[0])
    return {
        **_laid([columns[0], *(column for _, column in ordered)], found, study),
        "answer": "turned",
        "promise": promise,
        "of_policy": texts.label(study.asked["base"]) if "base" in study.asked else "",
        "pictures": pictures.turned(columns, places, promise, found),
    }


def beside(study: Study) -> dict[str, Any]:
    """Policies side by side: the first is what the others are laid beside."""
    columns, found = queries.columns(study), queries.differences(study)
    return {
        **_laid(columns, found, study),
        "answer": "beside",
        "pictures": pictures.side_by_side(columns, found),
    }


def _laid(columns: Sequence[Column], found: Differences, study: Study) -> dict[str, Any]:
    return {
        "columns": columns,
        "base": columns[0],
        "told": told(columns, found, study.homes),
        "sections": sections(columns, found),
        "groups": groups_of(columns, queries.group_differences(study), districts_of(study)),
        **sides(columns, queries.group_differences(study), districts_of(study)),
    }


def told(columns: Sequence[Column], found: Differences, homes: int) -> list[dict[str, Any]]:
    """What each policy costs and yields beside the first, as sentences."""
    base = columns[0]
    return [
        {
            "column": one,
            "short": answers.short(moved),
            "cost": answers.cost(base.title, one.title, moved, homes),
            "yields": answers.yields(moved, UNITS),
            "same": answers.same(moved),
        }
        for one in columns[1:]
        if (moved := found.get((base.name, one.name)))
    ]


def sections(columns: Sequence[Column], found: Differences) -> list[dict[str, Any]]:
    """Every figure in its section, a cell for each policy."""
    return [
        {
            "title": title,
            "is_open": code in OPEN,
            "rows": [
                {"name": figures.NAMES[figure], "cells": _cells(figure, columns, found)}
                for figure in codes
                if is_known(figure, columns)
            ],
        }
        for code, title, codes in figures.SECTIONS
    ]


def is_known(figure: str, columns: Sequence[Column]) -> bool:
    """Whether every answer has a figure: one that was kept before it was counted does not."""
    return all(figure in column.found["kpis"] for column in columns)


def _cells(figure: str, columns: Sequence[Column], found: Differences) -> list[dict[str, Any]]:
    base, unit = columns[0], UNITS[figure]
    return [
        {
            "column": column.title,
            **_figure(column.found["kpis"][figure], unit),
            "difference": _moved(figure, unit, found.get((base.name, column.name))),
        }
        for column in columns
    ]


def _figure(one: Mapping[str, Any], unit: str) -> dict[str, str]:
    return {"value": figures.value(one["mean"], unit), "between": figures.between(one["low"], one["high"], unit)}


def marked(figure: str, one: Mapping[str, Any], unit: str) -> dict[str, str]:
    """A difference as words with a sign: a triangle up or down where it exceeds chance, a line where it does not."""
    sign = ("up" if one["mean"] > 0 else "down") if one["differs"] else "same"
    return {"told": figures.difference(figure, one, unit), "sign": sign}


def groups_of(columns: Sequence[Column], found: Differences, districts: Mapping[str, str]) -> list[dict[str, Any]]:
    """Who gains and who loses: by group the figures under each policy, and whether a difference exceeds chance."""
    base = columns[0]
    names = [one for one in base.found["groups"] if all(one in column.found["groups"] for column in columns)]
    return [
        {
            "figure": figures.NAMES[figure],
            "rows": [
                {
                    "name": figures.group_name(group, districts),
                    "cells": [
                        {
                            "column": column.title,
                            **_figure(column.found["groups"][group][figure], unit),
                            "difference": _moved(figure, unit, found.get((base.name, column.name), {}).get(group)),
                        }
                        for column in columns
                    ],
                }
                for group in names
            ],
        }
        for figure, unit in GROUP_UNITS.items()
    ]


def sides(columns: Sequence[Column], found: Differences, districts: Mapping[str, str]) -> dict[str, Any]:
    """The same in sentences: what each policy surely makes worse or better, and for whom."""
    base = columns[0]
    told, many = [], 0
    for column in columns[1:]:
        moved = found.get((base.name, column.name), {})
        # A town that is one district is all tenants over again.
        one_district = sum(group.startswith("district_") for group in moved) == 1
        worse: Sides = []
        better: Sides = []
        for figure in GROUP_UNITS:
            known = {
                group: own[figure]
                for group, own in moved.items()
                if figure in own and not (one_district and group.startswith("district_"))
            }
            many += len(known)
            for side, is_good in ((worse, False), (better, True)):
                way = figures.direction(figure, 1 if is_good == (figure in HIGHER_IS_BETTER) else -1)
                name = f"{figures.NAMES[figure]} {way}"
                groups = [
                    figures.group_name(group, districts)
                    for group, one in known.items()
                    if one["differs"] and ((one["mean"] > 0) == (figure in HIGHER_IS_BETTER)) == is_good
                ]
                if groups:
                    side.append((name, groups))
        if moved:
            told.append(answers.side(column.title, worse, better))
    return {"sides": told, "by_chance": answers.by_chance(many)}


def _moved(figure: str, unit: str, found: Mapping[str, Any] | None) -> dict[str, str] | None:
    return None if not found or figure not in found else marked(figure, found[figure], unit)


def districts_of(study: Study) -> Mapping[str, str]:
    """The names of the districts of the association's own town."""
    return {} if study.town is None else Town.from_bytes(bytes(study.town)).names


def facts(study: Study) -> dict[str, Any]:
    """Everything an answer depends on, told so that anybody can ask it again."""
    known = registers.load().parameters
    return {
        "homes": words.number(study.homes),
        "town": "" if study.town is None else ", ".join(districts_of(study).values()),
        "replications": words.number(study.replications),
        "years": words.number(study.years),
        "seed": str(study.seed),
        "year": str(study.first_on.year),
        "values": [
            (known[code].name.in_language(words.spoken(None)), parameters.measured(value, known[code].unit))
            for code, value in study.values.items()
            if code in known
        ],
    }
