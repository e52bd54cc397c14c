"""The week of all craftsmen, as a planner sees it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from voordeur.homes.tests.factories import make_dwelling
from voordeur.parties.tests.factories import make_craftsman
from voordeur.planning.models import Shift
from voordeur.planning.tests.factories import MONDAY, TUESDAY, make_shift, make_visit
from voordeur.planning.tests.planners import DAY, FRIDAY, logged_in

pytestmark = pytest.mark.django_db
SATURDAY = FRIDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


def week(client, **asked):
    return client.get(reverse("planning:week"), DAY | asked)


def test_a_week_has_a_box_for_every_day_of_every_craftsman(client):
    sam = make_craftsman(name="Sam Bakker")
    monday, friday = make_shift(craftsman=sam, day=MONDAY), make_shift(craftsman=sam, day=FRIDAY)
    make_visit(shift=monday, day=MONDAY, dwelling=make_dwelling(street="Eikenweg", number=7))
    make_visit(shift=friday, day=FRIDAY, is_emergency=True)

    response = week(logged_in(client))
    row = response.context["lanes"][0].row
    page = response.content.decode()

    assert [len(cell.visits) for cell in row.cells] == [1, 0, 0, 0, 1]
    assert [cell.shift is None for cell in row.cells] == [False, True, True, True, False]
    assert "9.00, Eikenweg 7, loodgieter, beloofd 8 tot 12 uur" in page
    assert "spoed" in page
    assert "werkt niet" in page


def test_the_weekend_is_only_there_when_somebody_works_then(client):
    make_shift(day=TUESDAY)
    logged_in(client)

    assert len(week(client).context["week"].days) == 5
    make_shift(name="Bo Smit", day=SATURDAY)
    assert week(client).context["week"].days[-1] == SATURDAY


def test_an_empty_week_says_so(client):
    assert "In deze week werkt niemand" in week(logged_in(client)).content.decode()


def test_the_week_of_one_trade_leaves_the_others_out(client):
    make_shift(name="Kim Mulder", trades={"LOO": 1})
    make_shift(name="Bo Smit", trades={"ELE": 1})

    page = week(logged_in(client), trade="ELE").content.decode()

    assert "Bo Smit" in page
    assert "Kim Mulder" not in page


def test_only_who_plans_can_pick_a_chip_up(client):
    make_visit(shift=make_shift())

    assert "data-moves" in week(logged_in(client)).content.decode()


def test_live_news_of_the_week_brings_only_the_rows_that_changed(client):
    sam, bo = make_shift(), make_shift(name="Bo Smit")
    make_visit(shift=sam)
    address = week(logged_in(client)).context["live"]

    quiet = client.get(address)
    Shift.objects.filter(pk=sam.pk).update(version=4)
    news = client.get(address)

    assert quiet.status_code == 204
    assert f'id="week-{sam.craftsman_id}"' in news.content.decode()
    assert f'id="week-{bo.craftsman_id}"' not in news.content.decode()


def test_live_news_of_a_new_craftsman_loads_the_week_anew(client):
    make_shift()
    address = week(logged_in(client)).context["live"]
    make_shift(name="Bo Smit")

    assert client.get(address).headers["HX-Refresh"] == "true"
