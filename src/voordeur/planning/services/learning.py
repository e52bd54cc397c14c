"""How long kinds of work take, learned from visits that are over; what a room knows of its own work comes in as values.

The sums are the engine's (engine/learn.py); here stands what is kept of them, and when too little was seen.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from voordeur.planning.engine.learn import Kind, learn
from voordeur.planning.models import Visit, WorkKind

# Fewer visits of a whole trade than these say less than the norms do.
LEAST_VISITS = 20


@transaction.atomic
def learn_durations(
    *, case_kind: str, kinds: Mapping[str, Kind], visits: Iterable[tuple[str, float]], now: datetime
) -> int:
    """Keep what every kind of work takes, from `visits` as (kind, minutes of work); returns how many were
    learned.

    A kind whose trade has hardly been seen is forgotten again: its norm then holds.
    """
    seen = [(kind, minutes) for kind, minutes in visits if kind in kinds]
    of_trade = Counter(kinds[kind].trade for kind, _ in seen)
    known = {kind: found for kind, found in learn(seen, kinds).items() if of_trade[kinds[kind].trade] >= LEAST_VISITS}
    rows = [
        WorkKind(
            case_kind=case_kind,
            kind=kind,
            trade=kinds[kind].trade,
            norm_minutes=kinds[kind].norm_minutes or found.mean_minutes,
            mean_minutes=found.mean_minutes,
            sd_minutes=found.sd_minutes,
            visits=found.visits,
            own_share=found.own_share,
            learned_at=now,
        )
        for kind, found in known.items()
    ]
    WorkKind.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["case_kind", "kind"],
        update_fields=["trade", "norm_minutes", "mean_minutes", "sd_minutes", "visits", "own_share", "learned_at"],
    )
    WorkKind.objects.filter(case_kind=case_kind, learned_at__lt=now).delete()
    return len(rows)


def note_spread(*, visit_id: int, minutes_sd: float) -> None:
    """Note how much the work of a visit varies, as a standard deviation in minutes; asked when it gets its place."""
    Visit.objects.filter(pk=visit_id).update(minutes_sd=minutes_sd)
