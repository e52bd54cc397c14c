"""Lists of repairs: the office's, a home's, a tenant's, a craftsman's day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Prefetch, Q, QuerySet

from voordeur.parties.models import User
from voordeur.policy.rules import at_minute
from voordeur.repairs.models import OPEN_STATUSES, Repair, Task
from voordeur.repairs.rules.status import RepairStatus, TaskStatus

RUNNING = (TaskStatus.BOOKED, TaskStatus.TRAVELLING, TaskStatus.BUSY, TaskStatus.PAUSED, TaskStatus.TIDYING)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty means all."""

    status: str = "open"
    urgency: str = ""
    payer: str = ""
    text: str = ""


def office_list(user: User, *, filters: Filters, day: date, now: datetime) -> QuerySet[Repair]:
    """Repairs by what breaks first: open ones by their term, ended ones newest first."""
    found = Repair.objects.visible_to(user, day=day).select_related("dwelling")
    if filters.status == "open":
        found = found.open()
    elif filters.status == "overdue":
        found = found.overdue(now)
    elif filters.status in set(RepairStatus):
        found = found.filter(status=filters.status)
    if filters.urgency:
        found = found.filter(urgency=filters.urgency)
    if filters.payer:
        found = found.filter(payer=filters.payer)
    if filters.text:
        found = found.filter(_matches(filters.text))
    in_hand = filters.status in {"open", "overdue"} or filters.status in OPEN_STATUSES
    return found.order_by("due_at", "pk") if in_hand else found.order_by("-reported_at", "-pk")


def _matches(text: str) -> Q:
    """A repair number, a postcode with or without house number, or the beginning of a street."""
    words = text.strip().upper().split()
    joined = "".join(words)
    if joined[:1] == "R" and joined[1:].isdecimal():
        return Q(pk=int(joined[1:]))
    if len(joined) >= 6 and joined[:4].isdecimal() and joined[4:6].isalpha():
        rest = joined[6:]
        found = Q(dwelling__postcode=joined[:6])
        return found & Q(dwelling__number=int(rest)) if rest.isdecimal() and len(rest) <= 5 else found
    *street, last = text.strip().split() or [""]
    if street and last.isdecimal() and len(last) <= 5:
        return Q(dwelling__street__istartswith=" ".join(street), dwelling__number=int(last))
    return Q(dwelling__street__istartswith=text.strip())


def of_home(dwelling_id: int, *, most: int = 20) -> list[Repair]:
    """The newest repairs of a home, whoever lived there."""
    return list(Repair.objects.filter(dwelling_id=dwelling_id).order_by("-reported_at")[:most])


def of_card(*, person_id: int, tenancy_ids: Sequence[int], most: int = 40) -> list[Repair]:
    """The newest repairs of a tenant, with their visits: those of their tenancies and those they reported elsewhere."""
    found = Repair.objects.filter(Q(reporter_id=person_id) | Q(tenancy_id__in=tenancy_ids))
    return list(with_visits(found).select_related("dwelling").order_by("-reported_at", "-pk")[:most])


def with_visits(found: QuerySet[Repair]) -> QuerySet[Repair]:
    """The same repairs, with their tasks and visits read in one go for a page that shows many."""
    tasks = Task.objects.select_related("visit__shift__craftsman__user").order_by("sequence")
    return found.prefetch_related(Prefetch("tasks", queryset=tasks))


def of_tenant(user: User, *, day: date, most: int = 30) -> list[Repair]:
    """A tenant's repairs, open ones first."""
    found = with_visits(Repair.objects.visible_to(user, day=day)).select_related("dwelling")
    found = found.order_by("-reported_at")[:most]
    return sorted(found, key=lambda repair: repair.status not in OPEN_STATUSES)


def visits_of_day(user: User, *, day: date) -> list[Task]:
    """A craftsman's tasks of a day, in the order of the route: what is running, planned or was done that day."""
    start = at_minute(day, 0)
    return list(
        Task.objects.filter(visit__shift__craftsman__user=user)
        .filter(visit__planned_start_at__gte=start, visit__planned_start_at__lt=start + timedelta(days=1))
        .exclude(status=TaskStatus.CANCELLED)
        .select_related("visit", "repair__dwelling", "repair__reporter")
        .order_by(F("visit__planned_start_at").asc(), "pk")
    )
