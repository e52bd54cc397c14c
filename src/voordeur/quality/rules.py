"""Who is asked, until when, what a valid answer is and what it sets in motion. Reads the policy; keeps nothing."""

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum

from voordeur.kernel.errors import Refused
from voordeur.parties.rules import STAFF
from voordeur.policy.models import ServicePolicy, SurveyProcess
from voordeur.policy.rules import asks_call_back, reopen_until

PROCESS_CODES: dict[SurveyProcess, str] = {
    "repair": "REP",
    "contact": "ALG",
    "new_tenant": "HUN",
    "departed": "HUV",
    "complaint": "OVR",
}
"""The policy's processes in VERA's KWALITEITSMETINGVERZOEKSOORT, which has no code of its own for a complaint."""

LABEL_COMPONENTS: tuple[SurveyProcess, ...] = ("contact", "repair")
"""The components of the KWH label that are measured now."""

ASKED_WHETHER_SOLVED = frozenset({"REP", "ALG", "OVR"})
"""Processes that begin with something to solve; moving in or out is not one of them."""

LEAST_OPEN = timedelta(days=28)
"""An invitation stays open four weeks or as long as a repair can be reopened, whichever is longer; what people still
remember after that says little."""

REASON_MAX = 2000


class Outcome(StrEnum):
    """What an answer sets in motion."""

    CALL_BACK = "call_back"
    REOPEN = "reopen"


def draw(process: SurveyProcess, case_kind: str, case_id: int, occasion: int) -> float:
    """The lot of a case, in [0, 1): the same every time, so that asking twice asks the same people."""
    name = f"{process}:{case_kind}:{case_id}:{occasion}"
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:7]) / 2**56


def is_asked(policy: ServicePolicy, process: SurveyProcess, lot: float) -> bool:
    """Whether the person with this lot gets a survey."""
    survey = policy.quality.surveys[process]
    return survey.sent and lot < survey.sample_share


def open_until(policy: ServicePolicy, invited_at: datetime) -> datetime:
    """The last moment at which an invitation may be answered."""
    return max(invited_at + LEAST_OPEN, reopen_until(policy, invited_at))


def may_answer(role: str | None) -> bool:
    """Whether someone logged in as this may answer; None is whoever holds the letter.

    Staff never answer for a tenant: Aedes, validation criteria of one's own tenant survey ("staff of the process may
    not survey").
    """
    return role is None or role not in STAFF


def check_answer(*, mark: int, reason: str) -> None:
    """Raises Refused "mark_out_of_range" or "reason_too_long"."""
    if not 1 <= mark <= 10:
        raise Refused("mark_out_of_range", value=mark)
    if len(reason) > REASON_MAX:
        raise Refused("reason_too_long", length=len(reason), most=REASON_MAX)


def outcomes(
    policy: ServicePolicy, process_code: str, *, mark: int, is_solved: bool | None, invited_at: datetime, now: datetime
) -> frozenset[Outcome]:
    """What follows from an answer, so that the page can say it and the desk can do it."""
    found = set()
    if asks_call_back(policy, mark):
        found.add(Outcome.CALL_BACK)
    # The days to reopen count from the work, and the invitation left so many hours after it.
    done_at = invited_at - timedelta(hours=policy.quality.surveys["repair"].after_hours)
    if process_code == "REP" and is_solved is False and now <= reopen_until(policy, done_at):
        found.add(Outcome.REOPEN)
    return frozenset(found)
