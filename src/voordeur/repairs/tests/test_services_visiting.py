"""The visit as the craftsman's telephone sends it: each step once, with the time at which it happened."""

from datetime import timedelta
from decimal import Decimal

import pytest

from voordeur.kernel.errors import Refused
from voordeur.planning.models import VisitState
from voordeur.repairs.models import Event, Material, Repair, Task
from voordeur.repairs.rules.status import FollowOn, RepairStatus, TaskStatus
from voordeur.repairs.services import appointments, visiting
from voordeur.repairs.services.visiting import Used
from voordeur.repairs.tests.factories import actor, book_first, key, make_booked, make_street
from voordeur.work.models import WorkItem
from voordeur.work.rules import ItemKind

pytestmark = pytest.mark.django_db


class Day:
    """A booked repair with the moments of its visit."""

    def __init__(self, preset: str = "gepast") -> None:
        self.street = make_street(preset=preset)
        self.repair, self.task = make_booked(self.street)
        self.sam = actor(self.street.sam.user)
        self.start = self.task.visit.window_from_at

    def after(self, minutes: int):
        return self.start + timedelta(minutes=minutes)

    def fresh(self) -> Task:
        self.task = Task.objects.select_related("visit", "repair__dwelling", "repair__reporter").get(pk=self.task.pk)
        return self.task

    def travel(self, minutes: int = 0) -> None:
        visiting.travel(self.fresh(), at=self.after(minutes), by=self.sam, now=self.after(minutes), key=key())

    def begin(self, minutes: int = 20) -> None:
        visiting.begin(self.fresh(), at=self.after(minutes), by=self.sam, now=self.after(minutes), key=key())

    def finish(self, minutes: int = 65, used: list[Used] | None = None, note: str = "") -> None:
        moment = self.after(minutes)
        visiting.finish(self.fresh(), note=note, used=used or [], at=moment, by=self.sam, now=moment, key=key())

    def not_home(self, minutes: int = 25) -> None:
        moment = self.after(minutes)
        visiting.not_home(self.fresh(), note="", at=moment, by=self.sam, now=moment, key=key())

    def follow_on(self, **changes) -> None:
        moment = self.after(50)
        told = {"reason": FollowOn.MATERIAL, "minutes": 60, "trade": "LOO", "note": "Deel bestellen.", "used": []}
        visiting.follow_on(self.fresh(), **{**told, **changes}, at=moment, by=self.sam, now=moment, key=key())


@pytest.fixture
def day() -> Day:
    return Day()


def open_kinds(repair: Repair) -> list[str]:
    return sorted(WorkItem.objects.open().filter(case_id=repair.pk).values_list("kind", flat=True))


def test_the_times_of_a_visit_are_those_at_which_the_buttons_were_pressed(day: Day):
    day.travel(0)
    day.begin(20)
    day.finish(65, note="Pakking vervangen.", used=[Used("Pakking", Decimal("1.5"), 240)])

    task = day.fresh()
    assert (task.travel_minutes, task.work_minutes) == (20, 45)
    assert (task.status, task.note) == (TaskStatus.DONE, "Pakking vervangen.")
    assert (task.visit.state, task.visit.is_fixed) == (VisitState.DONE, True)
    repair = Repair.objects.get(pk=day.repair.pk)
    assert (repair.status, repair.finished_at) == (RepairStatus.FINISHED, day.after(65))
    material = Material.objects.get(task=task)
    assert (material.name, material.quantity, material.unit_price_cents) == ("Pakking", Decimal("1.50"), 240)
    assert open_kinds(repair) == []


def test_without_on_the_way_the_planned_travel_counts(day: Day):
    planned = day.task.visit.travel_minutes
    day.begin(20)
    assert day.fresh().travel_minutes == planned


def test_a_step_that_arrives_late_keeps_the_moment_it_was_pressed(day: Day):
    visiting.begin(day.fresh(), at=day.after(20), by=day.sam, now=day.after(300), key=key())
    assert day.fresh().began_at == day.after(20)
    assert Event.objects.get(task=day.task, action="begin").at == day.after(20)


def test_a_clock_that_runs_ahead_is_refused_and_a_little_is_forgiven(day: Day):
    with pytest.raises(Refused, match="time_in_future"):
        visiting.travel(day.fresh(), at=day.after(3), by=day.sam, now=day.after(0), key=key())
    assert day.fresh().status == TaskStatus.BOOKED

    visiting.travel(day.fresh(), at=day.after(2), by=day.sam, now=day.after(0), key=key())
    assert day.fresh().travelling_at == day.after(0)


def test_a_step_never_lies_before_the_step_before_it(day: Day):
    day.travel(10)
    visiting.begin(day.fresh(), at=day.after(5), by=day.sam, now=day.after(30), key=key())
    assert day.fresh().began_at == day.after(10)


def test_a_step_sent_twice_happens_once(day: Day):
    day.begin(20)
    same = key()
    arguments = {"note": "", "used": [Used("Kraan", Decimal(1), 3_000)], "at": day.after(60), "by": day.sam}
    visiting.finish(day.fresh(), **arguments, now=day.after(60), key=same)

    with pytest.raises(Refused, match="sent_twice"):
        visiting.finish(day.fresh(), **arguments, now=day.after(90), key=same)

    assert Material.objects.count() == 1
    assert Event.objects.filter(task=day.task, action="finish").count() == 1


def test_what_did_not_begin_cannot_be_finished(day: Day):
    with pytest.raises(Refused, match="not_begun"):
        day.finish()


def test_only_who_goes_to_the_door_sends_steps(day: Day):
    with pytest.raises(Refused, match="not_your_action"):
        visiting.begin(day.fresh(), at=day.start, by=actor(day.street.agent), now=day.start, key=key())


@pytest.mark.parametrize(
    ("used", "code"),
    [
        ([Used("Kraan", Decimal(0), 100)], "quantity_not_positive"),
        ([Used("Kraan", Decimal(-1), 100)], "quantity_not_positive"),
        ([Used("Kraan", Decimal(1), 100)] * 31, "too_many_materials"),
    ],
)
def test_material_that_cannot_be_is_refused_and_nothing_is_written(used, code: str, day: Day):
    day.begin()
    with pytest.raises(Refused, match=code):
        day.finish(used=used)

    assert not Material.objects.exists()
    assert day.fresh().status == TaskStatus.BUSY
    assert Repair.objects.get(pk=day.repair.pk).status == RepairStatus.UNDER_WAY


def test_a_follow_on_waits_for_its_own_appointment(day: Day):
    day.begin()
    day.follow_on(reason=FollowOn.OTHER_TRADE, trade="TIM", minutes=90)

    repair = Repair.objects.get(pk=day.repair.pk)
    first, second = repair.tasks.order_by("sequence")
    assert repair.status == RepairStatus.ACCEPTED
    assert (first.status, first.follow_on, first.work_minutes) == (TaskStatus.INTERRUPTED, FollowOn.OTHER_TRADE, 30)
    assert (second.status, second.trade, second.minutes) == (TaskStatus.DRAFT, "TIM", 90)
    assert open_kinds(repair) == [ItemKind.BOOK_VISIT]

    again = book_first(repair, by=actor(day.street.agent), now=day.after(55))
    assert (again.pk, again.visit.trade) == (second.pk, "TIM")


@pytest.mark.parametrize("minutes", [4, 481])
def test_a_follow_on_of_an_impossible_length_is_refused(minutes: int, day: Day):
    day.begin()
    with pytest.raises(Refused, match="minutes_out_of_range"):
        day.follow_on(minutes=minutes)


def test_not_home_is_no_reason_for_a_follow_on(day: Day):
    day.begin()
    with pytest.raises(Refused, match="not_a_follow_on_reason"):
        day.follow_on(reason=FollowOn.NOT_HOME)


def test_nobody_home_asks_for_a_new_appointment_and_notes_the_charge(day: Day):
    day.travel(0)
    day.not_home(25)

    repair = Repair.objects.get(pk=day.repair.pk)
    first, second = repair.tasks.order_by("sequence")
    assert (repair.status, repair.times_not_home) == (RepairStatus.ACCEPTED, 1)
    assert (first.status, first.travel_minutes, first.work_minutes) == (TaskStatus.INTERRUPTED, 25, 0)
    assert second.status == TaskStatus.DRAFT
    assert Event.objects.get(task=first, action="not_home").details == {"charge_cents": 3_750}
    assert open_kinds(repair) == [ItemKind.BOOK_VISIT]


def test_after_the_last_attempt_somebody_rings(day: Day):
    day.not_home()
    repair = Repair.objects.get(pk=day.repair.pk)
    day.task = book_first(repair, by=actor(day.street.agent), now=day.after(30))
    day.start = day.task.visit.window_from_at
    day.not_home()

    repair.refresh_from_db()
    assert repair.times_not_home == 2
    assert open_kinds(repair) == [ItemKind.NO_ACCESS]
    assert WorkItem.objects.get(kind=ItemKind.NO_ACCESS).team.code == "contact"

    book_first(repair, by=actor(day.street.agent), now=day.after(60))
    assert open_kinds(repair) == [ItemKind.VISIT]


def test_who_turns_away_a_craftsman_at_work_interrupts_the_repair(day: Day):
    day.begin()
    day.not_home(40)
    assert Repair.objects.get(pk=day.repair.pk).status == RepairStatus.ACCEPTED


def test_a_visit_that_was_given_up_meanwhile_cannot_be_begun(day: Day):
    stale = day.fresh()
    appointments.give_up(day.repair, by=actor(day.street.agent), now=day.after(-60))
    with pytest.raises(Refused, match="changed_meanwhile"):
        visiting.begin(stale, at=day.start, by=day.sam, now=day.start, key=key())
