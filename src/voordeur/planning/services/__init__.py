"""Everything that writes shifts and visits, under one name."""

from voordeur.planning.services.absence import Absence, hand_over_day, mark_absent, mark_present
from voordeur.planning.services.accepting import accept, accept_change, reject, reject_change
from voordeur.planning.services.booking import (
    book,
    book_emergency,
    cancel,
    move,
    plan_without_appointment,
    planner_move,
    release,
)
from voordeur.planning.services.day import begin, finish, mark_reminded, rehouse
from voordeur.planning.services.history import undo
from voordeur.planning.services.holds import hold, let_go, sweep_holds
from voordeur.planning.services.planner import lock, place, swap, unlock
from voordeur.planning.services.proposals import cancel_proposal, outdate, propose, propose_nightly, work_out
from voordeur.planning.services.shifts import ensure_shifts

__all__ = [
    "Absence",
    "accept",
    "accept_change",
    "begin",
    "book",
    "book_emergency",
    "cancel",
    "cancel_proposal",
    "ensure_shifts",
    "finish",
    "hand_over_day",
    "hold",
    "let_go",
    "lock",
    "mark_absent",
    "mark_present",
    "mark_reminded",
    "move",
    "outdate",
    "place",
    "plan_without_appointment",
    "planner_move",
    "propose",
    "propose_nightly",
    "rehouse",
    "reject",
    "reject_change",
    "release",
    "swap",
    "sweep_holds",
    "undo",
    "unlock",
    "work_out",
]
