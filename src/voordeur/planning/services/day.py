"""What happens on the day itself: a visit begins and ends. Facts are written; routes follow."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from voordeur.base.outbox import publish
from voordeur.kernel.errors import Refused
from voordeur.planning.models import Visit, VisitState
from voordeur.planning.queries.routes import read_routes
from voordeur.planning.services.places import TRIES, StaleError, change, keep, movable, moved_to
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import Window
from voordeur.promises.queries import in_force


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


def expect_end(*, visit: Visit, end_at: datetime, now: datetime) -> Visit:
    """A visit that is going on ends at `end_at`, as its craftsman says: the rest of the route is timed again.

    Publishes "visit.runs_long" with visit_id when that is later than planned. Refused "visit_not_begun".
    """
    fresh = Visit.objects.get(pk=visit.pk)
    if not fresh.is_fixed or fresh.state != VisitState.PLANNED:
        raise Refused("visit_not_begun")
    if end_at > fresh.planned_end_at:
        publish("visit.runs_long", now=now, visit_id=fresh.pk)
    return _note(fresh, start_at=fresh.planned_start_at, end_at=end_at, now=now)


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


def rehouse(*, visit: Visit, now: datetime, policy: ServicePolicy) -> Visit:
    """Place a visit with another craftsman within the window it was promised. Refused "slot_taken" when nobody can."""
    window = Window(visit.window_from_at, visit.window_until_at)
    return moved_to(visit, (window,), may_still=lambda: movable(visit.pk), now=now, policy=policy, with_overtime=True)
