"""Writes problems and plans in their JSON form, version 1, for file_form.py to read back; and answers about them."""

import math
from dataclasses import asdict
from typing import Any

from voordeur.planning.engine.explain import Explanation, Spot
from voordeur.planning.engine.file_form import VERSION
from voordeur.planning.engine.offer import Offer, Wider
from voordeur.planning.engine.problem import Plan, Problem
from voordeur.planning.engine.risk import Risk


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


def offer_to_json(offer: Offer) -> dict[str, Any]:
    """A window that can be promised, with what it costs; `others`: who else comes, for a job of more people."""
    names = ("from_minute", "to_minute", "craftsman", "shift", "start_minute", "extra", "total")
    others = [{"craftsman": one.craftsman, "shift": one.shift} for one in offer.others]
    return {name: _plain(getattr(offer, name)) for name in names} | ({"others": others} if others else {})


def wider_to_json(one: Wider) -> dict[str, Any]:
    """A window that can be promised, the wider one around it, and what that would save."""
    return {
        "from_minute": one.offer.from_minute,
        "to_minute": one.offer.to_minute,
        "wider": {"from_minute": one.wider.from_minute, "to_minute": one.wider.to_minute},
        "saves": round(one.saves, 6),
    }


def risk_to_json(risk: Risk) -> dict[str, Any]:
    """How likely a promise is to be late: chance 0 to 1; when somebody is there, by its mean and spread."""
    return {
        "job": risk.job,
        "chance": round(risk.chance, 6),
        "to_minute": risk.to_minute,
        "mean_minute": round(risk.there.mean, 3),
        "sd_minutes": round(risk.there.sd, 3),
    }


def explanation_to_json(found: Explanation) -> dict[str, Any]:
    """Why a job is where it is, as plain values for json.dumps(); `here` is null without a place."""
    return {
        "job": found.job,
        "here": None if found.here is None else _spot(found.here),
        "reason": None if found.reason is None else {"code": found.reason.code, "params": dict(found.reason.params)},
        "others": [{"kind": other.kind, **_spot(other.spot)} for other in found.others],
        "blocks": [
            {"code": block.code, **_spot(block.spot), "params": _plain(dict(block.params))} for block in found.blocks
        ],
    }


def _spot(spot: Spot) -> dict[str, Any]:
    window = spot.window
    bounds = {} if window is None else {"from_minute": window.from_minute, "to_minute": window.to_minute}
    written: dict[str, Any] = _plain(
        {
            "craftsman": spot.craftsman,
            "shift": spot.shift,
            "start_minute": spot.start_minute,
            **bounds,
            "extra": dict(spot.extra),
            "total": spot.total,
        }
    )
    return written


def _rows(rows: tuple[tuple[float, ...], ...]) -> list[list[float | None]]:
    return [[value if math.isfinite(value) else None for value in row] for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return round(value, 6) if isinstance(value, float) else value
