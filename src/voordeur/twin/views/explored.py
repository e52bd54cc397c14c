"""The answers about many promises and about estimates as rows and sentences for their pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from voordeur.base import words
from voordeur.twin.engine.kpis import UNITS
from voordeur.twin.models import Study
from voordeur.twin.queries import explored as queries
from voordeur.twin.queries.explored import in_language
from voordeur.twin.services import explored as pictures
from voordeur.twin.services.pictures import COST
from voordeur.twin.texts import answers, explored, figures

TOLD = ("cost_per_home_cents", "mark_repairs", "mark_contact", "phone_wait_seconds", "repair_lead_days")
RUNNERS_UP = 5


def tornado(study: Study, districts: Mapping[str, str]) -> dict[str, Any]:
    """Every promise a notch, the largest effect on costs first."""
    answer = study.result or {}
    turns = queries.turns(study)
    return {
        "answer": "tornado",
        "pictures": pictures.tornado(turns),
        "figures": [figures.NAMES[code] for code in TOLD],
        "rows": [_notch(turn, notch, districts) for turn in turns for notch in turn.notches if notch["is_felt"]],
        "still": [turn.name for turn in turns if not any(notch["is_felt"] for notch in turn.notches)],
        "unfelt": [in_language(one["reason"]) for one in answer["unfelt"] if one["kind"] == "left_out"],
        "many": words.number(answer["test"]["notches"]),
    }


def _notch(turn: queries.Turn, notch: Mapping[str, Any], districts: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": turn.name,
        "now": turn.now,
        "then": notch["told"],
        "cells": [_cell(code, notch["differences"][code]) for code in TOLD],
        "winners": [figures.group_name(one, districts) for one in notch["winners"]],
        "losers": [figures.group_name(one, districts) for one in notch["losers"]],
    }


def _cell(code: str, found: Mapping[str, Any]) -> dict[str, Any]:
    stands = {**found, "differs": found["holds"] and found["differs"]}
    sign = ("up" if found["mean"] > 0 else "down") if stands["differs"] else "same"
    return {
        "name": figures.NAMES[code],
        "told": explored.signed(found["mean"], UNITS[code]) if stands["differs"] else "",
        "between": figures.difference(code, stands, UNITS[code])
        if stands["differs"]
        else gettext("no sure difference"),
        "sign": sign,
    }


def weights(study: Study) -> dict[str, Any]:
    """What each parameter weighs, and all of them at once."""
    answer = study.result or {}
    is_difference = len(answer["policies"]) > 1
    flips = [
        in_language(one["name"])
        for one in answer["parameters"]
        if one["figures"].get(COST, {}).get("flips") or one["figures"].get("mark_repairs", {}).get("flips")
    ]
    return {
        "answer": "weights",
        "pictures": pictures.weights(answer),
        "is_difference": is_difference,
        "doubts": [
            explored.doubt(code, one["luck"], one["doubt"], is_difference=is_difference)
            for code, one in answer["doubt"]["figures"].items()
        ],
        "draws": words.number(answer["doubt"]["draws"]),
        "flips": explored.flips(flips) if is_difference else "",
    }


def searched(study: Study, districts: Mapping[str, str]) -> dict[str, Any]:
    """The sets of promises that were tried: the line of the best, and with goals the cheapest that keeps them."""
    answer = study.result or {}
    found = queries.promises_of(study)
    context = {
        "answer": "search",
        "pictures": [pictures.frontier(found)],
        "tried": words.number(answer["tried"]),
        "possible": words.number(answer["possible"]),
    }
    if not answer.get("goals"):
        return context
    best = found.best
    return context | {
        "goals": [explored.goal(one) for one in answer["goals"]],
        "verdict": explored.VERDICTS[answer["verdict"]],
        "tone": explored.TONES[answer["verdict"]],
        "best": None if best is None else _set(study, found, best, districts),
        "runners_up": [_set(study, found, one, districts) for one in _sets(answer)[:RUNNERS_UP]],
    }


def _sets(answer: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    sets: Sequence[Mapping[str, Any]] = answer.get("runners_up") or ()
    return sets


def _set(study: Study, found: queries.Promises, one: Mapping[str, Any], districts: Mapping[str, str]) -> dict[str, Any]:
    differences = one["differences"]
    felt = [
        code
        for code in answers.TOLD
        if code in differences and figures.is_worth_telling(differences[code], UNITS[code])
    ]
    return {
        "told": found.told(one),
        "lines": found.lines(one),
        "cost": explored.saved(differences[COST], study.homes),
        "yields": [
            f"{figures.NAMES[code]}: {figures.difference(code, differences[code], UNITS[code])}" for code in felt
        ],
        "goals": [
            {
                "name": explored.goal(goal),
                "found": figures.between(goal["low"], goal["high"], goal["unit"]),
                "sure": words.percent(goal["sure"], digits=1),
                "years": words.percent(goal["years_kept"]["mean"]),
            }
            for goal in one["goals"]
        ],
        "groups": [
            {
                "name": figures.group_name(group, districts),
                "told": figures.difference("mark_repairs", moved, "mark"),
                "sign": ("up" if moved["mean"] > 0 else "down") if moved["differs"] else "same",
            }
            for group, moved in one["groups"].items()
        ],
    }
