"""Day after day: reports come in and get a place, craftsmen drive their routes, visits end well or not.

Up to yesterday everything here is a fact. Days from today on only collect what was booked; present.py plans those.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from voordeur.demo.story import parameters
from voordeur.demo.story.cases import Cases, Scripted, Story
from voordeur.demo.story.clock import Clock
from voordeur.demo.story.demand import Calendar
from voordeur.demo.story.desk import Desk
from voordeur.demo.story.rows import Rows
from voordeur.demo.story.staff import Staff, Worker, minutes_of
from voordeur.demo.story.town import Home
from voordeur.demo.story.visits import Visits, metres
from voordeur.kernel import seeds
from voordeur.planning.models import Shift
from voordeur.repairs.rules.status import RepairAction, TaskAction

SEARCH_DAYS = 30
KEPT_IN_TERM = 0.65  # estimate: next visits that are squeezed in before the term is over
LAST_CALL = 14 * 60 + 30  # an emergency that comes in later goes to the next morning or is a call-out


@dataclass(slots=True)
class Day:
    """What was booked in one shift."""

    worker: Worker
    row: Shift
    load: float = 0.0
    jobs: list[Story] = field(default_factory=list)


class Diary:
    """Keeps who goes where on which day."""

    def __init__(
        self, rows: Rows, clock: Clock, staff: Staff, cases: Cases, desk: Desk, visits: Visits, *, seed: int
    ) -> None:
        self.rows, self.clock, self.cases, self.desk, self.visits = rows, clock, cases, desk, visits
        self.rng = seeds.stream(seed, "diary")
        self.days: dict[date, dict[int, list[Day]]] = defaultdict(lambda: defaultdict(list))
        self.crews: dict[int, list[Worker]] = defaultdict(list)
        for worker in staff.workers:
            self.crews[worker.area].append(worker)
            for day, shift in worker.shifts.items():
                if not shift.is_absent:
                    self.days[day][worker.area].append(Day(worker, shift))
        self.cancels: dict[date, list[Story]] = defaultdict(list)
        self.reopens: dict[date, list[tuple[datetime, Story]]] = defaultdict(list)
        self.closing: dict[date, list[Story]] = defaultdict(list)
        self.waiting: list[Story] = []
        visits.on_ended = self.after_visit

    def live(self, calendar: Calendar, day: date, scripted: dict[date, list[tuple[Home, str, Scripted]]]) -> None:
        """One day of the past, or of today until now: reports, calls, and on a day of the past the routes."""
        for story in self.cancels.pop(day, []):
            self._cancel(story)
        for at, story in self.reopens.pop(day, []):
            self.reopen(story, at)
        for story, begins in self.desk.reports(calendar, day, scripted.get(day, [])):
            if begins is not None:
                self.set_out(story, begins)
        self.desk.small_talk(calendar, day)
        if day < self.clock.today:
            self._drive(day)

    # --- Booking ------------------------------------------------------------------------------------------------------
    def set_out(self, story: Story, at: datetime) -> None:
        """Give an accepted repair its first task and a place in the diary."""
        self.cases.new_task(story, story.row.trade, story.row.minutes)
        if story.is_rush:
            self._rush(story, at)
            return
        is_slow = at > self.clock.lately and self.rng.random() < 0.25
        is_forgotten = self.clock.now - at < timedelta(days=25) and self.rng.random() < 0.012
        if story.scripted is None and (is_slow or is_forgotten):
            story.waiting_since = at
            self.waiting.append(story)  # the tenant has not chosen a time yet
            return
        day = at.astimezone(self.clock.local).date()
        term = max(1, (story.row.due_at - at).days)
        if story.scripted is not None:
            aim = story.scripted.aim
        else:
            # Tenants take what suits them: mostly about halfway the term.
            aim = max(1, round(term * 5 / 7 * self.rng.triangular(0.15, 0.92, 0.50)))
        self.book(story, at, self.clock.working_day(day, aim))

    def book(self, story: Story, at: datetime, aim: date) -> bool:
        """Find the shift nearest to `aim` with room, the trade and work close by; False when nobody has room."""
        first = self.clock.working_day(at.astimezone(self.clock.local).date() + timedelta(days=1), 0)
        cost = story.current.minutes + parameters.TRAVEL_GUESS_MINUTES
        for day in self._near(max(first, aim), first):
            found = self._best(story, day, cost)
            if found is not None:
                self._put(story, found, day, at, cost)
                return True
        self.waiting.append(story)
        story.waiting_since = at
        return False

    def _near(self, aim: date, first: date) -> list[date]:
        """Working days around `aim`, the nearest first, none before `first`, none after the roster."""
        later = [self.clock.working_day(aim, n) for n in range(SEARCH_DAYS)]
        earlier = []
        day = aim
        for _ in range(3):
            day = self.clock.working_day_before(day, 1)
            if day >= first:
                earlier.append(day)
        mixed = [later[0], *[one for pair in zip(earlier, later[1:4], strict=False) for one in pair], *later[1:]]
        return [one for one in dict.fromkeys(mixed) if one in self.days]

    def _best(self, story: Story, day: date, cost: float) -> Day | None:
        best, found = 1e12, None
        home = story.home.row
        for one in self.days[day][story.home.area]:
            if one.load + cost > parameters.FILL_MINUTES or story.current.trade not in one.worker.trades:
                continue
            near = min(
                (metres(home.lat, home.lon, job.home.row.lat, job.home.row.lon) for job in one.jobs), default=700
            )
            # An even spread over the crew weighs as much as a few hundred metres.
            price = near + 2.0 * one.load
            if price < best:
                best, found = price, one
        return found

    def _put(self, story: Story, there: Day, day: date, at: datetime, cost: float) -> None:
        there.jobs.append(story)
        there.load += cost
        story.booked_day = day
        by = self.desk.who_books(story)
        self.cases.move_task(story, TaskAction.BOOK, at, by)
        self.cases.move(story, RepairAction.PLAN, at, by)
        story.waiting_since = at
        may_cancel = story.visits == 0 and story.scripted is None and not story.is_rush
        if may_cancel and self.rng.random() < parameters.CANCELLED_BEFORE_VISIT:
            until = self.clock.at(self.clock.working_day_before(day, 1), 16 * 60)
            moment = at + (until - at) * self.rng.random()
            if at < moment <= self.clock.now:
                story.cancel_at = moment
                self.cancels[moment.astimezone(self.clock.local).date() + timedelta(days=1)].append(story)

    def _rush(self, story: Story, at: datetime) -> None:
        """An emergency: today's route, the next morning, or somebody is called out."""
        day = at.astimezone(self.clock.local).date()
        minute = self.clock.minute(day, at)
        if self.clock.works(day) and minute < LAST_CALL and day < self.clock.today:
            there = self._least(story, day)
            if there is not None and story.row.urgency == "emergency":
                self._put(story, there, day, at, story.current.minutes + parameters.TRAVEL_GUESS_MINUTES)
                return
        following = self.clock.working_day(day + timedelta(days=1), 0)
        if self.clock.at(following, 10 * 60) < story.row.due_at and following < self.clock.today:
            there = self._least(story, following)
            if there is not None:
                self._put(story, there, following, at, story.current.minutes + parameters.TRAVEL_GUESS_MINUTES)
                return
        can_wait = following >= self.clock.today and self.clock.at(following, 10 * 60) < story.row.due_at
        if day >= self.clock.today or can_wait:
            story.waiting_since = at
            self.waiting.append(story)  # present.py finds it a place in today or tomorrow
            return
        self._call_out(story, at, day)

    def _least(self, story: Story, day: date) -> Day | None:
        able = [one for one in self.days[day][story.home.area] if story.current.trade in one.worker.trades]
        able = able or self.days[day][story.home.area]
        return min(able, key=lambda one: one.load, default=None)

    def _call_out(self, story: Story, at: datetime, day: date) -> None:
        """Outside the shifts the one on call leaves home: a shift of one visit."""
        crew = self.crews[story.home.area]
        able = [worker for worker in crew if story.current.trade in worker.trades] or crew
        worker = able[day.isocalendar().week % len(able)]
        begins = at + timedelta(minutes=round(self.rng.uniform(10, 25)))
        shift = self.rows.number(
            Shift(
                craftsman=worker.row,
                starts_at=begins,
                ends_at=begins + timedelta(minutes=story.current.minutes + 60),
                lat=worker.row.lat,
                lon=worker.row.lon,
            )
        )
        there = Day(worker, shift)
        self._put(story, there, day, at, 0)
        self.visits.drive(there.worker, shift, there.jobs, day, begins=self.clock.minute(day, begins))

    def catch_up(self) -> None:
        """Withdrawals of today."""
        for day in sorted(self.cancels):
            for story in self.cancels.pop(day):
                self._cancel(story)

    # --- The days of the past -----------------------------------------------------------------------------------------
    def _drive(self, day: date) -> None:
        for area in list(self.days[day]):
            for one in self.days[day][area]:
                jobs = [job for job in one.jobs if job.booked_day == day]
                left = self.visits.drive(one.worker, one.row, jobs, day, begins=minutes_of(parameters.DAY_STARTS))
                for story in left:
                    self._missed(story, day)
        del self.days[day]

    def _missed(self, story: Story, day: date) -> None:
        """The day was too short: a new appointment, made the same afternoon."""
        at = self.clock.at(day, 16 * 60 + 5)
        self.cases.move_task(story, TaskAction.RELEASE, at, self.desk.planner)
        self.cases.move(story, RepairAction.UNPLAN, at, self.desk.planner, why="Er was die dag te weinig tijd.")
        self.book(story, at, self.clock.working_day(day, 1))

    def _cancel(self, story: Story) -> None:
        """The tenant withdraws: it was no longer needed."""
        at = story.cancel_at
        if at is None or story.booked_day is None:
            return
        for there in self.days[story.booked_day][story.home.area]:
            if story in there.jobs:
                there.jobs.remove(story)
                there.load -= story.row.minutes + parameters.TRAVEL_GUESS_MINUTES
                self.visits.cancelled(story, there.row, story.booked_day, at)
        story.booked_day = None
        self.cases.move_task(story, TaskAction.CANCEL, at, None)
        self.cases.move(story, RepairAction.WITHDRAW, at, None, why="Niet meer nodig.")
        story.row.closed_at = at
        self.desk.ended(story)

    def after_visit(self, story: Story, at: datetime, day: date) -> None:
        """What a visit leads to: the next one, or the end."""
        if story.needs:
            wait = {"material": 3, "other_trade": 2, "inspection": 3, "too_little_time": 1, "not_home": 2}[story.needs]
            wait = 1 if story.is_rush else wait + self.rng.randint(0, 2)
            aim = self.clock.working_day(day, wait)
            # Where the term allows it the planner keeps to it.
            last = self.clock.working_day_before(story.row.due_at.astimezone(self.clock.local).date(), 0)
            if day < last < aim and self.rng.random() < KEPT_IN_TERM:
                aim = self.clock.working_day_before(last + timedelta(days=1), 1)
            self.book(story, at + timedelta(minutes=2), aim)
            return
        reopened = self.desk.finished(story, at)
        if reopened is not None:
            self.reopens[reopened.astimezone(self.clock.local).date()].append((reopened, story))

    def reopen(self, story: Story, at: datetime) -> None:
        """Not solved after all: the same repair again, with a new term."""
        self.desk.reopened(story, at)
        self.cases.new_task(story, story.row.trade, story.row.minutes)
        self.book(story, at + timedelta(minutes=5), self.clock.working_day(at.astimezone(self.clock.local).date(), 2))
