"""The states of a complaint, who may move them, and the two stages they belong to. Holds no words that people read."""

from enum import StrEnum

from voordeur.kernel.errors import Refused


class Status(StrEnum):
    """Where a complaint stands. In `waiting` and `review_waiting` the clock stands still."""

    RECEIVED = "received"
    HANDLING = "handling"
    WAITING = "waiting"
    ANSWERED = "answered"
    REVIEWING = "reviewing"
    REVIEW_WAITING = "review_waiting"
    DECIDED = "decided"
    OUTSIDE = "outside"
    ADVISED = "advised"
    CLOSED = "closed"
    NOT_TAKEN = "not_taken"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What somebody does to a complaint. `receive` makes one, so it moves nothing."""

    RECEIVE = "receive"
    ACKNOWLEDGE = "acknowledge"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    ANSWER = "answer"
    NOT_TAKE = "not_take"
    ASK_REVIEW = "ask_review"
    DECIDE = "decide"
    REFER = "refer"
    ADVISE = "advise"
    CONCLUDE = "conclude"
    CLOSE = "close"
    WITHDRAW = "withdraw"


S, A = Status, Action

FIRST_STATUS = S.RECEIVED

# Who disagrees with our not taking a complaint may ask somebody else to look at that too. A commission or the rent
# tribunal may still write when our own file is closed: their term is longer than ours.
MOVES: dict[tuple[Status, Action], Status] = {
    (S.RECEIVED, A.ACKNOWLEDGE): S.HANDLING,
    (S.RECEIVED, A.NOT_TAKE): S.NOT_TAKEN,
    (S.RECEIVED, A.WITHDRAW): S.WITHDRAWN,
    (S.HANDLING, A.PAUSE): S.WAITING,
    (S.HANDLING, A.EXTEND): S.HANDLING,
    (S.HANDLING, A.ANSWER): S.ANSWERED,
    (S.HANDLING, A.NOT_TAKE): S.NOT_TAKEN,
    (S.HANDLING, A.WITHDRAW): S.WITHDRAWN,
    (S.WAITING, A.RESUME): S.HANDLING,
    (S.WAITING, A.ANSWER): S.ANSWERED,
    (S.WAITING, A.NOT_TAKE): S.NOT_TAKEN,
    (S.WAITING, A.WITHDRAW): S.WITHDRAWN,
    (S.ANSWERED, A.ASK_REVIEW): S.REVIEWING,
    (S.ANSWERED, A.REFER): S.OUTSIDE,
    (S.ANSWERED, A.CLOSE): S.CLOSED,
    (S.NOT_TAKEN, A.ASK_REVIEW): S.REVIEWING,
    (S.REVIEWING, A.PAUSE): S.REVIEW_WAITING,
    (S.REVIEWING, A.DECIDE): S.DECIDED,
    (S.REVIEWING, A.REFER): S.OUTSIDE,
    (S.REVIEWING, A.WITHDRAW): S.WITHDRAWN,
    (S.REVIEW_WAITING, A.RESUME): S.REVIEWING,
    (S.REVIEW_WAITING, A.DECIDE): S.DECIDED,
    (S.REVIEW_WAITING, A.WITHDRAW): S.WITHDRAWN,
    (S.DECIDED, A.REFER): S.OUTSIDE,
    (S.DECIDED, A.CLOSE): S.CLOSED,
    (S.OUTSIDE, A.ADVISE): S.ADVISED,
    (S.OUTSIDE, A.WITHDRAW): S.WITHDRAWN,
    (S.ADVISED, A.CONCLUDE): S.DECIDED,
    (S.CLOSED, A.REFER): S.OUTSIDE,
}

TENANT, AGENT, PLANNER = "tenant", "contact_agent", "planner"
CONSULTANT, QUALITY, MANAGER, SYSTEM = "housing_consultant", "quality", "manager", "system"
ROLES = frozenset({TENANT, AGENT, PLANNER, "craftsman", CONSULTANT, QUALITY, MANAGER, "administrator", SYSTEM})

# The administrator keeps the system running and handles nobody's complaint.
HANDLERS = frozenset({AGENT, PLANNER, CONSULTANT, QUALITY, MANAGER})
REVIEWERS = frozenset({QUALITY, MANAGER})

MAY: dict[Action, frozenset[str]] = {
    A.RECEIVE: HANDLERS | {TENANT, SYSTEM},
    A.ACKNOWLEDGE: HANDLERS,
    A.PAUSE: HANDLERS,
    A.RESUME: HANDLERS | {TENANT, SYSTEM},
    A.EXTEND: HANDLERS,
    A.ANSWER: HANDLERS,
    A.NOT_TAKE: HANDLERS,
    A.ASK_REVIEW: HANDLERS | {TENANT},
    A.DECIDE: REVIEWERS,
    A.REFER: HANDLERS,
    A.ADVISE: HANDLERS,
    A.CONCLUDE: frozenset({MANAGER}),
    A.CLOSE: HANDLERS | {TENANT, SYSTEM},
    A.WITHDRAW: HANDLERS | {TENANT},
}

FIRST_STAGE = frozenset({S.RECEIVED, S.HANDLING, S.WAITING})
SECOND_STAGE = frozenset({S.REVIEWING, S.REVIEW_WAITING})
# Our answer is still owed, or somebody outside looks at it.
OPEN = FIRST_STAGE | SECOND_STAGE | {S.ANSWERED, S.DECIDED, S.OUTSIDE, S.ADVISED}
# We owe an answer: only these can be too late.
IN_HAND = FIRST_STAGE | SECOND_STAGE
CLOCK_STANDS = frozenset({S.WAITING, S.REVIEW_WAITING})
# What of these acts is part of judging the first stage: whoever did one does not judge the second.
PART_OF_FIRST = frozenset(
    {"acknowledge", "pause", "resume", "extend", "answer", "not_take", "take_on", "remark", "allow_remedy"}
)


def move(status: Status, action: Action) -> Status:
    """The next status; raises Refused "move_not_allowed" for every pair outside the table."""
    try:
        return MOVES[status, action]
    except KeyError:
        raise Refused("move_not_allowed", status=str(status), action=str(action)) from None


def may(action: Action, role: str) -> bool:
    """Whether this role may do this at all; who of that role may, with this complaint, is told by people.py."""
    return role in MAY[action]


def actions(status: Status, role: str) -> list[Action]:
    """What this role can do with a complaint in this status, in the order of the table."""
    return [action for (old, action) in MOVES if old is status and may(action, role)]


def stage_of(status: Status) -> int:
    """1 or 2: which stage the work that is done now belongs to; 2 also for all that comes after it."""
    return 1 if status in FIRST_STAGE | {S.ANSWERED, S.NOT_TAKEN} else 2
