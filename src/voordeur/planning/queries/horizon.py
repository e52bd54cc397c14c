"""All shifts of the days ahead, ready for questions: kept between questions, and read again where changed.

Every change of a route raises its shift's version in the same transaction. So what was read for a version holds for as
long as the database shows that version, and a question reads one sum of versions, and only the routes that are new.
Nothing is kept of what is read inside a transaction: that may be undone. No booking rests on what is kept; it reads its
routes itself, and its write is refused when their versions are old.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Lock

from django.db import connection
from django.db.models import Count, Q, Sum

from voordeur.adapters.travel import Roads, roads_of
from voordeur.parties.models import CraftsmanTrade
from voordeur.planning.engine.state import State
from voordeur.planning.models import Shift
from voordeur.planning.queries.routes import (
    Routes,
    ShiftRow,
    VisitRow,
    part_of,
    shift_rows,
    state_of,
    visit_rows,
)
from voordeur.policy import rules as promised
from voordeur.policy.models import ServicePolicy

# One a day and set of travel figures: yesterday's makes room. A state of 1,600 shifts takes some 10 MB.
MOST_KEPT = 4
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Known:
    """What was read for one version of a shift. Its row in the state is the same at every moment before `ahead_until`:
    the start of the shift or of its first visit, or NEVER for a day that is running."""

    shift: ShiftRow
    visits: tuple[VisitRow, ...]
    ahead_until: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """The shifts as they were last read, with the state that holds a row for each. Never changed, only copied.

    `mark`: how many shifts there are and the sum of their versions. No shift goes and no version falls, so whatever
    changes changes the mark. `known` also has the shifts of people who are absent; `present` are the others.
    `at_minute` is that state with the days that are running timed at the moment `minute_at`.
    """

    mark: tuple[int, int]
    known: dict[int, Known]
    present: frozenset[int]
    state: State
    minute_at: datetime = NEVER
    at_minute: State | None = None

    def timed(self, minute_at: datetime, *, zero: datetime, policy: ServicePolicy) -> "Kept":
        """The same, with the running days timed at this moment."""
        if self.minute_at == minute_at:
            return self
        state = self.state.copy()
        for one in self.known.values():
            if minute_at >= one.ahead_until:
                _put(state, one, zero=zero, now=minute_at, policy=policy)
        return replace(self, minute_at=minute_at, at_minute=state)


# By what the content depends on beside the routes: the database, the first and the last day, the roads, the reserve.
# Not by trade: a craftsman has several, and a state answers for any part of its rows.
Key = tuple[tuple[str, ...], datetime, datetime, Roads, float]
_kept: OrderedDict[Key, Kept] = OrderedDict()
_lock = Lock()


def forget() -> None:
    """Drop all that is kept, for a process whose database was filled anew under the same name."""
    with _lock:
        _kept.clear()


def read_horizon(
    *, trade: str, from_at: datetime, until_at: datetime, now: datetime, policy: ServicePolicy, without: int | None
) -> Routes:
    """The shifts of `trade` between the two moments, without overtime, in a state of one's own. `without`: leave this
    visit out.

    Days that are running are timed at the end of the present minute: all questions of that minute share the work, and
    what is found can still be done when it is over.
    """
    zero = promised.at_minute(promised.local(now).date(), 0)
    now = now.replace(second=0, microsecond=0) + timedelta(minutes=1 if now.second or now.microsecond else 0)
    place = connection.settings_dict
    key = (
        tuple(str(place[part]) for part in ("NAME", "HOST", "PORT")),
        zero,
        until_at,
        roads_of(policy),
        policy.planning.emergency_reserve_minutes,
    )
    is_shared = not connection.in_atomic_block
    days = Q(starts_at__lt=until_at, starts_at__gt=zero - timedelta(days=1), ends_at__gt=zero)
    names = dict(
        CraftsmanTrade.objects.filter(trade=trade, craftsman__user__is_active=True).values_list(
            "craftsman_id", "craftsman__user__name"
        )
    )
    if is_shared:
        with _lock:
            before = _kept.get(key)
        kept = _as_it_is(before, days, zero=zero, now=now, policy=policy).timed(now, zero=zero, policy=policy)
        with _lock:
            _kept[key] = kept
            _kept.move_to_end(key)
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
    else:
        kept = _new(days & Q(craftsman_id__in=names), (0, 0), zero=zero, now=now, policy=policy)
    routes = Routes(
        zero,
        roads_of(policy),
        _Named(kept.known, names),
        {},
        [
            pk
            for pk, one in kept.known.items()
            if one.shift.craftsman_id in names and pk in kept.present and one.shift.ends_at > from_at
        ],
        (kept.at_minute or kept.state).copy(),
    )
    if without is not None:
        for pk in routes.candidates:
            one = kept.known[pk]
            if any(visit.pk == without for visit in one.visits):
                _put(routes.state, one, zero=zero, now=now, policy=policy, without=without)
    return routes


class _Named(Mapping[int, ShiftRow]):
    """The shifts with the names that their craftsmen have now."""

    def __init__(self, known: dict[int, Known], names: dict[int, str]) -> None:
        self.known = known
        self.names = names

    def __getitem__(self, pk: int) -> ShiftRow:
        shift = self.known[pk].shift
        return shift._replace(craftsman_name=self.names[shift.craftsman_id])

    def __iter__(self) -> Iterator[int]:
        return (pk for pk, one in self.known.items() if one.shift.craftsman_id in self.names)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _as_it_is(before: Kept | None, days: Q, *, zero: datetime, now: datetime, policy: ServicePolicy) -> Kept:
    """What the database shows now, with as much of what was kept before as still holds."""
    # The mark is read first: what is booked after it is found by the next question.
    counted = Shift.objects.filter(days).aggregate(shifts=Count("pk"), versions=Sum("version"))
    mark = counted["shifts"], counted["versions"] or 0
    if before is None:
        return _new(days, mark, zero=zero, now=now, policy=policy)
    if before.mark == mark:
        return before
    there = {pk: (version, away) for pk, version, away in _standing(days)}
    if there.keys() != before.known.keys():
        return _new(days, mark, zero=zero, now=now, policy=policy)
    changed = [pk for pk, (version, _) in there.items() if before.known[pk].shift.version != version]
    present = frozenset(pk for pk, (_, is_absent) in there.items() if not is_absent)
    return replace(_renewed(before, changed, zero=zero, now=now, policy=policy), mark=mark, present=present)


def _standing(days: Q) -> Iterable[tuple[int, int, bool]]:
    return Shift.objects.filter(days).values_list("pk", "version", "is_absent")


def _new(where: Q, mark: tuple[int, int], *, zero: datetime, now: datetime, policy: ServicePolicy) -> Kept:
    present = frozenset(pk for pk, _, is_absent in _standing(where) if not is_absent)
    known = _read(where, now)
    return Kept(mark, known, present, _state_of(known, zero=zero, now=now, policy=policy))


def _read(where: Q, now: datetime) -> dict[int, Known]:
    """Versions are read before visits: what is booked in between is then read once more at the next question."""
    shifts = sorted(shift_rows(where))
    visits: dict[int, list[VisitRow]] = defaultdict(list)
    for visit in visit_rows([shift.pk for shift in shifts]):
        visits[visit.shift_id].append(visit)
    return {
        shift.pk: Known(shift, tuple(visits[shift.pk]), _ahead_until(shift, visits[shift.pk], now)) for shift in shifts
    }


def _state_of(known: dict[int, Known], *, zero: datetime, now: datetime, policy: ServicePolicy) -> State:
    shifts = [one.shift for one in known.values()]
    in_shift = {pk: one.visits for pk, one in known.items()}
    return state_of(shifts, in_shift, zero=zero, now=now, policy=policy, with_overtime=False)


def _renewed(before: Kept, changed: list[int], *, zero: datetime, now: datetime, policy: ServicePolicy) -> Kept:
    fresh = _read(Q(pk__in=changed), now)
    state = before.state.copy()
    at_minute = before.at_minute.copy() if before.at_minute is not None else None
    for one in fresh.values():
        _put(state, one, zero=zero, now=now, policy=policy)
        if at_minute is not None:
            _put(at_minute, one, zero=zero, now=before.minute_at, policy=policy)
    return replace(before, known=before.known | fresh, state=state, at_minute=at_minute)


def _ahead_until(row: ShiftRow, visits: list[VisitRow], now: datetime) -> datetime:
    until = min([row.starts_at, *(visit.start_at for visit in visits)])
    return NEVER if until <= now or any(visit.is_fixed for visit in visits) else until


def _put(
    state: State,
    one: Known,
    *,
    zero: datetime,
    now: datetime,
    policy: ServicePolicy,
    without: int | None = None,
) -> None:
    there = [visit for visit in one.visits if visit.pk != without]
    part = part_of(one.shift, there, zero=zero, now=now, policy=policy, with_overtime=False)
    state.change_row(
        state.row_of[str(one.shift.pk), 0],
        part.shift,
        part.route,
        jobs=part.jobs,
        places=part.places,
        now_minute=(now - zero).total_seconds() / 60,
    )
