"""A run's world built: the association, its year of demand and its policy as the arrays that compiled code works on."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from voordeur.kernel.errors import Refused
from voordeur.planning.engine.kernel.forms import PLANE, Floats, Ints
from voordeur.planning.engine.kernel.ride import Desk, Table
from voordeur.policy.models import ServicePolicy
from voordeur.twin.engine import demand
from voordeur.twin.engine.kernel import sums
from voordeur.twin.engine.kernel.forms import (
    CENTRE,
    DEPARTMENTS,
    FACTS,
    INTEGRAL,
    TIMES,
    Agenda,
    Case,
    Chance,
    Crew,
    Homes,
    Line,
    Parts,
    Tally,
)
from voordeur.twin.engine.kernel.improve import MOST_OUT, MOST_TOUCHED
from voordeur.twin.engine.kinds import GROUPS, kinds_of
from voordeur.twin.engine.places import Town
from voordeur.twin.engine.promises import days_of, promise_of
from voordeur.twin.engine.register import Register

RUN_UP_DAYS = 42  # lived through before anything is counted, so that the queues are as usual
YEAR_DAYS = 365
SPARE_DAYS = 200  # after the last day, for the terms and horizons that reach beyond it
LEAST_HOMES, MOST_HOMES = 1, 200_000
DEPARTMENT_POOLS = 4
SLOTS = 30  # visits that one route can hold, and the ends
AGAIN = 4  # room in the agenda for each question, with all that follows from it and from what breaks
QUEUE = 1 << 15  # room for work that waits for the second line: as much at least, and all questions of the year
# Of the plan: what a minute of waiting and of overtime weighs beside a minute of travel, as in planning by default.
IDLE_WEIGHT, OVERTIME_WEIGHT = 0.2, 2.0


@dataclass(frozen=True, slots=True)
class Setting:
    """What a run is about besides the policy: homes, the first counted day, the seed and which year of luck it is.

    `town`: the association's own, of as many homes; a made-up one when there is none.
    """

    homes: int
    first_on: date
    seed: int
    replication: int = 0
    town: Town | None = None

    def __post_init__(self) -> None:
        if self.town is not None and len(self.town) != self.homes:
            raise ValueError(f"{self.homes} homes in a town of {len(self.town)}")
        if not LEAST_HOMES <= self.homes <= MOST_HOMES:
            raise Refused("out_of_range", field="homes", value=self.homes, least=LEAST_HOMES, most=MOST_HOMES)

    @property
    def begins_on(self) -> date:
        """The first day of the run up."""
        return self.first_on - timedelta(days=RUN_UP_DAYS)


@dataclass(frozen=True)
class Staff:
    """Who is there: `agents[pool, weekday, quarter]`; minutes for each weekday of the second line (0) and of the
    letters (1); craftsmen per 1,000 homes, as full-time jobs."""

    agents: Ints
    minutes: Floats
    craftsmen_per_1000: float


def fitted(parts: Parts) -> bool:
    """Whether all that happened found room in the agenda."""
    return not parts.agenda.marks[4]


def told_clock(minute: float) -> str:
    """A minute of the day as a time."""
    return f"{int(minute) // 60:02d}:{int(minute) % 60:02d}"


def build(policy: ServicePolicy, setting: Setting, staff: Staff, register: Register, room: int = AGAIN) -> Parts:
    """The world on the morning of its first day. The same luck falls to every policy.

    `room`: contacts in the agenda for each question. Raises Refused "outside_shifts", "nothing_can_be_planned".
    """
    days = RUN_UP_DAYS + YEAR_DAYS + SPARE_DAYS
    begins_on, homes = setting.begins_on, setting.homes
    chance = np.random.default_rng([setting.seed, 1])
    own = setting.town
    town = demand.town(homes, register, chance) if own is None else own.homes(register, chance)
    kinds, weights = kinds_of(policy, register)
    luck = np.random.default_rng([setting.seed, 2, setting.replication])
    needs, wishes = demand.needs_and_wishes(homes, weights, register, begins_on, RUN_UP_DAYS + YEAR_DAYS, luck)
    calendar, promise = days_of(policy, begins_on, days), promise_of(policy, register)
    weight = np.array([weights[kinds.group == at] @ kinds.minutes[kinds.group == at] for at in range(len(GROUPS))])
    crew = _crew(town, staff.craftsmen_per_1000, weight, days, register, setting)
    rows = len(crew.region) * (promise.horizon + 2) + MOST_TOUCHED
    begins, ends = promise.first_start, promise.first_start + promise.windows_a_day * promise.window_minutes
    on_the_road = {"least": told_clock(promise.shift_from), "most": told_clock(promise.shift_to - promise.reserve)}
    if begins >= promise.shift_to - promise.reserve:
        raise Refused("outside_shifts", field="appointments.first_start", value=told_clock(begins), **on_the_road)
    if ends <= promise.shift_from:
        raise Refused("outside_shifts", field="appointments.last_end", value=told_clock(ends), **on_the_road)
    if not promise.windows_a_day or promise.shift_from + 60 > promise.shift_to:
        raise Refused("nothing_can_be_planned", field="appointments.window_minutes", value=promise.window_minutes)
    windows = (promise.horizon + 2) * promise.windows_a_day + 2
    whole = np.int64
    contacts = room * len(wishes.at) + 1000
    waiting = max(QUEUE, len(wishes.at))
    pools = staff.agents.shape[0]
    return Parts(
        homes=town,
        crew=crew,
        days=calendar,
        needs=needs,
        wishes=wishes,
        kinds=kinds,
        promise=promise,
        chance=Chance(**{code: register[code] for code in Chance._fields}),
        case=Case(
            np.zeros((len(needs.at), FACTS), whole), np.zeros((len(needs.at), TIMES)), np.full(len(needs.at), -1)
        ),
        agenda=Agenda(
            np.full(days, -1),
            np.full(contacts, -1),
            np.zeros(contacts),
            np.zeros(contacts, whole),
            np.zeros(contacts, whole),
            np.zeros(contacts, whole),
            np.zeros(contacts, whole),
            np.array([0, 0, 0, -1, 0], dtype=whole),
        ),
        line=Line(
            staff.agents,
            np.zeros((pools, max(1, int(staff.agents.max())))),
            staff.minutes,
            np.zeros((2, waiting)),
            np.zeros((2, waiting)),
            np.zeros((2, waiting), whole),
            np.zeros((2, 2), whole),
            np.zeros(2),
            np.zeros((pools, 7, 96)),
            np.zeros((pools, 7)),
        ),
        tally=Tally(
            np.zeros(sums.SUMS),
            np.zeros((sums.DISTRICTS_FROM + int(town.district.max()) + 1, sums.GROUP_SUMS)),
            np.zeros((days, sums.DAY_SUMS)),
        ),
        table=Table(
            np.zeros((rows, 10, SLOTS)),
            np.zeros((rows, 11)),
            np.zeros((rows, 9), whole),
            np.zeros((1, 1, 1, 5)),
            np.zeros((rows, SLOTS, 1, 2)),
            np.zeros((1, 1, 3)),
            np.zeros((1, SLOTS), whole),
            np.zeros((1, 1)),
            np.zeros((1, 1)),
            np.zeros(len(crew.region)),
            PLANE,
            policy.planning.travel_detour / policy.planning.travel_speed_kmh * 60.0,
        ),
        desk=Desk(
            np.zeros((2, SLOTS + 2)),
            np.zeros((5, 1)),
            np.zeros((3, 1)),
            np.zeros(SLOTS + 2),
            np.zeros(8),
            np.zeros(len(crew.region)),
            np.zeros((1, 3)),
            np.zeros((1, 10)),
            np.zeros((1, 2), whole),
            np.zeros((1, 2)),
            np.zeros(1),
            np.zeros((2, 3)),
        ),
        units=np.zeros((rows, SLOTS), whole),
        rows=np.zeros(rows, whole),
        windows=np.zeros((windows, 3)),
        values=np.zeros((windows, 10)),
        seats=np.zeros((windows, 2), whole),
        weights=np.array([1.0, IDLE_WEIGHT, 0.0, OVERTIME_WEIGHT, 0.0, 0.0, 0.0]),
        locked=np.zeros(0, whole),
        out=np.zeros(MOST_OUT, whole),
        touched=np.zeros(MOST_TOUCHED + 1, whole),
        costs=np.zeros(1),
        pending=np.zeros(len(needs.at) + 10, whole),
        pending_count=np.zeros(1, whole),
        order=np.zeros((5000 + contacts // 8, 2)),
        luck=np.array([_stamp(setting), 0, RUN_UP_DAYS], dtype=whole),
        detour=policy.planning.travel_detour,
    )


def _stamp(setting: Setting) -> int:
    """One number for the luck that is mixed on the way."""
    return int(np.random.default_rng([setting.seed, 4, setting.replication]).integers(0, 2**62))


def _crew(town: Homes, per_1000: float, weight: Floats, days: int, register: Register, setting: Setting) -> Crew:
    """Craftsmen of each region, who start in its middle; the last one of a region may work part of the days."""
    regions = int(town.region.max()) + 1
    rng = np.random.default_rng([setting.seed, 3, setting.replication])
    regional = per_1000 * setting.homes / 1000 / regions
    people = max(1, int(np.ceil(regional)))
    total = people * regions
    region = np.repeat(np.arange(regions), people)
    middle = np.array(
        [[town.x[town.region == one].mean(), town.y[town.region == one].mean()] for one in range(regions)]
    )
    skills = np.zeros((total, len(GROUPS)), dtype=np.int64)
    quota = weight / weight.sum() * people
    skill = _trades(quota, people, register["second_trade_share"])
    if people < register["all_round_people"]:
        skill[:] = 1
    for first in range(0, total, people):
        skills[first : first + people] = skill
    luck = rng.random((total, days))
    away, ill = register["away_share"], register["ill_share"]
    # Numbers of luck are drawn for whoever might be there, so that one craftsman more changes nobody else's days.
    there = np.where(luck < away, 0, np.where(luck < away + ill, 2, 1)).astype(np.int64)
    part = regional - (people - 1)
    for one in range(regions):
        last = one * people + people - 1
        there[last] = np.where(rng.random(days) < part, there[last], 0)
    first_of = np.arange(regions) * people
    return Crew(region, middle[region, 0], middle[region, 1], skills, there, first_of, first_of + people)


def _trades(quota: Floats, people: int, second: float) -> Ints:
    """What each of a crew has learned: trades by how much work there is, and a share of them a second one, by turns in
    that with the fewest hands for its work."""
    found = np.zeros((people, len(quota)), dtype=np.int64)
    for person in range(people):
        found[person, int(np.argmax(quota - found.sum(axis=0)))] = 1
    for person in range(people):
        if int((person + 1) * second) > int(person * second):
            short = np.where(found[person] == 1, -1.0, quota / np.maximum(0.5, found.sum(axis=0)))
            found[person, int(np.argmax(short))] = 1
    return found


def pools_of(policy: ServicePolicy, homes: int, register: Register) -> int:
    """How many teams answer the telephone: one, one per department, or one per neighbourhood team."""
    model = {"integral": INTEGRAL, "departments": DEPARTMENTS, "contact_centre": CENTRE}[policy.organisation.model]
    return {INTEGRAL: demand.teams_of(homes, register), DEPARTMENTS: DEPARTMENT_POOLS, CENTRE: 1}[model]
