"""How an exchange proves that a message is its own: the open form "Standard Webhooks" (standardwebhooks.com).

Three headers go with a message: `webhook-id`, one for each message; `webhook-timestamp`, in seconds since 1970, when it
was sent; `webhook-signature`, "v1," and the base64 of HMAC-SHA256 over "id.timestamp.body". Pure.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from voordeur.kernel.errors import Refused

# How far the clock of the exchange may differ from ours; an older message may be one that somebody kept.
TOLERANCE_SECONDS = 300
LEAST_SECRET_SIGNS = 32
MESSAGE_ID = re.compile(r"[!-~]{8,100}")
MARK_OF_BASE64 = "whsec_"
VERSION = "v1"


@dataclass(frozen=True, slots=True)
class Signed:
    """A message that is an exchange's own: when it was sent by its clock, in seconds since 1970, and whose secret."""

    at: int
    secret: str


def key_of(secret: str) -> bytes:
    """The bytes of a secret: base64 behind "whsec_", anything else as it is written."""
    if secret.startswith(MARK_OF_BASE64):
        try:
            return base64.b64decode(secret.removeprefix(MARK_OF_BASE64), validate=True)
        except binascii.Error:
            pass
    return secret.encode()


def sign(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`."""
    content = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(key_of(secret), content, hashlib.sha256).digest()
    return f"{VERSION},{base64.b64encode(digest).decode()}"


def verify(
    secrets: Sequence[str], *, message_id: str, timestamp: str, signatures: str, body: bytes, now: datetime
) -> Signed:
    """When and with which secret a message of the exchange was signed. While a secret is being replaced, several hold.

    Raises Refused "unsigned", "wrong_signature" or "clock_differs". Which part was wrong is not told: who guesses
    learns nothing.
    """
    if not (message_id and timestamp and signatures):
        raise Refused("unsigned")
    if not MESSAGE_ID.fullmatch(message_id) or not re.fullmatch(r"[0-9]{1,12}", timestamp):
        raise Refused("wrong_signature")
    sent_at = int(timestamp)
    given = [one.encode() for one in signatures.split(" ")[:5]]
    fitting = [
        secret
        for secret in secrets
        for expected in [sign(secret, message_id=message_id, timestamp=sent_at, body=body).encode()]
        if any(hmac.compare_digest(expected, one) for one in given)
    ]
    if not fitting:
        raise Refused("wrong_signature")
    seconds = round(now.timestamp()) - sent_at
    if abs(seconds) > TOLERANCE_SECONDS:
        raise Refused("clock_differs", seconds=seconds, most=TOLERANCE_SECONDS)
    return Signed(sent_at, fitting[0])
