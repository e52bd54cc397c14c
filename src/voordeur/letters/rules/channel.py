"""The ways in which a text of ours reaches somebody, and the languages it is written in."""

from enum import StrEnum
from typing import Literal

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")


class Channel(StrEnum):
    """How a text leaves: by mail, as a letter on paper, or as a message on the tenant's own page."""

    MAIL = "mail"
    LETTER = "letter"
    PORTAL = "portal"


def spoken(language: str) -> Language:
    """English for English readers, Dutch for everyone else."""
    return "en" if language.startswith("en") else "nl"
