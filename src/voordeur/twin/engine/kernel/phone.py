"""The telephone of one pool of agents: who waits how long, who hangs up. First come, first served.

Callers are served in order of calling, each by the agent who is free soonest (Kiefer & Wolfowitz 1955); agents come and
go by the quarter of an hour, and whoever is talking finishes the talk.
"""
# mypy: disable-error-code="no-any-return"

from voordeur.planning.engine.kernel.forms import FAR, Floats, Ints
from voordeur.twin.engine.kernel.compiled import compiled

DAY = 1440.0
QUARTER = 15.0


@compiled
def soonest(free: Floats, agents: Ints, at: float, until: float) -> tuple[float, int]:
    """When the call can be answered and by whom: `agents[quarter]` of that day are there; FAR when nobody before
    `until` (minutes of the day, closing time: whoever stands in the queue then is still helped by who is there)."""
    best, who = FAR, -1
    last = min(int((until - 1e-9) // QUARTER), 95)
    for agent in range(len(free)):
        start = max(at, free[agent])
        # An agent with this number is there in the quarters that have more agents than its number.
        there = min(int(start // QUARTER), last)
        while there <= last and agents[there] <= agent:
            there += 1
        if there > last:
            continue
        begin = max(start, there * QUARTER)
        if begin < best:
            best, who = begin, agent
            if begin <= at:
                break
    return best, who
