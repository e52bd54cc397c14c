"""Promised call-backs and questions for the second line: kinds, states, the table of moves, who may move."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from voordeur.kernel.errors import Refused
from voordeur.parties.rules import OFFICE, Role
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import call_back_due_at, end_of_day, is_working_day, local, second_line_due_at

MOST_SIGNS = 2000


class QuestionKind(StrEnum):
    """What was promised: that we ring, or that somebody who knows gives an answer."""

    CALL_BACK = "call_back"
    SECOND_LINE = "second_line"


class QuestionStatus(StrEnum):
    """Where it stands; who owns it stands on its work item."""

    OPEN = "open"
    LATE = "late"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class QuestionAction(StrEnum):
    """What can happen to it. `escalate` is done by the clock, the others by people."""

    CALL = "call"
    NOT_REACHED = "not_reached"
    HAND_OVER = "hand_over"
    REMIND = "remind"
    ESCALATE = "escalate"
    ANSWER = "answer"
    WITHDRAW = "withdraw"


FIRST_STATUS = QuestionStatus.OPEN

_OPEN, _LATE = QuestionStatus.OPEN, QuestionStatus.LATE
_STAYS = (QuestionAction.CALL, QuestionAction.NOT_REACHED, QuestionAction.HAND_OVER)

MOVES: dict[tuple[QuestionStatus, QuestionAction], QuestionStatus] = {
    **{(status, action): status for status in (_OPEN, _LATE) for action in _STAYS},
    (_OPEN, QuestionAction.REMIND): _OPEN,
    (_OPEN, QuestionAction.ESCALATE): _LATE,
    **{(status, QuestionAction.ANSWER): QuestionStatus.DONE for status in (_OPEN, _LATE)},
    **{(status, QuestionAction.WITHDRAW): QuestionStatus.WITHDRAWN for status in (_OPEN, _LATE)},
}

# The clock acts as nobody in particular.
SYSTEM_ROLE = "system"
_PEOPLE = frozenset(str(role) for role in OFFICE - {Role.ADMINISTRATOR})

MAY: Mapping[QuestionAction, frozenset[str]] = {
    QuestionAction.CALL: _PEOPLE,
    QuestionAction.NOT_REACHED: _PEOPLE,
    QuestionAction.HAND_OVER: _PEOPLE,
    QuestionAction.ANSWER: _PEOPLE,
    QuestionAction.WITHDRAW: _PEOPLE,
    QuestionAction.REMIND: frozenset({SYSTEM_ROLE}),
    QuestionAction.ESCALATE: frozenset({SYSTEM_ROLE}),
}


def after(status: str, action: QuestionAction, *, role: str) -> QuestionStatus:
    """The status that follows. Refused: question_move_not_allowed, question_closed, question_not_possible."""
    if role not in MAY[action]:
        raise Refused("question_move_not_allowed")
    known = QuestionStatus(status)
    found = MOVES.get((known, action))
    if found is not None:
        return found
    if known in {QuestionStatus.DONE, QuestionStatus.WITHDRAWN}:
        raise Refused("question_closed")
    raise Refused("question_not_possible")


def promised_until(
    policy: ServicePolicy, kind: QuestionKind, *, asked_at: datetime, wanted_on: date | None = None
) -> datetime:
    """Until when we promise it: the policy's term, or the working day that the caller chose for a call-back.

    Refused: day_in_the_past, not_a_working_day.
    """
    if kind == QuestionKind.SECOND_LINE:
        return second_line_due_at(policy, asked_at)
    if wanted_on is None:
        return call_back_due_at(policy, asked_at)
    if wanted_on < local(asked_at).date():
        raise Refused("day_in_the_past")
    if not is_working_day(wanted_on, policy):
        raise Refused("not_a_working_day")
    return end_of_day(wanted_on)


PROMISE_OF: dict[QuestionKind, str] = {
    QuestionKind.CALL_BACK: "work.call_back_within_working_days",
    QuestionKind.SECOND_LINE: "work.second_line_within_working_days",
}


def check_new(*, text: str, phone: str, email: str, kind: QuestionKind) -> None:
    """Nothing is passed on blindly. Refused: question_missing, question_too_long, number_missing, nowhere_to_answer."""
    if not text.strip():
        raise Refused("question_missing")
    if len(text) > MOST_SIGNS:
        raise Refused("question_too_long", most=MOST_SIGNS)
    if kind == QuestionKind.CALL_BACK and not phone:
        raise Refused("number_missing")
    if not phone and not email:
        raise Refused("nowhere_to_answer")


def is_kept(*, due_at: datetime, tried_at: datetime | None, answered_at: datetime | None) -> bool:
    """Whether a promised call-back was kept: we rang in time, also when nobody answered."""
    rang_at = min((at for at in (tried_at, answered_at) if at is not None), default=None)
    return rang_at is not None and rang_at <= due_at
