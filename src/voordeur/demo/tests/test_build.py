"""The example association: the same from the same seed, near the figures of its parameters, whole, and alive."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import mean, pstdev

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import F, Model
from django.test import Client

from voordeur.contact.models import ArticleVersion, ContactMoment, Question
from voordeur.contact.views.screen import line_of
from voordeur.costs.models import Report
from voordeur.demo import services
from voordeur.demo.story import parameters
from voordeur.demo.story.staff import minutes_of
from voordeur.homes.models import Dwelling, Tenancy
from voordeur.kernel.geo import is_in_netherlands
from voordeur.parties.models import Craftsman, CraftsmanTrade, Team, User
from voordeur.parties.queries import members_of, teams_of
from voordeur.parties.rules import Role
from voordeur.planning import queries as planning
from voordeur.planning.engine import problem as engine
from voordeur.planning.engine.check import check
from voordeur.planning.models import Shift, Visit, VisitState, WorkKind
from voordeur.policy import presets
from voordeur.policy.rules.calendar import ZONE, local
from voordeur.policy.rules.terms import due_at
from voordeur.promises import queries as promises
from voordeur.quality.models import Survey
from voordeur.repairs.models import Event, Repair, Task
from voordeur.repairs.rules import status, tree
from voordeur.subscriptions.models import Subscription
from voordeur.telephone import queries as telephone
from voordeur.work.models import WorkItem
from voordeur.work.queries import area_team

TUESDAY_MORNING = datetime(2026, 6, 16, 10, 30, tzinfo=ZONE)
HOMES = 500
PAUSE_FROM, PAUSE_UNTIL = minutes_of(parameters.BREAK_FROM), minutes_of(parameters.BREAK_UNTIL)


@pytest.fixture(scope="module")
def association(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """Five hundred homes, built once for all tests here, which only read."""
    with django_db_blocker.unblock():
        services.build(homes=HOMES, seed=1, now=TUESDAY_MORNING)
        yield
        services.empty()


@pytest.fixture
def built(association: None, django_db_blocker: object) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def ours() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("voordeur.")]


def digest() -> str:
    """One number over every row of every table."""
    found = hashlib.sha256()
    for model in sorted(ours(), key=lambda one: one.__name__):
        for row in model.objects.order_by("pk").values_list():
            found.update(repr(row).encode())
    return found.hexdigest()


# --- The same again ---------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)  # PostgreSQL empties no table inside a transaction that wrote to it
def test_the_same_seed_gives_the_same_rows_and_another_seed_does_not() -> None:
    services.empty()
    digests = []
    for seed in (3, 3, 4):
        services.build_rows(homes=100, seed=seed, now=TUESDAY_MORNING)
        digests.append(digest())
        services.empty()
    assert digests[0] == digests[1]
    assert digests[0] != digests[2]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 6, 14, 15, 0, tzinfo=ZONE),  # a Sunday
        datetime(2026, 12, 25, 9, 0, tzinfo=ZONE),  # a holiday
        datetime(2026, 3, 29, 23, 30, tzinfo=ZONE),  # the evening of the day the clock went forward
        datetime(2026, 3, 3, 17, 45, tzinfo=ZONE),  # after work
    ],
)
def test_it_can_be_built_on_any_day(now: datetime) -> None:
    services.build_rows(homes=150, seed=1, now=now)

    connection.check_constraints()
    assert faults(now) == []
    assert Event.objects.filter(at__gt=now).count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("homes", [0, 99, 50_001])
def test_a_size_that_is_not_possible_is_refused(homes: int) -> None:
    with pytest.raises(ValueError, match="allowed"):
        services.build(homes=homes, seed=1, now=TUESDAY_MORNING)


# --- Town and people --------------------------------------------------------------------------------------------------
def test_it_has_as_many_homes_as_asked_all_within_the_country(built: None) -> None:
    homes = list(Dwelling.objects.all())
    assert len(homes) == HOMES
    assert all(is_in_netherlands(home.lat, home.lon) for home in homes)
    assert len({(home.street, home.number) for home in homes}) == HOMES


def test_a_postcode_belongs_to_one_street(built: None) -> None:
    pairs = set(Dwelling.objects.values_list("postcode", "street"))
    assert len({code for code, _ in pairs}) == len(pairs)


def test_moves_subscriptions_and_households_are_as_their_parameters_say(built: None) -> None:
    assert Tenancy.objects.exclude(ended_on=None).count() / HOMES == pytest.approx(parameters.MOVES_PER_YEAR, abs=0.03)
    open_tenancies = Tenancy.objects.filter(ended_on=None).count()
    taken = Subscription.objects.filter(ended_on=None).count() / open_tenancies
    assert taken == pytest.approx(parameters.SUBSCRIPTION_SHARE, abs=0.06)
    assert Counter(Tenancy.objects.filter(ended_on=None).values_list("dwelling_id")).most_common(1)[0][1] == 1


# --- A year of work ---------------------------------------------------------------------------------------------------
def test_reports_and_contacts_come_as_often_as_their_parameters_say(built: None) -> None:
    assert Repair.objects.count() / HOMES == pytest.approx(parameters.REPAIRS_PER_HOME, rel=0.12)
    assert ContactMoment.objects.count() / HOMES == pytest.approx(parameters.CONTACTS_PER_HOME, rel=0.10)
    about_repairs = ContactMoment.objects.exclude(case_kind="").count() / ContactMoment.objects.count()
    assert about_repairs == pytest.approx(parameters.CONTACTS_ABOUT_REPAIRS, abs=0.05)


def test_urgency_is_shared_out_as_the_parameters_say(built: None) -> None:
    found = Counter(Repair.objects.values_list("urgency", flat=True))
    for code, share in parameters.URGENCY_SHARES.items():
        assert found[code] / Repair.objects.count() == pytest.approx(share, abs=0.06), code


def test_the_first_visit_fixes_most_and_few_are_not_at_home(built: None) -> None:
    first = Task.objects.filter(sequence=1, ended_at__isnull=False)
    assert first.filter(follow_on="").count() / first.count() == pytest.approx(0.75, abs=0.06)
    visits = Task.objects.filter(ended_at__isnull=False)
    assert 0.01 < visits.filter(follow_on="not_home").count() / visits.count() < 0.06


def test_most_repairs_are_done_in_term(built: None) -> None:
    done = Repair.objects.filter(finished_at__isnull=False)
    assert 0.82 < done.filter(finished_at__lte=F("due_at")).count() / done.count() < 0.96


def test_marks_lie_around_the_mean_of_the_sector(built: None) -> None:
    marks = list(Survey.objects.exclude(mark=None).values_list("mark", flat=True))
    assert mean(marks) == pytest.approx(parameters.MARK_MEAN, abs=0.45)
    assert pstdev(marks) == pytest.approx(parameters.MARK_SD, abs=0.45)
    assert len(marks) / Survey.objects.count() == pytest.approx(parameters.SURVEY_RESPONSE, abs=0.08)


def test_due_moments_are_those_of_the_policy_in_force(built: None) -> None:
    names = set()
    for repair in Repair.objects.filter(times_reopened=0).order_by("pk")[::17]:
        version = promises.in_force(repair.reported_at)
        names.add(version.policy.name)
        assert repair.policy_version_id == version.version_id
        assert repair.due_at == due_at(version.policy, repair.urgency, repair.reported_at)
    assert names == {"klantgericht", "gepast"}


def test_every_move_is_one_of_the_rules_and_ends_in_the_status_of_the_row(built: None) -> None:
    now_at: dict[int, str] = {}
    tasks_at: dict[int, str] = {}
    last: dict[int, datetime] = {}
    for event in Event.objects.order_by("pk"):
        if event.task_id is not None:
            assert tasks_at.get(event.task_id, status.FIRST_TASK_STATUS) == event.from_status
            tasks_at[event.task_id] = event.to_status
        else:
            assert now_at.get(event.repair_id, "") == event.from_status
            now_at[event.repair_id] = event.to_status
        assert last.get(event.repair_id, event.at) <= event.at, event.repair_id
        last[event.repair_id] = event.at
    assert now_at == dict(Repair.objects.values_list("pk", "status"))
    assert all(
        tasks_at.get(pk, status.FIRST_TASK_STATUS) == value for pk, value in Task.objects.values_list("pk", "status")
    )


def test_a_craftsman_is_in_one_place_at_a_time(built: None) -> None:
    until: dict[int, datetime] = {}
    for visit in Visit.objects.exclude(state=VisitState.CANCELLED).order_by("shift_id", "planned_start_at"):
        assert until.get(visit.shift_id, visit.planned_start_at) <= visit.planned_start_at
        until[visit.shift_id] = visit.planned_end_at


def test_every_trade_of_the_question_tree_has_two_craftsmen(built: None) -> None:
    whole = tree.load()
    needed = {defect.trade for thing in whole.thing for defect in thing.defect}
    needed |= {answer.effect.trade for ask in whole.question for answer in ask.answer if answer.effect.trade}
    able = Counter(CraftsmanTrade.objects.values_list("trade", flat=True))
    assert {trade for trade in needed if able[trade] < 2} == set()


# --- Today ------------------------------------------------------------------------------------------------------------
def faults(now: datetime) -> list[str]:
    """What the engine's own check finds in the coming visits, day by day."""
    planning = presets.load("gepast").planning
    found = []
    days: dict[object, list[Shift]] = {}
    for shift in Shift.objects.filter(starts_at__gte=now - timedelta(hours=18), is_absent=False, break_minutes__gt=0):
        days.setdefault(local(shift.starts_at).date(), []).append(shift)
    for day, shifts in days.items():
        zero = local(shifts[0].starts_at).replace(hour=0, minute=0)

        def minute(moment: datetime, zero: datetime = zero) -> float:
            return (moment - zero).total_seconds() / 60

        places, craftsmen, jobs, routes = [], [], [], []
        for shift in shifts:
            here = f"s{shift.pk}"
            trades = shift.craftsman.trades.values_list("trade", "level")
            pause = engine.Break(minute(shift.break_from_at), minute(shift.break_until_at), shift.break_minutes)
            work = engine.Shift(minute(shift.starts_at), minute(shift.ends_at), here, here, 0, (pause,))
            places.append(engine.Place(here, lat=shift.lat, lon=shift.lon))
            craftsmen.append(engine.Craftsman(here, (work,), dict(trades)))
            stops = []
            travelled = 0.0
            for visit in shift.visits.exclude(state=VisitState.CANCELLED).order_by("planned_start_at"):
                name = str(visit.pk)
                start, end = minute(visit.planned_start_at), minute(visit.planned_end_at)
                window = engine.Window(minute(visit.window_from_at), minute(visit.window_until_at))
                places.append(engine.Place(name, lat=visit.lat, lon=visit.lon))
                jobs.append(
                    engine.Job(
                        name,
                        name,
                        visit.minutes + planning.setup_minutes,
                        skills={visit.trade: 1},
                        windows=(window,),
                        promised=True,
                    )
                )
                stops.append((engine.Stop(name, start, start, end), visit.travel_minutes))
                travelled = end
            if stops:
                routes.append((here, stops, shift, travelled))
        problem = engine.Problem(
            tuple(places),
            engine.Travel("distance", speed_kmh=planning.travel_speed_kmh, detour=planning.travel_detour),
            tuple(craftsmen),
            tuple(jobs),
        )
        plan = engine.Plan(tuple(_route(problem, *one) for one in routes))
        found += [f"{day}: {one.code} {one.message}" for one in check(problem, plan) if one.code != "wrong_arrival"]
    return found


def _route(problem: engine.Problem, here: str, stops: list, shift: Shift, end: float) -> engine.Route:
    """A route as the rows tell it: the way back is worked out, breaks are left to be found."""
    from voordeur.planning.engine.travel import TravelTimes

    travel = TravelTimes(problem.travel, problem.places)
    back = travel.minutes(travel.index(stops[-1][0].job), travel.index(here))
    first, leg = stops[0]
    leaves = first.start_minute - leg
    if PAUSE_FROM < leaves < PAUSE_UNTIL:
        leaves -= parameters.BREAK_MINUTES  # who begins at noon has the break at the first door
    told = []
    for stop, way in stops:
        before = told[-1].end_minute if told else leaves
        told.append(engine.Stop(stop.job, max(before + way, 0), stop.start_minute, stop.end_minute))
    return engine.Route(here, 0, leaves, end + back, tuple(told))


def test_every_promised_window_of_the_coming_days_can_be_kept(built: None) -> None:
    assert Visit.objects.filter(planned_start_at__gt=TUESDAY_MORNING, state=VisitState.PLANNED).count() >= 5
    assert faults(TUESDAY_MORNING) == []


def test_nothing_has_happened_that_lies_in_the_future(built: None) -> None:
    assert not Event.objects.filter(at__gt=TUESDAY_MORNING).exists()
    assert not ContactMoment.objects.filter(at__gt=TUESDAY_MORNING).exists()
    assert not Survey.objects.filter(invited_at__gt=TUESDAY_MORNING).exists()
    assert not Visit.objects.filter(state=VisitState.DONE, planned_end_at__gt=TUESDAY_MORNING).exists()


def test_the_known_tenant_has_a_planned_visit_in_two_working_days_and_a_survey_to_answer(built: None) -> None:
    person = User.objects.get(email="huurder@example.org").person
    own = Repair.objects.filter(reporter=person)
    visit = Visit.objects.get(task__repair__in=own.filter(status="planned"), task__repair__path="kitchen/tap/drips")
    assert local(visit.planned_start_at).date() == TUESDAY_MORNING.date() + timedelta(days=2)
    assert Survey.objects.filter(person=person, answered_at=None, case_id__in=own.filter(status="finished")).exists()


def test_the_known_craftsman_has_a_day_in_order_with_visits_still_to_come(built: None) -> None:
    craftsman = Craftsman.objects.get(user__email="vakman@example.org")
    today = Visit.objects.filter(shift__craftsman=craftsman, planned_start_at__date=TUESDAY_MORNING.date()).exclude(
        state=VisitState.CANCELLED
    )
    assert today.count() >= 4
    assert today.filter(state=VisitState.PLANNED).count() >= 2


def test_every_open_repair_has_an_open_step_and_a_team(built: None) -> None:
    waiting = Repair.objects.filter(status__in=("checking", "accepted", "planned", "under_way"))
    with_step = set(WorkItem.objects.filter(case_kind="repairs", done_at=None).values_list("case_id", flat=True))
    assert {repair.pk for repair in waiting} <= with_step


def test_every_neighbourhood_has_a_team_with_people_and_what_is_promised_there_is_theirs(built: None) -> None:
    teams = {team: list(members_of(team)) for team in Team.objects.filter(code__startswith="area_")}
    assert len(teams) == 2
    assert all(teams.values())
    assert {area_team(home) for home in Dwelling.objects.all()} == {team.code for team in teams}
    # Whoever shows the example belongs to two teams.
    assert teams_of(User.objects.get(email="medewerker@example.org")).count() == 2

    promised = WorkItem.objects.open().filter(case_kind="contact")
    homes = dict(Question.objects.values_list("pk", "dwelling"))
    for item in promised.select_related("team"):
        assert item.team.code == area_team(Dwelling.objects.get(pk=homes[item.case_id]))
    written = WorkItem.objects.open().filter(case_kind="correspondence").values_list("team__code", flat=True)
    assert any(code.startswith("area_") for code in written)


def test_no_agent_is_asked_for_the_calls_of_this_morning(built: None) -> None:
    agents = User.objects.filter(role=Role.CONTACT_AGENT)
    lines = [line_of(agent, now=TUESDAY_MORNING) for agent in agents]
    assert any(telephone.place_of(agent, now=TUESDAY_MORNING).ended for agent in agents)
    assert not [call for line in lines for call in line.missed]


def test_every_answer_at_hand_can_be_read_in_both_languages(built: None) -> None:
    versions = ArticleVersion.objects.all()
    assert versions.count() >= 8
    for version in versions:
        assert version.title_en not in {"", version.title_nl}
        assert len(version.body_en) > len(version.body_nl) / 2
        # The same bold words in both.
        assert version.body_en.count("**") == version.body_nl.count("**")


def test_one_of_every_role_can_log_in(built: None, client: Client) -> None:
    found = services.logins()
    assert {role for role, _, _ in found} == set(Role)
    for role, email, password in found:
        user = User.objects.get(email=email)
        assert user.role == role
        assert user.check_password(password)


def test_the_manager_has_a_report_of_the_year(built: None) -> None:
    report = Report.objects.get()
    assert report.computed_at == TUESDAY_MORNING
    cost_of_a_request = report.figures["figures"]["cost_per_home_cents"]["value"] / parameters.REPAIRS_PER_HOME
    assert 18_000 < cost_of_a_request < 45_000


def test_the_year_taught_how_long_work_takes_and_shows_promises_kept_as_foreseen(built: None) -> None:
    kept = planning.kept_promises(user=User.objects.get(role=Role.MANAGER), now=TUESDAY_MORNING)

    assert WorkKind.objects.filter(visits__gt=0).count() > 20
    assert len(kept.months) >= 12
    assert kept.together is not None
    assert kept.together.visits > 300
    assert kept.together.kept == pytest.approx(kept.together.promised, abs=0.03)


def test_the_tables_hold_together(built: None) -> None:
    connection.check_constraints()
