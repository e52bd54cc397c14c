"""`voordeur import people` and `tenancies`: what goes in, and what is refused by name."""

from datetime import date
from pathlib import Path

import pytest

from voordeur.homes.models import Tenancy
from voordeur.homes.tests.factories import make_dwelling, make_tenancy
from voordeur.homes.tests.importing import codes, run
from voordeur.parties.models import HouseholdMember, Person
from voordeur.parties.tests.factories import make_household, make_person

pytestmark = pytest.mark.django_db


def test_people_come_in_with_their_numbers_in_international_form(tmp_path: Path) -> None:
    content = (
        "external_id,first_name,infix,last_name,born_on,email,phone,language,preferred_channel,is_vulnerable\n"
        "P1,Ada,de,Boer,10-12-1980,Ada@Example.org,06-12 34 56 78,nl,TEL,ja\n"
        "P2,Eve,,Visser,1990-01-31,,+31 55 526 0000,EN,,nee\n"
    )
    assert run(tmp_path, content, kind="people")["created"] == 2
    ada, eve = Person.objects.order_by("external_id")
    assert (ada.phone, ada.email, ada.born_on, ada.is_vulnerable) == (
        "+31612345678",
        "ada@example.org",
        date(1980, 12, 10),
        True,
    )
    assert (eve.phone, eve.language, eve.preferred_channel) == ("+31555260000", "en", "EMA")
    assert run(tmp_path, content, kind="people")["unchanged"] == 2


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("phone", "12", "not_a_phone_number"),
        ("phone", "=1+1", "formula"),
        ("email", "ada at example", "not_an_email"),
        ("born_on", "31-02-1980", "not_a_day"),
        ("born_on", "2027-01-01", "out_of_range"),
        ("language", "fr", "not_a_choice"),
        ("preferred_channel", "FAX", "not_a_choice"),
        ("is_vulnerable", "misschien", "not_yes_or_no"),
        ("first_name", "=cmd", "formula"),
        ("infix", "van der van der van der", "too_long"),
    ],
)
def test_a_wrong_cell_about_a_person_is_refused_by_name(tmp_path: Path, column: str, cell: str, code: str) -> None:
    answer = run(tmp_path, f"external_id,last_name,{column}\nP1,Boer,{cell}\n", kind="people", status=1)
    assert codes(answer) == [(1, column, code)]


TENANCIES = "external_id,dwelling,people,started_on,ended_on,rent\n"


def test_a_tenancy_joins_a_home_and_its_people(tmp_path: Path) -> None:
    make_dwelling(external_id="D1", number=139, letter="A")
    for number in ("P1", "P2", "P3"):
        make_person(external_id=number)
    content = TENANCIES + 'T1,7323 AA 139a,P1|P2|P3:BEW,2020-01-01,,"1.234,56"\n'
    assert run(tmp_path, content, kind="tenancies")["created"] == 1
    tenancy = Tenancy.objects.get()
    assert (tenancy.dwelling.external_id, tenancy.rent_cents, tenancy.started_on) == ("D1", 123_456, date(2020, 1, 1))
    assert dict(HouseholdMember.objects.values_list("person__external_id", "role")) == {
        "P1": "HUU",
        "P2": "MDH",
        "P3": "BEW",
    }
    assert run(tmp_path, content, kind="tenancies")["unchanged"] == 1
    assert run(tmp_path, content.replace("|P2", ""), kind="tenancies")["updated"] == 1
    assert HouseholdMember.objects.count() == 2


def test_a_home_changes_hands_in_one_file(tmp_path: Path) -> None:
    old = make_tenancy(dwelling=make_dwelling(external_id="D1"), external_id="T1")
    make_person(external_id="P9")
    first = old.household.members.get().person.external_id
    content = f"{TENANCIES}T1,D1,{first},2020-01-01,2026-10-31,612\nT2,D1,P9,2026-11-01,,650\n"
    answer = run(tmp_path, content, kind="tenancies")
    assert (answer["updated"], answer["created"]) == (1, 1)
    assert Tenancy.objects.get(ended_on=None).external_id == "T2"


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        ("T2,D9,P1,2020-01-01,,1", "dwelling", "unknown_dwelling"),
        ("T2,D1,P9,2020-01-01,,1", "people", "unknown_person"),
        ("T2,D2,P1,2020-01-01,,1", "dwelling", "already_let"),
        ("T2,D1,P1,2020-01-01,2019-01-01,1", "ended_on", "ends_before_it_begins"),
        ("T2,D1,P1:XXX,2020-01-01,,1", "people", "not_a_household_role"),
        ("T2,D1,P1|P1,2020-01-01,,1", "people", "person_twice"),
        ("T2,D1,P1:BEW,2020-01-01,,1", "people", "no_tenant_named"),
        ("T2,D1,P1,2020-01-01,,veel", "rent", "not_an_amount"),
        ("T2,D1,P1,2020-01-01,,99999", "rent", "out_of_range"),
        ("T2,D1,P1,,,1", "started_on", "missing"),
    ],
)
def test_a_tenancy_that_cannot_be_is_refused_by_name(tmp_path: Path, row: str, field: str, code: str) -> None:
    make_dwelling(external_id="D1")
    make_tenancy(
        dwelling=make_dwelling(external_id="D2"), household=make_household(person=make_person(external_id="P1"))
    )
    answer = run(tmp_path, f"{TENANCIES}{row}\n", kind="tenancies", status=1)
    assert codes(answer) == [(1, field, code)]
