"""Builders for the telephone of a week: a past with the same calls on every working day, and people with hours."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

import numpy as np

from voordeur.parties.models import User
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.policy.rules import at_minute
from voordeur.staffing.engine.forecast import Expected
from voordeur.staffing.engine.needs import Aim, Talk
from voordeur.staffing.engine.week import Day, staff, told
from voordeur.staffing.models import Away, Contract, ContractHours, Plan, TelephoneShift
from voordeur.telephone.models import QuarterHour

MONDAY = date(2026, 11, 30)
# The Tuesday before the week that is planned
NOW = at_minute(date(2026, 11, 24), 10 * 60)
OFFICE_DAYS = range(5)


def make_past(
    *,
    weeks: int = 8,
    until_on: date = date(2026, 11, 23),
    calls: int = 6,
    by_weekday: Mapping[int, int] | None = None,
    talk_seconds: float = 240.0,
    abandoned: int = 1,
) -> None:
    """`calls` in every quarter of an hour from 8 to 17 on working days; of each quarter `abandoned` gave up."""
    rows = []
    for back in range(weeks * 7):
        day = until_on - timedelta(days=back)
        count = (by_weekday or {}).get(day.weekday(), calls)
        if day.weekday() not in OFFICE_DAYS or not count:
            continue
        for minute in range(8 * 60, 17 * 60, 15):
            answered = count - min(abandoned, count)
            rows.append(
                QuarterHour(
                    starts_at=at_minute(day, minute),
                    offered=count,
                    answered=answered,
                    abandoned=count - answered,
                    within_20s=answered,
                    served=answered,
                    wait_seconds=20.0 * answered,
                    lost_wait_seconds=40.0 * (count - answered),
                    timed=answered,
                    service_seconds=talk_seconds * answered,
                )
            )
    QuarterHour.objects.bulk_create(rows)


def make_contract(
    *,
    agent: User | None = None,
    weekly_minutes: int = 2160,
    from_on: date = date(2026, 1, 1),
    until_on: date | None = None,
    weekdays: range | tuple[int, ...] = OFFICE_DAYS,
    from_time: time = time(8),
    until_time: time = time(17),
    shortest_minutes: int = 180,
    longest_minutes: int = 540,
    most_days: int = 5,
) -> Contract:
    contract = Contract.objects.create(
        agent=agent or make_user(role=Role.CONTACT_AGENT),
        from_on=from_on,
        until_on=until_on,
        weekly_minutes=weekly_minutes,
        shortest_minutes=shortest_minutes,
        longest_minutes=longest_minutes,
        most_days=most_days,
    )
    ContractHours.objects.bulk_create(
        ContractHours(contract=contract, weekday=weekday, from_time=from_time, until_time=until_time)
        for weekday in weekdays
    )
    return contract


def at(day: date, clock: str) -> datetime:
    hours, minutes = clock.split(":")
    return at_minute(day, int(hours) * 60 + int(minutes))


def make_away(agent: User, *, from_on: date = MONDAY, until_on: date = MONDAY) -> Away:
    return Away.objects.create(agent=agent, from_on=from_on, until_on=until_on)


def make_plan(
    *, shifts: Mapping[User, tuple[str, str]] | None = None, monday: date = MONDAY, calls: float = 6.0
) -> Plan:
    """A plan of the working days of a week with as many calls in every quarter, and shifts on its Monday."""
    is_open = np.zeros(96, dtype=bool)
    is_open[32:68] = True
    days = [
        Day(Expected(monday + timedelta(days=number), np.where(is_open, calls, 0.0), 0.0, 0.0), tuple(is_open.tolist()))
        for number in OFFICE_DAYS
    ]
    staffed = staff(days, [], Talk(240.0, 300.0), Aim(0.8, 30.0, 0.3, 0.85))
    forecast = {"history_from_on": "2026-01-05", "history_until_on": "2026-11-23", "score": None}
    plan = Plan.objects.create(
        monday=monday, wanted_at=NOW, made_at=NOW, figures=told(staffed) | {"forecast": forecast, "agents": 1}
    )
    for agent, (begins, ends) in (shifts or {}).items():
        TelephoneShift.objects.create(
            plan=plan, agent=agent, on=monday, starts_at=at(monday, begins), ends_at=at(monday, ends)
        )
    return plan
