"""How long the work of repairs takes: what visits that are over took, and what to count for the next one."""

from collections.abc import Iterator
from datetime import datetime

from voordeur.kernel.errors import Refused
from voordeur.planning import queries as planning
from voordeur.repairs.models import Repair, Task
from voordeur.repairs.rules import tree as trees
from voordeur.repairs.rules.status import FollowOn

CASE = "repairs"
# A next visit to the same repair has what the first one lacked: it is learned apart, for each trade.
AGAIN = "again"
AGAIN_MINUTES = 60.0
LEAST_MINUTES, MOST_MINUTES = 5, 480


def kind_of(path: str) -> str:
    """What is the matter with which thing; in which room it stands does not change the work."""
    return path.partition("/")[2]


def kinds() -> dict[str, planning.Kind]:
    """Every kind of work that the tree knows, with its norm."""
    found = {
        f"{thing.key}/{defect.key}": planning.Kind(defect.trade, float(defect.minutes))
        for thing in trees.load().thing
        for defect in thing.defect
    }
    trades = sorted({kind.trade for kind in found.values()})
    return found | {f"{AGAIN}/{trade}": planning.Kind(trade, AGAIN_MINUTES) for trade in trades}


def worked(since: datetime, *, setup_minutes: float) -> Iterator[tuple[str, float]]:
    """The visits since then in which somebody worked, as (kind, minutes).

    The same defect has other minutes by what the tenant answered. So what a visit took is put on the scale of its
    kind's norm. `setup_minutes` of every visit are parking and ringing.
    """
    known = kinds()
    rows = (
        Task.objects.filter(ended_at__gte=since, began_at__isnull=False, visit__isnull=False, work_minutes__gt=0)
        .exclude(follow_on=FollowOn.NOT_HOME)
        .order_by("pk")
        .values_list("repair__path", "repair__answers", "sequence", "minutes", "trade", "work_minutes")
    )
    expected: dict[tuple[str, str], float | None] = {}
    for path, answers, sequence, minutes, trade, took in rows.iterator(chunk_size=5000):
        if sequence > 1:
            kind, thought = f"{AGAIN}/{trade}", float(minutes)
        else:
            key = path, repr(sorted(answers.items()))
            if key not in expected:
                expected[key] = norm_of(path, answers)
            kind, thought = kind_of(path), expected[key] or 0.0
        norm = known[kind].norm_minutes if kind in known else None
        if norm and thought:
            yield kind, max(1.0, took - setup_minutes) / thought * norm


def norm_of(path: str, answers: dict[str, str]) -> float | None:
    """The minutes that the tree gives a report; None for one that it no longer knows."""
    try:
        found = trees.outcome(trees.load(), path, answers)
    except Refused:
        return None
    reached = found.outcome if isinstance(found, trees.Stop) else found
    return float(reached.minutes) if reached else None


def minutes_of(outcome: trees.Outcome) -> int:
    """What to count for the first visit: the tree's minutes, made longer or shorter by what visits taught."""
    known = planning.usual(case_kind=CASE, kind=kind_of(outcome.path))
    if known is None:
        return outcome.minutes
    return min(MOST_MINUTES, max(LEAST_MINUTES, round(outcome.minutes * known.of_norm)))


def spread_of(repair: Repair, task: Task) -> float:
    """How much the work of a task varies, as a standard deviation in minutes."""
    kind = kind_of(repair.path) if task.sequence == 1 else f"{AGAIN}/{task.trade}"
    known = planning.usual(case_kind=CASE, kind=kind)
    if known is not None:
        return task.minutes * known.sd_of_mean
    try:
        _, _, defect = trees.find(trees.load(), repair.path)
    except Refused:
        return 0.0
    return task.minutes * defect.sd / defect.minutes
