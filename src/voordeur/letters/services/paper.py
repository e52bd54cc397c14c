"""A letter on paper. Writes nothing."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from voordeur.base import paper, words
from voordeur.letters.services.rendering import Rendered

TEMPLATE = Path(__file__).resolve().parents[1] / "data" / "letter.typ"


def pdf(rendered: Rendered, *, postal: Sequence[str], reference: str, on: date) -> bytes:
    """The letter as a PDF file. `postal` are the lines of the envelope, `reference` what people quote to us."""
    with override(rendered.language):
        told = {
            "language": rendered.language,
            "association": settings.ASSOCIATION,
            "subject": rendered.subject,
            "postal": [line for line in postal if line.strip()],
            "facts": [
                fact
                for fact in (
                    (_("Date"), words.date_in_words(on, language=rendered.language)),
                    (_("Our reference"), reference),
                )
                if fact[1]
            ],
            "blocks": [[block.kind, block.text] for block in rendered.blocks],
            "footer": " · ".join(
                part for part in (settings.ASSOCIATION, settings.TELEPHONE, settings.BASE_URL) if part
            ),
            "page": _("page"),
            "year": on.year,
            "month": on.month,
            "day": on.day,
        }
    return paper.pdf(TEMPLATE, letter=told)
