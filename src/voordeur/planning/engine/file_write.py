"""Writes problems and plans in their JSON form, version 1; file_form.py reads it back to equal values."""

import math
from dataclasses import asdict
from typing import Any

from voordeur.planning.engine.file_form import VERSION
from voordeur.planning.engine.problem import Plan, Problem


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """The problem as plain values for json.dumps(); left-out places' axes and matrix holes are null."""
    travel: dict[str, Any] = {"kind": problem.travel.kind}
    if problem.travel.kind == "distance":
        travel |= {"speed_kmh": problem.travel.speed_kmh, "detour": problem.travel.detour}
    elif problem.travel.kind == "euclidean":
        travel |= {"speed": problem.travel.speed}
    else:
        travel |= {"minutes": _rows(problem.travel.minutes)}
        if problem.travel.km:
            travel |= {"km": _rows(problem.travel.km)}
    return {
        "version": VERSION,
        "days": problem.days,
        "places": [
            {key: value for key, value in asdict(place).items() if value is not None} for place in problem.places
        ],
        "travel": travel,
        "craftsmen": [_plain(asdict(craftsman)) for craftsman in problem.craftsmen],
        "jobs": [_plain(asdict(job)) for job in problem.jobs],
        "weights": asdict(problem.weights),
    }


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """The plan as plain values for json.dumps(), minutes rounded to a millionth."""
    written: dict[str, Any] = _plain({"version": VERSION, **asdict(plan)})
    return written


def _rows(rows: tuple[tuple[float, ...], ...]) -> list[list[float | None]]:
    return [[value if math.isfinite(value) else None for value in row] for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return round(value, 6) if isinstance(value, float) else value
