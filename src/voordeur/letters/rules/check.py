"""The judgement of a text at save and while it is written: how hard it reads, and what should be said otherwise.

What blocks can still be kept by somebody who writes down why (services/wordings.py); the reason stays with the version.
"""

import re
from dataclasses import dataclass
from typing import Literal

from voordeur.letters.rules.channel import Language
from voordeur.letters.rules.passive import passive_in
from voordeur.letters.rules.reading import LEVELS, Level, Reading, read
from voordeur.letters.rules.words import Avoided, avoided_in

# The level that everyone is to understand; most Dutch authorities write at it.
WANTED: Level = "B1"
# One passive sentence in a long letter is no fault of style.
MOST_PASSIVE_SHARE = 0.1
# The hard words of a text of this many words may be one: a term that has to be named.
WORDS_PER_HARD_WORD = 50

RemarkCode = Literal["tone", "level", "passive", "long_sentence", "hard_word", "address_form"]

_OTHER_FORM = {
    "u": re.compile(r"(?<!\w)(?:je|jij|jou|jouw|jullie)(?!\w)", re.IGNORECASE),
    "je": re.compile(r"(?<!\w)(?:u|uw|uzelf)(?!\w)", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at: where it stands in the text, what to write instead when that is known, and its weight."""

    code: RemarkCode
    where: str = ""
    instead: str = ""
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class WordLists:
    """What an association does not want to read (`forbidden`) and what it finds hard (`hard`)."""

    forbidden: tuple[Avoided, ...]
    hard: tuple[Avoided, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a text reads, its level with its hard words counted in, the share of passive sentences, and the remarks."""

    reading: Reading
    level: Level | None
    passive_share: float
    remarks: tuple[Remark, ...]

    @property
    def is_good(self) -> bool:
        return not any(remark.blocks for remark in self.remarks)


def judge(text: str, *, language: Language, lists: WordLists, address_form: str) -> Judgement:
    """Judge a text as it will be read, with values filled in. `address_form` is "u" or "je" and counts in Dutch."""
    reading = read(text, language)
    passive = passive_in(text, language)
    hard = avoided_in(text, lists.hard)
    level = _with_hard_words(reading, len(hard))
    share = len(passive) / reading.sentences if reading.sentences else 0.0
    remarks = [Remark("tone", where, word.instead, blocks=True) for word, where in avoided_in(text, lists.forbidden)]
    if language == "nl" and address_form in _OTHER_FORM and (other := _OTHER_FORM[address_form].search(text)):
        remarks.append(Remark("address_form", other[0], address_form, blocks=True))
    if level is not None and LEVELS.index(level) > LEVELS.index(WANTED):
        remarks.append(Remark("level", level, WANTED, blocks=True))
    too_many = len(passive) > 1 and share > MOST_PASSIVE_SHARE
    remarks += [Remark("passive", sentence, blocks=too_many) for sentence in passive]
    remarks += [Remark("long_sentence", sentence) for sentence in reading.long_sentences]
    remarks += [Remark("hard_word", where, word.instead) for word, where in hard]
    return Judgement(reading, level, share, tuple(remarks))


def _with_hard_words(reading: Reading, hard: int) -> Level | None:
    """One level harder when there are more hard words than the terms that a text has to name."""
    if reading.level is None:
        return None
    allowed = 1 + reading.words // WORDS_PER_HARD_WORD
    steps = 1 if hard > allowed else 0
    return LEVELS[min(LEVELS.index(reading.level) + steps, len(LEVELS) - 1)]
