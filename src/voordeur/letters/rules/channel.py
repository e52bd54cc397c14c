"""The ways in which a text of ours reaches somebody, which of them it takes, and the languages it is written in."""

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


# What somebody prefers (VERA COMMUNICATIEKANAAL) as a way of ours; who would rather be rung has none that is written.
PREFERRED: dict[str, Channel] = {"EMA": Channel.MAIL, "INT": Channel.PORTAL, "BRI": Channel.LETTER}


def choose(*, preferred: str, has_mail: bool, has_page: bool, has_envelope: bool, is_quick: bool) -> Channel | None:
    """The way a text takes: the preferred one when it is open, else mail, else the own page, else paper.

    Paper is not open to what is quick. None when no way is.
    """
    is_open = {
        Channel.MAIL: has_mail,
        Channel.PORTAL: has_page,
        Channel.LETTER: has_envelope and not is_quick,
    }
    wanted = PREFERRED.get(preferred)
    if wanted is not None and is_open[wanted]:
        return wanted
    return next((way for way in (Channel.MAIL, Channel.PORTAL, Channel.LETTER) if is_open[way]), None)
