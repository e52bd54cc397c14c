"""What the telephone's own history says, who can be rostered in a week, and the plans. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Q

from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.parties.rules import MAY, Permission
from voordeur.policy.models import ServicePolicy, Week
from voordeur.policy.rules import at_minute, is_holiday, local
from voordeur.promises import queries as promises
from voordeur.staffing.engine.forecast import SLOTS, History, Mask
from voordeur.staffing.engine.needs import Aim, Talk
from voordeur.staffing.engine.roster import MINUTES, Agent, Shift
from voordeur.staffing.models import Away, Contract, KeptFree, Plan, TelephoneShift
from voordeur.telephone import queries as telephone

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

# A year and some weeks: what the same weeks of last year did, and the level around them.
HISTORY_DAYS = 430
# How long calls take and how long people wait changes with the work: the last weeks say it.
TALK_DAYS = 56
LEAST_TALKS = 20
QUARTERS_PER_HOUR = 4
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Past:
    """Calls per quarter as the register has them, and how long talks and patience are."""

    history: History
    talk: Talk


def monday_of(week: str) -> date:
    """The Monday of an ISO week as people write it, `2026-W48`. Raises `Refused("not_a_week")`."""
    year, _, number = week.partition("-W")
    try:
        if len(number) != 2 or not number.isdigit() or len(year) != 4 or not year.isdigit():
            raise ValueError
        return date.fromisocalendar(int(year), int(number), 1)
    except ValueError:
        raise Refused("not_a_week", week=week[:20]) from None


def week_of(day: date) -> str:
    """The ISO week of a day as people write it."""
    return f"{day:%G-W%V}"


# --- the past -------------------------------------------------------------------------------------------------------


def past(until_on: date) -> Past:
    """The register up to and including `until_on`.

    Raises `Refused("no_calls")` when it has none, `Refused("no_talks")` when nobody wrote down how long they took.
    """
    history, recent = _read(until_on)
    return Past(history, _talk(telephone.added_up(recent)))


def history(until_on: date | None = None) -> History:
    """The calls alone, up to and including a day or the last one. Raises `Refused("no_calls")`."""
    known = telephone.first_and_last_day()
    return _read(until_on or (known[1] if known else date.min))[0]


def _read(until_on: date) -> tuple[History, list[telephone.Figures]]:
    known = telephone.first_and_last_day()
    if known is None or known[0] > until_on:
        raise Refused("no_calls", until=until_on)
    first = max(known[0], until_on - timedelta(days=HISTORY_DAYS - 1))
    number_of_days = (until_on - first).days + 1
    calls = np.zeros((number_of_days, SLOTS))
    recent: list[telephone.Figures] = []
    for quarter in telephone.quarters(first, until_on):
        here = quarter.starts_at
        day = (here.date() - first).days
        calls[day, (here.hour * 60 + here.minute) // MINUTES] += quarter.figures.offered
        if number_of_days - day <= TALK_DAYS:
            recent.append(quarter.figures)
    days = [first + timedelta(days=number) for number in range(number_of_days)]
    return History(first, calls, _open(days, calls)), recent


def _talk(figures: telephone.Figures) -> Talk:
    """Mean seconds of a talk; mean patience as all time waited over all who left (maximum likelihood when cut off)."""
    handling = figures.mean_service_seconds
    if handling is None or figures.timed < LEAST_TALKS:
        raise Refused("no_talks", found=figures.timed, least=LEAST_TALKS)
    waited = figures.wait_seconds + figures.lost_wait_seconds
    is_known = figures.abandoned >= LEAST_TALKS and figures.lost_wait_seconds > 0
    return Talk(handling, waited / figures.abandoned if is_known else None)


def _open(days: Sequence[date], calls: "np.ndarray") -> Mask:
    """In which quarters one could call, by the policy of each day; before the first policy, when people did call."""
    versions = promises.versions()
    is_open = np.zeros(calls.shape, dtype=np.bool_)
    before = np.zeros(len(days), dtype=np.bool_)
    for number, day in enumerate(days):
        noon = at_minute(day, 12 * 60)
        found = next((one for one in reversed(versions) if one.starts_at <= noon), None)
        if found is None:
            before[number] = True
        else:
            is_open[number] = open_quarters(day, found.policy)
    weekdays = np.array([day.weekday() for day in days])
    for weekday in range(WEEK_DAYS):
        here = before & (weekdays == weekday)
        if here.any():
            is_open[here] = calls[here].sum(axis=0) > 0
    return is_open


def open_quarters(day: date, policy: ServicePolicy) -> Mask:
    """The quarters of a day in which the telephone is answered."""
    week: Week = policy.channels.telephone.open
    found = np.zeros(SLOTS, dtype=np.bool_)
    if is_holiday(day, policy) and not week.is_round_the_clock:
        return found
    for block in week.on(day.weekday()):
        found[block.from_minute // MINUTES : -(-block.until_minute // MINUTES)] = True
    return found


def is_after_closure(day: date, policy: ServicePolicy) -> bool:
    """Whether the days just before were closed for a holiday on which one can usually call."""
    for back in range(1, WEEK_DAYS + 1):
        before = day - timedelta(days=back)
        if open_quarters(before, policy).any():
            return False
        if policy.channels.telephone.open.on(before.weekday()):
            return True
    return False


def aim_of(policy: ServicePolicy) -> Aim:
    """What the policy promises about the telephone."""
    return Aim(
        share=policy.staffing.target_share,
        seconds=policy.staffing.target_seconds,
        shrinkage=policy.staffing.shrinkage,
        occupancy_max=policy.staffing.occupancy_max,
    )


# --- who there is ---------------------------------------------------------------------------------------------------


def agents_of(monday: date, policy: ServicePolicy) -> list[Agent]:
    """Who can be rostered in the week of this Monday, as the roster wants them; the key is that of the user."""
    sunday = monday + timedelta(days=WEEK_DAYS - 1)
    away = Away.objects.filter(from_on__lte=sunday, until_on__gte=monday)
    gone: dict[int, set[date]] = {}
    for one in away:
        days = (monday + timedelta(days=number) for number in range(WEEK_DAYS))
        gone.setdefault(one.agent_id, set()).update(day for day in days if one.from_on <= day <= one.until_on)
    for agent_id, on in KeptFree.objects.filter(on__gte=monday, on__lte=sunday).values_list("agent_id", "on"):
        gone.setdefault(agent_id, set()).add(on)
    found: dict[str, Agent] = {}
    contracts = Contract.objects.in_force(monday, sunday).filter(agent__is_active=True)
    for contract in contracts.prefetch_related("hours").order_by("agent_id", "from_on"):
        hours = {}
        for there in contract.hours.all():
            day = monday + timedelta(days=there.weekday)
            holds = contract.from_on <= day and (contract.until_on is None or day <= contract.until_on)
            if holds and day not in gone.get(contract.agent_id, ()):
                hours[there.weekday] = (
                    _quarter(there.from_time, up=True),
                    _quarter(there.until_time, up=False),
                )
        key = str(contract.agent_id)
        # Who gets other hours in the middle of a week keeps the days of both, and the limits of the later.
        earlier = found[key].hours if key in found else {}
        found[key] = Agent(
            key=key,
            hours=earlier | hours,
            most_minutes=contract.weekly_minutes,
            shortest_minutes=contract.shortest_minutes,
            longest_minutes=contract.longest_minutes,
            most_days=contract.most_days,
            quarter_cents=policy.costs.agent_hour_cents / QUARTERS_PER_HOUR,
        )
    return list(found.values())


def _quarter(moment: time, *, up: bool) -> int:
    minute = moment.hour * 60 + moment.minute
    return -(-minute // MINUTES) if up else minute // MINUTES


# --- plans ----------------------------------------------------------------------------------------------------------


def plan_of(monday: date, user: "User | AnonymousUser") -> Plan | None:
    """The plan of the week of this Monday, when there is one and the user may see it."""
    return Plan.objects.visible_to(user).filter(monday=monday).select_related("wanted_by").first()


def shifts_of(plan: Plan) -> list[TelephoneShift]:
    """The shifts of a plan with their agents, in the order of the day."""
    return list(plan.shifts.select_related("agent").order_by("on", "starts_at", "agent__name", "agent_id"))


def shift_of(shift_id: int, user: "User | AnonymousUser") -> TelephoneShift | None:
    """A shift with its plan and agent, when the user may see that plan."""
    seen = TelephoneShift.objects.filter(plan__in=Plan.objects.visible_to(user))
    return seen.select_related("plan", "agent").filter(pk=shift_id).first()


def as_engine(shift: TelephoneShift, monday: date) -> Shift:
    """A shift as the roster counts it: days from this Monday, quarters from midnight."""

    def quarter(moment: datetime) -> int:
        here = local(moment)
        return (here.date() - shift.on).days * SLOTS + (here.hour * 60 + here.minute) // MINUTES

    return Shift(str(shift.agent_id), (shift.on - monday).days, quarter(shift.starts_at), quarter(shift.ends_at))


def fixed_by_hand(monday: date) -> tuple[int, list[TelephoneShift]]:
    """How often the roster of a week was changed by hand, and the shifts that stand because of it."""
    plan = Plan.objects.filter(monday=monday).first()
    return (plan.hand_changes, list(plan.shifts.filter(is_fixed=True).order_by("pk"))) if plan else (0, [])


def unplanned_weeks(first: date, *, weeks: int) -> list[date]:
    """The Mondays of these weeks, from the one of `first` on, for which nobody made or asked for a plan."""
    mondays = [first + timedelta(days=WEEK_DAYS * number) for number in range(weeks)]
    known = set(Plan.objects.filter(monday__in=mondays).values_list("monday", flat=True))
    return [monday for monday in mondays if monday not in known]


def contracts(user: "User | AnonymousUser", *, on: date) -> list[Contract]:
    """Every agreement about hours that holds on a day or later, by name."""
    found = Contract.objects.visible_to(user).filter(Q(until_on=None) | Q(until_on__gte=on))
    return list(found.select_related("agent").prefetch_related("hours").order_by("agent__name", "agent_id", "from_on"))


def telephone_staff() -> list[User]:
    """Everyone whose role answers the telephone, by name."""
    found = User.objects.filter(role__in=[role.value for role in MAY[Permission.ANSWER_PHONE]], is_active=True)
    return list(found.order_by("name", "pk"))


def away_of(agent: User, *, on: date) -> list[Away]:
    """The days, from `on`, on which somebody does not come."""
    return list(Away.objects.filter(agent=agent, until_on__gte=on).order_by("from_on", "pk"))
