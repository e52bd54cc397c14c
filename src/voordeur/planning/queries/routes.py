"""Shifts and visits as the engine sees them: two reads, whatever the size. Decides nothing and writes nothing.

The shifts are read before the visits. A visit that is booked in between makes the version that was read an old one, and
the write that rests on it is refused.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
from django.db.models import Q

from voordeur.adapters.travel import Roads, roads_of
from voordeur.planning import rules
from voordeur.planning.engine import problem as engine
from voordeur.planning.engine.cost import cost_of
from voordeur.planning.engine.offer import Offer, offers
from voordeur.planning.engine.state import State, prepare
from voordeur.planning.models import Shift, Visit, VisitState
from voordeur.policy import rules as promised
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import Window

NEW = "new"


class ShiftRow(NamedTuple):
    """What a booking needs of a shift."""

    pk: int
    version: int
    craftsman_id: int
    craftsman_name: str
    starts_at: datetime
    ends_at: datetime
    lat: float
    lon: float
    break_from_at: datetime | None
    break_until_at: datetime | None
    break_minutes: int
    idle_until_at: datetime | None = None


class VisitRow(NamedTuple):
    """What a booking needs of a visit that stands already."""

    pk: int
    shift_id: int
    lat: float
    lon: float
    window_from_at: datetime
    window_until_at: datetime
    start_at: datetime
    end_at: datetime
    is_fixed: bool
    is_emergency: bool
    travel_minutes: float
    trade: str
    is_locked: bool = False
    minutes_sd: float = 0.0
    craftsman_told_at: datetime | None = None


_SHIFT = (
    "pk",
    "version",
    "craftsman_id",
    "craftsman__user__name",
    "starts_at",
    "ends_at",
    "lat",
    "lon",
    "break_from_at",
    "break_until_at",
    "break_minutes",
    "idle_until_at",
)
_VISIT = (
    "pk",
    "shift_id",
    "lat",
    "lon",
    "window_from_at",
    "window_until_at",
    "planned_start_at",
    "planned_end_at",
    "is_fixed",
    "is_emergency",
    "travel_minutes",
    "trade",
    "is_locked",
    "minutes_sd",
    "craftsman_told_at",
)


@dataclass(slots=True)
class Planned:
    """A visit's place in a route: its times and the way to it."""

    start_at: datetime
    end_at: datetime
    travel_minutes: float
    travel_km: float


@dataclass(slots=True)
class Routes:
    """The routes of some shifts as they were read, in an engine state that can be asked and changed.

    `candidates` are the shifts that may take a new visit; the others are only here to be timed again. `places` are
    those that were added since.
    """

    zero: datetime
    roads: Roads
    shifts: Mapping[int, ShiftRow]
    visits: dict[int, VisitRow]
    candidates: list[int]
    state: State
    places: list[engine.Place] = field(default_factory=list)

    def minute(self, at: datetime) -> float:
        return (at - self.zero).total_seconds() / 60

    def moment(self, minute: float) -> datetime:
        return self.zero + timedelta(minutes=minute)

    def row(self, shift_id: int) -> int:
        return self.state.row_of[str(shift_id), 0]

    def ask(self, job: engine.Job, windows: Sequence[Window], *, shift_id: int | None = None) -> list[Offer]:
        """The windows that a job can be promised in, cheapest first, with the shift's key as `craftsman`."""
        chosen = self.candidates if shift_id is None else [one for one in self.candidates if one == shift_id]
        if not chosen or not windows:
            return []
        rows = np.array(sorted(self.row(one) for one in chosen), dtype=np.int64)
        asked = [engine.Window(self.minute(one.start_at), self.minute(one.end_at)) for one in windows]
        return offers(self.state, job, asked, rows=rows)

    def job(self, *, lat: float, lon: float, minutes: float) -> engine.Job:
        """A job that is not planned yet, with its parking and ringing, whose place the state now knows."""
        return self.work(NEW, lat=lat, lon=lon, minutes=minutes)

    def work(self, name: str, *, lat: float, lon: float, minutes: float) -> engine.Job:
        """The same under another name, for what only takes room."""
        place = engine.Place(name, lat=lat, lon=lon)
        self.places.append(place)
        self.state.add_place(place)
        return engine.Job(name, name, minutes + self.roads.setup_minutes, promised=True)

    def insert(self, job: engine.Job, offer: Offer, window: Window) -> None:
        """Put the job where the offer says; it may start anywhere within `window`."""
        kept = engine.Window(self.minute(window.start_at), self.minute(window.end_at))
        self.state.insert(job, craftsman=offer.craftsman, shift=0, position=offer.position, window=kept)

    def is_possible(self, shift_id: int) -> bool:
        return self.state.is_possible(self.row(shift_id))

    def travel_minutes(self, shift_id: int) -> float:
        """Minutes of driving in the whole route, from home to home."""
        row = self.row(shift_id)
        visits = self.state.visits[row]
        return sum(self.state.legs(row, visits)) if visits else 0.0

    def terms(self, shift_ids: Iterable[int]) -> dict[str, float]:
        """What these routes cost now: the engine's terms in minutes, with their `total` by the weights."""
        problem = replace(self.state.problem, jobs=tuple(self.state.jobs.values()))
        routes = (self.state.route(self.row(one)) for one in sorted(shift_ids))
        terms = cost_of(problem, engine.Plan(tuple(routes)), travel=self.state.travel)
        terms["total"] -= terms.pop("unplanned")
        return terms

    def planned(self, shift_id: int) -> dict[str, Planned]:
        """Times of the visits of a route by their key (a visit's number, or NEW)."""
        row = self.row(shift_id)
        legs = self.state.legs(row, self.state.visits[row])
        return {
            stop.job: Planned(self.moment(stop.start_minute), self.moment(stop.end_minute), leg, self.roads.km_in(leg))
            for stop, leg in zip(self.state.route(row).stops, legs, strict=False)
        }


def working(*, trade: str, from_at: datetime, until_at: datetime) -> Q:
    """Shifts of people who are there, know the trade and work at some moment between the two."""
    return Q(
        craftsman__trades__trade=trade,
        craftsman__user__is_active=True,
        is_absent=False,
        starts_at__lt=until_at,
        ends_at__gt=from_at,
        # Nobody works a day on end. Said so that the index on the start need not read all shifts that ever were.
        starts_at__gt=from_at - timedelta(days=1),
    )


def shift_rows(where: Q) -> list[ShiftRow]:
    return [ShiftRow(*row) for row in Shift.objects.filter(where).values_list(*_SHIFT)]


def visit_rows(shift_ids: Sequence[int]) -> list[VisitRow]:
    """The visits of these shifts that were not cancelled."""
    found = Visit.objects.filter(shift_id__in=shift_ids).exclude(state=VisitState.CANCELLED)
    return [VisitRow(*row) for row in found.values_list(*_VISIT)]


def read_routes(
    *,
    where: Q,
    now: datetime,
    policy: ServicePolicy,
    with_overtime: bool,
    without: int | None = None,
    also: int | None = None,
    facts: Mapping[int, tuple[datetime, datetime]] | None = None,
) -> Routes:
    """Read the shifts that fit `where`, with their visits, and make them ready for questions.

    `with_overtime`: the whole shift and the policy's overtime, for emergencies and rescue; otherwise the policy's
    reserve stays free. `without`: leave this visit out. `also`: a shift that may not be chosen but is timed again.
    `facts`: visits that have just begun or ended, with their real times.
    """
    rows = shift_rows(where)
    candidates = [row.pk for row in rows]
    if also is not None and also not in candidates:
        rows += shift_rows(Q(pk=also))
    shifts = {row.pk: row for row in rows}
    visits = [visit for visit in visit_rows(list(shifts)) if visit.pk != without]
    for number, visit in enumerate(visits):
        if facts and visit.pk in facts:
            start_at, end_at = facts[visit.pk]
            visits[number] = visit._replace(start_at=start_at, end_at=end_at, is_fixed=True)
    return routes_of(rows, visits, candidates=candidates, now=now, policy=policy, with_overtime=with_overtime)


def routes_of(
    rows: Sequence[ShiftRow],
    visits: Sequence[VisitRow],
    *,
    candidates: list[int],
    now: datetime,
    policy: ServicePolicy,
    with_overtime: bool,
) -> Routes:
    """Shifts and visits that were read, made ready for questions; asks the database nothing."""
    in_shift: dict[int, list[VisitRow]] = defaultdict(list)
    for visit in visits:
        in_shift[visit.shift_id].append(visit)
    zero = promised.at_minute(promised.local(now).date(), 0)
    state = state_of(rows, in_shift, zero=zero, now=now, policy=policy, with_overtime=with_overtime)
    shifts = {row.pk: row for row in rows}
    return Routes(zero, roads_of(policy), shifts, {visit.pk: visit for visit in visits}, candidates, state)


def state_of(
    rows: Sequence[ShiftRow],
    in_shift: Mapping[int, Sequence[VisitRow]],
    *,
    zero: datetime,
    now: datetime,
    policy: ServicePolicy,
    with_overtime: bool,
) -> State:
    """The shifts with their visits as a state of the engine, a row for each; minutes count from `zero`."""
    parts = [
        part_of(row, in_shift.get(row.pk, ()), zero=zero, now=now, policy=policy, with_overtime=with_overtime)
        for row in rows
    ]
    roads = roads_of(policy)
    problem = engine.Problem(
        places=tuple(place for part in parts for place in part.places),
        travel=engine.Travel("distance", speed_kmh=roads.speed_kmh, detour=roads.detour),
        craftsmen=tuple(engine.Craftsman(str(row.pk), (part.shift,)) for row, part in zip(rows, parts, strict=True)),
        jobs=tuple(job for part in parts for job in part.jobs),
    )
    routes = tuple(part.route for part in parts if part.route)
    return prepare(problem, engine.Plan(routes), now_minute=(now - zero).total_seconds() / 60)


class Part(NamedTuple):
    """One shift as the engine sees it, with the jobs of its route and every place it needs."""

    shift: engine.Shift
    route: engine.Route | None
    jobs: list[engine.Job]
    places: list[engine.Place]


def part_of(
    row: ShiftRow,
    visits: Sequence[VisitRow],
    *,
    zero: datetime,
    now: datetime,
    policy: ServicePolicy,
    with_overtime: bool,
) -> Part:
    """One shift with its visits, for a new row of a state or in the place of an old one."""

    def minute(at: datetime) -> float:
        return (at - zero).total_seconds() / 60

    shift = _shift(row, visits, minute, policy, now=now, with_overtime=with_overtime)
    places = [engine.Place(shift.start_place, lat=row.lat, lon=row.lon)]
    if not visits:
        return Part(shift, None, [], places)
    jobs: list[engine.Job] = []
    stops = _stops(visits, minute, minute(now), row.idle_until_at)
    for visit, stop in stops:
        places.append(engine.Place(stop.job, lat=visit.lat, lon=visit.lon))
        window = engine.Window(minute(visit.window_from_at), minute(visit.window_until_at))
        if visit.is_fixed:
            window = engine.Window(stop.start_minute, stop.start_minute)
        jobs.append(
            engine.Job(
                stop.job,
                stop.job,
                stop.end_minute - stop.start_minute,
                service_sd_minutes=0.0 if visit.is_fixed else visit.minutes_sd,
                windows=(window,),
                promised=True,
            )
        )
    route = engine.Route(str(row.pk), 0, shift.from_minute, shift.to_minute, tuple(stop for _, stop in stops))
    return Part(shift, route, jobs, places)


def _shift(
    row: ShiftRow,
    visits: Sequence[VisitRow],
    minute: Callable[[datetime], float],
    policy: ServicePolicy,
    *,
    now: datetime,
    with_overtime: bool,
) -> engine.Shift:
    breaks: tuple[engine.Break, ...] = ()
    if row.break_from_at and row.break_until_at and row.break_minutes and not _is_break_past(row, visits, now):
        breaks = (engine.Break(minute(row.break_from_at), minute(row.break_until_at), row.break_minutes),)
    overtime = policy.planning.overtime_minutes if with_overtime else 0
    kept_free = 0.0
    if not with_overtime:
        emergencies = sum((one.end_at - one.start_at).total_seconds() / 60 for one in visits if one.is_emergency)
        kept_free = rules.kept_free_minutes(policy, emergencies)
    place = f"s{row.pk}"
    starts_at = row.starts_at
    if row.idle_until_at and not any(one.is_fixed for one in visits):
        starts_at = min(max(starts_at, row.idle_until_at), row.ends_at)
    return engine.Shift(minute(starts_at), minute(row.ends_at) - kept_free, place, place, overtime, breaks)


def _is_break_past(row: ShiftRow, visits: Sequence[VisitRow], now: datetime) -> bool:
    """Whether the break is over, or what really happened left no room for it: no plan can give it any more."""
    if row.break_from_at is None or row.break_until_at is None or row.break_until_at <= now:
        return True
    length = timedelta(minutes=row.break_minutes)
    free_from = row.break_from_at
    for visit in sorted((one for one in visits if one.is_fixed), key=lambda one: one.start_at):
        if visit.start_at - timedelta(minutes=visit.travel_minutes) - free_from >= length:
            return False
        free_from = max(free_from, visit.end_at)
    # Whoever waits for a van has lunch meanwhile.
    free_from = max(free_from, row.idle_until_at or free_from)
    return row.break_until_at - free_from < length


def _stops(
    visits: Sequence[VisitRow], minute: Callable[[datetime], float], now: float, idle_until_at: datetime | None
) -> list[tuple[VisitRow, engine.Stop]]:
    """The visits of one route in order: what begun or ended first, then what is still to do.

    A visit that was to start before the last one that did begin is over, has been passed over: it comes later. One that
    should have begun by now and was not reported is taken to be going on. Who cannot drive on stands still at the last
    home until `idle_until_at`.
    """
    begun = [visit for visit in visits if visit.is_fixed]
    facts_end = max((visit.end_at for visit in begun), default=None)
    if idle_until_at and minute(idle_until_at) > now:
        facts_end = max(facts_end or idle_until_at, idle_until_at)
        if begun:
            last = max(begun, key=lambda one: (one.start_at, one.pk))
            visits = [one._replace(end_at=facts_end) if one is last else one for one in visits]
    stops: list[tuple[VisitRow, engine.Stop]] = []
    for visit in sorted(visits, key=lambda one: (not one.is_fixed, one.start_at, one.pk)):
        start, length = minute(visit.start_at), (visit.end_at - visit.start_at).total_seconds() / 60
        if facts_end is not None and not visit.is_fixed and visit.start_at < facts_end:
            start = max(minute(facts_end), now + 1)
        stops.append((visit, engine.Stop(str(visit.pk), start, start, start + length)))
    return stops
