"""What a tenant writes on the site: the same threads and the same terms as mail."""

from datetime import datetime

from voordeur.base import limits
from voordeur.correspondence.models import Attachment, Message, Thread
from voordeur.correspondence.rules.reading import File, clean, one_line
from voordeur.correspondence.rules.threads import Status
from voordeur.correspondence.services import filing, threads, uploads
from voordeur.correspondence.services.uploads import Uploads
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.policy.rules import local

MOST_SIGNS = 10_000
MOST_AN_HOUR = 20


def begin(
    *, subject: str, body: str, by: User, now: datetime, dwelling_id: int | None = None, files: Uploads = ()
) -> Message:
    """Begin a thread. Refused: not_a_tenant, subject_missing, message_empty, message_too_long, too_many_messages,
    upload_refused."""
    if by.person is None:
        raise Refused("not_a_tenant")
    about = one_line(subject)[:200]
    if not about:
        raise Refused("subject_missing")
    words, read = _checked(body), uploads.read(files)
    _spend(by, now)
    with uploads.stored() as kept:
        thread = threads.begin(
            subject=about,
            channel="INT",
            status=Status.OPEN,
            at=now,
            now=now,
            person=by.person,
            dwelling_id=dwelling_id,
        )
        return _add(thread, words, read, kept, by=by, now=now)


def reply(thread: Thread, *, body: str, by: User, now: datetime, files: Uploads = ()) -> Message:
    """Go on in a thread of one's own, or of whom one acts for. Refused as `begin`, and thread_cannot."""
    seen = Thread.objects.visible_to(by, day=local(now).date())
    if by.person is None or not seen.filter(pk=thread.pk).exists():
        raise Refused("not_a_tenant")
    words, read = _checked(body), uploads.read(files)
    _spend(by, now)
    with uploads.stored() as kept:
        return _add(thread, words, read, kept, by=by, now=now)


def _checked(body: str) -> str:
    words = clean(body).strip()
    if not words:
        raise Refused("message_empty")
    if len(words) > MOST_SIGNS:
        raise Refused("message_too_long", most=MOST_SIGNS)
    return words


def _spend(by: User, now: datetime) -> None:
    if not limits.spend("message", str(by.pk), most=MOST_AN_HOUR, now=now):
        raise Refused("too_many_messages", minutes=limits.minutes_left(now))


def _add(
    thread: Thread, words: str, files: tuple[File, ...], kept: list[Attachment], *, by: User, now: datetime
) -> Message:
    message = threads.add(
        thread,
        direction="INK",
        channel="INT",
        at=now,
        by=by,
        name=str(by),
        email=by.person.email if by.person else "",
        subject=thread.subject,
        body=words,
    )
    filing.keep_files(message, files, kept)
    threads.ask(thread, message, by=by, now=now)
    return message
