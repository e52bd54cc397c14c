"""Measuring the own figures in the background: ask for it, do it, give it up. What is learned, `calibrating` keeps."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from voordeur.base import audit, outbox
from voordeur.kernel.errors import Refused
from voordeur.policy.rules import local
from voordeur.twin.models import Measuring
from voordeur.twin.queries.calibration import Learned, learned
from voordeur.twin.rules import Action, Status, may_measure, moved
from voordeur.twin.services import calibrating
from voordeur.twin.services.studies import LANE

if TYPE_CHECKING:
    from voordeur.parties.models import User


@transaction.atomic
def ask(*, by: "User", now: datetime) -> Measuring:
    """Ask for it; what is being measured already is not measured twice. Refused: not_allowed."""
    if not may_measure(by.role):
        raise Refused("not_allowed")
    try:
        with transaction.atomic():
            asked = Measuring.objects.create(asked_at=now, asked_by=by)
    except IntegrityError:
        return Measuring.objects.get(status=Status.RUNNING)
    outbox.publish("twin.measure", now=now, lane=LANE, measuring_id=asked.pk)
    audit.record("calibration.ask", str(asked), by=by, now=now)
    return asked


def work_out(measuring_id: int, *, now: datetime) -> None:
    """Learn from everything that was known when today began, and keep it; of too little history nothing is kept."""
    asked = Measuring.objects.filter(pk=measuring_id, status=Status.RUNNING).select_related("asked_by").first()
    if asked is None:
        return
    try:
        _keep(asked, learned(local(now).date()), now=now)
    except Refused as refused:
        fail(asked, refused, now=now)


@transaction.atomic
def _keep(asked: Measuring, found: Learned, *, now: datetime) -> None:
    kept = calibrating.keep(found, by=asked.asked_by, now=now)
    after = moved(Status.RUNNING, Action.FINISH)
    if not Measuring.objects.filter(pk=asked.pk, status=Status.RUNNING).update(status=after, ended_at=now, kept=kept):
        # Somebody else was faster with the same: one result is enough.
        kept.delete()


def fail(asked: Measuring, refused: Refused, *, now: datetime) -> None:
    """End it without a result; one that is over stays as it is."""
    params = {name: str(value) for name, value in refused.params.items()}
    Measuring.objects.filter(pk=asked.pk, status=Status.RUNNING).update(
        status=moved(Status.RUNNING, Action.FAIL), ended_at=now, refusal_code=refused.code, refusal_params=params
    )


def give_up(*, now: datetime, measuring_id: int, error: str) -> None:
    """What fails for a reason that nobody foresaw is told, and can be asked again."""
    asked = Measuring.objects.filter(pk=measuring_id).first()
    if asked is not None:
        fail(asked, Refused("broken_off", error=error), now=now)
