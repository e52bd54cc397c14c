"""A letter on paper: PDF with tags for screen readers (PDF/UA-1), made by typst. Writes nothing.

Texts go in as data, so nothing that anybody wrote is read as Typst markup or opens a file.
"""

import contextlib
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

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
    return _made(json.dumps(told))


def _made(told: str) -> bytes:
    """The file; a sign that no font here can draw takes the claim of PDF/UA away, never the letter.

    Typst's own fonts know the languages that are written here. Those of the machine may know a name from elsewhere;
    they are looked at only then, because they differ from machine to machine.
    """
    for more_fonts in (False, True):
        with contextlib.suppress(typst.TypstError):
            return _compiled(told, more_fonts=more_fonts, standard="ua-1")
    return _compiled(told, more_fonts=True, standard=None)


def _compiled(told: str, *, more_fonts: bool, standard: Literal["ua-1"] | None) -> bytes:
    return typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        format="pdf",
        sys_inputs={"letter": told},
        pdf_standards=standard,
        ignore_system_fonts=not more_fonts,
    )
