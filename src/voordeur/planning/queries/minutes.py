"""Moments as whole minutes since 1970, worked out by the database: what a board counts with. Writes nothing."""

from datetime import UTC, datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, IntegerField
from django.db.models.sql.compiler import SQLCompiler

HOUR = 60


class Minute(Func):
    """A moment as whole minutes since 1970. Making a thousand moments in Python costs more than reading them."""

    arity = 1
    output_field = IntegerField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        template = "CAST(strftime('%%%%s', %(expressions)s) AS INTEGER) / 60"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        template = "FLOOR(EXTRACT(EPOCH FROM %(expressions)s) / 60)::integer"
        return self.as_sql(compiler, connection, template=template, **context)


def minute_of(moment: datetime) -> int:
    """The minute since 1970 in which a moment falls."""
    return int(moment.timestamp() // 60)


def moment_of(minute: int) -> datetime:
    """The beginning of a minute since 1970, in UTC."""
    return datetime.fromtimestamp(minute * 60, UTC)
