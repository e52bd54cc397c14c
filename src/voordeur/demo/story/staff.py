"""Who works there: teams, one known log-in per role and their colleagues, craftsmen in crews, their shifts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password

from voordeur.demo.story import parameters
from voordeur.demo.story.clock import Clock
from voordeur.demo.story.people import People
from voordeur.demo.story.rows import Rows
from voordeur.demo.story.town import CENTRE
from voordeur.kernel import seeds
from voordeur.parties.models import Craftsman, CraftsmanTrade, Team, User, WorkingHours
from voordeur.parties.rules import Role
from voordeur.planning.models import Shift

PASSWORD = "welkom-in-merelveen"  # noqa: S105 - the shared password of the example, printed for whoever starts it

TEAMS = {
    "contact": "Klantcontact",
    "planning": "Planning",
    "craft": "Vakmensen",
    "housing": "Woonconsulenten",
    "quality": "Kwaliteit",
    "management": "Leiding",
}
# The known log-in of each role, and the team it works in.
LOGINS: dict[Role, tuple[str, str | None]] = {
    Role.TENANT: ("huurder@example.org", None),
    Role.CONTACT_AGENT: ("medewerker@example.org", "contact"),
    Role.PLANNER: ("planner@example.org", "planning"),
    Role.CRAFTSMAN: ("vakman@example.org", "craft"),
    Role.HOUSING_CONSULTANT: ("consulent@example.org", "housing"),
    Role.QUALITY: ("kwaliteit@example.org", "quality"),
    Role.MANAGER: ("manager@example.org", "management"),
    Role.ADMINISTRATOR: ("beheer@example.org", "management"),
}
# Four craftsmen make a crew; each trade (VERA ONDERHOUDSPECIALISME) is known by two of them.
WATER = ("LOO", "ONT", "TEG", "VOC", "HYD")
WOOD = ("TIM", "GLA", "DAK", "HOV", "ZWE", "ALA")
HEAT = ("CVI", "GEI", "ELE", "WTW", "ELT", "LIF", "ZON", "BRA", "DOM")
FINISH = ("SCH", "STU", "INS", "SCM", "ONG", "OVE", "WIT", "ASB", "BLI", "BLU")
# Absence comes in stretches of days; of a crew of four two are away together at times.
ABSENCES = (1, 1, 2, 3, 5, 5, 10)
EVERYONE = ("LOA", "TAL", "ELA")
BUNDLES = ((WATER, HEAT), (WOOD, FINISH), (HEAT, WATER), (FINISH, WOOD))


@dataclass(slots=True)
class Worker:
    """A craftsman with trades and shifts by day; `area` is the part of town of the crew."""

    row: Craftsman
    area: int
    trades: frozenset[str]
    shifts: dict[date, Shift] = field(default_factory=dict)


@dataclass(slots=True)
class Staff:
    """Everyone who works there."""

    teams: dict[str, Team]
    by_role: dict[Role, list[User]]
    workers: list[Worker]

    def one(self, role: Role) -> User:
        """The one with the known log-in."""
        return self.by_role[role][0]


def hire(rows: Rows, people: People, *, homes: int, seed: int) -> Staff:
    """Teams, users with one shared password, craftsmen with trades and working hours."""
    rng = seeds.stream(seed, "staff")
    password = make_password(PASSWORD, salt=seeds.token(seed, "password").replace("-", "x").replace("_", "y"))
    teams = {code: rows.keep(Team(code=code, name=name)) for code, name in TEAMS.items()}
    staff = Staff(teams, {role: [] for role in Role}, [])
    crews = max(1, round(homes / parameters.HOMES_PER_CREW))
    numbers = {
        Role.CONTACT_AGENT: max(3, round(homes * parameters.AGENTS_PER_HOME)),
        Role.PLANNER: max(2, round(homes * parameters.PLANNERS_PER_HOME)),
        Role.HOUSING_CONSULTANT: max(2, round(homes * parameters.CONSULTANTS_PER_HOME)),
        Role.CRAFTSMAN: max(4, round(homes * parameters.CRAFTSMEN_PER_HOME), 4 * crews),
        Role.QUALITY: 1,
        Role.MANAGER: 1,
        Role.ADMINISTRATOR: 1,
    }
    for role, count in numbers.items():
        address, team = LOGINS[role]
        box, host = address.split("@")
        for number in range(1, count + 1):
            first, infix, last = people.name(rng)
            user = User(
                email=f"{box}{number if number > 1 else ''}@{host}",
                name=" ".join(part for part in (first, infix, last) if part),
                role=role,
                team=teams[team] if team else None,
                password=password,
            )
            staff.by_role[role].append(rows.keep(user))
    for number, user in enumerate(staff.by_role[Role.CRAFTSMAN]):
        staff.workers.append(_craftsman(rows, user, number, crews))
    return staff


def _craftsman(rows: Rows, user: User, number: int, crews: int) -> Worker:
    first, second = BUNDLES[number % 4]
    row = rows.keep(Craftsman(user=user, lat=CENTRE[0], lon=CENTRE[1]))
    # The craftsman with the known log-in is a generalist, so that the day is full at every size.
    others = (*WOOD, *FINISH) if number == 0 else ()
    levels = {
        **dict.fromkeys(others, 1),
        **dict.fromkeys(second, 1),
        **dict.fromkeys(EVERYONE, 2),
        **dict.fromkeys(first, 3 if number % 8 < 4 else 2),
    }
    for trade, level in levels.items():
        rows.keep(CraftsmanTrade(craftsman=row, trade=trade, level=level))
    for weekday in range(5):
        rows.keep(
            WorkingHours(
                craftsman=row,
                weekday=weekday,
                from_time=time.fromisoformat(parameters.DAY_STARTS),
                until_time=time.fromisoformat(parameters.DAY_ENDS),
                break_from_time=time.fromisoformat(parameters.BREAK_FROM),
                break_until_time=time.fromisoformat(parameters.BREAK_UNTIL),
                break_minutes=parameters.BREAK_MINUTES,
            )
        )
    # Whoever is more than four for each crew strengthens the crews in turn.
    area = number // 4 if number < 4 * crews else number % crews
    return Worker(row, area, frozenset(levels))


def minutes_of(text: str) -> int:
    """`07:30` as minutes after midnight."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def roster(staff: Staff, clock: Clock, rows: Rows, *, from_on: date, until_on: date, seed: int) -> None:
    """A shift for everyone on every working day; on the days of leave, training and illness it is marked absent.

    The craftsman with the known log-in is there from the last working days on. Shifts are written when
    they are routed, those of the absent here.
    """
    rng = seeds.stream(seed, "roster")
    absent = 1 - parameters.PRODUCTIVE_DAYS / 254
    begins = absent / (1 - absent) / (sum(ABSENCES) / len(ABSENCES))
    known_from = clock.working_day_before(clock.today, 5)
    days = [from_on + timedelta(days=n) for n in range((until_on - from_on).days + 1)]
    for worker in staff.workers:
        away = 0
        for day in days:
            if not clock.works(day):
                continue
            if away == 0 and rng.random() < begins:
                away = rng.choice(ABSENCES)
            is_known = worker is staff.workers[0] and day >= known_from
            made = worker.shifts[day] = shift(rows, worker, clock.at, day, is_absent=away > 0 and not is_known)
            if made.is_absent:
                rows.keep(made)
            away = max(0, away - 1)


def shift(rows: Rows, worker: Worker, at: Callable[[date, float], datetime], day: date, *, is_absent: bool) -> Shift:
    """One usual working day, numbered and not written."""
    return rows.number(
        Shift(
            craftsman=worker.row,
            starts_at=at(day, minutes_of(parameters.DAY_STARTS)),
            ends_at=at(day, minutes_of(parameters.DAY_ENDS)),
            lat=worker.row.lat,
            lon=worker.row.lon,
            break_from_at=at(day, minutes_of(parameters.BREAK_FROM)),
            break_until_at=at(day, minutes_of(parameters.BREAK_UNTIL)),
            break_minutes=parameters.BREAK_MINUTES,
            is_absent=is_absent,
        )
    )
