"""Builders of complaints for tests: a home with its tenant ada, and one colleague of each kind that handles or judges.

The week is a fixed one in November; `at("10:15")` is a moment of its Tuesday on the association's clock.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from voordeur.complaints.models import Complaint
from voordeur.complaints.rules.subjects import About, Cause, Outcome
from voordeur.complaints.services import handling, receiving, reviewing
from voordeur.complaints.services.handling import Verdict
from voordeur.complaints.services.receiving import Speaker
from voordeur.homes.models import Dwelling
from voordeur.homes.tests.factories import make_tenancy
from voordeur.parties.models import Person, User
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_person, make_user
from voordeur.planning.tests.factories import TUESDAY, at
from voordeur.promises.models import PolicyVersion
from voordeur.promises.tests.factories import make_policy_version
from voordeur.repairs.rules.actor import Actor

__all__ = ["NOW", "TUESDAY", "at"]

NOW = at("09:00")
STORY = "Ik heb drie keer gebeld over de afspraak en niemand belde terug."
ANSWER = "U heeft gelijk. Wij hadden u moeten terugbellen en dat hebben wij niet gedaan."
FOUNDED = Verdict(Outcome.FOUNDED, ANSWER, Cause.NO_WORD)
UNFOUNDED = Verdict(Outcome.UNFOUNDED, "Wij hebben gekeken wat er gebeurde en zien het anders dan u.")


@dataclass(frozen=True, slots=True)
class House:
    """Ada with her home; noor answers the telephone, hanna consults, bas watches quality, marit manages."""

    ada: Person
    ada_user: User
    home: Dwelling
    noor: User
    hanna: User
    bas: User
    marit: User
    version: PolicyVersion


def make_house(*, preset: str = "gepast", is_vulnerable: bool = False) -> House:
    version = PolicyVersion.objects.filter(name=preset).first() or make_policy_version(preset=preset)
    ada = make_person(email="ada@example.org", is_vulnerable=is_vulnerable)
    return House(
        ada=ada,
        ada_user=make_user(person=ada),
        home=make_tenancy(person=ada).dwelling,
        noor=make_user(role=Role.CONTACT_AGENT, name="Noor Visser"),
        hanna=make_user(role=Role.HOUSING_CONSULTANT, name="Hanna Okonkwo"),
        bas=make_user(role=Role.QUALITY, name="Bas Visser"),
        marit=make_user(role=Role.MANAGER, name="Marit Jansen"),
        version=version,
    )


def by(user: User) -> Actor:
    return Actor(user.pk, user.role)


def make_complaint(house: House, **given: Any) -> Complaint:
    """Ada's complaint about how she was treated, unless `given` says otherwise."""
    usual: dict[str, Any] = {
        "about": About.BEHAVIOUR,
        "text": STORY,
        "channel": "INT",
        "by": by(house.ada_user),
        "now": NOW,
        "speakers": [Speaker.of(house.ada)],
        "dwelling": house.home,
        "happened_on": date(2026, 11, 20),
    }
    return receiving.receive(**{**usual, **given})


def make_handled(house: House, **given: Any) -> Complaint:
    """Confirmed by hanna, who handles it."""
    complaint = make_complaint(house, **given)
    handling.acknowledge(complaint, by=by(house.hanna), now=given.get("now", NOW))
    return complaint


def make_answered(house: House, verdict: Verdict = UNFOUNDED, **given: Any) -> Complaint:
    """Answered by hanna."""
    complaint = make_handled(house, **given)
    handling.answer(complaint, verdict, by=by(house.hanna), now=given.get("now", NOW))
    return complaint


def make_reviewed(house: House, **given: Any) -> Complaint:
    """In the second stage."""
    complaint = make_answered(house, **given)
    reviewing.ask_review(complaint, why="Dit antwoord klopt niet.", by=by(house.ada_user), now=given.get("now", NOW))
    return complaint
