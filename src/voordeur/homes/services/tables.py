"""Reading a table out of a file of any size: encoding, delimiter, header, records. Knows no field and no database."""

import codecs
import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from voordeur.kernel.errors import Refused

DELIMITERS = (",", ";", "\t")
# A line longer than this is no row of a table; what follows is skipped up to the next line without keeping it.
LONGEST_LINE = 1_000_000
# Quoted cells may run over lines, but a quote that is never closed may not swallow the rest of the file.
MOST_LINES_IN_RECORD = 20
PIECE = 1 << 20
# Python's own limit of 128 kB a cell would be reported as a broken quote; length is judged per field.
csv.field_size_limit(LONGEST_LINE * MOST_LINES_IN_RECORD)
WIDE_ENCODINGS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

# line number from 1, text, bytes read so far
Line = tuple[int, str | None, int]


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it stands in the file: its number (1 is the first after the header), its line, its cells.

    `fault` is a refusal code when the row cannot be read as cells. `position` is in bytes, for showing progress.
    """

    number: int
    line: int
    cells: Sequence[str]
    position: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A file that has been looked at: how it is written and what its columns are called. `size` in bytes.

    `separator` is the line before the header in which a spreadsheet says what stands between cells; empty without one.
    """

    path: Path
    size: int
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    separator: str = ""


def encoding_of(path: Path) -> str:
    """`utf-8`, or `cp1252` when no line with a sign beyond ASCII is UTF-8. Reads the file once, a line at a time.

    A file in which some such lines are UTF-8 and others are not is UTF-8 with broken rows. Refused for UTF-16 and -32.
    """
    with path.open("rb") as file:
        if file.read(4).startswith(WIDE_ENCODINGS):
            raise Refused("wide_encoding")
        file.seek(0)
        broken = 0
        for raw in iter(lambda: file.readline(LONGEST_LINE), b""):
            if raw.isascii():
                continue
            try:
                raw.removeprefix(codecs.BOM_UTF8).decode("utf-8")
            except UnicodeDecodeError:
                broken += 1
            else:
                if not raw.removeprefix(codecs.BOM_UTF8).isascii():
                    return "utf-8"
    return "cp1252" if broken else "utf-8"


def look_at(path: Path) -> Table:
    """How the file is written. Refused: empty_file, no_header, double_column, wide_encoding, cannot_read_file."""
    try:
        size = path.stat().st_size
        encoding = encoding_of(path)
        with path.open("rb") as file:
            line = next(_lines(file, encoding), None)
            file.seek(0)
            separator = _separator(file.readline(LONGEST_LINE))
    except OSError as fault:
        raise Refused("cannot_read_file", value=str(path)) from fault
    if line is None:
        raise Refused("empty_file")
    first = line[1] or ""
    delimiter = max(DELIMITERS, key=re.sub(r'"[^"]*"', "", first).count)
    columns = tuple(" ".join(cell.split()) for cell in _cells(first, delimiter) or ())
    named = [column.casefold() for column in columns if column]
    if not named:
        raise Refused("no_header")
    double = next((column for column in columns if column and named.count(column.casefold()) > 1), None)
    if double is not None:
        raise Refused("double_column", value=double)
    return Table(path=path, size=size, encoding=encoding, delimiter=delimiter, columns=columns, separator=separator)


def records(table: Table) -> Iterator[Record]:
    """Every row after the header, one at a time. Lines without any sign are no rows."""
    with table.path.open("rb") as file:
        lines = _lines(file, table.encoding)
        ahead: deque[Line] = deque()
        number = -1
        while (line := ahead.popleft() if ahead else next(lines, None)) is not None:
            start, text, position = line
            cells: list[str] | None = None
            fault = "row_too_long"
            if text is not None:
                cells, used = _whole_record(text, table.delimiter, lines, ahead)
                for _ in range(used):
                    position = ahead.popleft()[2]
                fault = "" if cells is not None else "broken_quotes"
            number += 1
            if number == 0:
                continue
            if cells is not None and len(cells) != len(table.columns):
                fault = "wrong_column_count"
            yield Record(number=number, line=start, cells=cells or (), position=position, fault=fault)


def _whole_record(text: str, delimiter: str, lines: Iterator[Line], ahead: deque[Line]) -> tuple[list[str] | None, int]:
    """The cells of a record that begins with `text`, and how many lines of `ahead` belong to it as well.

    When its quotes are never closed the cells are None and no other line is used: those are rows of their own.
    """
    cells = _cells(text, delimiter)
    if cells is not None or '"' not in text:
        return cells, 0
    for used in range(1, MOST_LINES_IN_RECORD):
        if len(ahead) < used:
            following = next(lines, None)
            if following is None:
                break
            ahead.append(following)
        following_text = ahead[used - 1][1]
        if following_text is None:
            break
        text += "\n" + following_text
        cells = _cells(text, delimiter)
        if cells is not None:
            return cells, used
    return None, 0


def _cells(text: str, delimiter: str) -> list[str] | None:
    """The cells of one record; None when a quote is open or stands where none may."""
    if '"' not in text:
        return text.split(delimiter)
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True), None)
    except csv.Error:
        return None


def _separator(first: bytes) -> str:
    """The first line of a file, when it is no row but `sep=;`, as Excel writes it."""
    text = first.removeprefix(codecs.BOM_UTF8).decode("ascii", errors="replace").strip().strip('"')
    return text if re.fullmatch(r"(?i)sep=.", text) else ""


def _lines(file: BinaryIO, encoding: str) -> Iterator[Line]:
    """The lines without their ends, leaving out empty ones and that of the separator.

    A line that is too long has None for its text. Bytes that do not fit the encoding become U+FFFD.
    """
    position = 0
    number = 0
    for raw in iter(lambda: file.readline(LONGEST_LINE), b""):
        number += 1
        position += len(raw)
        if number == 1 and _separator(raw):
            continue
        too_long = len(raw) == LONGEST_LINE and not raw.endswith(b"\n")
        if too_long:
            for piece in iter(lambda: file.readline(PIECE), b""):
                position += len(piece)
                if piece.endswith(b"\n"):
                    break
            yield number, None, position
            continue
        text = raw.removeprefix(codecs.BOM_UTF8 if number == 1 else b"").decode(encoding, errors="replace")
        if text.strip():
            yield number, text.rstrip("\r\n"), position
