"""Recorded calls once more, through the simulated first line: what would these callers have lived with these agents.

Learns from weeks of which the waits are known (`calibrate`), then lets other weeks through the queue (`replay`). Of the
replayed weeks only the moments of calling are read; their talks too where that is asked, their waits never.
"""

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from voordeur.kernel.errors import Refused
from voordeur.kernel.seeds import number
from voordeur.planning.engine.kernel.forms import Floats, Ints
from voordeur.twin.engine.calls import Calls, Desk
from voordeur.twin.engine.kernel.laws import count_ahead
from voordeur.twin.engine.kernel.outcomes import ANSWERED
from voordeur.twin.engine.patience import Patience, learn, steady
from voordeur.twin.engine.queue import run
from voordeur.twin.engine.recorded import DAY_SECONDS, Recorded

Talks = Literal["recorded", "drawn"]
Flags = NDArray[np.bool_]
# Who is answered, and after how many seconds (as long as he waited, for who left).
Life = tuple[Flags, Floats]

SOON_SECONDS = 20.0
MOST_REPLICATIONS = 10_000
INTERVAL_SHARE = 0.95
# Talks differ by the time of day (blocks of two hours) and by weekday; a block with fewer talks takes those of all day.
TALK_BLOCKS = 12
LEAST_TALKS = 200
WEEKDAY_TRUST_TALKS = 400.0
# Hours at which a part of the day begins that has its own time off after a talk, and what makes such a part trusted.
PARTS_FROM = (0, 9, 12, 15, 18)
PART_TRUST_LEFT = 100.0
LEARN_RUNS = 6
LEARN_SEED = 1999
HALVINGS = 9
ROUNDS = 3
MOST_OFF_SECONDS = 100_000
WEEK_SECONDS = 7 * DAY_SECONDS
LEAST_CALLS_PER_WEEK = 300
# What weeks of the bank of January 1999 missed when they were predicted from others (`bench/twin_weeks.py`, as
# logarithms), and the number of weeks that this knowledge counts for beside the weeks at hand.
DOUBT_FOUND: dict[str, tuple[float, float, float]] = {"recorded": (0.10, 0.03, 0.02), "drawn": (0.15, 0.09, 0.10)}
DOUBT_WEEKS = 4.0


@dataclass(frozen=True, slots=True)
class Off:
    """What keeps an agent on duty from the next caller after a talk: wrapping up, a break, another queue.

    seconds: (parts of the day,) the mean. Of the share that leaves, the mean wait and the share answered soon, (3,)
    each, as logarithms: level: how much more was simulated than lived in the weeks learned from, which is taken off;
    doubt: the standard deviation by which a week comes out otherwise, beyond chance.
    """

    seconds: Floats
    level: Floats
    doubt: Floats


@dataclass(frozen=True, slots=True)
class Fit:
    """What `calibrate` learns.

    haste: (parts of the day,) factor on the chance of hanging up. talks: TALK_BLOCKS sorted arrays, seconds. weekday:
    (7,) factor on them, from Monday. off: with the talks as they were recorded; off_drawn: with talks drawn from
    `talks`. They differ, because recorded staff and recorded talks know of each other: in a quarter of an hour of long
    talks more agents are seen at once.
    """

    patience: Patience
    haste: Floats
    talks: tuple[Floats, ...]
    weekday: Floats
    off: Off
    off_drawn: Off

    def availability(self) -> Floats:
        """(parts of the day,) of the time of an agent on duty whom callers wait for, the share that goes to callers."""
        talk = float(np.mean([block.mean() for block in self.talks]))
        return talk / (talk + self.off.seconds)


@dataclass(frozen=True, slots=True)
class Between:
    """The mean over replications, and between which values 95% of the weeks ends: chance, days and fit together."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Replayed:
    """How the callers fared; shares are of all who were offered. `dataclasses.asdict` gives the contract's JSON."""

    offered: int
    abandoned_share: Between
    mean_wait_answered_seconds: Between
    within_20s_share: Between


# --- Replay ---------------------------------------------------------------------------------------------------------


def replay(calls: Recorded, staff: Desk, fit: Fit, *, seed: int, replications: int, talks: Talks = "drawn") -> Replayed:
    """Lets the recorded arrivals through the queue. The same seed gives the same answer.

    `talks`: "drawn" draws them all, so that nothing is read of how the calls ended; "recorded" gives who was answered
    the talk that was recorded, and draws one for who left, which looks at the outcome: for what would have been, not
    for a forecast. Raises `Refused`: "out_of_range", and "no_agents" when nobody is on duty on the days of the calls.
    """
    if not 1 <= replications <= MOST_REPLICATIONS:
        raise Refused("out_of_range", field="replications", value=replications, least=1, most=MOST_REPLICATIONS)
    _refuse_other_days(calls, staff)
    off = fit.off if talks == "recorded" else fit.off_drawn
    lived = np.array(
        [_fared(*_live(_draw(calls, fit, number(seed, "calls", i), talks), staff, off)) for i in range(replications)]
    )
    luck = np.random.default_rng(number(seed, "doubt")).standard_normal(lived.shape)
    lived = np.minimum(lived * np.exp(-off.level), _MOST)
    ends = lived * np.exp(off.doubt * luck)
    return Replayed(int(calls.arrives.size), *(_between(lived[:, k], ends[:, k], most) for k, most in enumerate(_MOST)))


_MOST = (1.0, math.inf, 1.0)


def _between(lived: Floats, ends: Floats, most: float) -> Between:
    edge = (1.0 - INTERVAL_SHARE) / 2.0
    mean = float(lived.mean())
    low, high = np.quantile(ends, [edge, 1.0 - edge])
    return Between(mean, min(mean, float(low)), max(mean, min(most, float(high))))


def _refuse_other_days(calls: Recorded, staff: Desk) -> None:
    """Somebody must be on duty between the first and the last call."""
    ends = np.append(staff.starts[1:], math.inf)
    if not np.any((staff.agents > 0) & (staff.starts <= calls.arrives[-1]) & (ends > calls.arrives[0])):
        raise Refused("no_agents")


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What chance gives these calls, (n,) each: seconds of talk, time off after it as a multiple of the mean, who joins
    the queue; and the patience, (n, 1, k), of all."""

    arrives: Floats
    talks: Floats
    off: Floats
    joins: Flags
    patience: Floats
    sizes: Ints


def _draw(calls: Recorded, fit: Fit, seed: int, talks: Talks) -> _Drawn:
    # One row of luck per purpose: call i has the same luck whatever else is asked.
    talk_luck, patience_luck, off_luck, join_luck = np.random.default_rng(seed).random((4, calls.arrives.size))
    talk = _draw_talks(calls.arrives, fit, talk_luck)
    if talks == "recorded":
        talk = np.where(calls.is_answered, calls.talks, talk)
    joins = join_luck >= fit.patience.leaves_at_once
    patience = fit.patience.draw(patience_luck, fit.haste[_part(calls.arrives)])
    return _Drawn(calls.arrives, talk, -np.log1p(-off_luck), joins, patience, fit.patience.sizes)


def _live(drawn: _Drawn, staff: Desk, off: Off) -> Life:
    """One life of these calls."""
    n, joins = drawn.arrives.size, drawn.joins
    busy = drawn.talks + off.seconds[_part(drawn.arrives)] * drawn.off
    came = drawn.arrives[joins]
    lived = run(Calls(came, busy[joins], drawn.patience[joins], drawn.sizes, np.empty((came.size, 0))), staff)
    is_answered, waits = np.zeros(n, dtype=np.bool_), np.zeros(n)
    is_answered[joins] = lived.outcome[:, 0] == ANSWERED
    waits[joins] = lived.waits[:, 0]
    return is_answered, waits


def _fared(is_answered: Flags, waits: Floats) -> Floats:
    """(3,) the share that left, the mean wait of the answered (0 without any), the share answered soon."""
    n = max(1, is_answered.size)
    answered = waits[is_answered]
    mean = float(answered.mean()) if answered.size else 0.0
    return np.array([1.0 - answered.size / n, mean, np.count_nonzero(answered <= SOON_SECONDS) / n])


def _part(arrives: Floats) -> Ints:
    hours = np.mod(arrives, DAY_SECONDS) / 3600.0
    return np.asarray(np.searchsorted(PARTS_FROM, hours, side="right") - 1)


def _block(arrives: Floats) -> Ints:
    return np.asarray(np.mod(arrives, DAY_SECONDS) * TALK_BLOCKS / DAY_SECONDS).astype(np.int64)


def _weekday(arrives: Floats) -> Ints:
    return (np.floor_divide(arrives, DAY_SECONDS).astype(np.int64) + 3) % 7


def _draw_talks(arrives: Floats, fit: Fit, luck: Floats) -> Floats:
    drawn, blocks = np.empty(arrives.size), _block(arrives)
    for block, talks in enumerate(fit.talks):
        here = blocks == block
        drawn[here] = talks[(luck[here] * talks.size).astype(np.int64)]
    return np.asarray(drawn * fit.weekday[_weekday(arrives)])


# --- Calibrate ------------------------------------------------------------------------------------------------------


def assume(calls: Recorded, *, patience_seconds: float, off_seconds: float) -> Fit:
    """A fit without recorded waits: the talks of these calls, and assumed means for the rest.

    Raises `Refused`: "out_of_range", and "nobody_answered" when no talk is known.
    """
    for field, value, least in (("patience_seconds", patience_seconds, 1), ("off_seconds", off_seconds, 0)):
        if not least <= value <= MOST_OFF_SECONDS:
            raise Refused("out_of_range", field=field, value=value, least=least, most=MOST_OFF_SECONDS)
    talks, weekday = _learn_talks(calls)
    offs = [
        Off(np.full(len(PARTS_FROM), off_seconds), np.zeros(3), np.array(DOUBT_FOUND[name]))
        for name in ("recorded", "drawn")
    ]
    return Fit(steady(patience_seconds), np.ones(len(PARTS_FROM)), talks, weekday, offs[0], offs[1])


def calibrate(calls: Recorded, staff: Desk) -> Fit:
    """Learns talks, patience and the time off after talks from calls of which the waits are known.

    Talks and patience are read off; the time off is such that the simulated weeks have the recorded share of callers
    who leave and the recorded mean wait (the mean of both misses, as logarithms, is nought). Raises
    `Refused("no_waits")` with the first `row` in order of arrival that has none, and "no_agents" as `replay`.
    """
    unknown = np.flatnonzero(np.isnan(calls.waits))
    if unknown.size:
        raise Refused("no_waits", row=int(unknown[0]) + 1)
    _refuse_other_days(calls, staff)
    leaves = calls.arrives + calls.waits
    ahead = count_ahead(calls.arrives, leaves, np.sort(leaves))
    patience = learn(calls.waits, ~calls.is_answered, ahead)
    talks, weekday = _learn_talks(calls)
    none = Off(np.zeros(len(PARTS_FROM)), np.zeros(3), np.zeros(3))
    fit = Fit(patience, _learn_haste(calls, patience, ahead), talks, weekday, none, none)
    return replace(fit, off=_learn_off(calls, staff, fit, "recorded"), off_drawn=_learn_off(calls, staff, fit, "drawn"))


def _learn_haste(calls: Recorded, patience: Patience, ahead: Ints) -> Floats:
    """How many hung up in each part of the day over how many were expected to, nearer to 1 where few did."""
    parts = _part(calls.arrives)
    expected = np.bincount(parts, patience.used(calls.waits, ahead), len(PARTS_FROM))
    left = np.bincount(parts[~calls.is_answered & (calls.waits > 0)], minlength=len(PARTS_FROM))
    return np.asarray((left + PART_TRUST_LEFT) / (expected + PART_TRUST_LEFT))


def _learn_talks(calls: Recorded) -> tuple[tuple[Floats, ...], Floats]:
    """Talks per block of the day, and how much longer they are per weekday; a weekday hardly seen is as any other."""
    if not calls.is_answered.any():
        raise Refused("nobody_answered")
    arrives, talks = calls.arrives[calls.is_answered], calls.talks[calls.is_answered]
    blocks, weekdays = _block(arrives), _weekday(arrives)
    found = [np.sort(talks[blocks == block]) for block in range(TALK_BLOCKS)]
    pools = tuple(pool if pool.size >= LEAST_TALKS else np.sort(talks) for pool in found)
    usual = np.array([pool.mean() for pool in pools])[blocks]
    trust = WEEKDAY_TRUST_TALKS * max(float(talks.mean()), 1e-9)
    here = [weekdays == day for day in range(7)]
    return pools, np.array([(talks[day].sum() + trust) / (usual[day].sum() + trust) for day in here])


def _learn_off(calls: Recorded, staff: Desk, fit: Fit, talks: Talks) -> Off:
    parts = _part(calls.arrives)
    everywhere = np.ones(len(PARTS_FROM))

    drawn = [_draw(calls, fit, number(LEARN_SEED, i), talks) for i in range(LEARN_RUNS)]

    def lives_of(seconds: Floats) -> list[Life]:
        return [_live(one, staff, Off(seconds, np.zeros(3), np.zeros(3))) for one in drawn]

    def overall(seconds: Floats) -> float:
        return _miss(calls, lives_of(seconds), np.ones(calls.arrives.size, dtype=np.bool_))

    most = 60.0
    while overall(most * everywhere) < 0 and most < MOST_OFF_SECONDS:
        most *= 2.0
    least = 0.0
    for _ in range(HALVINGS):
        middle = (least + most) / 2.0
        least, most = (middle, most) if overall(middle * everywhere) < 0 else (least, middle)
    seconds = (least + most) / 2.0 * everywhere
    for _ in range(ROUNDS):
        lives = lives_of(seconds)
        for part in range(len(PARTS_FROM)):
            here = parts == part
            left = np.count_nonzero(~calls.is_answered & here)
            trust = left / (left + PART_TRUST_LEFT)
            seconds[part] *= math.exp(-0.5 * trust * np.clip(_miss(calls, lives, here), -1.0, 1.0))
    for _ in range(ROUNDS):
        seconds = seconds * math.exp(-0.5 * float(np.clip(overall(seconds), -1.0, 1.0)))
    lives = lives_of(seconds)
    level = _misses(calls, lives, np.ones(calls.arrives.size, dtype=np.bool_))
    return Off(seconds, level, _doubt(calls, lives, level, talks))


def _misses(calls: Recorded, lives: list[Life], here: Flags) -> Floats:
    """(3,) by what factor (logarithm) the calls `here` fare otherwise than was recorded; as `_fared`."""
    n = np.count_nonzero(here)
    if n == 0:
        return np.zeros(3)
    seen = _fared(calls.is_answered[here], calls.waits[here])
    lived = np.mean([_fared(answered[here], waits[here]) for answered, waits in lives], axis=0)
    least = np.array([0.5 / n, 0.1, 0.5 / n])  # one call more or less says nothing
    return np.asarray(np.log((lived + least) / (seen + least)))


def _miss(calls: Recorded, lives: list[Life], here: Flags) -> float:
    """The mean of how much too many leave and how much too long they wait, as logarithms."""
    return float(_misses(calls, lives, here)[:2].mean())


def _doubt(calls: Recorded, lives: list[Life], level: Floats, talks: Talks) -> Floats:
    """What the weeks at hand miss, together with what is known of other weeks."""
    week = np.floor_divide(calls.arrives - calls.arrives[0], WEEK_SECONDS)
    weeks = [week == one for one in np.unique(week) if np.count_nonzero(week == one) >= LEAST_CALLS_PER_WEEK]
    missed = np.array([_misses(calls, lives, one) - level for one in weeks]).reshape(-1, 3)
    known = DOUBT_WEEKS * np.square(DOUBT_FOUND[talks])
    return np.asarray(np.sqrt((known + np.square(missed).sum(axis=0)) / (DOUBT_WEEKS + len(weeks))))
