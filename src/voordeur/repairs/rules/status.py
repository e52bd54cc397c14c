"""The states of a repair and of the work for it, who may move them, and what VERA calls them.

Codes: VERA's lists ONDERHOUDSVERZOEKSTATUS, ONDERHOUDSTAAKSTATUS, ONDERHOUDSTAAKDETAILSTATUS and AFSPRAAKSTATUS.
Holds no words that people read: those are in texts.py.
"""

from collections.abc import Mapping
from enum import StrEnum

from voordeur.kernel.errors import Refused


class RepairStatus(StrEnum):
    """Where a repair stands, finer than VERA has it."""

    REPORTED = "reported"
    CHECKING = "checking"
    ACCEPTED = "accepted"
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    FINISHED = "finished"
    SETTLING = "settling"
    CLOSED = "closed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


class RepairAction(StrEnum):
    """What somebody does to a repair. `report` makes one, so it moves nothing."""

    REPORT = "report"
    CHECK_PAYER = "check_payer"
    DECIDE_PAYER = "decide_payer"
    ACCEPT = "accept"
    DECLINE = "decline"
    PLAN = "plan"
    UNPLAN = "unplan"
    START = "start"
    INTERRUPT = "interrupt"
    FINISH = "finish"
    SETTLE = "settle"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"


class TaskStatus(StrEnum):
    """Where one piece of work for one trade stands."""

    DRAFT = "draft"
    BOOKED = "booked"
    TRAVELLING = "travelling"
    BUSY = "busy"
    PAUSED = "paused"
    INTERRUPTED = "interrupted"
    TIDYING = "tidying"
    DONE = "done"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class TaskAction(StrEnum):
    """What somebody does to a task."""

    BOOK = "book"
    MOVE = "move"
    RELEASE = "release"
    TRAVEL = "travel"
    BEGIN = "begin"
    PAUSE = "pause"
    RESUME = "resume"
    NOT_HOME = "not_home"
    FOLLOW_ON = "follow_on"
    TIDY = "tidy"
    FINISH = "finish"
    CLOSE = "close"
    CANCEL = "cancel"


class FollowOn(StrEnum):
    """Why a task could not be finished in one visit."""

    NOT_HOME = "not_home"
    OTHER_TRADE = "other_trade"
    INSPECTION = "inspection"
    MATERIAL = "material"
    QUOTATION = "quotation"
    TOO_LITTLE_TIME = "too_little_time"


R, A = RepairStatus, RepairAction
T, B = TaskStatus, TaskAction

FIRST_REPAIR_STATUS = R.REPORTED
FIRST_TASK_STATUS = T.DRAFT

# Who pays may still be open while the work is done: an emergency does not wait for it. So `decide_payer` moves a repair
# on from checking, and leaves it where it is later; also when a visit brought nothing and it waits for the next.
REPAIR_MOVES: dict[tuple[RepairStatus, RepairAction], RepairStatus] = {
    (R.REPORTED, A.CHECK_PAYER): R.CHECKING,
    (R.REPORTED, A.ACCEPT): R.ACCEPTED,
    (R.REPORTED, A.DECLINE): R.DECLINED,
    (R.REPORTED, A.WITHDRAW): R.WITHDRAWN,
    (R.REPORTED, A.CANCEL): R.CANCELLED,
    (R.CHECKING, A.DECIDE_PAYER): R.ACCEPTED,
    (R.CHECKING, A.DECLINE): R.DECLINED,
    (R.CHECKING, A.PLAN): R.PLANNED,
    (R.CHECKING, A.WITHDRAW): R.WITHDRAWN,
    (R.CHECKING, A.CANCEL): R.CANCELLED,
    (R.ACCEPTED, A.CHECK_PAYER): R.CHECKING,
    (R.ACCEPTED, A.DECIDE_PAYER): R.ACCEPTED,
    (R.ACCEPTED, A.PLAN): R.PLANNED,
    (R.ACCEPTED, A.DECLINE): R.DECLINED,
    (R.ACCEPTED, A.WITHDRAW): R.WITHDRAWN,
    (R.ACCEPTED, A.CANCEL): R.CANCELLED,
    (R.PLANNED, A.DECIDE_PAYER): R.PLANNED,
    (R.PLANNED, A.PLAN): R.PLANNED,
    (R.PLANNED, A.UNPLAN): R.ACCEPTED,
    (R.PLANNED, A.START): R.UNDER_WAY,
    (R.PLANNED, A.WITHDRAW): R.WITHDRAWN,
    (R.PLANNED, A.CANCEL): R.CANCELLED,
    (R.UNDER_WAY, A.DECIDE_PAYER): R.UNDER_WAY,
    (R.UNDER_WAY, A.INTERRUPT): R.ACCEPTED,
    (R.UNDER_WAY, A.FINISH): R.FINISHED,
    (R.FINISHED, A.DECIDE_PAYER): R.FINISHED,
    (R.FINISHED, A.SETTLE): R.SETTLING,
    (R.FINISHED, A.CLOSE): R.CLOSED,
    (R.FINISHED, A.REOPEN): R.ACCEPTED,
    (R.SETTLING, A.CLOSE): R.CLOSED,
    (R.SETTLING, A.REOPEN): R.ACCEPTED,
    (R.CLOSED, A.REOPEN): R.ACCEPTED,
}

TASK_MOVES: dict[tuple[TaskStatus, TaskAction], TaskStatus] = {
    (T.DRAFT, B.BOOK): T.BOOKED,
    (T.DRAFT, B.CANCEL): T.CANCELLED,
    (T.BOOKED, B.MOVE): T.BOOKED,
    (T.BOOKED, B.RELEASE): T.DRAFT,
    (T.BOOKED, B.TRAVEL): T.TRAVELLING,
    (T.BOOKED, B.BEGIN): T.BUSY,
    (T.BOOKED, B.NOT_HOME): T.INTERRUPTED,
    (T.BOOKED, B.CANCEL): T.CANCELLED,
    (T.TRAVELLING, B.BEGIN): T.BUSY,
    (T.TRAVELLING, B.NOT_HOME): T.INTERRUPTED,
    (T.TRAVELLING, B.RELEASE): T.DRAFT,
    (T.BUSY, B.PAUSE): T.PAUSED,
    (T.BUSY, B.NOT_HOME): T.INTERRUPTED,
    (T.BUSY, B.FOLLOW_ON): T.INTERRUPTED,
    (T.BUSY, B.TIDY): T.TIDYING,
    (T.BUSY, B.FINISH): T.DONE,
    (T.PAUSED, B.RESUME): T.BUSY,
    (T.PAUSED, B.FOLLOW_ON): T.INTERRUPTED,
    (T.INTERRUPTED, B.BOOK): T.BOOKED,
    (T.INTERRUPTED, B.CLOSE): T.CLOSED,
    (T.INTERRUPTED, B.CANCEL): T.CANCELLED,
    (T.TIDYING, B.FOLLOW_ON): T.INTERRUPTED,
    (T.TIDYING, B.FINISH): T.DONE,
    (T.DONE, B.CLOSE): T.CLOSED,
}

TENANT, AGENT, PLANNER, CRAFTSMAN = "tenant", "contact_agent", "planner", "craftsman"
CONSULTANT, QUALITY, MANAGER = "housing_consultant", "quality", "manager"
ADMINISTRATOR, SYSTEM = "administrator", "system"
ROLES = frozenset({TENANT, AGENT, PLANNER, CRAFTSMAN, CONSULTANT, QUALITY, MANAGER, ADMINISTRATOR, SYSTEM})

_OFFICE = frozenset({AGENT, PLANNER, CONSULTANT, MANAGER})
_DOOR = frozenset({CRAFTSMAN, PLANNER})

# The administrator keeps the system running and does nobody's work in it, so is in none of these.
MAY_REPAIR: dict[RepairAction, frozenset[str]] = {
    A.REPORT: _OFFICE | {TENANT, CRAFTSMAN, SYSTEM},
    A.CHECK_PAYER: _OFFICE | {SYSTEM},
    A.DECIDE_PAYER: frozenset({AGENT, CONSULTANT, MANAGER}),
    A.ACCEPT: _OFFICE | {SYSTEM},
    A.DECLINE: frozenset({AGENT, CONSULTANT, MANAGER}),
    A.PLAN: _OFFICE | {TENANT, SYSTEM},
    A.UNPLAN: _OFFICE | {TENANT, SYSTEM},
    A.START: _DOOR | {SYSTEM},
    A.INTERRUPT: _DOOR | {SYSTEM},
    A.FINISH: _DOOR | {SYSTEM},
    A.SETTLE: _OFFICE | {SYSTEM},
    A.CLOSE: _OFFICE | {SYSTEM},
    A.REOPEN: _OFFICE | {TENANT, QUALITY, SYSTEM},
    A.WITHDRAW: frozenset({TENANT, AGENT, CONSULTANT}),
    A.CANCEL: _OFFICE,
}

MAY_TASK: dict[TaskAction, frozenset[str]] = {
    B.BOOK: _OFFICE | {TENANT, CRAFTSMAN, SYSTEM},
    B.MOVE: _OFFICE | {TENANT, SYSTEM},
    B.RELEASE: _OFFICE | {TENANT, SYSTEM},
    B.TRAVEL: _DOOR,
    B.BEGIN: _DOOR,
    B.PAUSE: _DOOR,
    B.RESUME: _DOOR,
    B.NOT_HOME: _DOOR,
    B.FOLLOW_ON: _DOOR,
    B.TIDY: _DOOR,
    B.FINISH: _DOOR,
    B.CLOSE: _OFFICE | {SYSTEM},
    B.CANCEL: _OFFICE | {SYSTEM},
}

VERA_REPAIR: dict[RepairStatus, str] = {
    R.REPORTED: "REG",
    R.CHECKING: "BEO",
    R.ACCEPTED: "INB",
    R.PLANNED: "INB",
    R.UNDER_WAY: "INB",
    R.FINISHED: "TEC",
    R.SETTLING: "FIN",
    R.CLOSED: "AFG",
    R.DECLINED: "GEA",
    R.WITHDRAWN: "GEA",
    R.CANCELLED: "GEA",
}

# VERA has no status for a task that was never carried out: closed is the nearest, and its appointment says cancelled.
VERA_TASK: dict[TaskStatus, str] = {
    T.DRAFT: "CON",
    T.BOOKED: "GEP",
    T.TRAVELLING: "REI",
    T.BUSY: "UIT",
    T.PAUSED: "PAU",
    T.INTERRUPTED: "OND",
    T.TIDYING: "UWT",
    T.DONE: "GER",
    T.CLOSED: "GES",
    T.CANCELLED: "GES",
}

VERA_FOLLOW_ON: dict[FollowOn, str] = {
    FollowOn.NOT_HOME: "AFW",
    FollowOn.OTHER_TRADE: "DIS",
    FollowOn.INSPECTION: "INS",
    FollowOn.MATERIAL: "MAT",
    FollowOn.QUOTATION: "OFF",
    FollowOn.TOO_LITTLE_TIME: "ONV",
}

# "Not home" lives in the task: the appointment itself did take place, the craftsman stood at the door.
VERA_APPOINTMENT: dict[TaskStatus, str] = {
    T.DRAFT: "AAN",
    T.BOOKED: "GEP",
    T.TRAVELLING: "GEP",
    T.BUSY: "GEP",
    T.PAUSED: "GEP",
    T.INTERRUPTED: "AFG",
    T.TIDYING: "AFG",
    T.DONE: "AFG",
    T.CLOSED: "AFG",
    T.CANCELLED: "ANN",
}

OPEN_REPAIR = frozenset({R.REPORTED, R.CHECKING, R.ACCEPTED, R.PLANNED, R.UNDER_WAY})
ENDED_REPAIR = frozenset({R.CLOSED, R.DECLINED, R.WITHDRAWN, R.CANCELLED})
ENDED_TASK = frozenset({T.CLOSED, T.CANCELLED})


def move(status: RepairStatus, action: RepairAction) -> RepairStatus:
    """The repair's next status; raises Refused "move_not_allowed" for every pair outside the table."""
    try:
        return REPAIR_MOVES[status, action]
    except KeyError:
        raise Refused("move_not_allowed", status=str(status), action=str(action)) from None


def move_task(status: TaskStatus, action: TaskAction) -> TaskStatus:
    """The task's next status; raises Refused "move_not_allowed" for every pair outside the table."""
    try:
        return TASK_MOVES[status, action]
    except KeyError:
        raise Refused("move_not_allowed", status=str(status), action=str(action)) from None


def may(action: RepairAction | TaskAction, roles: frozenset[str]) -> bool:
    """Whether one of these roles may do this; whose repair it is, is the caller's question."""
    allowed = MAY_REPAIR[action] if isinstance(action, RepairAction) else MAY_TASK[action]
    return bool(allowed & roles)


def actions(status: RepairStatus, roles: frozenset[str]) -> list[RepairAction]:
    """What these roles can do with a repair in this status, in the order of the table."""
    return [action for (old, action) in REPAIR_MOVES if old is status and may(action, roles)]


def task_actions(status: TaskStatus, roles: frozenset[str]) -> list[TaskAction]:
    """What these roles can do with a task in this status, in the order of the table."""
    return [action for (old, action) in TASK_MOVES if old is status and may(action, roles)]


def mermaid(moves: Mapping[tuple[StrEnum, StrEnum], StrEnum], first: StrEnum) -> str:
    """A Mermaid state diagram of a MOVES table; the states that nothing leaves end it."""
    lines = ["stateDiagram-v2", f"    [*] --> {first.value}"]
    lines += [f"    {old.value} --> {new.value}: {action.value}" for (old, action), new in moves.items()]
    left = {old for old, _ in moves}
    lines += [f"    {new.value} --> [*]" for new in dict.fromkeys(moves.values()) if new not in left]
    return "\n".join(lines) + "\n"
