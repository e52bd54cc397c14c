"""Booking, moving, cancelling; what happens on the day."""

import pytest

from voordeur.base.models import OutboxEvent
from voordeur.homes.tests.factories import make_dwelling
from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_craftsman, make_user
from voordeur.planning import queries, services
from voordeur.planning.models import Shift, Visit, VisitState
from voordeur.planning.tests.checks import violations
from voordeur.planning.tests.factories import MONDAY, NOW, TUESDAY, at, make_shift, make_visit
from voordeur.policy import presets
from voordeur.promises.tests.factories import make_policy_version

pytestmark = pytest.mark.django_db
GEPAST = presets.load("gepast")
SOBER = presets.load("sober_1994")


def book(**changes):
    values = {
        "dwelling": changes.pop("dwelling", None) or make_dwelling(),
        "trade": "LOO",
        "minutes": 45,
        "window_from_at": at("08:00"),
        "window_until_at": at("12:00"),
        "case_kind": "repairs",
        "case_id": 1,
        "by": None,
        "now": NOW,
        "policy": GEPAST,
    }
    return services.book(**(values | changes))


def offers(**changes):
    values = {"lat": 52.2354, "lon": 5.9776, "trade": "LOO", "minutes": 45, "now": NOW, "policy": GEPAST}
    return queries.offers(**(values | changes))


def code_of(refused) -> str:
    return refused.value.code


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


def test_a_begun_visit_has_its_real_times_and_the_next_one_follows():
    make_policy_version()
    make_shift()
    first, second = book(), book(dwelling=make_dwelling(lat=52.24))
    first, second = sorted(Visit.objects.all(), key=lambda visit: visit.planned_start_at)

    services.begin(visit=first, now=at("09:40"))
    done = services.finish(visit=first, now=at("10:50"))

    second.refresh_from_db()
    assert (done.planned_start_at, done.planned_end_at, done.state) == (at("09:40"), at("10:50"), VisitState.DONE)
    assert at("10:50") < second.planned_start_at <= at("11:10")
    assert services.finish(visit=done, now=at("11:30")).planned_end_at == at("10:50")


def test_a_visit_begun_before_its_turn_pushes_the_other_behind_it():
    make_policy_version()
    make_shift()
    book(), book(dwelling=make_dwelling(lat=52.24))
    first, second = sorted(Visit.objects.all(), key=lambda visit: visit.planned_start_at)

    services.begin(visit=second, now=at("09:30"))

    first.refresh_from_db()
    assert first.planned_start_at > at("10:18")


def emergency(**changes):
    values = {
        "dwelling": make_dwelling(lat=52.22),
        "trade": "LOO",
        "minutes": 60,
        "case_kind": "repairs",
        "case_id": 9,
        "due_at": at("09:00", TUESDAY),
        "by": None,
        "now": at("09:00", MONDAY),
        "policy": GEPAST,
    }
    return services.book_emergency(**(values | changes))


def test_an_emergency_goes_into_today_and_every_promised_window_is_kept():
    shift = make_shift(day=MONDAY)
    for window in (("08:00", "12:00"), ("12:00", "16:00")):
        span = {"window_from_at": at(window[0], MONDAY), "window_until_at": at(window[1], MONDAY)}
        while any(slot.window_from_at == span["window_from_at"] for slot in offers()):
            book(**span)
    promised = {visit.pk: visit.window_until_at for visit in Visit.objects.all()}

    visit = emergency()

    assert visit.shift_id == shift.pk
    assert visit.is_emergency
    assert visit.planned_start_at >= at("09:00", MONDAY)
    for other in Visit.objects.filter(pk__in=promised):
        assert other.planned_start_at <= promised[other.pk]
    assert violations(GEPAST) == []


def test_an_emergency_goes_to_whoever_can_be_there_in_the_first_hour():
    busy = make_shift(day=MONDAY)
    make_visit(shift=busy, day=MONDAY, is_fixed=True, start="08:00", end="11:00", minutes=177)
    free = make_shift(day=MONDAY, craftsman=make_craftsman(name="Bo", lat=52.30, lon=6.05))

    assert emergency().shift_id == free.pk


def test_a_break_that_the_day_left_no_room_for_does_not_close_the_afternoon():
    make_policy_version()
    shift = make_shift(day=MONDAY)
    long = make_visit(shift=shift, day=MONDAY, window=("08:00", "12:00"), start="11:00", end="13:00", minutes=117)
    services.begin(visit=long, now=at("11:15", MONDAY))

    visit = emergency(now=at("13:10", MONDAY))

    assert at("13:15", MONDAY) < visit.planned_start_at < at("14:00", MONDAY)


def test_an_emergency_outside_shifts_is_refused_with_the_number_to_ring():
    make_shift(day=TUESDAY)

    with pytest.raises(Refused) as refused:
        emergency(now=at("20:00", MONDAY), due_at=at("23:59", MONDAY))

    assert code_of(refused) == "no_capacity_before_term"
    assert refused.value.params["reason"] == "outside_shifts"
    assert refused.value.params["telephone"] == GEPAST.channels.emergency_telephone


def test_an_emergency_whose_term_has_passed_is_refused():
    make_shift(day=MONDAY)

    with pytest.raises(Refused) as refused:
        emergency(due_at=at("08:00", MONDAY))

    assert code_of(refused) == "no_capacity_before_term"


def test_an_absent_craftsmans_visits_go_to_others_in_their_own_window():
    ill, other = make_shift(), make_shift(name="Bo")
    make_visit(shift=ill)
    make_visit(shift=ill, trade="ELE", start="10:00", end="10:48")
    planner = make_user(role=Role.PLANNER)

    absence = services.mark_absent(shift=ill, by=planner, now=NOW, policy=GEPAST)

    assert [(visit.shift_id, visit.window_from_at) for visit in absence.moved] == [(other.pk, at("08:00"))]
    assert [visit.trade for visit in absence.left] == ["ELE"]
    assert offers()[0].shift_id == other.pk


def test_only_a_planner_may_mark_someone_absent():
    with pytest.raises(Refused) as refused:
        services.mark_absent(shift=make_shift(), by=make_user(role=Role.CONTACT_AGENT), now=NOW, policy=GEPAST)

    assert code_of(refused) == "not_allowed"
    assert not Shift.objects.filter(is_absent=True).exists()


def test_a_promise_that_the_planner_moves_is_told_and_another_craftsman_is_not():
    shift = make_shift()
    other = make_shift(name="Bo")
    visit = make_visit(shift=shift)
    planner = make_user(role=Role.PLANNER)
    same = {"window_from_at": at("08:00"), "window_until_at": at("12:00")}
    later = {"window_from_at": at("12:00"), "window_until_at": at("16:00")}

    passed_on = services.planner_move(visit=visit, **same, shift=other, by=planner, now=NOW, policy=GEPAST)
    assert passed_on.shift_id == other.pk
    assert not OutboxEvent.objects.filter(kind="visit.moved_by_planner").exists()

    services.planner_move(visit=visit, **later, by=planner, now=NOW, policy=GEPAST)
    assert OutboxEvent.objects.get(kind="visit.moved_by_planner").payload["visit_id"] == visit.pk


def test_shifts_are_made_once_for_every_working_day():
    make_policy_version()
    make_craftsman()

    made = services.ensure_shifts(from_on=at("00:00").date(), until_on=at("00:00").date().replace(day=30), now=NOW)
    again = services.ensure_shifts(from_on=at("00:00").date(), until_on=at("00:00").date().replace(day=30), now=NOW)

    assert (made, again) == (5, 0)
    assert Shift.objects.earliest("starts_at").break_from_at == at("11:30")
