"""Letters: written in the transaction that causes them, delivered by the worker. The outbox page shows them all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from voordeur.adapters import mail
from voordeur.base.models import Letter, LetterFile, LetterState
from voordeur.base.outbox import publish, taken_over_by

# The kind of a letter with a code or a key in it: only whoever it is addressed to may read it.
PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class File:
    """A file to send along: its `content` when it is small, else the name under which the storage keeps it already.

    A stored file is read when the mail leaves. Raises ValueError when it has neither content nor a name there, or both.
    """

    name: str
    content_type: str
    content: bytes = b""
    stored: str = ""

    def __post_init__(self) -> None:
        if bool(self.content) == bool(self.stored):
            raise ValueError(f"{self.name}: a file has a content or a name in the storage")


def write(
    *,
    to_address: str,
    subject: str,
    body: str,
    now: datetime,
    language: str = "nl",
    case_kind: str = "",
    case_id: int | None = None,
    headers: Mapping[str, str] | None = None,
    files: Sequence[File] = (),
) -> Letter:
    """Keep a letter and ask the worker to deliver it. `headers` go with the mail; a line break in one is a blank."""
    letter = Letter.objects.create(
        to_address=to_address,
        subject=" ".join(subject.split())[:200],
        body=body,
        headers={name: " ".join(value.split()) for name, value in (headers or {}).items()},
        language=language,
        case_kind=case_kind,
        case_id=case_id,
        created_at=now,
        state=LetterState.WAITING if settings.MAIL_DELIVERY == "smtp" else LetterState.KEPT,
    )
    if files:
        LetterFile.objects.bulk_create(
            LetterFile(
                letter=letter,
                name=" ".join(file.name.split())[:120],
                content_type=file.content_type,
                content=file.content,
                stored=file.stored,
            )
            for file in files
        )
    if letter.state == LetterState.WAITING:
        publish("letter.written", now=now, letter_id=letter.pk)
    return letter


def count_private(*, case_id: int, since: datetime) -> int:
    """How many private letters about one thing were written since a moment."""
    return Letter.objects.filter(created_at__gte=since, case_kind=PRIVATE, case_id=case_id).count()


def count_failed() -> int:
    """How many letters did not arrive."""
    return Letter.objects.filter(state=LetterState.FAILED).count()


def fail(*, now: datetime, letter_id: int, error: str) -> None:
    """The mail server refused a letter as often as we try: it is no longer on its way."""
    failed = Letter.objects.filter(pk=letter_id, state=LetterState.WAITING).update(
        state=LetterState.FAILED, error=error
    )
    if failed:
        publish("letter.failed", now=now, letter_id=letter_id)


def came_back(*, letter_id: int, error: str) -> None:
    """A letter that left was brought back by a mail server on its way: it did not arrive."""
    Letter.objects.filter(pk=letter_id, state=LetterState.SENT).update(state=LetterState.FAILED, error=error)


@transaction.atomic
def try_again(letter: Letter, *, now: datetime) -> bool:
    """Send a letter that failed on its way once more; False when somebody else did so just before."""
    moved = Letter.objects.filter(pk=letter.pk, state=LetterState.FAILED).update(state=LetterState.WAITING, error="")
    if moved:
        publish("letter.written", now=now, letter_id=letter.pk)
    return bool(moved)


@taken_over_by(fail)
def deliver(*, now: datetime, letter_id: int) -> None:
    """Hand one waiting letter to the mail server; an error goes up to the outbox, which tries again later."""
    letter = Letter.objects.get(pk=letter_id)
    if letter.state != LetterState.WAITING:
        return
    mail.send(
        to_address=letter.to_address,
        subject=letter.subject,
        body=letter.body,
        message_id=f"letter-{letter.pk}",
        headers=letter.headers,
        files=[(file.name, _content(file), file.content_type) for file in letter.files.order_by("pk")],
    )
    Letter.objects.filter(pk=letter.pk, state=LetterState.WAITING).update(state=LetterState.SENT, sent_at=now)


def _content(file: LetterFile) -> bytes:
    if not file.stored:
        return bytes(file.content)
    with default_storage.open(file.stored) as kept:
        return bytes(kept.read())


class OutboxBackend(BaseEmailBackend):
    """Django's own mail (log-in codes, password resets) goes the same way as every other letter."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            for address in message.recipients():
                write(
                    to_address=address,
                    subject=str(message.subject),
                    body=str(message.body),
                    now=timezone.now(),
                    language=(get_language() or "nl")[:2],
                    case_kind=PRIVATE,
                )
        return len(email_messages)
