"""The plan keeps the chance of a late promise below the policy's level: at night, on demand, and between bookings."""

import pytest
from django.urls import reverse

from voordeur.homes.tests.factories import make_dwelling
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.planning.models import Shift, Visit
from voordeur.planning.queries.at_risk import at_risk, surer
from voordeur.planning.queries.problem import Live, read_live
from voordeur.planning.services.improving import improve
from voordeur.planning.tests.asking import GEPAST
from voordeur.planning.tests.factories import NOW, TUESDAY, at, make_shift, make_visit
from voordeur.planning.tests.test_services_proposals import worked_out
from voordeur.promises.tests.factories import make_policy_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("compiled_search")]


@pytest.fixture(autouse=True)
def policy():
    make_policy_version()


@pytest.fixture
def sam():
    return make_user(role=Role.PLANNER, name="Sam")


def live() -> Live:
    return read_live(from_at=at("00:00"), until_at=at("23:59"), now=NOW, policy=GEPAST)


def tight_morning(*, minutes_sd: float) -> tuple[Shift, Shift, list[Visit]]:
    """One craftsman with three visits that just fit in the morning, and a colleague further away with nothing to do."""
    sam, bo = make_shift(name="Sam Bakker"), make_shift(name="Bo Smit")
    Shift.objects.filter(pk=bo.pk).update(lat=52.30, lon=6.05)
    home = make_dwelling()
    visits = [
        make_visit(shift=sam, dwelling=home, start="08:00", end="09:40", case_id=1),
        make_visit(shift=sam, dwelling=home, start="09:40", end="11:20", case_id=2),
        make_visit(shift=sam, dwelling=home, start="11:20", end="12:00", case_id=3),
    ]
    Visit.objects.update(minutes_sd=minutes_sd)
    return sam, bo, visits


def test_a_promise_behind_much_uncertain_work_is_at_risk():
    _sam, _bo, visits = tight_morning(minutes_sd=40.0)
    found = live()

    assert str(visits[2].pk) in at_risk(found, found.plan, GEPAST)
    assert str(visits[0].pk) not in at_risk(found, found.plan, GEPAST)


def test_work_that_is_certain_puts_nothing_at_risk():
    tight_morning(minutes_sd=0.0)
    found = live()

    assert at_risk(found, found.plan, GEPAST) == set()


def test_a_surer_plan_has_no_promise_at_risk_where_a_colleague_has_room():
    tight_morning(minutes_sd=40.0)
    found = live()

    plan = surer(found, found.plan, GEPAST, seed=1, seconds=3.0)

    assert at_risk(found, plan, GEPAST) == set()
    assert found.cost(plan)["total"] > found.cost(found.plan)["total"]


def test_a_proposal_makes_promises_surer_also_where_that_costs_something(sam):
    tight_morning(minutes_sd=40.0)

    proposal = worked_out(sam, seconds=4.0)

    assert proposal.cost_before["at_risk"] >= 1
    assert proposal.cost_after["at_risk"] == 0
    assert proposal.changes.count() >= 1
    assert not proposal.changes.filter(moves_promise=True).exists()


def test_the_page_of_a_proposal_says_how_many_promises_are_at_risk_and_what_surer_costs(sam, client, settings):
    settings.STAFF_SECOND_FACTOR = False
    tight_morning(minutes_sd=40.0)
    worked_out(sam, seconds=4.0)
    client.force_login(sam)

    page = client.get(reverse("planning:proposals")).content.decode()

    assert "beloften met te veel kans op te laat" in page
    assert "Het maakt beloften zekerder, en dat kost" in page


def far_apart(*, minutes_sd: float) -> list[Visit]:
    """Two who each have one visit; one could do both and save a long drive, if the first takes what is planned."""
    one, other = make_shift(name="Sam Bakker"), make_shift(name="Bo Smit")
    Shift.objects.filter(pk=other.pk).update(lat=52.40, lon=5.97)
    home = make_dwelling()
    visits = [
        make_visit(shift=one, dwelling=home, start="08:00", end="11:30", window=("08:00", "08:10"), case_id=1),
        make_visit(shift=other, dwelling=home, start="11:40", end="12:20", window=("11:40", "11:50"), case_id=2),
    ]
    Visit.objects.update(minutes_sd=minutes_sd)
    return visits


def test_between_bookings_no_promise_is_put_at_risk_to_save_a_drive():
    visits = far_apart(minutes_sd=40.0)

    improve(day=TUESDAY, now=NOW)

    assert Visit.objects.get(pk=visits[1].pk).shift_id == visits[1].shift_id


def test_between_bookings_the_drive_is_saved_when_the_work_is_certain():
    visits = far_apart(minutes_sd=0.0)

    assert improve(day=TUESDAY, now=NOW) > 0
    assert Visit.objects.get(pk=visits[1].pk).shift_id == visits[0].shift_id
