"""Builders for tests of the first line: an office in Lindelaan with its teams, and contacts that run."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from voordeur.contact.models import Article, ArticleVersion, Caution, ContactMoment, Question
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


def make_question(
    *, person: Person, dwelling: Dwelling, policy_version: PolicyVersion, now: datetime, kind: str = "call_back"
) -> Question:
    """A promised call-back as it stands in the database, without its step on the work list."""
    return Question.objects.create(
        kind=kind,
        person=person,
        dwelling=dwelling,
        name=person.full_name,
        phone=person.phone,
        email=person.email,
        subject="rent",
        text="Wanneer komt de schilder?",
        policy_version=policy_version,
        asked_at=now,
        due_at=now + timedelta(days=1),
    )


def make_article(*, owner: User, now: datetime, slug: str = "huur-opzeggen", subject: str = "rent") -> Article:
    """An answer at hand in both languages."""
    article = Article.objects.create(slug=slug, subject=subject, owner=owner, review_on=now.date() + timedelta(days=90))
    ArticleVersion.objects.create(
        article=article,
        number=1,
        title_nl="Huur opzeggen",
        body_nl="U zegt de huur op:\n\n- per brief\n- op de website\n",
        title_en="Ending your rent",
        body_en="You end the rent by letter or on the website.",
        made_at=now,
        made_by=owner,
    )
    return article


def make_caution(*, person: Person, now: datetime, kind: str = "BEZ", note: str = "Ga met twee.") -> Caution:
    """What colleagues must know of a person for half a year."""
    today = now.date()
    return Caution.objects.create(
        person=person, kind=kind, note=note, from_on=today, until_on=today + timedelta(days=180), made_at=now
    )
