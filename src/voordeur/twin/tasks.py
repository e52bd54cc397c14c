"""What runs because of an event: a part of a study, in a process that computes."""

from datetime import datetime

from voordeur.base.outbox import long_running, taken_over_by
from voordeur.twin.services import studies


@taken_over_by(studies.give_up)
@long_running
def work_part(*, now: datetime, part_id: int) -> None:
    """Simulate one part of a study."""
    studies.work_part(part_id, now=now)
