"""What the one box finds: each kind with the functions of its room. The only place that knows them all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from voordeur.complaints.queries import findable as complaints
from voordeur.contact.queries import findable as contact
from voordeur.correspondence.queries import findable as correspondence
from voordeur.counter.queries import findable as counter
from voordeur.finding import services as finding
from voordeur.finding.queries.sources import NOTES, Source
from voordeur.finding.texts import KINDS
from voordeur.homes.queries import findable as homes
from voordeur.repairs.queries import findable as repairs
from voordeur.telephone import queries as telephone

# In the order in which they are shown. A number stays with its kind for ever: it is part of the keys in the index.
FINDABLE: Sequence[Source] = (
    Source(
        number=1,
        kind="people",
        label=KINDS["people"],
        page="contact:person",
        keys=homes.people_keys,
        words=homes.people_words,
        show=homes.show_people,
        logs={
            "people": homes.people_changed,
            "tenancies": homes.people_moved,
            "homes": homes.people_readdressed,
        },
        is_spelt=True,
    ),
    Source(
        number=2,
        kind="homes",
        label=KINDS["homes"],
        page="homes:card",
        keys=homes.home_keys,
        words=homes.home_words,
        show=homes.show_homes,
        logs={"homes": homes.homes_changed},
        is_spelt=True,
    ),
    Source(
        number=3,
        kind="repairs",
        label=KINDS["repairs"],
        page="repairs:card",
        keys=repairs.keys,
        words=repairs.words,
        show=repairs.show,
        logs={"events": repairs.changed},
    ),
    Source(
        number=4,
        kind="complaints",
        label=KINDS["complaints"],
        page="complaints:card",
        keys=complaints.keys,
        words=complaints.words,
        show=complaints.show,
        logs={"events": complaints.changed},
    ),
    Source(
        number=5,
        kind="questions",
        label=KINDS["questions"],
        page="contact:card",
        keys=contact.question_keys,
        words=contact.question_words,
        show=contact.show_questions,
        logs={"events": contact.questions_changed},
    ),
    Source(
        number=NOTES,
        kind="contacts",
        label=KINDS["contacts"],
        page="",
        keys=contact.moment_keys,
        words=contact.moment_words,
        show=contact.show_moments,
        logs={"moments": contact.moments_changed},
    ),
    Source(
        number=8,
        kind="threads",
        label=KINDS["threads"],
        page="correspondence:card",
        keys=correspondence.keys,
        words=correspondence.words,
        show=correspondence.show,
        logs={"messages": correspondence.messages_changed, "events": correspondence.changed},
    ),
    Source(
        number=7,
        kind="calls",
        label=KINDS["calls"],
        page="",
        keys=telephone.findable_keys,
        words=telephone.findable_words,
        show=telephone.show_calls,
        logs={"calls": telephone.calls_changed, "events": telephone.call_events},
    ),
    Source(
        number=9,
        kind="tickets",
        label=KINDS["tickets"],
        page="",
        keys=counter.keys,
        words=counter.words,
        show=counter.show,
        logs={"events": counter.changed},
    ),
)


# What somebody was just given the number of can be found at once; the rest follows within a minute.


def find_repair(*, now: datetime, repair_id: int, **_others: Any) -> None:
    finding.keep("repairs", [repair_id])


def find_complaint(*, now: datetime, complaint_id: int, **_others: Any) -> None:
    finding.keep("complaints", [complaint_id])


def find_question(*, now: datetime, question_id: int, **_others: Any) -> None:
    finding.keep("questions", [question_id])


def find_contact(*, now: datetime, moment_id: int, **_others: Any) -> None:
    finding.keep("contacts", [moment_id])


def find_calls(*, now: datetime, call_ids: list[int], **_others: Any) -> None:
    finding.keep("calls", call_ids)


def find_call(*, now: datetime, call_id: int, **_others: Any) -> None:
    finding.keep("calls", [call_id])


def find_message(*, now: datetime, message_id: int, **_others: Any) -> None:
    thread_id = correspondence.thread_of(message_id)
    if thread_id is not None:
        finding.keep("threads", [thread_id])


def find_happened(*, now: datetime, source: str, **_others: Any) -> None:
    """A contact tells of what it is made: a message that we sent, or a ticket of somebody who was helped."""
    kind, _colon, key = source.partition(":")
    if kind == "message":
        find_message(now=now, message_id=int(key))
    elif kind == "ticket":
        finding.keep("tickets", [int(key)])
