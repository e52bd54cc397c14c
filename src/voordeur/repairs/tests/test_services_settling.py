"""What a repair still needs after the work, and what must not be left behind when it ends early."""

from datetime import timedelta

import pytest

from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.planning.models import Visit
from voordeur.repairs.models import Repair
from voordeur.repairs.rules.actor import VISITOR
from voordeur.repairs.rules.status import RepairStatus, TaskStatus
from voordeur.repairs.services import afterwards, appointments, deciding, visiting
from voordeur.repairs.tests.factories import (
    LANDLORD_PAYS,
    NOW,
    TENANT_PAYS,
    actor,
    at,
    book_first,
    key,
    make_booked,
    make_finished,
    make_street,
    report,
)
from voordeur.work.models import WorkItem
from voordeur.work.rules import ItemKind

pytestmark = pytest.mark.django_db
FROZEN, CLOSES = "kitchen/pipe/frozen", {"main_tap_closes": "yes"}


def open_kinds(repair: Repair) -> list[str]:
    return sorted(WorkItem.objects.open().filter(case_id=repair.pk).values_list("kind", flat=True))


def test_who_has_an_appointment_withdraws_it_and_does_not_leave_the_craftsman_at_the_door():
    repair, task = make_booked(make_street())
    with pytest.raises(Refused, match="move_not_allowed"):
        deciding.do_it_myself(repair, by=VISITOR, now=NOW)
    repair.refresh_from_db()
    assert repair.status == RepairStatus.PLANNED
    assert Visit.objects.planned().filter(pk=task.visit_id).exists()


def test_declining_leaves_no_piece_of_work_behind():
    street = make_street()
    repair = report(street)
    assert repair.tasks.get().status == TaskStatus.DRAFT
    deciding.decline(repair, why="Dit is van de buren.", by=actor(street.agent), now=NOW)
    assert repair.tasks.get().status == TaskStatus.CANCELLED


@pytest.mark.parametrize("role", [Role.QUALITY, Role.ADMINISTRATOR])
def test_who_reports_nothing_is_refused_and_nothing_is_written(role):
    with pytest.raises(Refused, match="not_your_action"):
        report(make_street(), by=make_user(role=role))
    assert not Repair.objects.exists()


def frozen(street):
    repair = report(street, FROZEN, answers=CLOSES, own_fault="unknown", now=at("08:00"))
    assert repair.payer == "check"
    return repair, repair.tasks.select_related("visit__shift__craftsman__user").get()


def test_who_pays_can_be_decided_while_the_repair_waits_for_its_next_visit():
    street = make_street()
    repair, task = frozen(street)
    start = task.visit.planned_start_at
    visiting.not_home(task, note="", at=start, by=actor(street.sam.user), now=start, key=key())
    repair = Repair.objects.get(pk=repair.pk)
    assert repair.status == RepairStatus.ACCEPTED

    deciding.decide_payer(repair, payer="landlord", why="Oude leiding.", by=actor(street.agent), now=start)

    assert (repair.status, repair.payer) == (RepairStatus.ACCEPTED, "landlord")
    assert ItemKind.CHECK_PAYER not in open_kinds(repair)
    assert repair.tasks.filter(status=TaskStatus.DRAFT).count() == 1


def test_work_that_turns_out_to_be_at_the_tenants_cost_gets_its_bill_afterwards():
    street = make_street()
    repair, task = frozen(street)
    sam, start = actor(street.sam.user), task.visit.planned_start_at
    visiting.begin(task, at=start, by=sam, now=start, key=key())
    visiting.finish(task, note="", used=[], at=start, by=sam, now=start, key=key())
    repair = Repair.objects.get(pk=repair.pk)

    deciding.decide_payer(repair, payer="tenant", why="De verwarming stond uit.", by=actor(street.agent), now=start)

    assert open_kinds(repair) == [ItemKind.TENANT_PAYS]
    assert afterwards.close_finished(now=start + timedelta(days=400)) == 0
    afterwards.bill_sent(repair, amount_cents=4_500, by=actor(street.agent), now=start)
    assert afterwards.close_finished(now=start + timedelta(days=400)) == 1


def test_what_still_waits_for_an_answer_or_a_bill_is_not_closed():
    repair = make_finished(make_street())
    Repair.objects.filter(pk=repair.pk).update(payer="check")
    assert afterwards.close_finished(now=repair.finished_at + timedelta(days=400)) == 0


def test_a_tenant_takes_no_window_where_the_policy_offers_none():
    street = make_street(preset="sober_1994")
    repair = report(street, LANDLORD_PAYS)
    repair.tasks.all().delete()
    repair.tasks.create(sequence=9, trade=repair.trade, minutes=30)
    window = {"window_from_at": at("08:00"), "window_until_at": at("12:00")}
    with pytest.raises(Refused, match="slot_not_offered"):
        appointments.book(repair, **window, by=VISITOR, now=NOW)


def test_a_step_cannot_have_happened_before_its_visit_was_booked():
    street = make_street()
    repair = report(street, TENANT_PAYS)
    deciding.do_it_for_me(repair, by=VISITOR, now=NOW)
    task = book_first(repair, by=VISITOR)
    visiting.begin(task, at=NOW - timedelta(days=900), by=actor(street.sam.user), now=at("10:00"), key=key())
    task.refresh_from_db()
    assert task.began_at == task.visit.booked_at
