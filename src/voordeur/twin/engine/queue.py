"""The queue of the first line: calls in order, agents who come and go, people who hang up and may call again.

Plain arrays in and out; no clock, no chance of its own: whoever calls draws the patience and the handling times.
"""

from voordeur.twin.engine.calls import Calls, Desk, Lived
from voordeur.twin.engine.kernel.queue import serve
from voordeur.twin.engine.laws import check


def run(calls: Calls, desk: Desk) -> Lived:
    """Lets the calls through the queue, first come first served, and checks what came out (see `check`).

    The answers to one call do not hang on how many others were drawn: who passes the same numbers per call index to
    two desks compares them on the same callers.
    """
    lived = Lived(
        *serve(calls.arrives, calls.handling, calls.patience, calls.sizes, calls.redial_after, desk.starts, desk.agents)
    )
    check(calls, desk, lived)
    return lived
