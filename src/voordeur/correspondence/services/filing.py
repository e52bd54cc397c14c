"""Taking in one mail: read, sorted, put with its thread, once. The mail itself stays in the mailbox."""

from datetime import datetime, timedelta
from email.utils import parseaddr

import structlog
from django.conf import settings
from django.core.files.base import ContentFile

from voordeur.base import mailbox
from voordeur.base.models import Letter
from voordeur.correspondence.models import Arrival, Attachment, Message, Thread
from voordeur.correspondence.queries import matching
from voordeur.correspondence.rules import files as rules
from voordeur.correspondence.rules import quoting
from voordeur.correspondence.rules.reading import File, ReadMail, beginning_of, file_name, read
from voordeur.correspondence.rules.sorting import Kind, Sorted, is_unproven, sort
from voordeur.correspondence.rules.threads import Case, Status
from voordeur.correspondence.services import threads, uploads

log = structlog.get_logger(__name__)
# Of a machine that floods us so much is kept here; the rest stays in the mailbox.
MOST_OF_A_FLOOD = 200
ASIDE = frozenset({Kind.OWN, Kind.MASS, Kind.FLOOD, Kind.TWICE})


def take_in(
    raw: bytes,
    *,
    key: str,
    size: int,
    came_at: datetime,
    is_whole: bool,
    now: datetime,
    as_plain_words: bool = False,
) -> Kind:
    """File one mail; taking in the same one again changes nothing and gives the same kind.

    `key` names the mail in its mailbox, `size` is what it takes there, `came_at` when the server received it; `raw` may
    be only its beginning. `as_plain_words` keeps what it begins with and looks at nothing else, for a mail that cannot
    be kept otherwise. Writes nothing when it raises.
    """
    known = Arrival.objects.filter(key=key).first()
    if known is not None:
        return Kind(known.kind)
    mail = beginning_of(raw) if as_plain_words else read(raw, is_whole=is_whole)
    came_at = min(came_at, now)
    lately = Arrival.objects.filter(sender=mail.sender, at__gt=came_at - timedelta(hours=1), at__lte=came_at).count()
    found = sort(mail, own=_own_addresses(), lately=lately if mail.sender else 0)
    if matching.is_here(mail, came_at=came_at):
        found = Sorted(Kind.TWICE, "same_mail", may_receipt=False)
    with uploads.stored() as kept:
        message, kind = _file(mail, found, kept, came_at=came_at, now=now)
        Arrival.objects.create(
            key=key,
            at=came_at,
            size=size,
            sender=mail.sender,
            subject=mail.subject,
            kind=kind,
            reason=found.reason,
            message=message,
        )
    log.info("mail taken in", kind=str(kind), reason=found.reason, size=size)
    return kind


def _own_addresses() -> set[str]:
    """Where mail to us comes in, and where our mail comes from."""
    return {settings.MAILBOX, parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()} - {""}


def _file(
    mail: ReadMail, found: Sorted, kept: list[Attachment], *, came_at: datetime, now: datetime
) -> tuple[Message | None, Kind]:
    kind = found.kind
    if kind in {Kind.OWN, Kind.TWICE}:
        return None, kind
    place = matching.place_of(mail)
    if kind == Kind.MASS and found.reason == "mailing" and place.thread is not None:
        # Whoever answers in a thread of ours through a list of theirs is a person.
        kind = Kind.QUESTION
    match kind:
        case Kind.QUESTION:
            thread = place.thread or _new(mail, place.case, status=Status.OPEN, reason="", at=came_at, now=now)
            message = _add(thread, mail, kept, came_at=came_at, may_receipt=found.may_receipt)
            threads.ask(thread, message, by=None, now=now)
            return message, kind
        case Kind.BOUNCE:
            return _not_delivered(mail, place, came_at=came_at, now=now), kind
        case Kind.AUTOMATIC if place.thread is not None:
            return _add(place.thread, mail, kept, came_at=came_at, is_automatic=True), kind
        case _:
            flood = matching.flood_of(mail, since=came_at - timedelta(days=1)) if kind == Kind.FLOOD else None
            if flood is not None and flood.messages.count() >= MOST_OF_A_FLOOD:
                return None, kind
            aside = flood or _new(mail, None, status=Status.ASIDE, reason=found.reason, at=came_at, now=now)
            return _add(aside, mail, kept, came_at=came_at, is_automatic=True, keeps_files=False), kind


def _new(mail: ReadMail, case: Case | None, *, status: Status, reason: str, at: datetime, now: datetime) -> Thread:
    person = matching.person_of(mail.sender)
    return threads.begin(
        subject=mail.subject,
        channel="EMA",
        status=status,
        at=at,
        now=now,
        email=mail.sender,
        name=mail.sender_name or (person.full_name if person else ""),
        person=person,
        dwelling_id=matching.dwelling_of(case),
        case=case,
        reason=reason,
    )


def _add(
    thread: Thread,
    mail: ReadMail,
    kept: list[Attachment],
    *,
    came_at: datetime,
    is_automatic: bool = False,
    keeps_files: bool = True,
    may_receipt: bool = False,
) -> Message:
    new, old = quoting.fresh(mail.body)
    odd = [*mail.oddities]
    if is_unproven(mail):
        odd.append("unproven")
    if thread.email and mail.sender != thread.email:
        odd.append("other_address")
    message = threads.add(
        thread,
        direction="INK",
        channel="EMA",
        at=came_at,
        email=mail.sender,
        name=mail.sender_name,
        subject=mail.subject,
        body=new,
        quoted=old,
        message_id=mail.message_id,
        is_automatic=is_automatic,
        may_receipt=may_receipt,
        oddities=odd,
    )
    if keeps_files:
        keep_files(message, mail.files, kept)
    return message


def keep_files(message: Message, files: tuple[File, ...], kept: list[Attachment]) -> None:
    """Keep the files that may be kept; of the others it is told which and why. What is stored is added to `kept`, so
    that whoever fails afterwards can take it away."""
    total = stored = 0
    for file in files[: 2 * rules.MOST_FILES]:
        found = rules.look(file.content, is_whole=file.is_whole, kept_bytes=total, kept_files=stored)
        one = Attachment(
            message=message,
            name=file_name(file.name),
            size=len(file.content),
            kind=found.kind,
            refused=found.reason,
        )
        if found.kind:
            kept.append(one)
            # The name on disk is ours, and ends as the content says.
            one.file.save(f"{message.thread.token}.{found.kind}", ContentFile(file.content), save=False)
            total, stored = total + len(file.content), stored + 1
        one.save()


def _not_delivered(mail: ReadMail, place: matching.Place, *, came_at: datetime, now: datetime) -> Message | None:
    """Our letter came back: whoever wrote it has to reach the tenant in another way."""
    letter = place.letter
    if letter is None and place.sent is not None:
        letter = place.sent.letter
    if letter is None:
        if place.thread is None:
            thread = _new(mail, None, status=Status.ASIDE, reason="not_delivered", at=came_at, now=now)
            return _add(thread, mail, [], came_at=came_at, is_automatic=True, keeps_files=False)
        return _add(place.thread, mail, [], came_at=came_at, is_automatic=True, keeps_files=False)
    mailbox.came_back(letter_id=letter.pk, error=" ".join(mail.body.split())[:500])
    thread = place.thread or _about(letter, at=came_at, now=now)
    message = _add(thread, mail, [], came_at=came_at, is_automatic=True, keeps_files=False)
    message.oddities = ["not_delivered"]
    message.save(update_fields=["oddities"])
    threads.ask(thread, message, by=None, now=now)
    return message


def _about(letter: Letter, *, at: datetime, now: datetime) -> Thread:
    case = Case(letter.case_kind, letter.case_id) if letter.case_kind in threads.CASE_KINDS and letter.case_id else None
    return threads.begin(
        subject=letter.subject,
        channel="EMA",
        status=Status.OPEN,
        at=at,
        now=now,
        email=letter.to_address,
        person=matching.person_of(letter.to_address),
        dwelling_id=matching.dwelling_of(case),
        case=case,
        language=letter.language,
    )
