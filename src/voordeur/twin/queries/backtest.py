"""A month foretold from what was known before it, beside what happened in it. Writes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite, sqrt
from statistics import stdev
from typing import Any

import numpy as np

from voordeur.figures.rules.facts import DAYS_PER_YEAR
from voordeur.kernel.errors import Refused
from voordeur.twin.engine.fitting.forecast import Forecast, Foreseen, forecast
from voordeur.twin.engine.fitting.past import VISITED
from voordeur.twin.engine.fitting.stretch import UNITS, Scene
from voordeur.twin.engine.fitting.values import Z
from voordeur.twin.engine.questions.variants import MOST_REPLICATIONS, digits
from voordeur.twin.queries import reasons
from voordeur.twin.queries.calibration import Learned, learned
from voordeur.twin.queries.history import begins_on, past_until
from voordeur.twin.queries.scene import Happened, happened, scene

LEAST_REPLICATIONS = 2  # below it nothing is known of the luck of a month
LEAST_BEFORE = 60  # days of history before the month; below it there is hardly a season or a habit to learn
AGAIN = 8  # times that the months before are lived once more, to see by how much they are missed
ASKED = {"mark_repairs": "mark_spread", "mark_contact": "mark_spread"}


def month_of(text: str) -> tuple[date, date]:
    """The first day of a month as people write it, `2026-10`, and that of the next. Raises Refused "not_a_month"."""
    year, _, number = text.partition("-")
    try:
        if len(year) != 4 or len(number) != 2 or year == "9999":
            raise ValueError
        first = date(int(year), int(number), 1)
    except ValueError:
        raise Refused("not_a_month", value=text[:20]) from None
    return first, date(first.year + first.month // 12, first.month % 12 + 1, 1)


def backtest(
    holdout: str,
    *,
    today: date,
    seed: int,
    replications: int,
    on_progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> dict[str, Any]:
    """Learn from everything before a month, foretell it, and look at what happened.

    {holdout, from, until, homes, days, policy, replications, seed, inside, compared, figures: [{code, unit, forecast:
    {mean, low, high}, happened: {value, low, high, n} or None, difference, off, inside, miss, corrected,
    corrected_inside, why}], people, fitted, outside_range}. Intervals of the forecast hold 95% of such months.
    `off`: the difference as a share of what happened.

    `miss`: by which factor the months before were other than simulated; `corrected`: the forecast with that factor. It
    says what may be expected. What the model itself is worth is said by the forecast without it.

    Raises Refused "out_of_range" for replications or seed, "not_a_month", "month_is_not_over", "no_history",
    "too_little_history", "no_policy_in_force".
    """
    if not LEAST_REPLICATIONS <= replications <= MOST_REPLICATIONS:
        raise Refused(
            "out_of_range", field="replications", value=replications, least=LEAST_REPLICATIONS, most=MOST_REPLICATIONS
        )
    first_on, until_on = month_of(holdout)
    if until_on > today:
        raise Refused("month_is_not_over", month=holdout)
    began = begins_on()
    if began is None:
        raise Refused("no_history", until=first_on)
    if (first_on - began).days < LEAST_BEFORE:
        raise Refused("too_little_history", days=max(0, (first_on - began).days), least=LEAST_BEFORE)
    before = learned(first_on, seed=seed)
    register, fits = before.found.register, before.found.fits
    own = scene(
        before.past,
        first_on,
        until_on,
        seed_of_illness=seed,
        ill_share=register["ill_share"],
        busiest=before.busiest,
    )
    years = before.homes * before.past.days.count / 365.0
    told = forecast(
        own,
        register,
        fits,
        seed=seed,
        replications=replications,
        other_complaints=(len(before.past.complained_else), years),
        on_progress=on_progress,
    )
    after = past_until(until_on)
    spoilt = reasons.spoilt(after, own)
    seen = {code: one for code, one in happened(after, own).items() if code not in spoilt}
    earlier = reasons.before(before, before.scene)
    misses = _misses(before, earlier, seed=seed)
    rows = [
        row
        for code in UNITS
        if (row := _row(code, told, seen.get(code), _extra(code, before, own, seen.get(code)), misses.get(code)))
        is not None
    ]
    for row in rows:
        row["why"] = reasons.reasons(row, earlier, before, own) if row["inside"] is False else []
        if (number := spoilt.get(row["code"])) is not None:
            row["why"] = [{"code": "impossible_records", "n": number}]
    compared = [row for row in rows if row["inside"] is not None]
    return {
        "holdout": holdout,
        "from": before.from_on.isoformat(),
        "until": (first_on - timedelta(days=1)).isoformat(),
        "homes": own.homes,
        "days": own.days,
        "policy": own.policy.name,
        "replications": replications,
        "seed": seed,
        "inside": sum(bool(row["inside"]) for row in compared),
        "compared": len(compared),
        "corrected_inside": sum(bool(row["corrected_inside"]) for row in compared),
        "corrected_compared": sum(row["corrected_inside"] is not None for row in compared),
        "figures": rows,
        "people": {
            "craftsmen": None if own.there is None else len(own.there),
            "agents_at_most": int(told.staff.agents.sum(axis=0).max()),
            "were_there": {"craftsmen": own.there is not None, "agents": own.agents is not None},
        },
        "fitted": len(fits),
        "outside_range": list(before.found.outside),
    }


@dataclass(frozen=True, slots=True)
class _Miss:
    """By which factor the months before were other than simulated, and its standard error as a share of it."""

    factor: float
    doubt: float


def _misses(before: Learned, earlier: Mapping[str, Happened], *, seed: int) -> dict[str, _Miss]:
    """For every figure that was measured in the months before and is no level that was fitted to them."""
    if before.scene is None:
        return {}
    again = forecast(
        before.scene,
        before.found.register,
        (),
        seed=seed,
        replications=AGAIN,
        other_complaints=(len(before.past.complained_else), before.homes * before.past.days.count / 365.0),
    )
    found = {}
    for code, seen in earlier.items():
        mean = again.mean(code)
        if not mean or seen.value <= 0 or seen.low is None or seen.high is None or code in ASKED:
            continue
        values = [value for value in again.values[code] if isfinite(value)]
        measured = (seen.high - seen.low) / (2 * Z) / seen.value
        simulated = (stdev(values) / sqrt(len(values)) / mean) if len(values) > 1 else 0.0
        found[code] = _Miss(seen.value / mean, sqrt(measured**2 + simulated**2))
    return found


def _extra(code: str, before: Learned, own: Scene, seen: Happened | None) -> float:
    """The variance that comes on top of what a simulated month has."""
    if code in ASKED:
        # Of marks only those are known that somebody gave: the mean of so few differs from that of all.
        return before.found.register[ASKED[code]] ** 2 / seen.n if seen is not None and seen.n else 0.0
    if code == "cost_per_home_cents":
        # Every simulated repair takes the mean of the material; real ones take a washer or a kitchen.
        reports, days = before.past.reports, before.past.days.count
        cents = reports.material_cents[np.isfinite(reports.ready) & (reports.fate == VISITED)]
        cents = cents[~np.isnan(cents)]
        ready = len(cents) / days * own.days
        return float(ready * cents.var() * (DAYS_PER_YEAR / own.days / own.homes) ** 2) if len(cents) else 0.0
    return 0.0


def _row(code: str, told: Forecast, seen: Happened | None, extra: float, miss: _Miss | None) -> dict[str, Any] | None:
    foreseen = told.of(code, extra=extra)
    if foreseen is None:
        return None
    corrected = told.of(code, extra=extra, factor=miss.factor, doubt=miss.doubt) if miss else None
    return {
        "code": code,
        "unit": UNITS[code],
        "forecast": _bounds(foreseen),
        "happened": None if seen is None else _told(seen),
        "difference": None if seen is None else digits(foreseen.mean - seen.value),
        "off": None if seen is None or not seen.value else digits((foreseen.mean - seen.value) / abs(seen.value)),
        "inside": None if seen is None else _inside(foreseen, seen),
        "miss": None if miss is None else digits(miss.factor),
        "corrected": None if corrected is None else _bounds(corrected),
        "corrected_inside": None if corrected is None or seen is None else _inside(corrected, seen),
    }


def _bounds(foreseen: Foreseen) -> dict[str, float]:
    return {name: digits(getattr(foreseen, name)) for name in ("mean", "low", "high")}


def _told(seen: Happened) -> dict[str, Any]:
    bounds = {name: None if (one := getattr(seen, name)) is None else digits(one) for name in ("low", "high")}
    return {"value": digits(seen.value), **bounds, "n": seen.n}


def _inside(foreseen: Foreseen, seen: Happened) -> bool:
    return foreseen.low <= seen.value <= foreseen.high
