"""Answering, and writing first: what an employee writes goes out by mail and stands on the tenant's own page."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from voordeur.base import mailbox
from voordeur.base.models import Letter
from voordeur.correspondence.models import Attachment, Message, Thread
from voordeur.correspondence.rules import quoting
from voordeur.correspondence.rules import threads as rules
from voordeur.correspondence.rules.files import CONTENT_TYPES, MOST_SENT_BYTES
from voordeur.correspondence.rules.reading import File, clean, one_line
from voordeur.correspondence.rules.threads import Action, Case, Status
from voordeur.correspondence.services import filing, threads, uploads
from voordeur.correspondence.services.uploads import Uploads
from voordeur.kernel.errors import Refused
from voordeur.parties.models import Person, User
from voordeur.work import services as work
from voordeur.work.rules import ItemKind

MOST_SIGNS = 20_000
LONGEST_SECONDS = 2 * 3600


def answer(
    thread: Thread, *, body: str, seen: int, seconds: int, by: User, now: datetime, files: Uploads = ()
) -> Message:
    """Answer a thread. `seen` is the newest message that the writer saw, `seconds` what writing took; `files` go along.

    Refused: answer_empty, answer_too_long, upload_refused, nobody_to_write_to, thread_moved_on (a newer message came in
    meanwhile, or somebody else answered), not_your_thread_action, thread_cannot, thread_changed_meanwhile.
    """
    words, read = _checked(body), uploads.read(files, most_total=MOST_SENT_BYTES)
    with uploads.stored() as kept:
        newest = thread.messages.order_by("-pk").first()
        if newest is not None and newest.pk > seen:
            raise Refused("thread_moved_on")
        threads.act(thread, Action.ANSWER, by=by, now=now, asked_at=None, due_at=None)
        message = _send(thread, words, read, kept, by=by, seconds=seconds, now=now)
        work.finish_of_case(
            kind=ItemKind.ANSWER_MESSAGE,
            case_kind=threads.CASE,
            case_id=thread.pk,
            by=by,
            now=now,
            outcome=words[:100],
        )
        threads.tell(message, now=now)
    return message


def write_first(
    *,
    person: Person,
    subject: str,
    body: str,
    by: User,
    now: datetime,
    dwelling_id: int | None = None,
    case: Case | None = None,
    files: Uploads = (),
) -> Message:
    """Begin a thread with a message of ours. Refused: subject_missing, and what `answer` refuses."""
    if by.role not in rules.ANSWERS:
        raise Refused("not_your_thread_action", role=by.role)
    words, about = _checked(body), one_line(subject)[:200]
    if not about:
        raise Refused("subject_missing")
    if case is not None and not threads.exists(case):
        raise Refused("no_such_case", number=f"{case.kind} {case.id}")
    read = uploads.read(files, most_total=MOST_SENT_BYTES)
    with uploads.stored() as kept:
        thread = threads.begin(
            subject=about,
            channel="EMA" if person.email else "INT",
            status=Status.ANSWERED,
            at=now,
            now=now,
            person=person,
            dwelling_id=dwelling_id,
            case=case,
        )
        message = _send(thread, words, read, kept, by=by, seconds=0, now=now)
        threads.tell(message, now=now)
    return message


def _checked(body: str) -> str:
    words = clean(body).strip()
    if not words:
        raise Refused("answer_empty")
    if len(words) > MOST_SIGNS:
        raise Refused("answer_too_long", most=MOST_SIGNS)
    return words


def _send(
    thread: Thread,
    words: str,
    files: tuple[File, ...],
    kept: list[Attachment],
    *,
    by: User,
    seconds: int,
    now: datetime,
) -> Message:
    last = thread.messages.filter(direction="INK", is_automatic=False).order_by("-pk").first()
    subject = rules.subject_of_reply(thread.subject, thread.language) if last else thread.subject
    message_id = new_message_id(thread)
    if not thread.email and (thread.person is None or not hasattr(thread.person, "user")):
        raise Refused("nobody_to_write_to")
    message = threads.add(
        thread,
        direction="UIT",
        channel="EMA" if thread.email else "INT",
        at=now,
        by=by,
        email=thread.email,
        name=thread.name,
        subject=subject,
        body=words,
        message_id=message_id if thread.email else "",
        seconds=min(max(seconds, 0), LONGEST_SECONDS),
    )
    filing.keep_files(message, files, kept)
    if thread.email:
        message.letter = send_mail(
            thread,
            subject=subject,
            body=words,
            headers={"Message-ID": message_id, "Auto-Submitted": "no", **_follows(last)},
            now=now,
            files=[mailbox.File(one.safe_name, CONTENT_TYPES[one.kind], stored=str(one.file.name)) for one in kept],
        )
        message.save(update_fields=["letter"])
    return message


def new_message_id(thread: Thread) -> str:
    """A name for a mail that nobody can guess, so that who answers it must have got it."""
    return f"<{thread.token}.{secrets.token_hex(8)}@{settings.MAILBOX.rpartition('@')[2]}>"


def _follows(last: Message | None) -> dict[str, str]:
    """Which mail this one answers, so that a mail program puts them together."""
    if last is None or not last.message_id:
        return {}
    return {"In-Reply-To": last.message_id, "References": last.message_id}


def send_mail(
    thread: Thread,
    *,
    subject: str,
    body: str,
    headers: dict[str, str],
    now: datetime,
    files: Sequence[mailbox.File] = (),
) -> Letter:
    """Write the mail of a message: with the line to answer above, the number, and the address of the thread."""
    with translation.override(thread.language):
        text = render_to_string(
            "correspondence/mail.txt",
            {
                "mark": quoting.MARKS[1 if thread.language == "en" else 0],
                "body": body,
                "thread": thread,
                "association_name": settings.ASSOCIATION,
                "site": settings.BASE_URL,
                "has_page": thread.person is not None and hasattr(thread.person, "user"),
            },
        )
    return mailbox.write(
        to_address=thread.email,
        subject=subject,
        body=text,
        now=now,
        language=thread.language,
        case_kind=threads.CASE,
        case_id=thread.pk,
        files=files,
        headers={"Reply-To": rules.address_of(settings.MAILBOX, thread.token), "X-Loop": settings.MAILBOX, **headers},
    )
