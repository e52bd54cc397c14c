"""The lists of words to avoid as they are now; version 0 is the list that the software came with."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from voordeur.letters.models import WordList
from voordeur.letters.rules import words
from voordeur.letters.rules.channel import Language
from voordeur.letters.rules.check import WordLists

Kind = Literal["forbidden", "hard"]
KINDS: tuple[Kind, ...] = ("forbidden", "hard")
DATA = Path(__file__).resolve().parents[1] / "data"


@dataclass(frozen=True, slots=True)
class Listed:
    """One list as text, with who kept it last."""

    version: int
    text: str
    saved_at: datetime | None
    saved_by: str


def delivered(kind: Kind, language: Language) -> str:
    """The list that the software came with."""
    return (DATA / f"{kind}_{language}.txt").read_text(encoding="utf-8")


def listed(kind: Kind, language: Language) -> Listed:
    """The list as it is now."""
    newest = (
        WordList.objects.filter(kind=kind, language=language).select_related("saved_by").order_by("-version").first()
    )
    if newest is None:
        return Listed(0, delivered(kind, language), None, "")
    return Listed(newest.version, newest.text, newest.saved_at, str(newest.saved_by or ""))


def word_lists(language: Language) -> WordLists:
    """Both lists of a language, ready to look for their words."""
    forbidden, hard = (words.parse(listed(kind, language).text) for kind in KINDS)
    return WordLists(forbidden, hard)
