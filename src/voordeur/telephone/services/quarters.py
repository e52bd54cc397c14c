"""Keeping the figures per quarter of an hour: always counted again from the calls, never added to."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Max, Q, Sum

from voordeur.telephone.models import Call, QuarterHour
from voordeur.telephone.queries import QUARTER_SECONDS, QuarterOf, quarter_start
from voordeur.telephone.rules.calls import LONGEST_SECONDS, Outcome

QUARTER = timedelta(seconds=QUARTER_SECONDS)
BATCH = 1_000
WITHIN_SECONDS = 20

ANSWERED = Q(outcome=Outcome.ANSWERED)
# The mean wait is that of who was helped: an answer without a moment of talk has no wait that says anything.
SERVED = ANSWERED & Q(service_seconds__gt=0, waited_seconds__gte=0, waited_seconds__lte=LONGEST_SECONDS)
LOST = Q(outcome=Outcome.ABANDONED, waited_seconds__gte=0, waited_seconds__lte=LONGEST_SECONDS)
TIMED = ANSWERED & Q(service_seconds__gt=0, service_seconds__lte=LONGEST_SECONDS)
SUMS: dict[str, Any] = {
    "offered": Count("pk", filter=Q(outcome__in=[Outcome.ANSWERED, Outcome.ABANDONED])),
    "answered": Count("pk", filter=ANSWERED),
    "abandoned": Count("pk", filter=Q(outcome=Outcome.ABANDONED)),
    "in_menu": Count("pk", filter=Q(outcome=Outcome.MENU)),
    "phantom": Count("pk", filter=Q(outcome=Outcome.PHANTOM)),
    "without_end": Count("pk", filter=Q(outcome=Outcome.UNKNOWN)),
    "within_20s": Count("pk", filter=ANSWERED & Q(waited_seconds__gte=0, waited_seconds__lte=WITHIN_SECONDS)),
    "served": Count("pk", filter=SERVED),
    "wait_sum": Sum("waited_seconds", filter=SERVED, default=0.0),
    "wait_max": Max("waited_seconds", filter=SERVED, default=0.0),
    "lost_sum": Sum("waited_seconds", filter=LOST, default=0.0),
    "timed": Count("pk", filter=TIMED),
    "service_sum": Sum("service_seconds", filter=TIMED, default=0.0),
}
COLUMNS = {
    "wait_sum": "wait_seconds",
    "wait_max": "longest_wait_seconds",
    "lost_sum": "lost_wait_seconds",
    "service_sum": "service_seconds",
}


@transaction.atomic
def count_again(moments: Iterable[datetime]) -> int:
    """Count the quarters in which these moments lie again; returns how many. The same twice changes nothing.

    Their rows are locked first and in order: two calls that end at once in one quarter are both counted.
    """
    starts = sorted({quarter_start(moment) for moment in moments})
    for place in range(0, len(starts), BATCH):
        _count(starts[place : place + BATCH])
    return len(starts)


def _count(starts: list[datetime]) -> None:
    if connection.features.has_select_for_update:
        QuarterHour.objects.bulk_create([QuarterHour(starts_at=start) for start in starts], ignore_conflicts=True)
        rows = QuarterHour.objects.filter(starts_at__in=starts).order_by("starts_at")
        list(rows.select_for_update().values_list("pk"))
    # Whole days lie between the first and the last of an import; only the quarters that were asked are written.
    calls = Call.objects.between(starts[0], starts[-1] + QUARTER).exclude(outcome=Outcome.OPEN)
    grouped: Any = calls.annotate(quarter=QuarterOf("arrived_at")).values("quarter").annotate(**SUMS).order_by()
    found = {row.pop("quarter"): row for row in grouped}
    nothing: dict[str, float] = dict.fromkeys(SUMS, 0)
    counted = [(start, found.get(int(start.timestamp()) // QUARTER_SECONDS, nothing)) for start in starts]
    # One statement that overwrites: an update with a case for each row and column takes seconds.
    QuarterHour.objects.bulk_create(
        [
            QuarterHour(starts_at=start, **{COLUMNS.get(name, name): sums[name] for name in SUMS})
            for start, sums in counted
        ],
        update_conflicts=True,
        unique_fields=["starts_at"],
        update_fields=[COLUMNS.get(name, name) for name in SUMS],
        batch_size=BATCH // 2,
    )
