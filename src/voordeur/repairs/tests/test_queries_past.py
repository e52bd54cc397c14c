"""What can be learned of repairs that are over: rows as they were, in a stretch of time and no further."""

from datetime import timedelta

import pytest

from voordeur.parties import queries as parties
from voordeur.planning.queries import past as planning
from voordeur.repairs.models import Material, Task
from voordeur.repairs.queries import past
from voordeur.repairs.rules import tree as trees
from voordeur.repairs.tests.factories import (
    EVERY_TRADE,
    LANDLORD_PAYS,
    NOW,
    make_booked,
    make_finished,
    make_street,
)

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=30)


def test_a_visit_tells_what_it_took_what_was_promised_and_what_the_tree_thought():
    street = make_street()
    repair = make_finished(street)
    task = Task.objects.get(repair=repair)

    (row,) = past.visited(NOW, LATER)

    assert (row.repair_id, row.sequence, row.follow_on) == (repair.pk, 1, "")
    assert row.norm_minutes == trees.outcome(trees.load(), LANDLORD_PAYS, {}).minutes
    assert row.ended_at - row.began_at == timedelta(minutes=50)
    assert (row.window_from_at, row.booked_at) == (task.visit.window_from_at, NOW)
    assert row.arrived_at == row.began_at
    assert past.first_reported_at() == NOW


def test_only_what_ended_before_the_end_is_a_visit_of_the_stretch():
    repair = make_finished(make_street())

    assert [one.pk for one in past.reported(NOW, LATER)] == [repair.pk]
    assert list(past.reported(NOW + timedelta(seconds=1), LATER)) == []
    assert list(past.visited(NOW, repair.finished_at)) == []


def test_an_appointment_that_has_not_been_is_no_visit():
    make_booked(make_street())

    assert list(past.visited(NOW - timedelta(days=1), LATER)) == []


def test_material_is_added_up_by_repair():
    repair = make_finished(make_street())
    task = Task.objects.get(repair=repair)
    Material.objects.create(task=task, name="Kraan", quantity=2, unit_price_cents=1500)
    Material.objects.create(task=task, name="Kit", quantity=1, unit_price_cents=700)

    assert past.material_of(NOW, LATER) == {repair.pk: 3700.0}


def test_shifts_say_who_was_rostered_and_who_was_absent():
    street = make_street(days=2)

    rows = planning.worked(NOW - timedelta(days=2), LATER)

    assert {row.craftsman_id for row in rows} == {street.sam.pk}
    assert not any(row.is_absent for row in rows)


def test_it_is_known_who_can_do_which_trade():
    street = make_street(days=0)

    assert parties.trades_by_craftsman() == {street.sam.pk: frozenset(EVERY_TRADE)}
