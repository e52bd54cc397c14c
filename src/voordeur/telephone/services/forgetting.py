"""Forgetting which number rang: calls and their figures stay, who they were from does not."""

from datetime import datetime, timedelta

from django.db import transaction

from voordeur.base import audit
from voordeur.base.outbox import publish
from voordeur.promises import queries as promises
from voordeur.telephone.models import Call, CallEvent
from voordeur.telephone.rules.calls import Outcome
from voordeur.telephone.rules.messages import without_caller

BATCH = 500


def forget_numbers(*, now: datetime) -> int:
    """Take the number out of every call that is older than is promised, and out of what was told of it.

    With it goes whatever an exchange or a log told beside its known fields: nobody can say what that holds. Calls that
    go on are left. Returns how many calls; the same again changes nothing.
    """
    policy = promises.in_force(now).policy
    until = now - timedelta(days=policy.channels.telephone.numbers_kept_days)
    old = Call.objects.filter(arrived_at__lt=until, forgotten_at=None).exclude(outcome=Outcome.OPEN)
    forgotten = 0
    while batch := list(old.order_by("arrived_at").values_list("pk", flat=True)[:BATCH]):
        _forget(batch, now=now)
        forgotten += len(batch)
    if forgotten:
        audit.record("numbers forgotten", f"{forgotten} calls", by=None, now=now, details={"before": until.isoformat()})
    return forgotten


@transaction.atomic
def _forget(calls: list[int], *, now: datetime) -> None:
    events = list(CallEvent.objects.filter(call__in=calls).only("pk", "payload"))
    for event in events:
        event.payload = without_caller(event.payload)
    CallEvent.objects.bulk_update(events, ["payload"], batch_size=BATCH)
    # The one box finds a call by its number.
    publish("calls.forgotten", now=now, call_ids=calls)
    Call.objects.filter(pk__in=calls).update(caller="", more={}, forgotten_at=now)
