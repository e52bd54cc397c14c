"""One week of jobs, booked as they are reported by the very kernel that lives a simulated year.

Also what a week is, who can be home when, and what a tenant takes: engine/planned.py lets planning book the same jobs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from voordeur.planning.engine.cost import cost_of
from voordeur.planning.engine.kernel import ride
from voordeur.planning.engine.kernel.forms import Floats, Ints
from voordeur.planning.engine.problem import (
    DAY_MINUTES,
    Break,
    Craftsman,
    Job,
    Place,
    Plan,
    Problem,
    Route,
    Shift,
    Stop,
    Travel,
    Window,
)
from voordeur.policy.models import ServicePolicy
from voordeur.twin.engine import demand
from voordeur.twin.engine.kernel import forms
from voordeur.twin.engine.kernel.forms import Homes, Kinds, Needs, Parts, Promise, Wishes
from voordeur.twin.engine.kernel.lots import mixed
from voordeur.twin.engine.kernel.year import live
from voordeur.twin.engine.kinds import GROUPS, kinds_of
from voordeur.twin.engine.register import Register
from voordeur.twin.engine.world import RUN_UP_DAYS, Setting, Staff, build

BEGINS_ON = date(2027, 1, 10)  # a Sunday without holidays in the weeks behind it
WORKDAYS = 5
CALLING_DAYS = 5  # the working days before the week, in which its jobs are reported: days 1 to 5 of the simulation
MONDAY = 8  # the day of the simulation on which the week begins
FIRST_CALL, LAST_CALL = 480.0, 1020.0  # minutes of the day in which people report
HOMES_PER_CRAFTSMAN = 900  # for the size of the town


@dataclass(frozen=True)
class Week:
    """Jobs in order of reporting, and who does them.

    Of each job: place `x` and `y` in km, `minutes` of work with their deviation `spread`, skill `group`, moment `at`
    of the report in minutes of the days before, `working` 1 where everybody of the home works by day. Of each
    craftsman: where the day begins and ends, and `skills[person, group]`. `stamp`: the luck of who can be home when.
    """

    x: Floats
    y: Floats
    minutes: Floats
    spread: Floats
    group: Ints
    at: Floats
    working: Ints
    start_x: Floats
    start_y: Floats
    skills: Ints
    stamp: int

    @property
    def jobs(self) -> int:
        return len(self.x)

    @property
    def craftsmen(self) -> int:
        return len(self.start_x)


@dataclass(frozen=True)
class Booked:
    """A week as it was booked: its problem with every job and window that was promised, its plan, how many asked."""

    problem: Problem
    plan: Plan
    asked: int

    @property
    def served(self) -> int:
        return sum(len(tour.stops) for tour in self.plan.routes)

    @property
    def per_day(self) -> float:
        """Jobs for each day of each craftsman."""
        return self.served / (len(self.problem.craftsmen) * WORKDAYS)

    @property
    def placed_share(self) -> float:
        """Who was given a place, of those who asked."""
        return self.served / self.asked

    @property
    def travel(self) -> float:
        """Minutes of driving for each job, the ways from and to home among them."""
        return cost_of(self.problem, self.plan)["travel"] / max(1, self.served)


def made(craftsmen: int, jobs_a_day: float, seed: int, policy: ServicePolicy, register: Register) -> Week:
    """A made-up week: town and kinds of work are those of a simulated year, craftsmen start at a home of the town.

    `jobs_a_day` are asked for each day of each craftsman: more than they can do, so that what they do is the answer.
    """
    homes = craftsmen * HOMES_PER_CRAFTSMAN
    town = demand.town(homes, register, np.random.default_rng([seed, 1]))
    kinds, weights = kinds_of(policy, register)
    luck = np.random.default_rng([seed, 2])
    ours = np.where((kinds.group >= 0) & (kinds.urgency == forms.NORMAL), weights, 0.0)
    count = round(craftsmen * WORKDAYS * jobs_a_day)
    kind = luck.choice(len(ours), count, p=ours / ours.sum())
    home = luck.integers(0, homes, count)
    own = luck.integers(0, homes, craftsmen)
    day = 1 + luck.integers(0, CALLING_DAYS, count)
    at = np.sort(day * float(DAY_MINUTES) + luck.uniform(FIRST_CALL, LAST_CALL, count))
    share = np.array([ours[kinds.group == n] @ kinds.minutes[kinds.group == n] for n in range(len(GROUPS))])
    return Week(
        town.x[home],
        town.y[home],
        kinds.minutes[kind],
        kinds.spread[kind],
        kinds.group[kind],
        at,
        town.working[home],
        town.x[own],
        town.y[own],
        _skills(craftsmen, share / share.sum()),
        int(luck.integers(0, 2**62)),
    )


def _skills(craftsmen: int, share: Floats) -> Ints:
    """Everybody one group, by how much work there is, and every second one another."""
    skills = np.zeros((craftsmen, len(share)), dtype=np.int64)
    had = np.zeros(len(share))
    for person in range(craftsmen):
        first = int(np.argmax(share * craftsmen - had))
        had[first] += 1
        skills[person, first] = 1
        if person % 2 == 0:
            skills[person, (first + 2) % len(share)] = 1
    return skills


def comparable(promise: Promise) -> None:
    """Raises ValueError unless tenants choose a window, and everybody who calls sees the whole week."""
    if not promise.is_offered:
        raise ValueError("the week is of tenants who choose a window")
    if promise.horizon < CALLING_DAYS + WORKDAYS:
        raise ValueError("the week lies beyond the horizon of whoever calls first")


def windows_of(promise: Promise) -> list[Window]:
    """The windows of the week in order of time, in minutes from 00:00 of its Monday."""
    width = promise.window_minutes
    return [
        Window(begin, begin + width)
        for day in range(WORKDAYS)
        for begin in (
            day * DAY_MINUTES + promise.first_start + number * width for number in range(promise.windows_a_day)
        )
    ]


def suiting(week: Week, promise: Promise, register: Register) -> list[list[bool]]:
    """For each job whether somebody can be home for the whole of each window; the luck is that of a simulated year."""
    by_number = getattr(mixed, "py_func")  # noqa: B009 - what is compiled can only be called by compiled code
    exponent = promise.window_minutes / 120.0
    chance = [register["free_others"] ** exponent, register["free_working"] ** exponent]
    with np.errstate(over="ignore"):
        return [
            [
                by_number(week.stamp, job * 64 + number, CALLING_DAYS + day + 7_000_000) < chance[week.working[job]]
                for day in range(WORKDAYS)
                for number in range(promise.windows_a_day)
            ]
            for job in range(week.jobs)
        ]


def chosen(promise: Promise, suits: Sequence[bool], offered: Sequence[int]) -> int:
    """The window that a tenant takes of those that can be kept: numbers in order of time, the cheapest first.

    Shown the cheapest few, people take the soonest of them that suits; whoever can make none hears of the others. Shown
    all, they look at the first few in order of time. Who can make none of what is heard takes the first that was shown.
    """
    if promise.is_free_choice or not promise.is_cheapest_first:
        shown = heard = sorted(offered)[: promise.offers_shown]
    else:
        shown, heard = list(offered[: promise.offers_shown]), sorted(offered)
    own = [number for number in shown if suits[number]] or [number for number in heard if suits[number]]
    return min(own) if own else shown[0]


def problem_of(week: Week, promise: Promise, travel: Travel, *, lunch: Break | None = None) -> Problem:
    """The crew and the shifts of the week in planning's words, with what is kept for emergencies taken off.

    `lunch` (of one day): a break; the shifts end so much later.
    """
    pause = lunch.minutes if lunch else 0.0
    people = []
    for person in range(week.craftsmen):
        shifts = []
        for day in range(WORKDAYS):
            zero = day * DAY_MINUTES
            breaks = (Break(zero + lunch.from_minute, zero + lunch.to_minute, lunch.minutes),) if lunch else ()
            end = zero + promise.shift_to + pause - promise.reserve
            shifts.append(Shift(zero + promise.shift_from, end, f"s{person}", f"s{person}", 0.0, breaks))
        skills = {str(group): 1 for group in np.nonzero(week.skills[person])[0]}
        people.append(Craftsman(f"c{person}", tuple(shifts), skills))
    places = [Place(f"s{n}", x=float(week.start_x[n]), y=float(week.start_y[n])) for n in range(week.craftsmen)]
    places += [Place(f"j{n}", x=float(week.x[n]), y=float(week.y[n])) for n in range(week.jobs)]
    return Problem(tuple(places), travel, tuple(people), (), WORKDAYS)


def travel_of(policy: ServicePolicy) -> Travel:
    """Straight ways with the policy's detour and speed."""
    planning = policy.planning
    return Travel("euclidean", speed=planning.travel_speed_kmh / 60.0 / planning.travel_detour)


def by_twin(week: Week, policy: ServicePolicy, register: Register) -> Booked:
    """The week as a simulated year books it, from the first report to the evening before its Monday.

    Raises ValueError for a policy that cannot be compared, see comparable().
    """
    parts = _parts(week, policy, register)
    comparable(parts.promise)
    live(parts, 0, MONDAY)
    return _read(week, parts, policy)


def _parts(week: Week, policy: ServicePolicy, register: Register) -> Parts:
    """The world of a simulated year in which nothing happens but this week's jobs."""
    homes = week.jobs
    setting = Setting(max(homes, 100), date.fromordinal(BEGINS_ON.toordinal() + RUN_UP_DAYS), 1)
    staff = Staff(np.full((1, 7, 96), 1), np.full((2, 7), 1e9), 1000.0 * (week.craftsmen - 0.5) / setting.homes)
    parts = build(policy, setting, staff, register)
    none, ones = np.zeros(homes, dtype=np.int64), np.arange(homes)
    there = np.zeros_like(parts.crew.there)
    there[:, MONDAY : MONDAY + WORKDAYS] = 1
    days, chance = parts.days, parts.chance
    due = np.full_like(days.due, (MONDAY + WORKDAYS) * DAY_MINUTES - 1.0)
    luck = np.full((homes, demand.NEED_LUCK), 0.5)
    return parts._replace(
        promise=parts.promise._replace(has_web=1),
        homes=Homes(week.x, week.y, none, none, none, week.working, none, none, none),
        crew=parts.crew._replace(x=week.start_x, y=week.start_y, skills=week.skills, there=there),
        days=days._replace(due=due, due_hours=np.full_like(days.due_hours, -1.0)),
        needs=Needs(week.at, ones, ones, luck, np.full((homes, demand.VISITS, demand.VISIT_LUCK), 0.5)),
        wishes=Wishes(week.at, ones, ones, np.full((homes, demand.WISH_LUCK), 0.5)),
        kinds=Kinds(
            np.full(homes, forms.NORMAL),
            week.group,
            week.minutes,
            week.spread,
            np.zeros(homes),
            np.zeros((homes, 2)),
            np.zeros(homes),
        ),
        # Everybody reports by a form that is read at once, nobody mends it alone, and who can be home is home: what the
        # register says of parking and of people who would rather come later is not in the problem that planning gets.
        chance=chance._replace(
            phone_share=0.0,
            web_share=1.0,
            self_help_share=0.0,
            first_time_share=1.0,
            wanted_days=0.0,
            parking_minutes=0.0,
        ),
        luck=np.array([week.stamp, 0, RUN_UP_DAYS]),
    )


def _read(week: Week, parts: Parts, policy: ServicePolicy) -> Booked:
    """The routes of a world in planning's words."""
    table, times, promise = parts.table, parts.case.times, parts.promise
    zero, ring = MONDAY * float(DAY_MINUTES), promise.horizon + 2
    routes = []
    for person in range(week.craftsmen):
        for day in range(WORKDAYS):
            row = person * ring + (CALLING_DAYS + day) % ring
            count = int(table.marks[row, ride.STOPS])
            if not count:
                continue
            leave, legs = table.cells[row, ride.LEAVE], table.cells[row, ride.LEG]
            stops = tuple(
                Stop(
                    f"j{parts.units[row, slot]}",
                    float(leave[slot - 1] + legs[slot - 1] - zero),
                    float(leave[slot] - table.cells[row, ride.MINUTES, slot] - zero),
                    float(leave[slot] - zero),
                )
                for slot in range(1, count + 1)
            )
            home = float(table.lines[row, ride.HOME] - zero)
            routes.append(Route(f"c{person}", day, float(leave[0] - zero), home, stops))
    jobs = tuple(
        Job(
            f"j{job}",
            f"j{job}",
            float(times[job, forms.MINUTES]),
            float(week.spread[job]),
            {str(week.group[job]): 1},
            windows=(Window(float(times[job, forms.BEGIN] - zero), float(times[job, forms.END] - zero)),),
            promised=True,
        )
        for job in range(week.jobs)
        if parts.case.facts[job, forms.STATE] == forms.BOOKED
    )
    problem = replace(problem_of(week, promise, travel_of(policy)), jobs=jobs)
    return Booked(problem, Plan(tuple(routes)), week.jobs)


def told(booked: Booked) -> dict[int, tuple[Window, str, int, int]]:
    """By number of the job what became of it: the window, the craftsman, the day and the place in the tour."""
    windows = {job.id: job.windows[0] for job in booked.problem.jobs}
    return {
        int(stop.job[1:]): (windows[stop.job], tour.craftsman, tour.shift, place)
        for tour in booked.plan.routes
        for place, stop in enumerate(tour.stops)
    }
