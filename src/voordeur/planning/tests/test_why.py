"""Why a visit is where it is, as its card tells a planner."""

import pytest
from django.urls import reverse

from voordeur.homes.tests.factories import make_dwelling
from voordeur.planning import services, texts
from voordeur.planning.engine.words import EXPLAINED
from voordeur.planning.models import Shift, Visit, VisitState
from voordeur.planning.queries.why import why_here
from voordeur.planning.tests.asking import GEPAST
from voordeur.planning.tests.factories import NOW, at, make_shift, make_visit
from voordeur.planning.tests.planners import logged_in
from voordeur.promises.tests.factories import make_policy_version

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def policy(settings):
    settings.STAFF_SECOND_FACTOR = False
    make_policy_version()


def codes(visit: Visit, *, now=NOW) -> list[str]:
    return [one.code for one in why_here(visit=visit, now=now, policy=GEPAST)]


def far_away(shift: Shift) -> Shift:
    Shift.objects.filter(pk=shift.pk).update(lat=52.40, lon=6.10)
    return shift


def test_a_visit_at_its_cheapest_place_says_so_and_what_the_next_best_costs():
    visit = make_visit(shift=make_shift(name="Sam Bakker"))
    far_away(make_shift(name="Bo Smit"))

    here, other, *rest = why_here(visit=visit, now=NOW, policy=GEPAST)

    assert (here.code, here.params["craftsman"]) == ("here", "Sam Bakker")
    assert (other.code, other.params["craftsman"]) == ("other_craftsman", "Bo Smit")
    assert other.params["more"] > 20
    assert "cheapest" in [one.code for one in rest]
    assert texts.why(other).startswith("De beste plek daarna is bij Bo Smit om ")


def test_who_is_nearer_but_does_not_know_the_trade_is_named_with_that_reason():
    visit = make_visit(shift=far_away(make_shift(name="Sam Bakker")))
    make_shift(name="Bo Smit", trades={"SCH": 1})

    skill = next(one for one in why_here(visit=visit, now=NOW, policy=GEPAST) if one.code == "skill")

    assert skill.params["craftsman"] == "Bo Smit"
    assert skill.params["saves"] > 20


def test_a_lock_that_stands_before_a_cheaper_place_is_told():
    visit = make_visit(shift=far_away(make_shift(name="Sam Bakker")))
    make_shift(name="Bo Smit")
    services.lock(visit=visit, by=None, now=NOW)

    assert "lock" in codes(visit)


def test_of_a_day_that_is_running_no_place_is_named_that_is_over():
    visit = make_visit(shift=far_away(make_shift(name="Sam Bakker")), start="11:30", end="12:18")
    make_shift(name="Bo Smit")

    found = why_here(visit=visit, now=at("11:00"), policy=GEPAST)

    assert "cheaper_craftsman" in [one.code for one in found]
    assert all(one.params["at"] >= at("11:00") for one in found if "at" in one.params)


@pytest.mark.parametrize("changes", [{"is_fixed": True}, {"state": VisitState.CANCELLED}])
def test_of_a_visit_that_has_begun_or_was_cancelled_there_is_nothing_to_explain(changes):
    assert codes(make_visit(**changes)) == []


def test_a_visit_of_somebody_who_fell_ill_has_no_place():
    visit = make_visit(shift=make_shift(is_absent=True))
    make_shift(name="Bo Smit")

    assert codes(visit)[0] == "nowhere"


def test_everything_the_engine_can_say_has_a_sentence_for_planners():
    assert set(texts.WHY) == set(EXPLAINED)


def test_every_sentence_can_be_said_with_what_is_given_for_it():
    visit = make_visit(shift=far_away(make_shift(name="Sam Bakker")))
    make_visit(shift=make_shift(name="Bo Smit"), dwelling=make_dwelling(), start="10:00", end="10:48")

    said = [texts.why(one) for one in why_here(visit=visit, now=NOW, policy=GEPAST)]

    assert said
    assert not any("%(" in sentence for sentence in said)


def test_the_card_opens_the_explanation_as_a_part_and_without_a_script_as_a_page(client):
    visit = make_visit(shift=make_shift(name="Sam Bakker"))
    planner = logged_in(client)
    address = reverse("planning:why", args=[visit.pk])

    part = planner.get(address, headers={"HX-Request": "true"}).content.decode()
    page = planner.get(address).content.decode()

    assert "<html" not in part
    assert "<html" in page
    assert reverse("planning:visit", args=[visit.pk]) in page
