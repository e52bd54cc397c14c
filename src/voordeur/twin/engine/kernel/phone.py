"""The telephone of one pool of agents: who waits how long, who hangs up. First come, first served.

Callers are served in order of calling, each as soon as fewer agents are on calls than are on duty (Kiefer & Wolfowitz
1955); agents come and go by the quarter of an hour. Who is idle leaves first, and whoever is talking finishes the talk:
the same queue as `kernel/queue.py`, asked call by call.
"""
# mypy: disable-error-code="no-any-return"

from voordeur.planning.engine.kernel.forms import FAR, Floats, Ints
from voordeur.twin.engine.kernel.compiled import compiled

DAY = 1440.0
QUARTER = 15.0


@compiled
def soonest(free: Floats, agents: Ints, at: float, until: float) -> tuple[float, int]:
    """When the call can be answered, and whose place in `free` it takes; FAR when nobody comes any more that day.

    `agents[quarter]` of that day are on duty, at most as many as `free` has places: for each the minute of the day at
    which its last call ends. `until` is closing time: whoever waits then is still helped by who is there.
    """
    last = min(int((until - 1e-9) // QUARTER), 95)
    quarter, moment = min(int(at // QUARTER), last), at
    while True:
        ends = (quarter + 1) * QUARTER if quarter < last else FAR
        while agents[quarter] > 0 and moment < ends:
            busy, who, next_free = 0, -1, FAR
            for place in range(len(free)):
                if free[place] <= moment:
                    who = place
                else:
                    busy += 1
                    next_free = min(next_free, free[place])
            if busy < agents[quarter]:
                return moment, who
            moment = next_free
        if quarter == last:
            return FAR, -1
        quarter += 1
        moment = ends
