"""Builders for tests of the first line: an office in Lindelaan with its teams, and contacts that run."""

from dataclasses import dataclass
from datetime import datetime

from voordeur.contact.models import ContactMoment
from voordeur.contact.services import moments
from voordeur.homes.models import Dwelling
from voordeur.homes.tests.factories import make_dwelling, make_tenancy
from voordeur.parties.models import Person, Team, User
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_person, make_team, make_user
from voordeur.planning.tests.factories import MONDAY, NOW, TUESDAY, at
from voordeur.promises.models import PolicyVersion
from voordeur.promises.tests.factories import make_policy_version

__all__ = ["MONDAY", "NOW", "TUESDAY", "at"]


@dataclass(frozen=True, slots=True)
class Office:
    """A tenant ada in her home, the agent noor, the consultant hanna and the manager marit."""

    ada: Person
    home: Dwelling
    noor: User
    hanna: User
    marit: User
    version: PolicyVersion
    teams: dict[str, Team]


def make_office(*, preset: str = "gepast") -> Office:
    """Everyone has a team; the policy is in force since long ago."""
    names = {"contact": "Klantcontact", "planning": "Planning", "housing": "Woonconsulenten", "quality": "Kwaliteit"}
    teams = {code: make_team(code=code, name=name) for code, name in names.items()}
    ada = make_person(email="ada@example.org")
    home = make_dwelling(postcode="7323AA")
    make_tenancy(dwelling=home, person=ada)
    return Office(
        ada=ada,
        home=home,
        noor=make_user(role=Role.CONTACT_AGENT, name="Noor Visser", email="noor@example.org", team=teams["contact"]),
        hanna=make_user(
            role=Role.HOUSING_CONSULTANT, name="Hanna Okonkwo", email="hanna@example.org", team=teams["housing"]
        ),
        marit=make_user(role=Role.MANAGER, name="Marit Jansen", email="marit@example.org"),
        version=make_policy_version(preset=preset),
        teams=teams,
    )


def make_running(office: Office, *, now: datetime = NOW, agent: User | None = None, source: str = "") -> ContactMoment:
    """Ada is on the line since `now`."""
    return moments.begin(
        channel="TEL",
        direction="INK",
        person_id=office.ada.pk,
        dwelling_id=office.home.pk,
        agent=agent or office.noor,
        at=now,
        now=now,
        source=source,
    )
