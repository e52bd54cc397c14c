"""What must be known of a contact before it is put away, and how long it took."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from voordeur.kernel.errors import Refused
from voordeur.policy.models import SUBJECTS

# Whoever forgot to put a contact away was not talking all night.
LONGEST = timedelta(hours=2)
MOST_SIGNS = 4000

# Why a contact was not solved at once; the words are in texts.py.
CALL_BACK, SECOND_LINE = "call_back", "second_line"
REASONS = (CALL_BACK, SECOND_LINE, "transferred", "visit", "papers", "broken_off", "other")

# VERA COMMUNICATIEKANAAL, COMMUNICATIERICHTING
CHANNELS = ("TEL", "BAL", "EMA", "INT", "INS", "SMS", "APP", "BRI", "BEZ")
TELEPHONE = "TEL"
IN, OUT = "INK", "UIT"


def seconds_between(began_at: datetime, ended_at: datetime) -> int:
    """Whole seconds on the clock that never jumps, at least 0 and at most LONGEST.

    Two moments of one zone are compared on the wall by Python, which is an hour wrong in the night the clock changes.
    """
    took = ended_at.astimezone(UTC) - began_at.astimezone(UTC)
    return int(min(max(took, timedelta(0)), LONGEST).total_seconds())


def check_finished(*, subject: str, note: str, is_solved: bool, why_not: str, promised: Collection[str]) -> None:
    """What a contact needs at its end; `promised` are the kinds of questions that were asked in it.

    Refused: subject_missing, note_too_long, why_not_missing, promise_missing (a call-back or the second line was
    chosen as the reason, but nobody was given the question).
    """
    if subject not in SUBJECTS:
        raise Refused("subject_missing")
    if len(note) > MOST_SIGNS:
        raise Refused("note_too_long", most=MOST_SIGNS)
    if is_solved:
        return
    if why_not not in REASONS:
        raise Refused("why_not_missing")
    if why_not in {CALL_BACK, SECOND_LINE} and why_not not in promised:
        raise Refused("promise_missing")
