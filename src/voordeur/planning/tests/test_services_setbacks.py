"""A running day goes otherwise: ways out with their price, the chosen one carried out, undone, told."""

from datetime import timedelta

import pytest

from voordeur.base.models import OutboxEvent
from voordeur.homes.tests.factories import make_dwelling
from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_craftsman, make_user
from voordeur.planning import services
from voordeur.planning.models import PlanChange, Setback, Shift, Visit
from voordeur.planning.rules import SetbackKind
from voordeur.planning.tests.asking import code_of
from voordeur.planning.tests.factories import at, make_shift, make_visit
from voordeur.promises.tests.factories import make_policy_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("compiled_search")]
NINE = at("09:00")


@pytest.fixture(autouse=True)
def policy():
    make_policy_version()


@pytest.fixture
def pim():
    return make_user(role=Role.PLANNER)


@pytest.fixture
def full_morning():
    """Sam's morning: at work since half past eight, two more promises before noon; Bo comes free at half past nine."""
    sam, bo = make_shift(), make_shift(name="Bo Smit")
    home = make_dwelling()
    busy = make_visit(shift=sam, dwelling=home, start="08:30", end="09:30", is_fixed=True)
    second = make_visit(shift=sam, dwelling=home, window=("09:00", "10:00"), start="09:40", end="10:28", case_id=2)
    third = make_visit(shift=sam, dwelling=home, window=("10:00", "14:00"), start="10:40", end="11:28", case_id=3)
    return sam, bo, busy, second, third


def ways(setback: Setback) -> dict[str, dict]:
    return {way["code"]: way for way in setback.ways}


def test_a_job_that_runs_long_gives_ways_that_keep_the_promises_and_says_what_breaks_otherwise(full_morning, pim):
    sam, bo, busy, second, _third = full_morning

    setback = services.report_setback(kind=SetbackKind.LONG, visit=busy, until_at=at("11:00"), by=pim, now=NINE)

    assert setback.ways[0]["code"] == "nothing"
    assert set(setback.ways[0]["late"]) == {str(second.pk)}
    best = setback.ways[1]
    assert best["windows"] == {}
    assert best["handed"][str(second.pk)] == [sam.pk, bo.pk]
    assert 2 <= len(setback.ways) <= 4
    assert Visit.objects.get(pk=busy.pk).planned_end_at == at("09:30")


def test_the_chosen_way_is_the_plan_with_what_happened_and_can_be_taken_back(full_morning, pim):
    sam, bo, busy, second, _third = full_morning
    setback = services.report_setback(kind=SetbackKind.LONG, visit=busy, until_at=at("11:00"), by=pim, now=NINE)

    services.choose_way(setback=setback, number=1, by=pim, now=NINE)

    assert Visit.objects.get(pk=busy.pk).planned_end_at == at("11:00")
    moved = Visit.objects.get(pk=second.pk)
    assert moved.shift == bo
    assert moved.planned_start_at <= at("10:00")
    assert not OutboxEvent.objects.filter(kind="visit.promise_moved").exists()

    services.undo(change=PlanChange.objects.get(), by=pim, now=NINE)

    assert Visit.objects.get(pk=busy.pk).planned_end_at == at("09:30")
    assert Visit.objects.get(pk=second.pk).shift == sam


def test_who_was_later_is_told_and_nothing_is_written(full_morning, pim):
    _sam, bo, busy, _second, _third = full_morning
    setback = services.report_setback(kind=SetbackKind.LONG, visit=busy, until_at=at("11:00"), by=pim, now=NINE)
    Shift.objects.filter(pk=bo.pk).update(version=7)

    with pytest.raises(Refused) as refused:
        services.choose_way(setback=setback, number=1, by=pim, now=NINE)

    assert code_of(refused) == "setback_stale"
    assert Visit.objects.get(pk=busy.pk).planned_end_at == at("09:30")
    assert Setback.objects.get().state == "open"


def test_somebody_ill_from_now_finishes_what_began_and_the_rest_goes_to_others(full_morning, pim):
    sam, bo, busy, second, third = full_morning

    setback = services.report_setback(kind=SetbackKind.ILL, shift=sam, by=pim, now=NINE)
    services.choose_way(setback=setback, number=1, by=pim, now=NINE)

    assert setback.ways[0]["lost"] == [second.pk, third.pk]
    sam.refresh_from_db()
    assert sam.is_absent
    assert Visit.objects.get(pk=busy.pk).shift == sam
    assert {Visit.objects.get(pk=one.pk).shift for one in (second, third)} == {bo}
    assert OutboxEvent.objects.filter(kind="visit.rehoused").count() == 2


def test_doing_nothing_about_an_ill_craftsman_lists_what_has_no_place(full_morning, pim):
    sam, _bo, _busy, second, third = full_morning
    setback = services.report_setback(kind=SetbackKind.ILL, shift=sam, by=pim, now=NINE)

    services.choose_way(setback=setback, number=0, by=pim, now=NINE)

    lost = {event.payload["visit_id"] for event in OutboxEvent.objects.filter(kind="visit.lost_place")}
    assert lost == {second.pk, third.pk}
    assert Shift.objects.get(pk=sam.pk).is_absent


def test_a_promise_that_nobody_can_keep_gets_another_window_and_its_tenant_hears_it(pim):
    sam = make_shift()
    home = make_dwelling()
    busy = make_visit(shift=sam, dwelling=home, start="08:30", end="09:30", is_fixed=True)
    second = make_visit(shift=sam, dwelling=home, window=("09:00", "10:00"), start="09:40", end="10:28", case_id=2)

    setback = services.report_setback(kind=SetbackKind.LONG, visit=busy, until_at=at("11:00"), by=pim, now=NINE)
    services.choose_way(setback=setback, number=1, by=pim, now=NINE)

    assert setback.ways[1]["windows"][str(second.pk)]
    moved = Visit.objects.get(pk=second.pk)
    assert moved.window_from_at <= moved.planned_start_at <= moved.window_until_at
    assert moved.planned_start_at >= at("11:00")
    event = OutboxEvent.objects.get(kind="visit.promise_moved")
    assert event.payload["visit_id"] == second.pk


def test_a_broken_van_stands_still_until_it_drives_again(full_morning, pim):
    sam, _bo, _busy, second, third = full_morning

    setback = services.report_setback(kind=SetbackKind.VAN, shift=sam, until_at=at("10:30"), by=pim, now=NINE)
    services.choose_way(setback=setback, number=1, by=pim, now=NINE)

    sam.refresh_from_db()
    assert sam.idle_until_at == at("10:30")
    for visit in Visit.objects.filter(shift=sam, is_fixed=False):
        assert visit.planned_start_at >= at("10:30")
    for one in (second, third):
        visit = Visit.objects.get(pk=one.pk)
        assert visit.window_from_at <= visit.planned_start_at <= visit.window_until_at


def test_work_that_is_done_early_can_take_over_from_who_has_too_much(pim):
    sam, bo = make_shift(), make_shift(craftsman=make_craftsman(name="Bo Smit", lat=52.60))
    home = make_dwelling()
    far = make_dwelling(lat=52.60)
    busy = make_visit(shift=sam, dwelling=home, window=("08:00", "12:00"), start="08:30", end="11:30", is_fixed=True)
    make_visit(shift=bo, dwelling=far, start="08:30", end="09:20", is_fixed=True, case_id=2)
    other = make_visit(shift=bo, dwelling=home, window=("08:00", "12:00"), start="11:00", end="11:48", case_id=3)

    setback = services.report_setback(kind=SetbackKind.EARLY, visit=busy, by=pim, now=NINE)

    assert any(str(other.pk) in way["handed"] for way in setback.ways[1:])
    assert all(way["extra"]["total"] <= 0 for way in setback.ways[1:2])


@pytest.mark.parametrize(
    ("kind", "code"),
    [(SetbackKind.LONG, "visit_not_begun"), (SetbackKind.EARLY, "visit_not_begun")],
)
def test_only_what_began_can_run_long_or_be_done(kind, code, pim):
    visit = make_visit()

    with pytest.raises(Refused) as refused:
        services.report_setback(kind=kind, visit=visit, until_at=at("11:00"), by=pim, now=NINE)

    assert code_of(refused) == code


def test_only_a_planner_says_what_to_do():
    with pytest.raises(Refused) as refused:
        services.report_setback(
            kind=SetbackKind.ILL, shift=make_shift(), by=make_user(role=Role.CONTACT_AGENT), now=NINE
        )

    assert code_of(refused) == "not_allowed"


def test_an_overrun_is_noticed_by_itself_once_and_goes_when_it_is_over(full_morning):
    _sam, _bo, busy, _second, _third = full_morning

    assert services.notice_overruns(now=NINE) == 0
    assert services.notice_overruns(now=at("09:55")) == 1
    assert services.notice_overruns(now=at("09:56")) == 0
    noticed = Setback.objects.get()
    assert (noticed.kind, noticed.visit, noticed.by) == ("long", busy, None)
    assert len(noticed.ways) > 1

    services.finish(visit=busy, now=at("09:57"))
    services.notice_overruns(now=at("09:58"))

    noticed.refresh_from_db()
    assert noticed.state == "stale"


def test_what_a_planner_left_is_not_asked_again_before_it_takes_longer(full_morning, pim):
    services.notice_overruns(now=at("09:55"))
    services.leave_setback(setback=Setback.objects.get(), by=pim, now=at("09:56"))

    assert services.notice_overruns(now=at("10:00")) == 0
    assert services.notice_overruns(now=at("09:55") + timedelta(minutes=40)) == 1
