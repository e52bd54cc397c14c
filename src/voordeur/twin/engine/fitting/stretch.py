"""A stretch of days of an association's own life, simulated: its homes, promises and the people who were really there.

What it says is defined as the live association measures it, so that both can stand beside each other.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from voordeur.costs.rules import Spent, rates_of
from voordeur.planning.engine.kernel.forms import Floats, Ints
from voordeur.policy.models import ServicePolicy
from voordeur.twin.engine.kernel import forms, sums
from voordeur.twin.engine.kernel.forms import Crew, Kinds, Parts
from voordeur.twin.engine.kernel.year import live
from voordeur.twin.engine.places import Town
from voordeur.twin.engine.register import Register
from voordeur.twin.engine.world import RUN_UP_DAYS, YEAR_DAYS, Setting, Staff, build

DAY = 1440.0
YEAR = 365.0

UNITS: dict[str, str] = {
    "repairs_per_home": "per_year",
    "contacts_per_home": "per_year",
    "failure_demand_share": "share",
    "phone_wait_seconds": "seconds",
    "phone_abandoned_share": "share",
    "phone_in_target_share": "share",
    "solved_at_once_share": "share",
    "repair_lead_days": "days",
    "repairs_in_term_share": "share",
    "emergencies_in_4_hours_share": "share",
    "first_visit_fix_share": "share",
    "no_access_share": "share",
    "jobs_per_craftsman_day": "jobs",
    "travel_minutes_per_job": "minutes",
    "km_per_home": "km_per_year",
    "cost_per_home_cents": "cents_per_year",
    "complaints_per_1000_homes": "per_year",
    "mark_repairs": "mark",
    "mark_contact": "mark",
}
"""Every figure that can be set beside what happened, with its unit."""


@dataclass(frozen=True, eq=False)
class Scene:
    """An association in `days` days from `first_on`: homes, promises, and who was there.

    `there[person, day]` from the first day of the run up on: 0 away, 1 there, 2 ill that morning; `skills[person,
    group]`; both None where no shifts are kept. `agents[weekday, quarter]` on the telephone, None where nobody knows.
    `does_everything`: its own people also do the trades that others buy. `visits_on_call`: whether a visit by whoever
    is on call is a shift of its own in the association's figures.
    """

    policy: ServicePolicy
    homes: int
    first_on: date
    days: int
    town: Town | None = None
    there: Ints | None = None
    skills: Ints | None = None
    agents: Ints | None = None
    does_everything: bool = False
    visits_on_call: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.days <= YEAR_DAYS:
            raise ValueError(f"{self.days} days")

    def setting(self, seed: int, replication: int) -> Setting:
        return Setting(self.homes, self.first_on, seed, replication, self.town)

    def staff(self, asked: Staff) -> Staff:
        """Who is there: as far as it is known, and otherwise who the promises ask for."""
        agents, craftsmen = asked.agents, asked.craftsmen_per_1000
        if self.agents is not None:
            pools = len(asked.agents)
            agents = np.repeat(-(-self.agents[None] // pools), pools, axis=0)
        if self.there is not None:
            craftsmen = (len(self.there) - 1e-6) * 1000.0 / self.homes
        return Staff(agents, asked.minutes, craftsmen)


def lived(scene: Scene, staff: Staff, register: Register, seed: int, replication: int) -> Parts:
    """The association on the evening of its last day."""
    parts = build(scene.policy, scene.setting(seed, replication), staff, register)
    if scene.there is not None:
        parts = parts._replace(crew=_crew(parts.crew, scene))
    if scene.does_everything:
        parts = parts._replace(kinds=_own_kinds(parts.kinds))
    live(parts, 0, RUN_UP_DAYS + scene.days)
    return parts


def _crew(crew: Crew, scene: Scene) -> Crew:
    """The same regions with the people who were there; after the last day everyone, as nobody knew then who would."""
    if scene.there is None:
        return crew
    there = np.zeros_like(crew.there)
    skills = crew.skills.copy()
    regions = len(crew.first_of)
    for person, days in enumerate(scene.there):
        region = person % regions
        place = crew.first_of[region] + person // regions
        if place >= crew.end_of[region]:
            continue
        there[place, : len(days)] = days
        there[place, len(days) :] = 1 if days.any() else 0
        if scene.skills is not None:
            skills[place] = scene.skills[person]
    return crew._replace(there=there, skills=skills)


def _own_kinds(kinds: Kinds) -> Kinds:
    """Trades that are usually bought, spread over the groups of the own people."""
    number = np.arange(len(kinds.group))
    groups = int(kinds.group.max()) + 1
    return kinds._replace(group=np.where(kinds.group < 0, number % groups, kinds.group))


def figures(parts: Parts, scene: Scene) -> dict[str, float]:
    """Every figure of the stretch that this run can say; what nothing happened of is left out."""
    c, homes = parts.tally.sums, float(scene.homes)
    a_year = YEAR / scene.days
    on_call = c[sums.ON_CALL] if scene.visits_on_call else 0.0
    found = {
        "repairs_per_home": c[sums.REPORTED] / homes * a_year,
        "contacts_per_home": c[sums.CONTACTS] / homes * a_year,
        "complaints_per_1000_homes": 1000.0 * c[sums.COMPLAINTS] / homes * a_year,
        "km_per_home": _km(parts, scene) / homes * a_year,
        "cost_per_home_cents": _cents(parts, scene) / homes * a_year,
    }
    shares = {
        "failure_demand_share": (c[sums.FAILURE], c[sums.CONTACTS]),
        "phone_wait_seconds": (c[sums.WAIT_SECONDS], c[sums.ANSWERED]),
        "phone_abandoned_share": (c[sums.ABANDONED], c[sums.OFFERED]),
        "phone_in_target_share": (c[sums.IN_TARGET], c[sums.OFFERED]),
        # What comes by the website mostly books itself: nobody of ours answers it.
        "solved_at_once_share": (max(0.0, c[sums.AT_ONCE] - c[sums.WEBS]), c[sums.CONTACTS] - c[sums.WEBS]),
        "no_access_share": (c[sums.NO_ACCESS], c[sums.OWN_VISITS] + on_call),
        "jobs_per_craftsman_day": (c[sums.JOBS] + on_call, c[sums.CRAFT_DAYS] + on_call),
        "travel_minutes_per_job": (c[sums.TRAVEL_MINUTES], c[sums.JOBS]),
        "emergencies_in_4_hours_share": (c[sums.RUSH_IN_4H], c[sums.RUSH_COUNT]),
        "mark_repairs": (c[sums.MARKS], c[sums.MARK_COUNT]),
        "mark_contact": (c[sums.CONTACT_MARKS], c[sums.CONTACT_MARK_COUNT]),
        **_cases(parts, scene),
    }
    found |= {code: float(over / under) for code, (over, under) in shares.items() if under}
    return {code: float(found[code]) for code in UNITS if code in found}


def _km(parts: Parts, scene: Scene) -> float:
    """Kilometres to visits; the way home is in no task of the live association."""
    c = parts.tally.sums
    driven = c[sums.TRAVEL_MINUTES] - parts.chance.parking_minutes * c[sums.OWN_VISITS]
    return max(0.0, float(driven)) / 60.0 * scene.policy.planning.travel_speed_kmh


def _cents(parts: Parts, scene: Scene) -> float:
    """What the work cost at the prices of the policy, as the live association counts it: time on cases only."""
    c = parts.tally.sums
    others = c[sums.BOUGHT] + c[sums.ON_CALL]
    each = c[sums.WORK_MINUTES] / max(1.0, c[sums.OWN_VISITS])
    spent = Spent(
        agent_seconds=float(c[sums.TALK_SECONDS] + 60.0 * c[sums.MAIL_MINUTES]),
        visits=int(c[sums.OWN_VISITS] + others),
        work_minutes=float(c[sums.WORK_MINUTES] + others * each),
        travel_minutes=float(c[sums.TRAVEL_MINUTES]),
        km=_km(parts, scene),
        material_cents=float(c[sums.MATERIAL_CENTS]),
        compensation_cents=int(c[sums.MISSED_CENTS]),
    )
    return rates_of(scene.policy).cents(spent)


def _cases(parts: Parts, scene: Scene) -> dict[str, tuple[float, float]]:
    """What needs one look at every repair: (sum, number) of each figure."""
    facts, times = parts.case.facts, parts.case.times
    begin, end = RUN_UP_DAYS * DAY, (RUN_UP_DAYS + scene.days) * DAY
    state = facts[:, forms.STATE]
    done = (state == forms.DONE) & (times[:, forms.READY_AT] < end)
    counted = done & (times[:, forms.READY_AT] >= begin)
    lead: Floats = (times[:, forms.READY_AT] - times[:, forms.REPORTED])[counted] / DAY
    known = (state != forms.UNKNOWN) & (state != forms.SETTLED) & (state != forms.GIVEN_UP)
    due = known & (times[:, forms.DUE] >= begin) & (times[:, forms.DUE] < end)
    in_term = due & done & (times[:, forms.READY_AT] <= times[:, forms.DUE])
    visited = counted & (facts[:, forms.VISITS] > 0)
    return {
        "repair_lead_days": (float(lead.sum()), float(len(lead))),
        "repairs_in_term_share": (float(in_term.sum()), float(due.sum())),
        "first_visit_fix_share": (float((visited & (facts[:, forms.VISITS] == 1)).sum()), float(visited.sum())),
    }
