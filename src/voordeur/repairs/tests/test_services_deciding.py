"""Who pays: what the tenant chooses when the law says "you", and what a person answers to "we check"."""

from datetime import timedelta

import pytest

from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.repairs.models import Repair
from voordeur.repairs.queries import cards
from voordeur.repairs.rules.actor import VISITOR
from voordeur.repairs.rules.status import RepairStatus, TaskStatus
from voordeur.repairs.services import afterwards, deciding, visiting
from voordeur.repairs.tests.factories import (
    LANDLORD_PAYS,
    NOBODY_KNOWS,
    NOW,
    TENANT_PAYS,
    actor,
    at,
    book_first,
    key,
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


def test_a_tenant_who_does_it_alone_ends_the_report():
    repair = report(make_street(), TENANT_PAYS)

    deciding.do_it_myself(repair, by=VISITOR, now=NOW)

    assert (repair.status, repair.closed_at) == (RepairStatus.WITHDRAWN, NOW)
    assert repair.events.get(action="withdraw").details == {"why": "does_it_themselves"}
    assert open_kinds(repair) == []


def test_a_tenant_may_have_it_done_and_pay():
    repair = report(make_street(), TENANT_PAYS)

    deciding.do_it_for_me(repair, by=VISITOR, now=NOW)

    assert (repair.status, repair.payer) == (RepairStatus.ACCEPTED, "tenant")
    assert open_kinds(repair) == [ItemKind.BOOK_VISIT]


def test_a_tenant_may_ask_us_to_check():
    repair = report(make_street(), TENANT_PAYS)

    deciding.ask_to_check(repair, why="De kraan is van u.", by=VISITOR, now=NOW)

    assert (repair.status, repair.payer) == (RepairStatus.CHECKING, "check")
    item = WorkItem.objects.get(case_id=repair.pk)
    assert (item.kind, item.team.code, item.promise) == (
        ItemKind.CHECK_PAYER,
        "housing",
        "work.check_payer_within_working_days",
    )
    # Within one working day of Monday, so by the end of Tuesday.
    assert item.due_at == at("23:59") + timedelta(seconds=59)


@pytest.mark.parametrize("choice", [deciding.do_it_for_me, deciding.do_it_myself])
def test_a_choice_is_made_once(choice):
    repair = report(make_street(), TENANT_PAYS)
    deciding.do_it_myself(repair, by=VISITOR, now=NOW)

    with pytest.raises(Refused, match="move_not_allowed"):
        choice(repair, by=VISITOR, now=NOW)


def test_only_what_the_tenant_pays_can_be_asked_for_at_the_tenants_cost():
    repair = report(make_street(), LANDLORD_PAYS)
    with pytest.raises(Refused, match="move_not_allowed"):
        deciding.do_it_for_me(repair, by=VISITOR, now=NOW)
    with pytest.raises(Refused, match="move_not_allowed"):
        deciding.ask_to_check(repair, why="", by=VISITOR, now=NOW)


@pytest.mark.parametrize("payer", ["landlord", "subscription"])
def test_a_person_decides_with_a_reason_and_the_repair_goes_on(payer: str):
    street = make_street()
    repair = report(street, NOBODY_KNOWS)

    deciding.decide_payer(repair, payer=payer, why="De kraan is vorig jaar vernieuwd.", by=actor(street.agent), now=NOW)

    repair.refresh_from_db()
    assert (repair.status, repair.payer, repair.payer_reason) == (RepairStatus.ACCEPTED, payer, "decided")
    assert repair.payer_params == {"why": "De kraan is vorig jaar vernieuwd."}
    assert open_kinds(repair) == [ItemKind.BOOK_VISIT]
    assert repair.tasks.get().status == TaskStatus.DRAFT


def test_nothing_is_planned_at_the_tenants_cost_before_the_tenant_agrees():
    street = make_street()
    repair = report(street, NOBODY_KNOWS)

    deciding.decide_payer(repair, payer="tenant", why="De ruit is ingegooid.", by=actor(street.agent), now=NOW)
    assert cards.waits_for_tenant(repair)
    assert not repair.tasks.exists()
    assert open_kinds(repair) == []

    deciding.do_it_for_me(repair, by=VISITOR, now=NOW)
    assert not cards.waits_for_tenant(Repair.objects.get(pk=repair.pk))
    assert repair.tasks.get().status == TaskStatus.DRAFT
    assert open_kinds(repair) == [ItemKind.BOOK_VISIT]
    with pytest.raises(Refused, match="move_not_allowed"):
        deciding.do_it_for_me(repair, by=VISITOR, now=NOW)


def test_a_decision_needs_a_reason_and_one_of_three_payers():
    street = make_street()
    repair = report(street, NOBODY_KNOWS)
    with pytest.raises(Refused, match="reason_missing"):
        deciding.decide_payer(repair, payer="tenant", why="  ", by=actor(street.agent), now=NOW)
    with pytest.raises(Refused, match="payer_not_decidable"):
        deciding.decide_payer(repair, payer="check", why="Weet ik niet.", by=actor(street.agent), now=NOW)
    assert open_kinds(repair) == [ItemKind.CHECK_PAYER]


@pytest.mark.parametrize("role", [Role.PLANNER, Role.CRAFTSMAN, Role.QUALITY, Role.ADMINISTRATOR, Role.TENANT])
def test_who_does_not_decide_about_money_is_refused(role: Role):
    repair = report(make_street(), NOBODY_KNOWS)
    with pytest.raises(Refused, match="not_your_action"):
        deciding.decide_payer(repair, payer="tenant", why="Zo is het.", by=actor(make_user(role=role)), now=NOW)
    assert Repair.objects.get(pk=repair.pk).payer == "check"


def test_a_repair_that_is_not_ours_is_declined_with_a_reason():
    street = make_street()
    repair = report(street, NOBODY_KNOWS)
    with pytest.raises(Refused, match="reason_missing"):
        deciding.decline(repair, why=" ", by=actor(street.agent), now=NOW)

    deciding.decline(repair, why="Dit is van de buren.", by=actor(street.agent), now=NOW)

    assert (repair.status, repair.closed_at) == (RepairStatus.DECLINED, NOW)
    assert open_kinds(repair) == []


def test_the_question_who_pays_outlives_the_work_of_an_emergency():
    street = make_street()
    # A frozen pipe: it may be the tenant's own doing, and it cannot wait for the answer.
    repair = report(
        street, "kitchen/pipe/frozen", answers={"main_tap_closes": "yes"}, own_fault="unknown", now=at("08:00")
    )
    assert repair.payer == "check"
    task = repair.tasks.select_related("visit__shift__craftsman__user").get()
    sam, start = actor(street.sam.user), task.visit.planned_start_at
    visiting.begin(task, at=start, by=sam, now=start, key=key())
    visiting.finish(
        task, note="", used=[], at=start + timedelta(hours=1), by=sam, now=start + timedelta(hours=1), key=key()
    )

    assert open_kinds(repair) == [ItemKind.CHECK_PAYER]
    done = Repair.objects.get(pk=repair.pk)
    deciding.decide_payer(
        done,
        payer="landlord",
        why="De leiding lag niet diep genoeg.",
        by=actor(street.agent),
        now=start + timedelta(days=1),
    )
    assert (done.status, done.payer) == (RepairStatus.FINISHED, "landlord")
    assert open_kinds(repair) == []


def test_a_repair_at_the_tenants_cost_ends_with_a_bill():
    street = make_street()
    repair = report(street, TENANT_PAYS)
    deciding.do_it_for_me(repair, by=VISITOR, now=NOW)
    task = book_first(repair, by=VISITOR)
    sam, start = actor(street.sam.user), task.visit.window_from_at
    visiting.begin(task, at=start, by=sam, now=start, key=key())
    visiting.finish(task, note="", used=[], at=start, by=sam, now=start, key=key())
    repair = Repair.objects.get(pk=repair.pk)
    assert open_kinds(repair) == [ItemKind.TENANT_PAYS]

    with pytest.raises(Refused, match="amount_below_zero"):
        afterwards.bill_sent(repair, amount_cents=-1, by=actor(street.agent), now=start)
    afterwards.bill_sent(repair, amount_cents=4_500, by=actor(street.agent), now=start)

    assert repair.status == RepairStatus.SETTLING
    assert repair.events.get(action="settle").details == {"amount_cents": 4_500}
    assert open_kinds(repair) == []


def test_what_we_pay_ourselves_makes_no_bill():
    repair = make_finished(make_street())
    assert open_kinds(repair) == []
