"""A running day that goes otherwise, as a repair meets it: danger gets room, a closed door, work that takes longer."""

from datetime import timedelta

import pytest
from django.urls import reverse

from voordeur.base.models import OutboxEvent
from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.planning import queries
from voordeur.planning import services as planning
from voordeur.planning.models import PlanChange, Shift, Visit, VisitState
from voordeur.planning.rules import SetbackKind
from voordeur.planning.tests.factories import MONDAY, at, make_visit
from voordeur.repairs.models import Event, Task
from voordeur.repairs.rules.status import RepairStatus, TaskStatus
from voordeur.repairs.services import visiting
from voordeur.repairs.tests.factories import EMERGENCY, actor, key, make_booked, make_street, report
from voordeur.work.models import WorkItem
from voordeur.work.rules import ItemKind

pytestmark = pytest.mark.django_db
# The water cannot be stopped: somebody is there within two hours.
DANGER = {"main_tap_closes": "no"}


@pytest.fixture
def pim():
    return make_user(role=Role.PLANNER)


@pytest.fixture
def full_day():
    """Sam is at work and has three promises that leave no hour before noon; then a pipe bursts."""
    street = make_street()
    shift = Shift.objects.get(starts_at=at("07:30", MONDAY))
    home = street.dwelling
    make_visit(shift=shift, dwelling=home, day=MONDAY, start="08:00", end="09:30", is_fixed=True, case_kind="other")
    spots = (
        ("09:30", "10:00", "09:35", "11:05"),
        ("11:00", "11:30", "11:10", "12:40"),
        ("13:00", "13:30", "13:15", "15:00"),
    )
    held = [
        make_visit(
            shift=shift,
            dwelling=home,
            day=MONDAY,
            window=(window_from, window_until),
            start=start,
            end=end,
            minutes=87,
            case_kind="other",
            case_id=number,
        )
        for number, (window_from, window_until, start, end) in enumerate(spots)
    ]
    return street, shift, held


def test_an_emergency_that_fits_nowhere_gets_room_by_moving_one_promise(full_day, pim):
    street, _shift, held = full_day
    repair = report(street, EMERGENCY, answers=DANGER, now=at("09:00", MONDAY))
    assert [one.case_id for one in queries.rushing(user=pim, now=at("09:00", MONDAY))] == [repair.pk]

    setback = planning.report_setback(
        kind=SetbackKind.EMERGENCY, case_kind="repairs", case_id=repair.pk, by=pim, now=at("09:00", MONDAY)
    )
    way = setback.ways[1]
    planning.choose_way(setback=setback, number=1, by=pim, now=at("09:01", MONDAY))

    task = Task.objects.select_related("visit").get(repair=repair)
    assert len(way["windows"]) == 1
    assert task.status == TaskStatus.BOOKED
    assert task.visit.is_emergency
    assert task.visit.planned_start_at <= repair.due_at
    assert not WorkItem.objects.open().filter(case_id=repair.pk, kind=ItemKind.EMERGENCY).exists()
    moved = Visit.objects.get(pk=int(next(iter(way["windows"]))))
    assert moved.pk in {one.pk for one in held}
    assert moved.window_from_at <= moved.planned_start_at <= moved.window_until_at
    assert OutboxEvent.objects.get(kind="visit.promise_moved").payload["visit_id"] == moved.pk
    assert queries.rushing(user=pim, now=at("09:02", MONDAY)) == []


def test_the_room_that_was_made_can_be_taken_back_and_the_emergency_waits_again(full_day, pim):
    street, _shift, held = full_day
    repair = report(street, EMERGENCY, answers=DANGER, now=at("09:00", MONDAY))
    before = {one.pk: (one.window_from_at, one.planned_start_at) for one in held}
    setback = planning.report_setback(
        kind=SetbackKind.EMERGENCY, case_kind="repairs", case_id=repair.pk, by=pim, now=at("09:00", MONDAY)
    )
    planning.choose_way(setback=setback, number=1, by=pim, now=at("09:01", MONDAY))

    planning.undo(change=PlanChange.objects.get(), by=pim, now=at("09:02", MONDAY))

    assert {one.pk: (one.window_from_at, one.planned_start_at) for one in Visit.objects.filter(pk__in=before)} == before
    assert Visit.objects.get(case_kind="repairs", case_id=repair.pk).state == VisitState.CANCELLED
    assert Task.objects.get(repair=repair).status == TaskStatus.DRAFT
    assert [one.case_id for one in queries.rushing(user=pim, now=at("09:02", MONDAY))] == [repair.pk]


def test_an_emergency_that_got_a_place_meanwhile_is_not_placed_twice(full_day, pim):
    street, _shift, _held = full_day
    repair = report(street, EMERGENCY, answers=DANGER, now=at("09:00", MONDAY))
    first, second = (
        planning.report_setback(
            kind=SetbackKind.EMERGENCY, case_kind="repairs", case_id=repair.pk, by=pim, now=at("09:00", MONDAY)
        )
        for _ in range(2)
    )
    planning.choose_way(setback=second, number=1, by=pim, now=at("09:01", MONDAY))

    with pytest.raises(Refused) as refused:
        planning.choose_way(setback=first, number=1, by=pim, now=at("09:01", MONDAY))

    assert refused.value.code in {"setback_decided", "setback_stale"}
    assert Visit.objects.filter(case_kind="repairs", case_id=repair.pk).count() == 1


def began(preset: str = "gepast"):
    street = make_street(preset=preset)
    repair, task = make_booked(street)
    sam = actor(street.sam.user)
    start = task.visit.window_from_at + timedelta(minutes=20)
    visiting.begin(task, at=start, by=sam, now=start, key=key())
    return repair, Task.objects.select_related("visit").get(pk=task.pk), sam, start


def test_a_planner_notes_that_nobody_is_home_and_the_repair_waits_for_a_new_time(pim):
    street = make_street()
    repair, task = make_booked(street)
    now = task.visit.planned_start_at

    setback = planning.report_setback(kind=SetbackKind.NOBODY_HOME, visit=task.visit, by=pim, now=now)
    planning.choose_way(setback=setback, number=0, by=pim, now=now)

    repair.refresh_from_db()
    assert repair.times_not_home == 1
    assert repair.status == RepairStatus.ACCEPTED
    assert Task.objects.get(pk=task.pk).status == TaskStatus.INTERRUPTED


def test_a_craftsman_says_how_much_longer_it_takes_and_the_route_is_timed_again():
    repair, task, sam, start = began()
    now = start + timedelta(minutes=40)

    visiting.longer(task, minutes=60, at=now, by=sam, now=now, key=key())

    visit = Visit.objects.get(pk=task.visit_id)
    assert visit.planned_end_at == now + timedelta(minutes=60)
    assert OutboxEvent.objects.get(kind="visit.runs_long").payload == {"visit_id": visit.pk}
    assert Event.objects.get(repair=repair, action="longer").details == {"minutes": 60}


def test_what_has_not_begun_takes_no_longer_yet():
    street = make_street()
    _repair, task = make_booked(street)
    now = task.visit.planned_start_at

    with pytest.raises(Refused) as refused:
        visiting.longer(task, minutes=60, at=now, by=actor(street.sam.user), now=now, key=key())

    assert refused.value.code == "not_begun"


def test_the_telephone_of_the_craftsman_has_the_step(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    _repair, task, _sam, _start = began()
    client.force_login(task.visit.shift.craftsman.user)

    page = client.get(reverse("repairs:visit", args=[task.pk])).content.decode()

    assert reverse("repairs:visit_act", args=[task.pk, "longer"]) in page
    assert "Het duurt langer" in page
