"""What one row of a call log says: cells in, a call out with what is odd about it; what cannot be a call is refused.

Nothing is mended: seconds are kept as the log has them, and what does not fit is named.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from voordeur.parties.rules.cells import Row
from voordeur.telephone.rules.calls import (
    CLOCKS_DIFFER_SECONDS,
    LONGEST_SECONDS,
    Oddity,
    Outcome,
    is_too_long,
    outcome_of_hang_up,
    service_oddities,
)
from voordeur.telephone.rules.messages import number_in_one_form
from voordeur.telephone.rules.moments import Clock, Read, clock_of, day_of, moment_near, moment_of, seconds_of

# field -> whether a log without it is refused
FIELDS: Mapping[str, bool] = MappingProxyType(
    {
        "number": False,
        "date": False,
        "arrival": True,
        "menu_seconds": False,
        "queue_start": False,
        "waited_seconds": False,
        "outcome": False,
        "service_start": False,
        "service_seconds": False,
        "ended": False,
        "agent": False,
        "queue": False,
        "priority": False,
        "caller": False,
        "called": False,
        # of the log as a whole, in [constants]
        "source": False,
        "zone": False,
        "date_form": False,
        "unit": False,
    }
)
OF_THE_LOG = ("source", "zone", "date_form", "unit")
HOME_ZONE = "Europe/Amsterdam"
# Names under which columns are found that the map does not mention.
ALSO_CALLED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "number": ("call_nr", "call_id", "call", "id"),
        "arrival": ("arrived", "arrived_at", "start", "started_at", "call_start"),
        "menu_seconds": ("ivr_s", "ivr_seconds", "menu_s"),
        "queue_start": ("queued_at", "q_start"),
        "waited_seconds": ("queue_s", "queue_seconds", "wait_s", "wait_seconds", "q_time"),
        "outcome": ("result", "status"),
        "service_start": ("answered_at", "answered", "ser_start"),
        "service_seconds": ("service_s", "talk_s", "talk_seconds", "handle_seconds", "ser_time"),
        "ended": ("ended_at", "end", "call_end"),
        "agent": ("server", "agent_id", "extension"),
        "queue": ("type", "skill", "group"),
        "caller": ("customer_id", "from"),
        "called": ("to", "dialled"),
    }
)
# Words that logs use, when the map has none of its own.
OUTCOME_WORDS: Mapping[str, Outcome] = MappingProxyType(
    {
        **dict.fromkeys(("answered", "agent", "served", "connected", "handled", "beantwoord"), Outcome.ANSWERED),
        **dict.fromkeys(
            ("abandoned", "hang", "hung_up", "hangup", "no_answer", "noanswer", "missed", "opgehangen", "afgehaakt"),
            Outcome.ABANDONED,
        ),
        **dict.fromkeys(("menu", "ivr"), Outcome.MENU),
        **dict.fromkeys(("phantom", "test"), Outcome.PHANTOM),
    }
)
WITHHELD = frozenset(
    {"anonymous", "anoniem", "onbekend", "private", "restricted", "unavailable", "unknown", "withheld", "-"}
)
# With its 0: shorter ones are numbers of customers or of the exchange.
SHORTEST_NUMBER = 8
LONGEST = {"number": 80, "agent": 40, "queue": 40, "priority": 20, "caller": 40, "called": 40}


@dataclass(slots=True)
class LoggedCall:
    """A call as a log tells it; moments in UTC, lengths in seconds as they stand there."""

    number: str
    arrived_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    menu_seconds: float | None
    waited_seconds: float | None
    service_seconds: float | None
    outcome: Outcome
    agent: str
    queue: str
    priority: str
    caller: str
    called: str
    oddities: list[Oddity] = field(default_factory=list)


def clock_of_log(constants: Mapping[str, str]) -> Clock:
    """How this log writes time. Raises Refused."""
    return clock_of(
        zone=constants.get("zone", HOME_ZONE),
        day_form=constants.get("date_form", ""),
        unit=constants.get("unit", "s"),
    )


def call_of(row: Row, clock: Clock, *, after: datetime | None) -> LoggedCall | None:
    """The call of a row; None when it is refused, with the faults on the row. `after`: the arrival of the row above."""
    arrived, moments, odd = _moments(row, clock, after)
    lengths = {name: _length(row, name, clock) for name in ("menu_seconds", "waited_seconds", "service_seconds")}
    texts = {name: row.text(name, longest=longest, starts=()) for name, longest in LONGEST.items()}
    if arrived is None or row.errors:
        return None
    _complete(lengths, moments, arrived.at, row)
    outcome = _outcome(row, lengths, moments, texts["agent"])
    if outcome is None:
        return None
    call = LoggedCall(
        number=texts["number"],
        arrived_at=arrived.at,
        queued_at=moments["queue_start"],
        answered_at=moments["service_start"],
        ended_at=moments["ended"],
        outcome=outcome,
        agent=texts["agent"],
        queue=texts["queue"],
        priority=texts["priority"],
        caller=_caller(texts["caller"]),
        called=_caller(texts["called"]),
        menu_seconds=lengths["menu_seconds"],
        waited_seconds=lengths["waited_seconds"],
        service_seconds=lengths["service_seconds"],
    )
    call.oddities = [*odd, *_oddities(call, names_agents=row.has("agent"))]
    return call


def _moments(
    row: Row, clock: Clock, after: datetime | None
) -> tuple[Read | None, dict[str, datetime | None], list[Oddity]]:
    """(the arrival, the other moments, what is odd about them)."""
    moments: dict[str, datetime | None] = dict.fromkeys(("queue_start", "service_start", "ended"))
    day = None
    if row.has("date"):
        day = day_of(row.raw("date").partition(" ")[0], clock.day_form)
        if day is None:
            row.refuse("date", "not_a_day" if row.raw("date") else "missing", allowed=clock.day_form or "2026-11-24")
            return None, moments, []
    arrived = moment_of(row.raw("arrival"), clock, day=day, after=after)
    if arrived is None:
        row.refuse("arrival", "not_a_moment" if row.raw("arrival") else "missing", allowed="2026-11-24 09:00:03")
        return None, moments, []
    odd = [Oddity.CLOCK_JUMPED] * arrived.skipped + [Oddity.CLOCK_TWICE] * arrived.twice
    local_day = arrived.at.astimezone(clock.zone).date()
    latest = arrived.at
    for name in moments:
        if row.raw(name):
            found, fits = moment_near(row.raw(name), clock, arrived=arrived, day=day or local_day, latest=latest)
            moments[name], latest = found, max(latest, found or latest)
            if not fits:
                odd.append(Oddity.MOMENT_DOES_NOT_FIT)
    return arrived, moments, odd


def _length(row: Row, name: str, clock: Clock) -> float | None:
    if not row.raw(name):
        return None
    found = seconds_of(row.raw(name), clock)
    if found is None:
        row.refuse(name, "not_a_length", allowed="105 / 0:01:45")
    return found


def _complete(
    lengths: dict[str, float | None], moments: dict[str, datetime | None], arrived_at: datetime, row: Row
) -> None:
    """Lengths that the log does not write follow from its moments; moments never follow from lengths."""
    queued, answered, ended = (moments[name] for name in ("queue_start", "service_start", "ended"))
    if lengths["service_seconds"] is None and answered and ended:
        lengths["service_seconds"] = (ended - answered).total_seconds()
    if lengths["waited_seconds"] is None:
        # A log without a menu has its callers wait from the moment they arrive.
        start = queued or (None if row.has("queue_start") or row.has("menu_seconds") else arrived_at)
        end = answered or ended
        if start and end:
            lengths["waited_seconds"] = (end - start).total_seconds()
    if lengths["menu_seconds"] is None and queued:
        lengths["menu_seconds"] = (queued - arrived_at).total_seconds()


def _outcome(
    row: Row, lengths: Mapping[str, float | None], moments: Mapping[str, datetime | None], agent: str
) -> Outcome | None:
    word = row.raw("outcome")
    if word:
        found = OUTCOME_WORDS.get(word.casefold().replace(" ", "_").replace("-", "_"))
        if found is None:
            allowed = ", ".join(one.value for one in (*Outcome,) if one not in {Outcome.OPEN, Outcome.UNKNOWN})
            row.refuse("outcome", "unknown_outcome", allowed=allowed)
            return None
        return outcome_of_hang_up(lengths["waited_seconds"]) if found is Outcome.ABANDONED else found
    if moments["service_start"] or (lengths["service_seconds"] or 0) > 0 or (row.raw("service_seconds") and agent):
        return Outcome.ANSWERED
    return outcome_of_hang_up(lengths["waited_seconds"])


def _caller(written: str) -> str:
    """A telephone number in one form; what may be the number of a customer stays as it stands."""
    if written.casefold() in WITHHELD:
        return ""
    return (
        number_in_one_form(written) if written.startswith(("+", "0")) and len(written) >= SHORTEST_NUMBER else written
    )


def _oddities(call: LoggedCall, *, names_agents: bool) -> list[Oddity]:
    menu, waited, service = call.menu_seconds, call.waited_seconds, call.service_seconds
    found = [Oddity.NEGATIVE_MENU] * (menu is not None and menu < 0)
    found += [Oddity.NEGATIVE_WAIT] * (waited is not None and waited < 0)
    if call.outcome is Outcome.ANSWERED:
        found += service_oddities(service, has_agent=bool(call.agent) or not names_agents)
    elif call.outcome is not Outcome.PHANTOM and (call.agent or service):
        found.append(Oddity.ABANDONED_WITH_AGENT)
    if call.queued_at and menu is not None and _differs(menu, call.arrived_at, call.queued_at):
        found.append(Oddity.MENU_DIFFERS)
    if (
        call.queued_at
        and call.answered_at
        and waited is not None
        and _differs(waited, call.queued_at, call.answered_at)
    ):
        found.append(Oddity.WAIT_DIFFERS)
    whole = (call.ended_at - call.arrived_at).total_seconds() if call.ended_at else None
    if is_too_long(menu, waited, service, whole if (whole or 0) > 2 * LONGEST_SECONDS else None):
        found.append(Oddity.TOO_LONG)
    return found


def _differs(seconds: float, start: datetime, end: datetime) -> bool:
    return abs((end - start).total_seconds() - seconds) > CLOCKS_DIFFER_SECONDS
