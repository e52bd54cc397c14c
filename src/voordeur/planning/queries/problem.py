"""The live plan of some days as one problem of the engine, and a plan of the engine read back. Writes nothing.

Shifts that have begun are left out: what runs is repaired, not planned anew. Visits of absent craftsmen are in it as
work without a place.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q

from voordeur.adapters.travel import roads_of
from voordeur.planning.engine import problem as engine
from voordeur.planning.engine.cost import cost_of
from voordeur.planning.engine.state import prepare
from voordeur.planning.models import Shift, Visit, VisitState
from voordeur.planning.queries.routes import ShiftRow, shift_rows
from voordeur.policy import rules as promised
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import Window

# What it weighs, in minutes of driving, that a visit goes to another craftsman: a plan that hands work around for every
# half minute is no better plan.
CHANGED_HANDS = 3.0
# A start that lies this little outside a window, in minutes, is rounding.
ROUNDING = 1e-3


class WorkRow(NamedTuple):
    """What the search needs of a visit."""

    pk: int
    shift_id: int
    lat: float
    lon: float
    trade: str
    window_from_at: datetime
    window_until_at: datetime
    choices: list[list[str]]
    start_at: datetime
    end_at: datetime
    is_fixed: bool
    is_locked: bool
    is_promised: bool
    craftsman_told_at: datetime | None
    minutes_sd: float

    @property
    def windows(self) -> list[Window]:
        """Every window in which it may begin: what the tenant can make, else the one it stands in."""
        if not self.choices:
            return [Window(self.window_from_at, self.window_until_at)]
        return sorted(
            (Window(*(datetime.fromisoformat(end) for end in pair)) for pair in self.choices),
            key=lambda one: one.start_at,
        )


_WORK = (
    "pk",
    "shift_id",
    "lat",
    "lon",
    "trade",
    "window_from_at",
    "window_until_at",
    "choices",
    "planned_start_at",
    "planned_end_at",
    "is_fixed",
    "is_locked",
    "is_promised",
    "craftsman_told_at",
    "minutes_sd",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a plan puts a visit: the shift, the window, and when the work begins."""

    shift_id: int
    window: Window
    start_at: datetime


@dataclass(frozen=True, slots=True)
class Live:
    """The live plan of some days. `problem` and `plan` are the engine's; the rest leads back to our rows.

    `waiting`: the shifts of absent craftsmen whose visits have no place in `plan`.
    """

    zero: datetime
    shifts: dict[int, ShiftRow]
    waiting: dict[int, ShiftRow]
    visits: dict[int, WorkRow]
    problem: engine.Problem
    plan: engine.Plan
    of_shift: dict[int, tuple[str, int]]

    def minute(self, at: datetime) -> float:
        return (at - self.zero).total_seconds() / 60

    def versions(self) -> dict[str, int]:
        return {str(row.pk): row.version for row in (*self.shifts.values(), *self.waiting.values())}

    def plan_of(self, routes: Mapping[str, Sequence[int]]) -> engine.Plan:
        """Orders of visits by shift as a plan, without what is gone meanwhile; shifts not named stay as they are."""
        now = {(route.craftsman, route.shift): route for route in self.plan.routes}
        for shift_id, visit_ids in routes.items():
            if int(shift_id) not in self.of_shift:
                continue
            craftsman, number = self.of_shift[int(shift_id)]
            stops = tuple(engine.Stop(str(pk), 0, 0, 0) for pk in visit_ids if pk in self.visits)
            now[craftsman, number] = engine.Route(craftsman, number, 0, 0, stops)
        taken: set[str] = set()
        kept: list[engine.Route] = []
        for (craftsman, number), route in now.items():
            stops = tuple(stop for stop in route.stops if stop.job not in taken)
            taken |= {stop.job for stop in stops}
            kept.append(engine.Route(craftsman, number, route.leave_minute, route.home_minute, stops))
        return engine.Plan(tuple(kept))

    def routes_of(self, plan: engine.Plan) -> dict[str, list[int]]:
        """The orders of visits by shift of every shift, also of those that are empty."""
        found = {(route.craftsman, route.shift): [int(stop.job) for stop in route.stops] for route in plan.routes}
        return {str(shift_id): found.get(key, []) for shift_id, key in self.of_shift.items()}

    def places(self, plan: engine.Plan) -> dict[int, Place]:
        """Where a plan puts each visit."""
        shift_of = {key: shift_id for shift_id, key in self.of_shift.items()}
        return {
            int(stop.job): self._place(int(stop.job), shift_of[route.craftsman, route.shift], stop.start_minute)
            for route in plan.routes
            for stop in route.stops
        }

    def _place(self, visit_id: int, shift_id: int, start: float) -> Place:
        for window in self.visits[visit_id].windows:
            first, last = self.minute(window.start_at), self.minute(window.end_at)
            if first - ROUNDING <= start <= last + ROUNDING:
                break
        return Place(shift_id, window, self.zero + timedelta(minutes=min(max(start, first), last)))

    def cost(self, plan: engine.Plan) -> dict[str, float]:
        """The terms of a plan with its `total`, what has no place included."""
        return {name: round(value, 3) for name, value in cost_of(self.problem, plan).items()}


def read_live(
    *, from_at: datetime, until_at: datetime, now: datetime, policy: ServicePolicy, keep_names: bool = False
) -> Live:
    """The shifts that begin in [from_at, until_at) and after `now`, with their visits: three reads, whatever the size.

    `keep_names`: whoever was told a name keeps that craftsman.
    """
    ahead = Q(starts_at__gte=max(from_at, now), starts_at__lt=until_at, craftsman__user__is_active=True)
    rows = sorted(shift_rows(ahead & Q(is_absent=False)), key=lambda row: (row.craftsman_id, row.starts_at))
    waiting = shift_rows(Q(starts_at__gte=from_at, starts_at__lt=until_at, is_absent=True, ends_at__gt=now))
    shifts, absent = {row.pk: row for row in rows}, {row.pk: row for row in waiting}
    visits = _work([*shifts, *absent])
    of_shift: dict[int, tuple[str, int]] = {}
    by_craftsman: dict[int, list[ShiftRow]] = defaultdict(list)
    for row in rows:
        of_shift[row.pk] = (str(row.craftsman_id), len(by_craftsman[row.craftsman_id]))
        by_craftsman[row.craftsman_id].append(row)
    zero = promised.at_minute(promised.local(from_at).date(), 0)
    skills = _skills(list(shifts))
    roads = roads_of(policy)
    standing = [visit for visit in visits.values() if visit.shift_id in shifts or not visit.is_fixed]
    problem = engine.Problem(
        places=(
            *(engine.Place(f"s{row.pk}", lat=row.lat, lon=row.lon) for row in rows),
            *(engine.Place(str(visit.pk), lat=visit.lat, lon=visit.lon) for visit in standing),
        ),
        travel=engine.Travel("distance", speed_kmh=roads.speed_kmh, detour=roads.detour),
        craftsmen=tuple(
            engine.Craftsman(
                str(craftsman_id), tuple(_shift(row, zero, policy) for row in theirs), skills.get(craftsman_id, {})
            )
            for craftsman_id, theirs in by_craftsman.items()
        ),
        jobs=tuple(_job(visit, zero, of_shift, shifts, skills, keep_names=keep_names) for visit in standing),
        weights=engine.Weights(changed_plan=CHANGED_HANDS),
        days=max(1, (promised.local(until_at).date() - promised.local(from_at).date()).days),
    )
    in_shift: dict[int, list[WorkRow]] = defaultdict(list)
    for visit in standing:
        in_shift[visit.shift_id].append(visit)
    orders = tuple(
        engine.Route(
            *of_shift[pk],
            0,
            0,
            tuple(_stop(visit, zero) for visit in sorted(in_shift[pk], key=lambda one: (one.start_at, one.pk))),
        )
        for pk in shifts
        if in_shift[pk]
    )
    plan = engine.Plan(prepare(problem, engine.Plan(orders)).routes())
    return Live(zero, shifts, absent, {visit.pk: visit for visit in standing}, problem, plan, of_shift)


def _work(shift_ids: list[int]) -> dict[int, WorkRow]:
    found = Visit.objects.filter(shift_id__in=shift_ids).exclude(state=VisitState.CANCELLED)
    return {row[0]: WorkRow(*row) for row in found.order_by("pk").values_list(*_WORK)}


def _skills(shift_ids: list[int]) -> dict[int, dict[str, int]]:
    known: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Shift.objects.filter(pk__in=shift_ids, craftsman__trades__isnull=False)
    for craftsman_id, trade, level in rows.values_list(
        "craftsman_id", "craftsman__trades__trade", "craftsman__trades__level"
    ).distinct():
        known[craftsman_id][trade] = level
    return known


def _minute(at: datetime, zero: datetime) -> float:
    return (at - zero).total_seconds() / 60


def _shift(row: ShiftRow, zero: datetime, policy: ServicePolicy) -> engine.Shift:
    breaks: tuple[engine.Break, ...] = ()
    if row.break_from_at and row.break_until_at and row.break_minutes:
        breaks = (engine.Break(_minute(row.break_from_at, zero), _minute(row.break_until_at, zero), row.break_minutes),)
    home = f"s{row.pk}"
    return engine.Shift(
        _minute(row.starts_at, zero),
        _minute(row.ends_at, zero),
        home,
        home,
        policy.planning.overtime_minutes,
        breaks,
    )


def _stop(visit: WorkRow, zero: datetime) -> engine.Stop:
    start = _minute(visit.start_at, zero)
    return engine.Stop(str(visit.pk), start, start, _minute(visit.end_at, zero))


def _job(
    visit: WorkRow,
    zero: datetime,
    of_shift: Mapping[int, tuple[str, int]],
    shifts: Mapping[int, ShiftRow],
    skills: Mapping[int, Mapping[str, int]],
    *,
    keep_names: bool,
) -> engine.Job:
    windows = tuple(engine.Window(_minute(one.start_at, zero), _minute(one.end_at, zero)) for one in visit.windows)
    lock: engine.Lock | None = None
    needs: dict[str, int] = {visit.trade: 1}
    if visit.shift_id in of_shift:
        craftsman, number = of_shift[visit.shift_id]
        is_able = visit.trade in skills.get(shifts[visit.shift_id].craftsman_id, {})
        start = _minute(visit.start_at, zero)
        if visit.is_fixed:
            lock, windows = engine.Lock(craftsman, number, start), (engine.Window(start, start),)
        elif visit.is_locked or not is_able:
            lock = engine.Lock(craftsman, number)
        elif keep_names and visit.craftsman_told_at is not None:
            lock = engine.Lock(craftsman)
        if not is_able:
            # A planner decided so, with a reason: no plan may undo it.
            needs = {}
    length = (visit.end_at - visit.start_at).total_seconds() / 60
    return engine.Job(
        str(visit.pk),
        str(visit.pk),
        length,
        0.0 if visit.is_fixed else visit.minutes_sd,
        skills=needs,
        windows=windows,
        promised=True,
        mandatory=True,
        lock=lock,
    )
