"""The background worker: events and repeated work, as a process of its own or as a thread inside the web process."""

import contextlib
import threading

import structlog
from django.db import close_old_connections
from django.utils import timezone

from voordeur.base import lanes, outbox

log = structlog.get_logger(__name__)
IDLE_SECONDS = 1.0
# So few that a claim, which counts from the beginning of a turn, still holds when the last one waits for a slow server.
EVENTS_A_TURN = 8
_started = threading.Lock()


def work_until(stop: threading.Event) -> None:
    """Work until `stop` is set; an unreachable database is logged and tried again.

    What computes for minutes is left to processes of its own, which are started when something waits for them.
    """
    crew = lanes.Crew()
    try:
        while not stop.is_set():
            try:
                close_old_connections()
                busy = outbox.run_due(now=timezone.now(), most=EVENTS_A_TURN)
                outbox.run_schedule(now=timezone.now())
                crew.tend(timezone.now())
            except Exception:
                log.exception("worker could not work")
                busy = 0
            if not busy:
                stop.wait(IDLE_SECONDS)
    finally:
        crew.end()


def start_in_thread() -> threading.Event | None:
    """Start one worker thread in this process; None when there is one already."""
    if not _started.acquire(blocking=False):
        return None
    stop = threading.Event()
    threading.Thread(target=work_until, args=(stop,), name="voordeur-worker", daemon=True).start()
    return stop


def run_forever() -> None:
    """Work in the foreground until interrupted."""
    with contextlib.suppress(KeyboardInterrupt):
        work_until(threading.Event())
