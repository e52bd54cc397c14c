"""Who lives there: persons, households, tenancies with moves, subscriptions, mandates, own alterations."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from faker import Faker

from voordeur.alterations.models import Alteration
from voordeur.demo.story import parameters
from voordeur.demo.story.rows import Rows
from voordeur.demo.story.town import FLATS, Home
from voordeur.homes.models import Tenancy
from voordeur.kernel import seeds
from voordeur.parties.models import Household, HouseholdMember, Mandate, Person
from voordeur.parties.rules import MandateScope
from voordeur.subscriptions.models import Subscription

# The forty commonest family names cover about a tenth of the country; a third here, so that a search finds several.
COMMON_NAMES = [
    "de Jong",
    "Jansen",
    "de Vries",
    "van den Berg",
    "van Dijk",
    "Bakker",
    "Janssen",
    "Visser",
    "Smit",
    "Meijer",
    "de Boer",
    "Mulder",
    "de Groot",
    "Bos",
    "Vos",
    "Peters",
    "Hendriks",
    "van Leeuwen",
    "Dekker",
    "Brouwer",
    "de Wit",
    "Dijkstra",
    "Smits",
    "de Graaf",
    "van der Meer",
    "Yilmaz",
    "Kaya",
    "Nguyen",
    "Mohamed",
    "El Idrissi",
    "Ali",
    "Ahmed",
    "Demir",
    "Singh",
    "Kowalski",
    "Tesfaye",
]
ALTERATIONS = (  # things of the question tree, with what people put in
    ("kitchen_unit", "Eigen keukenkastjes en aanrechtblad"),
    ("tap", "Eigen keukenkraan"),
    ("shower", "Eigen douchecabine"),
    ("floor", "Laminaat door de hele woning"),
    ("cooker_hood", "Eigen afzuigkap"),
    ("sun_blind", "Zonnescherm"),
    ("socket", "Extra stopcontacten"),
    ("inner_door", "Eigen binnendeuren"),
    ("paving", "Eigen tegels in de tuin"),
)


@dataclass(slots=True)
class Stay:
    """A tenancy with its people and its subscription, as the story uses it."""

    row: Tenancy
    main: Person
    subscribed_on: date | None = None
    people: list[Person] = field(default_factory=list)

    def has_subscription(self, day: date) -> bool:
        return self.subscribed_on is not None and self.subscribed_on <= day


class People:
    """Makes persons; names come from Faker's Dutch lists."""

    def __init__(self, rows: Rows, *, seed: int, today: date) -> None:
        self.rows = rows
        self.rng = seeds.stream(seed, "people")
        self.today = today
        # The home of the tenant with the known log-in: nobody has moved there, and they have the subscription.
        self.known_home = 0
        self.known_address = ""
        fake = Faker("nl_NL")
        fake.seed_instance(seeds.number(seed, "names"))
        self.first_names = [fake.first_name() for _ in range(900)]
        found = (_split(fake.last_name()) for _ in range(900))
        self.last_names = [(infix, last) for infix, last in found if " " not in last and not last.endswith("dr")]

    def name(self, rng: Random | None = None) -> tuple[str, str, str]:
        """First name, infix, last name."""
        rng = rng or self.rng
        infix, last = (
            _split(rng.choice(COMMON_NAMES))
            if rng.random() < 0.33
            else self.last_names[int(rng.random() * len(self.last_names))]
        )
        return self.first_names[int(rng.random() * len(self.first_names))], infix, last

    def person(self, *, age: float, last: tuple[str, str] | None = None) -> Person:
        """A numbered person who is not written yet; children under sixteen have no mail or telephone."""
        rng = self.rng
        first, infix, last_name = self.name()
        if last is not None:
            infix, last_name = last
        row = self.rows.number(
            Person(
                first_name=first,
                infix=infix,
                last_name=last_name,
                born_on=self.today - timedelta(days=round(age * 365.25)),
                language="en" if rng.random() < 0.04 else "nl",
                preferred_channel=rng.choices(("EMA", "TEL", "BRI"), (64, 28, 8))[0],
                is_vulnerable=age > 18 and rng.random() < parameters.VULNERABLE_SHARE * (1.6 if age > 75 else 0.9),
            )
        )
        row.external_id = f"P{row.pk:06d}"
        if age >= 16:
            if rng.random() < parameters.MAIL_SHARE:
                row.email = f"{_ascii(first)}.{_ascii(last_name)}.{row.pk}@example.org"
            # 06 followed by a nought is not given out as a mobile number.
            row.phone = f"+3160{row.pk:07d}"
        return row

    def household(self, address: str = "") -> tuple[Household, list[Person]]:
        """One to five people; those who are not children are tenant and co-tenant."""
        rng = self.rng
        size = rng.choices(list(parameters.HOUSEHOLD_SIZES), list(parameters.HOUSEHOLD_SIZES.values()))[0]
        house = self.rows.number(Household())
        house.external_id = f"H{house.pk:06d}"
        self.rows.keep(house)
        age = min(96.0, max(19.0, rng.gauss(58 if size <= 2 else 43, 17)))
        people = [self.person(age=age)]
        if address:
            people[0].email, people[0].language, people[0].preferred_channel = address, "nl", "EMA"
        for place in range(1, size):
            is_partner = place == 1 and (size == 2 or rng.random() < 0.75)
            first = people[0]
            years = max(18.0, age + rng.gauss(0, 4)) if is_partner else max(0.0, min(age - 17, rng.uniform(0, 22)))
            shared = None if is_partner and rng.random() < 0.6 else (first.infix, first.last_name)
            people.append(self.person(age=years, last=shared))
        for place, person in enumerate(people):
            is_adult = person.born_on is not None and (self.today - person.born_on).days > 18 * 365
            role = "HUU" if place == 0 else "MDH" if place == 1 and is_adult else "BEW"
            self.rows.keep(HouseholdMember(household=house, person=person, role=role))
            self.rows.keep(person)
        return house, people


def settle(rows: Rows, people: People, homes: list[Home], *, today: date) -> dict[int, list[Stay]]:
    """The tenancies of each dwelling (by its key), the oldest first; few homes stand empty between two of them."""
    rng = people.rng
    stays: dict[int, list[Stay]] = {}
    for home in homes:
        here: list[Stay] = []
        is_known = home.row.pk == people.known_home
        if rng.random() < parameters.MOVES_PER_YEAR and not is_known:
            left_on = today - timedelta(days=rng.randint(1, parameters.HISTORY_DAYS))
            began = left_on - timedelta(days=round(400 + rng.expovariate(1 / (9 * 365))))
            here.append(_stay(rows, people, home, _not_before_built(home, began), left_on, rng))
            arrived = left_on + timedelta(days=rng.randint(8, 40))
        else:
            years = 3.4 if is_known else 1 + rng.expovariate(parameters.MOVES_PER_YEAR)
            arrived = _not_before_built(home, today - timedelta(days=round(min(years, 48) * 365)))
        if arrived <= today:
            here.append(_stay(rows, people, home, arrived, None, rng))
        stays[home.row.pk] = here
        if here and here[-1].row.ended_on is None and not is_known and rng.random() < parameters.ALTERATION_SHARE:
            element, text = rng.choice(ALTERATIONS)
            home.alteration = element
            placed_on = arrived + (today - arrived) * rng.random()
            rows.keep(Alteration(dwelling=home.row, element=element, description=text, placed_on=placed_on))
    _mandates(rows, people, stays, today)
    return stays


def _not_before_built(home: Home, day: date) -> date:
    return max(day, date((home.row.year_built or 1950) + 1, 2, 1))


def _stay(rows: Rows, people: People, home: Home, began: date, ended: date | None, rng: Random) -> Stay:
    dwelling = home.row
    is_known = dwelling.pk == people.known_home
    house, members = people.household(people.known_address if is_known else "")
    base = 430 + (dwelling.floor_m2 or 70) * 3.1 + ((dwelling.year_built or 1960) - 1950) * 1.3
    rent = round(min(900.0, max(390.0, base * rng.uniform(0.9, 1.08) - (25 if dwelling.kind in FLATS else 0))) * 100)
    row = rows.number(Tenancy(dwelling=dwelling, household=house, started_on=began, ended_on=ended, rent_cents=rent))
    row.external_id = f"HO{row.pk:06d}"
    rows.keep(row)
    stay = Stay(row, members[0], None, members)
    if rng.random() < parameters.SUBSCRIPTION_SHARE or is_known:
        stay.subscribed_on = began
        rows.keep(Subscription(tenancy=row, started_on=began, ended_on=ended))
    return stay


def _mandates(rows: Rows, people: People, stays: dict[int, list[Stay]], today: date) -> None:
    """Some tenants have someone act for them: a child or a neighbour who lives elsewhere."""
    for here in stays.values():
        if here and people.rng.random() < parameters.MANDATE_SHARE:
            agent = people.person(age=people.rng.uniform(30, 65))
            rows.keep(agent)
            scope = people.rng.choice((MandateScope.EVERYTHING, MandateScope.REPAIRS))
            since = today - timedelta(days=people.rng.randint(30, 900))
            rows.keep(Mandate(principal=here[-1].main, agent=agent, scope=scope, from_on=since))


def _split(name: str) -> tuple[str, str]:
    """`van der Berg` as infix and last name."""
    parts = name.split(" ")
    small = 0
    while small < len(parts) - 1 and parts[small][0].islower():
        small += 1
    return " ".join(parts[:small]), " ".join(parts[small:])


def _ascii(name: str) -> str:
    """The letters of a name that an address can hold."""
    plain = name.lower().translate(str.maketrans("áàäâãåçéèêëíìïîñóòöôõúùüûýÿ", "aaaaaaceeeeiiiinooooouuuuyy"))
    return "".join(sign for sign in plain if sign.isascii() and sign.isalpha()) or "x"
