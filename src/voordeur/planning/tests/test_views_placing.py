"""A planner puts visits elsewhere on the board: the price, the refusal, the reason, the lock, and the way back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from voordeur.homes.tests.factories import make_dwelling
from voordeur.planning.models import Override, Shift, Visit
from voordeur.planning.queries.minutes import minute_of
from voordeur.planning.tests.factories import make_shift, make_visit
from voordeur.planning.tests.planners import logged_in
from voordeur.promises.tests.factories import make_policy_version

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def tomorrow():
    return timezone.localdate() + timedelta(days=1)


@pytest.fixture
def ours(tomorrow):
    """Sam's visit of tomorrow, Bo who can take it, Kim who is no plumber."""
    make_policy_version()
    sam, bo = make_shift(day=tomorrow), make_shift(name="Bo Smit", day=tomorrow)
    kim = make_shift(name="Kim Mulder", day=tomorrow, trades={"ELE": 1})
    return make_visit(shift=sam, day=tomorrow, dwelling=make_dwelling(street="Eikenweg", number=3)), bo, kim


def at_ten(visit: Visit) -> int:
    return minute_of(visit.planned_start_at) + 60


def price(client, visit, shift):
    return client.get(reverse("planning:price", args=[visit.pk]), {"shift": shift.pk, "at": at_ten(visit)}).json()


def place(client, visit, shift, **values):
    values = {"shift": shift.pk, "at": at_ten(visit), **values}
    return client.post(reverse("planning:place", args=[visit.pk]), values, headers=JSON)


def test_a_place_says_what_it_costs(client, ours):
    visit, bo, _kim = ours

    told = price(logged_in(client), visit, bo)

    assert told["fits"]
    assert told["asks"] == []
    assert told["said"].startswith("Bo Smit, ")
    assert told["end"] - told["start"] == 48


def test_a_place_without_the_trade_wants_a_reason(client, ours):
    visit, _bo, kim = ours

    told = price(logged_in(client), visit, kim)

    assert told["fits"]
    assert told["asks"] == ["deze vakman heeft dit vak niet"]


def test_a_place_with_somebody_absent_says_why_not(client, ours):
    visit, bo, _kim = ours
    Shift.objects.filter(pk=bo.pk).update(is_absent=True)

    told = price(logged_in(client), visit, bo)

    assert not told["fits"]
    assert "afwezig" in told["said"]


def test_a_visit_is_put_down_and_taken_back(client, ours):
    visit, bo, _kim = ours
    before = Visit.objects.get(pk=visit.pk)

    put = place(logged_in(client), visit, bo)
    there = Visit.objects.get(pk=visit.pk)
    back = client.post(reverse("planning:undo"), headers=JSON)

    assert put.status_code == 200
    assert put.json()["undo"]
    assert "Eikenweg 3" in put.json()["said"]
    assert there.shift == bo
    assert back.status_code == 200
    assert Visit.objects.get(pk=visit.pk).shift == before.shift


def test_going_over_a_rule_keeps_the_reason(client, ours):
    visit, _bo, kim = ours

    without = place(logged_in(client), visit, kim)
    with_reason = place(client, visit, kim, reason="Kim kent deze installatie.")

    assert without.status_code == 409
    assert without.json()["asks"] == ["deze vakman heeft dit vak niet"]
    assert with_reason.status_code == 200
    assert Override.objects.get().reason == "Kim kent deze installatie."


def test_who_looked_at_an_older_route_is_told_and_nothing_is_written(client, ours):
    visit, bo, _kim = ours
    Shift.objects.filter(pk=bo.pk).update(version=7)

    answer = place(logged_in(client), visit, bo, seen=f"{bo.pk}.6")

    assert answer.status_code == 409
    assert answer.json()["refused"] == "plan_changed"
    assert Visit.objects.get(pk=visit.pk).shift == visit.shift


def test_a_locked_visit_says_so_on_its_card_until_it_is_let_go(client, ours, tomorrow):
    visit, _bo, _kim = ours
    address = reverse("planning:lock", args=[visit.pk])

    def board() -> str:
        return client.get(reverse("planning:day"), {"day": tomorrow.isoformat()}).content.decode()

    logged_in(client).post(address)
    locked = board()
    client.post(address, {"locked": "no"})

    assert "vastgezet</b>" in locked
    assert "vastgezet</b>" not in board()


def test_two_visits_change_places(client, ours, tomorrow):
    visit, bo, _kim = ours
    other = make_visit(shift=bo, day=tomorrow, start="10:00", end="10:48")

    answer = logged_in(client).post(reverse("planning:swap", args=[visit.pk]), {"other": other.pk}, follow=True)

    assert answer.status_code == 200
    assert Visit.objects.get(pk=visit.pk).shift == bo
    assert Visit.objects.get(pk=other.pk).shift == visit.shift


def test_without_a_script_the_board_says_what_was_done_and_offers_to_take_it_back(client, ours):
    visit, bo, _kim = ours
    values = {"shift": bo.pk, "at": at_ten(visit)}

    page = logged_in(client).post(reverse("planning:place", args=[visit.pk]), values, follow=True).content.decode()

    assert "Bo Smit gaat nu naar Eikenweg 3" in page
    assert f'action="{reverse("planning:undo")}"' in page


@pytest.mark.parametrize("values", [{"shift": "x"}, {"shift": "999999", "at": "1"}, {}])
def test_a_place_that_is_none_is_refused_in_words(client, ours, values):
    visit, _bo, _kim = ours
    address = reverse("planning:place", args=[visit.pk])

    told = logged_in(client).post(address, values, headers=JSON)
    priced = client.get(reverse("planning:price", args=[visit.pk]), values)

    assert told.status_code == 409
    assert told.json()["refused"] == "slot_not_offered"
    assert not priced.json()["fits"]


def test_live_news_says_nothing_until_a_route_changes_and_then_only_that_row(client, ours, tomorrow):
    visit, bo, kim = ours
    address = logged_in(client).get(reverse("planning:day"), {"day": tomorrow.isoformat()}).context["live"]

    quiet = client.get(address)
    place(client, visit, bo)
    news = client.get(address)

    assert quiet.status_code == 204
    assert news.status_code == 200
    page = news.content.decode()
    assert f'id="row-{bo.pk}"' in page
    assert f'id="row-{kim.pk}"' not in page


def test_live_news_of_another_frame_loads_the_page_anew(client, ours, tomorrow):
    logged_in(client)

    answer = client.get(reverse("planning:live"), {"day": tomorrow.isoformat(), "stamp": "old", "seen": "1.1"})

    assert answer.headers["HX-Refresh"] == "true"


def test_decisions_with_a_reason_are_laid_beside_what_came_of_them(client, ours):
    visit, _bo, kim = ours
    empty = logged_in(client).get(reverse("planning:overrides")).content.decode()
    place(client, visit, kim, reason="Kim kent deze installatie.")
    Visit.objects.filter(pk=visit.pk).update(is_fixed=True)

    page = client.get(reverse("planning:overrides")).content.decode()

    assert "Niemand week af van het plan" in empty
    for words in ("Eikenweg 3", "deze vakman heeft dit vak niet", "Kim kent deze installatie.", "1 besluit"):
        assert words in page
