"""What a repair's card shows: where it stands, its appointment, what happened."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from voordeur.planning.models import Visit
from voordeur.planning.queries.placing import windows_of
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import Window, local, may_move, may_move_until, reminder_on, reopen_until
from voordeur.promises import queries as promises
from voordeur.repairs import texts
from voordeur.repairs.models import Event, Photo, Repair, Task
from voordeur.repairs.queries.names import what
from voordeur.repairs.rules.actor import Actor
from voordeur.repairs.rules.branches import Words
from voordeur.repairs.rules.payer import Payer
from voordeur.repairs.rules.status import RepairStatus, TaskStatus, actions

# What a repair does because its task did: the task's own line beside it tells the same.
ECHOES = frozenset({"plan", "unplan", "start", "interrupt"})
# Steps that say nothing to a tenant.
HIDDEN_FROM_TENANTS = frozenset({"pause", "resume", "longer", "tidy", "remark", "close", "settle"})


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, in words."""

    at: datetime
    what: str
    who: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class RepairCard:
    """A repair with everything that its page shows; `appointment` is the piece of work that has a place, if any.

    `craftsman`: who comes, empty while that may still change; `choices`: the windows of which one is fixed the evening
    before.
    """

    repair: Repair
    what: str
    status: str
    urgency: str
    payer: str
    payer_sentence: str
    appointment: Task | None
    craftsman: str
    choices: list[Window]
    arrives_at: datetime | None
    may_move: bool
    may_move_until: datetime | None
    may_reopen: bool
    tasks: list[Task]
    lines: list[Line]
    photos: list[Photo]
    allowed: frozenset[str]
    policy: ServicePolicy


def payer_sentence(repair: Repair) -> str:
    """Why who pays, from what was written down at intake."""
    params = {
        name: Words(nl=value["nl"], en=value["en"])
        if isinstance(value, dict) and {"nl", "en"} <= value.keys()
        else value
        for name, value in repair.payer_params.items()
    }
    return texts.payer_sentence(
        Payer(repair.payer, repair.payer_article, repair.payer_reason, params)  # type: ignore[arg-type]  # a database constraint says so
    )


def card(repair: Repair, *, by: Actor, now: datetime, for_tenant: bool) -> RepairCard:
    """The card as this person may see it. Five queries, however long the story."""
    policy = promises.of_version(repair.policy_version_id).policy
    tasks = list(
        repair.tasks.select_related("visit__shift__craftsman__user").prefetch_related("materials").order_by("sequence")
    )
    placed = next(
        (
            task
            for task in reversed(tasks)
            if task.status in (TaskStatus.BOOKED, TaskStatus.TRAVELLING, TaskStatus.BUSY)
        ),
        None,
    )
    window_from = placed.visit.window_from_at if placed and placed.visit else None
    movable = placed is not None and placed.status == TaskStatus.BOOKED and window_from is not None
    status = RepairStatus(repair.status)
    finished = status in (RepairStatus.FINISHED, RepairStatus.SETTLING, RepairStatus.CLOSED)
    return RepairCard(
        repair=repair,
        what=what(repair.path),
        status=str((texts.STATUS_FOR_TENANT if for_tenant else texts.REPAIR_STATUS)[status]),
        urgency=str(texts.URGENCY[repair.urgency]),
        payer=str(texts.PAYERS[repair.payer]),
        payer_sentence=payer_sentence(repair),
        appointment=placed,
        craftsman=_craftsman(placed),
        choices=windows_of(placed.visit) if placed and placed.visit else [],
        arrives_at=arrival(placed),
        may_move=bool(movable and window_from and (by.role != "tenant" or may_move(policy, window_from, now=now))),
        may_move_until=may_move_until(policy, window_from) if movable and window_from else None,
        may_reopen=finished and repair.finished_at is not None and now <= reopen_until(policy, repair.finished_at),
        tasks=tasks,
        lines=_lines(repair, for_tenant=for_tenant),
        photos=list(repair.photos.order_by("pk")),
        allowed=frozenset(str(action) for action in actions(status, by.roles)),
        policy=policy,
    )


def _craftsman(placed: Task | None) -> str:
    """Who comes, once that was told: from then on nothing changes it by itself. Empty before."""
    visit = placed.visit if placed else None
    if placed is None or visit is None or visit.choices:
        return ""
    is_told = visit.craftsman_told_at is not None or placed.status != TaskStatus.BOOKED
    return visit.shift.craftsman.user.name if is_told else ""


def _lines(repair: Repair, *, for_tenant: bool) -> list[Line]:
    events = Event.objects.filter(repair=repair).select_related("by", "task").order_by("-at", "-pk")
    hidden = HIDDEN_FROM_TENANTS if for_tenant else frozenset[str]()
    return [
        _line(event, for_tenant=for_tenant)
        for event in events
        if event.action not in hidden and not _is_echo(event) and not (for_tenant and _is_our_own(event))
    ]


def _is_our_own(event: Event) -> bool:
    """Whether we only changed who comes, in the same window: nothing moved for the tenant."""
    return bool(event.details.get("reason_code") == "other_craftsman")


def _is_echo(event: Event) -> bool:
    """Whether the line beside it says the same: a task is done and with it the repair, or the other way around."""
    if event.action == "finish":
        return event.task_id is None
    if event.action == "cancel":
        return event.task_id is not None
    return event.action in ECHOES


def _line(event: Event, *, for_tenant: bool) -> Line:
    words = texts.HAPPENED[event.action]
    if event.by is None and event.action in ("report", "withdraw"):
        who = str(texts.BY_TENANT if for_tenant else texts.TENANT)
    elif event.by is None:
        who = str(texts.BY_US if for_tenant else texts.BY_SYSTEM)
    elif for_tenant and event.by.role != "tenant":
        who = str(texts.ROLES.get(event.by.role, event.by.role))
    else:
        who = event.by.name
    said = event.details.get("why") or event.details.get("text") or ""
    if said in texts.OWN_WORDS:
        said = str(texts.OWN_WORDS[said])
    reason = event.details.get("reason", "")
    if reason:
        said = str(texts.FOLLOW_ON[reason])
    if (
        event.task is not None
        and event.task.note
        and event.action in ("finish", "follow_on", "not_home")
        and not for_tenant
    ):
        said = f"{said} {event.task.note}".strip()
    return Line(at=event.at, what=str(words), who=who, remark=said)


def arrival(task: Task | None) -> datetime | None:
    """When the craftsman who is on the way will be there: the way from the live plan, from the moment of leaving."""
    if task is None or task.visit is None or task.travelling_at is None or task.status != TaskStatus.TRAVELLING:
        return None
    return task.travelling_at + timedelta(minutes=task.visit.travel_minutes)


def knows_craftsman(visit: Visit, policy: ServicePolicy, *, now: datetime) -> bool:
    """Whether the tenant may be told who comes. Where the plan gets better between bookings that is known the day
    before, at the reminder; an emergency goes out at once."""
    if visit.choices:
        return False
    if visit.craftsman_told_at is not None or visit.is_emergency or visit.is_fixed:
        return True
    if not policy.planning.improve_between_bookings:
        return True
    return local(now).date() >= (reminder_on(policy, visit.window_from_at) or local(visit.window_from_at).date())


def waits_for_tenant(repair: Repair) -> bool:
    """Whether the tenant pays, by the law or by our decision, and they have not chosen yet what to do."""
    if repair.payer != "tenant":
        return False
    return repair.status == RepairStatus.REPORTED or (repair.status == RepairStatus.ACCEPTED and not repair.tasks.all())


def needs_appointment(repair: Repair) -> bool:
    """Whether the tenant can choose a time now."""
    return repair.status == RepairStatus.ACCEPTED and any(
        task.status == TaskStatus.DRAFT for task in repair.tasks.all()
    )


def visit_of(repair: Repair) -> Visit | None:
    """The visit that is planned for a repair, if any; a list reads the tasks beforehand, see lists.with_visits."""
    if repair.status != RepairStatus.PLANNED:
        return None
    return next((task.visit for task in repair.tasks.all() if task.status == TaskStatus.BOOKED), None)
