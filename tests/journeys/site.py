"""The site as a browser meets it: served in this process, by a clock that the story sets. Knows nothing of repairs."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils import timezone

from voordeur.base import outbox

ZONE = ZoneInfo("Europe/Amsterdam")
MOST_ROUNDS = 20


class Clock:
    """The association's time: starts where the story says and runs on from there."""

    def __init__(self, text: str) -> None:
        self.set(text)

    def set(self, moment: str | datetime) -> None:
        """Put the hands at "2026-11-24 09:00", or at a moment."""
        told = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        self._start = told.replace(tzinfo=ZONE) if told.tzinfo is None else told.astimezone(ZONE)
        self._since = time.monotonic()

    def later(self, **much: float) -> None:
        """Let time pass: `clock.later(hours=25)`."""
        self.set(self.now() + timedelta(**much))

    def now(self) -> datetime:
        return (self._start + timedelta(seconds=time.monotonic() - self._since)).astimezone(
            timezone.get_fixed_timezone(0)
        )


class Quiet(WSGIRequestHandler):
    """Serves without a line per request."""

    def log_message(self, *_args: object) -> None:
        return


class Server(ThreadedWSGIServer):
    """A thread per request, each with a connection of its own that ends with it."""

    daemon_threads = True

    def process_request_thread(self, request, client_address) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            connections.close_all()

    def handle_error(self, request, client_address) -> None:
        """A browser that hangs up is no fault of the site; what goes wrong inside answers with 500."""


@contextmanager
def served() -> Iterator[str]:
    """Serve on a free port of loopback; gives the address."""
    server = Server(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def the_worker_runs(*, now: datetime) -> int:
    """Do all background work that is due, as the worker beside the site does; returns how many events it took."""
    taken = 0
    for _ in range(MOST_ROUNDS):
        busy = outbox.run_due(now=now)
        taken += busy
        if not busy:
            return taken
    raise AssertionError("the outbox never became empty")
