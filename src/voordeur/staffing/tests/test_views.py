"""The pages: what they say, who sees buttons, what a form refuses, and how many queries a week takes."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from voordeur.base.models import OutboxEvent
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.policy.rules import local
from voordeur.promises.tests.factories import make_policy_version
from voordeur.staffing import queries
from voordeur.staffing.models import Away, Contract, Plan
from voordeur.staffing.services import plans
from voordeur.staffing.tests.factories import make_away, make_contract, make_past

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def agent():
    return make_user(role=Role.CONTACT_AGENT, name="Noor <b>Vis</b>")


@pytest.fixture
def manager(client: Client) -> Client:
    client.force_login(make_user(role=Role.MANAGER))
    return client


def next_monday():
    today = local(timezone.now()).date()
    return today + timedelta(days=7 - today.weekday())


def planned(agent, **contract):
    make_policy_version(preset="klantgericht")
    now = timezone.now()
    make_past(until_on=local(now).date() - timedelta(days=1))
    make_contract(agent=agent, from_on=local(now).date(), **contract)
    return plans.keep(plans.work_out(monday=next_monday(), now=now, seconds=5), now=now)


def page(client: Client, name: str, **arguments) -> str:
    with translation.override("nl"):
        return client.get(reverse(name, kwargs=arguments)).content.decode()


def test_a_week_without_a_plan_says_how_to_get_one(manager: Client):
    make_policy_version()
    text = page(manager, "staffing:week")
    assert "vd-empty" in text
    assert "Maak het plan van deze week" in text


def test_a_week_shows_pictures_roster_and_what_is_missing(manager: Client, agent):
    plan = planned(agent)
    text = page(manager, "staffing:week")

    assert text.count('<svg class="vd-phone"') == len(plan.figures["days"])
    assert "te weinig mensen van" in text
    assert "vd-phone__missing" in text
    assert "Noor &lt;b&gt;Vis&lt;/b&gt;" in text
    assert "<b>Vis" not in text
    assert "minder naast dan het gemiddelde" in text or "te weinig om de voorspelling" in text or "meer naast" in text


def test_who_is_on_the_telephone_sees_the_roster_and_no_buttons(client: Client, agent):
    planned(agent)
    client.force_login(agent)
    text = page(client, "staffing:week")

    assert "Het rooster" in text
    assert "/make/" not in text
    assert reverse("staffing:contracts") not in text


def test_a_week_takes_few_queries_whatever_its_size(manager: Client, agent, django_assert_max_num_queries):
    planned(agent)
    with django_assert_max_num_queries(8):
        page(manager, "staffing:week")


def test_a_plan_is_asked_for_and_the_page_says_that_it_comes(manager: Client):
    make_policy_version()
    week = queries.week_of(next_monday())
    response = manager.post(reverse("staffing:make", kwargs={"week": week}))

    assert response.status_code == 302
    assert OutboxEvent.objects.filter(kind="staffing.plan_wanted").count() == 1
    assert Plan.objects.get().is_being_made
    text = page(manager, "staffing:of_week", week=week)
    assert "wordt gemaakt" in text
    assert "Maak het plan" not in text


def test_why_a_plan_could_not_be_made_stands_on_its_page(manager: Client):
    make_policy_version()
    monday = next_monday()
    plans.ask(monday=monday, by=None, now=timezone.now())
    plans.make(now=timezone.now(), monday=monday.isoformat())

    assert "nog geen telefoontjes bekend" in page(manager, "staffing:week")


@pytest.mark.parametrize("week", ["2026-48", "next", "2026-W99", "hours!"])
def test_what_is_no_week_is_not_found(manager: Client, week: str):
    make_policy_version()
    assert manager.get(f"/staffing/{week}/").status_code == 404


def test_hours_are_agreed_on_a_page(manager: Client, agent):
    form = {
        "from_on": "2026-12-01",
        "weekly_hours": "20",
        "most_days": "3",
        "shortest_hours": "3",
        "longest_hours": "5",
    }
    form |= {"from_0": "08:30", "until_0": "13:00", "from_3": "08:30", "until_3": "13:00"}
    response = manager.post(reverse("staffing:contract", kwargs={"agent_id": agent.pk}), form)

    assert response.status_code == 302
    contract = Contract.objects.get()
    assert (contract.weekly_minutes, contract.most_days, contract.shortest_minutes) == (1200, 3, 180)
    assert sorted(contract.hours.values_list("weekday", flat=True)) == [0, 3]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"until_0": ""}, "beide tijden"),
        ({"until_0": "07:00"}, "later zijn dan het begin"),
        ({"from_0": "", "until_0": ""}, "minstens één dag"),
        ({"longest_hours": "2"}, "korter dan de kortste"),
        ({"weekly_hours": "nan"}, "vd-form-field__error"),
        ({"from_0": "25:00"}, "vd-hours__fault"),
    ],
)
def test_a_form_says_what_is_wrong_and_keeps_what_was_typed(manager: Client, agent, changed, told):
    form = {
        "from_on": "2026-12-01",
        "weekly_hours": "20",
        "most_days": "3",
        "shortest_hours": "3",
        "longest_hours": "5",
    }
    form |= {"from_0": "08:30", "until_0": "13:00"} | changed
    response = manager.post(reverse("staffing:contract", kwargs={"agent_id": agent.pk}), form)

    assert response.status_code == 422
    assert told in response.content.decode()
    assert not Contract.objects.exists()


def test_days_away_are_noted_and_taken_back_on_a_page(manager: Client, agent):
    away = reverse("staffing:away", kwargs={"agent_id": agent.pk})
    manager.post(away, {"away_from_on": "2030-12-02", "away_until_on": "2030-12-04"})
    assert "2 december" in page(manager, "staffing:contract", agent_id=agent.pk)
    manager.post(reverse("staffing:away_end", kwargs={"away_id": Away.objects.get().pk}))
    assert not Away.objects.exists()

    wrong = manager.post(away, {"away_from_on": "2030-12-04", "away_until_on": "2030-12-02"})
    assert wrong.status_code == 422
    assert "ligt voor de eerste" in wrong.content.decode()


def test_hours_of_who_does_not_answer_the_telephone_are_not_found(manager: Client):
    other = make_user(role=Role.QUALITY)
    assert manager.get(reverse("staffing:contract", kwargs={"agent_id": other.pk})).status_code == 404


def test_everyone_on_the_telephone_stands_in_the_list(manager: Client, agent, django_assert_max_num_queries):
    make_contract(agent=agent)
    make_away(agent)
    make_user(role=Role.HOUSING_CONSULTANT, name="Bram Bos")
    with django_assert_max_num_queries(8):
        text = page(manager, "staffing:contracts")
    assert "36 uur" in text
    assert "maandag 08:00–17:00" in text
    assert "niet aan de telefoon" in text
