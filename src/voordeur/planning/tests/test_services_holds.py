"""Windows that are kept for whoever was shown them, while they choose."""

from datetime import timedelta

import pytest

from voordeur.homes.tests.factories import make_dwelling
from voordeur.kernel.errors import Refused
from voordeur.planning import services
from voordeur.planning.models import Hold, Visit
from voordeur.planning.tests.asking import GEPAST, book, code_of, offers
from voordeur.planning.tests.checks import violations
from voordeur.planning.tests.factories import NOW, at, make_shift

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=GEPAST.appointments.hold_minutes + 1)


def hold(key: str, *, minutes: int = 45, now=NOW):
    slots = offers(minutes=minutes, key=key, now=now)
    services.hold(key=key, slots=slots, lat=52.2354, lon=5.9776, trade="LOO", minutes=minutes, now=now, policy=GEPAST)
    return slots


@pytest.fixture
def one_place():
    """A morning in which one long job fits, and no more."""
    return make_shift(until_clock="12:00", break_minutes=0)


def test_what_somebody_was_shown_is_taken_for_everybody_else_until_it_lapses(one_place):
    shown = hold("ada", minutes=150)

    assert [slot.window_from_at for slot in shown] == [at("08:00")]
    assert offers(minutes=150, key="ada") == shown
    assert offers(minutes=150, key="eve") == []
    assert len(offers(minutes=150, key="eve", now=LATER)) == 1


def test_nobody_else_can_book_it_and_booking_gives_the_hold_back(one_place):
    hold("ada", minutes=150)

    with pytest.raises(Refused) as refused:
        book(minutes=150, key="eve", case_id=2)
    visit = book(minutes=150, key="ada")

    assert code_of(refused) == "slot_taken"
    assert visit.shift == one_place
    assert Hold.objects.count() == 0
    assert violations(GEPAST) == []


def test_of_two_who_were_shown_the_last_place_at_once_the_first_one_gets_it(one_place):
    slots = offers(minutes=150)
    for key in ("ada", "eve"):
        services.hold(key=key, slots=slots, lat=52.2354, lon=5.9776, trade="LOO", minutes=150, now=NOW, policy=GEPAST)

    with pytest.raises(Refused):
        book(minutes=150, key="eve", case_id=2)
    book(minutes=150, key="ada")

    assert Visit.objects.planned().count() == 1


def test_looking_again_does_not_keep_it_longer(one_place):
    hold("ada", minutes=150)
    until = Hold.objects.get().until_at

    hold("ada", minutes=150, now=NOW + timedelta(minutes=10))

    assert Hold.objects.get().until_at == until


def test_an_emergency_goes_before_what_is_only_held(one_place):
    hold("ada", minutes=150)

    visit = services.book_emergency(
        dwelling=make_dwelling(),
        trade="LOO",
        minutes=150,
        case_kind="repairs",
        case_id=3,
        due_at=at("12:00"),
        by=None,
        now=NOW,
        policy=GEPAST,
    )

    assert visit.shift == one_place


def test_what_is_over_is_swept_away(one_place):
    hold("ada", minutes=150)

    assert services.sweep_holds(now=NOW) == 0
    assert services.sweep_holds(now=LATER) == 1
    assert Hold.objects.count() == 0


def test_a_hold_leaves_no_trace_in_the_route_that_is_written():
    make_shift()
    hold("ada")
    visit = book(key="eve")

    assert visit.shift.visits.count() == 1
    assert visit.shift.route_minutes == 0 or visit.shift.visits.get() == visit
    assert violations(GEPAST) == []
