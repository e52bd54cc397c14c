"""Booking, moving, cancelling."""

import pytest

from voordeur.homes.tests.factories import make_dwelling
from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.planning import services
from voordeur.planning.models import Shift, Visit, VisitState
from voordeur.planning.tests.asking import GEPAST, book, code_of, offers
from voordeur.planning.tests.checks import violations
from voordeur.planning.tests.factories import MONDAY, NOW, at, make_shift, make_visit
from voordeur.policy import presets
from voordeur.promises.tests.factories import make_policy_version

pytestmark = pytest.mark.django_db
SOBER = presets.load("sober_1994")


def test_a_booked_visit_stands_in_its_window_with_travel_and_parking():
    shift = make_shift()

    visit = book()

    shift.refresh_from_db()
    assert at("08:00") <= visit.planned_start_at <= at("12:00")
    assert (visit.planned_end_at - visit.planned_start_at).total_seconds() == pytest.approx(48 * 60)
    assert visit.travel_minutes > 0
    assert shift.version == 1
    assert shift.route_minutes == pytest.approx(2 * visit.travel_minutes)
    assert violations(GEPAST) == []


def test_a_later_booking_retimes_the_others_and_keeps_every_promise():
    make_shift()
    visits = [book(dwelling=make_dwelling(lat=52.20 + n / 100, lon=5.95 + n / 50)) for n in range(4)]

    assert len({visit.shift_id for visit in visits}) == 1
    assert violations(GEPAST) == []


def test_offers_come_cheapest_first_and_only_for_windows_that_have_not_begun():
    make_shift(day=MONDAY)
    make_shift(name="Bo")

    found = offers(now=at("09:00", MONDAY))

    assert [slot.total for slot in found] == sorted(slot.total for slot in found)
    assert {slot.window_from_at for slot in found} == {at("12:00", MONDAY), at("08:00"), at("12:00")}


def test_nobody_without_the_trade_or_absent_is_offered():
    make_shift(trades={"TIM": 2})
    make_shift(name="Bo", is_absent=True)

    assert offers() == []


def test_a_full_window_is_not_offered_and_booking_it_is_refused():
    make_shift()
    while any(slot.window_from_at == at("08:00") for slot in offers()):
        book()

    with pytest.raises(Refused) as refused:
        book()

    assert code_of(refused) == "slot_taken"
    assert {slot.window_from_at for slot in offers()} <= {at("12:00")}
    assert violations(GEPAST) == []


def test_before_saying_no_a_visit_goes_to_a_colleague_in_its_own_window():
    roomy = make_shift(until_clock="12:30", break_minutes=0)
    brief = make_shift(name="Bo", until_clock="10:00", break_minutes=0)
    small = make_visit(shift=roomy, minutes=45, start="08:00", end="08:48")
    make_visit(shift=roomy, minutes=117, start="08:48", end="10:48", case_id=2)
    without = GEPAST.model_copy(
        update={"planning": GEPAST.planning.model_copy(update={"rescue_before_refusing": False})}
    )
    with pytest.raises(Refused):
        book(minutes=70, policy=without)

    visit = book(minutes=70)

    small.refresh_from_db()
    assert (visit.shift_id, small.shift_id) == (roomy.pk, brief.pk)
    assert small.window_from_at == at("08:00")
    assert {shift.version for shift in Shift.objects.all()} == {1}
    assert violations(GEPAST) == []


def test_the_reserve_for_emergencies_is_kept_free_of_ordinary_bookings():
    shift = make_shift()
    for window in (("08:00", "12:00"), ("12:00", "16:00")):
        while any(slot.window_from_at == at(window[0]) for slot in offers()):
            book(window_from_at=at(window[0]), window_until_at=at(window[1]))

    last = Visit.objects.order_by("planned_end_at").last()

    assert (shift.ends_at - last.planned_end_at).total_seconds() / 60 >= 60


def test_a_window_the_policy_does_not_have_is_refused():
    make_shift()

    with pytest.raises(Refused) as refused:
        book(window_from_at=at("09:00"), window_until_at=at("11:00"))

    assert code_of(refused) == "slot_not_offered"


def test_a_window_that_has_begun_is_refused():
    make_shift(day=MONDAY)

    with pytest.raises(Refused) as refused:
        book(window_from_at=at("08:00", MONDAY), window_until_at=at("12:00", MONDAY), now=at("08:00", MONDAY))

    assert code_of(refused) == "slot_not_offered"


def test_a_role_without_appointments_may_not_book():
    make_shift()

    with pytest.raises(Refused) as refused:
        book(by=make_user(role=Role.QUALITY))

    assert code_of(refused) == "not_allowed"
    assert not Visit.objects.exists()


def test_without_appointments_the_cheapest_day_before_the_term_is_planned_and_not_promised():
    make_shift()

    visit = services.plan_without_appointment(
        dwelling=make_dwelling(),
        trade="LOO",
        minutes=45,
        case_kind="repairs",
        case_id=1,
        due_at=at("23:59"),
        by=None,
        now=NOW,
        policy=SOBER,
    )

    assert not visit.is_promised
    assert (visit.window_from_at, visit.window_until_at) == (at("08:00"), at("16:00"))
    assert offers(policy=SOBER) == []


def test_without_room_before_the_term_it_is_refused_with_the_term():
    make_shift(day=MONDAY)

    with pytest.raises(Refused) as refused:
        services.plan_without_appointment(
            dwelling=make_dwelling(),
            trade="ELE",
            minutes=45,
            case_kind="repairs",
            case_id=1,
            due_at=at("23:59"),
            by=None,
            now=NOW,
            policy=SOBER,
        )

    assert code_of(refused) == "no_capacity_before_term"
    assert refused.value.params["due_at"] == at("23:59")


def move(visit, window=("12:00", "16:00"), **changes):
    values = {
        "visit": visit,
        "window_from_at": at(window[0]),
        "window_until_at": at(window[1]),
        "by": None,
        "now": NOW,
        "policy": GEPAST,
    }
    return services.move(**(values | changes))


def test_a_moved_visit_keeps_its_number_and_gives_its_old_place_back():
    make_shift()
    other = make_shift(day=MONDAY, name="Bo")
    visit = book()
    old_shift = visit.shift_id

    moved = move(
        visit, window_from_at=at("12:00", MONDAY), window_until_at=at("16:00", MONDAY), by=make_user(role=Role.TENANT)
    )

    assert (moved.pk, moved.shift_id) == (visit.pk, other.pk)
    assert Shift.objects.get(pk=old_shift).route_minutes == 0
    assert {shift.version for shift in Shift.objects.all()} == {2, 1}
    assert violations(GEPAST) == []


def test_a_move_that_finds_no_place_leaves_the_old_one_untouched():
    make_shift(until_clock="13:00")
    visit = book()

    with pytest.raises(Refused) as refused:
        move(visit)

    visit.refresh_from_db()
    assert code_of(refused) == "slot_taken"
    assert visit.window_from_at == at("08:00")
    assert visit.shift.version == 1


def test_a_tenant_may_move_until_the_policys_hour_and_staff_later():
    make_shift()
    visit = book()
    ada = make_user(role=Role.TENANT)
    late = at("17:01", MONDAY)

    with pytest.raises(Refused) as refused:
        move(visit, by=ada, now=late)

    assert code_of(refused) == "too_late_to_move"
    assert move(visit, by=make_user(role=Role.CONTACT_AGENT), now=late).window_from_at == at("12:00")


def test_a_page_without_account_is_bound_by_the_hour_too():
    make_policy_version()
    make_shift()
    visit = book()

    with pytest.raises(Refused) as refused:
        services.cancel(visit=visit, by=None, now=at("17:01", MONDAY), for_tenant=True)

    assert code_of(refused) == "too_late_to_move"


def test_a_cancelled_visit_gives_its_capacity_back():
    make_policy_version()
    make_shift()
    while any(slot.window_from_at == at("08:00") for slot in offers()):
        visit = book()

    services.cancel(visit=visit, by=make_user(role=Role.TENANT), now=NOW)

    visit.refresh_from_db()
    assert visit.state == VisitState.CANCELLED
    assert any(slot.window_from_at == at("08:00") for slot in offers())
    assert violations(GEPAST) == []


def test_cancelling_twice_is_cancelling_once():
    make_policy_version()
    make_shift()
    visit = book()

    services.cancel(visit=visit, by=None, now=NOW)
    services.cancel(visit=visit, by=None, now=NOW)

    assert Shift.objects.get().version == 2


def test_a_visit_that_has_begun_can_not_be_moved_or_cancelled():
    make_policy_version()
    make_shift()
    visit = services.begin(visit=book(), now=at("09:10"))

    with pytest.raises(Refused) as refused:
        move(visit, now=at("09:15"))
    assert code_of(refused) == "visit_already_begun"
    with pytest.raises(Refused) as refused:
        services.cancel(visit=visit, by=None, now=at("09:15"))
    assert code_of(refused) == "visit_already_begun"
