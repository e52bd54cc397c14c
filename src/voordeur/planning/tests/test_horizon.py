"""What is kept between questions is what the database shows: after bookings, after undone ones, and as time goes."""

import random
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from voordeur.homes.tests.factories import make_dwelling
from voordeur.kernel.errors import Refused
from voordeur.planning import queries, services
from voordeur.planning.models import Visit
from voordeur.planning.queries import SlotOffer, horizon
from voordeur.planning.tests.factories import MONDAY, NOW, TUESDAY, at, make_shift
from voordeur.policy import presets
from voordeur.promises.tests.factories import make_policy_version

pytestmark = pytest.mark.usefixtures("shared_database")
GEPAST = presets.load("gepast")


def offers(home, *, minutes: int = 60, now: datetime = NOW, moving: Visit | None = None) -> list[SlotOffer]:
    return queries.offers(
        lat=home.lat,
        lon=home.lon,
        trade="LOO",
        minutes=minutes,
        now=now,
        policy=GEPAST,
        moving_visit_id=moving.pk if moving else None,
    )


def offers_read_anew(home, **asked) -> list[SlotOffer]:
    horizon.forget()
    return offers(home, **asked)


def told(slots: list[SlotOffer]) -> list[tuple[datetime, int, int, float]]:
    """The offers without the last digits, which depend on the order of sums."""
    return sorted(
        (slot.window_from_at, slot.shift_id, round(slot.planned_start_at.timestamp()), round(slot.total, 6))
        for slot in slots
    )


def book(home, slot: SlotOffer, *, minutes: int = 60, now: datetime = NOW) -> Visit:
    return services.book(
        dwelling=home,
        trade="LOO",
        minutes=minutes,
        window_from_at=slot.window_from_at,
        window_until_at=slot.window_until_at,
        case_kind="repairs",
        case_id=1,
        by=None,
        now=now,
        policy=GEPAST,
    )


def test_an_offer_after_the_booking_of_somebody_else_sees_it():
    home = make_dwelling()
    make_shift(until_clock="11:00", break_minutes=0)
    (before,) = offers(home, minutes=90)

    book(home, before, minutes=90)

    assert offers(home, minutes=90) == []


def test_an_offer_after_a_cancelled_visit_has_its_place_again():
    home = make_dwelling()
    make_shift(until_clock="11:00", break_minutes=0)
    (before,) = offers(home, minutes=90)
    visit = book(home, before, minutes=90)
    offers(home, minutes=90)

    services.release(visit=visit, now=NOW, policy=GEPAST)

    assert offers(home, minutes=90) == [before]


def test_a_booking_that_is_undone_leaves_nothing_behind():
    home, elsewhere = make_dwelling(), make_dwelling(lat=52.30, lon=6.10)
    make_shift()
    before = offers(home)

    with transaction.atomic():
        book(home, before[0])
        inside = offers(home)
        transaction.set_rollback(True)
    after = offers(home)
    # The next booking gives the shift the version that the undone one had.
    book(elsewhere, offers(elsewhere)[-1])

    assert inside != before
    assert after == before
    assert told(offers(home)) == told(offers_read_anew(home)) != told(inside)


def test_a_question_within_a_transaction_keeps_nothing():
    home = make_dwelling()
    make_shift()
    horizon.forget()
    with transaction.atomic():
        offers(home)
        is_kept = bool(horizon._kept)  # noqa: SLF001 - what is kept shows nowhere else

    assert not is_kept
    offers(home)
    assert horizon._kept  # noqa: SLF001


def test_an_offer_reads_no_visits_when_no_route_has_changed(django_assert_num_queries):
    home = make_dwelling()
    make_shift()
    offers(home)

    # Who knows the trade, one sum of versions, what is held for others, and how much work of the trade varies.
    with django_assert_num_queries(4):
        offers(home)


def test_moving_a_visit_out_of_the_last_window_reads_no_other_shifts(django_assert_num_queries):
    home = make_dwelling()
    for day in range(14):
        make_shift(day=MONDAY + timedelta(days=day), break_minutes=0)
    last = max(offers(home), key=lambda slot: slot.window_from_at)
    visit = book(home, last)
    offers(home)

    with django_assert_num_queries(5):  # the visit, the craftsmen, the versions, what is held, how much work varies
        found = offers(home, moving=visit)

    assert last.window_from_at not in [slot.window_from_at for slot in found]


def test_a_new_name_of_a_craftsman_is_on_the_next_offer():
    home = make_dwelling()
    shift = make_shift(name="Sam Bakker")
    offers(home)

    shift.craftsman.user.name = "Sam de Bakker"
    shift.craftsman.user.save()

    assert {slot.craftsman_name for slot in offers(home)} == {"Sam de Bakker"}


def test_what_is_kept_is_kept_under_the_name_of_its_database():
    home = make_dwelling()
    make_shift()
    offers(home)
    file = connection.settings_dict["NAME"]

    kept_for = {key[0][0] for key in horizon._kept}  # noqa: SLF001

    assert str(file) in kept_for


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_what_is_kept_gives_the_offers_of_the_database(seed):
    make_policy_version()
    draw = random.Random(seed)  # noqa: S311 - the same days at every run
    homes = [make_dwelling(lat=52.20 + draw.random() / 20, lon=5.95 + draw.random() / 20) for _ in range(8)]
    shifts = [make_shift(name=f"Sam {number}", day=day) for day in (MONDAY, TUESDAY) for number in range(3)]
    visits: list[Visit] = []
    now = NOW
    for _ in range(20):
        now += timedelta(minutes=draw.choice((0, 5, 40)))
        home = draw.choice(homes)
        slots = offers(home, now=now)
        assert told(slots) == told(offers_read_anew(home, now=now))
        moving = draw.choice([None, *visits])
        assert told(offers(home, now=now, moving=moving)) == told(offers_read_anew(home, now=now, moving=moving))
        offers(home, now=now)
        try:
            _something_happens(draw, slots, home, shifts, visits, now)
        except Refused:
            continue


def _something_happens(draw, slots, home, shifts, visits, now) -> None:
    what = draw.choice(("book", "book", "book", "emergency", "cancel", "begin", "finish", "absent", "present"))
    visit = draw.choice(visits) if visits else None
    if what == "book" and slots:
        visits.append(book(home, draw.choice(slots), now=now))
    elif what == "emergency":
        visits.append(
            services.book_emergency(
                dwelling=home,
                trade="LOO",
                minutes=30,
                case_kind="repairs",
                case_id=1,
                due_at=at("16:00", MONDAY),
                by=None,
                now=now,
                policy=GEPAST,
            )
        )
    elif what == "absent":
        services.mark_absent(shift=draw.choice(shifts), by=None, now=now, policy=GEPAST)
    elif what == "present":
        services.mark_present(shift=draw.choice(shifts), by=None, now=now)
    elif visit and what == "cancel":
        services.release(visit=visit, now=now, policy=GEPAST)
    elif visit and what == "begin":
        services.begin(visit=visit, now=now)
    elif visit and what == "finish":
        services.finish(visit=visit, now=now)
