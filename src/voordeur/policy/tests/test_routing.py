"""Three ways to organise the work, three ways of the same contact."""

import pytest

from voordeur.policy import presets
from voordeur.policy.models import SUBJECTS
from voordeur.policy.presets import PolicyErrors
from voordeur.policy.rules import GENERAL, route
from voordeur.policy.tests.factories import make_policy

MODELS = ("integral", "departments", "contact_centre")


def test_the_same_contact_goes_three_different_ways():
    ways = {
        model: route(make_policy(organisation__model=model), subject="rent", area_team="area_north") for model in MODELS
    }

    assert [way.answers for way in ways.values()] == ["area_north", "housing", "contact"]
    assert [way.second_line for way in ways.values()] == ["area_north", "housing", "housing"]
    assert [way.calls_back for way in ways.values()] == ["area_north", "housing", "contact"]
    assert [way.keeps_owner for way in ways.values()] == [True, False, False]
    assert len({way.steps for way in ways.values()}) == 3


@pytest.mark.parametrize("subject", SUBJECTS)
def test_who_knows_a_subject_is_a_promise(subject: str):
    told = {"organisation__model": "departments", f"organisation__departments__{subject}": "team_rent_and_more"}
    way = route(make_policy(**told), subject=subject, area_team="area_north")
    assert way.answers == way.second_line == "team_rent_and_more"

    asked = route(
        make_policy(**{**told, "organisation__model": "contact_centre"}), subject=subject, area_team="area_north"
    )
    assert (asked.answers, asked.second_line) == (GENERAL, "team_rent_and_more")


def test_a_subject_that_is_no_longer_in_use_goes_where_everything_else_goes():
    policy = make_policy(organisation__model="departments", organisation__departments__other="quality")
    assert route(policy, subject="chimneys", area_team="").answers == "quality"


def test_a_home_without_a_neighbourhood_is_served_by_the_general_team():
    assert route(make_policy(organisation__model="integral"), subject="rent", area_team="").answers == GENERAL


@pytest.mark.parametrize("code", ["", "Team Noord", "9team", "x" * 41])
def test_a_team_is_named_by_its_code(code: str):
    with pytest.raises(PolicyErrors):
        presets.with_value(presets.load("gepast"), "organisation.departments.rent", code)
