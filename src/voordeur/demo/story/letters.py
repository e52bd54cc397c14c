"""The letters of the last days, written by the same templates that write them for real."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F

from voordeur.demo.story import parameters
from voordeur.demo.story.clock import Clock
from voordeur.letters.models import Dispatch
from voordeur.letters.rules.channel import Channel
from voordeur.parties.models import User
from voordeur.parties.rules import Role
from voordeur.planning.models import VisitState
from voordeur.repairs import tasks
from voordeur.repairs.models import Repair


def write(clock: Clock) -> None:
    """What tenants heard about each repair of the last days: received, an appointment, done. To be called last."""
    if settings.MAIL_DELIVERY == "smtp":
        return  # people who do not exist get no mail
    since = clock.now - timedelta(days=parameters.LETTER_DAYS)
    fresh = Repair.objects.filter(reported_at__gte=since).order_by("-pk")
    for repair in reversed(fresh.prefetch_related("tasks__visit")[: parameters.LETTER_REPAIRS]):
        tasks.tell_reported(now=repair.reported_at, repair_id=repair.pk)
        for task in repair.tasks.all():
            if task.visit is not None and task.visit.state != VisitState.CANCELLED:
                booked = max(task.visit.booked_at, repair.reported_at)
                tasks.tell_booked(now=booked, repair_id=repair.pk, task_id=task.pk)
        if repair.finished_at is not None:
            tasks.tell_finished(now=repair.finished_at, repair_id=repair.pk)
    _print(clock)


def _print(clock: Clock) -> None:
    """What was written on paper before today lies in its envelope; what was on a page for days was read."""
    before = clock.now - timedelta(hours=parameters.PRINTED_AFTER_HOURS)
    written = Dispatch.objects.filter(at__lt=before, code__startswith="repair_")
    printer = User.objects.filter(role=Role.CONTACT_AGENT).order_by("pk").first()
    for_print = written.filter(channel=Channel.LETTER, printed_at=None)
    for_print.update(printed_at=F("at") + timedelta(hours=parameters.PRINTED_AFTER_HOURS), printed_by=printer)
    written.filter(channel=Channel.PORTAL, read_at=None).update(read_at=F("at") + timedelta(hours=3))
