"""The day that is running, with the next working day, as one problem of the engine. Reads; decides and writes nothing.

Every shift is a craftsman of its own in that problem, as in `routes`: what is found there can be laid over the routes.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import Q

from voordeur.parties.models import CraftsmanTrade
from voordeur.planning.engine import problem as engine
from voordeur.planning.models import Visit
from voordeur.planning.queries.routes import Routes, ShiftRow, VisitRow, routes_of, shift_rows, visit_rows
from voordeur.planning.queries.unplanned import Unplanned
from voordeur.planning.rules import SetbackKind
from voordeur.policy import rules as promised
from voordeur.policy.models import ServicePolicy

# Beyond so many shifts the search takes longer than a planner waits: those nearest to where it happened are enough.
MOST_SHIFTS = 130
# Who should have been ready and has not said so takes at least this much longer.
LEAST_MORE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Happened:
    """What became different: `visit_id` or `shift_id` or, for an emergency, the `work` without a place.

    `until_at`: when the visit ends, or the van drives again.
    """

    kind: SetbackKind
    visit_id: int | None = None
    shift_id: int | None = None
    until_at: datetime | None = None
    work: Unplanned | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """The rows of today and the next working day as they were read; `trades` by craftsman.

    `going_on`: the visits at which somebody is at work now; none of them ends before it could.
    """

    now: datetime
    policy: ServicePolicy
    shifts: list[ShiftRow]
    visits: list[VisitRow]
    trades: Mapping[int, frozenset[str]] = field(default_factory=dict)
    going_on: frozenset[int] = frozenset()

    def routes(self, happened: Happened | None = None) -> Routes:
        """The routes as they are planned; with what happened laid over them when it is given."""
        rows, visits = self.shifts, self.visits
        if happened is not None:
            rows = [_with_van(row, happened) for row in rows]
            visits = [_with_facts(visit, happened, self.now) for visit in visits]
        return routes_of(
            rows,
            visits,
            candidates=[row.pk for row in rows],
            now=self.now,
            policy=self.policy,
            with_overtime=True,
        )

    def visit(self, visit_id: int) -> VisitRow | None:
        return next((one for one in self.visits if one.pk == visit_id), None)

    def able(self, trade: str) -> list[int]:
        """The shifts whose craftsman knows a trade."""
        return sorted(row.pk for row in self.shifts if trade in self.trades.get(row.craftsman_id, frozenset()))


def _with_van(row: ShiftRow, happened: Happened) -> ShiftRow:
    is_it = happened.kind == SetbackKind.VAN and row.pk == happened.shift_id
    return row._replace(idle_until_at=happened.until_at) if is_it else row


def _with_facts(visit: VisitRow, happened: Happened, now: datetime) -> VisitRow:
    if visit.pk != happened.visit_id:
        return visit
    start_at = visit.start_at if visit.is_fixed else min(visit.start_at, now)
    end_at = happened.until_at if happened.kind == SetbackKind.LONG and happened.until_at else now
    return visit._replace(start_at=start_at, end_at=max(start_at, end_at), is_fixed=True)


def read_running(*, now: datetime, policy: ServicePolicy, only: set[int] | None = None) -> Running:
    """Everyone who works on from `now` on, today and on the next working day. `only`: no other shifts than these."""
    today = promised.local(now).date()
    last = promised.add_working_days(today, 1, policy)
    overtime = timedelta(minutes=policy.planning.overtime_minutes)
    where = Q(
        craftsman__user__is_active=True,
        is_absent=False,
        starts_at__gte=promised.at_minute(today, 0),
        starts_at__lt=promised.at_minute(last, 24 * 60),
        ends_at__gt=now - overtime,
    )
    if only is not None:
        where &= Q(pk__in=only)
    shifts = sorted(shift_rows(where))
    trades: dict[int, set[str]] = defaultdict(set)
    known = CraftsmanTrade.objects.filter(craftsman_id__in={row.craftsman_id for row in shifts})
    for craftsman_id, trade in known.values_list("craftsman_id", "trade"):
        trades[craftsman_id].add(trade)
    found = {pk: frozenset(one) for pk, one in trades.items()}
    visits = visit_rows([row.pk for row in shifts])
    going_on = _going_on(visits)
    least = now + LEAST_MORE
    visits = [one._replace(end_at=least) if one.pk in going_on and one.end_at <= now else one for one in visits]
    return Running(now, policy, shifts, visits, found, going_on)


def _going_on(visits: list[VisitRow]) -> frozenset[int]:
    """What each craftsman began last and did not say to be done; whatever they began before it is over."""
    last: dict[int, VisitRow] = {}
    for visit in sorted((one for one in visits if one.is_fixed), key=lambda one: (one.start_at, one.pk)):
        last[visit.shift_id] = visit
    begun = [visit.pk for visit in last.values()]
    return frozenset(Visit.objects.planned().filter(pk__in=begun).values_list("pk", flat=True))


def narrowed(running: Running, happened: Happened) -> Running:
    """The shifts that can help: the nearest of who knows one of the trades that it is about, and who it befell."""
    visit = running.visit(happened.visit_id) if happened.visit_id else None
    own = visit.shift_id if visit else happened.shift_id
    asked = {one.trade for one in running.visits if one.shift_id == own and not one.is_fixed}
    if happened.kind in {SetbackKind.EARLY, SetbackKind.NOBODY_HOME}:
        # Who has time left may take over whatever they know.
        asked = {trade for row in running.shifts if row.pk == own for trade in running.trades.get(row.craftsman_id, ())}
    if happened.work is not None:
        asked.add(happened.work.trade)
    at = happened.work or visit or next((row for row in running.shifts if row.pk == own), None)
    able = [row for row in running.shifts if row.pk == own or running.trades.get(row.craftsman_id, frozenset()) & asked]
    if at is not None:
        able.sort(key=lambda row: (row.pk != own, (row.lat - at.lat) ** 2 + (row.lon - at.lon) ** 2, row.pk))
    kept = {row.pk for row in able[:MOST_SHIFTS]}
    return replace(
        running,
        shifts=[row for row in running.shifts if row.pk in kept],
        visits=[one for one in running.visits if one.shift_id in kept],
    )


def problem_of(running: Running, routes: Routes, happened: Happened) -> tuple[engine.Problem, engine.Plan]:
    """The routes as the engine plans them: who may do what, what is locked, and what a change of hands weighs."""
    state = routes.state
    hands = {str(row.pk): running.trades.get(row.craftsman_id, frozenset()) for row in running.shifts}
    problem = replace(
        state.problem,
        places=(*state.problem.places, *routes.places),
        craftsmen=tuple(replace(one, skills=dict.fromkeys(hands[one.id], 1)) for one in state.problem.craftsmen),
        jobs=tuple(
            _job(state.jobs[str(visit.pk)], visit, hands[str(visit.shift_id)], happened) for visit in running.visits
        ),
        days=max(1, max((_day(routes, row) for row in running.shifts), default=0) + 1),
    )
    return problem, engine.Plan(state.routes())


def _day(routes: Routes, row: ShiftRow) -> int:
    return int(routes.minute(row.ends_at) // engine.DAY_MINUTES)


def _job(job: engine.Job, visit: VisitRow, hands: frozenset[str], happened: Happened) -> engine.Job:
    is_able = visit.trade in hands
    is_bound = visit.is_locked or visit.is_fixed or not is_able
    if happened.kind == SetbackKind.ILL and visit.shift_id == happened.shift_id:
        is_bound = visit.is_fixed
        is_able = True
    return replace(
        job,
        skills={visit.trade: 1} if is_able else {},
        mandatory=True,
        lock=engine.Lock(str(visit.shift_id)) if is_bound else None,
    )
