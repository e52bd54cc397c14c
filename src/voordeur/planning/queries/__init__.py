"""What may be asked about shifts, visits and capacity, under one name."""

from voordeur.planning.engine.learn import Kind
from voordeur.planning.engine.risk import LEAST_VISITS
from voordeur.planning.queries.board import (
    Board,
    BoardRow,
    BoardVisit,
    Span,
    VisitLine,
    board,
    shift_lines,
    stamp_of,
)
from voordeur.planning.queries.calibration import KeptPromises, PromiseRow, kept_promises
from voordeur.planning.queries.changes import Change, Seen, changes, seen_of
from voordeur.planning.queries.details import Caller, callers, shift_row, swappable, trades_of, visit_state
from voordeur.planning.queries.durations import Usual, spread_of_trade, usual
from voordeur.planning.queries.mapped import MappedRoute, routes_on_map
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
from voordeur.planning.queries.placing import Price, price_place
from voordeur.planning.queries.planner import OverrideScore, last_change, override_scores
from voordeur.planning.queries.proposals import ShownChange, changes_of, open_changes, open_proposal
from voordeur.planning.queries.reminding import to_remind
from voordeur.planning.queries.setbacks import ShownSetback, open_setbacks, shown_setback
from voordeur.planning.queries.unplanned import (
    Room,
    Source,
    Unplanned,
    about,
    one_unplanned,
    room_for,
    rushing,
    sources,
    unplanned,
)
from voordeur.planning.queries.week import Week, WeekCell, WeekRow, monday_of, week

__all__ = [
    "LEAST_VISITS",
    "Board",
    "BoardRow",
    "BoardVisit",
    "Caller",
    "Change",
    "KeptPromises",
    "Kind",
    "MappedRoute",
    "OverrideScore",
    "Price",
    "PromiseRow",
    "Room",
    "Seen",
    "ShownChange",
    "ShownSetback",
    "SlotDay",
    "SlotOffer",
    "Source",
    "Span",
    "Unplanned",
    "Usual",
    "VisitLine",
    "Week",
    "WeekCell",
    "WeekRow",
    "about",
    "board",
    "by_day",
    "callers",
    "changes",
    "changes_of",
    "colleagues",
    "craftsmen_of",
    "for_tenant",
    "kept_promises",
    "last_change",
    "monday_of",
    "offers",
    "one_unplanned",
    "open_changes",
    "open_proposal",
    "open_setbacks",
    "override_scores",
    "place_of_key",
    "price_place",
    "room_for",
    "routes_on_map",
    "rushing",
    "seen_of",
    "shift_lines",
    "shift_row",
    "shown_setback",
    "sources",
    "spread_of_trade",
    "stamp_of",
    "swappable",
    "to_remind",
    "trades_of",
    "unplanned",
    "usual",
    "visit_state",
    "week",
    "window_of_key",
]
