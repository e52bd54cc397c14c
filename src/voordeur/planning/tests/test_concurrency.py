"""Many people at once, each with a connection of their own, on whichever database the tests run on."""

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from django.db import connection, transaction

from voordeur.homes.tests.factories import make_dwelling
from voordeur.kernel.errors import Refused
from voordeur.planning import queries, services
from voordeur.planning.models import Shift, Visit, VisitState
from voordeur.planning.tests.checks import violations
from voordeur.planning.tests.factories import NOW, TUESDAY, at, make_shift
from voordeur.policy import presets
from voordeur.promises.tests.factories import make_policy_version

pytestmark = pytest.mark.usefixtures("shared_database")
WEDNESDAY, THURSDAY = TUESDAY + timedelta(days=1), TUESDAY + timedelta(days=2)
GEPAST = presets.load("gepast")
MORNING = {"window_from_at": at("08:00"), "window_until_at": at("12:00")}
AFTERNOON = {"window_from_at": at("12:00"), "window_until_at": at("16:00")}


def all_at_once(calls: Sequence[Callable[[], Visit]]) -> list[Visit | str]:
    """Run the calls in threads that start together; the visit of each, or the code of its refusal."""
    together = threading.Barrier(len(calls))
    outcomes: list[Visit | str] = [""] * len(calls)

    def run(number: int) -> None:
        together.wait()
        try:
            outcomes[number] = calls[number]()
        except Refused as refused:
            outcomes[number] = refused.code
        except Exception as failure:  # noqa: BLE001 - a thread must not swallow what went wrong
            outcomes[number] = repr(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def booking(dwelling, *, minutes: int = 60, case_id: int = 1, key: str = "", **window) -> Callable[[], Visit]:
    return lambda: services.book(
        key=key,
        dwelling=dwelling,
        trade="LOO",
        minutes=minutes,
        case_kind="repairs",
        case_id=case_id,
        by=None,
        now=NOW,
        policy=GEPAST,
        **(window or MORNING),
    )


def visits_of(outcomes: list[Visit | str]) -> list[Visit]:
    return [outcome for outcome in outcomes if isinstance(outcome, Visit)]


def in_a_transaction_of_the_caller(call: Callable[[], Visit]) -> Callable[[], Visit]:
    """As a room above calls it: booking and its own rows together."""

    def run() -> Visit:
        with transaction.atomic():
            return call()

    return run


@pytest.mark.parametrize(
    "called", [lambda call: call, in_a_transaction_of_the_caller], ids=["alone", "in_a_transaction"]
)
def test_twenty_people_want_the_last_five_places_and_exactly_five_get_one(called):
    home = make_dwelling()
    for name in ("Sam Bakker", "Bo Smit"):
        make_shift(name=name)
    places = 0
    while any(
        slot.window_from_at == at("08:00")
        for slot in queries.offers(lat=home.lat, lon=home.lon, trade="LOO", minutes=60, now=NOW, policy=GEPAST)
    ):
        booking(home)()
        places += 1
    for visit in Visit.objects.order_by("?")[:5]:
        services.release(visit=visit, now=NOW, policy=GEPAST)
    assert places > 5

    outcomes = all_at_once([called(booking(home, case_id=number)) for number in range(20)])

    assert len(visits_of(outcomes)) == 5
    assert [outcome for outcome in outcomes if not isinstance(outcome, Visit)] == ["slot_taken"] * 15
    assert Visit.objects.planned().count() == places
    assert violations(GEPAST) == []


def test_two_people_never_get_the_same_last_place():
    home = make_dwelling()
    make_shift(until_clock="11:00", break_minutes=0)

    outcomes = all_at_once([booking(home, minutes=90, case_id=number) for number in range(2)])

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Visit", "str"]
    assert "slot_taken" in outcomes
    assert Visit.objects.count() == 1
    assert violations(GEPAST) == []


def test_people_who_swap_windows_at_once_do_not_wait_for_each_other_for_ever():
    home = make_dwelling()
    for name in ("Sam Bakker", "Bo Smit", "Kim Mulder", "Jan Vos"):
        make_shift(name=name)
    early = [booking(home, case_id=number)() for number in range(3)]
    late = [booking(home, case_id=number, **AFTERNOON)() for number in range(3, 6)]

    def moving(visit: Visit, window: dict) -> Callable[[], Visit]:
        return lambda: services.move(visit=visit, **window, by=None, now=NOW, policy=GEPAST)

    outcomes = all_at_once([moving(visit, AFTERNOON) for visit in early] + [moving(visit, MORNING) for visit in late])

    assert len(visits_of(outcomes)) == 6, outcomes
    assert violations(GEPAST) == []
    assert Visit.objects.planned().filter(window_from_at=at("12:00")).count() == 3


def test_a_visit_that_is_cancelled_and_moved_at_once_ends_in_one_state():
    make_policy_version()
    home = make_dwelling()
    make_shift()
    visit = booking(home)()

    outcomes = all_at_once(
        [
            lambda: services.move(visit=visit, **AFTERNOON, by=None, now=NOW, policy=GEPAST),
            lambda: services.release(visit=visit, now=NOW, policy=GEPAST) or visit,
        ]
    )

    visit.refresh_from_db()
    assert visit.state == VisitState.CANCELLED
    assert outcomes[1] == visit
    assert outcomes[0] == visit or outcomes[0] == "visit_cancelled"
    assert Shift.objects.get().route_minutes == 0


def test_bookings_while_a_craftsman_falls_ill_end_on_someone_who_is_there():
    home = make_dwelling()
    ill, other = make_shift(name="Sam Bakker"), make_shift(name="Bo Smit")
    absence: list[services.Absence] = []

    def fall_ill() -> Visit | None:
        absence.append(services.mark_absent(shift=ill, by=None, now=NOW, policy=GEPAST))
        return None

    all_at_once([booking(home, minutes=30, case_id=number) for number in range(4)] + [fall_ill])

    here = set(Visit.objects.planned().values_list("shift_id", flat=True))
    assert here == {other.pk}
    assert absence[0].left == []
    assert violations(GEPAST) == []


def by_time(home, *, key: str) -> list[queries.SlotOffer]:
    found = queries.offers(lat=home.lat, lon=home.lon, trade="LOO", minutes=60, now=NOW, policy=GEPAST, key=key)
    return sorted(found, key=lambda slot: slot.window_from_at)


def test_fifty_tenants_book_the_last_twenty_places_of_a_day_and_the_others_get_the_next_best_offer():
    home = make_dwelling()
    for name in ("Sam Bakker", "Bo Smit", "Kim Mulder", "Jan Vos"):
        sam = make_shift(name=name)
        make_shift(craftsman=sam.craftsman, day=WEDNESDAY)
        make_shift(craftsman=sam.craftsman, day=THURSDAY)
    while (slots := by_time(home, key="")) and slots[0].window_from_at.date() == TUESDAY:
        first = {"window_from_at": slots[0].window_from_at, "window_until_at": slots[0].window_until_at}
        booking(home, case_id=900, **first)()
    for visit in Visit.objects.order_by("?")[:20]:
        services.release(visit=visit, now=NOW, policy=GEPAST)

    def tenant(number: int) -> Callable[[], Visit]:
        """Sees what can be had, soonest day first, has it kept, and takes it; looks again when it was just taken."""

        def run() -> Visit:
            for _ in range(60):
                slots = by_time(home, key=f"repairs-{number}")
                services.hold(
                    key=f"repairs-{number}",
                    slots=slots[:1],
                    lat=home.lat,
                    lon=home.lon,
                    trade="LOO",
                    minutes=60,
                    now=NOW,
                    policy=GEPAST,
                )
                window = {"window_from_at": slots[0].window_from_at, "window_until_at": slots[0].window_until_at}
                try:
                    return booking(home, case_id=number, key=f"repairs-{number}", **window)()
                except Refused as refused:
                    if refused.code not in {"slot_taken", "planning_is_busy"}:
                        raise
            raise AssertionError("never got a place")

        return run

    outcomes = all_at_once([tenant(number) for number in range(50)])

    booked = visits_of(outcomes)
    assert len(booked) == 50, outcomes
    days = [visit.window_from_at.date() for visit in booked]
    assert days.count(TUESDAY) == 20
    assert set(days) <= {TUESDAY, WEDNESDAY, THURSDAY}
    assert violations(GEPAST) == []


def test_two_craftsmen_reported_ill_at_once_do_not_wait_for_each_other_for_ever():
    home = make_dwelling()
    shifts = [make_shift(name=name) for name in ("Sam Bakker", "Bo Smit", "Kim Mulder", "Jan Vos")]
    for number in range(6):
        booking(home, minutes=30, case_id=number)()
    absences: list[services.Absence] = []

    def fall_ill(shift: Shift) -> Callable[[], None]:
        return lambda: absences.append(services.mark_absent(shift=shift, by=None, now=NOW, policy=GEPAST))

    outcomes = all_at_once([fall_ill(shift) for shift in shifts[:3]])

    assert outcomes == [None] * 3
    assert [len(absence.left) for absence in absences] == [0] * 3
    assert set(Visit.objects.planned().values_list("shift_id", flat=True)) == {shifts[3].pk}
    assert violations(GEPAST) == []


def test_two_planners_who_place_the_same_visit_at_once_leave_it_in_one_place():
    home = make_dwelling()
    shifts = [make_shift(name=name) for name in ("Sam Bakker", "Bo Smit", "Kim Mulder")]
    visit = booking(home)()
    seen = dict(Shift.objects.values_list("pk", "version"))
    others = [shift for shift in shifts if shift.pk != visit.shift_id]

    outcomes = all_at_once(
        [
            lambda shift=shift: services.place(
                visit=visit, shift=shift, start_at=at("09:00"), seen=seen, by=None, now=NOW, policy=GEPAST
            )
            for shift in others
        ]
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Visit", "str"]
    assert "plan_changed" in outcomes
    assert violations(GEPAST) == []
