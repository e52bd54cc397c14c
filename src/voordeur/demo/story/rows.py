"""Rows on their way to the database: numbered here and written in bulk, so that any row may point at any other."""

from collections import defaultdict
from typing import TypeVar

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model

MOST_WAITING = 4000

M = TypeVar("M", bound=Model)


class Rows:
    """Collects unsaved rows per model and writes them a few thousand at a time.

    Primary keys are given out here, from 1: the tables must be empty. The database checks foreign keys when the
    transaction ends.
    """

    def __init__(self) -> None:
        self._last: dict[type[Model], int] = defaultdict(int)
        self._waiting: dict[type[Model], list[Model]] = defaultdict(list)

    def number(self, row: M) -> M:
        """Give a row its primary key; it is not written until `keep`."""
        model = type(row)
        self._last[model] += 1
        row.pk = self._last[model]
        return row

    def keep(self, row: M) -> M:
        """Write this row with the next ones of its kind; numbers it when that was not done. Do not change it after."""
        if row.pk is None:
            self.number(row)
        waiting = self._waiting[type(row)]
        waiting.append(row)
        if len(waiting) >= MOST_WAITING:
            self._write(type(row))
        return row

    def flush(self) -> None:
        """Write all that waits."""
        for model in list(self._waiting):
            self._write(model)

    def _write(self, model: type[Model]) -> None:
        rows = self._waiting.pop(model, [])
        if rows:
            model._default_manager.bulk_create(rows)  # noqa: SLF001 - Django's documented name

    def last(self, model: type[Model]) -> int:
        """The highest key given out; 0 before the first."""
        return self._last[model]

    def counts(self) -> dict[str, int]:
        """How many rows of each model were numbered."""
        return {model.__name__: count for model, count in self._last.items()}

    def reset_sequences(self) -> None:
        """Let the database number on from here; needed where it did not see the numbers (PostgreSQL)."""
        statements = connection.ops.sequence_reset_sql(no_style(), list(self._last))
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
