"""Another place for a visit, and a craftsman who does not come, through the pages."""

import pytest
from django.urls import reverse
from django.utils import timezone

from voordeur.planning.models import Shift, Visit
from voordeur.planning.tests.factories import make_visit
from voordeur.planning.tests.planners import logged_in, next_working_days_shifts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


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


def test_a_visit_goes_to_a_chosen_colleague_in_the_same_window(client):
    _sam, bo = next_working_days_shifts()
    shift = Shift.objects.exclude(craftsman=bo).order_by("starts_at").last()
    visit = make_visit(shift=shift, day=timezone.localtime(shift.starts_at).date())
    address = reverse("planning:move", args=[visit.pk])
    colleague = logged_in(client).get(address).context["colleagues"][0]

    response = client.post(address, {"slot": colleague.key_with_shift}, follow=True)

    window = visit.window_from_at
    visit.refresh_from_db()
    assert visit.shift.craftsman == bo
    assert visit.window_from_at == window
    assert "Bo Smit gaat nu naar" in response.content.decode()


def test_the_times_of_one_craftsman_are_shown_when_asked(client):
    sam, bo = next_working_days_shifts()
    shift = Shift.objects.filter(craftsman=sam).order_by("starts_at").last()
    visit = make_visit(shift=shift, day=timezone.localtime(shift.starts_at).date())

    page = logged_in(client).get(reverse("planning:move", args=[visit.pk]), {"craftsman": bo.pk})

    names = {slot.craftsman_name for day in page.context["days"] for slot in day.slots}
    assert names == {"Bo Smit"}


@pytest.mark.parametrize("key", ["20200101T0800-20200101T1200@x", "20200101T0800-20200101T1200@999999", ""])
def test_a_place_that_does_not_exist_is_refused_in_words(client, key):
    next_working_days_shifts()
    shift = Shift.objects.order_by("starts_at").last()
    visit = make_visit(shift=shift, day=timezone.localtime(shift.starts_at).date())

    assert logged_in(client).post(reverse("planning:move", args=[visit.pk]), {"slot": key}).status_code == 409


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
