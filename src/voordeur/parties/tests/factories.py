"""Builders of people for tests: fixed values, a running number where the database wants something unique."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from itertools import count

from voordeur.parties.models import (
    Craftsman,
    CraftsmanTrade,
    Household,
    HouseholdMember,
    Mandate,
    Person,
    Team,
    User,
    WorkingHours,
)
from voordeur.parties.rules import MandateScope, Role

_number = count(1)


def make_person(
    *,
    external_id: str | None = None,
    first_name: str = "Ada",
    infix: str = "de",
    last_name: str = "Boer",
    born_on: date | None = date(1980, 12, 10),
    email: str | None = None,
    phone: str = "+31612345678",
    language: str = "nl",
    preferred_channel: str = "EMA",
    is_vulnerable: bool = False,
) -> Person:
    number = next(_number)
    return Person.objects.create(
        external_id=external_id or f"P{number}",
        first_name=first_name,
        infix=infix,
        last_name=last_name,
        born_on=born_on,
        email=f"person{number}@example.org" if email is None else email,
        phone=phone,
        language=language,
        preferred_channel=preferred_channel,
        is_vulnerable=is_vulnerable,
    )


def make_team(*, code: str | None = None, name: str = "Klantcontact") -> Team:
    return Team.objects.create(code=code or f"team-{next(_number)}", name=name)


def make_user(
    *,
    role: Role = Role.TENANT,
    email: str | None = None,
    name: str = "",
    person: Person | None = None,
    team: Team | None = None,
    password: str | None = None,
) -> User:
    """A user who can be logged in with `client.force_login`; a tenant gets a person of their own unless one is given.

    Without a password the account has none, which saves the time of hashing one.
    """
    number = next(_number)
    if role == Role.TENANT and person is None:
        person = make_person()
    return User.objects.create_user(
        email=email or f"{role.value}{number}@example.org",
        password=password,
        name=name or (person.full_name if person else "Sam Bakker"),
        role=role,
        person=person,
        team=team,
    )


def make_household(
    *, person: Person | None = None, others: Sequence[Person] = (), external_id: str | None = None
) -> Household:
    """A household with `person` as the tenant (HUU; made when absent) and `others` as co-tenants (MDH)."""
    household = Household.objects.create(external_id=external_id or f"H{next(_number)}")
    HouseholdMember.objects.create(household=household, person=person or make_person(), role="HUU")
    for other in others:
        HouseholdMember.objects.create(household=household, person=other, role="MDH")
    return household


def make_craftsman(
    *,
    user: User | None = None,
    name: str = "Sam Bakker",
    team: Team | None = None,
    trades: Mapping[str, int] | None = None,
    lat: float = 52.2112,
    lon: float = 5.9699,
    weekdays: Sequence[int] = (0, 1, 2, 3, 4),
    from_time: time = time(7, 30),
    until_time: time = time(16, 0),
    break_minutes: int = 30,
) -> Craftsman:
    """A craftsman on Monday to Friday, in plumbing and carpentry unless `trades` (code -> level) says otherwise."""
    craftsman = Craftsman.objects.create(
        user=user or make_user(role=Role.CRAFTSMAN, name=name, team=team), lat=lat, lon=lon
    )
    for trade, level in ({"LOO": 2, "TIM": 1} if trades is None else trades).items():
        CraftsmanTrade.objects.create(craftsman=craftsman, trade=trade, level=level)
    for weekday in weekdays:
        WorkingHours.objects.create(
            craftsman=craftsman,
            weekday=weekday,
            from_time=from_time,
            until_time=until_time,
            break_from_time=time(11, 30) if break_minutes else None,
            break_until_time=time(13, 30) if break_minutes else None,
            break_minutes=break_minutes,
        )
    return craftsman


def make_mandate(
    *,
    principal: Person | None = None,
    agent: Person | None = None,
    scope: MandateScope = MandateScope.EVERYTHING,
    from_on: date = date(2026, 1, 1),
    until_on: date | None = None,
) -> Mandate:
    return Mandate.objects.create(
        principal=principal or make_person(),
        agent=agent or make_person(first_name="Noor", infix="", last_name="Visser"),
        scope=scope,
        from_on=from_on,
        until_on=until_on,
    )
