"""The association's own homes as a town, and simulating a year of it from the command line."""

import json
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command

from voordeur.homes.tests.factories import make_dwelling, make_tenancy
from voordeur.kernel.errors import Refused
from voordeur.parties.tests.factories import make_household, make_person
from voordeur.subscriptions.models import Subscription
from voordeur.twin.engine.places import NO, UNKNOWN, YES
from voordeur.twin.queries.town import own_town

DAY = date(2026, 11, 23)

pytestmark = pytest.mark.django_db


def make_let(number: int, *, born_on: date | None, ended_on: date | None = None) -> Any:
    """A home that is let to somebody born on that day, a little further north than the one before."""
    home = make_dwelling(lat=52.2 + number / 100, lon=5.97)
    return make_tenancy(dwelling=home, person=make_person(born_on=born_on), ended_on=ended_on)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    with pytest.raises(SystemExit) as ended:
        call_command("voordeur_twin", *arguments, "--replications", "1", "--processes", "1", "--json")
    return int(ended.value.code or 0), json.loads(capsys.readouterr().out)


def test_only_on_request_a_town_knows_who_is_older_and_who_has_the_subscription(django_assert_num_queries: Any):
    make_let(0, born_on=date(1961, 11, 23))  # 65 today
    make_let(1, born_on=date(1961, 11, 24))  # tomorrow
    make_let(2, born_on=None)
    make_let(3, born_on=date(1940, 1, 1), ended_on=date(2026, 1, 1))  # moved out
    Subscription.objects.create(tenancy=make_let(4, born_on=date(1990, 1, 1)), started_on=date(2026, 1, 1))
    with django_assert_num_queries(3):
        town = own_town(DAY, with_tenants=True)
    north = town.y.argsort()
    assert town.older[north].tolist() == [YES, NO, UNKNOWN, UNKNOWN, NO]
    assert town.subscribed[north].tolist() == [NO, NO, NO, UNKNOWN, YES]

    by_luck = own_town(DAY)
    assert set(by_luck.older.tolist()) == set(by_luck.subscribed.tolist()) == {UNKNOWN}


def test_where_nobody_has_the_subscription_it_is_not_known_who_would_take_it():
    make_let(0, born_on=None)
    assert own_town(DAY, with_tenants=True).subscribed.tolist() == [UNKNOWN]


def test_of_a_couple_the_elder_counts_and_of_who_only_lives_there_nobody():
    elder, younger, child = (make_person(born_on=date(year, 1, 1)) for year in (1950, 1980, 1930))
    household = make_household(person=younger)
    household.members.create(person=elder, role="MDH")
    make_tenancy(household=household)
    alone = make_household(person=make_person(born_on=date(1980, 1, 1)))
    alone.members.create(person=child, role="BEW")
    make_tenancy(dwelling=make_dwelling(lat=52.0), household=alone)
    town = own_town(DAY, with_tenants=True)
    assert town.older[town.y.argsort()].tolist() == [NO, YES]


def test_an_empty_association_is_refused_with_a_sentence(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(Refused, match="no_homes"):
        own_town(DAY)
    code, answer = told(capsys, "run", "--own")
    assert code == 1
    (refused,) = answer["refused"]
    assert refused["code"] == "no_homes"
    assert refused["message"].endswith(".")


def test_a_year_of_the_own_homes_says_its_districts_by_name(capsys: pytest.CaptureFixture[str]):
    for number in range(60):
        make_dwelling(lat=52.2 + number / 1000, lon=5.97)
        make_dwelling(lat=52.2 + number / 1000, lon=5.99, postcode="7311AA")
    code, answer = told(capsys, "run", "--own")
    assert code == 0
    assert answer["homes"] == 120
    assert answer["town"] == {
        "homes": 120,
        "placed": 0,
        "left_out": 0,
        "districts": {"district_1": "7311 Apeldoorn", "district_2": "7323 Apeldoorn"},
    }
    assert {"district_1", "district_2"} <= set(answer["groups"])


def test_one_dwelling_is_an_association(capsys: pytest.CaptureFixture[str]):
    make_let(0, born_on=date(1950, 1, 1))
    code, answer = told(capsys, "run", "--own-tenants")
    assert (code, answer["homes"]) == (0, 1)


def test_own_homes_and_a_number_of_made_up_ones_exclude_each_other():
    with pytest.raises(Exception, match="not allowed with argument"):
        call_command("voordeur_twin", "run", "--own", "--homes", "100")
