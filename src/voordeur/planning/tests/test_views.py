"""The board and the list on paper, as each role sees them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from voordeur.homes.tests.factories import make_dwelling, make_tenancy
from voordeur.parties.rules import MAY, Permission, Role
from voordeur.parties.tests.factories import make_person
from voordeur.planning import queries
from voordeur.planning.models import Visit, VisitState
from voordeur.planning.tests.factories import MONDAY, NOW, TUESDAY, make_shift, make_visit
from voordeur.planning.tests.planners import DAY, logged_in
from voordeur.promises.tests.factories import make_policy_version

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


def test_the_board_shows_who_goes_where_and_when_it_was_promised(client):
    make_visit(shift=make_shift(), dwelling=make_dwelling(street="Eikenweg", number=12))

    page = logged_in(client).get(reverse("planning:day"), DAY).content.decode()

    for words in ("dinsdag 24 november", "Sam Bakker", "Eikenweg 12", "loodgieter", "beloofd 8 tot 12 uur", "9.00"):
        assert words in page


def test_a_day_without_shifts_says_so_and_how_to_go_on(client):
    page = logged_in(client).get(reverse("planning:day"), DAY).content.decode()

    assert "Op deze dag werkt niemand" in page


def test_the_board_of_one_trade_leaves_the_others_out(client):
    make_shift(name="Kim Mulder", trades={"LOO": 1})
    make_shift(name="Bo Smit", trades={"ELE": 1})

    page = logged_in(client).get(reverse("planning:day"), DAY | {"trade": "ELE"}).content.decode()

    assert "Bo Smit" in page
    assert "Kim Mulder" not in page


def test_an_unreadable_day_is_today(client):
    assert logged_in(client).get(reverse("planning:day"), {"day": "soon"}).status_code == 200


def test_the_board_of_fifty_five_craftsmen_asks_as_much_as_that_of_two(client, monkeypatch):
    # On the day itself the board also asks what a planner must decide now.
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    logged_in(client)
    make_visit(shift=make_shift())
    client.get(reverse("planning:day"), DAY)
    # From the second look on there is something to compare with.
    make_visit(shift=make_shift(name="Bo Smit"))
    with CaptureQueriesContext(connection) as of_two:
        client.get(reverse("planning:day"), DAY)
    for number in range(53):
        make_visit(shift=make_shift(name=f"Craftsman {number}"))

    with CaptureQueriesContext(connection) as of_all:
        response = client.get(reverse("planning:day"), DAY)

    assert response.context["page"].paginator.count == 55
    assert len(of_all) == len(of_two) <= 8


def test_a_long_board_has_pages_whose_totals_and_news_are_of_everyone(client):
    for number in range(30):
        make_visit(shift=make_shift(name=f"Craftsman {number:02d}"))
    ill = make_shift(name="Sam Zeilstra", is_absent=True)
    lost = make_visit(shift=ill)
    logged_in(client)

    first = client.get(reverse("planning:day"), DAY)
    gone = Visit.objects.filter(shift__craftsman__user__name="Craftsman 29").first()
    Visit.objects.filter(pk=gone.pk).update(state=VisitState.CANCELLED)
    second = client.get(reverse("planning:day"), DAY | {"trade": "", "page": "2"})

    assert "vakmensen 1 tot en met 25 van 31" in first.content.decode()
    assert [lane.row.line.craftsman_name for lane in first.context["lanes"]] == [
        f"Craftsman {n:02d}" for n in range(25)
    ]
    assert len(second.context["lanes"]) == 6
    assert (first.context["board"].visit_count, second.context["board"].visit_count) == (31, 30)
    assert [card.visit.pk for card in first.context["waiting"]] == [lost.pk]
    assert len(second.context["news"].changes) == 1
    assert "?day=2026-11-24&amp;page=2" in second.content.decode()


def test_who_is_marked_absent_on_the_second_page_leads_back_to_it(client):
    shift = make_shift()
    make_policy_version()

    response = logged_in(client).post(reverse("planning:absent", args=[shift.pk]) + "?trade=LOO&page=2")

    assert response.url == reverse("planning:day", query=DAY | {"trade": "LOO", "page": "2"})


@pytest.mark.parametrize("role", list(Role))
def test_only_who_may_see_the_planning_sees_it(client, role):
    shift = make_shift()
    visit = make_visit(shift=shift)
    logged_in(client, role)

    sees = role in MAY[Permission.SEE_PLANNING]
    plans = role in MAY[Permission.PLAN]

    assert client.get(reverse("planning:day"), DAY).status_code == (200 if sees else 403)
    assert client.get(reverse("planning:print"), DAY).status_code == (200 if sees else 403)
    assert client.get(reverse("planning:visit", args=[visit.pk])).status_code == (200 if sees else 403)
    assert client.get(reverse("planning:shift", args=[shift.pk])).status_code == (200 if sees else 403)
    make_policy_version()
    assert client.get(reverse("planning:move", args=[visit.pk])).status_code == (200 if plans else 403)
    assert client.post(reverse("planning:present", args=[shift.pk])).status_code == (302 if plans else 403)


def test_the_list_on_paper_has_the_tenant_the_telephone_and_the_warning(client):
    home = make_dwelling(warning="Hond los in de gang", has_asbestos=True)
    make_tenancy(
        dwelling=home, person=make_person(first_name="Ada", infix="de", last_name="Boer", phone="+31612345678")
    )
    make_visit(shift=make_shift(), dwelling=home)

    page = logged_in(client).get(reverse("planning:print"), DAY).content.decode()

    for words in ("Ada de Boer", "06 12345678", "Hond los in de gang", "Asbest"):
        assert words in page


def test_a_manager_does_not_see_the_warning_about_a_home(client):
    make_visit(shift=make_shift(), dwelling=make_dwelling(warning="Hond los in de gang"))

    page = logged_in(client, Role.MANAGER).get(reverse("planning:print"), DAY).content.decode()

    assert "Hond los" not in page


def test_done_and_emergency_are_words_on_the_card_too(client):
    shift = make_shift()
    make_visit(shift=shift, is_fixed=True, state=VisitState.DONE)
    make_visit(shift=shift, is_emergency=True, start="10:00", end="10:48")

    page = logged_in(client).get(reverse("planning:day"), DAY).content.decode()

    assert "klaar" in page
    assert "spoed" in page


def test_a_row_says_how_full_it_is_and_leads_to_what_the_craftsman_can(client):
    shift = make_shift(trades={"LOO": 1, "WIT": 1})
    make_visit(shift=shift)

    board = logged_in(client).get(reverse("planning:day"), DAY).content.decode()
    page = client.get(reverse("planning:shift", args=[shift.pk]), DAY).content.decode()

    assert "10% vol" in board
    assert reverse("planning:shift", args=[shift.pk]) in board
    assert "10% vol" in page
    assert "2 vakken" in page
    assert "loodgieter · specialist witgoed" in page


def test_a_card_leads_to_the_page_of_its_visit_which_opens_beside_the_board_too(client):
    visit = make_visit(
        shift=make_shift(), dwelling=make_dwelling(street="Eikenweg", warning="Hond los"), is_emergency=True
    )
    address = reverse("planning:visit", args=[visit.pk])

    board = logged_in(client).get(reverse("planning:day"), DAY).content.decode()
    page = client.get(address).content.decode()
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()

    assert f'href="{address}"' in board
    assert "Hond los" not in board
    for shown in (page, part):
        for words in ("Eikenweg", "Hond los", "spoed", "45 minuten", reverse("planning:move", args=[visit.pk])):
            assert words in shown
    assert "<html" in page
    assert "<html" not in part


def test_only_who_plans_is_led_to_another_place(client):
    visit = make_visit(shift=make_shift())

    page = logged_in(client, Role.MANAGER).get(reverse("planning:visit", args=[visit.pk])).content.decode()

    assert reverse("planning:move", args=[visit.pk]) not in page


def test_a_card_stands_at_its_time_and_shows_what_was_promised(client):
    make_visit(shift=make_shift(), start="09:05", end="09:50")

    card = logged_in(client).get(reverse("planning:day"), DAY).context["lanes"][0].cards[0]

    # The axis begins at 7, the hour in which the shift begins.
    assert card.visit.place == queries.Span(at_hour=2, at_step=1, for_hour=0, for_step=9)
    assert card.visit.window == queries.Span(at_hour=1, at_step=0, for_hour=4, for_step=0)
    assert card.told.startswith("9.05, ")


def test_the_line_of_now_is_only_on_the_board_of_today(client):
    today = timezone.localdate()
    make_shift(day=today, from_clock="00:00", until_clock="23:59")
    make_shift(day=TUESDAY if today != TUESDAY else MONDAY)

    def present(day):
        return logged_in_once.get(reverse("planning:day"), {"day": day.isoformat()}).context["board"].present

    logged_in_once = logged_in(client)
    assert present(today) is not None
    assert present(TUESDAY if today != TUESDAY else MONDAY) is None


def test_the_board_says_how_much_work_waits_for_a_place_and_leads_to_it(client):
    make_shift()
    page = logged_in(client).get(reverse("planning:day"), DAY)

    assert page.context["unplaced"] == 0
    assert "niets wacht op een plek" in page.content.decode()
