"""Counts again what the queue did, for `engine/laws.py`. Shares no code with the kernel that it judges."""
# mypy: disable-error-code="no-any-return"

import numpy as np

from voordeur.planning.engine.kernel.forms import Floats, Ints
from voordeur.twin.engine.kernel.compiled import compiled, entry
from voordeur.twin.engine.kernel.outcomes import ABANDONED, NOT_MADE, STRANDED, Outcomes


@entry
def parts(
    outcome: Outcomes, came: Floats, left: Floats, talks: Floats
) -> tuple[bool, Floats, Floats, Floats, float, float]:
    """From attempts in order of arrival: whether nobody is taken before somebody who came strictly earlier; the moments
    of being taken, of the end of the talk, of hanging up; the summed waits (not of who is stranded); the last moment.
    """
    taken, done, gone = np.empty(came.size), np.empty(came.size), np.empty(came.size)
    n_taken = n_gone = 0
    before, same, at = -np.inf, -np.inf, -np.inf
    waits, until, is_in_turn = 0.0, 0.0, True
    for i in range(came.size):
        until = max(until, came[i])
        if outcome[i] == STRANDED:
            continue
        until = max(until, left[i])
        waits += left[i] - came[i]
        if outcome[i] == ABANDONED:
            gone[n_gone] = left[i]
            n_gone += 1
            continue
        if came[i] > at:
            before, at = max(before, same), came[i]
        same = max(same, left[i])
        is_in_turn = is_in_turn and left[i] >= before
        taken[n_taken], done[n_taken] = left[i], left[i] + talks[i]
        until = max(until, done[n_taken])
        n_taken += 1
    return is_in_turn, taken[:n_taken], done[:n_taken], gone[:n_gone], waits, until


@entry
def settle(moments: Floats) -> bool:
    """Sorts by insertion, in place; False when that is too far from done to be worth it."""
    moves = 0
    for i in range(1, moments.size):
        value, at = moments[i], i
        while at > 0 and moments[at - 1] > value:
            moments[at] = moments[at - 1]
            at -= 1
        moments[at] = value
        moves += i - at
        if moves > 1000 + 40 * i:
            return False
    return True


@entry
def attempts(
    outcome: Outcomes, came: Floats, left: Floats, arrives: Floats, patience: Floats, redial_after: Floats
) -> int:
    """The law that a call breaks with one of its attempts: 0 none, 1 "attempts", 2 "patience"."""
    for call in range(outcome.shape[0]):
        due = arrives[call]  # the moment at which the next attempt must be made; never is no attempt
        for attempt in range(outcome.shape[1]):
            is_made = outcome[call, attempt] != NOT_MADE
            if is_made != (due < np.inf) or (is_made and came[call, attempt] != due):
                return 1
            until = due + patience[call, attempt]
            due = np.inf
            if outcome[call, attempt] == ABANDONED:
                if left[call, attempt] != until:
                    return 2
                if attempt + 1 < outcome.shape[1]:
                    due = until + redial_after[call, attempt]
            elif is_made and not came[call, attempt] <= left[call, attempt] <= until:
                return 2
    return 0


@entry
def count_ahead(came: Floats, left: Floats, departures: Floats) -> Ints:
    """(n,) how many still wait when each arrives, in order of arrival; `departures` is `left`, sorted."""
    ahead = np.empty(came.shape[0], dtype=np.int64)
    gone = 0
    for i in range(came.shape[0]):
        while gone < departures.shape[0] and departures[gone] <= came[i]:
            gone += 1
        ahead[i] = i - gone
        later = i  # who comes at the same moment, but behind, and does not wait was not there before
        while later < came.shape[0] and came[later] == came[i]:
            ahead[i] += left[later] <= came[i]
            later += 1
    return ahead


@compiled
def _next(moments: Floats, at: int) -> float:
    return float(moments[at]) if at < moments.shape[0] else np.inf


@compiled
def _past(moments: Floats, at: int, now: float) -> int:
    """The place behind all moments that are now."""
    while at < moments.shape[0] and moments[at] == now:
        at += 1
    return at


@entry
def sweep(
    came: Floats, taken: Floats, gone: Floats, done: Floats, starts: Floats, agents: Ints
) -> tuple[int, float, float]:
    """Walks through the sorted moments and counts. Gives a broken law (0 is none), waiting time, talking time.

    All that happens at one moment is taken together: an agent who is free again may take a call at once, and a talk of
    no length begins and ends in it.
    """
    c = t = g = d = s = 0
    queue = busy = here = 0
    waited, talked, now = 0.0, 0.0, 0.0
    while True:
        then = min(_next(came, c), _next(taken, t), _next(gone, g), _next(done, d), _next(starts, s))
        if then == np.inf:
            return 0, waited, talked
        waited += queue * (then - now)
        talked += busy * (then - now)
        now, begun = then, t
        c, t, g = _past(came, c, now), _past(taken, t, now), _past(gone, g, now)
        d, s = _past(done, d, now), _past(starts, s, now)
        queue, busy = c - t - g, t - d
        here = agents[s - 1] if s > 0 else 0
        if t > begun and busy > here:
            return 1, waited, talked
        if queue > 0 and busy < here:
            return 2, waited, talked
        if queue < 0 or busy < 0:
            return 3, waited, talked
