"""The routes of a day on the map, and as a list beside it."""

import re

import pytest
from django.urls import reverse

from voordeur.homes.tests.factories import make_dwelling
from voordeur.planning.tests.factories import make_shift, make_visit
from voordeur.planning.tests.planners import DAY, logged_in
from voordeur.planning.views.mapped import HEIGHT, WIDTH, Sheet

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


def the_map(client, **asked):
    return client.get(reverse("planning:map"), DAY | asked)


def test_every_route_is_a_line_and_a_name(client):
    sam, bo = make_shift(), make_shift(name="Bo Smit")
    make_visit(shift=sam)
    make_visit(shift=bo, dwelling=make_dwelling(street="Eikenweg", lat=52.3, lon=6.1))

    page = the_map(logged_in(client)).content.decode()

    assert page.count("<polyline") == 2
    assert "Sam Bakker" in page
    assert "Bo Smit" in page


def test_a_chosen_route_lists_its_stops_in_order_with_their_pages(client):
    shift = make_shift()
    later = make_visit(shift=shift, dwelling=make_dwelling(street="Lindelaan", number=1), start="10:00", end="10:48")
    sooner = make_visit(shift=shift, dwelling=make_dwelling(street="Eikenweg", number=2))

    page = the_map(logged_in(client), shift=shift.pk).content.decode()

    assert page.index("9.00, Eikenweg 2") < page.index("10.00, Lindelaan 1")
    for visit in (later, sooner):
        assert reverse("planning:visit", args=[visit.pk]) in page


def test_everything_lies_on_the_sheet_whatever_the_shape_of_the_land(client):
    shift = make_shift()
    for lat, lon in ((52.0, 5.0), (52.01, 7.0), (53.0, 5.5)):
        make_visit(shift=shift, dwelling=make_dwelling(lat=lat, lon=lon))

    routes = the_map(logged_in(client)).context["routes"]

    points = [tuple(map(float, pair.split(","))) for one in routes for pair in one.line.split()]
    assert len(points) == 5
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)


def test_numbers_in_the_picture_have_points_in_dutch_too(client):
    make_visit(shift=make_shift())

    page = the_map(logged_in(client)).content.decode()

    assert not re.search(r'c[xy]="\d+,\d', page)


def test_a_day_without_routes_says_so(client):
    assert "Op deze dag werkt niemand" in the_map(logged_in(client)).content.decode()


def test_a_sheet_without_places_has_a_scale_all_the_same():
    assert Sheet([]).scale()[0] > 0
