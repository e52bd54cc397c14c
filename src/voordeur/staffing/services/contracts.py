"""Agreeing with somebody on hours for the telephone, and on days on which they do not come."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from voordeur.base import audit
from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Permission, may
from voordeur.staffing.models import Away, Contract, ContractHours

if TYPE_CHECKING:
    from voordeur.parties.models import User

ONE_DAY = timedelta(days=1)


def _check_may(by: "User") -> None:
    if not may(by.role, Permission.MAKE_ROSTERS):
        raise Refused("not_allowed")


@transaction.atomic
def agree(
    *,
    agent: "User",
    from_on: date,
    weekly_minutes: int,
    hours: Mapping[int, tuple[time, time]],
    shortest_minutes: int,
    longest_minutes: int,
    most_days: int,
    by: "User",
    now: datetime,
) -> Contract:
    """Agree on hours from a day on; what held before ends the day before, and what was to begin later is replaced.

    `hours` are per weekday (0 is Monday) the times between which somebody can work. Refused: not_allowed,
    not_on_telephone, no_hours, hours_end_before_they_begin, longest_is_shorter.
    """
    _check_may(by)
    if not may(agent.role, Permission.ANSWER_PHONE):
        raise Refused("not_on_telephone", name=agent.name)
    if not hours:
        raise Refused("no_hours")
    for weekday, (from_time, until_time) in hours.items():
        if until_time <= from_time:
            raise Refused("hours_end_before_they_begin", weekday=weekday)
    if longest_minutes < shortest_minutes:
        raise Refused("longest_is_shorter")
    held = Contract.objects.filter(agent=agent)
    held.filter(from_on__gte=from_on).delete()
    held.in_force(from_on, from_on).update(until_on=from_on - ONE_DAY)
    contract = Contract.objects.create(
        agent=agent,
        from_on=from_on,
        weekly_minutes=weekly_minutes,
        shortest_minutes=shortest_minutes,
        longest_minutes=longest_minutes,
        most_days=most_days,
    )
    ContractHours.objects.bulk_create(
        ContractHours(contract=contract, weekday=weekday, from_time=from_time, until_time=until_time)
        for weekday, (from_time, until_time) in sorted(hours.items())
    )
    audit.record("staffing.agree", f"user:{agent.pk}", by=by, now=now, details={"weekly_minutes": weekly_minutes})
    return contract


@transaction.atomic
def note_away(*, agent: "User", from_on: date, until_on: date, by: "User", now: datetime) -> Away:
    """No roster asks somebody on these days, both included. Refused: not_allowed, away_ends_first."""
    _check_may(by)
    if until_on < from_on:
        raise Refused("away_ends_first")
    away = Away.objects.create(agent=agent, from_on=from_on, until_on=until_on)
    audit.record("staffing.away", f"user:{agent.pk}", by=by, now=now, details={"from": from_on.isoformat()})
    return away


@transaction.atomic
def forget_away(*, away: Away, by: "User", now: datetime) -> None:
    """They come after all. Refused: not_allowed."""
    _check_may(by)
    audit.record("staffing.not_away", f"user:{away.agent_id}", by=by, now=now)
    away.delete()
