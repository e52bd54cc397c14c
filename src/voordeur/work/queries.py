"""Work lists: what breaks soonest first, each item with the reason why it stands where it stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Case, When

from voordeur.homes.models import Dwelling
from voordeur.parties.queries import teams_of
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import Priority, Route, priority_of, remind_at, route
from voordeur.promises import queries as promises
from voordeur.work import texts
from voordeur.work.models import Area, WorkItem, WorkItemQuerySet
from voordeur.work.rules import FEWEST_SIGNS, ItemKind

if TYPE_CHECKING:
    from voordeur.parties.models import User

# The list reads at most this many: what is dangerous or a complaint, then the soonest due; then orders them by weight.
MOST_READ = 400
# Before the code of one of somebody's own teams, in what narrows a list.
ONE_TEAM = "team:"


class Standing(NamedTuple):
    """What of an open item decides its place in a list; the names are those of its fields."""

    pk: int
    due_at: datetime
    urgency: str
    is_complaint: bool
    promised_at: datetime | None
    is_vulnerable: bool
    opened_at: datetime
    case_kind: str
    case_id: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """An item with its place: the points and what they are made of; `is_soon` when the policy's reminder has come."""

    item: WorkItem
    priority: Priority
    is_overdue: bool
    is_soon: bool


@dataclass(frozen=True, slots=True)
class OpenStep:
    """An open item with its kind in words."""

    item: WorkItem
    kind: str


@dataclass(frozen=True, slots=True)
class WorkList:
    """Ranked items, how many there are in all, and how many of those are overdue."""

    items: list[Ranked]
    count: int
    overdue: int


def chosen(user: "User", *, whose: str, kind: str) -> WorkItemQuerySet:
    """The open items a user may see, narrowed to one kind and to `whose`: mine, team, all, or `team:` and its code."""
    items = WorkItem.objects.visible_to(user).open()
    if whose == "mine":
        items = items.filter(owner=user)
    elif whose == "team":
        items = items.filter(team__in=teams_of(user))
    elif whose.startswith(ONE_TEAM):
        items = items.filter(team__in=teams_of(user).filter(code=whose.removeprefix(ONE_TEAM)))
    if kind:
        items = items.filter(kind=kind)
    return items


def work_list(
    user: "User",
    *,
    policy: ServicePolicy,
    now: datetime,
    whose: str = "team",
    kind: str = "",
    most: int = 50,
    read: int = MOST_READ,
) -> WorkList:
    """The open work, highest priority first; ties go to what is due first."""
    items = chosen(user, whose=whose, kind=kind)
    # Only what the order asks for is read of all of them, and the whole item of those that are shown.
    placed = _placed(items, policy=policy, now=now, read=read)
    shown = items.select_related("owner", "team").in_bulk([one.pk for _, one in placed[:most]])
    ranked = [
        Ranked(
            item=shown[one.pk],
            priority=priority,
            is_overdue=one.due_at < now,
            is_soon=remind_at(policy, one.due_at) <= now <= one.due_at,
        )
        for priority, one in placed[:most]
        if one.pk in shown
    ]
    return WorkList(items=ranked, count=items.count(), overdue=items.overdue(now).count())


def _placed(
    items: WorkItemQuerySet, *, policy: ServicePolicy, now: datetime, read: int
) -> list[tuple[Priority, Standing]]:
    """By the weights, ties by what is due first. What may never wait is read first, however long the list before it."""
    first = Case(When(urgency__in=("danger", "emergency"), then=0), When(is_complaint=True, then=1), default=2)
    rows = items.order_by(first, "due_at").values_list(*Standing._fields)[:read]
    placed = [(priority_of_item(one, policy=policy, now=now), one) for one in (Standing(*row) for row in rows)]
    placed.sort(key=lambda pair: (-pair[0].score, pair[1].due_at))
    return placed


def ranked_cases(
    user: "User", *, kind: str, policy: ServicePolicy, now: datetime, read: int = MOST_READ
) -> list[tuple[str, int, Priority]]:
    """The cases with an open step of a kind, in the order of the work list: kind and number of the case, its place."""
    placed = _placed(chosen(user, whose="all", kind=kind), policy=policy, now=now, read=read)
    return [(one.case_kind, one.case_id, priority) for priority, one in placed]


def priority_of_item(item: WorkItem | Standing, *, policy: ServicePolicy, now: datetime) -> Priority:
    """The item's place by the policy's weights."""
    return priority_of(
        policy,
        danger=item.urgency == "danger",
        emergency=item.urgency == "emergency",
        complaint=item.is_complaint,
        promised_at=item.promised_at,
        vulnerable=item.is_vulnerable,
        reported_at=item.opened_at,
        due_at=item.due_at,
        now=now,
    )


def area_team(dwelling: Dwelling | None) -> str:
    """The code of the team of a home's neighbourhood, empty when there is none; the smallest neighbourhood counts."""
    if dwelling is None:
        return ""
    beginnings = [dwelling.postcode[:signs] for signs in range(FEWEST_SIGNS, len(dwelling.postcode) + 1)]
    found = Area.objects.filter(postcode__in=beginnings).values_list("postcode", "team__code")
    return max(found, key=lambda row: len(row[0]), default=("", ""))[1]


def way_of(policy: ServicePolicy, *, subject: str, dwelling: Dwelling | None) -> Route:
    """The way of a contact about this subject and this home, as the association has organised it."""
    return route(policy, subject=subject, area_team=area_team(dwelling))


def way_now(now: datetime, *, subject: str, dwelling: Dwelling | None) -> Route:
    """The same under the policy in force."""
    return way_of(promises.in_force(now).policy, subject=subject, dwelling=dwelling)


def areas() -> list[Area]:
    """Every neighbourhood with its team, by postcode."""
    return list(Area.objects.select_related("team").order_by("postcode"))


def open_items_of(case_kind: str, case_id: int) -> list[OpenStep]:
    """What is still to be done for a case, what is due first on top."""
    items = (
        WorkItem.objects.open()
        .filter(case_kind=case_kind, case_id=case_id)
        .select_related("owner", "team")
        .order_by("due_at")
    )
    return [OpenStep(item, str(texts.KINDS[item.kind])) for item in items]


def ended_call_backs(from_at: datetime, until_at: datetime, *, but_of: str) -> list[tuple[datetime, datetime | None]]:
    """(due, done) of the call-backs whose time ended in a stretch, without those of the cases of one room."""
    items = WorkItem.objects.filter(kind=ItemKind.CALL_BACK, due_at__gte=from_at, due_at__lt=until_at)
    return list(items.exclude(case_kind=but_of).values_list("due_at", "done_at"))
