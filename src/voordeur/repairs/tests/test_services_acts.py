"""Every move of a repair and of a task: only those of the table, by who may, from the status that was read."""

from itertools import product

import pytest

from voordeur.base.models import OutboxEvent
from voordeur.homes.tests.factories import make_dwelling
from voordeur.kernel.errors import Refused
from voordeur.repairs.models import Event, Repair, Task
from voordeur.repairs.rules.actor import Actor
from voordeur.repairs.rules.status import (
    MAY_REPAIR,
    MAY_TASK,
    REPAIR_MOVES,
    TASK_MOVES,
    RepairAction,
    RepairStatus,
    TaskAction,
    TaskStatus,
)
from voordeur.repairs.services.acts import act, act_on_task, note
from voordeur.repairs.tests.factories import NOW, make_repair

pytestmark = pytest.mark.django_db


@pytest.fixture
def repair() -> Repair:
    return make_repair(dwelling=make_dwelling())


@pytest.fixture
def task(repair: Repair) -> Task:
    return Task.objects.create(repair=repair, sequence=1, trade="LOO", minutes=45)


def someone_who_may(action: RepairAction | TaskAction) -> Actor:
    allowed = MAY_REPAIR[action] if isinstance(action, RepairAction) else MAY_TASK[action]
    return Actor(None, sorted(allowed)[0])


def someone_who_may_not(action: RepairAction | TaskAction) -> Actor:
    allowed = MAY_REPAIR[action] if isinstance(action, RepairAction) else MAY_TASK[action]
    return Actor(None, sorted({"administrator", "quality"} - allowed)[0])


def traces() -> tuple[int, int]:
    return Event.objects.count(), OutboxEvent.objects.count()


def test_a_repair_makes_every_move_of_the_table_and_no_other(repair: Repair):
    for status, action in product(RepairStatus, RepairAction):
        Repair.objects.filter(pk=repair.pk).update(status=status)
        repair.refresh_from_db()
        before = traces()
        expected = REPAIR_MOVES.get((status, action))
        if expected is None:
            with pytest.raises(Refused, match="move_not_allowed"):
                act(repair, action, by=someone_who_may(action), now=NOW)
            assert traces() == before, (status, action)
            continue
        act(repair, action, by=someone_who_may(action), now=NOW)

        assert Repair.objects.get(pk=repair.pk).status == expected
        event = Event.objects.latest("pk")
        assert (event.action, event.from_status, event.to_status) == (action, status, expected)
        assert OutboxEvent.objects.latest("pk").kind == f"repair.{action}"


def test_a_task_makes_every_move_of_the_table_and_no_other(task: Task):
    for status, action in product(TaskStatus, TaskAction):
        Task.objects.filter(pk=task.pk).update(status=status)
        task.refresh_from_db()
        before = traces()
        expected = TASK_MOVES.get((status, action))
        if expected is None:
            with pytest.raises(Refused, match="move_not_allowed"):
                act_on_task(task, action, by=someone_who_may(action), now=NOW)
            assert traces() == before, (status, action)
            continue
        act_on_task(task, action, by=someone_who_may(action), now=NOW)

        assert Task.objects.get(pk=task.pk).status == expected
        event = Event.objects.latest("pk")
        assert (event.task_id, event.action, event.to_status) == (task.pk, action, expected)


@pytest.mark.parametrize(("status", "action"), sorted(REPAIR_MOVES))
def test_who_may_not_move_a_repair_is_refused_without_a_trace(status, action, repair: Repair):
    Repair.objects.filter(pk=repair.pk).update(status=status)
    repair.refresh_from_db()

    with pytest.raises(Refused, match="not_your_action"):
        act(repair, action, by=someone_who_may_not(action), now=NOW)

    assert Repair.objects.get(pk=repair.pk).status == status
    assert traces() == (0, 0)


@pytest.mark.parametrize(("status", "action"), sorted(TASK_MOVES))
def test_who_may_not_move_a_task_is_refused_without_a_trace(status, action, task: Task):
    Task.objects.filter(pk=task.pk).update(status=status)
    task.refresh_from_db()

    with pytest.raises(Refused, match="not_your_action"):
        act_on_task(task, action, by=someone_who_may_not(action), now=NOW)

    assert Task.objects.get(pk=task.pk).status == status
    assert traces() == (0, 0)


def test_of_two_people_the_slower_is_refused_and_leaves_no_trace(repair: Repair):
    agent, consultant = Actor(None, "contact_agent"), Actor(None, "housing_consultant")
    # Both opened the card while the repair was accepted.
    mine, theirs = Repair.objects.get(pk=repair.pk), Repair.objects.get(pk=repair.pk)
    act(mine, RepairAction.WITHDRAW, by=agent, now=NOW, closed_at=NOW)
    before = traces()

    with pytest.raises(Refused, match="changed_meanwhile"):
        act(theirs, RepairAction.DECLINE, by=consultant, now=NOW, closed_at=NOW)

    assert Repair.objects.get(pk=repair.pk).status == RepairStatus.WITHDRAWN
    assert traces() == before


def test_of_two_telephones_the_slower_is_refused(task: Task):
    sam = Actor(None, "craftsman")
    Task.objects.filter(pk=task.pk).update(status=TaskStatus.BOOKED)
    mine, theirs = Task.objects.get(pk=task.pk), Task.objects.get(pk=task.pk)
    act_on_task(mine, TaskAction.BEGIN, by=sam, now=NOW)

    with pytest.raises(Refused, match="changed_meanwhile"):
        act_on_task(theirs, TaskAction.NOT_HOME, by=sam, now=NOW)
    assert Event.objects.filter(task=task).count() == 1


def test_what_is_sent_twice_happens_once(task: Task):
    sam = Actor(None, "craftsman")
    Task.objects.filter(pk=task.pk).update(status=TaskStatus.BOOKED)
    act_on_task(Task.objects.get(pk=task.pk), TaskAction.TRAVEL, by=sam, now=NOW, key="abc")

    with pytest.raises(Refused, match="sent_twice"):
        act_on_task(Task.objects.get(pk=task.pk), TaskAction.TRAVEL, by=sam, now=NOW, key="abc")

    assert Event.objects.filter(key="abc").count() == 1


def test_the_same_key_is_refused_for_a_note_too_and_the_transaction_lives_on(repair: Repair):
    note(repair, action="remark", by=Actor(None, "planner"), now=NOW, key="abc")
    with pytest.raises(Refused, match="sent_twice"):
        note(repair, action="remark", by=Actor(None, "planner"), now=NOW, key="abc")
    assert Event.objects.count() == 1
