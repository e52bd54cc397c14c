"""The work itself: how long it takes, whether it is done at once, what is lacking when it is not, who is there."""

from dataclasses import replace

import numpy as np

from voordeur.planning.engine.kernel.forms import Floats
from voordeur.policy.models import URGENCY_CODES
from voordeur.twin.engine.fitting.past import DAY, VISITED, Past
from voordeur.twin.engine.fitting.values import (
    LEAST,
    Bools,
    Fit,
    Found,
    Kept,
    Z,
    clustered_share,
    mean,
    plus,
    ratio,
    share,
    spread,
)
from voordeur.twin.engine.register import Register

MATERIAL, OTHER_TRADE = "material", "other_trade"
WEEK = 7
LEAST_WAY_MINUTES = 2.0  # of a way that says something about driving
NIGHT = 720.0  # minutes from a report after which it was not whoever is on call that came
WORK_HOURS = 420.0, 990.0  # widest minutes of a working day in which shifts lie


def fit_work(past: Past, register: Register) -> list[Found]:
    """Everything about craftsmen and their visits."""
    return [
        *_fixes(past),
        _material_days(past),
        *_durations(past),
        *_ways(past),
        *_material(past),
        *_presence(past, register),
        *_on_call(past),
        *_unknown(),
    ]


def _fixes(past: Past) -> list[Found]:
    """The share of visits with somebody home after which it works again, and what the others lacked."""
    visits = past.visits
    inside = visits.is_let_in
    # What was reopened had a next visit after all, as what was not finished.
    is_last = np.append(visits.report[1:] != visits.report[:-1], np.ones(min(1, len(inside)), dtype=np.bool_))
    fixed = (visits.reason == "") & is_last
    first = inside & (visits.number == 0) & ~visits.is_rush
    later = inside & (visits.number > 0) & ~visits.is_rush
    rush = inside & visits.is_rush
    found = [
        share(code, int((fixed & which).sum()), int(which.sum()))
        for code, which in (("fix_share", first), ("fix_rush_share", rush), ("fix_later_share", later))
    ]
    lacking = inside & (visits.reason != "")
    for code, reason in (("follow_material_share", MATERIAL), ("follow_trade_share", OTHER_TRADE)):
        found.append(share(code, int((lacking & (visits.reason == reason)).sum()), int(lacking.sum())))
    return found


def _material_days(past: Past) -> Found:
    """Working days that a next visit comes later when material was lacking than when time was, or somebody to look."""
    visits = past.visits
    workdays = np.cumsum(past.days.workday)
    day = workdays[np.clip((visits.began // DAY).astype(np.int64), 0, past.days.count - 1)].astype(np.float64)
    lacking = (visits.is_let_in & (visits.reason != "") & ~visits.is_rush)[:-1]
    is_next = lacking & (visits.report[1:] == visits.report[:-1])
    later = day[1:] - day[:-1]
    reason = visits.reason[:-1]
    waited, others = (
        later[is_next & which] for which in (reason == MATERIAL, (reason != MATERIAL) & (reason != OTHER_TRADE))
    )
    n = len(waited)
    if n < LEAST or len(others) < LEAST:
        return Kept("material_days", n, "too_few")
    value = float(waited.mean() - others.mean())
    half = Z * float(np.sqrt(waited.var(ddof=1) / n + others.var(ddof=1) / len(others)))
    middle, low, high = (max(0.0, value + off) for off in (0.0, -half, half))
    return Fit("material_days", middle, low, high, n, "corrected")


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
    ]


def _doors(past: Past) -> list[Found]:
    at_door = past.visits.at_door[~past.visits.is_let_in]
    return [mean("door_minutes", at_door[~np.isnan(at_door)])]


def _ways(past: Past) -> list[Found]:
    """What a way takes beside driving, as what is left at no distance, and how much driving varies around its mean."""
    visits = past.visits
    known = ~np.isnan(visits.way) & ~np.isnan(visits.way_planned)
    took, planned = visits.way[known], visits.way_planned[known]
    n = len(took)
    if n < LEAST or np.ptp(planned) <= 0:
        return [Kept("parking_minutes", n, "too_few"), Kept("way_spread", n, "too_few")]
    columns = np.stack([np.ones(n), planned], axis=1)
    inverse = np.linalg.inv(columns.T @ columns)
    aside, slope = inverse @ columns.T @ took
    # Long ways differ more than short ones, so the error is White's.
    around = (took - columns @ (aside, slope)) ** 2
    error = float(np.sqrt((inverse @ (columns * around[:, None]).T @ columns @ inverse)[0, 0]))
    value, low, high = (max(0.0, float(aside + sign * Z * error)) for sign in (0, -1, 1))
    parking = Fit("parking_minutes", value, low, high, n, "corrected")
    far = planned >= LEAST_WAY_MINUTES
    if slope <= 0 or int(far.sum()) < LEAST:
        return [parking, Kept("way_spread", int(far.sum()), "too_few")]
    return [parking, _way_spread(took[far], planned[far], value, error)]


def _way_spread(took: Floats, planned: Floats, aside: float, error: float) -> Found:
    """How much driving varies, with what the doubt of the minutes beside it does to that."""
    found, less, more = (
        spread("way_spread", np.maximum(0.0, took - one) / planned) for one in (aside, aside - error, aside + error)
    )
    if not (isinstance(found, Fit) and isinstance(less, Fit) and isinstance(more, Fit)):
        return found
    moved = Z * (more.value - less.value) / 2.0
    low, high = (float(np.hypot(found.value - found.low, moved)), float(np.hypot(found.high - found.value, moved)))
    return replace(found, low=max(0.0, found.value - low), high=found.value + high)


def _material(past: Past) -> list[Found]:
    """Cents of material, as it was bought, for a repair that is ready: of a kind that asks for material, and others."""
    reports = past.reports
    ready = np.isfinite(reports.ready) & (reports.fate > 0) & ~np.isnan(reports.material_cents)
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
    there = ~shifts.is_absent
    return [
        plus(found, -register["ill_share"]),
        mean("shift_from_minute", shifts.begins[there]),
        mean("shift_minutes", shifts.minutes[there]),
    ]


def _is_off(past: Past, at: Floats) -> Bools:
    """Whether nobody is at work then."""
    known = np.where(np.isfinite(at), at, 0.0)
    minute, day = known % DAY, np.clip((known // DAY).astype(np.int64), 0, past.days.count - 1)
    begins, ends = WORK_HOURS
    return np.asarray(np.isfinite(at) & (~past.days.workday[day] | (minute < begins) | (minute >= ends)))


def waits_for_morning(past: Past) -> float | None:
    """The share of the emergencies outside working hours that were ready when people were at work again; None when
    there were too few."""
    reports = past.reports
    rush = (
        (reports.urgency <= URGENCY_CODES.index("emergency")) & (reports.fate == VISITED) & np.isfinite(reports.ready)
    )
    night = rush & _is_off(past, reports.at)
    if night.sum() < LEAST:
        return None
    return float((~_is_off(past, reports.ready) & night).sum() / night.sum())


def _on_call(past: Past) -> list[Found]:
    """The least and the most minutes from an emergency outside working hours until it is ready, where it was ready
    before work began again: the ends of an even spread with the mean and the deviation that were seen."""
    reports = past.reports
    rush = (reports.urgency <= URGENCY_CODES.index("emergency")) & (reports.fate == VISITED)
    took = (reports.ready - reports.at)[rush]
    is_on_call = _is_off(past, reports.at[rush]) & _is_off(past, reports.ready[rush]) & (took < NIGHT)
    took = took[is_on_call]
    n = len(took)
    if n < LEAST:
        return [Kept(code, n, "too_few") for code in ("on_call_least_minutes", "on_call_most_minutes")]
    half = float(took.std(ddof=1)) * np.sqrt(3.0)
    # Of an even spread the mean has this error, and its ends at most twice that.
    error = 2.0 * Z * float(took.std(ddof=1)) / np.sqrt(n)
    found: list[Found] = []
    for code, end in (("on_call_least_minutes", took.mean() - half), ("on_call_most_minutes", took.mean() + half)):
        value, low, high = (max(0.0, float(end + sign * error)) for sign in (0, -1, 1))
        found.append(Fit(code, value, low, high, n, "corrected"))
    return found


def _unknown() -> list[Found]:
    return [Kept(code, 0, "not_recorded") for code in ("own_trades_share", "contractor_days", "ill_share")]
