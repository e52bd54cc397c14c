"""What an import remembers while a file passes: the keys it met, what was wrong. Kept on disk, not in memory."""

import json
import sqlite3
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from voordeur.kernel.errors import FieldError


class Ledger:
    """A private database in a nameless temporary file, which is gone when the import is."""

    def __init__(self) -> None:
        # The empty name makes SQLite spill to a temporary file as soon as its cache is full.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("CREATE TABLE met (key TEXT PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID")
        self._database.execute("CREATE TABLE fault (row INTEGER, kind TEXT NOT NULL, content TEXT NOT NULL)")
        self._database.execute("CREATE TABLE period (dwelling INTEGER, tenancy TEXT, begins TEXT, ends TEXT)")
        self._database.execute("CREATE INDEX period_of ON period (dwelling)")
        self._database.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def first_row_with(self, key: str, row: int) -> int | None:
        """The earlier row that had this key; None, and the row is remembered, when this is the first."""
        try:
            self._database.execute("INSERT INTO met VALUES (?, ?)", (key, row))
        except sqlite3.IntegrityError:
            found: tuple[int] = self._database.execute("SELECT row FROM met WHERE key = ?", (key,)).fetchone()
            return found[0]
        return None

    def forget_rows(self) -> None:
        """Begin again: the file is going to be read once more."""
        self._database.execute("DELETE FROM met")
        self._database.execute("DELETE FROM fault")
        self._database.execute("DELETE FROM period")

    def add(self, kind: str, fault: FieldError) -> None:
        """Keep a fault under "error" or "warning"."""
        content = json.dumps([fault.field, fault.code, fault.value, fault.allowed, fault.params], default=str)
        self._database.execute("INSERT INTO fault VALUES (?, ?, ?)", (fault.row, kind, content))

    def faults(self, kind: str) -> Iterator[FieldError]:
        """The faults of a kind by row, those about the whole file first."""
        for row, content in self._database.execute(
            "SELECT row, content FROM fault WHERE kind = ? ORDER BY row, rowid", (kind,)
        ):
            name, code, value, allowed, params = json.loads(content)
            yield FieldError(field=name, code=code, value=value, allowed=allowed, row=row, params=params)

    def count(self, kind: str) -> int:
        found: tuple[int] = self._database.execute("SELECT count(*) FROM fault WHERE kind = ?", (kind,)).fetchone()
        return found[0]

    def add_period(self, dwelling_id: int, tenancy: str, begins: str, ends: str) -> None:
        """Remember that a row lets a dwelling over these days (ISO; empty is without end)."""
        self._database.execute("INSERT INTO period VALUES (?, ?, ?, ?)", (dwelling_id, tenancy, begins, ends))

    def periods(self, dwelling_id: int) -> list[tuple[str, str, str]]:
        """(tenancy, begins, ends) of the rows so far that let this dwelling."""
        return self._database.execute(
            "SELECT tenancy, begins, ends FROM period WHERE dwelling = ?", (dwelling_id,)
        ).fetchall()
