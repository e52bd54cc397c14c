"""What runs because of an event, in a process that computes: a part of a study, and measuring the own figures."""

from datetime import datetime

from voordeur.base.outbox import long_running, taken_over_by
from voordeur.twin.services import measuring, studies


@taken_over_by(studies.give_up)
@long_running
def work_part(*, now: datetime, part_id: int) -> None:
    """Simulate one part of a study."""
    studies.work_part(part_id, now=now)


@taken_over_by(measuring.give_up)
@long_running
def measure(*, now: datetime, measuring_id: int) -> None:
    """Learn from the own history and keep it."""
    measuring.work_out(measuring_id, now=now)
