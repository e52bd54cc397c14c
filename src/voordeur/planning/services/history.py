"""What a planner did, kept so that it can be taken back for as long as nothing else touched those routes."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from voordeur.base.audit import record
from voordeur.base.outbox import publish
from voordeur.kernel.errors import Refused
from voordeur.planning import rules
from voordeur.planning.models import PlanChange, Shift, Visit, VisitState
from voordeur.planning.queries.unplanned import sources

if TYPE_CHECKING:
    from voordeur.parties.models import User

# A planner looks at what they did before the tenant hears of it; what is taken back within this time is never told.
QUIET_MINUTES = 2

_VISIT = (
    "shift_id",
    "window_from_at",
    "window_until_at",
    "is_promised",
    "choices",
    "planned_start_at",
    "planned_end_at",
    "travel_minutes",
    "travel_km",
    "extra_minutes",
    "reminded_at",
    "craftsman_told_at",
)
_SHIFT = ("break_minutes", "is_absent", "idle_until_at", "route_minutes", "route_km")
_MOMENTS = frozenset(
    {
        "window_from_at",
        "window_until_at",
        "planned_start_at",
        "planned_end_at",
        "reminded_at",
        "craftsman_told_at",
        "idle_until_at",
    }
)


def snapshot(shift_ids: Iterable[int]) -> dict[str, Any]:
    """Visits and shifts as they are, in a form that can be kept."""
    shifts = Shift.objects.filter(pk__in=set(shift_ids))
    visits = Visit.objects.filter(shift__in=shifts).exclude(state=VisitState.CANCELLED)
    return {
        "visits": {str(row["pk"]): _plain(row) for row in visits.values("pk", *_VISIT)},
        "shifts": {str(row["pk"]): _plain(row) for row in shifts.values("pk", *_SHIFT)},
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items() if name != "pk"
    }


def versions_of(shift_ids: Iterable[int]) -> dict[str, int]:
    found = Shift.objects.filter(pk__in=set(shift_ids)).values_list("pk", "version")
    return {str(pk): version for pk, version in found}


def keep_change(
    kind: str,
    *,
    before: dict[str, Any],
    by: "User | None",
    now: datetime,
    visit: Visit | None = None,
    shift: Shift | None = None,
    details: dict[str, Any] | None = None,
) -> PlanChange:
    """Note a finished action, in its own transaction, with the versions that its shifts have now."""
    change = PlanChange.objects.create(
        at=now,
        by=by,
        kind=kind,
        visit=visit,
        shift=shift,
        before=before,
        versions=versions_of(int(pk) for pk in before["shifts"]),
    )
    subject = f"visit {visit.pk}" if visit else f"shift {shift.pk}" if shift else f"plan {change.pk}"
    record(f"planning.{kind}", subject, by=by, now=now, details={"change": change.pk, **(details or {})})
    return change


@transaction.atomic
def undo(*, change: PlanChange, by: "User | None", now: datetime) -> PlanChange:
    """Put visits and shifts back as they were before this action; tenants only hear of it if they were told.

    Refused "already_undone", "visit_already_begun", "not_allowed", "plan_changed" when anything else touched one of
    these routes since.
    """
    rules.check_may_plan(by.role if by else None)
    if not PlanChange.objects.filter(pk=change.pk, undone_at=None).update(undone_at=now):
        raise Refused("already_undone")
    for pk, version in sorted((int(pk), version) for pk, version in change.versions.items()):
        values = _read(change.before["shifts"][str(pk)])
        if not Shift.objects.filter(pk=pk, version=version).update(version=F("version") + 1, **values):
            raise Refused("plan_changed")
    was = {int(pk): _read(values) for pk, values in change.before["visits"].items()}
    moved: list[tuple[Visit, dict[str, Any]]] = []
    for visit in Visit.objects.filter(pk__in=was).order_by("pk"):
        values = was[visit.pk]
        if any(getattr(visit, name) != value for name, value in values.items()):
            Visit.objects.filter(pk=visit.pk).update(**values)
            moved.append((visit, values))
    if change.kind in {"lock", "unlock"} and change.visit_id:
        Visit.objects.filter(pk=change.visit_id).update(is_locked=change.kind == "unlock")
    if change.before.get("made"):
        _take_back(change.before["made"], by=by, now=now)
    tell([visit for visit, _ in moved], now=now)
    record("planning.undo", f"plan {change.pk}", by=by, now=now, details={"kind": change.kind})
    change.undone_at = now
    return change


def _take_back(visit_id: int, *, by: "User | None", now: datetime) -> None:
    """A visit that this action made goes, and its case waits for a place again."""
    visit = Visit.objects.get(pk=visit_id)
    rules.check_open(
        is_planned=visit.state == VisitState.PLANNED,
        is_cancelled=visit.state == VisitState.CANCELLED,
        is_fixed=visit.is_fixed,
    )
    Visit.objects.filter(pk=visit_id).update(state=VisitState.CANCELLED)
    sources()[visit.case_kind].taken_back(case_id=visit.case_id, visit_id=visit_id, by=by, now=now)


def _read(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if name in _MOMENTS and value else value for name, value in values.items()
    }


def tell(before: Sequence[Visit], *, now: datetime, quiet: bool = True) -> None:
    """Publish what became of visits, given as they were: "visit.promise_moved" for another window, "visit.rehoused" for
    another craftsman only. Nothing for a visit that only starts at another moment of the same window."""
    after = Visit.objects.in_bulk([visit.pk for visit in before])
    for old in before:
        new = after[old.pk]
        about: dict[str, Any] = {"visit_id": new.pk, "case_kind": new.case_kind, "case_id": new.case_id}
        if (old.window_from_at, old.window_until_at) != (new.window_from_at, new.window_until_at):
            Visit.objects.filter(pk=new.pk, told_from_at=None).update(told_from_at=old.window_from_at)
            # A visit whose window is fixed the evening before may still change it: nothing was promised.
            if not new.choices:
                publish(
                    "visit.promise_moved",
                    now=now,
                    available_at=now + timedelta(minutes=QUIET_MINUTES) if quiet else None,
                    **about,
                    old_window_from_at=old.window_from_at.isoformat(),
                    old_window_until_at=old.window_until_at.isoformat(),
                )
        if old.shift_id != new.shift_id:
            publish("visit.rehoused", now=now, **about)
