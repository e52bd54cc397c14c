"""What kinds of open steps there are and who owns them first."""

from enum import StrEnum


class ItemKind(StrEnum):
    """An open step of a process; its words are in texts.py."""

    BOOK_VISIT = "book_visit"
    VISIT = "visit"
    CHECK_PAYER = "check_payer"
    CALL_BACK = "call_back"
    NO_ACCESS = "no_access"
    EMERGENCY = "emergency"
    NOT_SOLVED = "not_solved"
    TENANT_PAYS = "tenant_pays"
    LOST_PLACE = "lost_place"


TEAM_OF: dict[ItemKind, str] = {
    ItemKind.BOOK_VISIT: "planning",
    ItemKind.VISIT: "craft",
    ItemKind.CHECK_PAYER: "housing",
    ItemKind.CALL_BACK: "contact",
    ItemKind.NO_ACCESS: "contact",
    ItemKind.EMERGENCY: "planning",
    ItemKind.NOT_SOLVED: "contact",
    ItemKind.TENANT_PAYS: "contact",
    ItemKind.LOST_PLACE: "planning",
}
