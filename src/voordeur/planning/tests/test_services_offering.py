"""Nobody is shown an empty list before a search: windows for which somebody else's visit goes to a colleague."""

import pytest

from voordeur.homes.tests.factories import make_dwelling
from voordeur.kernel.errors import Refused
from voordeur.planning import rules, services
from voordeur.planning.models import Visit
from voordeur.planning.tests.asking import GEPAST, book, code_of, offers
from voordeur.planning.tests.factories import NOW, at, make_shift, make_visit
from voordeur.policy import presets
from voordeur.promises.tests.factories import make_policy_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("compiled_search")]
LONG = 110


@pytest.fixture
def in_the_way():
    """Sam's only visit stands in the middle of a short morning; Bo has just an hour for it."""
    make_policy_version()
    home = make_dwelling()
    sam = make_shift(from_clock="08:00", until_clock="12:00", break_minutes=0)
    make_shift(name="Bo Smit", from_clock="09:00", until_clock="12:00", break_minutes=0)
    return make_visit(shift=sam, dwelling=home, window=("09:40", "10:00"), start="09:45", end="10:33")


def rescued(policy=GEPAST, most=4):
    return services.rescued_offers(
        lat=52.2354,
        lon=5.9776,
        trade="LOO",
        minutes=LONG,
        windows=rules.open_windows(policy, NOW),
        most=most,
        now=NOW,
        policy=policy,
    )


def test_a_window_is_offered_for_which_somebody_makes_way_and_it_can_be_booked(in_the_way):
    assert offers(minutes=LONG) == []

    found = rescued()

    assert [one.window_from_at for one in found] == [at("08:00")]
    assert Visit.objects.get(pk=in_the_way.pk).shift == in_the_way.shift
    booked = book(dwelling=make_dwelling(number=9), minutes=LONG)
    assert booked.window_from_at == at("08:00")
    moved = Visit.objects.get(pk=in_the_way.pk)
    assert moved.shift != in_the_way.shift
    assert moved.window_from_at == in_the_way.window_from_at


def test_who_was_told_a_name_does_not_make_way_for_a_booking(in_the_way):
    Visit.objects.update(craftsman_told_at=NOW)

    assert rescued() == []
    with pytest.raises(Refused) as refused:
        book(dwelling=make_dwelling(number=9), minutes=LONG)
    assert code_of(refused) == "slot_taken"


def test_a_policy_that_rescues_nobody_shows_what_is_free(in_the_way):
    assert rescued(policy=presets.with_value(GEPAST, "planning.rescue_before_refusing", False)) == []


def test_no_more_are_looked_for_than_are_asked(in_the_way):
    assert rescued(most=0) == []
