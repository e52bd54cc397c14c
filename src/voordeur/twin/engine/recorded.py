"""Recorded life: calls and the agents on duty as a telephone system writes them. Reads text, judges it, keeps arrays.

Moments are seconds of the local clock since 1970-01-01 00:00, without time zone: a day has 86,400 of them.
"""

import csv
import io
import math
import re
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from voordeur.kernel.errors import Refused
from voordeur.planning.engine.kernel.forms import Floats, Ints
from voordeur.twin.engine.calls import Desk

DAY_SECONDS = 86_400.0
MOST_SIGNS = 10_000  # in one row; a call has three columns
MOST_AGENTS = 100_000
MOST_SECONDS = 7 * DAY_SECONDS  # of one talk or wait; what is longer is a fault of the log
_MOMENT = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:[T ](\d\d?):(\d\d)(?::(\d\d(?:\.\d+)?))?)?(?:Z|[+-]\d\d:?\d\d)?")
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Recorded:
    """Calls that wanted an agent, (n,) each, in order of arrival.

    arrives: moments, not falling. talks: seconds with the agent, NaN for who left unanswered. waits: seconds in the
    queue, NaN when that was not recorded.
    """

    arrives: Floats
    talks: Floats
    waits: Floats

    @property
    def is_answered(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.talks)

    def between(self, begin: float, end: float) -> "Recorded":
        """The calls that arrive from `begin` until before `end`."""
        part = slice(*np.searchsorted(self.arrives, [begin, end]))
        return Recorded(self.arrives[part], self.talks[part], self.waits[part])


def recorded(arrives: Floats, talks: Floats, waits: Floats | None = None) -> Recorded:
    """Judges arrays as in `Recorded`.

    Raises `Refused`: "no_calls", "unsorted", "negative_service" and "negative_wait" (with `row` from 1).
    """
    if arrives.size == 0:
        raise Refused("no_calls")
    known = np.full(arrives.shape, math.nan) if waits is None else waits
    back = np.flatnonzero(np.diff(arrives) < 0)
    if back.size:
        raise Refused("unsorted", row=int(back[0]) + 2)
    for code, values in (("negative_service", talks), ("negative_wait", known)):
        below = np.flatnonzero(values < 0)
        if below.size:
            raise Refused(code, row=int(below[0]) + 1, value=float(values[below[0]]))
    return Recorded(arrives, talks, known)


def read_calls(text: str) -> Recorded:
    """Reads CALLS.csv: arrival, service_seconds (empty when the caller left), waited_seconds.

    Without the second column nobody is known to be answered, without the third no wait is known.

    The order of the rows says nothing: they are sorted. Raises `Refused`: those of `recorded`, "bad_table",
    "missing_column" with `column`, "bad_moment" and "bad_number" with `row` (1 is the first after the header), `column`
    and `value`.
    """
    rows = _rows(text, ("arrival",))
    if not rows:
        raise Refused("no_calls")
    arrives, talks, waits = np.empty(len(rows)), np.empty(len(rows)), np.empty(len(rows))
    for i, row in enumerate(rows):
        arrives[i] = _moment(row, "arrival", i + 1)
        talks[i] = _number(row, "service_seconds", i + 1)
        waits[i] = _number(row, "waited_seconds", i + 1)
        for code, value in (("negative_service", talks[i]), ("negative_wait", waits[i])):
            if value < 0:
                raise Refused(code, row=i + 1, value=float(value))
    turns = np.argsort(arrives, kind="stable")
    return recorded(arrives[turns], talks[turns], waits[turns])


def read_staff(text: str) -> Desk:
    """Reads STAFF.csv: from, to, agents on duty. Nobody is on duty in the gaps; periods may come in any order.

    Raises `Refused`: "no_agents" (an empty file, or nowhere anybody), "staff_overlap", "staff_ends_first" and
    "bad_agents" with `row`, and those of `read_calls` about columns and values.
    """
    periods = []
    for number, row in enumerate(_rows(text, ("from", "to", "agents")), start=1):
        begin, end = _moment(row, "from", number), _moment(row, "to", number)
        agents = _number(row, "agents", number)
        if not (0 <= agents <= MOST_AGENTS and agents == int(agents)):
            raise Refused("bad_agents", row=number, value=row["agents"])
        if end <= begin:
            raise Refused("staff_ends_first", row=number)
        periods.append((begin, end, int(agents), number))
    if not periods:
        raise Refused("no_agents")
    periods.sort()
    starts: list[float] = []
    agents_at: list[int] = []
    for (begin, end, agents, _), (then, _, _, number) in zip(periods, [*periods[1:], _NEVER], strict=True):
        if then < end:
            raise Refused("staff_overlap", row=number)
        starts.append(begin)
        agents_at.append(agents)
        if then > end:
            starts.append(end)
            agents_at.append(0)
    return duty(np.array(starts), np.array(agents_at, dtype=np.int64))


_NEVER = (math.inf, math.inf, 0, 0)


def duty(starts: Floats, agents: Ints) -> Desk:
    """Judges who is on duty from when, as in `calls.Desk`. Raises `Refused`: "no_agents", "unsorted", "bad_agents"."""
    if not np.any(agents > 0):
        raise Refused("no_agents")
    back = np.flatnonzero(np.diff(starts) <= 0)
    if back.size:
        raise Refused("unsorted", row=int(back[0]) + 2)
    below = np.flatnonzero(agents < 0)
    if below.size:
        raise Refused("bad_agents", row=int(below[0]) + 1, value=int(agents[below[0]]))
    return Desk(starts, agents)


# --- One value ------------------------------------------------------------------------------------------------------


def _rows(text: str, needed: tuple[str, ...]) -> list[dict[str, str]]:
    lines = text.lstrip("\ufeff")
    header = lines.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(lines), delimiter=";" if ";" in header else ",", restval="")
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or []]
    if not lines.strip():
        return []
    # The reader has a limit of its own, but one for all that a process reads, and others may have moved it.
    if max(map(len, lines.split("\n"))) > MOST_SIGNS:
        raise Refused("bad_table")
    for column in needed:
        if column not in reader.fieldnames:
            raise Refused("missing_column", column=column)
    try:
        return list(reader)
    except csv.Error:
        raise Refused("bad_table") from None


def _number(row: dict[str, str], column: str, number: int) -> float:
    """The value; NaN for an empty field."""
    text = (row.get(column) or "").strip()
    if not text:
        return math.nan
    try:
        value = float(text)
    except ValueError:
        value = math.inf
    if not abs(value) <= MOST_SECONDS:
        raise Refused("bad_number", row=number, column=column, value=text)
    return value


def _moment(row: dict[str, str], column: str, number: int) -> float:
    """Seconds of the local clock; an hour of 24 is the end of the day."""
    text = row[column].strip()
    found = _MOMENT.fullmatch(text)
    if found:
        year, month, day, hour, minute, second = (float(part or 0) for part in found.groups())
        try:
            days = date(int(year), int(month), int(day)).toordinal() - _EPOCH
        except ValueError:
            days = -1
        inside = hour * 3600 + minute * 60 + second
        if days >= 0 and minute < 60 and second < 61 and inside <= DAY_SECONDS:
            return days * DAY_SECONDS + inside
    raise Refused("bad_moment", row=number, column=column, value=text)
