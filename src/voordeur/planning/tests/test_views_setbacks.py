"""The pages of a running day: what happened, the ways to go on, and what to decide now above the board."""

import pytest
from django.urls import reverse
from django.utils import timezone

from voordeur.homes.tests.factories import make_dwelling
from voordeur.parties.rules import Role
from voordeur.planning import services
from voordeur.planning.models import Setback, Shift, Visit
from voordeur.planning.tests.factories import at, make_shift, make_visit
from voordeur.planning.tests.planners import DAY, logged_in
from voordeur.promises.tests.factories import make_policy_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("compiled_search")]
NEW = "planning:setback_new"


@pytest.fixture(autouse=True)
def at_ten(settings, monkeypatch):
    """The pages read the clock: it is ten in the morning of that Tuesday."""
    settings.STAFF_SECOND_FACTOR = False
    monkeypatch.setattr(timezone, "now", lambda: at("10:00"))
    make_policy_version()


@pytest.fixture
def busy():
    """Sam is at work and has one more promise before eleven; Bo is free."""
    sam, home = make_shift(), make_dwelling(street="Eikenweg", number=12)
    make_shift(name="Bo Smit")
    visit = make_visit(shift=sam, dwelling=home, start="08:30", end="09:50", is_fixed=True)
    make_visit(shift=sam, dwelling=home, window=("10:00", "11:00"), start="10:10", end="10:58", case_id=2)
    return visit


def says(client, visit, **told):
    return client.post(reverse(NEW), {"kind": "long", "visit": visit.pk, "minutes": "120"} | told)


def runs_late(visit):
    """As the craftsman said; then the worker looks."""
    Visit.objects.filter(pk=visit.pk).update(planned_end_at=at("11:30"))
    assert services.notice_overruns(now=at("10:00")) == 1


def test_what_happened_leads_to_the_ways_beside_each_other(client, busy):
    response = says(logged_in(client), busy)

    page = client.get(response.url).content.decode()
    assert "Eikenweg 12 loopt uit" in page
    assert "Als niemand iets doet" in page
    assert "van Sam Bakker naar Bo Smit" in page
    assert page.count("vd-button--primary") == 1


def test_one_click_carries_a_way_out_and_offers_to_take_it_back(client, busy):
    address = says(logged_in(client), busy).url

    board = client.post(address + "choose", {"way": "1"}, follow=True).content.decode()

    assert "Het plan is zoals u koos" in board
    assert reverse("planning:undo") in board
    assert Visit.objects.get(case_id=2).shift.craftsman.user.name == "Bo Smit"


def test_who_looks_after_somebody_else_was_there_is_told_before_choosing(client, busy):
    address = says(logged_in(client), busy).url
    Shift.objects.update(version=9)

    page = client.get(address).content.decode()

    assert "Reken opnieuw" in page
    assert "Kies deze" not in page
    again = client.post(address + "again")
    assert "Kies deze" in client.get(again.url).content.decode()


def test_what_was_decided_is_shown_and_cannot_be_decided_again(client, busy):
    address = says(logged_in(client), busy).url
    client.post(address + "leave")

    assert "Kies deze" not in client.get(address).content.decode()
    assert "al beslist" in client.post(address + "choose", {"way": "1"}, follow=True).content.decode()


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "flood"},
        {"minutes": "soon"},
        {"minutes": "100000"},
        {"minutes": "-5"},
        {"visit": "0"},
        {"visit": "x"},
        {"kind": "van", "until": "25:99"},
        {"kind": "van", "until": "09:00"},
        {"kind": "ill", "shift": ""},
        {"kind": "emergency", "case_kind": "nothing", "case_id": "1"},
    ],
)
def test_what_cannot_be_is_refused_in_words(client, busy, told):
    response = logged_in(client).post(
        reverse(NEW), {"kind": "long", "visit": busy.pk, "minutes": "30"} | told, follow=True
    )

    assert response.status_code == 200
    assert "vd-alert" in response.content.decode()
    assert not Setback.objects.exists()


@pytest.mark.parametrize("way", ["99", "-1", "", "x"])
def test_a_way_that_does_not_exist_changes_nothing(client, busy, way):
    address = says(logged_in(client), busy).url

    assert client.post(address + "choose", {"way": way}).status_code == 302
    assert Setback.objects.get().state == "open"


def test_the_board_says_what_to_decide_now_and_hears_of_it_without_being_loaded_anew(client, busy):
    logged_in(client)
    live = client.get(reverse("planning:day"), DAY).context["live"]
    assert client.get(live).status_code == 204
    runs_late(busy)

    news = client.get(live)

    assert news.status_code == 200
    assert "Eikenweg 12 loopt uit" in news.content.decode()
    assert client.get(news.context["live"]).status_code == 204
    assert "mogelijkhe" in client.get(reverse("planning:day"), DAY).content.decode()


def test_only_who_plans_is_asked_to_decide(client, busy):
    runs_late(busy)

    page = logged_in(client, Role.CONTACT_AGENT).get(reverse("planning:day"), DAY)

    assert "loopt uit" not in page.content.decode()


def test_a_craftsman_who_stands_still_is_marked_so(client, busy):
    Shift.objects.filter(pk=busy.shift_id).update(idle_until_at=at("11:30"))

    page = logged_in(client).get(reverse("planning:shift", args=[busy.shift_id])).content.decode()

    assert "kan niet rijden tot 11.30 uur" in page
    assert "Gaat ziek naar huis" in page
