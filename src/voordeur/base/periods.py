"""Calendar months in queries: their bounds, and in which of them a moment falls, worked out by the database itself."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.db.models import Case, F, FloatField, Func, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

Sql = tuple[str, tuple[Any, ...]]


def month_starts(*, until_on: date, months: int) -> list[date]:
    """The first days of the `months` calendar months that end with the one of `until_on`, oldest first."""
    last = until_on.year * 12 + until_on.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - months + 1, last + 1)]


def at_midnight(day: date) -> datetime:
    """When a day begins on the association's clock."""
    return timezone.make_aware(datetime.combine(day, time()), timezone.get_default_timezone())


def bucket(field: str, bounds: Sequence[datetime]) -> Case:
    """In which stretch `field` lies: i for bounds[i] <= field < bounds[i + 1].

    Truncating to months inside SQLite calls Python for every row; plain comparisons do not. The caller's filter keeps
    the field between the first and the last bound.
    """
    whens = [When(Q(**{f"{field}__lt": bound}), then=Value(place)) for place, bound in enumerate(bounds[1:])]
    return Case(*whens, output_field=IntegerField())


class DaysBetween(Func):
    """Days, with their fraction, from the first moment to the second: `DaysBetween("reported_at", "finished_at")`.

    SQLite subtracts datetimes in Python, row by row; julianday() is its own and ten times as fast.
    """

    output_field = FloatField()
    arity = 2

    def __init__(self, start: str | Combinable, end: str | Combinable) -> None:
        super().__init__(*(F(moment) if isinstance(moment, str) else moment for moment in (start, end)))

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **_extra: Any) -> Sql:
        start, end = (compiler.compile(part) for part in self.get_source_expressions())
        return f"(julianday({end[0]}) - julianday({start[0]}))", (*end[1], *start[1])

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **_extra: Any) -> Sql:
        start, end = (compiler.compile(part) for part in self.get_source_expressions())
        return f"(EXTRACT(EPOCH FROM ({end[0]} - {start[0]})) / 86400.0)", (*end[1], *start[1])
