"""Builders of calls and of what the exchange tells, for tests."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse

from voordeur.parties.models import User
from voordeur.telephone.models import Call, Extension
from voordeur.telephone.rules.calls import EventKind, Outcome, Stage
from voordeur.telephone.rules.signature import sign

_number = count(1)
NINE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def make_call(
    *,
    arrived_at: datetime = NINE,
    outcome: Outcome = Outcome.ANSWERED,
    stage: Stage = Stage.ENDED,
    waited_seconds: float | None = 10,
    service_seconds: float | None = 180,
    **more: Any,
) -> Call:
    """A call that was answered after ten seconds and lasted three minutes."""
    key = f"test:{next(_number)}"
    return Call.objects.create(
        key=key,
        number=key,
        outcome=outcome,
        stage=stage,
        arrived_at=arrived_at,
        queued_at=arrived_at,
        waited_seconds=waited_seconds,
        service_seconds=service_seconds,
        told_at=arrived_at,
        **more,
    )


def make_extension(number: str = "201", user: User | None = None) -> Extension:
    """A telephone, and who sits at it."""
    return Extension.objects.create(number=number, user=user)


def body_of(event: str, *, at: datetime, call: str = "c-1", **more: Any) -> bytes:
    """The JSON of one event."""
    told = {"version": 1, "call": call, "event": EventKind(event), "at": at.isoformat(), **more}
    return json.dumps(told).encode()


def headers_of(body: bytes, *, sent_at: datetime, message_id: str = "", secret: str = "") -> dict[str, str]:
    """The three headers of a message that the exchange signed."""
    name = message_id or f"msg-{next(_number):08}"
    moment = int(sent_at.timestamp())
    signature = sign(secret or settings.EXCHANGE_SECRETS[0], message_id=name, timestamp=moment, body=body)
    return {"webhook-id": name, "webhook-timestamp": str(moment), "webhook-signature": signature}


def tell(
    client: Client,
    event: str,
    *,
    at: datetime,
    sent_at: datetime | None = None,
    message_id: str = "",
    secret: str = "",
    **more: Any,
) -> Any:
    """The exchange tells something; gives the answer. It is sent when it happens unless told otherwise."""
    body = body_of(event, at=at, **more)
    headers = headers_of(body, sent_at=sent_at or at, message_id=message_id, secret=secret)
    return client.post(reverse("telephone:events"), body, content_type="application/json", headers=headers)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)
