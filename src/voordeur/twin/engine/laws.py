"""What holds for every queue, whatever came in. Shares no code with the kernel that it judges."""

import numpy as np

from voordeur.planning.engine.kernel.forms import Floats
from voordeur.twin.engine.calls import Calls, Desk, Lived
from voordeur.twin.engine.kernel.laws import attempts, count_ahead, parts, settle, sweep
from voordeur.twin.engine.kernel.outcomes import NOT_MADE, STRANDED


class LawError(RuntimeError):
    """A queue that cannot be: a fault in the kernel. `law` says which law of `check` it broke."""

    def __init__(self, law: str) -> None:
        super().__init__(f"The simulated queue broke the law of {law}.")
        self.law = law


def check(calls: Calls, desk: Desk, lived: Lived) -> None:
    """Raises `LawError` unless every attempt ends somewhere and the queue is one; shares no code with `serve`.

    "attempts": an attempt is made if and only if the one before was abandoned and the caller tries again, at the right
    moment. "patience": nobody waits longer than he would, who hangs up has waited exactly that long. "turns": nobody is
    answered before somebody who came earlier. "agents": no call is taken without a free agent. "no idling": nobody
    waits while an agent is free. "Little": the people who wait, summed over time, are the waits, summed over people
    (J.D.C. Little 1961); the same for who talks.
    """
    _check_attempts(calls, lived)
    outcome, came, left = lived.outcome.ravel(), lived.arrives.ravel(), lived.leaves.ravel()
    talks = calls.handling
    if lived.outcome.shape[1] > 1:
        made = np.flatnonzero(outcome != NOT_MADE)
        turns = made[np.argsort(came[made], kind="stable")]
        outcome, came, left, talks = outcome[turns], came[turns], left[turns], talks[turns // lived.outcome.shape[1]]
    is_in_turn, taken, done, gone, waits, until = parts(outcome, came, left, talks)
    if not is_in_turn:
        raise LawError("turns")
    until = max(until, float(desk.starts[-1]) if desk.starts.size else 0.0)
    waits += float((until - came[outcome == STRANDED]).sum())
    talk = float((done - taken).sum())  # before they are sorted, call by call
    law, waited, talked = sweep(came, _sorted(taken), _sorted(gone), _sorted(done), desk.starts, desk.agents)
    if law:
        raise LawError(("", "agents", "no idling", "conservation")[law])
    for over_time, over_people in ((waited, waits), (talked, talk)):
        if abs(over_time - over_people) > 1e-6 * max(1.0, over_people):
            raise LawError("Little")


def _sorted(moments: Floats) -> Floats:
    """In order; moments that are nearly so cost little."""
    return moments if settle(moments) else np.sort(moments)


def _check_attempts(calls: Calls, lived: Lived) -> None:
    here = _patience_here(calls, lived)
    law = attempts(lived.outcome, lived.arrives, lived.leaves, calls.arrives, here, calls.redial_after)
    if law:
        raise LawError(("", "attempts", "patience")[law])


def _patience_here(calls: Calls, lived: Lived) -> Floats:
    """(n, m) the patience that belongs to the queue that each attempt found, counted anew."""
    if calls.sizes.size == 0:
        return calls.patience[:, :, 0]
    came, left = lived.arrives.ravel(), lived.leaves.ravel()
    made = np.flatnonzero(~np.isnan(came))
    turns = made[np.lexsort((made % lived.arrives.shape[1] > 0, came[made]))]
    ahead = np.zeros(came.shape[0], dtype=np.int64)
    ahead[turns] = count_ahead(came[turns], left[turns], np.sort(left[made]))
    size = np.searchsorted(calls.sizes, ahead, side="right")
    found = calls.patience.reshape(came.shape[0], calls.sizes.size + 1)[np.arange(came.shape[0]), size]
    return np.asarray(found.reshape(lived.arrives.shape))
