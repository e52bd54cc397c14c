"""What visits of the past teach about the next ones; repeated work."""

from datetime import datetime, timedelta

from voordeur.planning import services as planning
from voordeur.promises.queries import in_force
from voordeur.repairs.queries.durations import CASE, kinds, worked

# What was longer ago was other work: other kitchens, other people.
LOOK_BACK = timedelta(days=730)


def learn_durations(*, now: datetime) -> int:
    """Learn anew how long each kind of work takes; returns how many kinds were learned."""
    setup = in_force(now).policy.planning.setup_minutes
    return planning.learn_durations(
        case_kind=CASE, kinds=kinds(), visits=worked(now - LOOK_BACK, setup_minutes=setup), now=now
    )
