"""A craftsman who does not come: the whole day handed over in one action, in one transaction.

Everything is worked out on paper first; then all routes that change are claimed in one order, so that two planners who
report two craftsmen ill at the same moment cannot wait for each other.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Q

from voordeur.base.outbox import publish
from voordeur.kernel.errors import Refused
from voordeur.planning import rules
from voordeur.planning.models import Shift, Visit
from voordeur.planning.queries.routes import Routes, VisitRow, read_routes
from voordeur.planning.services.history import keep_change, snapshot
from voordeur.planning.services.places import TRIES, StaleError, keep
from voordeur.planning.services.rescue import rescue
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import Window
from voordeur.promises.queries import in_force

if TYPE_CHECKING:
    from voordeur.parties.models import User


@dataclass(frozen=True, slots=True)
class Absence:
    """What became of the visits of an absent craftsman: with others in their own window, or still without a place."""

    moved: list[Visit]
    left: list[Visit]


def mark_absent(*, shift: Shift, by: "User | None", now: datetime, policy: ServicePolicy | None = None) -> Absence:
    """The craftsman does not come, or goes home: visits that have not begun are placed with others in their own window.

    Overtime and the reserve may be used, and a colleague's visit may go to another colleague to make room. What nobody
    can take stays on the absent shift, where the planner sees it. Publishes "visit.rehoused" or "visit.lost_place" for
    each, with visit_id, case_kind and case_id. Refused "not_allowed", "shift_already_absent", "planning_is_busy".
    """
    rules.check_may_plan(by.role if by else None)
    policy = policy or in_force(now).policy
    for _ in range(TRIES):
        fresh = Shift.objects.get(pk=shift.pk)
        if fresh.is_absent:
            raise Refused("shift_already_absent")
        routes, waiting = _read(fresh, now=now, policy=policy)
        changed: set[int] = set()
        moved: list[int] = []
        for visit in waiting:
            taken = _hand_over(routes, visit, _able(routes, visit), now=now, policy=policy)
            if taken:
                changed |= taken
                moved.append(visit.pk)
        try:
            with transaction.atomic():
                before = snapshot(changed | {fresh.pk})
                handed = keep(routes, changed | {fresh.pk})
                Shift.objects.filter(pk=fresh.pk).update(is_absent=True)
                left = [visit.pk for visit in waiting if visit.pk not in moved]
                _tell(set(handed), set(left), now=now)
                details = {"moved": sorted(moved), "left": sorted(left)}
                keep_change("absent", before=before, by=by, now=now, shift=fresh, details=details)
        except StaleError:
            continue
        found = Visit.objects.in_bulk([*moved, *left])
        return Absence([found[pk] for pk in moved], [found[pk] for pk in left])
    raise Refused("planning_is_busy")


hand_over_day = mark_absent


def _tell(handed: set[int], left: set[int], *, now: datetime) -> None:
    for visit in Visit.objects.filter(pk__in=handed | left).order_by("pk"):
        about: dict[str, Any] = {"visit_id": visit.pk, "case_kind": visit.case_kind, "case_id": visit.case_id}
        if visit.pk in left:
            publish("visit.lost_place", now=now, **about)
        else:
            publish("visit.rehoused", now=now, **about)


def _read(shift: Shift, *, now: datetime, policy: ServicePolicy) -> tuple[Routes, list[VisitRow]]:
    """The routes of everyone who works in these hours, with the visits of the absent one, taken out of its route."""
    overtime = timedelta(minutes=policy.planning.overtime_minutes)
    present = Q(
        craftsman__user__is_active=True,
        is_absent=False,
        starts_at__lt=shift.ends_at + overtime,
        ends_at__gt=max(now, shift.starts_at) - overtime,
    ) & ~Q(pk=shift.pk)
    routes = read_routes(where=present, now=now, policy=policy, with_overtime=True, also=shift.pk)
    waiting = sorted(
        (one for one in routes.visits.values() if one.shift_id == shift.pk and not one.is_fixed),
        key=lambda one: (one.window_until_at, one.start_at, one.pk),
    )
    row = routes.row(shift.pk)
    taken = {str(one.pk) for one in waiting}
    routes.state.set_visits(row, [one for one in routes.state.visits[row] if one.job not in taken])
    return routes, waiting


def _able(routes: Routes, visit: VisitRow) -> list[int]:
    """The shifts, of those that may take a visit, whose craftsman knows its trade."""
    known = Shift.objects.filter(pk__in=routes.candidates, craftsman__trades__trade=visit.trade)
    return sorted(known.values_list("pk", flat=True))


def _hand_over(routes: Routes, visit: VisitRow, able: list[int], *, now: datetime, policy: ServicePolicy) -> set[int]:
    """Put a visit into the cheapest route of these; the shifts that changed, none when there is no room."""
    window = Window(max(visit.window_from_at, now), visit.window_until_at)
    if window.end_at < window.start_at:
        return set()
    job = routes.state.jobs[str(visit.pk)]
    everyone, routes.candidates = routes.candidates, able
    try:
        found = routes.ask(job, (window,))
        if found:
            routes.insert(job, found[0], Window(visit.window_from_at, visit.window_until_at))
            return {int(found[0].craftsman)}
        if policy.planning.rescue_before_refusing and able:
            rescued = rescue(routes, job, (window,), trade=visit.trade, now=now)
            if rescued:
                return rescued[1]
    finally:
        routes.candidates = everyone
    return set()


def mark_present(*, shift: Shift, by: "User | None", now: datetime) -> None:
    """The craftsman is there after all; what was placed with others stays there. Refused "not_allowed"."""
    rules.check_may_plan(by.role if by else None)
    with transaction.atomic():
        before = snapshot([shift.pk])
        if Shift.objects.filter(pk=shift.pk, is_absent=True).update(is_absent=False, version=F("version") + 1):
            keep_change("present", before=before, by=by, now=now, shift=shift)
