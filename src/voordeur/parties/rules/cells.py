"""The cells of one row of a table read into values, and exactly what is wrong. Reads no file, asks no clock."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from math import isfinite
from typing import Any

from voordeur.kernel.errors import FieldError

# A spreadsheet runs a cell that begins with one of these as a formula (OWASP, "CSV injection").
FORMULA_STARTS = ("=", "+", "-", "@")
UNDECODABLE = "�"
SHOWN_SIGNS = 60
# Control signs, signs without width, signs that turn the direction of writing, halves of pairs (Unicode Cc, Cf, Cs)
UNSEEN = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ud800-\\udfff\\ufeff]"
)

YES = frozenset({"1", "j", "ja", "true", "waar", "y", "yes"})
NO = frozenset({"", "0", "false", "n", "nee", "no", "onwaar"})
DAY_FORMS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")

Values = dict[str, Any]


def shown(text: str) -> str:
    """A cell as it may stand in a message: short, with signs that cannot be seen written out."""
    plain = "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in text[: SHOWN_SIGNS + 1])
    return plain if len(plain) <= SHOWN_SIGNS else plain[:SHOWN_SIGNS] + "…"


@dataclass(slots=True)
class Row:
    """One row: its number, its cells by our field names (only the fields that the table has), and the faults found."""

    number: int
    cells: Mapping[str, str]
    errors: list[FieldError] = field(default_factory=list)
    warnings: list[FieldError] = field(default_factory=list)

    def has(self, name: str) -> bool:
        return name in self.cells

    def raw(self, name: str) -> str:
        return self.cells.get(name, "").strip()

    def refuse(self, name: str, code: str, allowed: str = "", value: str | None = None, **params: object) -> None:
        self.errors.append(self._fault(name, code, allowed, value, params))

    def warn(self, name: str, code: str, allowed: str = "", value: str | None = None, **params: object) -> None:
        self.warnings.append(self._fault(name, code, allowed, value, params))

    def _fault(self, name: str, code: str, allowed: str, value: str | None, params: dict[str, object]) -> FieldError:
        return FieldError(
            field=name,
            code=code,
            value=shown(self.raw(name) if value is None else value),
            allowed=allowed,
            row=self.number,
            params=params,
        )

    def _is_sound(self, text: str, name: str, starts: tuple[str, ...]) -> bool:
        if UNDECODABLE in text:
            self.refuse(name, "undecodable", allowed="UTF-8")
        elif UNSEEN.search(text):
            self.refuse(name, "control_character")
        elif text.startswith(starts):
            self.refuse(name, "formula", start=text[0])
        else:
            return True
        return False

    def text(self, name: str, *, longest: int, required: bool = False, starts: tuple[str, ...] = FORMULA_STARTS) -> str:
        """The cell in composed form (NFC) with single spaces. A cell that begins with one of `starts` is refused."""
        text = self.raw(name)
        if not text:
            if required:
                self.refuse(name, "missing")
            return ""
        if not self._is_sound(text, name, starts):
            return ""
        text = " ".join(unicodedata.normalize("NFC", text).split())
        if len(text) > longest:
            self.refuse(name, "too_long", allowed=str(longest), length=len(text))
            return ""
        return text

    def whole(
        self, name: str, *, least: int, most: int, required: bool = False, code: str = "out_of_range"
    ) -> int | None:
        """A whole number; `1975.0`, as spreadsheets write it, is one too."""
        text = self.text(name, longest=20, required=required, starts=("=", "@"))
        if not text:
            return None
        found = re.fullmatch(r"([+-]?[0-9]+)([.,]0+)?", text)
        if found is None:
            self.refuse(name, "not_a_number", allowed=f"{least} – {most}")
            return None
        number = int(found.group(1))
        if not least <= number <= most:
            self.refuse(name, code, allowed=f"{least} – {most}")
            return None
        return number

    def decimal(self, name: str, *, required: bool = False) -> float | None:
        """A number with a decimal point or a decimal comma."""
        text = self.text(name, longest=30, required=required, starts=("=", "@"))
        if not text:
            return None
        try:
            number = float(text.replace(",", ".")) if re.fullmatch(r"[+-]?[0-9]+([.,][0-9]+)?", text) else float("nan")
        except ValueError:
            number = float("nan")
        if not isfinite(number):
            self.refuse(name, "not_a_number", allowed="52.2354")
            return None
        return number

    def day(self, name: str, *, least: date, most: date, required: bool = False) -> date | None:
        """A calendar day, as 2026-11-24, 24-11-2026 or 24/11/2026."""
        text = self.text(name, longest=30, required=required)
        if not text:
            return None
        for form in DAY_FORMS:
            try:
                day = datetime.strptime(text.removesuffix(" 00:00:00"), form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
            if least <= day <= most:
                return day
            self.refuse(name, "out_of_range", allowed=f"{least.isoformat()} – {most.isoformat()}")
            return None
        self.refuse(name, "not_a_day", allowed="2026-11-24")
        return None

    def choice(self, name: str, allowed: Mapping[str, str] | frozenset[str], *, default: str) -> str:
        """One of a fixed list, whatever its capitals."""
        text = self.text(name, longest=200)
        if not text:
            return default
        for code in allowed:
            if text.casefold() == code.casefold():
                return code
        self.refuse(name, "not_a_choice", allowed=", ".join(sorted(allowed)))
        return default

    def yes_no(self, name: str) -> bool:
        text = self.text(name, longest=20).casefold()
        if text in YES:
            return True
        if text not in NO:
            self.refuse(name, "not_yes_or_no", allowed="ja, nee")
        return False

    def cents(self, name: str, *, most: int) -> int:
        """An amount in euros as whole cents: `612,34`, `612.34`, `1.234,56` and `€ 612` are amounts; empty is 0."""
        text = self.text(name, longest=30, starts=("=", "@")).removeprefix("€").strip()
        if not text:
            return 0
        found = re.fullmatch(
            r"([0-9]{1,3}(?:[.][0-9]{3})+|[0-9]{1,3}(?:[,][0-9]{3})+|[0-9]+)(?:[.,]([0-9]{1,2}))?", text
        )
        if found is None:
            self.refuse(name, "not_an_amount", allowed="612,34")
            return 0
        cents = int(re.sub(r"[.,]", "", found.group(1))) * 100 + int((found.group(2) or "0").ljust(2, "0"))
        if cents > most:
            self.refuse(name, "out_of_range", allowed=f"0 – {most // 100}")
            return 0
        return cents
