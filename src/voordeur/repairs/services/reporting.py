"""A report becomes a repair: who pays, how soon, what happens next, all by the policy in force at that moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from django.db import IntegrityError, transaction

from voordeur.alterations import queries as alterations
from voordeur.base.outbox import publish
from voordeur.homes import queries as homes
from voordeur.homes.models import Dwelling
from voordeur.kernel.errors import Refused
from voordeur.parties.models import Person
from voordeur.planning import services as planning
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import due_at, local, payer_check_due_at, second_line_due_at
from voordeur.promises import queries as promises
from voordeur.repairs.models import Draft, Photo, Repair, Task
from voordeur.repairs.queries.durations import minutes_of, spread_of
from voordeur.repairs.rules import tree as trees
from voordeur.repairs.rules.actor import SYSTEM, Actor
from voordeur.repairs.rules.branches import Words
from voordeur.repairs.rules.naming import name_of
from voordeur.repairs.rules.payer import Payer, who_pays
from voordeur.repairs.rules.status import RepairAction, RepairStatus, TaskAction, may
from voordeur.repairs.services.acts import act, act_on_task, note, user_of
from voordeur.subscriptions import queries as subscriptions
from voordeur.work import services as work
from voordeur.work.rules import ItemKind

CASE = "repairs"
RUSH = ("danger", "emergency")
PAYER_PROMISE = "work.check_payer_within_working_days"
# The open steps that end with a visit; who pays and a promised call stay open whatever the visit brings.
VISIT_STEPS = (ItemKind.BOOK_VISIT, ItemKind.VISIT, ItemKind.EMERGENCY, ItemKind.NO_ACCESS)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules say of a report before it is sent: the same that `report` will write."""

    outcome: trees.Outcome
    payer: Payer
    due_at: datetime
    policy: ServicePolicy
    policy_version_id: int
    has_subscription: bool
    own_alteration: bool


def judge(
    *, dwelling: Dwelling, path: str, answers: dict[str, str], own_fault: str, now: datetime
) -> Judgement | trees.Stop:
    """Apply the tree, the payer rule and the terms to a report; a stop page that ends a report is returned as such."""
    found = trees.outcome(trees.load(), path, answers)
    if isinstance(found, trees.Stop):
        if found.outcome is None:
            return found
        found = found.outcome
    version = promises.in_force(now)
    today = local(now).date()
    tenancy = homes.current_tenancy(dwelling.pk, day=today)
    subscribed = subscriptions.has_subscription(tenancy.pk if tenancy else None, day=today)
    altered = alterations.standing(dwelling.pk, found.thing, day=today).exists()
    if own_fault not in ("yes", "no", "unknown"):
        raise Refused("own_fault_unknown", value=own_fault)
    payer = who_pays(
        outcome=found,
        policy=version.policy,
        has_subscription=subscribed,
        own_fault=own_fault,  # type: ignore[arg-type]  # checked in the line above
        own_alteration=altered,
    )
    return Judgement(
        outcome=found,
        payer=payer,
        due_at=due_at(version.policy, found.urgency, now),
        policy=version.policy,
        policy_version_id=version.version_id,
        has_subscription=subscribed,
        own_alteration=altered,
    )


def plain(params: dict[str, object]) -> dict[str, Any]:
    """A payer's params as JSON keeps them: words in both languages become a small object."""
    return {
        name: {"nl": value.nl, "en": value.en} if isinstance(value, Words) else value for name, value in params.items()
    }


@transaction.atomic
def report(
    *,
    dwelling: Dwelling,
    path: str,
    answers: dict[str, str],
    own_fault: str,
    description: str,
    channel: str,
    by: Actor,
    now: datetime,
    reporter: Person | None = None,
    contact_email: str = "",
    contact_phone: str = "",
    language: str = "nl",
    draft: Draft | None = None,
) -> Repair:
    """Write a repair, judged by the policy in force at `now`, and set its first step in motion.

    The same draft gives the same repair, however often it is sent. Raises Refused "not_your_action" for a role that
    reports nothing, "stop_page" for what may not be reported (ring first) and "questions_open" while the tree asks.
    """
    if not may(RepairAction.REPORT, by.roles):
        raise Refused("not_your_action", action="report", role=by.role)
    if draft is not None and (known := Repair.objects.filter(draft=draft).first()):
        return known
    judged = judge(dwelling=dwelling, path=path, answers=answers, own_fault=own_fault, now=now)
    if isinstance(judged, trees.Stop):
        raise Refused("stop_page", page=judged.page.key)
    outcome = judged.outcome
    if outcome.open_questions:
        raise Refused("questions_open", question=outcome.open_questions[0])
    tenancy = homes.current_tenancy(dwelling.pk, day=local(now).date())
    try:
        with transaction.atomic():
            repair = Repair.objects.create(
                dwelling=dwelling,
                tenancy=tenancy,
                reporter=reporter,
                taken_by_id=by.user_id if by.role != "tenant" else None,
                channel=channel,
                contact_email=contact_email,
                contact_phone=contact_phone,
                language=language,
                path=outcome.path,
                answers=answers,
                description=description.strip()[:4000],
                urgency=outcome.urgency,
                trade=outcome.trade,
                minutes=minutes_of(outcome),
                payer=judged.payer.payer,
                payer_article=judged.payer.article,
                payer_reason=judged.payer.reason_code,
                payer_params=plain(judged.payer.params),
                own_fault=own_fault,
                own_alteration=judged.own_alteration,
                policy_version_id=judged.policy_version_id,
                reported_at=now,
                due_at=judged.due_at,
                draft=draft,
            )
    except IntegrityError:
        # Two clicks on the same form: the first one made it.
        if draft is not None and (known := Repair.objects.filter(draft=draft).first()):
            return known
        raise
    if draft is not None:
        Photo.objects.filter(draft=draft).update(repair=repair)
    note(repair, action=RepairAction.REPORT, by=by, now=now, to_status=repair.status)
    publish("repair.report", now=now, repair_id=repair.pk)
    _first_step(repair, judged.policy, by=by, now=now)
    return repair


def _first_step(repair: Repair, policy: ServicePolicy, *, by: Actor, now: datetime) -> None:
    """What follows a report by rule: an emergency goes out at once, a doubt about who pays becomes work."""
    rush = repair.urgency in RUSH
    if repair.payer == "check":
        act(repair, RepairAction.CHECK_PAYER, by=SYSTEM, now=now)
        _ask_who_pays(repair, policy, now=now)
    elif repair.payer == "tenant" and not rush:
        # The tenant now reads who pays and why, and chooses: do it, let us do it at their cost, or have it checked.
        return
    else:
        act(repair, RepairAction.ACCEPT, by=SYSTEM, now=now)
    if repair.status == RepairStatus.ACCEPTED or rush:
        set_out(repair, policy, by=by, now=now)


def _ask_who_pays(repair: Repair, policy: ServicePolicy, *, now: datetime) -> None:
    work.open_item(
        kind=ItemKind.CHECK_PAYER,
        case_kind=CASE,
        case_id=repair.pk,
        **subject_of(repair),
        due_at=payer_check_due_at(policy, now),
        promise=PAYER_PROMISE,
        by=None,
        now=now,
        is_vulnerable=is_vulnerable(repair),
    )


class Subject(TypedDict):
    """One line for a work list in both languages, as work.services.open_item takes it."""

    subject: str
    subject_en: str


def subject_of(repair: Repair) -> Subject:
    """Number, what, where."""
    name = name_of(trees.load(), repair.path)
    return {
        "subject": f"{repair.number} · {name.nl} · {repair.dwelling.address}",
        "subject_en": f"{repair.number} · {name.en} · {repair.dwelling.address}",
    }


def is_vulnerable(repair: Repair) -> bool:
    return bool(repair.reporter and repair.reporter.is_vulnerable)


def set_out(repair: Repair, policy: ServicePolicy, *, by: Actor, now: datetime) -> Task:
    """Make the next piece of work and see that it gets a place.

    Danger and emergency go into the running day at once. A class without appointments is placed by us. The others wait
    for the tenant to choose; a work item guards that it happens before the term is over.
    """
    task = Task.objects.create(
        repair=repair, sequence=repair.tasks.count() + 1, trade=repair.trade, minutes=repair.minutes
    )
    promised = policy.urgency.classes[repair.urgency]
    if repair.urgency in RUSH:
        _go_at_once(repair, task, policy, by=by, now=now)
    elif policy.appointments.offered and promised.by_appointment:
        guard_booking(repair, now=now)
    else:
        _place_by_ourselves(repair, task, policy, by=by, now=now)
    return task


def guard_booking(repair: Repair, *, now: datetime) -> None:
    """Keep an eye on a repair that has no place yet."""
    work.open_item(
        kind=ItemKind.BOOK_VISIT,
        case_kind=CASE,
        case_id=repair.pk,
        **subject_of(repair),
        due_at=repair.due_at,
        promise=f"urgency.classes.{repair.urgency}.term",
        by=None,
        now=now,
        urgency=repair.urgency,
        is_vulnerable=is_vulnerable(repair),
    )


def guard_emergency(repair: Repair, *, now: datetime) -> None:
    """Nobody on shift can be there in time: a planner makes room or calls someone out. The item says by when."""
    work.open_item(
        kind=ItemKind.EMERGENCY,
        case_kind=CASE,
        case_id=repair.pk,
        **subject_of(repair),
        due_at=repair.due_at,
        promise=f"urgency.classes.{repair.urgency}.term",
        by=None,
        now=now,
        urgency=repair.urgency,
        is_vulnerable=is_vulnerable(repair),
    )


def ask_for_bill(repair: Repair, *, by: Actor, now: datetime) -> None:
    """The work is done at the tenant's cost: somebody writes the bill."""
    work.open_item(
        kind=ItemKind.TENANT_PAYS,
        case_kind=CASE,
        case_id=repair.pk,
        **subject_of(repair),
        due_at=second_line_due_at(promises.of_version(repair.policy_version_id).policy, now),
        promise="work.second_line_within_working_days",
        by=user_of(by),
        now=now,
    )


def _go_at_once(repair: Repair, task: Task, policy: ServicePolicy, *, by: Actor, now: datetime) -> None:
    try:
        visit = planning.book_emergency(
            dwelling=repair.dwelling,
            trade=task.trade,
            minutes=task.minutes,
            case_kind=CASE,
            case_id=repair.pk,
            due_at=repair.due_at,
            by=user_of(by),
            now=now,
            policy=policy,
        )
    except Refused:
        guard_emergency(repair, now=now)
        return
    placed(repair, task, visit_id=visit.pk, by=SYSTEM, now=now)


def _place_by_ourselves(repair: Repair, task: Task, policy: ServicePolicy, *, by: Actor, now: datetime) -> None:
    try:
        visit = planning.plan_without_appointment(
            dwelling=repair.dwelling,
            trade=task.trade,
            minutes=task.minutes,
            case_kind=CASE,
            case_id=repair.pk,
            due_at=repair.due_at,
            by=user_of(by),
            now=now,
            policy=policy,
        )
    except Refused:
        guard_booking(repair, now=now)
        return
    placed(repair, task, visit_id=visit.pk, by=SYSTEM, now=now)


def placed(repair: Repair, task: Task, *, visit_id: int, by: Actor, now: datetime) -> None:
    """A task got a visit: both move on, and the visit itself becomes the open step, owned by its craftsman."""
    act_on_task(task, TaskAction.BOOK, by=by, now=now, visit_id=visit_id)
    planning.note_spread(visit_id=visit_id, minutes_sd=spread_of(repair, task))
    act(repair, RepairAction.PLAN, by=by, now=now)
    watch_visit(repair, task, now=now)


def watch_visit(repair: Repair, task: Task, *, now: datetime) -> None:
    """The visit is the next step: due when its window ends, owned by the craftsman who goes."""
    task.refresh_from_db()
    visit = task.visit
    if visit is None:
        raise Refused("no_visit")
    for kind in (ItemKind.BOOK_VISIT, ItemKind.EMERGENCY, ItemKind.NO_ACCESS, ItemKind.LOST_PLACE):
        work.finish_of_case(kind=kind, case_kind=CASE, case_id=repair.pk, by=None, now=now, outcome="booked")
    work.open_item(
        kind=ItemKind.VISIT,
        case_kind=CASE,
        case_id=repair.pk,
        **subject_of(repair),
        due_at=visit.window_until_at,
        promise="appointments.window_minutes" if visit.is_promised else f"urgency.classes.{repair.urgency}.term",
        by=None,
        now=now,
        owner=visit.shift.craftsman.user,
        urgency=repair.urgency,
        is_vulnerable=is_vulnerable(repair),
        promised_at=visit.window_from_at if visit.is_promised else None,
    )
