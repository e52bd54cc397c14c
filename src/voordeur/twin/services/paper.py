"""A study on one page for a board. Writes nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from voordeur.base import paper, words

TEMPLATE = Path(__file__).resolve().parents[1] / "data" / "board.typ"
SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0)  # of the letters, in points: the largest with which all stands on one page
SHARES = (1.0, 0.85, 0.7)  # of the page's width that a picture takes
WIDTH = 487.0  # of what is written, in points
FEWEST_ROWS = 4
PAGES = re.compile(rb"/Type\s*/Pages\s*/Count\s+([0-9]+)")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with what stands small below it."""

    value: str
    small: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What the page says, in the language it is in. `picture` is SVG, empty without one; lines are
    dropped from the ends of `rows` and `changes` when there is no room."""

    language: str
    title: str
    question: str
    answer: str
    table_title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    table_note: str
    is_table_of_words: bool
    picture_title: str
    picture: str
    changes_title: str
    changes: Sequence[str]
    doubts_title: str
    doubts: Sequence[str]
    address: str
    footer: str


def pdf(page: Page, *, on: date) -> bytes:
    """The page as a PDF file of exactly one A4: with smaller letters, a smaller picture and then fewer lines if need
    be."""
    for size in SIZES:
        for share in SHARES:
            made = paper.pdf(TEMPLATE, study=_told(page, on, size, share))
            if pages(made) == 1:
                return made
    return _with_fewer_lines(page, on)


def _with_fewer_lines(page: Page, on: date) -> bytes:
    shown = page
    while True:
        made = paper.pdf(TEMPLATE, study=_told(shown, on, SIZES[-1], SHARES[-1]))
        if pages(made) == 1:
            return made
        if len(shown.rows) > FEWEST_ROWS:
            shown = replace(shown, rows=shown.rows[:-1])
        elif len(shown.changes) > 1:
            shown = replace(shown, changes=shown.changes[:-1])
        elif shown.picture:
            shown = replace(shown, picture="")
        else:
            return made


def _told(page: Page, on: date, size: float, share: float) -> Mapping[str, Any]:
    return {
        **asdict(page),
        "association": settings.ASSOCIATION,
        "date": words.date_in_words(on, language=page.language),
        "size": size,
        "picture_width": WIDTH * share,
        "year": on.year,
        "month": on.month,
        "day": on.day,
    }


def pages(made: bytes) -> int:
    """How many pages a PDF of typst has."""
    return max(int(count) for count in PAGES.findall(made))
