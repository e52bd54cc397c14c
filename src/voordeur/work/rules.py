"""What kinds of open steps there are and who owns them first, and how a neighbourhood is named."""

import re
from enum import StrEnum

from voordeur.kernel.errors import Refused


class ItemKind(StrEnum):
    """An open step of a process; its words are in texts.py."""

    BOOK_VISIT = "book_visit"
    VISIT = "visit"
    CHECK_PAYER = "check_payer"
    CALL_BACK = "call_back"
    SECOND_LINE = "second_line"
    ANSWER_MESSAGE = "answer_message"
    NO_ACCESS = "no_access"
    EMERGENCY = "emergency"
    NOT_SOLVED = "not_solved"
    TENANT_PAYS = "tenant_pays"
    LOST_PLACE = "lost_place"
    COMPLAINT_CONFIRM = "complaint_confirm"
    COMPLAINT_ANSWER = "complaint_answer"
    COMPLAINT_WAITS = "complaint_waits"
    COMPLAINT_MANDATE = "complaint_mandate"
    COMPLAINT_REVIEW = "complaint_review"
    COMPLAINT_ADVICE = "complaint_advice"
    IMPROVEMENT = "improvement"
    PAY_REMEDY = "pay_remedy"


TEAM_OF: dict[ItemKind, str] = {
    ItemKind.BOOK_VISIT: "planning",
    ItemKind.VISIT: "craft",
    ItemKind.CHECK_PAYER: "housing",
    ItemKind.CALL_BACK: "contact",
    ItemKind.SECOND_LINE: "housing",
    ItemKind.ANSWER_MESSAGE: "contact",
    ItemKind.NO_ACCESS: "contact",
    ItemKind.EMERGENCY: "planning",
    ItemKind.NOT_SOLVED: "contact",
    ItemKind.TENANT_PAYS: "contact",
    ItemKind.LOST_PLACE: "planning",
    ItemKind.COMPLAINT_CONFIRM: "contact",
    ItemKind.COMPLAINT_ANSWER: "quality",
    ItemKind.COMPLAINT_WAITS: "quality",
    ItemKind.COMPLAINT_MANDATE: "contact",
    ItemKind.COMPLAINT_REVIEW: "management",
    ItemKind.COMPLAINT_ADVICE: "management",
    ItemKind.IMPROVEMENT: "quality",
    ItemKind.PAY_REMEDY: "contact",
}

# A neighbourhood is named by the beginning of its postcodes: at least the four figures, at most a whole postcode.
FEWEST_SIGNS = 4
_BEGINNING = re.compile(r"[1-9][0-9]{3}([A-Z]{1,2})?")


def area_code(text: str) -> str:
    """The beginning of a postcode as it is kept: `7323 a` is `7323A`. Refused: area_unclear."""
    code = "".join(text.split()).upper()
    if not _BEGINNING.fullmatch(code):
        raise Refused("area_unclear")
    return code
