"""Visits of repairs teach how long the next ones take."""

from datetime import timedelta

import pytest

from voordeur.planning import queries as planning
from voordeur.planning import services as planning_services
from voordeur.planning.tests.factories import make_visit
from voordeur.repairs.models import Task
from voordeur.repairs.queries import durations
from voordeur.repairs.rules import tree as trees
from voordeur.repairs.rules.status import FollowOn
from voordeur.repairs.services.learning import learn_durations
from voordeur.repairs.tests.factories import (
    LANDLORD_PAYS,
    NOW,
    TUESDAY,
    at,
    make_booked,
    make_finished,
    make_repair,
    make_street,
    report,
)

pytestmark = pytest.mark.django_db

KIND = LANDLORD_PAYS.partition("/")[2]


def norm() -> int:
    return trees.outcome(trees.load(), LANDLORD_PAYS, {}).minutes


def over(repair, *, minutes: float, follow_on: str = "", sequence: int = 1) -> Task:
    """A visit of a repair that is over and took so long, parking and ringing included."""
    return Task.objects.create(
        repair=repair,
        sequence=sequence + 10 if sequence > 1 else 1,
        trade=repair.trade,
        minutes=norm(),
        visit=make_visit(dwelling=repair.dwelling, case_id=repair.pk, is_fixed=True),
        began_at=NOW - timedelta(minutes=minutes),
        ended_at=NOW,
        work_minutes=minutes,
        follow_on=follow_on,
    )


@pytest.fixture
def street():
    return make_street()


def seen(street, *, minutes: float, **values) -> list[tuple[str, float]]:
    repair = make_repair(dwelling=street.dwelling, tenancy=street.tenancy, path=LANDLORD_PAYS)
    repair.tasks.all().delete()
    over(repair, minutes=minutes, **values)
    return list(durations.worked(NOW - timedelta(days=1), setup_minutes=3))


def test_a_visit_counts_without_parking_and_ringing(street):
    assert seen(street, minutes=63.0) == [(KIND, pytest.approx(60.0))]


def test_a_visit_to_a_closed_door_teaches_nothing_about_the_work(street):
    assert seen(street, minutes=6.0, follow_on=FollowOn.NOT_HOME) == []


def test_a_next_visit_is_learned_apart_against_what_was_thought_of_it(street):
    kind, minutes = seen(street, minutes=norm() * 1.5 + 3, sequence=2)[0]

    assert kind.startswith("again/")
    assert minutes == pytest.approx(durations.AGAIN_MINUTES * 1.5)


def test_every_kind_of_the_tree_and_every_trade_has_a_norm():
    assert all(kind.norm_minutes for kind in durations.kinds().values())
    assert {name for name in durations.kinds() if not name.startswith("again/")} == {
        durations.kind_of(path) for path in trees.paths(trees.load())
    }


def test_what_was_learned_makes_the_next_report_longer_and_its_visit_uncertain(street):
    kinds = durations.kinds()
    trade = kinds[KIND].trade
    took = [(KIND, norm() * share) for share in (1.2, 1.5, 1.8)] * 20
    planning_services.learn_durations(case_kind="repairs", kinds=kinds, visits=took, now=NOW)

    repair = report(street)

    assert repair.minutes == pytest.approx(norm() * 1.5, rel=0.08)
    assert planning.spread_of_trade(trade) > 0.1


def test_a_visit_that_is_booked_knows_how_much_its_work_varies(street):
    repair, task = make_booked(street)

    defect = trees.find(trees.load(), LANDLORD_PAYS)[2]
    assert task.visit.minutes_sd == pytest.approx(repair.minutes * defect.sd / defect.minutes)


def test_learning_in_the_night_is_of_visits_that_are_over(street):
    make_finished(street)

    assert learn_durations(now=at("23:00", TUESDAY) + timedelta(days=20)) == 0
    assert len(list(durations.worked(NOW, setup_minutes=3))) == 1
