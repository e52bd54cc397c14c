"""What the association's own history teaches the twin, and the newest that was kept of it. Writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from voordeur.base.periods import at_midnight
from voordeur.kernel.errors import Refused
from voordeur.policy.rules import local
from voordeur.promises import queries as promises
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.fitting.calibrate import Calibrated, calibrated
from voordeur.twin.engine.fitting.past import Past
from voordeur.twin.engine.fitting.stretch import Scene
from voordeur.twin.engine.questions.variants import MOST_SEED, digits
from voordeur.twin.engine.world import RUN_UP_DAYS
from voordeur.twin.models import Calibration
from voordeur.twin.queries.history import past_until
from voordeur.twin.queries.scene import scene

LEAST_DAYS, MOST_DAYS = 28, 184  # that are simulated to find the levels: the last ones under the promises of the end


@dataclass(frozen=True)
class Learned:
    """What was learned of the days from `from_on` up to `until_on`, not included. `levels_from_on`: of which the last
    were lived through once more as `scene`, None when the promises are too young for that."""

    from_on: date
    until_on: date
    homes: int
    levels_from_on: date | None
    scene: Scene | None
    past: Past
    found: Calibrated


def learned(until_on: date, *, seed: int = 1) -> Learned:
    """Learn from everything that was known at the beginning of a day.

    Raises Refused "no_history", "no_policy_in_force", "out_of_range" for the seed, or what a world refuses.
    """
    if not 0 <= seed <= MOST_SEED:
        raise Refused("out_of_range", field="seed", value=seed, least=0, most=MOST_SEED)
    past = past_until(until_on)
    register = registers.load()
    since = _last_months(past, until_on)
    own = None
    if since is not None:
        own = scene(past, since, until_on, seed_of_illness=seed, ill_share=register["ill_share"])
    found = calibrated(past, register, own, seed=seed)
    return Learned(past.days.first_on, until_on, past.homes, since, own, past, found)


def _last_months(past: Past, until_on: date) -> date | None:
    last = until_on - timedelta(days=1)
    began = local(promises.in_force(at_midnight(last)).starts_at).date()
    since = max(began, until_on - timedelta(days=MOST_DAYS), past.days.first_on + timedelta(days=RUN_UP_DAYS))
    return since if until_on - since >= timedelta(days=LEAST_DAYS) else None


def told(learned: Learned) -> dict[str, Any]:
    """What was learned as plain values: {from, until, homes, levels_from, fitted: [{code, value, low, high, n, how,
    shipped, shipped_low, shipped_high, unit, mark, outside}], kept: [{code, value, n, reason}]}; days included."""
    shipped = registers.load().parameters
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
