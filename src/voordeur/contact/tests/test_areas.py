"""The page of teams and neighbourhoods."""

import pytest
from django.test import Client
from django.urls import reverse

from voordeur.contact.tests.factories import Office, make_office
from voordeur.homes.tests.factories import make_dwelling
from voordeur.parties.models import Team, User
from voordeur.work.models import Area
from voordeur.work.queries import area_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings) -> Office:
    settings.STAFF_SECOND_FACTOR = False
    return make_office()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def card_of(office: Office) -> str:
    return reverse("contact:person", args=[office.ada.pk])


def test_a_manager_says_which_team_looks_after_a_neighbourhood(office: Office):
    client = client_of(office.marit)
    client.post(reverse("contact:areas"), {"postcode": "7323", "team": office.teams["housing"].pk})
    assert Area.objects.get().team == office.teams["housing"]
    assert "Woonconsulenten neemt dit aan" in page(client_of(office.noor), card_of(office))
    assert (
        client.post(reverse("contact:areas"), {"postcode": "73", "team": office.teams["housing"].pk}).status_code == 422
    )
    client.post(reverse("contact:areas"), {"remove": "7323"})
    assert not Area.objects.exists()


def test_a_part_of_a_neighbourhood_can_have_another_team_than_the_rest_of_it(office: Office):
    client = client_of(office.marit)
    client.post(reverse("contact:areas"), {"postcode": "7323", "team": office.teams["housing"].pk})
    client.post(reverse("contact:areas"), {"postcode": "7323 a", "team": office.teams["quality"].pk})

    assert area_team(office.home) == "quality"
    assert area_team(make_dwelling(postcode="7323BA")) == "housing"
    assert area_team(make_dwelling(postcode="7324AA")) == area_team(None) == ""


def test_a_manager_makes_a_team_and_sees_who_works_where(office: Office):
    client = client_of(office.marit)
    client.post(reverse("contact:areas"), {"name": "Wijkteam Noord"})
    north = Team.objects.get(code="wijkteam_noord")
    office.noor.other_teams.add(north)

    assert "Noor Visser" in page(client, reverse("contact:areas")).split("wijkteam_noord")[1].split("</tr>")[0]
    again = client.post(reverse("contact:areas"), {"name": "wijkteam noord"})
    assert again.status_code == 422
    assert "Er is al een team" in again.content.decode()
    assert client.post(reverse("contact:areas"), {"name": "***"}).status_code == 422
