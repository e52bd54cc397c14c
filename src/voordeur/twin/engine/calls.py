"""Who calls, who answers and what became of it: plain arrays, no clock and no chance of its own."""

import math
from dataclasses import dataclass

import numpy as np

from voordeur.planning.engine.kernel.forms import Floats, Ints
from voordeur.twin.engine.kernel.outcomes import ABANDONED, ANSWERED, Outcomes


@dataclass(frozen=True, slots=True)
class Desk:
    """How many agents take calls: `agents[j]` (int64, not negative) from `starts[j]` (seconds, rising) on.

    Nobody is there before `starts[0]`; the last number stays for good. Who leaves finishes the call in hand.
    """

    starts: Floats
    agents: Ints


@dataclass(frozen=True, slots=True)
class Calls:
    """What comes in; n calls, each at most m attempts. All in seconds.

    arrives: (n,) rising. handling: (n,) how long an agent is busy with it, in whichever attempt it is answered.
    patience: (n, m, k) how long the caller waits in each attempt, for each of k sizes of the queue that he finds;
    `inf` is for ever. sizes: (k - 1,) int64, rising: size j is found by who has at least `sizes[j - 1]` people before
    him in the queue, and fewer than `sizes[j]`. Callers who hear their place in the queue hang up sooner behind many.
    redial_after: (n, m - 1) from hanging up to the next attempt; `inf` when the caller does not try again.
    """

    arrives: Floats
    handling: Floats
    patience: Floats
    sizes: Ints
    redial_after: Floats


@dataclass(frozen=True, slots=True)
class Lived:
    """What became of every attempt, all (n, m).

    outcome: NOT_MADE, ANSWERED, ABANDONED, or STRANDED (waits for ever: nobody comes any more).
    arrives, leaves: the moments (seconds) of joining and leaving the queue, NaN when not made; a stranded attempt
    leaves at `inf`.
    """

    outcome: Outcomes
    arrives: Floats
    leaves: Floats

    @property
    def waits(self) -> Floats:
        """Seconds in the queue, (n, m), NaN when not made."""
        return self.leaves - self.arrives

    @property
    def offered(self) -> int:
        """Attempts that were made."""
        return int(np.count_nonzero(self.outcome))

    @property
    def abandoned_share(self) -> float:
        """Of the attempts that were made, the share that nobody answered; 0 without calls."""
        return float(np.count_nonzero(self.outcome >= ABANDONED) / max(1, self.offered))

    @property
    def mean_wait_answered(self) -> float:
        """Seconds, over the answered attempts; NaN when nobody was answered."""
        is_answered = self.outcome == ANSWERED
        waits = self.leaves[is_answered] - self.arrives[is_answered]
        return float(waits.mean()) if waits.size else math.nan

    def within(self, seconds: float) -> float:
        """Of the attempts that were made, the share that was answered within so many seconds."""
        return float(np.count_nonzero((self.outcome == ANSWERED) & (self.waits <= seconds)) / max(1, self.offered))


def calls_of(arrives: Floats, handling: Floats, patience: Floats | None = None) -> Calls:
    """Calls of one attempt each; without `patience` everybody waits until answered."""
    n = arrives.shape[0]
    waits = np.full((n, 1, 1), math.inf) if patience is None else np.ascontiguousarray(patience.reshape(n, 1, 1))
    return Calls(arrives, handling, waits, np.empty(0, dtype=np.int64), np.empty((n, 0)))
