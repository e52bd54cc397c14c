"""What a run says: figures with the codes of the live association, from what was counted. Simulates nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from voordeur.figures.rules import intervals
from voordeur.kernel.errors import Refused
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import hour_cents
from voordeur.twin.engine.kernel import forms, sums
from voordeur.twin.engine.kernel.forms import Parts
from voordeur.twin.engine.office import desk_minutes
from voordeur.twin.engine.register import Register
from voordeur.twin.engine.world import RUN_UP_DAYS, YEAR_DAYS

WEEKS = YEAR_DAYS / 7

UNITS: dict[str, str] = {
    "cost_per_home_cents": "cents_per_year",
    "fte_contact": "fte",
    "fte_second_line": "fte",
    "fte_craft": "fte",
    "fte_planning": "fte",
    "phone_wait_seconds": "seconds",
    "phone_abandoned_share": "share",
    "phone_in_target_share": "share",
    "failure_demand_share": "share",
    "contacts_per_home": "per_year",
    "solved_at_once_share": "share",
    "answered_late_share": "share",
    "repair_lead_days": "days",
    "repairs_in_term_share": "share",
    "emergencies_in_4_hours_share": "share",
    "windows_kept_share": "share",
    "jobs_per_craftsman_day": "jobs",
    "work_minutes_per_craftsman_day": "minutes",
    "travel_minutes_per_job": "minutes",
    "first_visit_fix_share": "share",
    "no_access_share": "share",
    "contractor_share": "share",
    "mark_repairs": "mark",
    "mark_contact": "mark",
    "complaints_per_1000_homes": "per_year",
    "km_per_home": "km_per_year",
    "co2_kg_per_home": "kg_per_year",
    "craft_cents_per_home": "cents_per_year",
    "contractor_cents_per_home": "cents_per_year",
    "contact_cents_per_home": "cents_per_year",
    "office_cents_per_home": "cents_per_year",
    "material_cents_per_home": "cents_per_year",
}
"""Every figure of a run with its unit. Money per home comes last in its parts."""

GROUPS: dict[str, int] = {
    "all": sums.ALL,
    "older": sums.OLDER,
    "working": sums.WORKING,
    "offline": sums.OFFLINE,
    "others": sums.OTHERS,
}
GROUP_UNITS: dict[str, str] = {
    "mark_repairs": "mark",
    "repair_lead_days": "days",
    "no_access_share": "share",
    "phone_wait_seconds": "seconds",
    "phone_abandoned_share": "share",
    "complaints_per_1000_homes": "per_year",
}


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over years of luck with its 95% interval; `low` and `high` are the mean itself for a single year."""

    mean: float
    low: float
    high: float

    @property
    def differs(self) -> bool:
        """Whether zero lies outside: for a difference, whether there is one."""
        return self.low > 0.0 or self.high < 0.0


def interval(values: Sequence[float]) -> Interval:
    """The mean of independent years with Student's interval. Raises ValueError when there are none."""
    if not values:
        raise ValueError("an interval of nothing")
    mean = float(np.mean(values))
    # Sums of squares are taken around the first, which lies near them all, so that no digits are lost.
    moved = [value - values[0] for value in values]
    found = intervals.of_mean(intervals.Spread(len(moved), sum(moved), sum(one * one for one in moved)))
    if found is None:
        return Interval(mean, mean, mean)
    return Interval(mean, values[0] + found[0], values[0] + found[1])


def check(parts: Parts) -> None:
    """Every need ends somewhere, and what stood open each midnight is what the lengths of the cases say (Little).

    Raises Refused "run_does_not_add_up" with what differs: a run that loses somebody is no result. `room_ran_out` when
    more came than the arrays hold.
    """
    state, times = parts.case.facts[:, forms.STATE], parts.case.times
    known = state != forms.UNKNOWN
    ended = np.isin(state, (forms.DONE, forms.SETTLED, forms.GIVEN_UP))
    reported, finished = int(known.sum()), int(ended.sum())
    counted = parts.tally.sums
    if parts.agenda.marks[4]:
        raise Refused("room_ran_out", many=int(parts.agenda.marks[4]))
    if counted[sums.ALL_REPORTED] != reported or counted[sums.ALL_ENDED] != finished:
        raise Refused("run_does_not_add_up", what="cases", one=int(counted[sums.ALL_REPORTED]), other=reported)
    last = RUN_UP_DAYS + YEAR_DAYS
    began = np.floor(times[known, forms.REPORTED] / 1440.0)
    until = np.where(ended[known], np.minimum(np.floor(times[known, forms.READY_AT] / 1440.0), last), last)
    stood_open = parts.tally.daily[:last, sums.D_OPEN].sum()
    if stood_open != (until - began).sum():
        raise Refused("run_does_not_add_up", what="open", one=int(stood_open), other=int((until - began).sum()))


def figures(parts: Parts, policy: ServicePolicy, register: Register) -> dict[str, float]:
    """Every figure of one counted year."""
    check(parts)
    c = parts.tally.sums
    homes = len(parts.homes.x)

    def share(one: int, of: int) -> float:
        return float(c[one] / c[of]) if c[of] else 0.0

    money = _money(parts, policy, register)
    visits = c[sums.OWN_VISITS] + c[sums.BOUGHT] + c[sums.ON_CALL]
    answers = c[sums.SECOND_DONE] + c[sums.MAILS]
    hours = register["fte_hours"]
    return {
        "cost_per_home_cents": money["total"] / homes,
        "fte_contact": money["contact_hours"] / (register["full_time_hours"] * (1.0 - policy.staffing.shrinkage)),
        "fte_second_line": money["second_hours"] / hours,
        "fte_craft": money["craftsmen"],
        "fte_planning": money["planner_hours"] / hours,
        "phone_wait_seconds": share(sums.WAIT_SECONDS, sums.ANSWERED),
        "phone_abandoned_share": share(sums.ABANDONED, sums.OFFERED),
        "phone_in_target_share": share(sums.IN_TARGET, sums.OFFERED),
        "failure_demand_share": share(sums.FAILURE, sums.CONTACTS),
        "contacts_per_home": float(c[sums.CONTACTS] / homes),
        "solved_at_once_share": share(sums.AT_ONCE, sums.CONTACTS),
        "answered_late_share": float((c[sums.SECOND_LATE] + c[sums.MAIL_LATE]) / answers) if answers else 0.0,
        "repair_lead_days": share(sums.LEAD_DAYS, sums.READY),
        "repairs_in_term_share": share(sums.IN_TERM, sums.TERM_COUNT),
        "emergencies_in_4_hours_share": share(sums.RUSH_IN_4H, sums.RUSH_COUNT),
        "windows_kept_share": 1.0 - float((c[sums.LATE_PROMISES] + c[sums.MISSED]) / max(1.0, c[sums.PROMISES])),
        "jobs_per_craftsman_day": share(sums.JOBS, sums.CRAFT_DAYS),
        "work_minutes_per_craftsman_day": share(sums.WORK_MINUTES, sums.CRAFT_DAYS),
        "travel_minutes_per_job": share(sums.TRAVEL_MINUTES, sums.JOBS),
        "first_visit_fix_share": share(sums.FIRST_FIX, sums.FIRST_COUNT),
        "no_access_share": share(sums.NO_ACCESS, sums.ENDED),
        "contractor_share": float((c[sums.BOUGHT] + c[sums.ON_CALL]) / visits) if visits else 0.0,
        "mark_repairs": share(sums.MARKS, sums.MARK_COUNT),
        "mark_contact": share(sums.CONTACT_MARKS, sums.CONTACT_MARK_COUNT),
        "complaints_per_1000_homes": float(1000 * c[sums.COMPLAINTS] / homes),
        "km_per_home": float(c[sums.KM] / homes),
        "co2_kg_per_home": float(c[sums.KM] * register["co2_kg_per_km"] / homes),
        "craft_cents_per_home": money["craft"] / homes,
        "contractor_cents_per_home": money["contractors"] / homes,
        "contact_cents_per_home": money["contact"] / homes,
        "office_cents_per_home": money["office"] / homes,
        "material_cents_per_home": money["material"] / homes,
    }


def _money(parts: Parts, policy: ServicePolicy, register: Register) -> dict[str, float]:
    """Cents and hours of one year: hours of presence, worked or not, at the policy's prices."""
    c = parts.tally.sums
    costs = policy.costs
    days = parts.days
    counted = slice(RUN_UP_DAYS, RUN_UP_DAYS + YEAR_DAYS)
    is_open = (days.closes[counted] > days.opens[counted]).any(axis=1)
    by_weekday = parts.line.agents.sum(axis=(0, 2)) / 4.0  # hours of presence on such a day
    weekdays = np.bincount(days.weekday[counted][is_open], minlength=7)
    on_phone = float(by_weekday @ weekdays) * (1.0 + register["roster_loss_share"])
    workdays = float((days.workday[counted] >= 0).sum())
    letters = float(parts.line.second_a_day[1].mean()) / 60.0 * workdays
    desk = policy.channels.desk
    desk_hours = desk.open.minutes / 60.0 * WEEKS * min(desk.places, np.ceil(len(parts.homes.x) / 10_000))
    contact_hours = on_phone + letters + float(desk_hours)
    second_hours = float(parts.line.second_a_day[0].mean()) / 60.0 * workdays
    second_hours += desk_minutes(policy, register, len(parts.homes.x)) / 60.0 / register["office_busy_share"]
    planner_hours = (
        float(c[sums.PLANNED_VISITS] + c[sums.MISSED] + c[sums.BUMPED]) * costs.planner_minutes_per_visit / 60.0
    )
    present = c[sums.PAID_MINUTES] / 60.0
    craft_hours = float(present)
    # One craftsman is there on the working days without leave and illness: what is paid beside those is in the price.
    each = workdays * (1.0 - register["away_share"] - register["ill_share"]) * register["shift_minutes"] / 60.0
    craft = (craft_hours + float(c[sums.OVERTIME]) / 60.0 * register["overtime_factor"]) * hour_cents(
        policy, "craftsman"
    )
    craft += float(c[sums.KM]) * costs.kilometre_cents
    contractors = (
        float(c[sums.BOUGHT]) * register["contractor_visit_cents"]
        + float(c[sums.BOUGHT_MINUTES]) / 60.0 * register["contractor_hour_cents"]
        + float(c[sums.ON_CALL]) * register["on_call_cents"]
    )
    material = float(c[sums.MATERIAL_CENTS]) * (1.0 + costs.material_markup_share)
    contact = contact_hours * hour_cents(policy, "agent")
    office = second_hours * hour_cents(policy, "second_line") + planner_hours * hour_cents(policy, "planner")
    direct = craft + contractors + material + contact + office + float(c[sums.MISSED_CENTS])
    return {
        "total": direct * (1.0 + costs.overhead_share),
        "contact_hours": contact_hours,
        "second_hours": second_hours,
        "planner_hours": planner_hours,
        "craftsmen": craft_hours / each,
        "craft": craft,
        "contractors": contractors,
        "contact": contact,
        "office": office,
        "material": material,
    }


def groups(parts: Parts) -> dict[str, dict[str, float]]:
    """Who gains and who loses: the figures of one year for each group of tenants and each district."""
    homes = parts.homes
    size = {
        "all": len(homes.x),
        "older": int(homes.older.sum()),
        "working": int(homes.working.sum()),
        "offline": int(homes.offline.sum()),
        "others": int(((homes.older + homes.working + homes.offline) == 0).sum()),
    }
    numbers = dict(GROUPS)
    for district in range(int(homes.district.max()) + 1):
        numbers[f"district_{district + 1}"] = sums.DISTRICTS_FROM + district
        size[f"district_{district + 1}"] = int((homes.district == district).sum())
    return {code: _group(parts.tally.groups[number], size[code]) for code, number in numbers.items() if size[code]}


def _group(counted: np.ndarray, homes: int) -> dict[str, float]:
    def share(one: int, of: int) -> float:
        return float(counted[one] / counted[of]) if counted[of] else 0.0

    return {
        "mark_repairs": share(sums.G_MARKS, sums.G_MARK_COUNT),
        "repair_lead_days": share(sums.G_LEAD, sums.G_READY),
        "no_access_share": share(sums.G_NO_ACCESS, sums.G_ENDED),
        "phone_wait_seconds": share(sums.G_WAIT, sums.G_ANSWERED),
        "phone_abandoned_share": share(sums.G_ABANDONED, sums.G_OFFERED),
        "complaints_per_1000_homes": float(1000 * counted[sums.G_COMPLAINTS] / homes),
    }
