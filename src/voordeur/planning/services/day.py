"""What happens on the day itself: a visit begins and ends, a craftsman is absent. Facts are written; routes follow."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Q

from voordeur.base.audit import record
from voordeur.base.outbox import publish
from voordeur.kernel.errors import Refused
from voordeur.planning import rules
from voordeur.planning.models import Shift, Visit, VisitState
from voordeur.planning.queries.routes import read_routes
from voordeur.planning.services.places import TRIES, StaleError, change, keep, movable, moved_to
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


def begin(*, visit: Visit, now: datetime) -> Visit:
    """The craftsman is at the door: the start is a fact from now on, and the rest of the route is timed again.

    A second call does nothing. Refused "visit_cancelled".
    """
    fresh = Visit.objects.get(pk=visit.pk)
    if fresh.state == VisitState.CANCELLED:
        raise Refused("visit_cancelled")
    if fresh.is_fixed:
        return fresh
    end_at = now + (fresh.planned_end_at - fresh.planned_start_at)
    return _note(fresh, start_at=now, end_at=end_at, now=now)


def finish(*, visit: Visit, now: datetime) -> Visit:
    """The visit is over, whatever came of it. One that was never begun ended when it was finished.

    A second call does nothing. Refused "visit_cancelled".
    """
    fresh = Visit.objects.get(pk=visit.pk)
    if fresh.state == VisitState.CANCELLED:
        raise Refused("visit_cancelled")
    if fresh.state == VisitState.DONE:
        return fresh
    start_at = min(fresh.planned_start_at, now)
    return _note(fresh, start_at=start_at, end_at=now, now=now, state=VisitState.DONE)


def _note(visit: Visit, *, start_at: datetime, end_at: datetime, now: datetime, **values: Any) -> Visit:
    policy = in_force(now).policy
    for _ in range(TRIES):
        routes = read_routes(
            where=Q(pk=visit.shift_id),
            now=now,
            policy=policy,
            with_overtime=True,
            facts={visit.pk: (start_at, end_at)},
        )
        try:
            with transaction.atomic():
                keep(routes, [visit.shift_id])
                change(visit, is_fixed=True, planned_start_at=start_at, planned_end_at=end_at, **values)
        except StaleError:
            # Moved to another shift meanwhile, or somebody noted it first: look again.
            current = Visit.objects.get(pk=visit.pk)
            if current.state != VisitState.PLANNED or current.is_fixed != visit.is_fixed:
                return current
            visit = current
            continue
        return Visit.objects.get(pk=visit.pk)
    raise Refused("planning_is_busy")


def mark_reminded(*, visit_id: int, now: datetime) -> bool:
    """Note that the tenant was reminded of a visit; False when somebody else was first."""
    return bool(Visit.objects.filter(pk=visit_id, reminded_at=None).update(reminded_at=now))


def mark_absent(*, shift: Shift, by: "User | None", now: datetime, policy: ServicePolicy | None = None) -> Absence:
    """The craftsman does not come, or goes home: visits that have not begun are placed with others in their own window.

    Overtime and the reserve may be used. What nobody can take stays on the absent shift, where the
    planner sees it. Publishes "visit.rehoused" or "visit.lost_place" for each, with visit_id, case_kind and case_id.
    Refused "not_allowed", "shift_already_absent".
    """
    rules.check_may_plan(by.role if by else None)
    policy = policy or in_force(now).policy
    moved: list[Visit] = []
    left: list[Visit] = []
    with transaction.atomic():
        if not Shift.objects.filter(pk=shift.pk, is_absent=False).update(is_absent=True, version=F("version") + 1):
            raise Refused("shift_already_absent")
        waiting = Visit.objects.planned().filter(shift_id=shift.pk, is_fixed=False)
        for visit in waiting.order_by("window_until_at", "planned_start_at"):
            try:
                moved.append(rehouse(visit=visit, now=now, policy=policy))
                _tell("visit.rehoused", visit, now=now)
            except Refused:
                left.append(visit)
                _tell("visit.lost_place", visit, now=now)
        record(
            "planning.absent",
            f"shift {shift.pk}",
            by=by,
            now=now,
            details={"moved": [visit.pk for visit in moved], "left": [visit.pk for visit in left]},
        )
    return Absence(moved, left)


def _tell(kind: str, visit: Visit, *, now: datetime) -> None:
    publish(kind, now=now, visit_id=visit.pk, case_kind=visit.case_kind, case_id=visit.case_id)


def rehouse(*, visit: Visit, now: datetime, policy: ServicePolicy) -> Visit:
    """Place a visit with another craftsman within the window it was promised. Refused "slot_taken" when nobody can."""
    window = Window(visit.window_from_at, visit.window_until_at)
    return moved_to(visit, (window,), may_still=lambda: movable(visit.pk), now=now, policy=policy, with_overtime=True)


def mark_present(*, shift: Shift, by: "User | None", now: datetime) -> None:
    """The craftsman is there after all; what was placed with others stays there. Refused "not_allowed"."""
    rules.check_may_plan(by.role if by else None)
    if Shift.objects.filter(pk=shift.pk, is_absent=True).update(is_absent=False, version=F("version") + 1):
        record("planning.present", f"shift {shift.pk}", by=by, now=now)
