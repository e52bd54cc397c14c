"""What the association's own history teaches the twin, and the newest that was kept of it. Writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from voordeur.base.periods import at_midnight
from voordeur.kernel.errors import Refused
from voordeur.policy.rules import local
from voordeur.promises import queries as promises
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.fitting.calibrate import Calibrated, calibrated
from voordeur.twin.engine.fitting.levels import nearest
from voordeur.twin.engine.fitting.past import Past
from voordeur.twin.engine.fitting.stretch import Scene
from voordeur.twin.engine.questions.variants import MOST_SEED, digits
from voordeur.twin.engine.world import RUN_UP_DAYS
from voordeur.twin.models import Calibration
from voordeur.twin.queries.history import past_until
from voordeur.twin.queries.scene import BUSIEST, agents_of, scene

LEAST_DAYS, MOST_DAYS = 28, 184  # that are simulated to find the levels: the last ones under the promises of the end


@dataclass(frozen=True)
class Learned:
    """What was learned of the days from `from_on` up to `until_on`, not included. `levels_from_on`: of which the last
    were lived through once more as `scene`, None when the promises are too young for that. `busiest`: of which share of
    the days no more people talked at once than were at the telephone, such that callers waited as long as they did."""

    from_on: date
    until_on: date
    homes: int
    levels_from_on: date | None
    scene: Scene | None
    past: Past
    found: Calibrated
    busiest: float


def day_of(text: str, *, today: date) -> date:
    """The day that people wrote. Raises Refused "not_a_day", or "day_to_come" after today."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Refused("not_a_day", value=text[:20]) from None
    if day > today:
        raise Refused("day_to_come", value=day.isoformat())
    return day


def learned(until_on: date, *, seed: int = 1) -> Learned:
    """Learn from everything that was known at the beginning of a day.

    Raises Refused "no_history", "no_policy_in_force", "out_of_range" for the seed, or what a world refuses.
    """
    if not 0 <= seed <= MOST_SEED:
        raise Refused("out_of_range", field="seed", value=seed, least=0, most=MOST_SEED)
    past = past_until(until_on)
    register = registers.load()
    since = _last_months(past, until_on)
    own, busiest = None, BUSIEST[0]
    if since is not None:
        busiest, own = _with_agents(past, since, until_on, register, seed=seed)
    found = calibrated(past, register, own, seed=seed)
    return Learned(past.days.first_on, until_on, past.homes, since, own, past, found, busiest)


def _with_agents(
    past: Past, since: date, until_on: date, register: registers.Register, *, seed: int
) -> tuple[float, Scene]:
    """The last months with as many people at the telephone as let callers wait most nearly as long as they did."""
    own = scene(past, since, until_on, seed_of_illness=seed, ill_share=register["ill_share"])
    calls = past.calls
    waited = calls.waited[~calls.is_lost & ~np.isnan(calls.waited)]
    if own.agents is None or not len(waited):
        return BUSIEST[0], own
    asked = calibrated(past, register).register
    scenes = [replace(own, agents=agents_of(past, one)) for one in BUSIEST]
    place = nearest(scenes, float(waited.mean()), asked, seed=seed)
    return BUSIEST[place], scenes[place]


def _last_months(past: Past, until_on: date) -> date | None:
    last = until_on - timedelta(days=1)
    began = local(promises.in_force(at_midnight(last)).starts_at).date()
    since = max(began, until_on - timedelta(days=MOST_DAYS), past.days.first_on + timedelta(days=RUN_UP_DAYS))
    return since if until_on - since >= timedelta(days=LEAST_DAYS) else None


def told(learned: Learned) -> dict[str, Any]:
    """What was learned as plain values: {from, until, homes, levels_from, fitted: [{code, value, low, high, n, how,
    shipped, shipped_low, shipped_high, unit, mark, outside}], kept: [{code, value, n, reason}], left_out: [{code, n,
    of}], untouched: [code]}; days included. `left_out`: records that cannot have happened. `untouched`: what no history
    is asked about, for it is a choice of the model or of who runs it."""
    shipped = registers.load().parameters
    looked_at = {one.code for one in learned.found.fits} | {one.code for one in learned.found.kept}
    return {
        "from": learned.from_on.isoformat(),
        "until": (learned.until_on - timedelta(days=1)).isoformat(),
        "homes": learned.homes,
        "levels_from": learned.levels_from_on.isoformat() if learned.levels_from_on else None,
        "fitted": [
            {
                "code": fit.code,
                "value": digits(fit.value),
                "low": digits(fit.low),
                "high": digits(fit.high),
                "n": fit.n,
                "how": fit.how,
                "shipped": shipped[fit.code].value,
                "shipped_low": shipped[fit.code].low,
                "shipped_high": shipped[fit.code].high,
                "unit": shipped[fit.code].unit,
                "mark": "found",
                "outside": fit.code in learned.found.outside,
            }
            for fit in learned.found.fits
        ],
        "kept": [
            {"code": one.code, "value": shipped[one.code].value, "n": one.n, "reason": one.reason}
            for one in learned.found.kept
            if one.code in shipped
        ],
        "left_out": [{"code": one.code, "n": len(one.at), "of": one.of} for one in learned.past.odd],
        "untouched": [code for code in shipped if code not in looked_at],
    }


@dataclass(frozen=True, slots=True)
class Kept:
    """A result that was kept: when it was made, of which days (both included), and the values by parameter."""

    made_at: datetime
    from_on: date
    until_on: date
    values: Mapping[str, float]
    result: Mapping[str, Any]


def newest() -> Kept | None:
    """The newest result that was kept; None when nobody kept one. Its values may lie outside the ranges of the
    register, which are of what others found: see `Register.with_measured`."""
    row = Calibration.objects.order_by("-made_at", "-pk").first()
    if row is None:
        return None
    known = registers.load().parameters
    values = {one["code"]: float(one["value"]) for one in row.result["fitted"] if one["code"] in known}
    return Kept(row.made_at, row.from_on, row.until_on, values, row.result)
