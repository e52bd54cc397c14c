"""What repairs took, added up for figures and costs. Computes no figure and no price.

Everything is added up by the database: the length of a query does not grow with the pages that show it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, F, FloatField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Coalesce

from voordeur.base.periods import DaysBetween, bucket
from voordeur.repairs.models import Compensation, Event, Material, Repair, Task
from voordeur.repairs.rules.status import FollowOn, RepairStatus

READY = (RepairStatus.FINISHED, RepairStatus.SETTLING, RepairStatus.CLOSED)
NEVER_DONE = (RepairStatus.DECLINED, RepairStatus.WITHDRAWN, RepairStatus.CANCELLED)
MATERIAL_CENTS = Cast(F("quantity"), FloatField()) * Cast(F("unit_price_cents"), FloatField())


@dataclass(frozen=True, slots=True)
class Effort:
    """What visits took: how many ended, minutes of work and of travel, kilometres, material in cents as bought, and in
    cents what is owed or was paid for those that we missed."""

    visits: int = 0
    work_minutes: float = 0.0
    travel_minutes: float = 0.0
    km: float = 0.0
    material_cents: float = 0.0
    compensation_cents: int = 0


@dataclass(frozen=True, slots=True)
class InVain:
    """Appointments of which nothing came. `not_home`: visits to a closed door, with what they took and what tenants are
    charged for them; `missed`: those that we missed, with what tenants get and have got for them, in cents."""

    not_home: int = 0
    travel_minutes: float = 0.0
    km: float = 0.0
    charged_cents: int = 0
    missed: int = 0
    owed_cents: int = 0
    paid_cents: int = 0


@dataclass(frozen=True, slots=True)
class RepairFacts:
    """Repairs of one stretch of time, as counts and sums; see `voordeur.figures.rules.facts.Facts` for each."""

    due: int = 0
    due_in_term: int = 0
    ready: int = 0
    lead_days: float = 0.0
    lead_days_squared: float = 0.0
    visited: int = 0
    in_one_visit: int = 0


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """Visits that ended in one stretch of time. `jobs_travel_minutes` is the travel to visits that were let in."""

    ended: int = 0
    not_home: int = 0
    travel_minutes: float = 0.0
    travel_minutes_squared: float = 0.0
    jobs_travel_minutes: float = 0.0
    shifts: int = 0
    jobs_squared: float = 0.0

    @property
    def jobs(self) -> int:
        return self.ended - self.not_home


NOT_HOME = Q(follow_on=FollowOn.NOT_HOME)


def _ended_tasks(bounds: Sequence[datetime]) -> QuerySet[Task]:
    return Task.objects.filter(ended_at__gte=bounds[0], ended_at__lt=bounds[-1], visit__isnull=False)


def _sums() -> dict[str, Any]:
    return {
        "visits": Count("pk"),
        "work": Coalesce(Sum("work_minutes"), 0.0),
        "travel": Coalesce(Sum("travel_minutes"), 0.0),
        "km": Coalesce(Sum("travel_km"), 0.0),
    }


def _effort(row: Any, material_cents: float, compensation_cents: int = 0) -> Effort:
    return Effort(row["visits"], row["work"], row["travel"], row["km"], material_cents, compensation_cents)


def _owed(bounds: Sequence[datetime]) -> QuerySet[Compensation]:
    return Compensation.objects.filter(at__gte=bounds[0], at__lt=bounds[-1], withdrawn_at=None)


def in_vain(from_at: datetime, until_at: datetime) -> InVain:
    """What closed doors and appointments that we missed came to in a stretch of time."""
    bounds = (from_at, until_at)
    closed = _ended_tasks(bounds).filter(NOT_HOME).aggregate(**_sums())
    told = Event.objects.filter(action="not_home", at__gte=from_at, at__lt=until_at).values_list("details", flat=True)
    owed = _owed(bounds).aggregate(
        missed=Count("pk"),
        owed=Coalesce(Sum("amount_cents"), 0),
        paid=Coalesce(Sum("amount_cents", filter=Q(paid_at__isnull=False)), 0),
    )
    return InVain(
        not_home=closed["visits"],
        travel_minutes=closed["travel"],
        km=closed["km"],
        charged_cents=sum(int(details.get("charge_cents", 0)) for details in told),
        missed=owed["missed"],
        owed_cents=owed["owed"],
        paid_cents=owed["paid"],
    )


def effort_of(repair_id: int) -> Effort:
    """All visits of one repair, also those to a closed door."""
    row = Task.objects.filter(repair_id=repair_id, ended_at__isnull=False, visit__isnull=False).aggregate(**_sums())
    spent = Material.objects.filter(task__repair_id=repair_id).aggregate(cents=Coalesce(Sum(MATERIAL_CENTS), 0.0))
    owed = Compensation.objects.filter(repair_id=repair_id, withdrawn_at=None)
    return _effort(row, spent["cents"], owed.aggregate(cents=Coalesce(Sum("amount_cents"), 0))["cents"])


def efforts_by_month(bounds: Sequence[datetime]) -> dict[tuple[int, str], Effort]:
    """(stretch, VERA trade) -> effort; stretch i runs from bounds[i] up to bounds[i + 1]."""
    spent = _spent("trade", bounds)
    rows = _ended_tasks(bounds).annotate(stretch=bucket("ended_at", bounds)).values("stretch", "trade")
    found = {}
    for row in rows.annotate(**_sums()):
        key = (row["stretch"], row["trade"])
        found[key] = _effort(row, spent.get(key, 0.0))
    owed = _owed(bounds).annotate(stretch=bucket("at", bounds)).values_list("stretch", "visit__trade")
    for stretch, trade, cents in owed.annotate(cents=Sum("amount_cents")):
        found[stretch, trade] = replace(found.get((stretch, trade), Effort()), compensation_cents=cents)
    return found


def _spent(field: str, bounds: Sequence[datetime]) -> dict[tuple[int, Any], float]:
    rows = (
        Material.objects.filter(task__ended_at__gte=bounds[0], task__ended_at__lt=bounds[-1], task__visit__isnull=False)
        .annotate(stretch=bucket("task__ended_at", bounds))
        .values_list("stretch", f"task__{field}")
    )
    return {(stretch, key): cents for stretch, key, cents in rows.annotate(cents=Sum(MATERIAL_CENTS))}


def efforts_by_dwelling(from_at: datetime, until_at: datetime) -> Iterator[tuple[int, Effort]]:
    """(dwelling, effort) of every home that had a visit, in no order."""
    bounds = (from_at, until_at)
    spent = _spent("repair__dwelling_id", bounds)
    rows = _ended_tasks(bounds).annotate(dwelling=F("repair__dwelling_id")).values("dwelling").annotate(**_sums())
    owed = dict(_owed(bounds).values_list("repair__dwelling_id").annotate(cents=Sum("amount_cents")))
    for row in rows.iterator():
        home = row["dwelling"]
        yield home, _effort(row, spent.get((0, home), 0.0), owed.pop(home, 0))
    for home, cents in owed.items():
        yield home, Effort(compensation_cents=cents)


def effort_of_dwelling(dwelling_id: int, from_at: datetime, until_at: datetime) -> Effort:
    """What one home took in a stretch of time."""
    tasks = _ended_tasks((from_at, until_at)).filter(repair__dwelling_id=dwelling_id)
    spent = Material.objects.filter(task__in=tasks).aggregate(cents=Coalesce(Sum(MATERIAL_CENTS), 0.0))
    owed = _owed((from_at, until_at)).filter(repair__dwelling_id=dwelling_id)
    paid_out = owed.aggregate(cents=Coalesce(Sum("amount_cents"), 0))["cents"]
    return _effort(tasks.aggregate(**_sums()), spent["cents"], paid_out)


def repairs_by_month(bounds: Sequence[datetime]) -> list[RepairFacts]:
    """One RepairFacts a stretch: the repairs that fell due in it, and those that became ready in it."""
    due = _due_by_stretch(bounds)
    ready = _ready_by_stretch(bounds)
    visited = _visited_by_stretch(bounds)
    empty: dict[str, Any] = {}
    found = []
    for place in range(len(bounds) - 1):
        row = {**due.get(place, empty), **ready.get(place, empty), **visited.get(place, empty)}
        row.pop("stretch", None)
        found.append(RepairFacts(**row))
    return found


def _by_stretch(rows: Iterable[Any]) -> dict[int, dict[str, Any]]:
    return {row["stretch"]: row for row in rows}


def _due_by_stretch(bounds: Sequence[datetime]) -> dict[int, dict[str, Any]]:
    in_term = Q(finished_at__isnull=False, finished_at__lte=F("due_at"))
    return _by_stretch(
        Repair.objects.filter(due_at__gte=bounds[0], due_at__lt=bounds[-1])
        .exclude(status__in=NEVER_DONE)
        .annotate(stretch=bucket("due_at", bounds))
        .values("stretch")
        .annotate(due=Count("pk"), due_in_term=Count("pk", filter=in_term))
    )


def _ready(bounds: Sequence[datetime]) -> QuerySet[Any]:
    return Repair.objects.filter(finished_at__gte=bounds[0], finished_at__lt=bounds[-1], status__in=READY).annotate(
        stretch=bucket("finished_at", bounds)
    )


def _ready_by_stretch(bounds: Sequence[datetime]) -> dict[int, dict[str, Any]]:
    days = DaysBetween("reported_at", "finished_at")
    return _by_stretch(
        _ready(bounds)
        .values("stretch")
        .annotate(ready=Count("pk"), lead_days=Sum(days), lead_days_squared=Sum(days * days))
    )


def _visited_by_stretch(bounds: Sequence[datetime]) -> dict[int, dict[str, Any]]:
    """Repairs with a visit, and those of them that took one visit and never came back."""
    ended = Task.objects.filter(repair=OuterRef("pk"), ended_at__isnull=False, visit__isnull=False)
    visits = ended.order_by().values("repair").annotate(number=Count("pk")).values("number")
    return _by_stretch(
        _ready(bounds)
        .annotate(visits=Coalesce(Subquery(visits), 0))
        .values("stretch")
        .annotate(
            visited=Count("pk", filter=Q(visits__gt=0)),
            in_one_visit=Count("pk", filter=Q(visits=1, times_reopened=0)),
        )
    )


def visits_by_month(bounds: Sequence[datetime]) -> list[VisitFacts]:
    """One VisitFacts a stretch."""
    let_in = ~NOT_HOME
    rows = _by_stretch(
        _ended_tasks(bounds)
        .annotate(stretch=bucket("ended_at", bounds))
        .values("stretch")
        .annotate(
            ended=Count("pk"),
            not_home=Count("pk", filter=NOT_HOME),
            minutes=Sum("travel_minutes"),
            travel_minutes_squared=Sum(F("travel_minutes") * F("travel_minutes")),
            jobs_travel_minutes=Coalesce(Sum("travel_minutes", filter=let_in), 0.0),
        )
    )
    shifts: list[list[float]] = [[0, 0.0] for _ in bounds[1:]]
    by_shift = (
        _ended_tasks(bounds)
        .annotate(stretch=bucket("ended_at", bounds))
        .values_list("stretch", "visit__shift_id")
        .annotate(jobs=Count("pk", filter=let_in))
    )
    for stretch, _shift, jobs in by_shift.iterator(chunk_size=5000):
        shifts[stretch][0] += 1
        shifts[stretch][1] += jobs**2
    found = []
    for place, (count, squares) in enumerate(shifts):
        row = rows.get(place, {})
        found.append(
            VisitFacts(
                ended=row.get("ended", 0),
                not_home=row.get("not_home", 0),
                travel_minutes=row.get("minutes") or 0.0,
                travel_minutes_squared=row.get("travel_minutes_squared") or 0.0,
                jobs_travel_minutes=row.get("jobs_travel_minutes") or 0.0,
                shifts=int(count),
                jobs_squared=squares,
            )
        )
    return found


def policy_version_of(repair_id: int) -> int:
    """The version of the policy under which a repair began. Raises `Repair.DoesNotExist`."""
    return Repair.objects.only("policy_version_id").get(pk=repair_id).policy_version_id
