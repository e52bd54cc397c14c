"""What kind of mail it is: a question of a person, or a machine's. Machines are never answered by a machine.

After RFC 3834 (automatic answers), RFC 3464 (reports of non-delivery) and RFC 2919 (lists).
"""

import re
from collections.abc import Container
from enum import StrEnum
from typing import NamedTuple

from voordeur.correspondence.rules.reading import NOT_TO_ANSWER, ReadMail

# A mail to more people than this is not a question to us.
MOST_RECIPIENTS = 100
# To so many at once no automatic answer goes out, though somebody reads it.
MOST_FOR_RECEIPT = 20
# An address that writes more often than this in an hour is a machine, or means harm.
MOST_AN_HOUR = 60

MACHINES = re.compile(r"(mailer-daemon|postmaster|bounces?|double-bounce)([-+.=].*)?@", re.IGNORECASE)
LISTS = {"bulk", "list", "junk"}
AWAY = re.compile(
    r"\W*(automatisch antwoord|automatic reply|auto(-|matic )?(reply|response)|out of (the )?office|afwezig)", re.I
)


class Kind(StrEnum):
    """What a mail is; only a question asks for an answer of ours."""

    QUESTION = "question"
    # A machine answers for somebody: it belongs to its thread and asks nothing
    AUTOMATIC = "automatic"
    # Our letter did not arrive
    BOUNCE = "bounce"
    # Our own mail came back to us
    OWN = "own"
    # A mailing, or a mail to a crowd
    MASS = "mass"
    # One address sends more than a person writes
    FLOOD = "flood"
    # The same mail came twice
    TWICE = "twice"


class Sorted(NamedTuple):
    """The kind, the code of the sign it was known by, and whether an automatic answer may go out."""

    kind: Kind
    reason: str
    may_receipt: bool


def sort(mail: ReadMail, *, own: Container[str], lately: int = 0) -> Sorted:
    """Sort one mail. `own` holds our own addresses, which stay ours with something behind a plus; `lately` is how many
    mails this address sent in the last hour."""
    kind, reason = _kind(mail, own, lately)
    is_person = kind == Kind.QUESTION and not AWAY.match(mail.subject) and not NOT_TO_ANSWER.match(mail.sender)
    is_quiet = "x-auto-response-suppress" not in mail.signs and mail.recipients <= MOST_FOR_RECEIPT
    return Sorted(kind, reason, is_person and is_quiet and bool(mail.sender))


def _kind(mail: ReadMail, own: Container[str], lately: int) -> tuple[Kind, str]:
    signs = mail.signs
    looped = {address.strip(" <>").lower() for address in signs.get("x-loop", "").split()}
    submitted = signs.get("auto-submitted", "no").partition(";")[0].strip().lower()
    precedence = signs.get("precedence", "").strip().lower()
    if any(_without_plus(address) in own for address in (mail.sender, *looped)):
        return Kind.OWN, "own_address"
    if MACHINES.match(mail.sender) or "delivery-status" in signs.get("content-type", "").lower():
        return Kind.BOUNCE, "not_delivered"
    if submitted not in {"", "no"}:
        return Kind.AUTOMATIC, "auto_submitted"
    if precedence == "auto_reply" or "x-autoreply" in signs or "x-autorespond" in signs:
        return Kind.AUTOMATIC, "auto_reply"
    if signs.get("return-path", "").strip() == "<>":
        return Kind.AUTOMATIC, "nobody_to_answer"
    if mail.recipients > MOST_RECIPIENTS:
        return Kind.MASS, "many_recipients"
    if precedence in LISTS or "list-id" in signs or "list-unsubscribe" in signs:
        return Kind.MASS, "mailing"
    if lately >= MOST_AN_HOUR:
        return Kind.FLOOD, "too_often"
    return Kind.QUESTION, ""


def _without_plus(address: str) -> str:
    name, at, domain = address.rpartition("@")
    return f"{name.partition('+')[0]}{at}{domain}"


def is_unproven(mail: ReadMail) -> bool:
    """Whether the server that received the mail says that its sender is not who it claims (RFC 8601).

    Only the first of these headers counts: our own server puts it on top, whoever wrote the others.
    """
    told = mail.signs.get("authentication-results", "").lower()
    return "dmarc=fail" in told or ("spf=fail" in told and "dmarc=pass" not in told)
