"""The appointment of a repair: booked from what is offered, moved and given up until the policy's hour."""

from datetime import timedelta

import pytest

from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_craftsman, make_user
from voordeur.planning.models import Visit, VisitState
from voordeur.planning.services import shifts
from voordeur.promises import queries as promises
from voordeur.repairs.models import Repair
from voordeur.repairs.rules.actor import VISITOR
from voordeur.repairs.rules.status import RepairStatus, TaskStatus
from voordeur.repairs.services import appointments
from voordeur.repairs.tests.factories import (
    MONDAY,
    NOBODY_KNOWS,
    NOW,
    actor,
    at,
    book_first,
    make_booked,
    make_street,
    report,
)
from voordeur.work.models import WorkItem
from voordeur.work.rules import ItemKind

pytestmark = pytest.mark.django_db


def open_items(repair: Repair) -> dict[str, WorkItem]:
    return {item.kind: item for item in WorkItem.objects.open().filter(case_id=repair.pk)}


def test_a_tenant_sees_as_many_windows_as_the_policy_says_and_the_office_sees_all():
    repair = report(make_street())
    policy = promises.of_version(repair.policy_version_id).policy

    shown = appointments.offers(repair, now=NOW)
    everything = appointments.offers(repair, now=NOW, shown=False)

    assert len(shown) == policy.appointments.offers_shown < len(everything)
    assert [offer.total for offer in everything] == sorted(offer.total for offer in everything)


def test_a_booking_makes_the_visit_the_open_step_of_its_craftsman():
    street = make_street()
    repair = report(street)

    task = book_first(repair, by=VISITOR)

    repair.refresh_from_db()
    assert (repair.status, task.status) == (RepairStatus.PLANNED, TaskStatus.BOOKED)
    assert list(open_items(repair)) == [ItemKind.VISIT]
    item = open_items(repair)[ItemKind.VISIT]
    assert (item.owner, item.due_at) == (street.sam.user, task.visit.window_until_at)
    assert item.promise == "appointments.window_minutes"


def test_who_has_an_appointment_needs_no_second_one():
    repair, _task = make_booked(make_street())
    with pytest.raises(Refused, match="no_appointment_needed"):
        book_first(repair, by=VISITOR) if not repair.tasks.filter(status=TaskStatus.BOOKED) else appointments.book(
            repair, window_from_at=NOW, window_until_at=NOW, by=VISITOR, now=NOW
        )


def test_a_window_that_is_not_the_policys_is_not_booked():
    repair = report(make_street())
    with pytest.raises(Refused, match="slot_not_offered"):
        appointments.book(repair, window_from_at=at("09:17"), window_until_at=at("10:17"), by=VISITOR, now=NOW)
    assert not Visit.objects.exists()


def test_moving_keeps_one_visit_and_renews_the_open_step():
    repair, task = make_booked(make_street())
    other = next(
        offer
        for offer in appointments.offers(repair, now=NOW, shown=False)
        if offer.window_from_at != task.visit.window_from_at
    )

    appointments.move(
        repair, window_from_at=other.window_from_at, window_until_at=other.window_until_at, by=VISITOR, now=NOW
    )

    moved = appointments.booked_task(repair)
    assert moved.visit.window_from_at == other.window_from_at
    assert Visit.objects.exclude(state=VisitState.CANCELLED).count() == 1
    assert open_items(repair)[ItemKind.VISIT].due_at == other.window_until_at


def test_a_tenant_moves_until_the_policys_hour_and_the_office_after_it():
    street = make_street()
    repair, task = make_booked(street)
    late = at("17:01", task.visit.window_from_at.date() - timedelta(days=1))
    offer = next(
        offer
        for offer in appointments.offers(repair, now=late, shown=False)
        if offer.window_from_at.date() > task.visit.window_from_at.date()
    )
    window = {"window_from_at": offer.window_from_at, "window_until_at": offer.window_until_at}

    for by in (VISITOR, actor(street.ada_user)):
        with pytest.raises(Refused, match="too_late_to_move"):
            appointments.move(repair, **window, by=by, now=late)
    with pytest.raises(Refused, match="too_late_to_move"):
        appointments.give_up(repair, by=VISITOR, now=late)
    with pytest.raises(Refused, match="too_late_to_move"):
        appointments.withdraw(repair, why="", by=VISITOR, now=late)
    appointments.move(repair, **window, by=actor(street.agent), now=late)

    assert appointments.booked_task(repair).visit.window_from_at == offer.window_from_at


def test_at_the_very_hour_a_tenant_can_still_move():
    repair, task = make_booked(make_street())
    hour = at("17:00", task.visit.window_from_at.date() - timedelta(days=1))

    appointments.give_up(repair, by=VISITOR, now=hour)

    assert repair.status == RepairStatus.ACCEPTED


def test_giving_up_frees_the_place_and_leaves_the_repair_waiting():
    repair, task = make_booked(make_street())

    appointments.give_up(repair, by=VISITOR, now=NOW)

    task.refresh_from_db()
    assert (repair.status, task.status, task.visit) == (RepairStatus.ACCEPTED, TaskStatus.DRAFT, None)
    assert Visit.objects.get().state == VisitState.CANCELLED
    assert list(open_items(repair)) == [ItemKind.BOOK_VISIT]
    with pytest.raises(Refused, match="no_appointment"):
        appointments.give_up(repair, by=VISITOR, now=NOW)


def test_withdrawing_frees_the_place_and_ends_everything():
    repair, task = make_booked(make_street())

    appointments.withdraw(repair, why="Het is al over.", by=VISITOR, now=NOW)

    task.refresh_from_db()
    assert (repair.status, repair.closed_at, task.status) == (RepairStatus.WITHDRAWN, NOW, TaskStatus.CANCELLED)
    assert Visit.objects.get().state == VisitState.CANCELLED
    assert open_items(repair) == {}


def test_what_is_being_checked_can_be_withdrawn_too():
    repair = report(make_street(), NOBODY_KNOWS)
    appointments.withdraw(repair, why="", by=VISITOR, now=NOW)
    assert open_items(repair) == {}


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.QUALITY])
def test_who_does_nobodys_work_books_nothing(role: Role):
    repair = report(make_street())
    with pytest.raises(Refused, match=r"not_your_action|not_allowed"):
        book_first(repair, by=actor(make_user(role=role)))
    assert not Visit.objects.exists()
    assert Repair.objects.get(pk=repair.pk).status == RepairStatus.ACCEPTED


def test_a_visit_that_went_to_a_colleague_is_the_colleagues_step():
    repair, task = make_booked(make_street())
    kim = make_craftsman(name="Kim Mulder", trades={"LOO": 2})
    shifts.ensure_shifts(from_on=MONDAY, until_on=MONDAY + timedelta(days=20), now=NOW)
    day = task.visit.shift.starts_at.date()
    Visit.objects.filter(pk=task.visit_id).update(shift=kim.shifts.get(starts_at__date=day))

    appointments.placed_elsewhere(repair, visit_id=task.visit_id, now=NOW, details={"reason_code": "craftsman_absent"})

    assert open_items(repair)[ItemKind.VISIT].owner == kim.user


def test_a_visit_without_a_place_is_work_for_the_planner():
    repair, _task = make_booked(make_street())

    appointments.lost_place(repair, now=NOW)

    assert "planning" in {item.team.code for item in open_items(repair).values()}
