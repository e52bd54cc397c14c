"""How a study goes: its states and moves, who may do what, and how large it may be."""

from enum import StrEnum

from voordeur.kernel.errors import Refused
from voordeur.parties.rules import OFFICE, Permission, Role, may


class Status(StrEnum):
    """Where a study stands."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Action(StrEnum):
    """What happens to a study."""

    FINISH = "finish"
    CANCEL = "cancel"
    FAIL = "fail"


MOVES: dict[tuple[Status, Action], Status] = {
    (Status.RUNNING, Action.FINISH): Status.DONE,
    (Status.RUNNING, Action.CANCEL): Status.CANCELLED,
    (Status.RUNNING, Action.FAIL): Status.FAILED,
}

MOST_HOME_YEARS = 200_000_000  # of one study: some hours of one processor
MOST_RUNNING = 20  # studies at a time
MOST_TRIES = 3  # of a part of which nothing was heard again
NAME_SIGNS = 120


def may_ask(role: str) -> bool:
    """Who steers by figures may ask the twin."""
    return may(role, Permission.SEE_FIGURES)


def may_read(role: str) -> bool:
    """Whoever works in the office may read a study of which they have the link."""
    return role in {str(one) for one in OFFICE}


def may_adopt(role: str) -> bool:
    """Who may change promises may adopt those of a study."""
    return may(role, Permission.CHANGE_POLICY)


def may_measure(role: str) -> bool:
    """Who may change promises may have the own figures measured, which all later studies can reckon with."""
    return may(role, Permission.CHANGE_POLICY)


def may_cancel(role: str, *, is_own: bool) -> bool:
    """Whoever asked, and a manager for everybody."""
    return may_ask(role) and (is_own or role in {Role.MANAGER, Role.ADMINISTRATOR})


def moved(status: Status, action: Action) -> Status:
    """The state after an action. Refused: study_is_over."""
    after = MOVES.get((status, action))
    if after is None:
        raise Refused("study_is_over", status=str(status))
    return after
