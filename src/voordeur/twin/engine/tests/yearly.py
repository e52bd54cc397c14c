"""The telephone of the simulated year (`kernel/phone.py`), asked call by call, as `kernel/line.py` asks it."""

import math

import numba
import numpy as np

from voordeur.twin.engine.calls import Desk
from voordeur.twin.engine.kernel.phone import QUARTER, soonest


def by_phone(arrives, handling, patience, agents, until):
    """Who is answered and how long each waits, both (n,), in minutes.

    `agents`: (96,) on duty in each quarter of an hour. Without `patience` nobody hangs up.
    """
    patience = np.full(arrives.size, math.inf) if patience is None else patience
    return _answer(arrives, handling, patience, agents, until)


def same_desk(agents, until):
    """The agents as the queue knows them: those of the last quarter stay for whoever waits at closing time."""
    last = math.ceil(until / QUARTER)
    return Desk(QUARTER * np.arange(last), agents[:last])


@numba.njit
def _answer(arrives, handling, patience, agents, until):
    free = np.zeros(max(1, agents.max()))
    answered, waits = np.zeros(arrives.size, dtype=np.bool_), patience.copy()
    for i in range(arrives.size):
        begin, who = soonest(free, agents, arrives[i], until)
        if begin - arrives[i] <= patience[i]:
            answered[i], waits[i] = True, begin - arrives[i]
            free[who] = begin + handling[i]
    return answered, waits
