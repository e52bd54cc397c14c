"""From today on: what was booked is planned with the engine, so that every promised window can be kept.

Of today, what lies before now has happened as it was planned.
"""

from datetime import date, datetime, timedelta

import numpy as np

from voordeur.demo.story.cases import Cases, Story
from voordeur.demo.story.clock import Clock
from voordeur.demo.story.diary import Day, Diary
from voordeur.demo.story.rows import Rows
from voordeur.demo.story.staff import Staff, Worker
from voordeur.demo.story.visits import NOTES, Visits
from voordeur.kernel import seeds
from voordeur.planning.engine import problem as engine
from voordeur.planning.engine.offer import Offer, offers
from voordeur.planning.engine.state import State, prepare
from voordeur.planning.models import Visit, VisitState
from voordeur.policy.rules.appointments import reminder_on
from voordeur.repairs.rules.status import FollowOn, RepairAction, TaskAction

CHEAPEST_TAKEN = 0.5  # estimate
FULL_DAY = 5
LATE_DAY = 2  # visits that the known craftsman still has to do, however late it is


class Present:
    """Plans the coming days and lets today run until now."""

    def __init__(
        self, rows: Rows, clock: Clock, staff: Staff, cases: Cases, diary: Diary, visits: Visits, seed: int
    ) -> None:
        self.rows, self.clock, self.cases, self.diary, self.visits = rows, clock, cases, diary, visits
        self.rng = seeds.stream(seed, "present")
        self.known = staff.workers[0]
        self.planned: dict[int, Visit] = {}
        self.owner: dict[int, Worker] = {}

    def plan(self) -> None:
        """Turn the diary from today on into visits."""
        self._fill_known_day()
        for day in sorted(self.diary.days):
            self._plan_day(day)

    def _fill_known_day(self) -> None:
        """Bring visits forward, so that the craftsman whose log-in is known has a full day today (or the next)."""
        days = sorted(self.diary.days)
        if not days:
            return
        today = self._day_of(self.known, days[0])
        for day in days[1:]:
            for other in self.diary.days[day][self.known.area]:
                for story in list(other.jobs):
                    if today is None or len(today.jobs) >= FULL_DAY:
                        return
                    may = story.scripted is None and story.current.trade in self.known.trades
                    if may and story.row.reported_at < self.clock.at(days[0], 0):
                        other.jobs.remove(story)
                        today.jobs.append(story)

    def _day_of(self, worker: Worker, day: date) -> Day | None:
        return next((one for one in self.diary.days[day][worker.area] if one.worker is worker), None)

    def _plan_day(self, day: date) -> None:
        zero = self.clock.at(day, 0)
        shifts = [one for area in sorted(self.diary.days[day]) for one in self.diary.days[day][area]]
        state = self._state(shifts, zero)
        by_job: dict[str, Story] = {}
        stories = [(one, story) for one in shifts for story in one.jobs]
        for there, story in sorted(stories, key=lambda pair: (pair[1].scripted is None, pair[1].row.pk)):
            self._place(state, story, there, shifts, day, by_job, zero)
        self._emergencies(state, by_job, zero)
        for number, one in enumerate(shifts):
            self._write(state, number, one, day, by_job, zero)

    def _state(self, shifts: list[Day], zero: datetime) -> State:
        planning = self.clock.versions[-1][1].planning

        def minute(moment: datetime) -> float:
            return (moment - zero).total_seconds() / 60

        craftsmen = []
        places = []
        for one in shifts:
            row = one.row
            place = f"s{row.pk}"
            places.append(engine.Place(place, lat=row.lat, lon=row.lon))
            breaks: tuple[engine.Break, ...] = ()
            if row.break_from_at and row.break_until_at:
                breaks = (engine.Break(minute(row.break_from_at), minute(row.break_until_at), row.break_minutes),)
            ends = minute(row.ends_at) - planning.emergency_reserve_minutes
            shift = engine.Shift(minute(row.starts_at), ends, place, place, 0, breaks)
            craftsmen.append(engine.Craftsman(str(row.pk), (shift,), dict.fromkeys(one.worker.trades, 1)))
        travel = engine.Travel("distance", speed_kmh=planning.travel_speed_kmh, detour=planning.travel_detour)
        return prepare(engine.Problem(tuple(places), travel, tuple(craftsmen)))

    def _job(self, state: State, story: Story) -> engine.Job:
        task, home = story.current, story.home.row
        name = str(story.row.pk)
        state.add_place(engine.Place(name, lat=home.lat, lon=home.lon))
        minutes = task.minutes + self.clock.versions[-1][1].planning.setup_minutes
        return engine.Job(name, name, minutes, skills={task.trade: 1}, promised=True)

    def _place(
        self,
        state: State,
        story: Story,
        there: Day,
        shifts: list[Day],
        day: date,
        by_job: dict[str, Story],
        zero: datetime,
    ) -> None:
        """Give a story the cheapest window of its day, with its own craftsman or else one of the crew."""
        job = self._job(state, story)
        windows = [
            engine.Window((one.start_at - zero).total_seconds() / 60, (one.end_at - zero).total_seconds() / 60)
            for one in self.clock.windows_on(story.policy, day)
        ]
        own = np.array([shifts.index(there)], dtype=np.int64)
        crew = np.array([n for n, one in enumerate(shifts) if one.worker.area == there.worker.area], dtype=np.int64)
        found = offers(state, job, windows, rows=own) or offers(state, job, windows, rows=crew)
        if found:
            # Half the people take the offer that fits best, the others what suits them.
            chosen = found[0] if self.rng.random() < CHEAPEST_TAKEN else self.rng.choice(found)
            self._insert(state, job, chosen)
            by_job[job.id] = story
            return
        at = min(self.clock.now, self.clock.at(day, 7 * 60))
        self.cases.move_task(story, TaskAction.RELEASE, at, self.diary.desk.planner)
        self.cases.move(story, RepairAction.UNPLAN, at, self.diary.desk.planner, why="Er was die dag te weinig tijd.")
        story.booked_day = None
        self.diary.waiting.append(story)

    @staticmethod
    def _insert(state: State, job: engine.Job, found: Offer) -> None:
        window = engine.Window(found.from_minute, found.to_minute)
        state.insert(job, craftsman=found.craftsman, shift=found.shift, position=found.position, window=window)

    def _emergencies(self, state: State, by_job: dict[str, Story], zero: datetime) -> None:
        """Emergencies of today that wait for a place go into the first day on which they can be kept."""
        for story in [one for one in self.diary.waiting if one.is_rush]:
            due = (story.row.due_at - zero).total_seconds() / 60
            since = max(0.0, (self.clock.now - zero).total_seconds() / 60 + 1)
            if due <= since:
                continue
            job = self._job(state, story)
            found = offers(state, job, [engine.Window(since, min(due, since + 1440))])
            if found:
                self.diary.waiting.remove(story)
                self._insert(state, job, found[0])
                at = (story.waiting_since or story.row.reported_at) + timedelta(minutes=1)
                self.cases.move_task(story, TaskAction.BOOK, at, None)
                self.cases.move(story, RepairAction.PLAN, at, None)
                by_job[job.id] = story

    def _write(
        self, state: State, number: int, there: Day, day: date, by_job: dict[str, Story], zero: datetime
    ) -> None:
        """The shift with its visits as rows."""
        planning = self.clock.versions[-1][1].planning
        visits = state.visits[number]
        legs = state.legs(number, visits) if visits else []
        stops = state.route(number).stops
        is_known = there.worker is self.known
        for place, (visit, stop, leg) in enumerate(zip(visits, stops, legs, strict=False)):
            story = by_job[stop.job]
            start = zero + timedelta(minutes=stop.start_minute)
            end = zero + timedelta(minutes=stop.end_minute)
            window = visit.windows[0]
            is_rush = story.is_rush
            task = story.current
            row = self.rows.number(
                Visit(
                    shift_id=there.row.pk,
                    dwelling=story.home.row,
                    lat=story.home.row.lat,
                    lon=story.home.row.lon,
                    trade=task.trade,
                    minutes=task.minutes,
                    minutes_sd=story.case.outcome.minutes_sd,
                    window_from_at=zero + timedelta(minutes=window[0]),
                    window_until_at=zero + timedelta(minutes=window[1]),
                    is_promised=not is_rush,
                    is_emergency=is_rush,
                    planned_start_at=start,
                    planned_end_at=end,
                    travel_minutes=leg,
                    travel_km=leg * planning.travel_speed_kmh / 60,
                    extra_minutes=leg,
                    case_kind="repairs",
                    case_id=story.row.pk,
                    booked_at=story.waiting_since or story.row.reported_at,
                )
            )
            task.visit_id = row.pk
            story.task_user = there.worker.row.user
            self.owner[story.row.pk] = there.worker
            day_before = reminder_on(story.policy, row.window_from_at)
            if day_before is not None and day_before <= self.clock.today and row.is_promised:
                row.reminded_at = min(self.clock.now, self.clock.at(day_before, 9 * 60))
            waits = is_known and place >= len(stops) - LATE_DAY
            if day == self.clock.today and start <= self.clock.now and not waits:
                self._happened(story, row, there.worker, leg)
            if row.state == VisitState.PLANNED:
                self.planned[story.row.pk] = row
            self.rows.keep(row)
        driven = sum(legs)
        there.row.version = len(stops)
        there.row.route_minutes, there.row.route_km = driven, driven * planning.travel_speed_kmh / 60
        self.rows.keep(there.row)

    def _happened(self, story: Story, row: Visit, worker: Worker, leg: float) -> None:
        """A visit of this morning: under way, or over as planned."""
        task, user, cases = story.current, worker.row.user, self.cases
        start, end = row.planned_start_at, row.planned_end_at
        row.is_fixed = True
        task.travelling_at, task.began_at = start - timedelta(minutes=leg), start
        task.travel_minutes, task.travel_km = round(leg, 2), round(row.travel_km, 2)
        cases.move_task(story, TaskAction.TRAVEL, task.travelling_at, user)
        cases.move_task(story, TaskAction.BEGIN, start, user)
        cases.move(story, RepairAction.START, start, user)
        if end > self.clock.now:
            return
        row.state = VisitState.DONE
        story.needs = self.visits.outcome(story)
        story.visits += 1
        task.ended_at = end
        task.work_minutes = round((end - start).total_seconds() / 60, 2)
        if not story.needs:
            cases.move_task(story, TaskAction.FINISH, end, user)
            self.diary.desk.finished(story, end)
            return
        reason = "material" if story.needs == "not_home" else story.needs
        task.follow_on, task.note = FollowOn(reason), NOTES[reason]
        cases.move_task(story, TaskAction.FOLLOW_ON, end, user)
        cases.move(story, RepairAction.INTERRUPT, end, user, reason=reason)
        cases.new_task(story, task.trade, task.minutes)
        story.waiting_since = end
        self.diary.waiting.append(story)
