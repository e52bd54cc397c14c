"""Sending a text of a step: kept as it went, and handed to the way it goes. Marks of reading and printing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from voordeur.base import audit, mailbox
from voordeur.base.mailbox import File
from voordeur.kernel.errors import Refused
from voordeur.letters.models import Dispatch
from voordeur.letters.queries import steps
from voordeur.letters.rules.channel import PREFERRED, Channel, choose
from voordeur.letters.services.rendering import render
from voordeur.parties.models import Person, User

MOST_POSTAL_LINES = 7


def send(
    *,
    code: str,
    context: Mapping[str, object],
    now: datetime,
    language: str = "",
    to_address: str = "",
    person: Person | None = None,
    postal: Sequence[str] = (),
    case_kind: str = "",
    case_id: int | None = None,
    by: User | None = None,
    files: Sequence[File] = (),
) -> Dispatch | None:
    """Send the text of a step to one person, by the way they prefer among those open, and keep what they will read.

    An address that somebody gave for this matter (`to_address`), other than the one we know them by, is the way they
    asked for. Else it is the preferred way of `person`: mail to their address, a message on their page when they have
    an account, or a letter with `postal` on its envelope. Without a `language` it is theirs. `files` go with a mail
    only. None when there is no way to reach them. Refused: what `render` refuses.
    """
    way = choose_way(code=code, to_address=to_address, person=person, postal=postal)
    if way is None:
        return None
    return send_by(
        way,
        code=code,
        context=context,
        now=now,
        language=language,
        to_address=to_address,
        person=person,
        postal=postal,
        case_kind=case_kind,
        case_id=case_id,
        by=by,
        files=files,
    )


def choose_way(
    *, code: str, to_address: str = "", person: Person | None = None, postal: Sequence[str] = ()
) -> Channel | None:
    """The way that `send` takes; None when there is none. Refused: unknown_step."""
    is_quick = steps.step(code).is_quick
    known = person.email if person else ""
    if to_address and to_address.lower() != known.lower():
        return Channel.MAIL
    preferred = person.preferred_channel if person else ""
    has_mail = bool(known)
    # Whether somebody has a page is a question to the database: it is asked only when it matters.
    asks_page = person is not None and (not has_mail or PREFERRED.get(preferred) == Channel.PORTAL)
    return choose(
        preferred=preferred,
        has_mail=has_mail,
        has_page=asks_page and User.objects.filter(person=person, is_active=True).exists(),
        has_envelope=any(line.strip() for line in postal),
        is_quick=is_quick,
    )


@transaction.atomic
def send_by(
    channel: str,
    *,
    code: str,
    context: Mapping[str, object],
    now: datetime,
    language: str = "",
    to_address: str = "",
    person: Person | None = None,
    postal: Sequence[str] = (),
    case_kind: str = "",
    case_id: int | None = None,
    by: User | None = None,
    files: Sequence[File] = (),
) -> Dispatch:
    """Send the text of a step by one way, because somebody chose it. Values as for `send`.

    Refused: no_address, no_postal, no_person, and what `render` refuses.
    """
    rendered = render(code, channel, language or (person.language if person else "nl"), context)
    address = to_address or (person.email if person else "")
    match rendered.channel:
        case Channel.MAIL if not address:
            raise Refused("no_address", step=code)
        case Channel.LETTER if not any(line.strip() for line in postal):
            raise Refused("no_postal", step=code)
        case Channel.PORTAL if person is None:
            raise Refused("no_person", step=code)
    envelope = postal if rendered.channel == Channel.LETTER else ()
    dispatch = Dispatch.objects.create(
        code=code,
        version=rendered.version,
        channel=rendered.channel,
        language=rendered.language,
        subject=rendered.subject,
        parts=[[block.kind, block.text] for block in rendered.blocks],
        person=person,
        to_address=address if rendered.channel == Channel.MAIL else "",
        postal="\n".join(line.strip()[:80] for line in envelope if line.strip())[: MOST_POSTAL_LINES * 81],
        case_kind=case_kind,
        case_id=case_id,
        at=now,
        by=by,
    )
    if rendered.channel == Channel.MAIL:
        mailbox.write(
            to_address=address,
            subject=rendered.subject,
            body=rendered.body,
            now=now,
            language=rendered.language,
            case_kind=case_kind,
            case_id=case_id,
            files=files,
        )
    return dispatch


def mark_read(dispatch: Dispatch, *, by: User, now: datetime) -> None:
    """Whoever it was sent to has opened it; that a colleague looked is not reading."""
    if dispatch.person_id and dispatch.person_id == by.person_id:
        Dispatch.objects.filter(pk=dispatch.pk, read_at=None).update(read_at=now)


@transaction.atomic
def mark_printed(dispatch: Dispatch, *, by: User, now: datetime) -> None:
    """It lies in an envelope. Refused "already_printed" for the second of two people."""
    if not Dispatch.objects.to_print().filter(pk=dispatch.pk).update(printed_at=now, printed_by=by):
        raise Refused("already_printed", number=dispatch.number)
    audit.record("letter.printed", f"dispatch {dispatch.pk}", by=by, now=now)
