"""Open steps, as the present state of each repair asks for them."""

from datetime import datetime, timedelta

from voordeur.demo.story.cases import Story
from voordeur.demo.story.clock import Clock
from voordeur.demo.story.desk import Desk
from voordeur.demo.story.present import Present
from voordeur.demo.story.rows import Rows
from voordeur.demo.story.staff import Staff
from voordeur.demo.story.surveys import Surveys
from voordeur.kernel import seeds
from voordeur.parties.models import User
from voordeur.policy.rules.terms import call_back_due_at, payer_check_due_at, second_line_due_at
from voordeur.repairs.rules.naming import name_of
from voordeur.repairs.rules.status import RepairStatus
from voordeur.work.models import WorkItem
from voordeur.work.rules import TEAM_OF, ItemKind

# Steps of the work itself; a bill or a call is not urgent because the repair was.
OF_THE_REPAIR = frozenset({ItemKind.BOOK_VISIT, ItemKind.VISIT, ItemKind.EMERGENCY})


class Worklist:
    """One item for every open step; some have an owner already."""

    def __init__(self, rows: Rows, clock: Clock, staff: Staff, desk: Desk, present: Present, seed: int) -> None:
        self.rows, self.clock, self.staff, self.desk, self.present = rows, clock, staff, desk, present
        self.rng = seeds.stream(seed, "work")
        self.members: dict[str, list[User]] = {
            code: [user for users in staff.by_role.values() for user in users if user.team_id == team.pk]
            for code, team in staff.teams.items()
        }

    def write(self, surveys: Surveys) -> None:
        """Items of every repair that is not over, and the calls that low marks ask for."""
        for story in self.desk.left():
            self._of_repair(story)
        for story, at in surveys.low:
            due = call_back_due_at(story.policy, at)
            # Most calls were made in time; those that were not are what the list is for.
            if due > self.clock.now or (self.clock.now - due < timedelta(days=4) and self.rng.random() < 0.5):
                self._item(story, ItemKind.CALL_BACK, "work.call_back_within_working_days", due, at)

    def _of_repair(self, story: Story) -> None:
        row = story.row
        since = story.waiting_since or row.reported_at
        term = f"urgency.classes.{row.urgency}.term"
        match row.status:
            case RepairStatus.CHECKING:
                due = payer_check_due_at(story.policy, row.reported_at)
                self._item(story, ItemKind.CHECK_PAYER, "work.check_payer_within_working_days", due, row.reported_at)
            case RepairStatus.ACCEPTED:
                if story.is_rush and story.visits == 0:
                    self._item(story, ItemKind.EMERGENCY, term, row.due_at, since)
                elif row.times_not_home >= story.policy.appointments.no_access_attempts:
                    due = call_back_due_at(story.policy, since)
                    self._item(story, ItemKind.NO_ACCESS, "work.call_back_within_working_days", due, since)
                else:
                    self._item(story, ItemKind.BOOK_VISIT, term, row.due_at, since)
            case RepairStatus.PLANNED | RepairStatus.UNDER_WAY:
                self._visit(story, since, term)
            case RepairStatus.FINISHED if row.payer == "tenant":
                finished = row.finished_at or since
                due = second_line_due_at(story.policy, finished)
                self._item(story, ItemKind.TENANT_PAYS, "work.second_line_within_working_days", due, finished)

    def _visit(self, story: Story, since: datetime, term: str) -> None:
        visit = self.present.planned[story.row.pk]
        item = self._item(
            story,
            ItemKind.VISIT,
            "appointments.window_minutes" if visit.is_promised else term,
            visit.window_until_at,
            since,
            owner=self.present.owner[story.row.pk].row.user,
        )
        if visit.is_promised:
            item.promised_at = visit.window_from_at

    def _item(
        self,
        story: Story,
        kind: ItemKind,
        promise: str,
        due: datetime,
        opened: datetime,
        owner: User | None = None,
    ) -> WorkItem:
        team = TEAM_OF[kind]
        taken = None
        if owner is None and self.rng.random() < 0.3:
            owner = self.rng.choice(self.members[team])
            # An owner who is silent for days loses it, so nobody has had it for long.
            taken = max(opened, self.clock.now - timedelta(hours=self.rng.uniform(0.5, 30)))
        name = name_of(self.desk.menu.tree, story.row.path)
        return self.rows.keep(
            WorkItem(
                kind=kind,
                subject=f"{story.row.number} · {name.nl} · {story.home.row.address}"[:200],
                subject_en=f"{story.row.number} · {name.en} · {story.home.row.address}"[:200],
                team=self.staff.teams[team],
                owner=owner,
                owned_since=(taken or opened) if owner else None,
                promise=promise,
                due_at=due,
                urgency=story.row.urgency if kind in OF_THE_REPAIR else "",
                is_vulnerable=bool(story.stay and story.stay.main.is_vulnerable),
                case_kind="repairs",
                case_id=story.row.pk,
                opened_at=opened,
            )
        )
