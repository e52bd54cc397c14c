"""Everything that writes shifts and visits, under one name."""

from voordeur.planning.services.booking import (
    book,
    book_emergency,
    cancel,
    move,
    plan_without_appointment,
    planner_move,
    release,
)
from voordeur.planning.services.day import Absence, begin, finish, mark_absent, mark_present, mark_reminded, rehouse
from voordeur.planning.services.history import undo
from voordeur.planning.services.planner import lock, place, swap, unlock
from voordeur.planning.services.shifts import ensure_shifts

__all__ = [
    "Absence",
    "begin",
    "book",
    "book_emergency",
    "cancel",
    "ensure_shifts",
    "finish",
    "lock",
    "mark_absent",
    "mark_present",
    "mark_reminded",
    "move",
    "place",
    "plan_without_appointment",
    "planner_move",
    "rehouse",
    "release",
    "swap",
    "undo",
    "unlock",
]
