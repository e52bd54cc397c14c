"""The mailbox outside, over IMAP: what lies there, and putting it away once read. Knows nothing of what it says."""

import imaplib
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from imap_tools.errors import ImapToolsError
from imap_tools.mailbox import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted

from voordeur.adapters import trust

PATIENCE_SECONDS = 30
# What a server that talks nonsense, or hangs up, makes the library raise.
PROTOCOL_ERROR = imaplib.IMAP4.error
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
CAME = re.compile(rb'INTERNALDATE "([^"]+)"')


@dataclass(frozen=True, slots=True)
class Access:
    """Where the mailbox is. `security` is "tls" (from the first byte), "starttls" or "none"; `ca_file` names who else
    may vouch for its certificate, or is "".

    Mail is read from `inbox` and moved to `filed` or, what nobody needs to answer, to `aside`.
    """

    host: str
    port: int
    user: str
    password: str
    security: str
    ca_file: str
    inbox: str
    filed: str
    aside: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mail that lies in the mailbox; `key` names it there for good, `size` is in bytes.

    `came_at` is when the server received it; None when it does not say.
    """

    key: str
    number: str
    size: int
    came_at: datetime | None


class Box:
    """An opened mailbox."""

    def __init__(self, box: BaseMailBox, access: Access) -> None:
        self._box, self._access = box, access
        box.folder.set(access.inbox)
        self._validity = box.folder.status(access.inbox, ["UIDVALIDITY"])["UIDVALIDITY"]

    def waiting(self, most: int) -> list[Waiting]:
        """What lies in the inbox, the oldest first, at most so many."""
        return [self._facts(number) for number in self._box.uids()[:most]]

    def _facts(self, number: str) -> Waiting:
        _, answer = self._box.client.uid("FETCH", number, "(RFC822.SIZE INTERNALDATE)")
        told = b" ".join(part for part in answer if isinstance(part, bytes))
        size, came = SIZE.search(told), CAME.search(told)
        return Waiting(
            key=f"{self._access.inbox}/{self._validity}/{number}",
            number=number,
            size=int(size[1]) if size else 0,
            came_at=datetime.strptime(came[1].decode().strip(), "%d-%b-%Y %H:%M:%S %z") if came else None,
        )

    def content(self, mail: Waiting, *, most: int | None = None) -> bytes:
        """The bytes of a mail, or its first `most`; it stays as unread as it was. Empty when it is gone."""
        part = "BODY.PEEK[]" if most is None else f"BODY.PEEK[]<0.{most}>"
        _, answer = self._box.client.uid("FETCH", mail.number, f"({part})")
        return next((bytes(found[1]) for found in answer if isinstance(found, tuple)), b"")

    def put_away(self, mail: Waiting, *, is_aside: bool) -> None:
        """Move a mail out of the inbox, to the folder of its kind, which is made when it is not there."""
        folder = self._access.aside if is_aside else self._access.filed
        if not self._box.folder.exists(folder):
            self._box.folder.create(folder)
        self._box.move(mail.number, folder)


@contextmanager
def opened(access: Access) -> Iterator[Box]:
    """Open the mailbox for a while. Raises OSError or what imap_tools raises when that cannot be done;
    UnknownCertificateError before a password is sent to somebody who is not the server."""
    with trust.checked(access.host):
        box = _connected(access)
    try:
        box.login(access.user, access.password, None)
        yield Box(box, access)
    finally:
        # A server that refuses or hangs up must not leave a connection behind.
        with suppress(OSError, ImapToolsError, PROTOCOL_ERROR):
            box.logout()
        with suppress(OSError):
            box.client.shutdown()


def _connected(access: Access) -> BaseMailBox:
    if access.security == "none":
        return MailBoxUnencrypted(access.host, access.port, timeout=PATIENCE_SECONDS)
    trusted = trust.context(access.ca_file)
    if access.security == "starttls":
        return MailBoxStartTls(access.host, access.port, timeout=PATIENCE_SECONDS, ssl_context=trusted)
    return MailBox(access.host, access.port, timeout=PATIENCE_SECONDS, ssl_context=trusted)
