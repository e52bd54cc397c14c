"""Builds the example association and names its log-ins. Everything is drawn from the seed and ends at `now`."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.core.management import call_command
from django.db import transaction
from django.utils.translation import gettext_noop

from voordeur.costs.services import renew_report
from voordeur.demo.story import answers, areas, calls, hall, letters, parameters, people, rosters, staff, town, written
from voordeur.demo.story.cases import Cases, Scripted
from voordeur.demo.story.clock import Clock
from voordeur.demo.story.complaints import Complaints
from voordeur.demo.story.demand import Calendar, Menu
from voordeur.demo.story.desk import Desk
from voordeur.demo.story.diary import Diary
from voordeur.demo.story.present import Present
from voordeur.demo.story.promised import Promised
from voordeur.demo.story.rows import Rows
from voordeur.demo.story.surveys import Surveys
from voordeur.demo.story.visits import Visits
from voordeur.demo.story.worklist import Worklist
from voordeur.finding.services import follow
from voordeur.parties.models import User
from voordeur.parties.rules import Role
from voordeur.policy import presets
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import calendar
from voordeur.promises.models import PolicyVersion
from voordeur.repairs.services.learning import learn_durations
from voordeur.staffing.services.plans import ask_ahead

MOST_HOMES = 50_000
LEAST_HOMES = 100
KNOWN_HOME = 12
CUSTOMER_FIRST_MONTHS, FITTING_MONTHS = 18, 4

Progress = Callable[[str, float], None]


def _silent(_what: str, _share: float) -> None:
    """Nobody is watching."""


def is_built() -> bool:
    """Whether this database holds an association already."""
    return PolicyVersion.objects.exists()


def logins() -> list[tuple[Role, str, str]]:
    """(role, address, password) of one log-in per role, in the order of the roles."""
    return [(role, address, staff.PASSWORD) for role, (address, _team) in staff.LOGINS.items()]


def empty() -> None:
    """Remove every row of every table."""
    call_command("flush", interactive=False, verbosity=0)


def build(*, homes: int, seed: int, now: datetime, progress: Progress = _silent) -> dict[str, int]:
    """Fill empty tables with an association of so many homes and a year of history up to `now`.

    The same `homes`, `seed` and `now` give the same rows. `progress` hears what is being done and which share is done,
    0 to 1. Returns the number of rows per model. Raises ValueError for a number of homes that is not 100 to 50,000.
    """
    counts = build_rows(homes=homes, seed=seed, now=now, progress=progress)
    progress(gettext_noop("Adding up the figures"), 0.97)
    learn_durations(now=now)
    renew_report(now=now)
    progress(gettext_noop("Making everything findable"), 0.98)
    follow(now=now)
    ask_ahead(now=now)
    progress(gettext_noop("The example association is ready"), 1.0)
    return counts


@transaction.atomic
def build_rows(*, homes: int, seed: int, now: datetime, progress: Progress = _silent) -> dict[str, int]:
    """What `build` does without the report of figures, which is only drawn from these rows."""
    if not LEAST_HOMES <= homes <= MOST_HOMES:
        raise ValueError(f"{homes} homes; allowed: {LEAST_HOMES} to {MOST_HOMES}")
    rows = Rows()
    clock = Clock(now, _policies(rows, now))
    first = clock.today - timedelta(days=parameters.HISTORY_DAYS)

    progress(gettext_noop("Laying out streets"), 0.0)
    dwellings = town.build(rows, homes=homes, seed=seed, today=clock.today)
    progress(gettext_noop("Finding people for the homes"), 0.03)
    folk = people.People(rows, seed=seed, today=clock.today)
    folk.known_home, folk.known_address = dwellings[KNOWN_HOME].row.pk, staff.LOGINS[Role.TENANT][0]
    stays = people.settle(rows, folk, dwellings, today=clock.today)
    team = staff.hire(rows, folk, homes=homes, seed=seed)
    team_of_home = areas.write(rows, team, dwellings, known=KNOWN_HOME)
    _known_tenant(rows, team, stays[folk.known_home][-1])
    until = clock.working_day(clock.today, parameters.SHIFT_WORKING_DAYS_AHEAD)
    staff.roster(team, clock, rows, from_on=first, until_on=until, seed=seed)
    rosters.agree(rows, team, from_on=first, today=clock.today)

    menu = Menu(seed)
    cases = Cases(rows, clock, seed)
    surveys = Surveys(rows, clock, seed)
    visits = Visits(rows, clock, cases, seed)
    desk = Desk(rows, clock, dwellings, stays, team, menu, cases, surveys, seed=seed)
    diary = Diary(rows, clock, team, cases, desk, visits, seed=seed)
    arrivals = Calendar(homes=homes, from_on=first, until_on=clock.today, seed=seed)
    scripted = _script(clock, dwellings)
    for number in range(parameters.HISTORY_DAYS + 1):
        if number % 7 == 0:
            share = 0.15 + 0.75 * number / parameters.HISTORY_DAYS
            progress(gettext_noop("Living through a year of repairs, calls and visits"), share)
        diary.live(arrivals, first + timedelta(days=number), scripted)
    diary.catch_up()

    progress(gettext_noop("Planning the coming days"), 0.9)
    present = Present(rows, clock, team, cases, diary, visits, seed)
    present.plan()
    work = Worklist(rows, clock, team, desk, present, seed)
    work.write(surveys)
    answers.write(rows, clock, team)
    Promised(rows, clock, team, stays, team_of_home, seed).write(first)
    for story in desk.left():
        cases.write(story)
    progress(gettext_noop("Writing the last rows"), 0.95)
    rows.flush()
    rows.reset_sequences()
    letters.write(clock)
    Complaints(clock, team, stays, seed).write()
    hall.write(clock, seed=seed)
    written.write(clock, seed=seed)
    calls.write(clock, seed=seed)
    return rows.counts()


def _policies(rows: Rows, now: datetime) -> list[tuple[PolicyVersion, ServicePolicy]]:
    """Customer first until four months ago, fitting service since: the year shows both."""
    made = []
    for name, months, note in (
        ("klantgericht", CUSTOMER_FIRST_MONTHS, "Zoals het gegroeid was."),
        ("gepast", FITTING_MONTHS, "Beloven wat wij kunnen waarmaken."),
    ):
        policy = presets.load(name)
        starts = calendar.at_minute(_months_before(calendar.local(now).date(), months), 0)
        row = PolicyVersion(
            starts_at=starts,
            name=name,
            text=presets.dump(policy),
            note=note,
            created_at=starts - timedelta(days=30),
        )
        made.append((rows.keep(row), policy))
    return made


def _months_before(day: date, months: int) -> date:
    """The first of the month so many months earlier."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _known_tenant(rows: Rows, team: staff.Staff, stay: people.Stay) -> None:
    address, _ = staff.LOGINS[Role.TENANT]
    password = team.one(Role.PLANNER).password
    user = User(email=address, name=stay.main.full_name, role=Role.TENANT, person=stay.main, password=password)
    team.by_role[Role.TENANT].append(rows.keep(user))


def _script(clock: Clock, homes: list[town.Home]) -> dict[date, list[tuple[town.Home, str, Scripted]]]:
    """The two repairs of the known tenant: one planned in two working days, one finished that waits for its mark.

    And three of others for which somebody must find out who pays, so that the consultants have work at every size.
    """
    home = homes[KNOWN_HOME]
    unclear = {
        clock.working_day_before(clock.today, before): [(homes[number], "kitchen/tap/loose", Scripted(aim=3))]
        for before, number in ((2, 40), (3, 57), (5, 75))
    }
    return unclear | {
        clock.working_day_before(clock.today, 10): [
            (home, "kitchen/sink/leaks", Scripted(aim=4, survey_waits=True)),
        ],
        clock.working_day_before(clock.today, 1): [(home, "kitchen/tap/drips", Scripted(aim=3))],
    }
