"""All shifts of the days ahead, ready for questions: kept between questions, and read again where changed.

Every change of a route raises its shift's version in the same transaction. So what was read for a version holds for as
long as the database shows that version, and a question reads the versions and only the routes that are new. Nothing is
kept of what is read inside a transaction: that may be undone. No booking rests on what is kept; it reads its routes
itself, and its write is refused when their versions are old.
"""

from collections import OrderedDict, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

from django.db import connection
from django.db.models import Q

from voordeur.adapters.travel import Roads, roads_of
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
    working,
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

    `at_minute` is that state with the days that are running timed at the moment `minute_at`.
    """

    known: dict[int, Known]
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
        return Kept(self.known, self.state, minute_at, state)


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
    with _lock:
        before = _kept.get(key) if is_shared else None
    where = working(trade=trade, from_at=from_at, until_at=until_at)
    seen = {
        pk: (version, name)
        for pk, version, name in Shift.objects.filter(where)
        .order_by("pk")
        .values_list("pk", "version", "craftsman__user__name")
    }
    if before is None or not seen.keys() <= before.known.keys():
        known = _read(_all(from_at, until_at) if is_shared else where, now)
        kept = Kept(known, _state_of(known, zero=zero, now=now, policy=policy))
    else:
        changed = [pk for pk, (version, _) in seen.items() if before.known[pk].shift.version != version]
        kept = _renewed(before, changed, zero=zero, now=now, policy=policy) if changed else before
    kept = kept.timed(now, zero=zero, policy=policy)
    if is_shared:
        with _lock:
            _kept[key] = kept
            _kept.move_to_end(key)
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
    known = {pk: kept.known[pk] for pk in seen if pk in kept.known}
    routes = Routes(
        zero,
        roads_of(policy),
        {pk: one.shift._replace(craftsman_name=seen[pk][1]) for pk, one in known.items()},
        {visit.pk: visit for one in known.values() for visit in one.visits if visit.pk != without},
        list(known),
        (kept.at_minute or kept.state).copy(),
    )
    if without is not None:
        for one in known.values():
            if any(visit.pk == without for visit in one.visits):
                _put(routes.state, one, zero=zero, now=now, policy=policy, without=without)
    return routes


def _all(from_at: datetime, until_at: datetime) -> Q:
    return Q(is_absent=False, starts_at__lt=until_at, starts_at__gt=from_at - timedelta(days=1), ends_at__gt=from_at)


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
    return Kept(before.known | fresh, state, before.minute_at, at_minute)


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
