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
from voordeur.planning.services.calendars import close_calendar, open_calendar
from voordeur.planning.services.day import begin, expect_end, finish, mark_reminded, rehouse
from voordeur.planning.services.flexible import book_flexible, fix_flexible
from voordeur.planning.services.foreseeing import foresee, foresee_day
from voordeur.planning.services.freed import book_freed, keep_freed
from voordeur.planning.services.history import undo
from voordeur.planning.services.holds import hold, let_go, sweep_holds
from voordeur.planning.services.improving import improve_between_bookings, warm_search
from voordeur.planning.services.learning import learn_durations, note_spread
from voordeur.planning.services.offering import rescued_offers
from voordeur.planning.services.planner import lock, place, swap, unlock
from voordeur.planning.services.proposals import cancel_proposal, outdate, propose, propose_nightly, work_out
from voordeur.planning.services.setbacks import (
    choose_way,
    leave_setback,
    look_at_overrun,
    notice_overruns,
    report_setback,
)
from voordeur.planning.services.shifts import ensure_shifts
from voordeur.planning.services.watching import mark_craftsman_told, mark_told, note_missed

__all__ = [
    "Absence",
    "accept",
    "accept_change",
    "begin",
    "book",
    "book_emergency",
    "book_flexible",
    "book_freed",
    "cancel",
    "cancel_proposal",
    "choose_way",
    "close_calendar",
    "ensure_shifts",
    "expect_end",
    "finish",
    "fix_flexible",
    "foresee",
    "foresee_day",
    "hand_over_day",
    "hold",
    "improve_between_bookings",
    "keep_freed",
    "learn_durations",
    "leave_setback",
    "let_go",
    "lock",
    "look_at_overrun",
    "mark_absent",
    "mark_craftsman_told",
    "mark_present",
    "mark_reminded",
    "mark_told",
    "move",
    "note_missed",
    "note_spread",
    "notice_overruns",
    "open_calendar",
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
    "report_setback",
    "rescued_offers",
    "swap",
    "sweep_holds",
    "undo",
    "unlock",
    "warm_search",
    "work_out",
]
