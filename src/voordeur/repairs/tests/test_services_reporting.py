"""A report becomes a repair: judged by the policy in force, once, with its first step set in motion."""

from datetime import UTC, datetime, timedelta

import pytest

from voordeur.base.models import OutboxEvent
from voordeur.kernel.errors import Refused
from voordeur.parties.tests.factories import make_craftsman
from voordeur.planning.services import shifts
from voordeur.policy import presets
from voordeur.promises import services as promises
from voordeur.promises.models import PolicyVersion
from voordeur.repairs.models import Repair
from voordeur.repairs.rules.status import RepairStatus, TaskStatus
from voordeur.repairs.services import afterwards, appointments, reporting
from voordeur.repairs.tests.factories import (
    EMERGENCY,
    EMERGENCY_ANSWERS,
    LANDLORD_PAYS,
    MONDAY,
    NOBODY_KNOWS,
    NOW,
    TENANT_PAYS,
    actor,
    at,
    make_draft,
    make_finished,
    make_street,
    report,
)
from voordeur.work.models import WorkItem
from voordeur.work.rules import ItemKind

pytestmark = pytest.mark.django_db


def open_kinds(repair: Repair) -> list[str]:
    items = WorkItem.objects.open().filter(case_kind="repairs", case_id=repair.pk)
    return sorted(items.values_list("kind", flat=True))


def test_what_the_landlord_pays_is_accepted_and_waits_for_a_time():
    repair = report(make_street())

    assert (repair.payer, repair.status) == ("landlord", RepairStatus.ACCEPTED)
    assert [task.status for task in repair.tasks.all()] == [TaskStatus.DRAFT]
    item = WorkItem.objects.get(case_id=repair.pk)
    assert (item.kind, item.due_at, item.promise) == ("book_visit", repair.due_at, "urgency.classes.urgent.term")


def test_the_term_is_the_one_of_the_policy():
    repair = report(make_street())

    # Five working days from Monday 23 November, to the last second of the fifth.
    assert repair.due_at == at("23:59", MONDAY + timedelta(days=7)) + timedelta(seconds=59)


def test_what_the_tenant_pays_waits_for_the_tenants_choice():
    repair = report(make_street(), TENANT_PAYS)

    assert (repair.payer, repair.status) == ("tenant", RepairStatus.REPORTED)
    assert not repair.tasks.exists()
    assert open_kinds(repair) == []


def test_a_doubt_about_who_pays_becomes_work_for_a_person():
    repair = report(make_street(), NOBODY_KNOWS)

    assert (repair.payer, repair.status) == ("check", RepairStatus.CHECKING)
    assert open_kinds(repair) == [ItemKind.CHECK_PAYER]
    assert not repair.tasks.exists()


def test_an_emergency_goes_out_today():
    repair = report(make_street(), EMERGENCY, answers=EMERGENCY_ANSWERS, now=at("09:00"))

    task = repair.tasks.get()
    assert (repair.status, task.status) == (RepairStatus.PLANNED, TaskStatus.BOOKED)
    assert task.visit.is_emergency
    assert task.visit.planned_start_at <= repair.due_at
    assert open_kinds(repair) == [ItemKind.VISIT]


def test_an_emergency_for_which_nobody_is_free_becomes_work_for_the_planner():
    repair = report(make_street(days=0), EMERGENCY, answers=EMERGENCY_ANSWERS, now=at("09:00"))

    item = WorkItem.objects.get(case_id=repair.pk)
    assert (item.kind, item.team.code, item.due_at) == (ItemKind.EMERGENCY, "planning", repair.due_at)
    assert repair.tasks.get().status == TaskStatus.DRAFT


def test_the_vulnerable_stand_out_on_the_work_list():
    repair = report(make_street(is_vulnerable=True), NOBODY_KNOWS)

    assert WorkItem.objects.get(case_id=repair.pk).is_vulnerable


def test_without_appointments_we_plan_the_visit_ourselves():
    repair = report(make_street(preset="sober_1994"))

    task = repair.tasks.get()
    assert (repair.status, task.status) == (RepairStatus.PLANNED, TaskStatus.BOOKED)
    assert not task.visit.is_promised
    assert task.visit.planned_start_at <= repair.due_at


def test_without_appointments_and_without_room_it_becomes_work():
    repair = report(make_street(preset="sober_1994", days=0))

    assert repair.status == RepairStatus.ACCEPTED
    assert open_kinds(repair) == [ItemKind.BOOK_VISIT]


def test_the_same_draft_sent_twice_makes_one_repair():
    street = make_street()
    draft = make_draft(dwelling=street.dwelling, by=street.ada_user)

    first = report(street, draft=draft)
    second = report(street, draft=draft, now=NOW + timedelta(minutes=1))

    assert first == second
    assert Repair.objects.count() == 1
    assert first.events.filter(action="report").count() == 1
    assert OutboxEvent.objects.filter(kind="repair.report").count() == 1


def test_a_report_by_telephone_says_who_took_it():
    street = make_street()

    assert report(street, by=street.agent).taken_by == street.agent
    assert report(street).taken_by is None


def test_what_a_stop_page_warns_of_is_danger_and_asks_its_questions_too():
    street = make_street()
    with pytest.raises(Refused, match="questions_open"):
        report(street, "stop/water")

    repair = report(street, EMERGENCY, answers={"main_tap_closes": "no"}, now=at("09:00"))

    assert (repair.urgency, repair.due_at) == ("danger", at("11:00"))


def test_a_report_with_an_open_question_is_refused():
    street = make_street()
    with pytest.raises(Refused, match="questions_open"):
        report(street, EMERGENCY)
    assert not Repair.objects.exists()


def test_an_unknown_path_and_an_unknown_own_fault_are_refused():
    street = make_street()
    with pytest.raises(Refused, match="unknown_path"):
        report(street, "kitchen/spaceship/leaks")
    with pytest.raises(Refused, match="own_fault_unknown"):
        report(street, own_fault="perhaps")


def test_without_a_policy_in_force_nothing_can_be_reported():
    street = make_street()
    with pytest.raises(Refused, match="no_policy_in_force"):
        report(street, now=datetime(2019, 12, 31, 12, tzinfo=UTC))


def test_a_repair_is_judged_by_the_policy_in_force_when_it_began():
    street = make_street()
    repair = report(street)
    promises.start_version(
        text=presets.dump(presets.load("sober_1994")), starts_at=NOW + timedelta(hours=1), note="", by=None, now=NOW
    )

    later = report(street, now=NOW + timedelta(hours=2))

    assert later.policy_version.name == "sober_1994"
    assert repair.policy_version.name == "gepast"
    # The older one still gets appointments of half a day, the newer one is planned without asking.
    assert later.status == RepairStatus.PLANNED
    offer = appointments.offers(repair, now=NOW + timedelta(hours=2))[0]
    assert offer.window_until_at - offer.window_from_at == timedelta(hours=4)


def test_reopening_under_a_new_policy_keeps_the_days_and_the_term_of_the_old_one():
    street = make_street()
    repair = make_finished(street)
    promises.start_version(
        text=presets.dump(presets.load("sober_1994")),
        starts_at=at("08:00", MONDAY + timedelta(days=2)),
        note="",
        by=None,
        now=NOW,
    )
    moment = at("09:00", MONDAY + timedelta(days=2))

    afterwards.not_solved(repair, why="Het lekt weer.", by=actor(street.ada_user), now=moment)

    assert repair.policy_version.name == "gepast"
    assert repair.due_at.date() == (MONDAY + timedelta(days=9))


def test_judging_writes_nothing():
    street = make_street()
    judged = reporting.judge(dwelling=street.dwelling, path=LANDLORD_PAYS, answers={}, own_fault="no", now=NOW)

    assert not isinstance(judged, reporting.trees.Stop)
    assert (judged.payer.payer, judged.policy.name) == ("landlord", "gepast")
    assert not Repair.objects.exists()
    assert PolicyVersion.objects.count() == 1


def test_a_second_emergency_the_same_day_gets_its_own_place():
    street = make_street()
    make_craftsman(name="Kim Mulder", trades={"LOO": 2})
    shifts.ensure_shifts(from_on=MONDAY, until_on=MONDAY + timedelta(days=3), now=at("06:00", MONDAY))

    first = report(street, EMERGENCY, answers=EMERGENCY_ANSWERS, now=at("09:00"))
    second = report(street, EMERGENCY, answers=EMERGENCY_ANSWERS, now=at("09:01"))

    one, two = first.tasks.get().visit, second.tasks.get().visit
    overlaps = one.shift_id == two.shift_id and (
        one.planned_start_at < two.planned_end_at and two.planned_start_at < one.planned_end_at
    )
    assert not overlaps
