"""What happens on the day: begun, an emergency, an absent craftsman; shifts made ahead."""

import pytest

from voordeur.base.models import OutboxEvent
from voordeur.homes.tests.factories import make_dwelling
from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_craftsman, make_user
from voordeur.planning import services
from voordeur.planning.models import Shift, Visit, VisitState
from voordeur.planning.tests.asking import GEPAST, book, code_of, offers
from voordeur.planning.tests.checks import violations
from voordeur.planning.tests.factories import MONDAY, NOW, TUESDAY, at, make_shift, make_visit
from voordeur.policy import presets
from voordeur.promises.tests.factories import make_policy_version

pytestmark = pytest.mark.django_db
SOBER = presets.load("sober_1994")


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
