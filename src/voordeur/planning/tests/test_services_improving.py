"""The plan gets better between bookings, as far as nobody notices."""

import pytest

from voordeur.planning import services
from voordeur.planning.models import Shift, Visit
from voordeur.planning.services.improving import improve, improve_between_bookings
from voordeur.planning.tests.asking import GEPAST
from voordeur.planning.tests.checks import violations
from voordeur.planning.tests.factories import NOW, TUESDAY
from voordeur.planning.tests.test_services_proposals import crossed
from voordeur.promises.tests.factories import make_policy_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("compiled_search")]


def route_minutes() -> float:
    return sum(Shift.objects.values_list("route_minutes", flat=True))


def test_after_bookings_visits_go_to_whoever_is_near_in_their_own_windows():
    make_policy_version()
    visits = crossed()
    windows = {visit.pk: (visit.window_from_at, visit.window_until_at) for visit in visits}

    assert improve_between_bookings(now=NOW) == 1

    after = list(Visit.objects.all())
    assert {visit.pk: (visit.window_from_at, visit.window_until_at) for visit in after} == windows
    assert {visit.shift_id for visit in after if visit.lat > 52.2} == {visits[2].shift_id}
    assert violations(GEPAST) == []


def test_who_was_told_a_name_keeps_that_craftsman():
    make_policy_version()
    visits = crossed()
    Visit.objects.update(craftsman_told_at=NOW)

    improve(day=TUESDAY, now=NOW)

    assert {visit.pk: visit.shift_id for visit in Visit.objects.all()} == {visit.pk: visit.shift_id for visit in visits}


def test_a_locked_visit_stays():
    make_policy_version()
    visits = crossed()
    services.lock(visit=visits[0], by=None, now=NOW)

    improve(day=TUESDAY, now=NOW)

    assert Visit.objects.get(pk=visits[0].pk).shift_id == visits[0].shift_id


def test_a_policy_without_it_leaves_the_plan_as_it_was_booked():
    make_policy_version(preset="sober_1994")
    visits = crossed()

    assert improve_between_bookings(now=NOW) == 0
    assert Visit.objects.get(pk=visits[0].pk).shift_id == visits[0].shift_id
