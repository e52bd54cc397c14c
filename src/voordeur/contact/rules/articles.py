"""What an answer at hand must hold. Plain values in, Refused out."""

from datetime import date

from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Permission, may

MOST_SIGNS = 8000


def check_words(*, title_nl: str, body_nl: str, title_en: str, body_en: str) -> None:
    """Dutch always, English whole or not at all.

    Refused: article_title_missing, article_body_missing, article_too_long, article_half_translated.
    """
    if not title_nl.strip():
        raise Refused("article_title_missing")
    if not body_nl.strip():
        raise Refused("article_body_missing")
    if max(len(body_nl), len(body_en)) > MOST_SIGNS:
        raise Refused("article_too_long", most=MOST_SIGNS)
    if bool(title_en.strip()) != bool(body_en.strip()):
        raise Refused("article_half_translated")


def check_change(*, role: str, review_on: date, today: date) -> None:
    """Refused: article_not_allowed, review_in_the_past."""
    if not may(role, Permission.EDIT_ANSWERS):
        raise Refused("article_not_allowed")
    if review_on <= today:
        raise Refused("review_in_the_past")
