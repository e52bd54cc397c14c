"""Real servers for mail on loopback: Dovecot, which keeps it, and an SMTP server that brings it to Dovecot."""

import grp
import os
import pwd
import select
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from imap_tools import MailBoxUnencrypted

from tests.certificates import Certificate, make_certificate

DOVECOT = Path("/usr/sbin/dovecot")
PASSWORD = "brievenbus"
PATIENCE_SECONDS = 20
# Dovecot refuses to run what listens to strangers as root.
SOMEBODY = "nobody"

CONFIGURATION = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
listen = 127.0.0.1
protocols = imap
{ssl}
disable_plaintext_auth = no
auth_mechanisms = plain login
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:{folder}/mail/%u
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
mail_max_userip_connections = 100
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


WITH_TLS = """\
ssl = yes
ssl_cert = <{folder}/shown.pem
ssl_key = <{folder}/key.pem
"""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Post:
    """A running Dovecot: every name has a mailbox, with one password.

    With a certificate it speaks STARTTLS at its port, and TLS from the first byte at `tls_port`.
    """

    port: int
    folder: Path
    tls_port: int = 0
    certificate: Certificate | None = None

    @contextmanager
    def box(self, address: str) -> Iterator[MailBoxUnencrypted]:
        """The mailbox of an address, as its owner opens it."""
        with MailBoxUnencrypted("127.0.0.1", self.port, timeout=PATIENCE_SECONDS).login(address, PASSWORD) as box:
            yield box

    def bring(self, raw: bytes, address: str, *, at: datetime) -> None:
        """Put a mail into the mailbox of an address."""
        with self.box(address) as box:
            box.append(raw, "INBOX", dt=at)

    def count(self, address: str, folder: str = "INBOX") -> int:
        with self.box(address) as box:
            return len(box.numbers() if box.folder.set(folder) else []) if box.folder.exists(folder) else 0

    def forgets(self, address: str) -> None:
        """Lose what numbers the mails of an address have: the mailbox gets another UIDVALIDITY, numbers begin anew."""
        kept = self.folder / "mail" / address
        for file in (*kept.glob("dovecot-uidlist*"), *kept.glob("dovecot.index*")):
            file.unlink()

    def mails(self, address: str, folder: str = "INBOX") -> list[bytes]:
        """The mails in a folder, the oldest first."""
        with self.box(address) as box:
            if not box.folder.exists(folder):
                return []
            box.folder.set(folder)
            return [bytes(mail.obj.as_bytes()) for mail in box.fetch(mark_seen=False)]


@contextmanager
def dovecot(*, has_tls: bool = False) -> Iterator[Post]:
    """Run Dovecot with a configuration of its own, as somebody without rights; skips where it is not installed.

    With TLS it shows a certificate of an authority that only this test knows.

    Its folder is its own too: into that of pytest nobody else may walk.
    """
    if not DOVECOT.exists():
        message = "these tests need Dovecot (Debian's package dovecot-imapd)"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    is_root = os.getuid() == 0
    user = pwd.getpwnam(SOMEBODY) if is_root else pwd.getpwuid(os.getuid())
    folder = Path(tempfile.mkdtemp(prefix="voordeur-dovecot-"))
    (folder / "mail").mkdir()
    certificate = make_certificate(folder) if has_tls else None
    port, tls_port = _free_port(), _free_port() if has_tls else 0
    file = folder / "dovecot.conf"
    file.write_text(
        CONFIGURATION.format(
            folder=folder,
            user=user.pw_name,
            group=grp.getgrgid(user.pw_gid).gr_name,
            port=port,
            tls_port=tls_port,
            password=PASSWORD,
            ssl=WITH_TLS.format(folder=folder) if has_tls else "ssl = no",
        )
    )
    for path in (folder, *folder.iterdir()):
        os.chown(path, user.pw_uid, user.pw_gid)
    process = subprocess.Popen(
        [str(DOVECOT), "-F", "-c", str(file)],
        **({"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if is_root else {}),
    )
    try:
        _wait_for(port, process, folder / "log")
        yield Post(port, folder, tls_port, certificate)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(port: int, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as talk:
                if talk.recv(4).startswith(b"* OK"):
                    return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"Dovecot did not start: {log.read_text() if log.exists() else 'no log'}")


@dataclass
class Carrier:
    """What the SMTP server does with a mail: bring it to the mailbox of whoever it is for; a plus is left out.

    `refused` are addresses that it does not take. `carried` keeps (from, to, mail) of everything that came by.
    """

    post: Post
    clock: object
    refused: set[str] = field(default_factory=set)
    carried: list[tuple[str, str, Message]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802
        if address.lower() in self.refused:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        with self.lock:
            for address in envelope.rcpt_tos:
                name, _, domain = address.lower().rpartition("@")
                told = b"Delivered-To: " + address.encode() + b"\r\n" + envelope.content
                self.post.bring(told, f"{name.partition('+')[0]}@{domain}", at=self.clock.now())
                self.carried.append((envelope.mail_from, address.lower(), message_from_bytes(envelope.content)))
        return "250 Message accepted"


@contextmanager
def smtp(carrier: Carrier, *, certificate: Certificate | None = None) -> Iterator[int]:
    """Run an SMTP server that hands everything to the carrier; gives its port.

    With a certificate it takes mail only after STARTTLS.
    """
    told: dict[str, Any] = {}
    if certificate is not None:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(certificate.shown, certificate.key)
        told = {"tls_context": tls, "require_starttls": True}
    controller = Controller(carrier, hostname="127.0.0.1", port=_free_port(), data_size_limit=80_000_000, **told)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@dataclass
class Wire:
    """A way to a server that breaks after the server said so many bytes; `said` counts them."""

    port: int
    breaks_after: int
    said: int = 0


@contextmanager
def wire(to_port: int, *, breaks_after: int) -> Iterator[Wire]:
    """A port on loopback that passes everything on, until it breaks in the middle of what the server says."""
    listening = socket.create_server(("127.0.0.1", 0))
    made = Wire(listening.getsockname()[1], breaks_after)

    def passes_on() -> None:
        try:
            here, _ = listening.accept()
        except OSError:
            return
        with here, socket.create_connection(("127.0.0.1", to_port)) as there:
            while True:
                for ready in select.select([here, there], [], [])[0]:
                    heard = ready.recv(4096)
                    if ready is there:
                        heard = heard[: max(0, made.breaks_after - made.said)]
                        made.said += len(heard)
                    if not heard:
                        return
                    (there if ready is here else here).sendall(heard)
                    if made.said >= made.breaks_after:
                        return

    passing = threading.Thread(target=passes_on)
    passing.start()
    try:
        yield made
    finally:
        listening.close()
        passing.join(timeout=PATIENCE_SECONDS)
