"""One thread as a page shows it: messages and what happened, newest first. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from voordeur.correspondence import texts
from voordeur.correspondence.models import Attachment, Event, Message, Thread
from voordeur.correspondence.rules.threads import Action, Case, cases_named
from voordeur.parties.models import User

# Moves that a message shows already
SHOWN_BY_MESSAGE = {Action.RECEIVE, Action.ANSWER}
MOST_MESSAGES = 200


@dataclass(frozen=True, slots=True)
class Said:
    """A message with its files, those that were kept and those that were not, and what was odd about it.

    `is_own` says that the tenant who reads it wrote it.
    """

    message: Message
    channel: str
    is_ours: bool
    is_own: bool
    kept: tuple[Attachment, ...]
    refused: tuple[tuple[str, str], ...]
    oddities: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was done to a thread, in words."""

    what: str
    who: str
    remark: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ThreadCard:
    """What was said and done, newest first; `seen` is the newest message, `cut` says that older ones are left out."""

    said: tuple[Said, ...]
    done: tuple[Done, ...]
    seen: int
    is_cut: bool
    named: tuple[Case, ...]


def card(thread: Thread, *, reader: User | None = None) -> ThreadCard:
    """Everything of a thread. The tenant who reads it sees what was said, not how we worked on it."""
    found = thread.messages.select_related("by", "letter").prefetch_related("attachments").order_by("-at", "-pk")
    messages = list(found[: MOST_MESSAGES + 1])
    events: Sequence[Event] = [] if reader else list(thread.events.select_related("by").order_by("-at", "-pk")[:100])
    return ThreadCard(
        said=tuple(_said(message, thread, reader) for message in messages[:MOST_MESSAGES]),
        done=tuple(_done(event) for event in events if event.action not in SHOWN_BY_MESSAGE),
        seen=max((message.pk for message in messages), default=0),
        is_cut=len(messages) > MOST_MESSAGES,
        named=_named(thread, messages),
    )


def _said(message: Message, thread: Thread, reader: User | None) -> Said:
    files = list(message.attachments.all())
    # On the site it is known who was logged in; a mail is of whom the thread is of, when it comes from there.
    sender = None if "other_address" in message.oddities else thread.person_id
    writer = message.by.person_id if message.by else sender
    return Said(
        message=message,
        channel=str(texts.CHANNELS[message.channel]),
        is_ours=message.direction == "UIT",
        is_own=message.direction == "INK" and reader is not None and writer == reader.person_id,
        kept=tuple(file for file in files if not file.refused),
        refused=tuple((file.name, str(texts.FILE_REFUSALS[file.refused])) for file in files if file.refused),
        oddities=tuple(str(texts.ODDITIES[code]) for code in message.oddities if code in texts.ODDITIES),
        at=message.at,
    )


def _done(event: Event) -> Done:
    return Done(
        what=str(texts.EVENTS[event.action]),
        who=str(event.by) if event.by else "",
        remark=", ".join(str(value) for value in event.details.values() if value),
        at=event.at,
    )


def _named(thread: Thread, messages: Sequence[Message]) -> tuple[Case, ...]:
    """Cases that the words name and that the thread does not belong to yet."""
    words = " ".join([thread.subject, *(message.body[:2000] for message in messages[:5])])
    return tuple(case for case in cases_named(words)[:5] if (case.kind, case.id) != (thread.case_kind, thread.case_id))
