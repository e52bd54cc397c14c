"""What the tenant was told, and whether we kept it: noticed by ourselves, before anybody complains."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from voordeur.base.outbox import publish
from voordeur.planning.models import Visit

# A telephone without a connection tells later that the work has begun.
GRACE = timedelta(minutes=60)
# What was missed longer ago was dealt with by people, or was never kept up to date.
LOOK_BACK = timedelta(days=2)
# A visit starts within its window, and is found by its start.
LONGEST_WINDOW = timedelta(days=1)


def note_missed(*, now: datetime) -> int:
    """Notice promised visits whose window is over and that have not begun; repeated work.

    Publishes "visit.missed" with visit_id, case_kind and case_id, once for each. Returns how many there were.
    """
    over = Visit.objects.planned().filter(
        planned_start_at__gt=now - LOOK_BACK - LONGEST_WINDOW,
        planned_start_at__lt=now,
        is_promised=True,
        is_fixed=False,
        missed_at=None,
        window_until_at__lt=now - GRACE,
        window_until_at__gt=now - LOOK_BACK,
    )
    missed = 0
    for visit in over.order_by("window_until_at", "pk"):
        with transaction.atomic():
            if Visit.objects.filter(pk=visit.pk, is_fixed=False, missed_at=None).update(missed_at=now):
                publish("visit.missed", now=now, visit_id=visit.pk, case_kind=visit.case_kind, case_id=visit.case_id)
                missed += 1
    return missed


def mark_told(*, visit_id: int) -> bool:
    """Note that the tenant hears of the window as it is now; False when that is what they were told last."""
    untold = Q(told_from_at=None) | ~Q(told_from_at=F("window_from_at"))
    return bool(Visit.objects.filter(untold, pk=visit_id).update(told_from_at=F("window_from_at")))


def mark_craftsman_told(*, visit_id: int, now: datetime) -> None:
    """Note that the tenant knows who comes: from now on nobody else is sent without need."""
    Visit.objects.filter(pk=visit_id, craftsman_told_at=None).update(craftsman_told_at=now)
