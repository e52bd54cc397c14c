"""The board, the list on paper, absence and moving, as each role sees them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from voordeur.homes.tests.factories import make_dwelling, make_tenancy
from voordeur.parties.rules import MAY, Permission, Role
from voordeur.parties.tests.factories import make_craftsman, make_person, make_user
from voordeur.planning import services
from voordeur.planning.models import Shift, Visit, VisitState
from voordeur.planning.tests.factories import TUESDAY, make_shift, make_visit
from voordeur.promises.tests.factories import make_policy_version

pytestmark = pytest.mark.django_db
DAY = {"day": TUESDAY.isoformat()}


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


def logged_in(client, role: Role = Role.PLANNER):
    user = make_user(role=role)
    client.force_login(user)
    return client


def next_working_days_shifts():
    """Shifts in the coming days of the real clock, which the pages read."""
    make_policy_version()
    sam, bo = make_craftsman(name="Sam Bakker"), make_craftsman(name="Bo Smit")
    today = timezone.localdate()
    services.ensure_shifts(from_on=today + timedelta(days=1), until_on=today + timedelta(days=7), now=timezone.now())
    return sam, bo


def test_the_board_shows_who_goes_where_and_when_it_was_promised(client):
    make_visit(shift=make_shift(), dwelling=make_dwelling(street="Eikenweg", number=12))

    page = logged_in(client).get(reverse("planning:day"), DAY).content.decode()

    for words in ("dinsdag 24 november", "Sam Bakker", "Eikenweg 12", "loodgieter", "beloofd 8 tot 12 uur"):
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


def test_the_board_of_fifty_five_craftsmen_asks_as_much_as_that_of_one(client):
    logged_in(client)
    make_visit(shift=make_shift())
    with CaptureQueriesContext(connection) as of_one:
        client.get(reverse("planning:day"), DAY)
    for number in range(54):
        make_visit(shift=make_shift(name=f"Craftsman {number}"))

    with CaptureQueriesContext(connection) as of_all:
        response = client.get(reverse("planning:day"), DAY)

    assert len(response.context["board"].rows) == 55
    assert len(of_all) == len(of_one) <= 6


@pytest.mark.parametrize("role", list(Role))
def test_only_who_may_see_the_planning_sees_it(client, role):
    shift = make_shift()
    visit = make_visit(shift=shift)
    logged_in(client, role)

    sees = role in MAY[Permission.SEE_PLANNING]
    plans = role in MAY[Permission.PLAN]

    assert client.get(reverse("planning:day"), DAY).status_code == (200 if sees else 403)
    assert client.get(reverse("planning:print"), DAY).status_code == (200 if sees else 403)
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

    for words in ("Ada de Boer", "+31612345678", "Hond los in de gang", "Asbest"):
        assert words in page


def test_a_manager_does_not_see_the_warning_about_a_home(client):
    make_visit(shift=make_shift(), dwelling=make_dwelling(warning="Hond los in de gang"))

    page = logged_in(client, Role.MANAGER).get(reverse("planning:print"), DAY).content.decode()

    assert "Hond los" not in page


def test_marking_someone_absent_says_what_went_to_others_and_what_still_needs_a_place(client):
    next_working_days_shifts()
    first = Shift.objects.order_by("starts_at", "pk").first()
    day = first.starts_at.date()
    make_visit(shift=first, day=day)
    make_visit(shift=first, day=day, trade="ELE", start="10:00", end="10:48")

    page = logged_in(client).post(reverse("planning:absent", args=[first.pk]), follow=True).content.decode()

    assert "1 bezoek is naar een collega gegaan" in page
    assert "1 bezoek heeft een andere plek nodig" in page
    assert Visit.objects.filter(shift=first).count() == 1


def test_a_planner_moves_a_visit_to_an_offered_window_with_its_cost_shown(client):
    sam, _bo = next_working_days_shifts()
    shift = Shift.objects.filter(craftsman=sam).order_by("starts_at").last()
    visit = make_visit(shift=shift, day=shift.starts_at.date())
    address = reverse("planning:move", args=[visit.pk])
    page = logged_in(client).get(address)
    slot = page.context["days"][0].slots[0]

    response = client.post(address, {"slot": slot.key})

    visit.refresh_from_db()
    assert "km extra rijden" in page.content.decode()
    assert response.status_code == 302
    assert visit.window_from_at == slot.window_from_at


def test_a_window_that_is_gone_is_refused_in_words(client):
    next_working_days_shifts()
    shift = Shift.objects.order_by("starts_at").last()
    visit = make_visit(shift=shift, day=shift.starts_at.date())

    response = logged_in(client).post(
        reverse("planning:move", args=[visit.pk]), {"slot": "20200101T0800-20200101T1200"}
    )

    assert response.status_code == 409
    assert "Deze tijd kunt u niet meer kiezen" in response.content.decode()


def test_done_and_emergency_are_words_on_the_card_too(client):
    shift = make_shift()
    make_visit(shift=shift, is_fixed=True, state=VisitState.DONE)
    make_visit(shift=shift, is_emergency=True, start="10:00", end="10:48")

    page = logged_in(client).get(reverse("planning:day"), DAY).content.decode()

    assert "klaar" in page
    assert "spoed" in page
