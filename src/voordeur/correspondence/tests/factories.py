"""Builders of threads and of mails as they come over the wire: fixed values, a running number for names."""

from datetime import datetime, timedelta
from itertools import count

from django.core.files.base import ContentFile

from voordeur.correspondence.models import Attachment, Thread
from voordeur.correspondence.rules.sorting import Kind
from voordeur.correspondence.rules.threads import Status
from voordeur.correspondence.services import filing, threads
from voordeur.homes.models import Dwelling
from voordeur.parties.models import Person
from voordeur.planning.tests.factories import NOW

_number = count(1)

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
MAILBOX = "voordeur@example.org"


def make_thread(
    *,
    person: Person | None = None,
    dwelling: Dwelling | None = None,
    email: str = "ada@example.org",
    subject: str = "De lift",
    body: str = "Wanneer doet de lift het weer?",
    channel: str = "EMA",
    status: Status = Status.OPEN,
    now: datetime = NOW,
) -> Thread:
    """A thread with one question, as it stands after it came in."""
    thread = threads.begin(
        subject=subject,
        channel=channel,
        status=status,
        at=now,
        now=now,
        email=email if person is None else person.email,
        person=person,
        dwelling_id=dwelling.pk if dwelling else None,
    )
    message = threads.add(
        thread, direction="INK", channel=channel, at=now, email=thread.email, subject=subject, body=body
    )
    if status == Status.OPEN:
        threads.ask(thread, message, by=None, now=now)
    return thread


def make_attachment(thread: Thread, *, name: str = "lift.png", content: bytes = PNG) -> Attachment:
    message = thread.messages.order_by("pk").first()
    assert message is not None
    one = Attachment(message=message, name=name, size=len(content), kind="png")
    one.file.save("lift.png", ContentFile(content), save=False)
    one.save()
    return one


def make_mail(
    *,
    sender: str = "Ada de Boer <ada@example.org>",
    to: str = MAILBOX,
    subject: str = "De lift",
    body: str = "Wanneer doet de lift het weer?",
    message_id: str | None = None,
    headers: str = "",
    content_type: str = "text/plain; charset=utf-8",
) -> bytes:
    """A mail as bytes. `headers` are further lines, each ended."""
    name = message_id or f"<mail-{next(_number)}@example.org>"
    head = f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: {name}\r\n{headers}"
    return f"{head}MIME-Version: 1.0\r\nContent-Type: {content_type}\r\n\r\n{body}\r\n".encode()


def with_files(*files: tuple[str, bytes], **told: str) -> bytes:
    """A mail with attachments: (name, content)."""
    from base64 import encodebytes

    parts = [b"--grens\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nZie de foto.\r\n"]
    parts += [
        b"--grens\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
        b'Content-Disposition: attachment; filename="' + name.encode() + b'"\r\n\r\n' + encodebytes(content)
        for name, content in files
    ]
    told.setdefault("content_type", 'multipart/mixed; boundary="grens"')
    return make_mail(body="", **told) + b"".join(parts) + b"--grens--\r\n"


def take_in(raw: bytes, *, now: datetime = NOW, came_at: datetime | None = None, key: str = "", is_whole: bool = True):
    """File a mail as the mailbox hands it over; gives its kind."""
    return filing.take_in(
        raw,
        key=key or f"INBOX/1/{next(_number)}",
        size=len(raw),
        came_at=came_at or now - timedelta(minutes=1),
        is_whole=is_whole,
        now=now,
    )


__all__ = ["NOW", "PNG", "Kind", "make_attachment", "make_mail", "make_thread", "take_in", "with_files"]
