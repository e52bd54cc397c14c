"""Taking in a call log: every row becomes a call or is refused with its reason; the same log twice changes nothing."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction

from voordeur.base import audit
from voordeur.homes.services.layout import Layout, Map, fit
from voordeur.homes.services.tables import Record, Table, look_at, records
from voordeur.kernel.errors import FieldError, Refused
from voordeur.parties.models import User
from voordeur.parties.rules.cells import Row, Values, shown
from voordeur.telephone.models import Call
from voordeur.telephone.rules.calls import Oddity, Outcome, Stage
from voordeur.telephone.rules.log_rows import ALSO_CALLED, FIELDS, OF_THE_LOG, LoggedCall, call_of, clock_of_log
from voordeur.telephone.rules.moments import Clock
from voordeur.telephone.services.quarters import count_again

BATCH = 2_000
MOST_FAULTS = 1_000
DEFAULT_SOURCE = "log"
LOG_FIELDS = {name: is_needed for name, is_needed in FIELDS.items() if name not in OF_THE_LOG}
# What is compared when a log is read again; all else follows from these.
KEPT = (
    "number", "outcome", "arrived_at", "queued_at", "answered_at", "ended_at", "menu_seconds", "waited_seconds",
    "service_seconds", "extension", "caller", "called", "queue", "priority", "oddities", "more",
)  # fmt: skip

# What stays forgotten of a call when its log is read again.
FORGOTTEN = frozenset({"caller", "more"})

Tell = Callable[[str, int], None]


@dataclass(slots=True)
class Taken:
    """What came of a log. rows = calls + phantom + refused; calls + phantom = created + updated + unchanged.

    `faults` are the first thousand of what was refused, and what is wrong with the file; `warnings` concern columns.
    """

    rows: int = 0
    calls: int = 0
    phantom: int = 0
    refused: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    oddities: Counter[str] = field(default_factory=Counter)
    is_written: bool = False
    faults: list[FieldError] = field(default_factory=list)
    warnings: list[FieldError] = field(default_factory=list)

    def refuse(self, faults: Sequence[FieldError]) -> None:
        self.refused += 1
        self.faults += faults[: max(0, MOST_FAULTS - len(self.faults))]


@dataclass(slots=True)
class _Log:
    """A log that is being read: where its columns are, how it writes time, what was met in it."""

    source: str
    layout: Layout
    clock: Clock
    left_over: Mapping[int, str]
    met: Counter[bytes] = field(default_factory=Counter)
    contents: set[bytes] = field(default_factory=set)
    numbers: set[bytes] = field(default_factory=set)
    last: datetime | None = None


def import_calls(path: Path, *, map_: Map, tell: Tell, by: User | None, now: datetime) -> Taken:
    """Read the log and keep its calls; what cannot be a call is refused and the rest is kept.

    Written some thousands at a time, so that the exchange can go on telling meanwhile; an import that was stopped is
    run again. When something is wrong with the file or its map nothing is read, and when every row is refused nothing
    is kept: `is_written` is False.
    """
    taken = Taken()
    try:
        table = look_at(path)
        log = _begin(table, map_, taken)
    except Refused as no:
        named = {name: str(value) for name, value in no.params.items()}
        taken.faults.append(FieldError("", no.code, named.get("value", ""), named.get("allowed", "")))
        return taken
    if log is None:
        return taken
    touched: set[datetime] = set()
    rows = records(table)
    while batch := list(islice(rows, BATCH)):
        found = dict(_read(batch, table, log, taken))
        _keep(log, found, taken, now=now)
        touched |= {values["arrived_at"].replace(minute=values["arrived_at"].minute // 15 * 15, second=0, microsecond=0)
                    for values in found.values()}  # fmt: skip
        tell("read", batch[-1].position)
    if taken.rows and taken.refused == taken.rows:
        return taken
    count_again(touched)
    audit.record("import", "calls", by=by, now=now, details={"created": taken.created, "updated": taken.updated})
    taken.is_written = True
    return taken


def _begin(table: Table, map_: Map, taken: Taken) -> _Log | None:
    constants = {name: map_.constants[name] for name in OF_THE_LOG if name in map_.constants}
    columns = {**_also_called(table, map_), **map_.columns}
    for name in OF_THE_LOG:
        if name in columns:
            raise Refused("unknown_field", value=f"[columns] {name}", allowed=f"[constants] {name}")
    others = {name: value for name, value in map_.constants.items() if name not in constants}
    if table.separator:
        taken.warnings.append(FieldError("", "separator_line", table.separator))
    layout, errors, _ = fit(table, LOG_FIELDS, Map(columns, others, map_.values))
    taken.faults += errors
    if layout is None:
        return None
    used = set(layout.indexes.values())
    left_over = {index: column for index, column in enumerate(table.columns) if index not in used and column}
    taken.warnings += [
        FieldError(shown(column), "kept_aside", shown(column), ", ".join(LOG_FIELDS)) for column in left_over.values()
    ]
    source = constants.get("source", DEFAULT_SOURCE).strip()[:40] or DEFAULT_SOURCE
    return _Log(source, layout, clock_of_log(constants), left_over)


def _also_called(table: Table, map_: Map) -> dict[str, str]:
    """The columns that carry one of the usual names of a field that the map leaves out."""
    here = {column.casefold(): column for column in table.columns if column}
    taken = {name.casefold() for name in map_.columns.values()}
    return {
        name: here[word]
        for name, words in ALSO_CALLED.items()
        if name not in map_.columns and name not in map_.constants and name not in here
        for word in (next((word for word in words if word in here and word not in taken), ""),)
        if word
    }


def _read(batch: Sequence[Record], table: Table, log: _Log, taken: Taken) -> Iterator[tuple[str, Values]]:
    """(key, values) of the rows that are calls; the others are counted as refused."""
    for record in batch:
        taken.rows += 1
        if record.fault:
            row = Row(record.number, {})
            row.refuse("", record.fault, str(len(table.columns)), str(len(record.cells)), line=record.line)
            taken.refuse(row.errors)
            continue
        row = log.layout.row(record)
        call = call_of(row, log.clock, after=log.last)
        if call is None:
            taken.refuse(row.errors)
            continue
        log.last = call.arrived_at
        key = _key(log, call, record, row)
        if key is None:
            taken.refuse(row.errors)
            continue
        taken.oddities.update(str(oddity) for oddity in call.oddities)
        if call.outcome is Outcome.PHANTOM:
            taken.phantom += 1
        else:
            taken.calls += 1
        more = {column: record.cells[index] for index, column in log.left_over.items() if record.cells[index].strip()}
        yield key, _values(call, more)


def _key(log: _Log, call: LoggedCall, record: Record, row: Row) -> str | None:
    """What makes this call itself, in this log and when it is read again; None, with the fault, for a row met before.

    A log that numbers its calls begins again at 1 now and then, so the moment of arrival belongs to the key. Without
    numbers two rows that are the same are two calls: two people may call in one second.
    """
    content = _digest(*record.cells)
    if call.number:
        if content in log.contents:
            row.refuse("number", "double_in_file", value=call.number)
            return None
        log.contents.add(content)
        number = _digest(call.number)
        if number in log.numbers:
            call.oddities.append(Oddity.NUMBER_TWICE)
        log.numbers.add(number)
        identity = _digest(call.number, call.arrived_at.isoformat())
    else:
        identity = content
    log.met[identity] += 1
    return f"{log.source}:{identity.hex()}:{log.met[identity]}"


def _digest(*parts: str) -> bytes:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).digest()[:16]


def _values(call: LoggedCall, more: Mapping[str, str]) -> Values:
    return {
        "number": call.number,
        "outcome": call.outcome.value,
        "arrived_at": call.arrived_at,
        "queued_at": call.queued_at,
        "answered_at": call.answered_at,
        "ended_at": call.ended_at,
        "menu_seconds": call.menu_seconds,
        "waited_seconds": call.waited_seconds,
        "service_seconds": call.service_seconds,
        "extension": call.agent,
        "caller": call.caller,
        "called": call.called,
        "queue": call.queue,
        "priority": call.priority,
        "oddities": [str(oddity) for oddity in call.oddities],
        "more": dict(more),
    }


@transaction.atomic
def _keep(log: _Log, found: Mapping[str, dict[str, Any]], taken: Taken, *, now: datetime) -> None:
    known = {call.key: call for call in Call.objects.filter(key__in=list(found))}
    new, changed = [], []
    for key, values in found.items():
        call = known.get(key)
        if call is None:
            new.append(Call(key=key, source=log.source, stage=Stage.ENDED, told_at=now, **values))
            continue
        compared = [name for name in KEPT if call.forgotten_at is None or name not in FORGOTTEN]
        if any(getattr(call, name) != values[name] for name in compared):
            for name in compared:
                setattr(call, name, values[name])
            call.told_at = now
            changed.append(call)
    Call.objects.bulk_create(new, batch_size=500)
    Call.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["key"], update_fields=[*KEPT, "told_at"], batch_size=500
    )
    taken.created += len(new)
    taken.updated += len(changed)
    taken.unchanged += len(found) - len(new) - len(changed)
