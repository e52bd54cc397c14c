"""The list of words an association would rather not write: one a line, `word = what to write instead`. Pure.

`!` and other signs may stand in the list. A star at the end of a word takes every word that begins so. A line that
begins with # is a remark of the people who keep the list.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from voordeur.kernel.errors import Refused

MOST_LINES = 1000
MOST_LIST_SIGNS = 60_000
MOST_WORD_SIGNS = 80


@dataclass(frozen=True)
class Avoided:
    """One word or phrase, and what to write instead (may be empty)."""

    phrase: str
    instead: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        begins = self.phrase.endswith("*")
        parts = [re.escape(part) for part in self.phrase.rstrip("*").split()]
        written = r"\s+".join(parts)
        if re.match(r"\w", self.phrase):
            written = r"(?<!\w)" + written
        if begins:
            written += r"\w*"
        elif re.search(r"\w$", self.phrase):
            written += r"(?!\w)"
        return re.compile(written, re.IGNORECASE)


def parse(text: str) -> tuple[Avoided, ...]:
    """The list in `text`. Refused: list_too_long, word_too_long, word_empty (with the line), word_twice."""
    rows = text.replace("\r", "").split("\n")
    if len(rows) > MOST_LINES or len(text) > MOST_LIST_SIGNS:
        raise Refused("list_too_long", most=MOST_LINES)
    found: dict[str, Avoided] = {}
    for number, row in enumerate(rows, start=1):
        if not row.strip() or row.lstrip().startswith("#"):
            continue
        phrase, _, instead = (part.strip() for part in row.partition("="))
        if not phrase.strip("* "):
            raise Refused("word_empty", line=number)
        if len(phrase) > MOST_WORD_SIGNS:
            raise Refused("word_too_long", line=number, most=MOST_WORD_SIGNS)
        key = " ".join(phrase.lower().split())
        if key in found:
            raise Refused("word_twice", line=number, word=phrase)
        found[key] = Avoided(phrase, instead)
    return tuple(found.values())


def avoided_in(text: str, words: tuple[Avoided, ...]) -> list[tuple[Avoided, str]]:
    """The words of the list that a text holds, each once, with the words as they stand there."""
    met = ((word, word.pattern.search(text)) for word in words)
    return [(word, where[0]) for word, where in met if where]
