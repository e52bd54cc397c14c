"""The whole table of moves, every forbidden one included, and who may make which."""

import itertools

import pytest

from voordeur.complaints.rules.status import (
    CLOCK_STANDS,
    FIRST_STATUS,
    HANDLERS,
    IN_HAND,
    MAY,
    MOVES,
    OPEN,
    ROLES,
    Action,
    Status,
    actions,
    may,
    move,
    stage_of,
)
from voordeur.kernel.errors import Refused


@pytest.mark.parametrize(("status", "action"), sorted(itertools.product(Status, Action)))
def test_every_pair_is_a_move_of_the_table_or_refused(status: Status, action: Action) -> None:
    if (status, action) in MOVES:
        assert move(status, action) is MOVES[status, action]
        return
    with pytest.raises(Refused) as refused:
        move(status, action)
    assert refused.value.code == "move_not_allowed"


def test_every_status_can_be_reached() -> None:
    reached, fresh = set(), {FIRST_STATUS}
    while fresh:
        reached |= fresh
        fresh = {new for (old, _), new in MOVES.items() if old in fresh} - reached
    assert reached == set(Status)


def test_every_action_but_receiving_moves_something_and_names_known_roles() -> None:
    assert {action for _, action in MOVES} == set(Action) - {Action.RECEIVE}
    assert set(MAY) == set(Action)
    assert set().union(*MAY.values()) <= ROLES


def test_the_second_stage_is_only_reached_by_asking_for_it() -> None:
    into = {(old, action) for (old, action), new in MOVES.items() if new is Status.REVIEWING}
    assert into == {
        (Status.ANSWERED, Action.ASK_REVIEW),
        (Status.NOT_TAKEN, Action.ASK_REVIEW),
        (Status.REVIEW_WAITING, Action.RESUME),
    }


def test_a_clock_stands_only_between_pause_and_resume() -> None:
    for (old, action), new in MOVES.items():
        assert (new in CLOCK_STANDS) == (action is Action.PAUSE), (old, action)


def test_an_extension_belongs_to_the_first_stage_and_moves_nothing() -> None:
    assert {old: new for (old, action), new in MOVES.items() if action is Action.EXTEND} == {
        Status.HANDLING: Status.HANDLING
    }


def test_a_complainant_can_take_it_back_ask_for_another_or_agree_and_nothing_else() -> None:
    assert {action for action in Action if may(action, "tenant")} == {
        Action.RECEIVE,
        Action.RESUME,
        Action.ASK_REVIEW,
        Action.CLOSE,
        Action.WITHDRAW,
    }
    assert actions(Status.ANSWERED, "tenant") == [Action.ASK_REVIEW, Action.CLOSE]


def test_the_administrator_and_the_craftsman_handle_nothing() -> None:
    for role in ("administrator", "craftsman"):
        assert role not in HANDLERS
        assert not any(may(action, role) for action in Action)


def test_only_what_is_in_hand_can_be_late_and_it_is_all_open() -> None:
    assert IN_HAND < OPEN
    assert {stage_of(status) for status in IN_HAND} == {1, 2}
