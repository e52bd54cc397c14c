"""The life of one repair as rows: the repair, its tasks and visits, and every move of it as an event."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from voordeur.demo.story.clock import Clock
from voordeur.demo.story.demand import Case
from voordeur.demo.story.people import Stay
from voordeur.demo.story.rows import Rows
from voordeur.demo.story.town import Home
from voordeur.kernel import seeds
from voordeur.parties.models import User
from voordeur.policy.models import ServicePolicy
from voordeur.repairs.models import Event, Repair, Task
from voordeur.repairs.rules import status
from voordeur.repairs.rules.payer import Payer
from voordeur.repairs.rules.status import RepairAction, RepairStatus, TaskAction, TaskStatus


@dataclass(slots=True)
class Scripted:
    """What the story wants of one report, instead of chance: the known tenant's two repairs."""

    aim: int
    is_fixed: bool = True
    survey_waits: bool = False


@dataclass(slots=True)
class Story:
    """A repair under way. `row` and `task` are written when they can no longer change."""

    row: Repair
    home: Home
    stay: Stay | None
    case: Case
    policy: ServicePolicy
    payer: Payer
    scripted: Scripted | None = None
    task: Task | None = None
    visits: int = 0
    was_late: bool = False
    booked_day: date | None = None
    cancel_at: datetime | None = None
    needs: str = ""
    waiting_since: datetime | None = None
    tasks: list[Task] = field(default_factory=list)
    # Who did the last visit
    task_user: User | None = None

    @property
    def current(self) -> Task:
        """The task that is to be done now. Raises ValueError before the first is made."""
        if self.task is None:
            raise ValueError(f"{self.row} has no task yet")
        return self.task

    @property
    def is_rush(self) -> bool:
        """Whether it cannot wait for an appointment."""
        return self.row.urgency in ("danger", "emergency")


class Cases:
    """Makes repairs and moves them; every move is checked against the tables of the rules."""

    def __init__(self, rows: Rows, clock: Clock, seed: int) -> None:
        self.rows, self.clock, self.seed = rows, clock, seed

    def report(self, story: Story, at: datetime, by: User | None) -> None:
        """The first row of a repair's story, which moves nothing."""
        row = Event(repair_id=story.row.pk, at=at, by=by, action=RepairAction.REPORT, to_status=story.row.status)
        self.rows.keep(row)

    def move(self, story: Story, action: RepairAction, at: datetime, by: User | None, **details: Any) -> None:
        """Move the repair; raises Refused when the rules do not know this move."""
        old = RepairStatus(story.row.status)
        new = status.move(old, action)
        story.row.status = new
        self.rows.keep(
            Event(repair_id=story.row.pk, at=at, by=by, action=action, from_status=old, to_status=new, details=details)
        )

    def new_task(self, story: Story, trade: str, minutes: int) -> Task:
        """The next piece of work, numbered and not written."""
        task = self.rows.number(
            Task(repair_id=story.row.pk, sequence=len(story.tasks) + 1, trade=trade, minutes=minutes)
        )
        story.task = task
        story.tasks.append(task)
        return task

    def move_task(self, story: Story, action: TaskAction, at: datetime, by: User | None, **details: Any) -> None:
        """Move the current task of the repair."""
        task = story.current
        old = TaskStatus(task.status)
        new = status.move_task(old, action)
        task.status = new
        self.rows.keep(
            Event(
                repair_id=story.row.pk,
                task_id=task.pk,
                at=at,
                by=by,
                action=action,
                from_status=old,
                to_status=new,
                details=details,
            )
        )

    def token(self, row: Repair) -> str:
        return seeds.token(self.seed, "repair", row.pk)

    def close_by_time(self, story: Story, finished_at: datetime) -> None:
        """A finished repair is settled and closed when the days for reopening have passed."""
        closes = finished_at + timedelta(days=story.policy.quality.reopen_within_days + 1)
        if closes <= self.clock.now:
            self.move(story, RepairAction.CLOSE, closes, None)
            story.row.closed_at = closes

    def write(self, story: Story) -> None:
        """Write the repair and its tasks as they now are."""
        for task in story.tasks:
            self.rows.keep(task)
        self.rows.keep(story.row)
