"""Is the forecast worth it: every past day foretold from what was known a week before, beside a plain mean.

The plain mean is what people do by hand: the same weekday of the last four weeks. Both know the same days.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voordeur.kernel.errors import Refused
from voordeur.staffing.engine.forecast import (
    AHEAD_DAYS,
    INTERVAL_SHARE,
    WEEKDAYS,
    Grid,
    History,
    Mask,
    after_closure,
    known_days,
    learn,
)

PLAIN_WEEKS = 4


@dataclass(frozen=True, slots=True)
class Score:
    """Root of the mean squared error per quarter and per day, ours and the plain mean's; shares inside the interval."""

    days: int
    quarter_error: float
    quarter_error_plain: float
    day_error: float
    day_error_plain: float
    inside_share: float
    inside_share_days: float
    interval_share: float


def plain_mean(history: History, number: int, is_known: Mask, *, least_weeks: int = 1) -> Grid | None:
    """The mean of the last four same weekdays known a week before day `number`; None when too few are known."""
    before = [number - week * WEEKDAYS for week in range(1, PLAIN_WEEKS + 1)]
    rows = [one for one in before if one >= 0 and is_known[one]]
    if len(rows) < least_weeks:
        return None
    return np.asarray(np.where(history.is_open[number], history.calls[rows].mean(axis=0), 0.0))


def score(
    history: History, *, last_days: int = 56, interval_share: float = INTERVAL_SHARE, least_weeks: int = 1
) -> Score:
    """Foretell each of the last days from the history up to a week before it.

    A day counts when the register has it and the plain mean can be taken. Raises `Refused("too_little_history")` when
    there is no such day.
    """
    weekdays: NDArray[np.int_] = np.array([day.weekday() for day in history.days])
    calls = np.where(history.is_open, history.calls, 0.0)
    is_known = known_days(calls, history.is_open, weekdays)
    after = after_closure(history.is_open, weekdays)
    errors: list[tuple[Grid, Grid, Grid, Mask]] = []
    inside = inside_days = quarters = 0
    for number in range(max(AHEAD_DAYS, len(calls) - last_days), len(calls)):
        if not is_known[number]:
            continue
        plain = plain_mean(history, number, is_known, least_weeks=least_weeks)
        if plain is None:
            continue
        try:
            model = learn(history.before(number - AHEAD_DAYS + 1))
        except Refused:
            continue
        is_open = history.is_open[number]
        expected = model.expect(history.days[number], is_open, is_after_closure=bool(after[number]))
        came = calls[number]
        errors.append((came, expected.calls, plain, is_open))
        low, high = expected.interval(interval_share)
        inside += int(((low <= came) & (came <= high) & is_open).sum())
        quarters += int(is_open.sum())
        least, most = expected.day_interval(interval_share)
        inside_days += int(least <= came.sum() <= most)
    if not errors:
        raise Refused("too_little_history", days=int(is_known.sum()), least=2 * AHEAD_DAYS)
    came, ours, plains = (np.array([one[part] for one in errors]) for part in range(3))
    is_open = np.array([one[3] for one in errors])
    return Score(
        days=len(errors),
        quarter_error=_root(((came - ours) ** 2)[is_open]),
        quarter_error_plain=_root(((came - plains) ** 2)[is_open]),
        day_error=_root((came.sum(axis=1) - ours.sum(axis=1)) ** 2),
        day_error_plain=_root((came.sum(axis=1) - plains.sum(axis=1)) ** 2),
        inside_share=inside / quarters,
        inside_share_days=inside_days / len(errors),
        interval_share=interval_share,
    )


def _root(squares: Grid) -> float:
    return float(np.sqrt(squares.mean()))
