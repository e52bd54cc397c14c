"""Routes of days that have passed: the way, the clock, how each visit ended, what was used."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import cos, hypot, radians

from voordeur.demo.story import parameters
from voordeur.demo.story.cases import Cases, Story
from voordeur.demo.story.clock import Clock
from voordeur.demo.story.rows import Rows
from voordeur.demo.story.staff import BUNDLES, Worker
from voordeur.demo.story.town import CENTRE, METRES_PER_DEGREE
from voordeur.kernel import seeds
from voordeur.planning.models import Forecast, Shift, Visit, VisitState
from voordeur.policy.rules.appointments import no_access_charge_cents
from voordeur.repairs.models import Material
from voordeur.repairs.rules.status import FollowOn, RepairAction, TaskAction

LON_METRES = METRES_PER_DEGREE * cos(radians(CENTRE[0]))
LAST_START = 15 * 60 + 40
LUNCH = 11 * 60 + 45
# What is used, by the first letters of the trade, with a price in cents (estimates). Whole replacements are in it: at
# Trivire kitchens, bathrooms and toilets took 38% of the cost of daily repairs in 2019, https://trivire-jaarverslag.nl/
MATERIALS = {
    "LO": (
        ("Keukenkraan", 6450),
        ("Sifon", 1120),
        ("Kraanleertje", 120),
        ("Stortbak vlotter", 1890),
        ("Douchemengkraan", 18900),
        ("Wastafel", 14500),
        ("Toilet compleet", 31000),
        ("Keukenblok, deel", 78000),
    ),
    "EL": (("Wandcontactdoos", 680), ("Schakelaar", 590), ("Aardlekschakelaar", 4900), ("Groepenkast", 68000)),
    "TI": (("Deurslot", 3890), ("Scharnier", 740), ("Kozijndeel", 24000), ("Voordeur", 79000)),
    "TA": (("Deurkruk", 1690), ("Tochtstrip", 880), ("Cilinder", 2950), ("Binnendeur", 16500)),
    "CV": (("Expansievat", 5900), ("Thermostaatkraan", 2350), ("Circulatiepomp", 18900), ("Radiator", 21000)),
    "GL": (("Dubbel glas", 19600), ("Glaslatten", 1450)),
    "DA": (("Dakpannen", 3100), ("Bitumen strook", 2700), ("Dakraam", 42000)),
    "": (("Kit", 790), ("Tegelwerk", 9500), ("Verf 0,75 l", 2190), ("Vloerdeel", 6500)),
}
NOTES = {
    "material": "Onderdeel besteld.",
    "other_trade": "Ander vak nodig.",
    "inspection": "Eerst laten bekijken door de opzichter.",
    "too_little_time": "Meer werk dan gedacht, nieuwe afspraak.",
    "not_home": "Niemand thuis, kaartje achtergelaten.",
}


def metres(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Distance on the flat map of a town."""
    return hypot((lat_a - lat_b) * METRES_PER_DEGREE, (lon_a - lon_b) * LON_METRES)


class Visits:
    """Drives routes and writes what came of them."""

    on_ended: Callable[[Story, datetime, date], None]

    def __init__(self, rows: Rows, clock: Clock, cases: Cases, seed: int) -> None:
        self.rows, self.clock, self.cases = rows, clock, cases
        self.rng = seeds.stream(seed, "visits")
        self.chances = seeds.stream(seed, "chances")

    def drive(self, worker: Worker, shift: Shift, jobs: list[Story], day: date, *, begins: float) -> list[Story]:
        """Do the jobs of a shift, the nearest first and emergencies before all; returns those there was no time for."""
        waiting = list(jobs)
        planning = self.clock.versions[-1][1].planning
        minutes_per_metre = planning.travel_detour / 1000 / planning.travel_speed_kmh * 60
        lat, lon, minute = worker.row.lat, worker.row.lon, begins
        driven = parked = 0.0
        had_lunch = not shift.break_minutes
        while waiting:
            if not had_lunch and minute >= LUNCH:
                minute, had_lunch = minute + shift.break_minutes, True
            story = self._next(waiting, day, minute, lat, lon)
            booked = self.clock.minute(day, story.waiting_since or story.row.reported_at)
            is_rush = story.is_rush
            if minute > LAST_START and shift.break_minutes and not is_rush:
                break
            waiting.remove(story)
            minute = max(minute, booked + 2) if is_rush else minute
            home = story.home.row
            travel = metres(lat, lon, home.lat, home.lon) * minutes_per_metre * self.rng.uniform(0.9, 1.25)
            travel += parameters.PARKING_MINUTES
            arrive = max(minute + travel, 8 * 60) if shift.break_minutes else minute + travel
            end = self._visit(story, worker, shift, day, arrive, travel)
            driven += travel
            parked += parameters.PARKING_MINUTES
            lat, lon, minute = home.lat, home.lon, end
        driven += metres(lat, lon, worker.row.lat, worker.row.lon) * minutes_per_metre
        shift.version = len(jobs)
        shift.route_minutes = round(driven if jobs else 0.0, 2)
        shift.route_km = round((shift.route_minutes - parked) * planning.travel_speed_kmh / 60, 2)
        self.rows.keep(shift)
        return waiting

    def _next(self, waiting: list[Story], day: date, minute: float, lat: float, lon: float) -> Story:
        rush = [one for one in waiting if one.is_rush]
        ready = [one for one in rush if self.clock.minute(day, one.waiting_since or one.row.reported_at) <= minute]
        if ready:
            return min(ready, key=lambda one: one.row.reported_at)
        calm = [one for one in waiting if one not in rush]
        if calm:
            return min(calm, key=lambda one: metres(lat, lon, one.home.row.lat, one.home.row.lon))
        return min(rush, key=lambda one: one.row.reported_at)

    def _visit(self, story: Story, worker: Worker, shift: Shift, day: date, minute: float, travel: float) -> float:
        """One stop; returns the minute at which the craftsman leaves."""
        task = story.current
        rng = self.rng
        story.needs = self.outcome(story)
        setup = story.policy.planning.setup_minutes
        if story.needs == "not_home":
            work = 6.0
        else:
            work = setup + max(6.0, rng.gauss(task.minutes, story.case.outcome.minutes_sd * 0.8))
        start, end = self.clock.at(day, minute), self.clock.at(day, minute + work)
        kilometres = (travel - parameters.PARKING_MINUTES) * story.policy.planning.travel_speed_kmh / 60
        window_from, window_until, is_late, chance = self.window(story, day, start)
        visit = self.rows.keep(
            Visit(
                shift_id=shift.pk,
                dwelling=story.home.row,
                lat=story.home.row.lat,
                lon=story.home.row.lon,
                trade=task.trade,
                minutes=task.minutes,
                window_from_at=window_from,
                window_until_at=window_until,
                is_promised=not story.is_rush,
                is_emergency=story.is_rush,
                is_fixed=True,
                planned_start_at=start,
                planned_end_at=end,
                travel_minutes=round(travel, 2),
                travel_km=round(kilometres, 2),
                extra_minutes=round(travel * rng.uniform(0.3, 1.6), 2),
                state=VisitState.DONE,
                case_kind="repairs",
                case_id=story.row.pk,
                booked_at=story.waiting_since or story.row.reported_at,
                reminded_at=None,
            )
        )
        if visit.is_promised:
            self._foresee(visit, day, chance)
        story.visits += 1
        story.task_user = worker.row.user
        story.was_late = story.was_late or is_late
        task.visit_id = visit.pk
        task.travelling_at, task.ended_at = start - timedelta(minutes=travel), end
        task.travel_minutes, task.travel_km = round(travel, 2), round(kilometres, 2)
        self._steps(story, worker, start, end)
        if story.needs != "not_home":
            task.began_at, task.work_minutes = start, round(work, 2)
            if rng.random() < parameters.MATERIAL_SHARE:
                self._material(story)
        self._next_task(story)
        self.on_ended(story, end, day)
        return minute + work

    def _foresee(self, visit: Visit, day: date, chance: float) -> None:
        """What the plan said of this promise in the morning."""
        self.rows.keep(
            Forecast(
                visit_id=visit.pk,
                made_at=self.clock.at(day, 5 * 60),
                until_at=visit.window_until_at,
                late_share=round(chance, 4),
            )
        )

    def outcome(self, story: Story) -> str:
        """Why another visit is needed; empty when it is fixed."""
        if story.scripted is not None:
            return "" if story.scripted.is_fixed else "material"
        fixed = parameters.FIRST_VISIT_FIX if story.visits == 0 else parameters.LATER_VISIT_FIX
        if story.is_rush:
            fixed = max(fixed, parameters.RUSH_VISIT_FIX)
        if self.rng.random() < fixed:
            return ""
        shares = parameters.FOLLOW_ON_SHARES
        return self.rng.choices(list(shares), list(shares.values()))[0]

    def _steps(self, story: Story, worker: Worker, start: datetime, end: datetime) -> None:
        task, user, cases = story.current, worker.row.user, self.cases
        travelling = task.travelling_at or start
        cases.move_task(story, TaskAction.TRAVEL, travelling, user)
        if story.needs == "not_home":
            charge = no_access_charge_cents(story.policy, start, cancelled_at=None)
            cases.move_task(story, TaskAction.NOT_HOME, end, user, charge_cents=charge)
            cases.move(story, RepairAction.UNPLAN, end, user, reason="not_home")
            story.row.times_not_home += 1
        else:
            cases.move_task(story, TaskAction.BEGIN, start, user)
            cases.move(story, RepairAction.START, start, user)
            if story.needs:
                cases.move_task(story, TaskAction.FOLLOW_ON, end, user)
                cases.move(story, RepairAction.INTERRUPT, end, user, reason=story.needs)
            else:
                cases.move_task(story, TaskAction.FINISH, end, user)
        if story.needs:
            task.follow_on = FollowOn(story.needs)
            task.note = NOTES[story.needs]

    def _next_task(self, story: Story) -> None:
        """A visit that was not enough makes the next piece of work."""
        task = story.current
        if not story.needs:
            return
        trade, minutes = task.trade, task.minutes
        if story.needs == "other_trade":
            trade = self.rng.choice([bundle[0][0] for bundle in BUNDLES if task.trade not in bundle[0]])
        elif story.needs == "too_little_time":
            minutes = min(180, minutes + 20)
        self.cases.new_task(story, trade, minutes)

    def _material(self, story: Story) -> None:
        task = story.current
        for _ in range(self.rng.choice((1, 1, 1, 2))):
            name, cents = self.rng.choice(MATERIALS.get(task.trade[:2], MATERIALS[""]))
            number = self.rng.choice((1, 1, 1, 2))
            self.rows.keep(Material(task_id=task.pk, name=name, quantity=Decimal(number), unit_price_cents=cents))

    def window(self, story: Story, day: date, start: datetime) -> tuple[datetime, datetime, bool, float]:
        """The window that was promised, whether the craftsman came after it, and how likely that was in the morning."""
        if story.is_rush:
            return story.row.reported_at, max(story.row.due_at, story.row.reported_at), start > story.row.due_at, 0.0
        windows = self.clock.windows_on(story.policy, day)
        place = next((n for n, one in enumerate(windows) if one.start_at <= start <= one.end_at), len(windows) - 1)
        chosen = windows[place]
        chance = self.chances.betavariate(*parameters.LATE_CHANCES) if place else parameters.LATE_CHANCE_AT_FIRST
        # Late is what happens at the end of a window: then the promise was the one before.
        if place and self.rng.random() < chance:
            chosen = windows[place - 1]
        return chosen.start_at, chosen.end_at, start > chosen.end_at, chance

    def cancelled(self, story: Story, shift: Shift, day: date, at: datetime) -> None:
        """The row of an appointment that was given up."""
        windows = self.clock.windows_on(story.policy, day)
        window = self.rng.choice(windows)
        self.rows.keep(
            Visit(
                shift_id=shift.pk,
                dwelling=story.home.row,
                lat=story.home.row.lat,
                lon=story.home.row.lon,
                trade=story.row.trade,
                minutes=story.row.minutes,
                window_from_at=window.start_at,
                window_until_at=window.end_at,
                planned_start_at=window.start_at,
                planned_end_at=window.start_at + timedelta(minutes=story.row.minutes),
                state=VisitState.CANCELLED,
                case_kind="repairs",
                case_id=story.row.pk,
                booked_at=min(at, story.waiting_since or at),
            )
        )
