"""Work that computes for minutes: processes of its own take it from its lane of the outbox, here or on other machines.

A claim is short and is renewed while somebody works, so that what a killed process held is soon taken up by another.
"""

import contextlib
import importlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone

from voordeur.base import outbox
from voordeur.base.models import OutboxEvent, ScheduleMark

log = structlog.get_logger(__name__)

RENEWALS = 4  # of a claim, before it lapses
IDLE_SECONDS = 0.25
UNTIL_IDLE_SECONDS = 600.0  # a process stays so long without work: what it compiled is still warm then
SPEAKS_FOR = timedelta(seconds=30)  # without a sign, whoever keeps the processes of this machine is gone
NICE = 10  # pages go first


def run_one(lane: str) -> bool:
    """Take the oldest waiting event of a lane and run it; False when nothing waits."""
    now = timezone.now()
    for pk in list(outbox.waiting(lane, now).values_list("pk", flat=True)[:8]):
        event = outbox.claim(pk, lane, now=now, claim_for=_claim())
        if event is not None:
            with _kept(event.pk):
                outbox.run(event, timezone.now())
            return True
    return False


def _claim() -> timedelta:
    return timedelta(seconds=settings.LANE_CLAIM_SECONDS)


@contextlib.contextmanager
def _kept(pk: int) -> Iterator[None]:
    """Renew the claim on an event until the end."""
    done = threading.Event()

    def renew() -> None:
        while not done.wait(settings.LANE_CLAIM_SECONDS / RENEWALS):
            try:
                OutboxEvent.objects.filter(pk=pk, done_at=None).exclude(claimed_until=None).update(
                    claimed_until=timezone.now() + _claim()
                )
            except Exception:
                log.exception("claim not renewed", event=pk)
            finally:
                connection.close()

    keeper = threading.Thread(target=renew, name="voordeur-claim", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()


def work(lane: str, *, until_idle_seconds: float | None, stop: threading.Event) -> int:
    """Work in a lane until `stop` is set, or until nothing has waited for so long; how many events were taken."""
    busy_at, taken = time.monotonic(), 0
    while not stop.is_set():
        try:
            close_old_connections()
            busy = run_one(lane)
        except Exception:
            log.exception("lane could not work", lane=lane)
            busy = False
        if busy:
            busy_at, taken = time.monotonic(), taken + 1
        elif until_idle_seconds is not None and time.monotonic() - busy_at > until_idle_seconds:
            break
        else:
            stop.wait(IDLE_SECONDS)
    return taken


def end_with_parent() -> None:
    """End this process as soon as the one that holds its standard input has ended, however it ended."""

    def watch() -> None:
        while os.read(0, 1024):
            pass
        os._exit(0)

    threading.Thread(target=watch, name="voordeur-parent", daemon=True).start()


class Crew:
    """The processes that one worker keeps for the lanes: started when something waits, ended by idleness or with it."""

    def __init__(self, most: int | None = None) -> None:
        self._most = most if most is not None else settings.LANE_PROCESSES
        self._crew: dict[str, list[subprocess.Popen[bytes]]] = {}

    def tend(self, now: datetime) -> None:
        """Start what is missing for every lane in which something waits, unless another worker here does."""
        for lane in _lanes():
            alive = [one for one in self._crew.get(lane, ()) if one.poll() is None]
            self._crew[lane] = alive
            if alive:
                self._signed(lane, now, SPEAKS_FOR / 3)
            elif self._most and outbox.waiting(lane, now).exists() and self._signed(lane, now, SPEAKS_FOR):
                self._crew[lane] = [_started(lane) for _ in range(self._most)]

    def _signed(self, lane: str, now: datetime, after: timedelta) -> bool:
        """Give the sign that somebody keeps the processes of this machine, if none was given for so long."""
        name = f"lane {lane} on {socket.gethostname()}"[:120]
        _, made = ScheduleMark.objects.get_or_create(name=name, defaults={"last_began_at": now})
        held = ScheduleMark.objects.filter(name=name, last_began_at__lte=now - after)
        return made or bool(held.update(last_began_at=now))

    def pids(self, lane: str) -> list[int]:
        """The numbers of the processes that it started for a lane."""
        return [one.pid for one in self._crew.get(lane, ())]

    def end(self) -> None:
        """End them all."""
        for alive in self._crew.values():
            for one in alive:
                one.kill()
                one.communicate()
        self._crew.clear()


def _lanes() -> Sequence[str]:
    lanes: Sequence[str] = importlib.import_module(settings.WIRING).LANES
    return lanes


def _started(lane: str) -> "subprocess.Popen[bytes]":
    log.info("lane process started", lane=lane)
    return subprocess.Popen(  # noqa: S603 - this interpreter, with a name from our own table
        [sys.executable, "-m", "django", "voordeur_worker", "--lane", lane, "--with-parent"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
