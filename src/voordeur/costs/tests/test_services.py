"""The facts of a year from the database, the figures that follow, and the report that keeps them."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from voordeur.costs import queries, services
from voordeur.costs.models import Chart, Report
from voordeur.costs.rules import Line, Process
from voordeur.costs.services.charts import NAMES, WIDTHS
from voordeur.costs.tests.factories import make_contact, make_repair, make_shift, make_visit
from voordeur.figures.rules.figures import Code
from voordeur.homes.tests.factories import make_dwelling
from voordeur.policy import presets
from voordeur.promises.tests.factories import make_policy_version
from voordeur.quality.tests.factories import make_survey
from voordeur.repairs.models import Compensation, Event, Repair, Task
from voordeur.repairs.rules.status import RepairStatus

pytestmark = pytest.mark.django_db
POLICY = presets.load("gepast")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 9, 7, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def policy_version():
    return make_policy_version()


@pytest.fixture
def done():
    """Two repairs on one day: the first in one visit and in time, the second after a closed door and too late. A third
    is open and overdue, a fourth was withdrawn. Two homes more have nothing."""
    home = make_dwelling()
    shift = make_shift(starts_at=MONDAY)
    first = make_repair(dwelling=home, reported_at=MONDAY - timedelta(days=6), finished_at=MONDAY + timedelta(hours=2))
    make_visit(repair=first, shift=shift, ended_at=MONDAY + timedelta(hours=2), material_cents=1000)
    make_contact(at=MONDAY - timedelta(days=6), seconds=300, repair=first)
    late = make_repair(
        dwelling=home,
        reported_at=MONDAY - timedelta(days=10),
        due_at=MONDAY - timedelta(days=1),
        finished_at=MONDAY + timedelta(hours=5),
    )
    make_visit(repair=late, shift=shift, ended_at=MONDAY + timedelta(hours=3), is_not_home=True, travel_minutes=8)
    make_visit(repair=late, shift=shift, ended_at=MONDAY + timedelta(hours=5), travel_minutes=20, travel_km=10)
    make_repair(reported_at=MONDAY - timedelta(days=20))
    make_repair(reported_at=MONDAY - timedelta(days=20), status=RepairStatus.WITHDRAWN)
    make_contact(at=MONDAY, seconds=600)
    return first


def test_a_repair_costs_its_contact_its_visits_and_its_material(done):
    cost = queries.cost_of_repair(done.pk)

    assert dict(cost.lines) == {
        Line.AGENT: 417,
        Line.PLANNER: 380,
        Line.CRAFTSMAN_TRAVEL: 1140,
        Line.CRAFTSMAN_WORK: 4275,
        Line.KILOMETRES: 270,
        Line.MATERIAL: 1100,
        Line.OVERHEAD: 1516,
    }
    assert cost.total_cents == sum(cents for _line, cents in cost.lines)


def test_a_repair_nobody_worked_on_has_no_lines():
    cost = queries.cost_of_repair(make_repair().pk)

    assert cost == queries.RepairCost([], 0)


def test_the_cost_of_an_unknown_repair_is_an_error():
    with pytest.raises(Repair.DoesNotExist):
        queries.cost_of_repair(4711)


def test_a_home_costs_its_repairs_together(done):
    late = Repair.objects.exclude(pk=done.pk).get(finished_at__isnull=False)
    apart = [queries.cost_of_repair(repair.pk).total_cents for repair in (done, late)]

    together = queries.cost_of_dwelling(
        done.dwelling_id, from_at=NOW - timedelta(days=365), until_at=NOW, policy=POLICY
    )

    assert abs(together.total_cents - sum(apart)) <= 4


def test_the_figures_of_a_year_follow_from_what_happened(done):
    found = queries.compute(NOW, POLICY)["figures"]

    assert found[Code.REPAIRS_IN_TERM_SHARE]["value"] == pytest.approx(1 / 3)  # in time, late, and open too long
    assert found[Code.REPAIR_LEAD_DAYS]["value"] == pytest.approx((6 + 2 / 24 + 10 + 5 / 24) / 2, abs=1e-4)
    assert found[Code.FIRST_VISIT_FIX_SHARE]["value"] == pytest.approx(1 / 2)
    assert found[Code.NO_ACCESS_SHARE]["value"] == pytest.approx(1 / 3)
    assert found[Code.JOBS_PER_CRAFTSMAN_DAY]["value"] == pytest.approx(2)
    assert found[Code.TRAVEL_MINUTES_PER_JOB]["value"] == pytest.approx(20)  # 12 + 8 + 20 over two jobs
    assert found[Code.KM_PER_HOME]["value"] == pytest.approx(22 / 3)  # three homes


def test_cost_per_home_holds_all_that_was_booked_on_a_home(done):
    found = queries.compute(NOW, POLICY)
    by_process = {process: sum(lines.values()) for process, lines in found["processes"].items()}

    assert found["homes"] == 3
    assert by_process[Process.CONTACT] == 1000  # 600 seconds at 50 euro an hour, and a fifth
    assert found["figures"][Code.COST_PER_HOME_CENTS]["value"] * 3 == pytest.approx(by_process[Process.REPAIRS], abs=5)


def test_a_repair_that_came_back_was_not_solved_in_one_visit():
    shift = make_shift(starts_at=MONDAY)
    repair = make_repair(finished_at=MONDAY + timedelta(hours=1), times_reopened=1)
    make_visit(repair=repair, shift=shift, ended_at=MONDAY + timedelta(hours=1))

    assert queries.compute(NOW, POLICY)["figures"][Code.FIRST_VISIT_FIX_SHARE]["value"] == 0


def test_what_happened_more_than_a_year_ago_does_not_count():
    long_ago = NOW - timedelta(days=400)
    repair = make_repair(reported_at=long_ago, finished_at=long_ago + timedelta(days=1))
    make_visit(repair=repair, shift=make_shift(starts_at=long_ago), ended_at=long_ago + timedelta(days=1))
    make_contact(at=long_ago)

    figures = queries.compute(NOW, POLICY)["figures"]

    assert figures[Code.REPAIR_LEAD_DAYS]["n"] == 0
    assert figures[Code.COST_PER_HOME_CENTS]["value"] == 0


def test_the_months_add_up_to_the_year(done):
    make_survey(invited_at=MONDAY, answered_at=MONDAY + timedelta(days=3), mark=8)
    make_survey(invited_at=MONDAY, answered_at=NOW - timedelta(days=200), mark=6)

    found = queries.compute(NOW, POLICY)

    assert len(found["months"]) == 12
    assert found["figures"][Code.MARK_REPAIRS]["value"] == pytest.approx(7)
    assert sum(month["figures"][Code.MARK_REPAIRS]["n"] for month in found["months"]) == 2
    assert found["months"][-1]["figures"][Code.REPAIR_LEAD_DAYS]["n"] == 2


def test_the_months_begin_at_local_midnight_also_across_summer_time():
    bounds = queries.year_bounds(NOW)

    assert bounds[0] == NOW - timedelta(days=365)
    assert bounds[-1] == NOW
    assert bounds == sorted(bounds)
    assert [bound.day for bound in bounds[1:-1]] == [1] * 12
    assert {bound.hour for bound in bounds[1:-1]} == {0}


def test_a_report_keeps_figures_and_pictures(done):
    report = services.renew_report(now=NOW)

    assert queries.newest_report() == report
    assert report.until_on.isoformat() == "2026-11-23"
    drawn = set(Chart.objects.values_list("name", "language", "width"))
    assert drawn == {
        (name, language, width) for name in NAMES if name != "marks" for language in ("nl", "en") for width in WIDTHS
    }
    assert all(svg.startswith("<svg") for svg in Chart.objects.values_list("svg", flat=True))
    assert not any(" style=" in svg for svg in Chart.objects.values_list("svg", flat=True))


def test_the_same_moment_gives_the_same_report(done):
    first = services.renew_report(now=NOW)

    assert services.renew_report(now=NOW) == first
    assert Report.objects.count() == 1


def test_old_reports_are_forgotten_with_their_pictures():
    for quarter in range(6):
        services.renew_report(now=NOW + timedelta(minutes=15 * quarter))

    assert Report.objects.count() == 4
    assert queries.newest_report().computed_at == NOW + timedelta(minutes=75)
    assert set(Chart.objects.values_list("report_id", flat=True)) <= set(Report.objects.values_list("pk", flat=True))


def test_an_empty_association_has_a_report_without_pictures():
    report = services.renew_report(now=NOW)

    assert report.figures["figures"][Code.MARK_REPAIRS]["value"] is None
    assert not Chart.objects.exists()


def test_without_a_policy_there_is_no_report(policy_version):
    policy_version.delete()

    assert services.renew_report(now=NOW) is None


def test_the_number_of_queries_does_not_grow_with_the_work(done, django_assert_max_num_queries):
    with django_assert_max_num_queries(28):
        queries.compute(NOW, POLICY)


def test_the_command_gives_one_json_object(done, capsys):
    call_command("voordeur_figures", "--json")

    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"figures"}
    assert set(found["figures"]) == {code.value for code in Code}
    assert set(found["figures"]["mark_repairs"]) == {"value", "low", "high", "unit", "n"}


def test_the_command_refuses_without_a_policy(policy_version, capsys):
    policy_version.delete()

    with pytest.raises(SystemExit) as ended:
        call_command("voordeur_figures", "--json")

    assert ended.value.code == 1
    assert json.loads(capsys.readouterr().out)["refused"] == [{"code": "no_policy_in_force"}]


def test_the_command_speaks_to_people_too(done, capsys):
    call_command("voordeur_figures")

    assert "Klussen per vakman per dag" in capsys.readouterr().out


def test_what_we_missed_and_what_stayed_closed_stands_in_the_report(done):
    visit = Task.objects.filter(repair=done).first().visit
    owed = Compensation.objects.create(repair=done, visit=visit, amount_cents=2500, at=MONDAY, paid_at=MONDAY)
    closed = Task.objects.exclude(repair=done).get(follow_on="not_home")
    Event.objects.create(
        repair=closed.repair, task=closed, at=MONDAY, action="not_home", details={"charge_cents": 1500}
    )

    found = queries.compute(NOW, POLICY)

    assert found["in_vain"]["missed"] == 1
    assert (found["in_vain"]["owed_cents"], found["in_vain"]["paid_cents"]) == (2500, 2500)
    assert (found["in_vain"]["not_home"], found["in_vain"]["charged_cents"]) == (1, 1500)
    assert found["in_vain"]["not_home_cents"] > 0
    assert found["processes"][Process.REPAIRS][Line.COMPENSATION] == 2500
    assert dict(queries.cost_of_repair(done.pk).lines)[Line.COMPENSATION] == 2500

    Compensation.objects.filter(pk=owed.pk).update(withdrawn_at=MONDAY)
    assert queries.compute(NOW, POLICY)["in_vain"]["missed"] == 0
    assert Line.COMPENSATION not in dict(queries.cost_of_repair(done.pk).lines)


def test_cost_per_home_counts_what_was_paid_out(done):
    before = queries.compute(NOW, POLICY)["figures"][Code.COST_PER_HOME_CENTS]["value"]
    visit = Task.objects.filter(repair=done).first().visit
    Compensation.objects.create(repair=done, visit=visit, amount_cents=3000, at=MONDAY)

    after = queries.compute(NOW, POLICY)["figures"][Code.COST_PER_HOME_CENTS]["value"]

    assert after - before == pytest.approx(1000)  # over three homes
