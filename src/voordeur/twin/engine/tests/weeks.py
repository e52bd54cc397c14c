"""Weeks of calls that the tests make up, so that what should be learned from them is known."""

import math

import numpy as np

from voordeur.twin.engine.calls import Calls, Desk
from voordeur.twin.engine.kernel.outcomes import ANSWERED
from voordeur.twin.engine.patience import steady
from voordeur.twin.engine.queue import run
from voordeur.twin.engine.recorded import DAY_SECONDS, Recorded

MONDAY = 19_996 * DAY_SECONDS  # 2024-09-30
TALK_SECONDS, OFF_SECONDS, PATIENCE_SECONDS = 180.0, 40.0, 240.0


def made_up(seed, *, days=5, calls_per_day=900, agents=7, late_haste=1.0):
    """Days of eight hours (9 to 17) with as many agents all day, and what the callers lived.

    `late_haste`: by what factor callers from 15:00 on are sooner gone.
    """
    chance = np.random.default_rng(seed)
    n = days * calls_per_day
    arrives = np.sort(chance.integers(0, days, n) * DAY_SECONDS + chance.uniform(9 * 3600, 17 * 3600, n)) + MONDAY
    talks = chance.exponential(TALK_SECONDS, n)
    busy = talks + chance.exponential(OFF_SECONDS, n)
    haste = np.where(np.mod(arrives, DAY_SECONDS) >= 15 * 3600, late_haste, 1.0)
    patience = steady(PATIENCE_SECONDS).draw(chance.random(n), haste)
    opens = MONDAY + np.arange(days) * DAY_SECONDS + 9 * 3600
    desk = Desk(np.sort(np.concatenate([opens, opens + 8.5 * 3600])), np.tile([agents, 0], days))
    lived = run(Calls(arrives, busy, patience, np.empty(0, dtype=np.int64), np.empty((n, 0))), desk)
    answered = lived.outcome[:, 0] == ANSWERED
    return Recorded(arrives, np.where(answered, talks, math.nan), lived.waits[:, 0]), desk
