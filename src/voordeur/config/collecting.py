"""Fetches what lies in the mailbox outside and gives it to the room of letters: the only place that knows both."""

from datetime import datetime

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from imap_tools.errors import ImapToolsError

from voordeur.adapters import imap
from voordeur.correspondence.rules.files import BEGINNING_BYTES, MOST_MAIL_BYTES
from voordeur.correspondence.rules.sorting import Kind
from voordeur.correspondence.services import filing

log = structlog.get_logger(__name__)
# So many a minute; what is left lies where it lay.
MOST_A_TURN = 60


def access() -> imap.Access:
    """Where the mailbox of this installation is."""
    inbox, filed, aside = settings.IMAP_FOLDERS
    return imap.Access(
        host=settings.IMAP_HOST,
        port=settings.IMAP_PORT,
        user=settings.IMAP_USER,
        password=settings.IMAP_PASSWORD,
        security=settings.IMAP_SECURITY,
        ca_file=settings.MAIL_CA_FILE,
        inbox=inbox,
        filed=filed,
        aside=aside,
    )


def read_mail(*, now: datetime) -> int:
    """Take in the mail that waits, the oldest first; returns how many. Without a mailbox there is nothing to do.

    A mail leaves the inbox only after it was kept here. Whoever stops in between takes it in again the next time, which
    changes nothing. One that cannot be kept stays where it is, is named in the log, and holds up no other.
    """
    if not settings.IMAP_HOST:
        return 0
    taken = 0
    try:
        with imap.opened(access()) as box:
            for mail in box.waiting(MOST_A_TURN):
                taken += _take(box, mail, now=now)
    except (OSError, ImapToolsError, imap.PROTOCOL_ERROR) as fault:
        log.warning("the mailbox cannot be read", host=settings.IMAP_HOST, fault=f"{type(fault).__name__}: {fault}")
    return taken


def _take(box: imap.Box, mail: imap.Waiting, *, now: datetime) -> int:
    is_whole = mail.size <= MOST_MAIL_BYTES
    raw = box.content(mail, most=None if is_whole else BEGINNING_BYTES)
    if not raw:
        return 0
    kind = _kept(raw, mail, is_whole=is_whole, now=now)
    if kind is None:
        return 0
    box.put_away(mail, is_aside=kind in filing.ASIDE)
    return 1


def _kept(raw: bytes, mail: imap.Waiting, *, is_whole: bool, now: datetime) -> Kind | None:
    """The kind of a mail that was kept, well or at least its words; None when it has to wait."""
    for as_plain_words in (False, True):
        try:
            return filing.take_in(
                raw,
                key=mail.key,
                size=mail.size,
                came_at=mail.came_at or now,
                is_whole=is_whole,
                now=now,
                as_plain_words=as_plain_words,
            )
        except (OperationalError, InterfaceError):
            # The database is away or busy: that is not the mail's fault.
            log.exception("a mail could not be kept now", key=mail.key)
            return None
        except Exception:
            log.exception("a mail could not be kept", key=mail.key, size=mail.size, as_plain_words=as_plain_words)
    return None
