"""Why a forecast is off, as far as the history itself can say it: codes with numbers, the words are in texts.

A figure that was as far off in the months before is one that the model gets wrong; one that was not is of a month
unlike the others. What the model is known to leave out is named beside it.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np

from voordeur.base.periods import at_midnight
from voordeur.promises import queries as promises
from voordeur.twin.engine.fitting.past import DAY, Past
from voordeur.twin.engine.fitting.stretch import Scene
from voordeur.twin.engine.fitting.work import waits_for_morning
from voordeur.twin.queries.calibration import Learned
from voordeur.twin.queries.scene import Happened, happened

Why = dict[str, Any]
FEW = 30
COST = "cost_per_home_cents"
# Figures of the association that are made of these records, also of those that cannot be.
HANGS_ON = {
    "work_minutes": (COST,),
    "way_minutes": (COST, "travel_minutes_per_job", "km_per_home"),
    "contact_seconds": (COST,),
    "material_cents": (COST,),
    "call_waits": ("phone_wait_seconds", "phone_in_target_share"),
    "ready_before": ("repair_lead_days", "repairs_in_term_share", "emergencies_in_4_hours_share"),
}


def before(learned: Learned, scene: Scene | None) -> dict[str, Happened]:
    """What was measured in the last months that were learned from; nothing without any under these promises, and
    nothing of a figure that hangs on records that cannot be."""
    if scene is None:
        return {}
    bad = spoilt(learned.past, scene)
    return {code: one for code, one in happened(learned.past, scene).items() if code not in bad}


def spoilt(past: Past, scene: Scene) -> dict[str, int]:
    """The figures of a scene of which nobody knows what happened, with how many records of it cannot be."""
    begin = (scene.first_on - past.days.first_on).days * DAY
    found: dict[str, int] = {}
    for odd in past.odd:
        number = int(((odd.at >= begin) & (odd.at < begin + scene.days * DAY)).sum())
        for code in HANGS_ON.get(odd.code, ()) if number else ():
            found[code] = found.get(code, 0) + number
    return found


def reasons(row: Mapping[str, Any], earlier: Mapping[str, Happened], learned: Learned, scene: Scene) -> list[Why]:
    """Why this figure of a backtest is off, the weightiest first; never empty."""
    found: list[Why] = []
    code, seen, foreseen = row["code"], row["happened"], row["forecast"]
    if seen["n"] < FEW:
        found.append({"code": "few", "n": seen["n"]})
    was = earlier.get(code)
    if was is not None:
        # Nearer to what happened than to what was foreseen: then the model is off as a habit.
        is_off = abs(was.value - foreseen["mean"]) > abs(was.value - seen["value"])
        # On the other side of the forecast it is no habit of the model.
        is_same_side = (was.value - foreseen["mean"]) * (seen["value"] - foreseen["mean"]) > 0
        how = "off_before_too" if is_off and is_same_side else "unlike_before"
        found.append({"code": how, "before": was.value, "unit": row["unit"]})
    left_out = [*_changed(scene), *_spread(row, scene), *_left_out(code, learned, scene)]
    return [*found, *left_out] or [{"code": "unknown"}]


def _changed(scene: Scene) -> list[Why]:
    """Whether other promises came into force within these days: they are simulated under those of the first."""
    last = scene.first_on + timedelta(days=scene.days - 1)
    begun = promises.in_force(at_midnight(last)).starts_at
    return [{"code": "promises_changed"}] if begun > at_midnight(scene.first_on) else []


def _spread(row: Mapping[str, Any], scene: Scene) -> list[Why]:
    """Whether people who plan spread the work over all who are there, where simulated planning fills routes."""
    if row["code"] != "jobs_per_craftsman_day" or scene.there is None or row["difference"] <= 0:
        return []
    there = int((scene.there[:, -scene.days :] == 1).sum())
    return [{"code": "work_spread", "visited": row["happened"]["n"], "there": there}]


def _left_out(code: str, learned: Learned, scene: Scene) -> list[Why]:
    """What the model is known to leave out, or had to guess, that this figure hangs on."""
    fitted = {one.code for one in learned.found.fits}
    if code == "solved_at_once_share" and "first_line_factor" not in fitted:
        return [{"code": "promise_as_fact", "promised": scene.policy.organisation.first_line_share}]
    if code in {"repair_lead_days", "repairs_in_term_share"} and "wanted_days" not in fitted:
        return [{"code": "first_time_that_suits"}]
    if code in {"km_per_home", "travel_minutes_per_job"}:
        visits = learned.past.visits
        known = ~np.isnan(visits.way) & ~np.isnan(visits.way_planned)
        if known.sum() < FEW or code == "travel_minutes_per_job":
            return []
        return [{"code": "ways_recorded", "times": float(visits.way[known].sum() / visits.way_planned[known].sum())}]
    if code.startswith("phone_"):
        return [{"code": "agents_from_talks" if scene.agents is not None else "agents_by_formula"}]
    if code in {"mark_repairs", "mark_contact"}:
        return [{"code": "weights_chosen"}]
    if code == "emergencies_in_4_hours_share":
        waited = waits_for_morning(learned.past)
        guessed: list[Why] = [] if "on_call_least_minutes" in fitted else [{"code": "on_call_guessed"}]
        return [{"code": "night_waits", "share": waited}, *guessed] if waited is not None else guessed
    return []
