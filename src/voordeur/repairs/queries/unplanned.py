"""Repairs without a place, as the board of the planning shows them; config/wiring hands these to it. Writes nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from voordeur.planning.queries import Unplanned
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import local
from voordeur.promises import queries as promises
from voordeur.repairs.models import Repair, Task
from voordeur.repairs.queries.names import what
from voordeur.repairs.rules.status import TaskStatus

if TYPE_CHECKING:
    from voordeur.parties.models import User

# The namespace of this room's pages
CASE = "repairs"
_HOME = "repair__dwelling__"
_WAITING = (
    "repair_id",
    "repair__dwelling_id",
    "trade",
    "minutes",
    "not_before_on",
    "repair__path",
    "repair__reported_at",
    "repair__due_at",
    "repair__urgency",
    *(_HOME + name for name in ("street", "number", "letter", "addition", "town", "lat", "lon")),
)


def waiting(*, user: "User", case_ids: Sequence[int], now: datetime) -> list[Unplanned]:
    """Of these repairs the work that can be given a place now; one read."""
    seen = Repair.objects.visible_to(user, day=local(now).date()).filter(pk__in=case_ids)
    rows = Task.objects.filter(repair__in=seen, status=TaskStatus.DRAFT).order_by("repair_id", "sequence")
    # Of more than one piece of work that waits the last one is next.
    last = {row[0]: row for row in rows.values_list(*_WAITING)}
    return [
        Unplanned(
            case_kind=CASE,
            case_id=repair_id,
            dwelling_id=dwelling_id,
            subject=what(path),
            address=f"{street} {number}{letter}" + (f"-{addition}" if addition else ""),
            town=town,
            lat=lat,
            lon=lon,
            trade=trade,
            minutes=minutes,
            since_at=since_at,
            due_at=due_at,
            urgency=urgency,
            not_before_on=not_before_on,
        )
        for (
            repair_id,
            dwelling_id,
            trade,
            minutes,
            not_before_on,
            path,
            since_at,
            due_at,
            urgency,
            street,
            number,
            letter,
            addition,
            town,
            lat,
            lon,
        ) in last.values()
    ]


def about(*, user: "User", case_ids: Sequence[int], now: datetime) -> dict[int, str]:
    """What is the matter in these repairs, with what the tenant wrote; one read."""
    rows = (
        Repair.objects.visible_to(user, day=local(now).date())
        .filter(pk__in=case_ids)
        .values_list("pk", "path", "description")
    )
    return {pk: f"{what(path)}. {written}" if written else what(path) for pk, path, written in rows}


def policy_of_case(*, case_id: int) -> ServicePolicy:
    """The policy that a repair began under."""
    return promises.of_version(Repair.objects.values_list("policy_version_id", flat=True).get(pk=case_id)).policy
