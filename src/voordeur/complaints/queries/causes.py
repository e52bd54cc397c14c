"""What complaints teach: the causes that return, how many were right, in time, and what they cost. Writes nothing."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Sum

from voordeur.complaints import texts
from voordeur.complaints.models import Answer, Complaint, Improvement, Remedy
from voordeur.complaints.rules.causes import Counted, count_causes
from voordeur.complaints.rules.subjects import WENT_WRONG, Cause, Outcome
from voordeur.figures.rules.facts import Facts
from voordeur.figures.rules.figures import Code, Figure, Limits, compute
from voordeur.homes.models import Dwelling


@dataclass(frozen=True, slots=True)
class CauseRow:
    """A cause with its share of all causes in the period, and what is being done about it."""

    counted: Counted
    words: str
    open_improvements: int
    done_improvements: int
    cents: int


@dataclass(frozen=True, slots=True)
class Lessons:
    """A period in figures. Shares are 0..1, None when there is nothing to share; money in cents."""

    received: int
    # Of a year of this pace, with its margin
    per_1000_homes: Figure
    judged: int
    founded: int
    with_cause: int
    in_time_share: float | None
    confirmed_in_time_share: float | None
    second_stage: int
    other_in_second: int
    remedy_cents: int
    causes: list[CauseRow]
    outcomes: list[tuple[str, int]]
    by_about: list[tuple[str, int]]


def count_received(from_at: datetime, until_at: datetime) -> int:
    """How many complaints came in in a stretch of time."""
    return Complaint.objects.filter(received_at__gte=from_at, received_at__lt=until_at).count()


def _per_1000_homes(number: int, from_at: datetime, until_at: datetime) -> Figure:
    days = (until_at - from_at) / timedelta(days=1)
    facts = Facts(days=days, homes=Dwelling.objects.count(), complaints=number)
    # No lines are drawn for this figure: it rests on no answers of people.
    return compute(Code.COMPLAINTS_PER_1000_HOMES, facts, Limits(satisfied_from=0, low_mark=0, min_answers=0))


def lessons(*, from_at: datetime, until_at: datetime) -> Lessons:
    """What was received and judged in a period, and why people were right. A handful of queries, however many."""
    received = Complaint.objects.filter(received_at__gte=from_at, received_at__lt=until_at)
    # A complaint counts once, on the day of our first answer, with how it ended after all stages.
    judged = Complaint.objects.filter(answered_at__gte=from_at, answered_at__lt=until_at).exclude(outcome="")
    rows = list(judged.values_list("outcome", "cause", "answered_at"))
    causes = [Cause(cause) for _, cause, _ in rows if cause]
    finished = dict(
        Improvement.objects.filter(done_at__isnull=False).values_list("cause", "done_at").order_by("-done_at")
    )
    again = [Cause(cause) for _, cause, at in rows if cause and at and (since := finished.get(cause)) and at > since]
    owing = Counter(Improvement.objects.open().values_list("cause", flat=True))
    done = Counter(Improvement.objects.filter(done_at__isnull=False).values_list("cause", flat=True))
    paid = Remedy.objects.filter(at__gte=from_at, at__lt=until_at)
    cents = dict(paid.values_list("complaint__cause").annotate(sum=Sum("amount_cents")))
    # Every answer by the term of its own stage; what we owed in this period and did not answer yet was not in time.
    answered = Answer.objects.filter(at__gte=from_at, at__lt=until_at, due_at__isnull=False)
    in_time = [at <= due for at, due in answered.values_list("at", "due_at") if due is not None]
    in_time += [False] * Complaint.objects.overdue(until_at).filter(due_at__gte=from_at).count()
    confirmed = received.exclude(acknowledged_at=None).values_list("acknowledged_at", "acknowledge_due_at")
    decided = judged.exclude(decided_at=None)
    first = Answer.objects.filter(stage=1, complaint__in=decided)
    number = received.count()
    return Lessons(
        received=number,
        per_1000_homes=_per_1000_homes(number, from_at, until_at),
        judged=len(rows),
        founded=sum(outcome in WENT_WRONG for outcome, *_ in rows),
        with_cause=len(causes),
        in_time_share=sum(in_time) / len(in_time) if in_time else None,
        confirmed_in_time_share=(sum(at is not None and at <= due for at, due in confirmed) / len(confirmed))
        if confirmed
        else None,
        second_stage=decided.count(),
        other_in_second=first.exclude(outcome=F("complaint__outcome")).count(),
        remedy_cents=paid.aggregate(sum=Sum("amount_cents"))["sum"] or 0,
        causes=[
            CauseRow(
                counted=one,
                words=str(texts.CAUSES[one.cause]),
                open_improvements=owing[one.cause],
                done_improvements=done[one.cause],
                cents=cents.get(one.cause, 0),
            )
            for one in count_causes(causes, after_improvement=again)
        ],
        outcomes=[
            (str(texts.OUTCOMES[outcome]), number)
            for outcome in Outcome
            if (number := sum(outcome == one for one, *_ in rows))
        ],
        by_about=[
            (str(texts.ABOUT[about]), number)
            for about, number in Counter(received.values_list("about", flat=True)).most_common()
        ],
    )
