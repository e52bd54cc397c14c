"""The work itself: how long it takes, whether it is done at once, what is lacking when it is not, who is there."""

import numpy as np

from voordeur.twin.engine.fitting.past import Past
from voordeur.twin.engine.fitting.values import Found, Kept, clustered_share, mean, plus, ratio, share, spread
from voordeur.twin.engine.register import Register

MATERIAL, OTHER_TRADE = "material", "other_trade"
WEEK = 7


def fit_work(past: Past, register: Register) -> list[Found]:
    """Everything about craftsmen and their visits."""
    return [*_fixes(past), *_durations(past), *_material(past), *_presence(past, register), *_unknown()]


def _fixes(past: Past) -> list[Found]:
    """The share of visits with somebody home after which it works again, and what the others lacked."""
    visits = past.visits
    inside, fixed = visits.is_let_in, visits.reason == ""
    first = inside & (visits.number == 0) & ~visits.is_rush
    later = inside & (visits.number > 0) & ~visits.is_rush
    rush = inside & visits.is_rush
    found = [
        share(code, int((fixed & which).sum()), int(which.sum()))
        for code, which in (("fix_share", first), ("fix_rush_share", rush), ("fix_later_share", later))
    ]
    lacking = inside & ~fixed
    for code, reason in (("material_share", MATERIAL), ("other_trade_share", OTHER_TRADE)):
        found.append(share(code, int((lacking & (visits.reason == reason)).sum()), int(lacking.sum())))
    return found


def _durations(past: Past) -> list[Found]:
    """Minutes of work against those of the question tree, without what getting ready takes."""
    visits = past.visits
    known = visits.is_let_in & (visits.work > 0) & ~np.isnan(visits.norm) & (visits.norm > 0)
    took = np.maximum(1.0, visits.work[known] - visits.setup[known])
    norm = visits.norm[known]
    return [
        ratio("duration_factor", took, norm),
        spread("duration_spread", took / norm),
        *_doors(past),
        *_ways(past),
    ]


def _doors(past: Past) -> list[Found]:
    at_door = past.visits.at_door[~past.visits.is_let_in]
    return [mean("door_minutes", at_door[~np.isnan(at_door)])]


def _ways(past: Past) -> list[Found]:
    known = past.visits.way_ratio[~np.isnan(past.visits.way_ratio)]
    return [Kept("way_spread", len(known), "cannot_be_told_apart")]


def _material(past: Past) -> list[Found]:
    """Cents of material, as it was bought, for a repair that is ready: of a kind that asks for material, and others."""
    reports = past.reports
    ready = np.isfinite(reports.ready) & (reports.fate > 0)
    return [
        mean(code, reports.material_cents[ready & which])
        for code, which in (
            ("material_cents", reports.wants_material),
            ("small_material_cents", ~reports.wants_material),
        )
    ]


def _presence(past: Past, register: Register) -> list[Found]:
    """Days of absence of all rostered days. Absence comes in stretches, so a week of one craftsman counts as one; which
    part of it was illness is the register's."""
    shifts = past.shifts
    cluster = shifts.craftsman * 10_000 + shifts.day // WEEK
    _, place = np.unique(cluster, return_inverse=True)
    if not len(place):
        return [Kept("away_share", 0, "not_recorded")]
    absent = np.bincount(place, shifts.is_absent).astype(np.float64)
    found = clustered_share("away_share", absent, np.bincount(place).astype(np.float64))
    return [plus(found, -register["ill_share"])]


def _unknown() -> list[Found]:
    return [
        Kept(code, 0, "not_recorded") for code in ("own_trades_share", "contractor_days", "material_days", "ill_share")
    ]
