"""What is offered and booked can be kept also when work takes longer than planned, as far as the policy asks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from voordeur.homes.tests.factories import make_dwelling
from voordeur.kernel.errors import Refused
from voordeur.planning import services
from voordeur.planning.models import Shift, Visit, WorkKind
from voordeur.planning.tests.asking import GEPAST, book, code_of, offers
from voordeur.planning.tests.factories import NOW, TUESDAY, at, make_shift, make_visit
from voordeur.promises.tests.factories import make_policy_version

pytestmark = pytest.mark.django_db

MORNING, AFTERNOON = (at("08:00"), at("12:00")), (at("12:00"), at("16:00"))


@pytest.fixture(autouse=True)
def policy():
    make_policy_version()


def full_morning(shift: Shift, *, minutes_sd: float = 70.0) -> None:
    """Two long visits whose work varies much; a third one of the morning fits when they take what is planned."""
    home = make_dwelling()
    make_visit(shift=shift, dwelling=home, start="08:00", end="09:40", case_id=1)
    make_visit(shift=shift, dwelling=home, start="09:40", end="11:20", case_id=2)
    Visit.objects.filter(shift=shift).update(minutes_sd=minutes_sd)


def windows(found) -> set:
    return {(slot.window_from_at, slot.window_until_at) for slot in found if slot.window_from_at.date() == TUESDAY}


def test_a_window_that_uncertain_work_puts_at_risk_is_not_offered():
    full_morning(make_shift())
    make_shift(day=TUESDAY + timedelta(days=1))

    assert MORNING not in windows(offers())


def test_the_same_window_is_offered_when_the_work_before_it_is_certain():
    full_morning(make_shift(), minutes_sd=0.0)
    make_shift(day=TUESDAY + timedelta(days=1))

    assert MORNING in windows(offers())


def test_where_every_window_is_at_risk_they_are_offered_all_the_same():
    shift = make_shift(until_clock="13:30", break_minutes=0)
    full_morning(shift)

    assert windows(offers()) == {MORNING}


def test_another_craftsman_who_is_surer_keeps_the_window():
    full_morning(make_shift(name="Sam Bakker"))
    bo = make_shift(name="Bo Smit")
    Shift.objects.filter(pk=bo.pk).update(lat=52.30, lon=6.05)

    (morning,) = [slot for slot in offers() if (slot.window_from_at, slot.window_until_at) == MORNING]

    assert morning.shift_id == bo.pk


def test_a_booking_goes_to_who_is_surer_though_another_one_is_nearer():
    full_morning(make_shift(name="Sam Bakker"))
    bo = make_shift(name="Bo Smit")
    Shift.objects.filter(pk=bo.pk).update(lat=52.30, lon=6.05)

    assert book().shift_id == bo.pk


def test_nobody_is_refused_a_window_that_can_be_kept_only_because_it_is_at_risk():
    shift = make_shift()
    full_morning(shift)

    assert book().shift_id == shift.pk
    with pytest.raises(Refused) as refused:
        book(minutes=300)
    assert code_of(refused) == "slot_taken"


def test_a_planner_and_an_emergency_are_not_held_up():
    shift = make_shift()
    full_morning(shift)

    visit = services.book_emergency(
        dwelling=make_dwelling(),
        trade="LOO",
        minutes=30,
        case_kind="repairs",
        case_id=9,
        due_at=at("13:00"),
        by=None,
        now=NOW,
        policy=GEPAST,
    )

    assert visit.shift_id == shift.pk


def test_the_spread_of_the_new_work_counts_for_who_comes_after_it():
    shift = make_shift()
    home = make_dwelling()
    make_visit(shift=shift, dwelling=home, start="12:00", end="12:48", window=("08:00", "12:00"))
    make_shift(day=TUESDAY + timedelta(days=1))
    certain = windows(offers(minutes=180))
    WorkKind.objects.create(
        case_kind="repairs",
        kind="tap/drips",
        trade="LOO",
        norm_minutes=60,
        mean_minutes=60,
        sd_minutes=30,
        visits=50,
        own_share=1.0,
        learned_at=timezone.now(),
    )

    assert MORNING in certain
    assert MORNING not in windows(offers(minutes=180))
