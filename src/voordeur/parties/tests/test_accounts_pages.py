"""The pages on which an administrator manages accounts."""

from html import unescape

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from voordeur.base.models import Letter
from voordeur.parties.models import User
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_person, make_team, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def alex(settings) -> User:
    settings.STAFF_SECOND_FACTOR = False
    return make_user(role=Role.ADMINISTRATOR, name="Alex Beheer", email="alex@example.org")


@pytest.fixture
def pages(client, alex) -> Client:
    client.force_login(alex)
    return client


def text(client: Client, name: str, *args: object, **asked: str) -> str:
    return unescape(client.get(reverse(name, args=args), asked).content.decode())


def press(client: Client, user: User, action: str) -> str:
    answer = client.post(reverse("parties:account_act", args=[user.pk, action]), follow=True)
    return unescape(answer.content.decode())


def test_the_start_page_of_an_administrator_leads_to_the_accounts(pages):
    start = pages.get(reverse("portal:start"), follow=True).content.decode()
    assert f'href="{reverse("parties:accounts")}"' in start


def test_the_list_shows_state_second_step_and_last_log_in(pages):
    sam = make_user(role=Role.PLANNER, name="Sam Bakker", team=make_team(name="Planning"))
    TOTP.activate(sam, generate_totp_secret())
    User.objects.filter(pk=sam.pk).update(is_active=False)
    page = text(pages, "parties:accounts", q="bakker", role="planner", state="inactive")
    assert "1 account" in page
    for word in ("Sam Bakker", "Planning", "Planner", "gesloten", "nog niet"):
        assert word in page
    assert "Alex Beheer</a>" not in page


def test_nobody_found_leads_to_a_new_account(pages):
    assert "Geen accounts bij deze keuze" in text(pages, "parties:accounts", q="niemand")


@pytest.mark.parametrize("asked", [{"role": "boss"}, {"state": "x"}, {"page": "99"}, {"q": "%_'\""}])
def test_odd_filters_are_left_aside(pages, asked):
    assert pages.get(reverse("parties:accounts"), asked).status_code == 200


def test_an_administrator_makes_an_account_and_sees_that_a_letter_left(pages):
    given = {"name": "Sam Bakker", "email": "sam@example.org", "role": "planner"}
    page = unescape(pages.post(reverse("parties:new_account"), given, follow=True).content.decode())
    assert "Het account is gemaakt" in page
    assert "nog niet gekozen" in page
    assert Letter.objects.get().to_address == "sam@example.org"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"email": "alex@example.org", "name": "Alex", "role": "planner"}, "is al een account"),
        ({"email": "a@example.org", "name": "", "role": "planner"}, "Vul de naam van deze collega in"),
        ({"email": "a@example.org", "role": "tenant"}, "Vul het klantnummer van deze huurder in"),
        ({"email": "a@example.org", "role": "tenant", "customer_number": "P999"}, "P999"),
        ({"email": "geen adres", "name": "Sam", "role": "planner"}, "E-mailadres"),
        ({"email": "a@example.org", "name": "Sam", "role": "boss"}, "Rol"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(pages, given: dict[str, str], sentence: str):
    answer = pages.post(reverse("parties:new_account"), given)
    assert answer.status_code == 422
    assert sentence in unescape(answer.content.decode())
    assert User.objects.count() == 1


def test_a_tenants_page_asks_no_role_and_no_team(pages):
    ada = make_user(person=make_person(external_id="K12"), name="Ada de Boer")
    page = text(pages, "parties:account", ada.pk)
    assert "K12" in page
    assert 'name="team"' not in page
    pages.post(reverse("parties:account", args=[ada.pk]), {"name": "Ada Boer", "role": "administrator"})
    ada.refresh_from_db()
    assert (ada.name, ada.role) == ("Ada Boer", Role.TENANT)


def test_another_role_and_team_are_saved(pages):
    sam, team = make_user(role=Role.PLANNER), make_team(name="Kwaliteit")
    given = {"name": "Sam Smit", "role": "quality", "team": str(team.pk)}
    pages.post(reverse("parties:account", args=[sam.pk]), given)
    sam.refresh_from_db()
    assert (sam.name, sam.role, sam.team) == ("Sam Smit", Role.QUALITY, team)


def test_ones_own_page_offers_nothing_that_locks_one_out(pages, alex):
    page = text(pages, "parties:account", alex.pk)
    assert "Dit account sluiten" not in page
    pages.post(reverse("parties:account", args=[alex.pk]), {"name": "Alex", "role": "planner"})
    assert "Dit is uw eigen account" in press(pages, alex, "deactivate")
    alex.refresh_from_db()
    assert (alex.role, alex.is_active) == (Role.ADMINISTRATOR, True)


def test_closing_and_opening_an_account(pages):
    sam = make_user(role=Role.PLANNER)
    assert "Het account is gesloten" in press(pages, sam, "deactivate")
    assert "is al gesloten" in press(pages, sam, "deactivate")
    assert "weer open" in press(pages, sam, "activate")


def test_taking_the_second_step_away(pages):
    sam = make_user(role=Role.PLANNER)
    assert "Telefoon kwijt" not in text(pages, "parties:account", sam.pk)
    TOTP.activate(sam, generate_totp_secret())
    assert "Telefoon kwijt" in text(pages, "parties:account", sam.pk)
    assert "De tweede stap is weg" in press(pages, sam, "reset-second-factor")


def test_an_unknown_button_or_account_does_not_exist(pages, alex):
    assert pages.post(reverse("parties:account_act", args=[alex.pk, "promote"])).status_code == 404
    assert pages.get(reverse("parties:account", args=[alex.pk + 9999])).status_code == 404


def test_the_list_costs_the_same_queries_however_long(pages, django_assert_max_num_queries):
    for _ in range(30):
        make_user(role=Role.PLANNER, team=make_team())
    with django_assert_max_num_queries(5):
        pages.get(reverse("parties:accounts"))
