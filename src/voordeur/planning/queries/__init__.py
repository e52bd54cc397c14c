"""What may be asked about shifts, visits and capacity, under one name."""

from voordeur.planning.queries.board import (
    Board,
    BoardRow,
    BoardVisit,
    Caller,
    Span,
    VisitLine,
    board,
    callers,
    shift_row,
    trades_of,
    visit_state,
)
from voordeur.planning.queries.changes import Change, Seen, changes, seen_of
from voordeur.planning.queries.offers import (
    SlotDay,
    SlotOffer,
    by_day,
    colleagues,
    craftsmen_of,
    for_tenant,
    offers,
    place_of_key,
    window_of_key,
)
from voordeur.planning.queries.reminding import to_remind

__all__ = [
    "Board",
    "BoardRow",
    "BoardVisit",
    "Caller",
    "Change",
    "Seen",
    "SlotDay",
    "SlotOffer",
    "Span",
    "VisitLine",
    "board",
    "by_day",
    "callers",
    "changes",
    "colleagues",
    "craftsmen_of",
    "for_tenant",
    "offers",
    "place_of_key",
    "seen_of",
    "shift_row",
    "to_remind",
    "trades_of",
    "visit_state",
    "window_of_key",
]
