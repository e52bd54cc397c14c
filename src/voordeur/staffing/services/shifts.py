"""Changing a roster by hand: moving a shift, giving it to a colleague, taking it out, adding one."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F

from voordeur.base import audit
from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Permission, may
from voordeur.policy.rules import local
from voordeur.promises import queries as promises
from voordeur.staffing import queries
from voordeur.staffing.engine.roster import MINUTES
from voordeur.staffing.engine.week import recounted
from voordeur.staffing.models import KeptFree, Plan, TelephoneShift

if TYPE_CHECKING:
    from voordeur.parties.models import User

NO_SHIFT = 0
SHORTEST = timedelta(minutes=MINUTES)


def _begin(plan: Plan, *, by: "User") -> None:
    """Take the turn on this roster: who changes it at the same time waits here until we are done."""
    if not may(by.role, Permission.MAKE_ROSTERS):
        raise Refused("not_allowed")
    if not plan.figures.get("days"):
        raise Refused("no_plan_yet")
    Plan.objects.filter(pk=plan.pk).update(hand_changes=F("hand_changes") + 1)


def _check(plan: Plan, agent: "User", on: date, starts_at: datetime, ends_at: datetime, *, but: int) -> None:
    if not may(agent.role, Permission.ANSWER_PHONE) or not agent.is_active:
        raise Refused("not_on_telephone", name=agent.name)
    if on.isoformat() not in {day["on"] for day in plan.figures["days"]}:
        raise Refused("closed_that_day", day=on)
    if ends_at - starts_at < SHORTEST:
        raise Refused("hours_end_before_they_begin")
    if any(local(one).minute % MINUTES or local(one).second for one in (starts_at, ends_at)):
        raise Refused("not_on_the_quarter")
    if TelephoneShift.objects.filter(agent=agent, on=on).exclude(pk=but).exists():
        raise Refused("has_a_shift_already", name=agent.name, day=on)


def _recount(plan: Plan) -> None:
    """What is there and what is missing, from the shifts as they are now."""
    fresh = Plan.objects.get(pk=plan.pk)
    version = (
        promises.of_version(fresh.policy_version_id) if fresh.policy_version_id else promises.in_force(fresh.wanted_at)
    )
    fresh.figures = recounted(
        fresh.figures,
        [queries.as_engine(shift, fresh.monday) for shift in fresh.shifts.all()],
        quarter_cents=version.policy.costs.agent_hour_cents / queries.QUARTERS_PER_HOUR,
    )
    fresh.save(update_fields=["figures"])
    plan.figures = fresh.figures


@transaction.atomic
def add(
    *, plan: Plan, agent: "User", on: date, starts_at: datetime, ends_at: datetime, by: "User", now: datetime
) -> TelephoneShift:
    """Put somebody in the roster by hand. Refused: not_allowed, no_plan_yet, not_on_telephone, closed_that_day,
    hours_end_before_they_begin, not_on_the_quarter, has_a_shift_already."""
    _begin(plan, by=by)
    _check(plan, agent, on, starts_at, ends_at, but=NO_SHIFT)
    try:
        with transaction.atomic():
            shift = TelephoneShift.objects.create(
                plan=plan, agent=agent, on=on, starts_at=starts_at, ends_at=ends_at, is_fixed=True
            )
    except IntegrityError:
        raise Refused("has_a_shift_already", name=agent.name, day=on) from None
    KeptFree.objects.filter(agent=agent, on=on).delete()
    audit.record("staffing.shift_added", f"shift:{shift.pk}", by=by, now=now)
    _recount(plan)
    return shift


@transaction.atomic
def change(
    *,
    shift: TelephoneShift,
    version: int,
    agent: "User",
    starts_at: datetime,
    ends_at: datetime,
    by: "User",
    now: datetime,
) -> TelephoneShift:
    """Move a shift within its day or give it to somebody else; `version` is that of the shift as it was seen.

    Who had it is kept free that day. Refused: as `add`, and shift_changed_meanwhile.
    """
    plan = shift.plan
    _begin(plan, by=by)
    _check(plan, agent, shift.on, starts_at, ends_at, but=shift.pk)
    try:
        with transaction.atomic():
            changed = TelephoneShift.objects.filter(pk=shift.pk, version=version).update(
                agent=agent, starts_at=starts_at, ends_at=ends_at, is_fixed=True, version=F("version") + 1
            )
    except IntegrityError:
        raise Refused("has_a_shift_already", name=agent.name, day=shift.on) from None
    if not changed:
        raise Refused("shift_changed_meanwhile")
    if agent.pk != shift.agent_id:
        KeptFree.objects.get_or_create(agent_id=shift.agent_id, on=shift.on, defaults={"plan": plan})
        KeptFree.objects.filter(agent=agent, on=shift.on).delete()
    audit.record("staffing.shift_changed", f"shift:{shift.pk}", by=by, now=now)
    _recount(plan)
    shift.refresh_from_db()
    return shift


@transaction.atomic
def remove(*, shift: TelephoneShift, version: int, by: "User", now: datetime) -> None:
    """Take a shift out; a plan that is made again does not ask this colleague that day.

    Refused: not_allowed, no_plan_yet, shift_changed_meanwhile.
    """
    plan = shift.plan
    _begin(plan, by=by)
    gone, _of = TelephoneShift.objects.filter(pk=shift.pk, version=version).delete()
    if not gone:
        raise Refused("shift_changed_meanwhile")
    KeptFree.objects.get_or_create(agent_id=shift.agent_id, on=shift.on, defaults={"plan": plan})
    audit.record("staffing.shift_removed", f"shift:{shift.pk}", by=by, now=now)
    _recount(plan)
