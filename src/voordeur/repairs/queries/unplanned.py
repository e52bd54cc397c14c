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


def waiting(*, user: "User", case_ids: Sequence[int], now: datetime) -> list[Unplanned]:
    """Of these repairs the work that can be given a place now; one read."""
    tasks = (
        Task.objects.filter(
            repair__in=Repair.objects.visible_to(user, day=local(now).date()),
            repair_id__in=case_ids,
            status=TaskStatus.DRAFT,
        )
        .select_related("repair__dwelling")
        .order_by("repair_id", "sequence")
    )
    last = {task.repair_id: task for task in tasks}
    return [
        Unplanned(
            case_kind=CASE,
            case_id=task.repair_id,
            subject=what(task.repair.path),
            address=task.repair.dwelling.address,
            town=task.repair.dwelling.town,
            lat=task.repair.dwelling.lat,
            lon=task.repair.dwelling.lon,
            trade=task.trade,
            minutes=task.minutes,
            since_at=task.repair.reported_at,
            due_at=task.repair.due_at,
            urgency=task.repair.urgency,
            not_before_on=task.not_before_on,
        )
        for task in last.values()
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
