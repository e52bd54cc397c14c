"""Sending a text of a step: kept as it went, and handed to the way it goes. Marks of reading and printing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from voordeur.base import audit, mailbox
from voordeur.kernel.errors import Refused
from voordeur.letters.models import Dispatch
from voordeur.letters.rules.channel import Channel
from voordeur.letters.services.rendering import render
from voordeur.parties.models import Person, User

MOST_POSTAL_LINES = 7


@transaction.atomic
def send(
    *,
    code: str,
    context: Mapping[str, object],
    now: datetime,
    language: str = "nl",
    channel: str = Channel.MAIL,
    to_address: str = "",
    person: Person | None = None,
    postal: Sequence[str] = (),
    case_kind: str = "",
    case_id: int | None = None,
    by: User | None = None,
) -> Dispatch:
    """Send the text of a step to one person and keep what they will read.

    A mail goes to `to_address`, else to the person's own; a letter goes to the pile that is printed, with `postal` on
    its envelope; a message appears on the person's page. Refused: no_address, no_postal, no_person, and what
    `render` refuses.
    """
    rendered = render(code, channel, language, context)
    address = to_address or (person.email if person else "")
    match rendered.channel:
        case Channel.MAIL if not address:
            raise Refused("no_address", step=code)
        case Channel.LETTER if not any(line.strip() for line in postal):
            raise Refused("no_postal", step=code)
        case Channel.PORTAL if person is None:
            raise Refused("no_person", step=code)
    dispatch = Dispatch.objects.create(
        code=code,
        version=rendered.version,
        channel=rendered.channel,
        language=rendered.language,
        subject=rendered.subject,
        parts=[[block.kind, block.text] for block in rendered.blocks],
        person=person,
        to_address=address if rendered.channel == Channel.MAIL else "",
        postal="\n".join(line.strip()[:80] for line in postal if line.strip())[: MOST_POSTAL_LINES * 81],
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
