"""Links in letters that open one appointment without logging in: signed, for a while, and for one change.

What is signed is the appointment as it was when the letter was written. Once it is another one the link has done its
work and only shows how it stands.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from voordeur.kernel.errors import Refused
from voordeur.repairs.models import Repair, Task
from voordeur.repairs.rules.actor import Actor
from voordeur.repairs.rules.status import TaskStatus
from voordeur.repairs.services import appointments
from voordeur.repairs.services.acts import note

SALT = "repairs.link"


@dataclass(frozen=True, slots=True)
class Link:
    """A link that was read: whose appointment, until when it works, and whether we ourselves were the cause."""

    repair: Repair
    task: Task
    until_at: datetime
    is_our_doing: bool


def address(task: Task, *, until_at: datetime, is_our_doing: bool = False) -> str:
    """The whole address of a link to the appointment that this piece of work has now."""
    if task.visit is None:
        raise Refused("no_appointment")
    key = signing.dumps(
        {
            "task": task.pk,
            "from": int(task.visit.window_from_at.timestamp()),
            "until": int(until_at.timestamp()),
            "ours": is_our_doing,
        },
        salt=SALT,
        compress=True,
    )
    return settings.BASE_URL + reverse("repairs:link", args=[key])


def read(key: str, *, now: datetime) -> Link:
    """Refused "link_broken" for what we did not write, "link_over" when its time has passed, and "link_used" when the
    appointment is not the one of the letter any more; the last two name the repair by its `token`."""
    try:
        told = signing.loads(key, salt=SALT)
    except signing.BadSignature:
        raise Refused("link_broken") from None
    task = (
        Task.objects.filter(pk=told["task"])
        .select_related(
            "visit__shift__craftsman__user", "repair__dwelling", "repair__reporter", "repair__policy_version"
        )
        .first()
    )
    if task is None:
        raise Refused("link_broken")
    until_at = datetime.fromtimestamp(told["until"], tz=now.tzinfo)
    if now > until_at:
        raise Refused("link_over", token=task.repair.token)
    stands = task.status == TaskStatus.BOOKED and task.visit is not None
    if not stands or int(task.visit.window_from_at.timestamp()) != told["from"]:  # type: ignore[union-attr]  # stands
        raise Refused("link_used", token=task.repair.token)
    return Link(task.repair, task, until_at, told["ours"])


@transaction.atomic
def agree(link: Link, *, by: Actor, now: datetime) -> None:
    """The new time suits the tenant; saying so twice is noted once."""
    if not link.repair.events.filter(task=link.task, action="agree").exists():
        note(link.repair, action="agree", by=by, now=now, task=link.task)


def choose(link: Link, *, window_from_at: datetime, window_until_at: datetime, by: Actor, now: datetime) -> Repair:
    """Another time by the link. Refused as appointments.move(), but by no hour when the change was ours."""
    return appointments.move(
        link.repair,
        window_from_at=window_from_at,
        window_until_at=window_until_at,
        by=by,
        now=now,
        is_our_doing=link.is_our_doing,
    )
