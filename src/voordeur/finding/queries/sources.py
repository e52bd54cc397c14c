"""What can be found: each room says by which words, and shows what was found. Which rooms: config/wiring.FINDABLE."""

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.functional import Promise

if TYPE_CHECKING:
    from voordeur.parties.models import User

# How many keys one kind may have; the key of an entry is the number of its kind times this, plus its own key.
KEYS = 1 << 40
# The number of the kind of which there are so many that it has an index of its own on SQLite too (migration 0003).
NOTES = 6


@dataclass(frozen=True, slots=True)
class Words:
    """What a thing is called itself, and what stands around it; `is_current` when it is not of the past."""

    own: str
    context: str = ""
    is_current: bool = True


@dataclass(frozen=True, slots=True)
class Shown:
    """How a thing that was found is shown: what it is, what tells it apart, and its state in a word, if any.

    `address` is where it leads when that is not the page of its kind, such as the person of a contact.
    """

    title: str
    details: tuple[str, ...] = ()
    badge: str = ""
    is_current: bool = True
    address: str = ""


# (after this key, at most so many) -> (key in the log, key of the thing that changed), in the order of the log
Read = Callable[[int, int], Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of thing. `number` is part of the keys in the index: never give it to another kind.

    `keys(after, most)` are the next keys in order, `words(keys)` what they are found by (a key that is left out is
    found no more), `show(keys, user, day)` what `user` may see of them. `logs` are read to follow what changes.
    `page` is the name of the page that opens one, "" when there is none. With `is_spelt` its own words are names that
    may be misspelt.
    """

    number: int
    kind: str
    label: Promise | str
    page: str
    keys: Callable[[int, int], Sequence[int]]
    words: Callable[[Sequence[int]], Mapping[int, Words]]
    show: "Callable[[Sequence[int], User, date], Mapping[int, Shown]]"
    logs: Mapping[str, Read]
    is_spelt: bool = False

    @property
    def is_vast(self) -> bool:
        """Whether it has an index of its own, and is looked for only from three signs on."""
        return self.number == NOTES

    def entry_key(self, key: int) -> int:
        return self.number * KEYS + key


def sources() -> Sequence[Source]:
    """Everything that can be found, in the order in which it is shown."""
    wiring = importlib.import_module(settings.WIRING)
    table: Sequence[Source] = wiring.FINDABLE
    return table


def source_of(kind: str) -> Source:
    """The source of one kind. Raises KeyError when there is none."""
    return {one.kind: one for one in sources()}[kind]
