"""How long each kind of work takes and how much that varies, learned from own visits, of which there are often few.

Visits are compared on the logarithm of their minutes. A kind's mean is drawn towards the mean of its trade by as much
as its own visits leave open (normal-normal, empirical Bayes: Efron and Morris 1975, JASA 70:311-319; Gelman et al.,
Bayesian Data Analysis, chapter 5), with the spread between kinds by moments (DerSimonian and Laird 1986, Controlled
Clinical Trials 7:177-188). Its variance is drawn towards that of the trade as if by some more visits (scaled inverse
chi-square: Smyth 2004, Stat. Appl. Genet. Mol. Biol. 3:3). What lies far out counts as the border (winsorised: Tukey
1962, Ann. Math. Stat. 33:1-67), measured by the median deviation, which a few wrong clockings cannot move.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, log
from statistics import fmean, median

from voordeur.planning.engine.uncertain import of_logs

USUAL_MINUTES = 60.0  # of a kind without a norm in a trade without norms
WITHIN_SD = 0.5  # of the logarithm within a kind, before anything was seen: a spread of half the mean
BETWEEN_SD = 0.5  # of the logarithm between kinds of a trade, before anything was seen
WITHIN_VISITS = 4.0  # so many visits the trade's variance is worth against a kind's own
BETWEEN_KINDS = 2.0  # so many kinds what is known beforehand is worth against those that were seen
BORDER = 3.5  # robust standard deviations from the median beyond which a visit counts as the border
LEAST_DEVIATION = 0.15  # of the logarithm: visits that happen to be equal do not make every other one far out
ENOUGH = 3  # visits from which a kind has a middle of its own


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: its trade, and the minutes that a norm gives it, where there is one."""

    trade: str
    norm_minutes: float | None = None


@dataclass(frozen=True, slots=True)
class Learned:
    """What a next visit of a kind will take: mean and standard deviation in minutes.

    `visits` were used; `own_share` is how much of the mean is the kind's own (0: the trade's alone, 1: its own alone).
    """

    mean_minutes: float
    sd_minutes: float
    visits: int
    own_share: float


@dataclass(frozen=True, slots=True)
class _Own:
    """The visits of a kind on the scale of the logarithm, against its norm."""

    count: int
    mean: float
    squares: float  # around that mean


@dataclass(frozen=True, slots=True)
class _Trade:
    mean: float
    mean_variance: float
    between: float
    within: float


def learn(visits: Iterable[tuple[str, float]], kinds: Mapping[str, Kind]) -> dict[str, Learned]:
    """What every kind takes, from visits as (kind, minutes of work). A kind without visits takes what its trade does.

    Visits of no minutes or of a kind that is not in `kinds` are left aside.
    """
    offsets = _offsets(kinds)
    logs: dict[str, list[float]] = defaultdict(list)
    for name, minutes in visits:
        if name in kinds and isfinite(minutes) and minutes > 0:
            logs[name].append(log(minutes / offsets[name]))
    members: dict[str, list[str]] = defaultdict(list)
    for name, kind in kinds.items():
        members[kind.trade].append(name)
    found: dict[str, Learned] = {}
    for names in members.values():
        own = _own({name: logs[name] for name in names if logs[name]})
        trade = _trade(list(own.values()))
        found |= {name: _learned(own.get(name, _Own(0, 0.0, 0.0)), trade, offsets[name]) for name in names}
    return {name: found[name] for name in kinds}


def _offsets(kinds: Mapping[str, Kind]) -> dict[str, float]:
    """The minutes against which visits of a kind are compared: its norm, or the usual norm of its trade."""
    norms: dict[str, list[float]] = defaultdict(list)
    for kind in kinds.values():
        if kind.norm_minutes is not None and kind.norm_minutes > 0:
            norms[kind.trade].append(kind.norm_minutes)
    usual = {trade: median(given) for trade, given in norms.items()}
    return {
        name: kind.norm_minutes
        if kind.norm_minutes is not None and kind.norm_minutes > 0
        else usual.get(kind.trade, USUAL_MINUTES)
        for name, kind in kinds.items()
    }


def _own(logs: Mapping[str, Sequence[float]]) -> dict[str, _Own]:
    middles = {name: median(values) for name, values in logs.items() if len(values) >= ENOUGH}
    within = _deviation(abs(value - middle) for name, middle in middles.items() for value in logs[name])
    together = [value for values in logs.values() for value in values]
    found: dict[str, _Own] = {}
    for name, values in logs.items():
        # With one or two visits nobody knows which is the odd one: then the whole trade is the measure.
        middle, deviation = middles.get(name), within
        if middle is None:
            middle = median(together)
            deviation = max(within, _deviation(abs(value - middle) for value in together))
        low, high = middle - BORDER * deviation, middle + BORDER * deviation
        kept = [min(high, max(low, value)) for value in values]
        mean = fmean(kept)
        found[name] = _Own(len(kept), mean, sum((value - mean) ** 2 for value in kept))
    return found


def _deviation(away: Iterable[float]) -> float:
    """A standard deviation from distances to the middle, of which up to half may be wrong."""
    return max(LEAST_DEVIATION, 1.4826 * median([*away] or [0.0]))


def _trade(own: Sequence[_Own]) -> _Trade:
    degrees = sum(one.count - 1 for one in own)
    squares = sum(one.squares for one in own)
    within = (squares + WITHIN_VISITS * WITHIN_SD**2) / (degrees + WITHIN_VISITS)
    between = _between(own, within)
    # Before anything was seen the trade works at its norms, give or take what kinds differ.
    weights = [1 / (between + within / one.count) for one in own]
    prior = 1 / (BETWEEN_SD**2 + WITHIN_SD**2)
    total = sum(weights) + prior
    mean = sum(weight * one.mean for weight, one in zip(weights, own, strict=True)) / total
    return _Trade(mean, 1 / total, between, within)


def _between(own: Sequence[_Own], within: float) -> float:
    """The variance between the kinds of a trade."""
    if len(own) < 2:
        return BETWEEN_SD**2
    weights = [one.count / within for one in own]
    total = sum(weights)
    mean = sum(weight * one.mean for weight, one in zip(weights, own, strict=True)) / total
    spread = sum(weight * (one.mean - mean) ** 2 for weight, one in zip(weights, own, strict=True))
    freedom = len(own) - 1
    seen = max(0.0, (spread - freedom) / (total - sum(weight**2 for weight in weights) / total))
    return (freedom * seen + BETWEEN_KINDS * BETWEEN_SD**2) / (freedom + BETWEEN_KINDS)


def _learned(own: _Own, trade: _Trade, offset: float) -> Learned:
    within = (own.squares + WITHIN_VISITS * trade.within) / (max(0, own.count - 1) + WITHIN_VISITS)
    share = trade.between / (trade.between + within / own.count) if own.count else 0.0
    mean = share * own.mean + (1 - share) * trade.mean
    unsure = trade.between * (1 - share) + (1 - share) ** 2 * trade.mean_variance
    minutes, sd = of_logs(mean, (within + unsure) ** 0.5)
    return Learned(minutes * offset, sd * offset, own.count, share)
