"""The order of work: points with their reasons. The same table orders work lists, the planning queue and the twin."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from voordeur.policy.models import ServicePolicy

ReasonCode = Literal["danger", "emergency", "complaint", "promised", "vulnerable", "age", "overdue", "ceiling"]

_SECONDS_PER_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something stands where it stands: a code and the points it adds; only `ceiling` takes points off."""

    code: ReasonCode
    points: float


@dataclass(frozen=True, slots=True)
class Priority:
    """More points go first; `reasons` add up to `score`."""

    score: float
    reasons: tuple[Reason, ...]


def priority_of(
    policy: ServicePolicy,
    *,
    danger: bool,
    emergency: bool,
    complaint: bool,
    promised_at: datetime | None,
    vulnerable: bool,
    reported_at: datetime,
    due_at: datetime | None,
    now: datetime,
) -> Priority:
    """How far in front something stands at `now`.

    Danger goes before every emergency, every emergency before everything else, whatever its age; with
    `complaint_first` a complaint goes before all that is none of the three. Within such a group points decide. What
    would climb into the group above is pressed down below it by the reason `ceiling`, without changing the order
    within the group. `promised_at` is the moment that was promised to someone, None when nothing was.
    """
    weights = policy.priority.weights
    age_days = max(0.0, (now.astimezone(UTC) - reported_at.astimezone(UTC)).total_seconds() / _SECONDS_PER_DAY)
    softer = [Reason("age", age_days * weights.age_per_day)]
    if promised_at is not None:
        softer.append(Reason("promised", weights.promised))
    if vulnerable:
        softer.append(Reason("vulnerable", weights.vulnerable))
    if due_at is not None and now > due_at:
        softer.append(Reason("overdue", weights.overdue))
    first = policy.priority.complaint_first
    if complaint and not (first and not danger and not emergency):
        softer.append(Reason("complaint", weights.complaint))
    if danger:
        return _ranked(Reason("danger", weights.danger), softer, ceiling=None)
    if emergency:
        return _ranked(Reason("emergency", weights.emergency), softer, ceiling=weights.danger)
    if complaint and first:
        return _ranked(Reason("complaint", weights.complaint), softer, ceiling=weights.emergency)
    return _ranked(None, softer, ceiling=weights.complaint if first else weights.emergency)


def _ranked(base: Reason | None, softer: list[Reason], *, ceiling: float | None) -> Priority:
    points = sum(reason.points for reason in softer)
    floor = base.points if base else 0.0
    reasons = [*([base] if base else []), *(reason for reason in softer if reason.points)]
    if ceiling is not None and (pressed := _pressed(points, ceiling - floor)) != points:
        reasons.append(Reason("ceiling", pressed - points))
        points = pressed
    return Priority(floor + points, tuple(reasons))


def _pressed(points: float, room: float) -> float:
    """`points` unchanged up to half the room; above that nearer and nearer to the room, never reaching it.

    Stays in order (a smooth, rising curve), so that the oldest of two very old items still goes first.
    """
    half = room / 2
    if points <= half:
        return points
    # The last step in front of the ceiling is kept, because a float would otherwise round up to it.
    return min(room - half * half / points, room * (1 - 1e-9))
