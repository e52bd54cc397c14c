"""Writing to and checking the audit trail."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from voordeur.base.models import AuditEvent, seal_of

FIRST_SEAL = "0" * 64
TRIES = 20


def record(
    action: str,
    subject: str,
    *,
    by: AbstractBaseUser | AnonymousUser | None,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> AuditEvent:
    """Append one row. Two writers at once both try to follow the same row; the unique seal makes one try again."""
    by_id = by.pk if by is not None and by.is_authenticated else None
    moment = now.astimezone(UTC)
    for attempt in range(TRIES):
        last = AuditEvent.objects.order_by("-pk").first()
        previous = last.seal if last else FIRST_SEAL
        seal = seal_of(at=moment, by_id=by_id, action=action, subject=subject, details=details or {}, previous=previous)
        try:
            with transaction.atomic():
                return AuditEvent.objects.create(
                    at=moment,
                    by_id=by_id,
                    action=action,
                    subject=subject,
                    details=details or {},
                    previous_seal=previous,
                    seal=seal,
                )
        except IntegrityError:
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def first_broken() -> AuditEvent | None:
    """The first row whose seal does not fit its content or its predecessor; None when the trail is whole."""
    previous = FIRST_SEAL
    for event in AuditEvent.objects.order_by("pk").iterator():
        fits = event.previous_seal == previous and event.seal == seal_of(
            at=event.at,
            by_id=event.by_id,
            action=event.action,
            subject=event.subject,
            details=event.details,
            previous=previous,
        )
        if not fits:
            return event
        previous = event.seal
    return None
