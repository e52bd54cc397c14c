"""Threads of mail and messages for the one box: by which words they are found, and what is shown of them."""

from collections.abc import Sequence
from datetime import date

from voordeur.base.words import date_in_words
from voordeur.correspondence import texts
from voordeur.correspondence.models import Event, Message, Thread
from voordeur.correspondence.rules.threads import Status
from voordeur.finding.queries.sources import Shown, Words
from voordeur.finding.rules import folding
from voordeur.homes.queries.findable import words_of_home, words_of_person
from voordeur.parties.models import User

CURRENT = (Status.OPEN, Status.ANSWERED)


def keys(after: int, most: int) -> list[int]:
    """The next threads, by key."""
    return list(Thread.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:most])


def words(keys: Sequence[int]) -> dict[int, Words]:
    """A thread by its subject and by who writes in it, with every address they wrote from; around it person and home.

    What they wrote finds nothing.
    """
    addresses: dict[int, list[str]] = {}
    for thread_id, email, name in (
        Message.objects.filter(thread__in=keys).order_by("pk").values_list("thread_id", "email", "name").distinct()
    ):
        addresses.setdefault(thread_id, []).extend([*folding.of_email(email), *folding.of_name(name)])
    return {
        thread.pk: Words(
            own=folding.together(
                [
                    *folding.of_email(thread.email),
                    *folding.of_name(thread.name),
                    *addresses.get(thread.pk, ()),
                    # Small words too: a subject is typed as it stands.
                    *folding.fold(thread.subject).split(),
                    *folding.of_sentence(thread.subject),
                ]
            ),
            context=folding.together(
                [
                    *(words_of_person(thread.person) if thread.person else ()),
                    *(words_of_home(thread.dwelling) if thread.dwelling else ()),
                ]
            ),
            is_current=thread.status in CURRENT,
        )
        for thread in Thread.objects.filter(pk__in=keys).select_related("person", "dwelling")
    }


def show(keys: Sequence[int], user: User, day: date) -> dict[int, Shown]:
    """The subject of threads with whom, from which address, when last, and whose turn it is."""
    seen = Thread.objects.visible_to(user, day=day).select_related("person", "dwelling")
    return {
        pk: Shown(
            title=thread.subject,
            details=tuple(
                one
                for one in (
                    thread.person.full_name if thread.person else thread.name,
                    thread.email,
                    date_in_words(thread.last_at),
                )
                if one
            ),
            badge=str(texts.STATUS[thread.status]),
            is_current=thread.status in CURRENT,
        )
        for pk, thread in seen.in_bulk(keys).items()
    }


def messages_changed(after: int, most: int) -> list[tuple[int, int]]:
    """The messages, each of which belongs to a thread."""
    return list(Message.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "thread_id")[:most])


def changed(after: int, most: int) -> list[tuple[int, int]]:
    """What happened to threads."""
    return list(Event.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "thread_id")[:most])


def thread_of(message_id: int) -> int | None:
    """The thread of a message."""
    return Message.objects.filter(pk=message_id).values_list("thread_id", flat=True).first()
