"""Calls, found and added up. Writes nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import F, Func, IntegerField, Q, Subquery
from django.db.models.sql.compiler import SQLCompiler
from django.urls import reverse

from voordeur.base.periods import Sql, at_midnight
from voordeur.base.words import date_in_words, telephone_in_words
from voordeur.finding.queries.sources import Shown, Words
from voordeur.finding.rules import folding
from voordeur.parties.models import Person
from voordeur.policy.rules import local
from voordeur.telephone import texts
from voordeur.telephone.models import Call, CallEvent, CallQuerySet, Extension, QuarterHour
from voordeur.telephone.rules.calls import Outcome, Stage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from voordeur.parties.models import User

QUARTER_SECONDS = 900
# An exchange that does not say that a telephone stopped ringing does not let it ring on the screen for ever.
RINGS_AT_MOST = timedelta(minutes=5)
TALKS_AT_MOST = timedelta(hours=4)
# Until when somebody can be asked what a call was about: a day at work.
ENDED_AT_MOST = timedelta(hours=12)
MOST_CALLERS = 5


class QuarterOf(Func):
    """The number of quarters of an hour since 1970, worked out by the database itself."""

    output_field = IntegerField()
    arity = 1

    def __init__(self, moment: str) -> None:
        super().__init__(F(moment))

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **_extra: Any) -> Sql:
        inner, params = compiler.compile(self.get_source_expressions()[0])
        return f"(CAST(strftime('%%s', {inner}) AS INTEGER) / {QUARTER_SECONDS})", tuple(params)

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **_extra: Any) -> Sql:
        inner, params = compiler.compile(self.get_source_expressions()[0])
        return f"CAST(floor(EXTRACT(EPOCH FROM {inner}) / {QUARTER_SECONDS}) AS INTEGER)", tuple(params)


def quarter_start(moment: datetime) -> datetime:
    """When the quarter of an hour of a moment began, in UTC."""
    return datetime.fromtimestamp(int(moment.timestamp() // QUARTER_SECONDS) * QUARTER_SECONDS, UTC)


# --- calls that go on -----------------------------------------------------------------------------------------------


def call(pk: int) -> Call | None:
    """One call with its agent; whether somebody may see it is asked by `Call.objects.visible_to`."""
    return Call.objects.select_related("agent").filter(pk=pk).first()


def extension_of(user: "User") -> str:
    """The number of the telephone at which a user sits; empty when they said none."""
    found = getattr(user, "extension", None)
    return found.number if found is not None else ""


@dataclass(frozen=True, slots=True)
class Place:
    """What goes on at the telephone of somebody: what rings there, the longest waiting first, and whom they speak.

    `ended` are the calls that they answered in the last hours, the newest first.
    """

    ringing: tuple[Call, ...] = ()
    talking: Call | None = None
    ended: tuple[Call, ...] = ()


def place_of(user: "User", *, now: datetime) -> Place:
    """What goes on at this user's telephone.

    Every screen asks this every other second, so it is one question to the database, each half of it by an index.
    """
    rings = Q(stage=Stage.RINGING, told_at__gt=now - RINGS_AT_MOST)
    talks = Q(stage=Stage.TALKING, agent_id=user.pk, told_at__gt=now - TALKS_AT_MOST)
    here = Subquery(Extension.objects.filter(user=user).values("number")[:1])
    seen = Call.objects.visible_to(user).annotate(here=here)
    over = seen.filter(outcome=Outcome.ANSWERED, agent_id=user.pk, arrived_at__gt=now - ENDED_AT_MOST)
    calls = list(seen.going_on(now).filter(rings | talks).union(over, all=True).order_by("arrived_at", "id"))
    return Place(
        # The annotation is no field of the model, which is what mypy looks at.
        ringing=tuple(one for one in calls if one.stage == Stage.RINGING and vars(one)["here"] in one.ringing),
        talking=next((one for one in reversed(calls) if one.stage == Stage.TALKING), None),
        ended=tuple(one for one in reversed(calls) if one.stage == Stage.ENDED),
    )


def waiting(*, now: datetime) -> CallQuerySet:
    """The calls that nobody has answered yet, the longest waiting first."""
    stages = (Stage.WAITING, Stage.RINGING)
    return Call.objects.going_on(now).filter(stage__in=stages).order_by("queued_at", "pk")


def talking(*, now: datetime) -> CallQuerySet:
    """The calls in which somebody is being helped now."""
    return Call.objects.going_on(now).filter(stage=Stage.TALKING)


def callers(call: Call, user: "User | AnonymousUser") -> Sequence[Person]:
    """The people whose number this call comes from, as far as the user may see them; empty when it was withheld."""
    if not call.caller:
        return []
    return list(Person.objects.visible_to(user).filter(phone=call.caller).order_by("last_name", "pk")[:MOST_CALLERS])


def calls_of_number(caller: str, user: "User | AnonymousUser") -> CallQuerySet:
    """Every call from a number, the newest first."""
    return Call.objects.visible_to(user).filter(caller=caller).exclude(caller="").order_by("-arrived_at")


# --- figures --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of calls and sums of their seconds. Means and shares are None over nothing; shares run from 0 to 1.

    `wait_seconds` is of the `served` answered calls, `lost_wait_seconds` of the abandoned ones.
    """

    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    in_menu: int = 0
    phantom: int = 0
    without_end: int = 0
    within_20s: int = 0
    served: int = 0
    wait_seconds: float = 0.0
    longest_wait_seconds: float = 0.0
    lost_wait_seconds: float = 0.0
    timed: int = 0
    service_seconds: float = 0.0

    @property
    def abandoned_share(self) -> float | None:
        return self.abandoned / self.offered if self.offered else None

    @property
    def mean_wait_answered_seconds(self) -> float | None:
        """Of who was helped: an answered call without any service time has no wait that says something."""
        return self.wait_seconds / self.served if self.served else None

    @property
    def within_20s_share(self) -> float | None:
        """Of all who wanted somebody, also who gave up."""
        return self.within_20s / self.offered if self.offered else None

    @property
    def mean_service_seconds(self) -> float | None:
        return self.service_seconds / self.timed if self.timed else None


COUNTED = tuple(Figures.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Quarter:
    """The figures of the quarter of an hour that begins at `starts_at`, on the association's clock."""

    starts_at: datetime
    figures: Figures


def quarters(from_on: date, until_on: date) -> list[Quarter]:
    """The quarters of an hour of these days, both included, in which calls arrived; one without calls is left out."""
    found = QuarterHour.objects.filter(
        starts_at__gte=at_midnight(from_on), starts_at__lt=at_midnight(until_on + timedelta(days=1))
    )
    return [
        Quarter(local(row[0]), Figures(*row[1:]))
        for row in found.order_by("starts_at").values_list("starts_at", *COUNTED)
    ]


def first_and_last_day() -> tuple[date, date] | None:
    """The first and the last day of which figures are kept; None before the first call."""
    ends = QuarterHour.objects.order_by("starts_at").values_list("starts_at", flat=True)
    first, last = ends.first(), ends.last()
    return (local(first).date(), local(last).date()) if first and last else None


def added_up(parts: Iterable[Figures]) -> Figures:
    """Figures over several quarters: counts and sums added, of the longest wait the longest."""
    sums: dict[str, Any] = dict.fromkeys(COUNTED, 0)
    for part in parts:
        for name in COUNTED:
            value = getattr(part, name)
            sums[name] = max(sums[name], value) if name == "longest_wait_seconds" else sums[name] + value
    return Figures(**sums)


def within(from_at: datetime, until_at: datetime, *, seconds: int) -> int:
    """How many calls that arrived in this time were answered within so many seconds."""
    answered = Call.objects.between(from_at, until_at).filter(outcome=Outcome.ANSWERED)
    return answered.filter(waited_seconds__lte=seconds).count()


class Heard(NamedTuple):
    """A call that wanted somebody and is over: when it came, how it ended, seconds of waiting and of talking."""

    arrived_at: datetime
    outcome: str
    waited_seconds: float | None
    service_seconds: float | None
    caller: str


def heard(from_at: datetime, until_at: datetime) -> Iterator[Heard]:
    """The calls that arrived in a stretch of time and were answered or given up, by time, as far as they are kept."""
    over = Call.objects.between(from_at, until_at).filter(outcome__in=(Outcome.ANSWERED, Outcome.ABANDONED))
    rows = over.order_by("arrived_at", "pk").values_list(*Heard._fields)
    yield from map(Heard._make, rows.iterator(chunk_size=5_000))


def report(*, from_on: date | None = None, until_on: date | None = None) -> dict[str, Any]:
    """The figures of a period as plain values: in all, by day, and by quarter of an hour; days without calls left out.

    `by_day` holds each day's quarters; `by_quarter` adds the same quarter of all days up, "08:15" on the clock of the
    association. Seconds and shares are None where nothing was counted.
    """
    known = first_and_last_day()
    if known is None:
        return {**_told(Figures()), "from": None, "to": None, "by_day": [], "by_quarter": []}
    first, last = from_on or known[0], until_on or known[1]
    found = quarters(first, last) if first <= last else []
    days: dict[date, list[Quarter]] = {}
    clock: dict[str, list[Figures]] = {}
    for one in found:
        days.setdefault(one.starts_at.date(), []).append(one)
        clock.setdefault(f"{one.starts_at:%H:%M}", []).append(one.figures)
    return {
        **_told(added_up(one.figures for one in found)),
        "from": first.isoformat(),
        "to": last.isoformat(),
        "by_day": [
            {
                "date": day.isoformat(),
                **_told(added_up(one.figures for one in its)),
                "quarters": [{"from": one.starts_at.isoformat(), **_told(one.figures)} for one in its],
            }
            for day, its in days.items()
        ],
        "by_quarter": [{"from": name, **_told(added_up(parts))} for name, parts in sorted(clock.items())],
    }


def _told(figures: Figures) -> dict[str, Any]:
    return {
        "offered": figures.offered,
        "answered": figures.answered,
        "abandoned": figures.abandoned,
        "abandoned_share": figures.abandoned_share,
        "mean_wait_answered_seconds": figures.mean_wait_answered_seconds,
        "within_20s_share": figures.within_20s_share,
        "served": figures.served,
        "mean_service_seconds": figures.mean_service_seconds,
        "longest_wait_answered_seconds": figures.longest_wait_seconds,
        "left_in_menu": figures.in_menu,
        "phantom": figures.phantom,
        "without_end": figures.without_end,
    }


# --- for the one box ------------------------------------------------------------------------------------------------


def findable_keys(after: int, most: int) -> list[int]:
    """The next calls of which the number is known, by key."""
    known = Call.objects.filter(pk__gt=after).exclude(caller="").order_by("pk")
    return list(known.values_list("pk", flat=True)[:most])


def findable_words(keys: Sequence[int]) -> dict[int, Words]:
    """A call by the number of who called."""
    known = Call.objects.filter(pk__in=keys).exclude(caller="").values_list("pk", "caller", "outcome")
    return {
        pk: Words(own=folding.together(folding.of_phone(caller)), is_current=outcome == Outcome.OPEN)
        for pk, caller, outcome in known
    }


def show_calls(keys: Sequence[int], user: "User", day: date) -> dict[int, Shown]:
    """From which number calls came, whose it is, when, and what became of them; leads to the day, or to the person."""
    seen = Call.objects.visible_to(user).in_bulk(keys)
    people: dict[str, list[Person]] = {}
    for person in Person.objects.visible_to(user).filter(phone__in={call.caller for call in seen.values()}):
        people.setdefault(person.phone, []).append(person)
    return {pk: _shown_call(call, people.get(call.caller, [])) for pk, call in seen.items()}


def _shown_call(call: Call, people: Sequence[Person]) -> Shown:
    at = local(call.arrived_at)
    address = f"{reverse('telephone:day')}?day={at.date().isoformat()}"
    if len(people) == 1:
        address = reverse("contact:person", args=[people[0].pk])
    return Shown(
        title=telephone_in_words(call.caller),
        details=(*(person.full_name for person in people[:MOST_CALLERS]), date_in_words(at), f"{at:%H:%M}"),
        badge=str(texts.OUTCOMES[call.outcome]),
        is_current=call.outcome == Outcome.OPEN,
        address=address,
    )


def calls_changed(after: int, most: int) -> list[tuple[int, int]]:
    """The calls themselves, as they come and as they are read from a log."""
    rows = Call.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:most]
    return [(pk, pk) for pk in rows]


def call_events(after: int, most: int) -> list[tuple[int, int]]:
    """What the exchange told of calls."""
    return list(CallEvent.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "call_id")[:most])
