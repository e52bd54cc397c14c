"""What planners did by hand, what of it can be taken back, and how their overrides came out. Writes nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from voordeur.planning.models import Override, PlanChange, Shift, Visit, VisitState

if TYPE_CHECKING:
    from voordeur.parties.models import User


def last_change(*, by: "User") -> PlanChange | None:
    """What this planner did last, when it can still be taken back; None when others touched those routes since."""
    change = PlanChange.objects.filter(by=by, undone_at=None).order_by("-at", "-pk").first()
    if change is None:
        return None
    present = Shift.objects.filter(pk__in=[int(pk) for pk in change.versions]).values_list("pk", "version")
    return change if {str(pk): version for pk, version in present} == change.versions else None


@dataclass(frozen=True, slots=True)
class OverrideScore:
    """An override beside what happened. `outcome`: kept (begun in the promised window), late, cancelled, or open.

    `minutes_off`: when the work began, after (or before) the moment that was planned; None while it has not.
    """

    override: Override
    outcome: str
    minutes_off: float | None


def override_scores(*, user: "User", since: datetime, now: datetime) -> list[OverrideScore]:
    """Every override since a moment, newest first, with what became of the visit; for who sees these visits."""
    found = (
        Override.objects.filter(at__gte=since, change__undone_at=None, visit__in=Visit.objects.visible_to(user))
        .select_related("visit__dwelling", "visit__shift__craftsman__user", "by")
        .order_by("-at", "-pk")
    )
    return [_score(one, now) for one in found]


def _score(override: Override, now: datetime) -> OverrideScore:
    visit = override.visit
    if visit.state == VisitState.CANCELLED:
        return OverrideScore(override, "cancelled", None)
    if not visit.is_fixed:
        return OverrideScore(override, "late" if visit.window_until_at < now else "open", None)
    off = (visit.planned_start_at - override.planned_start_at).total_seconds() / 60
    return OverrideScore(override, "kept" if visit.planned_start_at <= visit.window_until_at else "late", off)
