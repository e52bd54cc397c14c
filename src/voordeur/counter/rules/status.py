"""States of a ticket in the hall and of an appointment at the desk, and every move between them."""

from collections.abc import Mapping
from enum import StrEnum

from voordeur.kernel.errors import Refused


class TicketStatus(StrEnum):
    """Where somebody in the hall is."""

    WAITING = "waiting"
    CALLED = "called"
    HELPED = "helped"
    GONE = "gone"


class TicketAction(StrEnum):
    """What is done with a ticket. `draw` makes one, so it moves nothing."""

    DRAW = "draw"
    CALL = "call"
    CALL_AGAIN = "call_again"
    PUT_BACK = "put_back"
    HELP = "help"
    NAME = "name"
    LEAVE = "leave"


TICKET_MOVES: Mapping[tuple[TicketStatus, TicketAction], TicketStatus] = {
    # Who it is was found meanwhile; their turn stays as it was.
    (TicketStatus.WAITING, TicketAction.NAME): TicketStatus.WAITING,
    (TicketStatus.CALLED, TicketAction.NAME): TicketStatus.CALLED,
    (TicketStatus.WAITING, TicketAction.CALL): TicketStatus.CALLED,
    (TicketStatus.WAITING, TicketAction.LEAVE): TicketStatus.GONE,
    (TicketStatus.CALLED, TicketAction.CALL_AGAIN): TicketStatus.CALLED,
    (TicketStatus.CALLED, TicketAction.PUT_BACK): TicketStatus.WAITING,
    (TicketStatus.CALLED, TicketAction.HELP): TicketStatus.HELPED,
    (TicketStatus.CALLED, TicketAction.LEAVE): TicketStatus.GONE,
    (TicketStatus.GONE, TicketAction.PUT_BACK): TicketStatus.WAITING,
}
FIRST_TICKET_STATUS = TicketStatus.WAITING


class AppointmentStatus(StrEnum):
    """VERA AFSPRAAKSTATUS has finer states for visits; an appointment at the desk needs four."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    CAME = "came"
    MISSED = "missed"


class AppointmentAction(StrEnum):
    """What is done with an appointment. `book` makes one, so it moves nothing."""

    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"
    ARRIVE = "arrive"
    MISS = "miss"


APPOINTMENT_MOVES: Mapping[tuple[AppointmentStatus, AppointmentAction], AppointmentStatus] = {
    # Another time under the same reference.
    (AppointmentStatus.BOOKED, AppointmentAction.MOVE): AppointmentStatus.BOOKED,
    (AppointmentStatus.BOOKED, AppointmentAction.CANCEL): AppointmentStatus.CANCELLED,
    (AppointmentStatus.BOOKED, AppointmentAction.ARRIVE): AppointmentStatus.CAME,
    (AppointmentStatus.BOOKED, AppointmentAction.MISS): AppointmentStatus.MISSED,
    # Who comes after the hall was swept is still helped.
    (AppointmentStatus.MISSED, AppointmentAction.ARRIVE): AppointmentStatus.CAME,
}
FIRST_APPOINTMENT_STATUS = AppointmentStatus.BOOKED
# These hold a place at their time.
TAKES_A_PLACE = frozenset({AppointmentStatus.BOOKED, AppointmentStatus.CAME})


def move_ticket(status: TicketStatus, action: TicketAction) -> TicketStatus:
    """Where the ticket is afterwards. Refused "not_with_this_ticket" when this cannot be done with it now."""
    try:
        return TICKET_MOVES[(status, action)]
    except KeyError:
        raise Refused("not_with_this_ticket", status=str(status), action=str(action)) from None


def move_appointment(status: AppointmentStatus, action: AppointmentAction) -> AppointmentStatus:
    """Where the appointment is afterwards. Refused "not_with_this_appointment"."""
    try:
        return APPOINTMENT_MOVES[(status, action)]
    except KeyError:
        raise Refused("not_with_this_appointment", status=str(status), action=str(action)) from None
