"""Importing a table of dwellings, people or tenancies: judged row by row, kept all or nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType

from django.db import IntegrityError, transaction
from django.utils import timezone

from voordeur.base import audit
from voordeur.homes.rules import dwelling_rows, tenancy_rows
from voordeur.homes.services.dwellings import keep_dwellings
from voordeur.homes.services.layout import Layout, Map, fit
from voordeur.homes.services.ledger import Ledger
from voordeur.homes.services.tables import Table, look_at, records
from voordeur.homes.services.tenancies import keep_tenancies
from voordeur.kernel.errors import FieldError, Refused
from voordeur.parties.models import User
from voordeur.parties.rules import person_rows
from voordeur.parties.rules.cells import Row, Values
from voordeur.parties.services.people import keep_people

BATCH = 2_000

Checked = tuple[Row, Values]
Tell = Callable[[str, int], None]


@dataclass(slots=True)
class Outcome:
    """What came of a file. rows = created + updated + unchanged + refused, whether or not it was written.

    When nothing `is_written` the counts say what each row would have done; the faults are in the ledger.
    """

    kind: str
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    is_written: bool = False
    encoding: str = ""
    delimiter: str = ""
    problems: list[FieldError] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Whether something was wrong, with the file or with a row."""
        return bool(self.problems or self.refused)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of table: its fields (and whether each is needed), how a row is read, which keys it has."""

    fields: Mapping[str, bool]
    read: Callable[..., Values]
    keys: Callable[[Values], Mapping[str, str]]


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "dwellings": Kind(dwelling_rows.FIELDS, dwelling_rows.dwelling_of, dwelling_rows.keys_of),
        "people": Kind(person_rows.FIELDS, person_rows.person_of, person_rows.keys_of),
        "tenancies": Kind(tenancy_rows.FIELDS, tenancy_rows.tenancy_of, tenancy_rows.keys_of),
    }
)


def import_table(
    kind: str,
    path: Path,
    *,
    map_: Map,
    ledger: Ledger,
    is_dry_run: bool,
    is_partial: bool,
    tell: Tell,
    by: User | None,
    now: datetime,
) -> Outcome:
    """Read the file and keep its rows in one transaction; `ledger` holds the faults afterwards.

    With a refused row nothing is written unless `is_partial`. The file is read once to judge and once more to write, so
    that a bad file never holds the database. `tell(stage, bytes)` hears "judge" or "write" and how far it is.
    """
    outcome = Outcome(kind=kind)
    try:
        table = look_at(path)
    except Refused as fault:
        outcome.problems.append(about_the_file(fault))
        return outcome
    outcome.encoding, outcome.delimiter = table.encoding, table.delimiter
    layout, errors, warnings = fit(table, KINDS[kind].fields, map_)
    outcome.problems += errors
    if layout is None:
        return outcome
    if is_dry_run or not is_partial:
        _pass(outcome, table, layout, warnings, ledger=ledger, write=False, tell=tell, by=by, now=now)
        if is_dry_run or outcome.is_refused:
            return outcome
    try:
        with transaction.atomic():
            _pass(outcome, table, layout, warnings, ledger=ledger, write=True, tell=tell, by=by, now=now)
            if outcome.is_refused and not is_partial:
                # Someone changed the database between judging and writing; what this pass found is the answer.
                transaction.set_rollback(True)
                return outcome
            audit.record(
                "import", kind, by=by, now=now, details={"created": outcome.created, "updated": outcome.updated}
            )
    except IntegrityError as fault:
        outcome.problems.append(FieldError(field="", code="changed_meanwhile", value=str(fault)))
        return outcome
    outcome.is_written = True
    return outcome


def about_the_file(fault: Refused) -> FieldError:
    """A refusal of the file or its map as a fault that belongs to no row."""
    named = {name: str(value) for name, value in fault.params.items()}
    return FieldError(
        field=named.get("field", ""), code=fault.code, value=named.get("value", ""), allowed=named.get("allowed", "")
    )


def _pass(
    outcome: Outcome,
    table: Table,
    layout: Layout,
    warnings: Sequence[FieldError],
    *,
    ledger: Ledger,
    write: bool,
    tell: Tell,
    by: User | None,
    now: datetime,
) -> None:
    """Go through the file once and count; faults of an earlier pass are forgotten."""
    ledger.forget_rows()
    for warning in warnings:
        ledger.add("warning", warning)
    if table.encoding != "utf-8":
        ledger.add("warning", FieldError(field="", code="other_encoding", value=table.encoding, allowed="UTF-8"))
    outcome.rows = outcome.created = outcome.updated = outcome.unchanged = outcome.refused = 0
    today = timezone.localdate(now)
    for rows, sound, position in _batches(outcome.kind, table, layout, ledger, today):
        verdicts = _keep(outcome.kind, sound, ledger=ledger, write=write, by=by, now=now)
        for row in rows:
            match verdicts.get(row.number):
                case "created":
                    outcome.created += 1
                case "updated":
                    outcome.updated += 1
                case "unchanged":
                    outcome.unchanged += 1
                case _:
                    outcome.refused += 1
            for fault in row.errors:
                ledger.add("error", fault)
            for fault in row.warnings:
                ledger.add("warning", fault)
        outcome.rows += len(rows)
        tell("write" if write else "judge", position)


def _batches(
    kind: str, table: Table, layout: Layout, ledger: Ledger, today: date
) -> Iterator[tuple[list[Row], list[Checked], int]]:
    """(all rows, those that are sound in themselves with their values, bytes read), some thousands at a time."""
    rows: list[Row] = []
    sound: list[Checked] = []
    for record in records(table):
        if record.fault:
            row = Row(number=record.number, cells={})
            row.refuse(
                "",
                record.fault,
                allowed=str(len(table.columns)),
                value=str(len(record.cells)),
                line=record.line,
            )
        else:
            row = layout.row(record)
            values = KINDS[kind].read(row, today=today)
            if not row.errors:
                _refuse_doubles(row, KINDS[kind].keys(values), ledger)
            if not row.errors:
                sound.append((row, values))
        rows.append(row)
        if len(rows) == BATCH:
            yield rows, sound, record.position
            rows, sound = [], []
    if rows:
        yield rows, sound, table.size


def _refuse_doubles(row: Row, keys: Mapping[str, str], ledger: Ledger) -> None:
    for name, key in keys.items():
        earlier = ledger.first_row_with(f"{name} {key}", row.number)
        if earlier is not None:
            row.refuse(name, "double_in_file", value=key, other=earlier)
            return


def _keep(
    kind: str, sound: Sequence[Checked], *, ledger: Ledger, write: bool, by: User | None, now: datetime
) -> Mapping[int, str]:
    if not sound:
        return {}
    if kind == "dwellings":
        return keep_dwellings(sound, write=write, by=by, now=now)
    if kind == "people":
        return keep_people(sound, write=write, by=by, now=now)
    return keep_tenancies(sound, ledger=ledger, write=write, by=by, now=now)
