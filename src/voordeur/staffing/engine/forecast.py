"""How many calls come in each quarter of an hour of a coming day, learned from the own history. No clock, no database.

A quarter's expected calls are a product: the level of these weeks x the weekday x the time of day x what a closed day
before it adds x how the season moves. Each part is estimated from all days that say something about it, which is why it
beats the mean of the last four same weekdays: that mean knows only four numbers per quarter.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from voordeur.kernel.errors import Refused
from voordeur.staffing.engine.doubt import LEAST_SPREAD, Doubt, left_out, moments, of_errors

SLOTS = 96
WEEKDAYS = 7
AHEAD_DAYS = 7
# In so many cases out of one the calls that come lie between the two ends that are told.
INTERVAL_SHARE = 0.8
ROUNDS = 4
LEAST_DAYS = 14
# Weeks after which what was learned about weekdays and hours counts half: habits change slower than the level.
SHAPE_HALF_LIFE_DAYS = 70.0
LEVEL_HALF_LIVES = (48.0, 24.0, 12.0, 6.0, 3.0)
TRUST_POWER = 20.0
# A level that was followed for so few days may yet drift: this much extra variance of a quarter, divided by the days.
DRIFT_DOUBT_DAYS = 0.4
RECENT_DAYS = 56
BANDWIDTHS = (0.0, 0.6, 1.0, 1.7, 3.0, 5.0)
# A day without one call is a hole in the register when so many were expected.
SURELY_CALLED = 15.0
YEAR_DAYS = 364
SEASON_SMOOTH_DAYS = 14.0
SEASON_TRUST = 0.5
# So many days' worth of doubt that the day after a closed day is like any other.
CLOSURE_DOUBT_DAYS = 3.0

Grid = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class History:
    """Calls per day and quarter from `first_on` on, one row of 96 a day, and in which quarters one could call.

    What came in while closed is not counted. A day without one call on which many are usual is taken for a hole in the
    register, not for a quiet day.
    """

    first_on: date
    calls: Grid
    is_open: Mask

    def __post_init__(self) -> None:
        if self.calls.shape != self.is_open.shape or self.calls.shape[1:] != (SLOTS,):
            raise ValueError(f"rows of {SLOTS} quarters are wanted, found {self.calls.shape} and {self.is_open.shape}")

    @property
    def days(self) -> list[date]:
        return [self.first_on + timedelta(days=number) for number in range(len(self.calls))]

    def before(self, number: int) -> "History":
        """The first `number` days."""
        return History(self.first_on, self.calls[:number], self.is_open[:number])


@dataclass(frozen=True, slots=True)
class Expected:
    """Expected calls per quarter of one day; `spread` is the extra variance beside chance, as a share of the square."""

    on: date
    calls: Grid
    spread: float
    day_spread: float

    def interval(self, share: float = INTERVAL_SHARE) -> tuple[Grid, Grid]:
        """Between which numbers of calls a quarter ends in `share` of the cases."""
        return _interval(self.calls, self.spread, share)

    def day_interval(self, share: float = INTERVAL_SHARE) -> tuple[float, float]:
        """The same for the day as a whole."""
        low, high = _interval(np.array([self.calls.sum()]), self.day_spread, share)
        return float(low[0]), float(high[0])


def _interval(mean: Grid, spread: float, share: float) -> tuple[Grid, Grid]:
    """Quantiles of the negative binomial: variance mean + `spread` x mean squared."""
    from scipy.special import nbdtrik  # a third of a second to load

    size = 1.0 / max(spread, LEAST_SPREAD)
    chance = size / (size + np.maximum(mean, 1e-9))

    def quantile(at: float) -> Grid:
        # The inverse is told as a number with a fraction, and not at all where nobody calling is likelier than `at`.
        found = np.nan_to_num(np.asarray(nbdtrik(at, size, chance)))
        return np.asarray(np.where(mean > 0, np.maximum(0.0, np.ceil(found - 1e-9)) + 0.0, 0.0))

    tail = (1.0 - share) / 2.0
    return quantile(tail), quantile(1.0 - tail)


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned; `expect` says what it means for a day."""

    last_on: date
    rates: Grid  # weekday x quarter, at level 1
    level: float
    half_life_days: float
    bandwidth: float
    closure_factor: float
    seasons: dict[date, float]
    spread: float
    doubt: Doubt  # of a day as a whole

    def expect(self, on: date, is_open: Mask, *, is_after_closure: bool = False) -> Expected:
        """Expected calls on a day that is open as `is_open` says (96 quarters)."""
        factor = self.level * self._season(on) * (self.closure_factor if is_after_closure else 1.0)
        calls = np.where(is_open, self.rates[on.weekday()] * factor, 0.0)
        return Expected(on, calls, self.spread, self.doubt.spread_of(float(calls.sum())))

    def _season(self, on: date) -> float:
        """How last year went on from here: half of it is believed, as one year is one year."""
        year = timedelta(days=YEAR_DAYS)
        then, from_ = self.seasons.get(on - year), self.seasons.get(self.last_on - year)
        if not then or not from_:
            return 1.0
        return float((then / from_) ** SEASON_TRUST)


def learn(history: History) -> Model:
    """Estimate every part. Raises `Refused("too_little_history")` below two weeks of days with calls."""
    calls = np.where(history.is_open, history.calls, 0.0)
    days = history.days
    weekdays = np.array([day.weekday() for day in days])
    is_known = known_days(calls, history.is_open, weekdays)
    if is_known.sum() < LEAST_DAYS * _share_of_open_days(history.is_open):
        raise Refused("too_little_history", days=int(is_known.sum()), least=LEAST_DAYS)
    seen = history.is_open & is_known[:, None]
    calls = np.where(seen, calls, 0.0)
    after = after_closure(history.is_open, weekdays)

    weight = 0.5 ** (np.arange(len(days))[::-1] / SHAPE_HALF_LIFE_DAYS)
    totals = calls.sum(axis=1)
    level = np.ones(len(days))
    closure = 1.0
    for _ in range(ROUNDS):
        exposed = level * np.where(after, closure, 1.0)
        rates, bandwidth = _rates(calls, seen, weekdays, weight, exposed)
        usual = np.where(seen, rates[weekdays], 0.0)
        closure = _closure_factor(calls, usual.sum(axis=1) * level, after)
        usual *= np.where(after, closure, 1.0)[:, None]
        base = usual.sum(axis=1)
        ahead, half_life = _ahead(totals, base)
        level = _smooth_level(totals, base, half_life)
    judged = np.flatnonzero(is_known & (base > 0))
    judged = judged[judged >= AHEAD_DAYS]
    foreseen = usual[judged] * ahead[judged - AHEAD_DAYS][:, None]
    drift = DRIFT_DOUBT_DAYS / int(is_known.sum())
    alone = left_out(totals, base * level, weight, weekdays, is_known)[judged]
    return Model(
        last_on=days[-1],
        rates=rates,
        level=float(ahead[-1]),
        half_life_days=half_life,
        bandwidth=bandwidth,
        closure_factor=closure,
        seasons=_seasons(days, totals, base),
        spread=moments(calls[judged], foreseen) + drift,
        doubt=of_errors(totals[judged], foreseen.sum(axis=1) * alone, judged),
    )


# --- which days say something ---------------------------------------------------------------------------------------


def known_days(calls: Grid, is_open: Mask, weekdays: NDArray[np.int_]) -> Mask:
    """Days that were open and of which the register has calls: an empty day where many were usual is a hole."""
    totals = calls.sum(axis=1)
    is_known = is_open.any(axis=1)
    for weekday in range(WEEKDAYS):
        here = weekdays == weekday
        usual = np.median(totals[here & is_known]) if (here & is_known).any() else 0.0
        is_known &= ~(here & (totals == 0) & (usual >= SURELY_CALLED))
    return np.asarray(is_known)


def after_closure(is_open: Mask, weekdays: NDArray[np.int_]) -> Mask:
    """Days before which a day was closed on which one can usually call."""
    opened = np.asarray(is_open.any(axis=1))
    usually = np.zeros(WEEKDAYS, dtype=np.bool_)
    for weekday in np.unique(weekdays):
        usually[weekday] = opened[weekdays == weekday].mean() > 0.5
    missed = usually[weekdays] & ~opened
    found = np.zeros(len(weekdays), dtype=np.bool_)
    waiting = False
    for number in range(len(weekdays)):
        if opened[number]:
            found[number], waiting = waiting, False
        elif missed[number]:
            waiting = True
    return found


def _share_of_open_days(is_open: Mask) -> float:
    return float(is_open.any(axis=1).mean())


# --- the parts ------------------------------------------------------------------------------------------------------


def _rates(calls: Grid, seen: Mask, weekdays: NDArray[np.int_], weight: Grid, level: Grid) -> tuple[Grid, float]:
    """Calls per quarter and weekday at level 1, and the bandwidth of the smoothing over the day.

    Every weekday leans on the shape of all days together, as much as its own shape cannot be told from it by more than
    chance (James & Stein 1961).
    """
    came = np.zeros((WEEKDAYS, SLOTS))
    exposed = np.zeros((WEEKDAYS, SLOTS))
    for weekday in range(WEEKDAYS):
        here = weekdays == weekday
        came[weekday] = (calls[here] * weight[here, None]).sum(axis=0)
        exposed[weekday] = (seen[here] * (weight * level)[here, None]).sum(axis=0)
    # The shape of the day and the size of the weekday, each given the other.
    shape = np.ones(SLOTS)
    size = np.ones(WEEKDAYS)
    for _ in range(6):
        size = _quotient(came.sum(axis=1), (exposed * shape).sum(axis=1))
        shape = _quotient(came.sum(axis=0), (exposed * size[:, None]).sum(axis=0))
    bandwidth = _best_bandwidth(calls, seen, weekdays, weight, level, came, exposed, size)
    kernel = _kernel(bandwidth)
    shape = _quotient(came.sum(axis=0) @ kernel, (exposed * size[:, None]).sum(axis=0) @ kernel)
    shape = _filled(shape, exposed.sum(axis=0) > 0)
    rates = np.zeros((WEEKDAYS, SLOTS))
    usual = size[size > 0].mean() if (size > 0).any() else 0.0
    for weekday in range(WEEKDAYS):
        pooled = shape * (size[weekday] if exposed[weekday].sum() > 0 else usual)
        expected = pooled * exposed[weekday]
        apart = ((came[weekday] - expected) ** 2).sum()
        # Weights below 1 shrink the variance of a weighted sum below its mean: count it as it is.
        noise = expected.sum() * (weight[weekdays == weekday].mean() if (weekdays == weekday).any() else 1.0)
        own = max(0.0, 1.0 - noise / apart) if apart > 0 else 0.0
        mine = _quotient(came[weekday] @ kernel, exposed[weekday] @ kernel)
        rates[weekday] = np.where(exposed[weekday] @ kernel > 0, own * mine + (1.0 - own) * pooled, pooled)
    return rates, bandwidth


def _quotient(above: Grid, below: Grid) -> Grid:
    return np.divide(above, below, out=np.zeros_like(below), where=below > 1e-12)


def _filled(shape: Grid, is_seen: Mask) -> Grid:
    """Quarters in which one could never call yet take after the nearest ones in which one could."""
    if is_seen.all() or not is_seen.any():
        return shape
    at = np.arange(SLOTS)
    return np.where(is_seen, shape, np.interp(at, at[is_seen], shape[is_seen]))


def _kernel(bandwidth: float) -> Grid:
    """How much each quarter leans on those around it. Divided by the exposure smoothed alike, it keeps the sums."""
    if bandwidth == 0.0:
        return np.eye(SLOTS)
    at = np.arange(SLOTS)
    leaning = np.exp(-0.5 * ((at[:, None] - at[None, :]) / bandwidth) ** 2)
    return np.asarray(leaning / leaning.sum(axis=0))


def _best_bandwidth(
    calls: Grid,
    seen: Mask,
    weekdays: NDArray[np.int_],
    weight: Grid,
    level: Grid,
    came: Grid,
    exposed: Grid,
    size: Grid,
) -> float:
    """The smoothing that foretells each day best from the other days of its kind."""
    best, chosen = np.inf, 0.0
    other_came = came[weekdays] - calls * weight[:, None]
    other_exposed = exposed[weekdays] - seen * (weight * level)[:, None]
    for bandwidth in BANDWIDTHS:
        kernel = _kernel(bandwidth)
        foretold = _quotient(other_came @ kernel, other_exposed @ kernel) * level[:, None]
        wrong = (np.where(seen, (calls - foretold) ** 2, 0.0) * weight[:, None]).sum()
        if wrong < best * (1.0 - 1e-9):
            best, chosen = wrong, bandwidth
    return chosen


def _closure_factor(calls: Grid, expected: Grid, after: Mask) -> float:
    """How many more come on the first day after a closed one."""
    if not after.any():
        return 1.0
    usual = expected[expected > 0]
    doubt = CLOSURE_DOUBT_DAYS * (usual.mean() if len(usual) else 1.0)
    return float((calls[after].sum() + doubt) / (expected[after].sum() + doubt))


def _level_at(totals: Grid, base: Grid, half_life: float) -> Grid:
    """The level as known at the end of each day, recent days counting more."""
    keep = 0.5 ** (1.0 / half_life)
    above = below = 0.0
    found = np.ones(len(totals))
    for number in range(len(totals)):
        above, below = keep * above + totals[number], keep * below + base[number]
        found[number] = above / below if below > 0 else 1.0
    return found


def _smooth_level(totals: Grid, base: Grid, half_life: float) -> Grid:
    """The level of each day by the days on both sides."""
    at = np.arange(len(totals))
    near = 0.5 ** (np.abs(at[:, None] - at[None, :]) / half_life)
    found = _quotient(near @ totals, near @ base)
    return np.where(found > 0, found, 1.0)


def _ahead(totals: Grid, base: Grid) -> tuple[Grid, float]:
    """The level of a week later as expected at the end of each day, and the half-life that does best.

    Slow and fast ways to follow the level are averaged, each by how well it foretold the last weeks a week ahead
    (Bates & Granger 1969): which of them is best changes too often to bet on one.
    """
    ways = [_level_at(totals, base, half_life) for half_life in LEVEL_HALF_LIVES]
    trust = np.ones(len(ways))
    if len(totals) > 2 * AHEAD_DAYS:
        came, usual = totals[AHEAD_DAYS:], base[AHEAD_DAYS:]
        for place, level in enumerate(ways):
            foretold = level[:-AHEAD_DAYS] * usual
            counts = (usual > 0) & (foretold > 0)
            found, told = came[counts][-RECENT_DAYS:], foretold[counts][-RECENT_DAYS:]
            wrong = _deviance(found, told)
            trust[place] = max(wrong, 1e-9) ** -TRUST_POWER
    trust /= trust.sum()
    return np.asarray(sum(part * level for part, level in zip(trust, ways, strict=True))), LEVEL_HALF_LIVES[
        int(trust.argmax())
    ]


def _deviance(came: Grid, foretold: Grid) -> float:
    """How far counts lie from what was foretold, by the measure that belongs to counts (Poisson)."""
    quotient = np.divide(came, foretold, out=np.ones_like(came), where=came > 0)
    return float(2.0 * (came * np.log(quotient) - came + foretold).sum())


def _seasons(days: list[date], totals: Grid, base: Grid) -> dict[date, float]:
    """The level of each day by the weeks around it, for the same days of a year later."""
    if len(days) < YEAR_DAYS:
        return {}
    level = _smooth_level(totals, base, SEASON_SMOOTH_DAYS)
    return dict(zip(days, map(float, level), strict=True))
