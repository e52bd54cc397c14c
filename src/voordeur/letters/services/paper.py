"""A letter on paper: PDF with tags for screen readers (PDF/UA-1), made by typst. Writes nothing.

Texts go in as data, so nothing that anybody wrote is read as Typst markup or opens a file.
"""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import typst
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from voordeur.base import words
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
    return typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        format="pdf",
        sys_inputs={"letter": json.dumps(told)},
        pdf_standards="ua-1",
        ignore_system_fonts=True,
    )
