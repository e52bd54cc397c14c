"""Who finds which home, and what they see of it."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from voordeur.base.models import AuditEvent
from voordeur.homes import queries
from voordeur.homes.models import Dwelling
from voordeur.homes.tests.factories import make_dwelling, make_tenancy
from voordeur.parties.rules import MandateScope, Role
from voordeur.parties.tests.factories import make_household, make_mandate, make_person, make_user
from voordeur.promises.tests.factories import make_policy_version

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _second_factor_elsewhere(settings) -> None:
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture(autouse=True)
def _a_policy_holds() -> None:
    make_policy_version()


def open_(user, address: str, **headers):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client.get(address, headers=headers)


def card_of(home) -> str:
    return reverse("homes:card", args=[home.pk])


def test_ada_sees_her_own_home_and_eve_does_not() -> None:
    ada, eve = make_user(), make_user()
    home = make_tenancy(person=ada.person).dwelling
    make_tenancy(person=eve.person)
    assert open_(ada, card_of(home)).status_code == 200
    assert open_(eve, card_of(home)).status_code == 404


def test_a_stranger_is_asked_to_log_in_and_a_craftsman_has_no_business_here() -> None:
    home = make_dwelling()
    assert open_(None, card_of(home)).status_code == 302
    assert open_(make_user(role=Role.CRAFTSMAN), card_of(home)).status_code == 403


def test_a_home_that_ada_left_is_hers_no_longer() -> None:
    ada = make_user()
    home = make_tenancy(person=ada.person, ended_on=date(2021, 1, 1)).dwelling
    assert open_(ada, card_of(home)).status_code == 404


def test_noor_sees_the_home_of_the_tenant_for_whom_she_may_act() -> None:
    ada, noor = make_user(), make_user()
    home = make_tenancy(person=ada.person).dwelling
    mandate = make_mandate(principal=ada.person, agent=noor.person, scope=MandateScope.REPAIRS)
    assert Dwelling.objects.visible_to(noor, DAY).get() == home
    assert queries.homes_of(noor.person_id, DAY) == [home]
    mandate.until_on = date(2026, 11, 22)
    mandate.save()
    assert not Dwelling.objects.visible_to(noor, DAY).exists()
    assert queries.homes_of(noor.person_id, DAY) == []


def test_a_mandate_for_repairs_shows_the_home_and_not_who_lives_there() -> None:
    ada, noor = make_user(), make_user()
    home = make_tenancy(person=ada.person).dwelling
    mandate = make_mandate(principal=ada.person, agent=noor.person, scope=MandateScope.REPAIRS)
    card = queries.card(home.pk, noor, DAY)
    assert (card.residents, card.tenancy.rent_cents) == ((), None)
    mandate.scope = MandateScope.EVERYTHING
    mandate.save()
    card = queries.card(home.pk, noor, DAY)
    assert [resident.name for resident in card.residents] == ["Ada de Boer"]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.TENANT, Role.CRAFTSMAN}))
def test_warnings_are_for_who_goes_there_or_speaks_with_the_tenant(role: Role) -> None:
    person = make_person(is_vulnerable=True)
    home = make_tenancy(person=person, dwelling=make_dwelling(warning="Hond in de tuin")).dwelling
    page = open_(make_user(role=role), card_of(home)).content.decode()
    may_see = role in {Role.CONTACT_AGENT, Role.PLANNER, Role.HOUSING_CONSULTANT}
    assert ("Hond in de tuin" in page) == may_see
    assert queries.card(home.pk, make_user(role=role), DAY).residents[0].is_vulnerable == may_see
    assert person.phone in page


def test_a_tenant_sees_neither_warnings_nor_telephone_numbers() -> None:
    ada = make_user()
    home = make_tenancy(person=ada.person, dwelling=make_dwelling(warning="Hond in de tuin")).dwelling
    page = open_(ada, card_of(home)).content.decode()
    assert "Hond in de tuin" not in page
    assert ada.person.phone not in page


def test_who_of_the_office_opened_a_card_is_kept() -> None:
    home, sam = make_dwelling(), make_user(role=Role.CONTACT_AGENT)
    open_(sam, card_of(home))
    assert AuditEvent.objects.get(action="home seen").by == sam


def test_a_card_costs_a_fixed_number_of_queries(django_assert_max_num_queries) -> None:
    home = make_dwelling()
    household = make_household(others=[make_person(), make_person()])
    make_tenancy(dwelling=home, household=household)
    make_tenancy(dwelling=home, ended_on=date(2019, 1, 1), started_on=date(2010, 1, 1))
    sam = make_user(role=Role.CONTACT_AGENT)
    with django_assert_max_num_queries(5):
        queries.card(home.pk, sam, DAY)


def test_contact_people_are_those_who_signed_and_can_be_reached() -> None:
    ada = make_person()
    silent = make_person(email="", phone="")
    household = make_household(person=silent, others=[ada])
    home = make_tenancy(household=household).dwelling
    assert queries.contact_people(home.pk, DAY) == [ada]
    assert queries.contact_people(make_dwelling().pk, DAY) == []


def test_an_address_finds_its_home_however_it_is_typed() -> None:
    home = make_dwelling(number=12, letter="A")
    assert queries.find_by_address("7323 aa", 12, "a") == home
    assert queries.find_by_address("7323AA", 12) is None
    assert queries.find_by_address("nonsense", 12) is None


def test_on_the_day_of_change_the_new_tenancy_counts() -> None:
    home = make_dwelling()
    make_tenancy(dwelling=home, ended_on=DAY)
    new = make_tenancy(dwelling=home, started_on=DAY)
    assert queries.current_tenancy(home.pk, DAY) == new
    assert queries.current_tenancy(home.pk, date(2010, 1, 1)) is None
