"""What visits teach about the next ones, as it is kept and asked."""

from datetime import timedelta

import pytest

from voordeur.planning import queries, services
from voordeur.planning.models import Visit, WorkKind
from voordeur.planning.tests.factories import NOW, make_visit

pytestmark = pytest.mark.django_db

KINDS = {
    "tap/drips": queries.Kind("LOO", 30.0),
    "tap/loose": queries.Kind("LOO", 40.0),
    "lock/stuck": queries.Kind("TIM", 45.0),
}
TWICE = [("tap/drips", minutes) for minutes in (50.0, 55.0, 60.0, 65.0, 70.0) * 8]


def learned(visits, *, now=NOW) -> int:
    return services.learn_durations(case_kind="repairs", kinds=KINDS, visits=visits, now=now)


def test_a_kind_that_takes_twice_its_norm_is_counted_at_about_twice_its_norm():
    learned(TWICE)

    found = queries.usual(case_kind="repairs", kind="tap/drips")

    assert found is not None
    assert found.of_norm == pytest.approx(2.0, abs=0.1)
    assert found.sd_of_mean == pytest.approx(0.12, abs=0.06)
    assert found.visits == 40


def test_a_kind_that_was_never_seen_takes_after_its_trade_and_is_less_sure():
    learned(TWICE)

    seen = queries.usual(case_kind="repairs", kind="tap/drips")
    unseen = queries.usual(case_kind="repairs", kind="tap/loose")

    assert unseen is not None
    assert unseen.visits == 0
    assert unseen.of_norm > 1.2
    assert unseen.sd_of_mean > seen.sd_of_mean


def test_a_trade_that_was_hardly_seen_keeps_its_norms():
    learned([*TWICE, ("lock/stuck", 90.0)])

    assert queries.usual(case_kind="repairs", kind="lock/stuck") is None
    assert queries.spread_of_trade("TIM") == 0.0


def test_learning_again_replaces_what_was_learned_and_forgets_what_is_no_longer_seen():
    learned([*TWICE, *(("lock/stuck", 90.0),) * 30])

    assert learned([("tap/drips", 30.0)] * 40, now=NOW + timedelta(days=1)) == 2

    assert {row.kind for row in WorkKind.objects.all()} == {"tap/drips", "tap/loose"}
    assert queries.usual(case_kind="repairs", kind="tap/drips").of_norm == pytest.approx(1.0, abs=0.05)


def test_the_spread_of_a_trade_weighs_its_kinds_by_how_often_they_were_seen():
    learned(TWICE)

    seen = queries.usual(case_kind="repairs", kind="tap/drips")

    assert queries.spread_of_trade("LOO") == pytest.approx(seen.sd_of_mean)


def test_a_visit_knows_how_much_its_work_varies():
    visit = make_visit()

    services.note_spread(visit_id=visit.pk, minutes_sd=12.5)

    assert Visit.objects.get(pk=visit.pk).minutes_sd == 12.5
