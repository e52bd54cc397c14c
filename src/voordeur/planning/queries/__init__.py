"""What may be asked about shifts, visits and capacity, under one name."""

from voordeur.planning.queries.board import Board, BoardRow, BoardVisit, Caller, board, callers
from voordeur.planning.queries.offers import SlotDay, SlotOffer, by_day, for_tenant, offers, window_of_key

__all__ = [
    "Board",
    "BoardRow",
    "BoardVisit",
    "Caller",
    "SlotDay",
    "SlotOffer",
    "board",
    "by_day",
    "callers",
    "for_tenant",
    "offers",
    "window_of_key",
]
