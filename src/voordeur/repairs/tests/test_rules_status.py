"""The states of repairs and tasks: every move in the table, and every other one refused."""

import itertools

import pytest

from voordeur.kernel.errors import Refused
from voordeur.repairs.rules.status import (
    ENDED_REPAIR,
    ENDED_TASK,
    FIRST_REPAIR_STATUS,
    FIRST_TASK_STATUS,
    MAY_REPAIR,
    MAY_TASK,
    OPEN_REPAIR,
    REPAIR_MOVES,
    ROLES,
    TASK_MOVES,
    VERA_APPOINTMENT,
    VERA_FOLLOW_ON,
    VERA_REPAIR,
    VERA_TASK,
    FollowOn,
    RepairAction,
    RepairStatus,
    TaskAction,
    TaskStatus,
    actions,
    may,
    mermaid,
    move,
    move_task,
    task_actions,
)


@pytest.mark.parametrize(("status", "action"), list(itertools.product(RepairStatus, RepairAction)))
def test_a_repair_moves_by_the_table_and_in_no_other_way(status, action):
    if (status, action) in REPAIR_MOVES:
        assert move(status, action) is REPAIR_MOVES[status, action]
        return
    with pytest.raises(Refused) as refusal:
        move(status, action)
    assert refusal.value.code == "move_not_allowed"
    assert refusal.value.params == {"status": status.value, "action": action.value}


@pytest.mark.parametrize(("status", "action"), list(itertools.product(TaskStatus, TaskAction)))
def test_a_task_moves_by_the_table_and_in_no_other_way(status, action):
    if (status, action) in TASK_MOVES:
        assert move_task(status, action) is TASK_MOVES[status, action]
        return
    with pytest.raises(Refused):
        move_task(status, action)


@pytest.mark.parametrize(
    ("moves", "first", "every"),
    [(REPAIR_MOVES, FIRST_REPAIR_STATUS, RepairStatus), (TASK_MOVES, FIRST_TASK_STATUS, TaskStatus)],
)
def test_every_status_can_be_reached_from_the_first(moves, first, every):
    reached = {first}
    while True:
        further = reached | {new for (old, _), new in moves.items() if old in reached}
        if further == reached:
            break
        reached = further

    assert reached == set(every)


def test_what_has_ended_only_moves_on_by_reopening():
    leaving = {(old, action) for old, action in REPAIR_MOVES if old in ENDED_REPAIR}

    assert leaving == {(RepairStatus.CLOSED, RepairAction.REOPEN)}
    assert not {old for old, _ in TASK_MOVES} & ENDED_TASK
    assert not OPEN_REPAIR & ENDED_REPAIR


def test_every_status_and_reason_has_its_code_of_vera():
    assert set(VERA_REPAIR) == set(RepairStatus)
    assert set(VERA_REPAIR.values()) == {"REG", "BEO", "INB", "TEC", "FIN", "AFG", "GEA"}
    assert set(VERA_TASK) == set(TaskStatus)
    assert set(VERA_TASK.values()) == {"CON", "GEP", "REI", "UIT", "OND", "PAU", "UWT", "GER", "GES"}
    assert set(VERA_FOLLOW_ON) == set(FollowOn)
    assert set(VERA_FOLLOW_ON.values()) == {"AFW", "DIS", "INS", "MAT", "OFF", "ONV"}
    assert set(VERA_APPOINTMENT) == set(TaskStatus)
    assert set(VERA_APPOINTMENT.values()) == {"AAN", "GEP", "AFG", "ANN"}


def test_every_action_names_who_may_do_it_and_only_known_roles():
    assert set(MAY_REPAIR) == set(RepairAction)
    assert set(MAY_TASK) == set(TaskAction)
    for roles in [*MAY_REPAIR.values(), *MAY_TASK.values()]:
        assert roles
        assert roles <= ROLES


def test_every_action_but_reporting_moves_something():
    assert {action for _, action in REPAIR_MOVES} == set(RepairAction) - {RepairAction.REPORT}
    assert {action for _, action in TASK_MOVES} == set(TaskAction)


def test_a_tenant_may_plan_and_withdraw_but_not_decide_who_pays():
    tenant = frozenset({"tenant"})

    assert may(RepairAction.WITHDRAW, tenant)
    assert not may(RepairAction.DECIDE_PAYER, tenant)
    assert actions(RepairStatus.PLANNED, tenant) == [RepairAction.PLAN, RepairAction.UNPLAN, RepairAction.WITHDRAW]


def test_the_administrator_does_nobodys_work():
    for action in RepairAction:
        assert not may(action, frozenset({"administrator"}))


def test_a_craftsman_at_the_door_can_go_on_or_say_why_not():
    craftsman = frozenset({"craftsman"})

    assert set(task_actions(TaskStatus.BUSY, craftsman)) == {
        TaskAction.PAUSE,
        TaskAction.NOT_HOME,
        TaskAction.FOLLOW_ON,
        TaskAction.TIDY,
        TaskAction.FINISH,
    }


def test_an_emergency_is_planned_while_the_payer_is_still_open():
    planned = move(RepairStatus.CHECKING, RepairAction.PLAN)

    assert planned is RepairStatus.PLANNED
    assert move(planned, RepairAction.DECIDE_PAYER) is RepairStatus.PLANNED


def test_the_diagram_shows_every_move_and_both_ends():
    drawn = mermaid(REPAIR_MOVES, FIRST_REPAIR_STATUS)

    assert drawn.startswith("stateDiagram-v2\n    [*] --> reported\n")
    assert "    planned --> under_way: start\n" in drawn
    assert "    withdrawn --> [*]\n" in drawn
    assert drawn.count(": ") == len(REPAIR_MOVES)
