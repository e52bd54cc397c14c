"""Publishing what happened and running what follows: the only way in which a lower room reaches a higher one."""

import contextlib
import importlib
import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from voordeur.base.models import OutboxEvent, ScheduleMark

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 8
CLAIM_FOR = timedelta(minutes=5)
FIRST_WAIT = timedelta(seconds=20)
MOST_ERROR_SIGNS = 500

Handler = Callable[..., None]


def publish(
    kind: str, *, now: datetime, available_at: datetime | None = None, lane: str = "", **payload: Any
) -> OutboxEvent:
    """Write the event in the caller's transaction; handlers run when it is committed and `available_at` has come."""
    return OutboxEvent.objects.create(
        kind=kind, lane=lane, payload=payload, created_at=now, available_at=available_at or now
    )


def long_running(handler: Handler) -> Handler:
    """Mark a handler that computes for seconds: it runs outside a transaction, so that nobody waits for its lock.

    It writes in transactions of its own, and what it did may be done again when the worker is killed just after.
    """
    handler.is_long_running = True  # type: ignore[attr-defined]
    return handler


def taken_over_by(follow: Handler) -> Callable[[Handler], Handler]:
    """Mark a handler with what happens when it is not tried any more: `follow` gets `now`, the payload and `error`.

    The failure then lives where people look for it, and the event is done.
    """

    def mark(handler: Handler) -> Handler:
        handler.on_giving_up = follow  # type: ignore[attr-defined]
        return handler

    return mark


def handlers_of(kind: str) -> Sequence[Handler]:
    wiring = importlib.import_module(settings.WIRING)
    table: Mapping[str, Sequence[Handler]] = wiring.HANDLERS
    return table.get(kind, ())


def name_of(handler: Handler) -> str:
    return f"{handler.__module__}.{handler.__qualname__}"


def waiting(lane: str, now: datetime) -> QuerySet[OutboxEvent]:
    """The events of a lane that nobody works on, the oldest first."""
    is_free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    return OutboxEvent.objects.filter(is_free, lane=lane, done_at=None, failed_at=None, available_at__lte=now).order_by(
        "available_at", "pk"
    )


def run_due(*, now: datetime, most: int = 100) -> int:
    """Run up to `most` waiting events; returns how many were taken. A handler gets `now` and the payload as keywords.

    A claim that a killed worker left behind lapses after CLAIM_FOR, so nothing is lost; handlers are idempotent.
    """
    taken = 0
    for pk in list(waiting("", now).values_list("pk", flat=True)[:most]):
        event = claim(pk, "", now=now, claim_for=CLAIM_FOR)
        if event is not None:
            taken += 1
            run(event, now)
    return taken


def claim(pk: int, lane: str, *, now: datetime, claim_for: timedelta) -> OutboxEvent | None:
    """Take a waiting event of a lane; None when somebody else was faster."""
    taken = (
        waiting(lane, now).filter(pk=pk).order_by().update(claimed_until=now + claim_for, attempts=F("attempts") + 1)
    )
    return OutboxEvent.objects.get(pk=pk) if taken else None


def run(event: OutboxEvent, now: datetime) -> None:
    """Run the handlers of a claimed event, and keep how that went."""
    for handler in handlers_of(event.kind):
        if name_of(handler) in event.handled:
            continue
        try:
            with contextlib.nullcontext() if hasattr(handler, "is_long_running") else transaction.atomic():
                handler(now=now, **event.payload)
                event.handled = [*event.handled, name_of(handler)]
                event.save(update_fields=["handled"])
        except Exception as fault:  # noqa: BLE001 - whatever a handler does, the other events must go on
            event.handled = [name for name in event.handled if name != name_of(handler)]
            if event.attempts >= MOST_ATTEMPTS and _is_taken_over(handler, event, fault, now):
                event.handled = [*event.handled, name_of(handler)]
                continue
            event.error = f"{name_of(handler)}\n{traceback.format_exc(limit=8)}"
            event.claimed_until = None
            if event.attempts >= MOST_ATTEMPTS:
                event.failed_at = now
            else:
                event.available_at = now + FIRST_WAIT * 2 ** (event.attempts - 1)
            event.save()
            log.warning("handler failed", kind=event.kind, handler=name_of(handler), attempts=event.attempts)
            return
    event.done_at = now
    event.claimed_until = None
    event.error = ""
    event.save()


def _is_taken_over(handler: Handler, event: OutboxEvent, fault: Exception, now: datetime) -> bool:
    follow: Handler | None = getattr(handler, "on_giving_up", None)
    if follow is None:
        return False
    try:
        with transaction.atomic():
            follow(now=now, error=f"{type(fault).__name__}: {fault}"[:MOST_ERROR_SIGNS], **event.payload)
    except Exception:
        log.exception("giving up failed", kind=event.kind, handler=name_of(handler))
        return False
    log.warning("gave up", kind=event.kind, handler=name_of(handler), attempts=event.attempts)
    return True


def run_schedule(*, now: datetime) -> int:
    """Start the repeated work of config/wiring that is due; returns how many pieces ran."""
    wiring = importlib.import_module(settings.WIRING)
    ran = 0
    for minutes, work in wiring.EVERY_MINUTES:
        mark, made = ScheduleMark.objects.get_or_create(name=name_of(work), defaults={"last_began_at": now})
        if not made:
            moved = ScheduleMark.objects.filter(pk=mark.pk, last_began_at__lte=now - timedelta(minutes=minutes)).update(
                last_began_at=now
            )
            if not moved:
                continue
        ran += 1
        try:
            work(now=now)
        except Exception:
            log.exception("repeated work failed", work=name_of(work))
    return ran


def retry(event: OutboxEvent, *, now: datetime) -> None:
    """Put a failed event back in line."""
    OutboxEvent.objects.filter(pk=event.pk, failed_at__isnull=False).update(
        failed_at=None, attempts=0, available_at=now, claimed_until=None
    )
