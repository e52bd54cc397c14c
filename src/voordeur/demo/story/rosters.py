"""With whom which hours are agreed for the telephone: full weeks, four days, school hours, and somebody on leave."""

from datetime import date, time, timedelta

from voordeur.demo.story.rows import Rows
from voordeur.demo.story.staff import Staff
from voordeur.parties.rules import Role
from voordeur.staffing.models import Away, Contract, ContractHours

# Hours a week, days at most, shortest and longest shift in minutes, and per weekday from and until (estimates).
FULL = (36, 5, 240, 540, {day: (time(8), time(17)) for day in range(5)})
FOUR_DAYS = (32, 4, 240, 540, {day: (time(8), time(17)) for day in range(5)})
SCHOOL = (20, 5, 180, 300, {day: (time(8, 30), time(14)) for day in range(5)})
THREE_DAYS = (24, 3, 240, 540, {day: (time(8), time(17)) for day in (0, 1, 3)})
KINDS = (FULL, SCHOOL, FOUR_DAYS, THREE_DAYS)
AWAY_EVERY = 8
AWAY_DAYS = 4


def agree(rows: Rows, staff: Staff, *, from_on: date, today: date) -> None:
    """Hours for everyone in the contact team; now and then somebody is on leave in the week that comes."""
    next_monday = today + timedelta(days=7 - today.weekday())
    for number, agent in enumerate(staff.by_role[Role.CONTACT_AGENT]):
        weekly, days, shortest, longest, hours = KINDS[number % len(KINDS)]
        contract = rows.keep(
            Contract(
                agent=agent,
                from_on=from_on,
                weekly_minutes=weekly * 60,
                most_days=days,
                shortest_minutes=shortest,
                longest_minutes=longest,
            )
        )
        for weekday, (from_time, until_time) in hours.items():
            rows.keep(ContractHours(contract=contract, weekday=weekday, from_time=from_time, until_time=until_time))
        if number % AWAY_EVERY == AWAY_EVERY - 1:
            rows.keep(Away(agent=agent, from_on=next_monday, until_on=next_monday + timedelta(days=AWAY_DAYS)))
