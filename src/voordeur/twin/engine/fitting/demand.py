"""What is asked of the association: how much breaks, of what kind, what is asked, what needs no visit."""

import numpy as np

from voordeur.policy.models import URGENCY_CODES, ServicePolicy
from voordeur.twin.engine.fitting.past import DAY, OPEN, WITHOUT_VISIT, Past
from voordeur.twin.engine.fitting.profiles import wanted, weights, years
from voordeur.twin.engine.fitting.values import LEAST, Fit, Found, Kept, dispersion, rate, share, times
from voordeur.twin.engine.kinds import GROUPS, kinds_of
from voordeur.twin.engine.register import Register

WEEK = 7
ROUNDS = 40  # until the factors of the trades stand still
LAST_DAYS = 28  # whose repairs may still be on their way: what becomes of them is not known


def fit_demand(past: Past, register: Register) -> list[Found]:
    """Repairs and questions per home and year, classes of urgency, and what needs no visit."""
    return [*_amounts(past, register), *_urgencies(past, register), *_settled(past)]


def _swing(past: Past, at: np.ndarray, register: Register) -> float:
    """How much more weeks differ than by chance alone."""
    days = past.days
    weeks = np.arange(days.count) // WEEK
    whole = np.bincount(weeks) == WEEK
    seen = np.bincount(weeks, np.bincount((at // DAY).astype(np.int64), minlength=days.count)[: days.count])
    busy = np.bincount(weeks, weights(days, register))
    return dispersion(seen[whole], busy[whole] * seen[whole].sum() / max(busy[whole].sum(), 1e-9))


def _amounts(past: Past, register: Register) -> list[Found]:
    exposure = past.homes * years(past.days, register)
    reports = past.reports.at
    questions = wanted(past)[len(reports) :]
    # The year of the register has its days of frost on top; what came in had them in it.
    frost = 1.0 + (register["frost_factor"] - 1.0) * register["frost_days"] / 365.0
    return [
        times(
            rate("repairs_per_home", len(reports), exposure, dispersion=_swing(past, reports, register)),
            1.0 / frost,
            how="rate",
        ),
        rate("questions_per_home", len(questions), exposure, dispersion=_swing(past, questions, register)),
        Kept("frost_factor", 0, "not_recorded"),
    ]


def _urgencies(past: Past, register: Register) -> list[Found]:
    number = np.bincount(past.reports.urgency, minlength=len(URGENCY_CODES))
    total = int(number.sum())
    return [share(f"urgency_{code}_share", int(one), total) for code, one in zip(URGENCY_CODES, number, strict=True)]


def fit_trades(past: Past, register: Register, policy: ServicePolicy) -> list[Found]:
    """How much oftener things of each group of trades break than the question tree says, and how often something in a
    shared space does: factors under which the tree gives the shares that were seen."""
    reports = past.reports
    codes = [*(f"{name}_factor" for name, _ in GROUPS), "bought_factor"]
    number = np.bincount(np.where(reports.group < 0, len(GROUPS), reports.group), minlength=len(codes))
    total = int(number.sum())
    if total < LEAST or not number.all():
        return [Kept(code, int(one), "too_few") for code, one in zip(codes, number, strict=True)]
    seen = number / total
    factors = np.ones(len(codes))
    for _ in range(ROUNDS):
        own = Register(register.parameters, {**register.values, **dict(zip(codes, factors.tolist(), strict=True))})
        kinds, weights = kinds_of(policy, own)
        thought = np.bincount(np.where(kinds.group < 0, len(GROUPS), kinds.group), weights, minlength=len(codes))
        factors *= seen / (thought / thought.sum())
        factors /= factors[0]
    factors /= factors @ seen
    found: list[Found] = []
    for code, one, factor in zip(codes, number, factors, strict=True):
        fit = share(code, int(one), total)
        found.append(times(fit, float(factor) * total / int(one), how="profile"))
    return found


def _settled(past: Past) -> list[Found]:
    """What ends without a visit of ours: the tenant does what he has to pay, and everything else that goes away."""
    reports = past.reports
    is_known = (reports.at < (past.days.count - LAST_DAYS) * DAY) & (reports.fate != OPEN)
    is_rush = reports.urgency <= URGENCY_CODES.index("emergency")
    without = reports.fate == WITHOUT_VISIT
    theirs = is_known & reports.is_tenants & ~is_rush
    others = is_known & ~(reports.is_tenants & ~is_rush)
    itself = share("self_help_share", int((without & others).sum()), int(others.sum()))
    does = share("tenant_does_it_share", int((without & theirs).sum()), int(theirs.sum()))
    if isinstance(does, Fit) and isinstance(itself, Fit):
        # Of those who have to pay, as many as of the others would have had no need of us anyway.
        def without_others(one: float) -> float:
            return max(0.0, 1.0 - (1.0 - one) / max(1e-9, 1.0 - itself.value))

        value, low, high = map(without_others, (does.value, does.low, does.high))
        does = Fit(does.code, value, low, high, does.n, "share")
    return [itself, does, share("subscribed_share", *past.tenancies)]
