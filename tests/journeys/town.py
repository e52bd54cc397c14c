"""A small association: two homes, three craftsmen, one person per role. Everyone has a name and the same password."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password

from voordeur.homes.models import Dwelling, Tenancy
from voordeur.homes.tests.factories import make_complex, make_dwelling, make_tenancy
from voordeur.parties.models import Person, User
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_craftsman, make_person, make_team, make_user
from voordeur.planning import services as planning
from voordeur.policy import presets
from voordeur.promises.models import PolicyVersion
from voordeur.repairs.models import Repair
from voordeur.repairs.rules.actor import Actor
from voordeur.repairs.services import reporting
from voordeur.subscriptions.models import Subscription

PASSWORD = "een-lange-lamp"
TRADES = {"LOA": 2, "LOO": 2, "CVI": 2, "TIM": 1}
TEAMS = {"contact": "Klantcontact", "planning": "Planning", "housing": "Wonen", "craft": "Vakmensen"}
STAFF = {
    "robin": (Role.CONTACT_AGENT, "Robin Smit", "contact"),
    "pim": (Role.PLANNER, "Pim van den Berg", "planning"),
    "hanna": (Role.HOUSING_CONSULTANT, "Hanna Okonkwo", "housing"),
    "marit": (Role.MANAGER, "Marit Jansen", "contact"),
    "alex": (Role.ADMINISTRATOR, "Alex de Wit", "contact"),
}


@dataclass(frozen=True, slots=True)
class Town:
    """The people and homes of a story. `address_of` gives the log-in of a name."""

    ada: Person
    home: Dwelling
    tenancy: Tenancy
    next_door: Dwelling
    users: dict[str, User]

    def address_of(self, name: str) -> str:
        return self.users[name].email

    def reported(
        self, *, now: datetime, path: str = "kitchen/tap/no_water", home: Dwelling | None = None, **answers: str
    ) -> Repair:
        """A repair that ada reported before the story begins; the default waits for an appointment, at our cost."""
        user = self.users["ada"]
        return reporting.report(
            dwelling=home or self.home,
            path=path,
            answers=answers or {"neighbours_too": "no"},
            own_fault="no",
            description="",
            channel="INT",
            by=Actor(user_id=user.pk, role="tenant"),
            now=now,
            reporter=self.ada,
            contact_email=self.ada.email,
            contact_phone=self.ada.phone,
        )


def build(*, now: datetime, craftsmen: int = 2) -> Town:
    """Fill an empty database. The policy is `gepast`, except that everybody is asked for a mark, so no story hangs on a
    draw."""
    policy = presets.with_value(presets.load("gepast"), "quality.surveys.repair.sample_share", 1.0)
    began = now - timedelta(days=400)
    PolicyVersion.objects.create(starts_at=began, name="gepast", text=presets.dump(policy), created_at=began)
    teams = {code: make_team(code=code, name=name) for code, name in TEAMS.items()}
    estate = make_complex(name="De Linden")
    ada = make_person(email="ada@example.org")
    home = make_dwelling(complex_=estate, number=12)
    next_door = make_dwelling(complex_=estate, number=14, lat=52.2361)
    tenancy = make_tenancy(dwelling=home, person=ada)
    make_tenancy(
        dwelling=next_door, person=make_person(first_name="Eve", infix="", last_name="Visser", email="eve@example.org")
    )
    Subscription.objects.create(tenancy=tenancy, started_on=date(2024, 1, 1))
    users = {"ada": make_user(person=ada, email="ada@example.org")}
    for name, (role, full_name, team) in STAFF.items():
        users[name] = make_user(role=role, email=f"{name}@example.org", name=full_name, team=teams[team])
    for number, full_name in enumerate(("Sam Bakker", "Mo el Idrissi", "Wil de Groot")[:craftsmen]):
        craftsman = make_craftsman(name=full_name, team=teams["craft"], trades=TRADES, lat=52.2112 + number / 200)
        users[full_name.split()[0].lower()] = craftsman.user
    User.objects.update(password=make_password(PASSWORD))
    planning.ensure_shifts(from_on=now.date(), until_on=now.date() + timedelta(days=30), now=now)
    return Town(ada=ada, home=home, tenancy=tenancy, next_door=next_door, users=users)
