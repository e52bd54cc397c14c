"""What became of a telephone call, worked out from what the exchange told. Pure; asks no clock and no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# Above this a line was forgotten, not used: such a call is kept as it is and left out of means.
LONGEST_SECONDS = 4 * 3600
# Nobody is helped in less; told as an oddity, counted all the same.
SHORT_SERVICE_SECONDS = 10
# Clocks of two machines that tell of one call differ by a second or two.
CLOCKS_DIFFER_SECONDS = 5


class EventKind(StrEnum):
    """What an exchange can tell about a call."""

    ARRIVED = "arrived"
    QUEUED = "queued"
    RINGING = "ringing"
    MISSED = "missed"
    ANSWERED = "answered"
    TRANSFERRED = "transferred"
    HUNG_UP = "hung_up"


# Of events at the same moment, which comes first.
ORDER = tuple(EventKind)


class Stage(StrEnum):
    """Where a call is now."""

    MENU = "menu"
    WAITING = "waiting"
    RINGING = "ringing"
    TALKING = "talking"
    ENDED = "ended"


class Outcome(StrEnum):
    """What became of a call; "open" until it has ended.

    `menu`: left before waiting for anybody. `phantom`: the log says that nobody was there. `unknown`: no end was told.
    """

    OPEN = "open"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    MENU = "menu"
    PHANTOM = "phantom"
    UNKNOWN = "unknown"


class Oddity(StrEnum):
    """What does not fit in a call that is kept all the same."""

    NEGATIVE_MENU = "negative_menu_time"
    NEGATIVE_WAIT = "negative_wait"
    NEGATIVE_SERVICE = "negative_service"
    WITHOUT_AGENT = "answered_without_agent"
    WITHOUT_SERVICE = "answered_without_service_time"
    SHORT_SERVICE = "service_below_10_seconds"
    ABANDONED_WITH_AGENT = "abandoned_with_agent"
    MENU_DIFFERS = "menu_time_differs_from_clock"
    WAIT_DIFFERS = "wait_differs_from_clock"
    TOO_LONG = "longer_than_4_hours"
    CLOCK_JUMPED = "clock_skipped_this_time"
    CLOCK_TWICE = "clock_had_this_time_twice"
    NUMBER_TWICE = "number_twice"
    MOMENT_DOES_NOT_FIT = "moment_does_not_fit"
    NO_START = "answer_came_before_start"
    NO_END = "no_end"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that an exchange told: aware `at`; empty text where nothing was told."""

    kind: EventKind
    at: datetime
    extension: str = ""
    caller: str = ""
    called: str = ""
    queue: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a call. `ringing` are the extensions where it rings now; `extension` who has or had it last."""

    stage: Stage
    outcome: Outcome
    arrived_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    menu_seconds: float | None
    waited_seconds: float | None
    service_seconds: float | None
    extension: str
    ringing: tuple[str, ...]
    transfers: int
    caller: str
    called: str
    queue: str
    oddities: tuple[Oddity, ...]


def wants_agent(outcome: Outcome) -> bool:
    """Whether a call counts as offered: answered, or given up while waiting. Phantom calls and menus are left out."""
    return outcome in {Outcome.ANSWERED, Outcome.ABANDONED}


def outcome_of_hang_up(waited_seconds: float | None) -> Outcome:
    """Who hung up unanswered after waiting at all has abandoned; who never waited left in the menu.

    A wait that was not written down counts as one: the log names the call abandoned.
    """
    return Outcome.MENU if waited_seconds == 0 else Outcome.ABANDONED


def facts_of(events: Iterable[Event]) -> Facts:
    """The call as its events tell it, in whatever order they came and however often each was told.

    Raises ValueError without events.
    """
    told = sorted(set(events), key=_place)
    if not told:
        raise ValueError("a call without events")
    arrived_at = told[0].at
    queued_at = _first(told, EventKind.QUEUED) or _first(told, EventKind.RINGING)
    answered_at = _first(told, EventKind.ANSWERED)
    ended_at = max((one.at for one in told if one.kind is EventKind.HUNG_UP), default=None)
    oddities: list[Oddity] = []
    if answered_at is not None and (queued_at is None or queued_at > answered_at):
        queued_at = answered_at if queued_at is None else queued_at
        oddities.append(Oddity.NO_START)
    stage, extension, ringing = _walk(told)
    waited = _seconds(queued_at, answered_at or ended_at)
    service = _seconds(answered_at, ended_at)
    outcome = _outcome(stage, queued_at, answered_at, waited)
    if outcome is Outcome.ANSWERED:
        oddities += service_oddities(service, has_agent=bool(extension))
    if is_too_long(waited, service):
        oddities.append(Oddity.TOO_LONG)
    return Facts(
        stage=stage,
        outcome=outcome,
        arrived_at=arrived_at,
        queued_at=queued_at,
        answered_at=answered_at,
        ended_at=ended_at,
        menu_seconds=_seconds(arrived_at, queued_at or ended_at),
        waited_seconds=waited,
        service_seconds=service,
        extension=extension,
        ringing=ringing,
        transfers=sum(one.kind is EventKind.TRANSFERRED for one in told),
        caller=_said(told, "caller"),
        called=_said(told, "called"),
        queue=_said(told, "queue"),
        oddities=tuple(oddities),
    )


def service_oddities(service_seconds: float | None, *, has_agent: bool) -> list[Oddity]:
    """What is odd about how an answered call was served."""
    found = [] if has_agent else [Oddity.WITHOUT_AGENT]
    if not service_seconds:
        found.append(Oddity.WITHOUT_SERVICE)
    elif service_seconds < 0:
        found.append(Oddity.NEGATIVE_SERVICE)
    if service_seconds is None or 0 <= service_seconds < SHORT_SERVICE_SECONDS:
        found.append(Oddity.SHORT_SERVICE)
    return found


def is_too_long(*seconds: float | None) -> bool:
    """Whether a wait or a service lasted longer than anybody waits or talks."""
    return any(one is not None and one > LONGEST_SECONDS for one in seconds)


def _place(event: Event) -> tuple[object, ...]:
    return (event.at, ORDER.index(event.kind), event.extension, event.caller, event.called, event.queue)


def _first(told: list[Event], kind: EventKind) -> datetime | None:
    return next((one.at for one in told if one.kind is kind), None)


def _said(told: list[Event], name: str) -> str:
    found: list[str] = [getattr(one, name) for one in told if getattr(one, name)]
    return found[0] if found else ""


def _seconds(start: datetime | None, end: datetime | None) -> float | None:
    """From the first to the second moment, never below 0: one with two clocks may tell an end before a start."""
    if start is None or end is None:
        return None
    return max(0.0, (end - start).total_seconds())


def _outcome(stage: Stage, queued_at: datetime | None, answered_at: datetime | None, waited: float | None) -> Outcome:
    if stage is not Stage.ENDED:
        return Outcome.OPEN
    if answered_at is not None:
        return Outcome.ANSWERED
    return Outcome.MENU if queued_at is None else outcome_of_hang_up(waited)


def _rang_before(ringing: Event, extension: str, answered_at: datetime | None) -> bool:
    """Whether a ringing that is stamped after the answer was before it, told by another clock of the exchange.

    Whoever speaks does not hear the same call ring; a call that goes on without "transferred" rings elsewhere, later.
    """
    if ringing.extension in {"", extension}:
        return True
    return answered_at is not None and (ringing.at - answered_at).total_seconds() <= CLOCKS_DIFFER_SECONDS


def _walk(told: list[Event]) -> tuple[Stage, str, tuple[str, ...]]:
    """(stage, who has or had the call last, where it rings) after all of these. A hang-up ends it for good."""
    stage, extension, ringing = Stage.MENU, "", list[str]()
    answered_at: datetime | None = None
    for one in told:
        match one.kind:
            case EventKind.RINGING if stage is Stage.TALKING and _rang_before(one, extension, answered_at):
                pass
            case EventKind.MISSED if stage is Stage.TALKING:
                # The other telephones of the group stop ringing when one of them answers.
                pass
            case EventKind.QUEUED:
                stage, ringing = Stage.WAITING, []
            case EventKind.RINGING | EventKind.TRANSFERRED:
                ringing = [*ringing, one.extension] if one.kind is EventKind.RINGING else [one.extension]
                stage = Stage.RINGING
            case EventKind.MISSED:
                ringing = [rings for rings in ringing if rings != one.extension]
                stage = Stage.RINGING if ringing else Stage.WAITING
            case EventKind.ANSWERED:
                stage, ringing, extension = Stage.TALKING, [], one.extension or extension
                answered_at = one.at
            case _:
                pass
    if any(one.kind is EventKind.HUNG_UP for one in told):
        return Stage.ENDED, extension, ()
    return stage, extension, tuple(dict.fromkeys(rings for rings in ringing if rings))
