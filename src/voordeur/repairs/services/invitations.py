"""A time that came free because nobody was home, offered to tenants nearby who wait for one: the nearest first."""

from datetime import datetime, timedelta

from django.db import transaction

from voordeur.base.outbox import publish
from voordeur.kernel.errors import Refused
from voordeur.kernel.geo import Point, haversine_km
from voordeur.planning import services as planning
from voordeur.planning.models import Visit
from voordeur.policy.rules import Window, local
from voordeur.promises import queries as promises
from voordeur.repairs.models import Invitation, Repair, Task
from voordeur.repairs.rules.actor import Actor
from voordeur.repairs.rules.status import RepairStatus, TaskStatus
from voordeur.repairs.services.acts import user_of
from voordeur.repairs.services.appointments import waiting_task
from voordeur.repairs.services.reporting import CASE, placed

# Someone further away would cost more driving than the free hour is worth.
NEAR_KM = 5.0
# So many are asked, one after the other; then the hour is lost.
MOST_INVITED = 3
ANSWER_WITHIN = timedelta(minutes=20)
# Between taking the time and the earliest ringing of the bell.
AHEAD = timedelta(minutes=30)
WIDTH = timedelta(hours=2)
LEAST_WIDTH = timedelta(minutes=45)
# Of those who wait longest, so many are looked at for who lives near.
MOST_LOOKED_AT = 300


@transaction.atomic
def invite_next(*, visit_id: int, now: datetime) -> Invitation | None:
    """Offer what came free at a visit to the nearest tenant who waits and was not asked yet.

    None when the day is nearly over, nobody waits near by, nothing fits, or enough were asked. Publishes
    "invitation.made", and "invitation.over" for the moment at which the next one is asked.
    """
    freed = Visit.objects.select_related("shift").get(pk=visit_id)
    begin = _quarter(now + ANSWER_WITHIN + AHEAD)
    window = Window(begin, min(begin + WIDTH, freed.shift.ends_at))
    asked = list(Invitation.objects.filter(freed_visit=freed))
    if (
        window.end_at - window.start_at < LEAST_WIDTH
        or len(asked) >= MOST_INVITED
        or any(one.taken_at for one in asked)
    ):
        return None
    until_at = now + ANSWER_WITHIN
    for task in _near(freed, now, {one.repair_id for one in asked}):
        policy = promises.of_version(task.repair.policy_version_id).policy
        kept = planning.keep_freed(
            key=_key(task.repair_id, freed.pk),
            shift=freed.shift,
            dwelling=task.repair.dwelling,
            trade=task.trade,
            minutes=task.minutes,
            window=window,
            until_at=until_at,
            now=now,
            policy=policy,
        )
        if not kept:
            continue
        made = Invitation.objects.create(
            repair=task.repair,
            freed_visit=freed,
            window_from_at=window.start_at,
            window_until_at=window.end_at,
            made_at=now,
            until_at=until_at,
        )
        publish("invitation.made", now=now, invitation_id=made.pk)
        publish("invitation.over", now=now, available_at=until_at, visit_id=freed.pk)
        return made
    return None


def _key(repair_id: int, visit_id: int) -> str:
    return f"freed-{repair_id}-{visit_id}"


def _quarter(moment: datetime) -> datetime:
    """The next quarter of an hour."""
    late = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment - late + (timedelta(minutes=15) if late else timedelta(0))


def _near(freed: Visit, now: datetime, asked: set[int]) -> list[Task]:
    """Pieces of work of the same trade that wait for a time, within reach, the nearest first."""
    own = {freed.case_id} if freed.case_kind == CASE else set()
    waiting = (
        Task.objects.filter(status=TaskStatus.DRAFT, trade=freed.trade, repair__status=RepairStatus.ACCEPTED)
        .exclude(repair_id__in=asked | own)
        .exclude(not_before_on__gt=local(now).date())
        .exclude(repair__contact_email="", repair__reporter__email="")
        .select_related("repair__dwelling", "repair__reporter")
        .order_by("repair__due_at", "pk")[:MOST_LOOKED_AT]
    )
    here = Point(freed.lat, freed.lon)

    def distance(task: Task) -> float:
        return haversine_km(here, Point(task.repair.dwelling.lat, task.repair.dwelling.lon))

    return sorted((task for task in waiting if distance(task) <= NEAR_KM), key=distance)


@transaction.atomic
def take(invitation: Invitation, *, by: Actor, now: datetime) -> Repair:
    """The tenant takes the time. Refused "invitation_over" after its moment or when it was taken, "slot_taken"."""
    repair = invitation.repair
    if now > invitation.until_at or not Invitation.objects.filter(pk=invitation.pk, taken_at=None).update(taken_at=now):
        raise Refused("invitation_over", until=invitation.until_at)
    task = waiting_task(repair)
    visit = planning.book_freed(
        key=_key(repair.pk, invitation.freed_visit_id),
        dwelling=repair.dwelling,
        trade=task.trade,
        minutes=task.minutes,
        window=Window(invitation.window_from_at, invitation.window_until_at),
        case_kind=CASE,
        case_id=repair.pk,
        by=user_of(by),
        now=now,
        policy=promises.of_version(repair.policy_version_id).policy,
    )
    placed(repair, task, visit_id=visit.pk, by=by, now=now)
    return repair
