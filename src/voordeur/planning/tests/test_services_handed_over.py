"""Another craftsman in the same window: whoever keeps the case hears of it, so that no step stays with the first."""

import pytest

from voordeur.base.models import OutboxEvent
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.planning import services
from voordeur.planning.models import Visit
from voordeur.planning.tests.asking import GEPAST, book
from voordeur.planning.tests.factories import NOW, at, make_shift, make_visit

pytestmark = pytest.mark.django_db
SAME = {"window_from_at": at("08:00"), "window_until_at": at("12:00")}
LATER = {"window_from_at": at("12:00"), "window_until_at": at("16:00")}


def told(kind: str) -> list[int]:
    return [event.payload["visit_id"] for event in OutboxEvent.objects.filter(kind=kind)]


def test_a_visit_that_makes_room_for_another_is_told_to_go_with_a_colleague():
    roomy = make_shift(until_clock="12:30", break_minutes=0)
    make_shift(name="Bo", until_clock="10:00", break_minutes=0)
    small = make_visit(shift=roomy, minutes=45, start="08:00", end="08:48")
    make_visit(shift=roomy, minutes=117, start="08:48", end="10:48", case_id=2)

    book(minutes=70)

    small.refresh_from_db()
    assert small.shift_id != roomy.pk
    assert told("visit.rehoused") == [small.pk]


def test_a_planner_who_only_changes_the_craftsman_is_heard():
    visit, other = make_visit(shift=make_shift()), make_shift(name="Bo")
    planner = make_user(role=Role.PLANNER)
    services.planner_move(visit=visit, **SAME, shift=other, by=planner, now=NOW, policy=GEPAST)
    assert (told("visit.rehoused"), told("visit.moved_by_planner")) == ([visit.pk], [])


def test_a_tenant_also_hears_of_another_day_that_was_announced_and_not_promised():
    visit = make_visit(shift=make_shift())
    Visit.objects.filter(pk=visit.pk).update(is_promised=False)
    services.planner_move(visit=visit, **LATER, by=make_user(role=Role.PLANNER), now=NOW, policy=GEPAST)
    assert (told("visit.rehoused"), told("visit.moved_by_planner")) == ([], [visit.pk])
