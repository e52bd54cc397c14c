"""Words of this room: subjects, states, why somebody is next, one sentence per refusal."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from voordeur.counter.rules.order import Why
from voordeur.counter.rules.status import AppointmentStatus, TicketStatus
from voordeur.kernel.errors import Refused

Text = str | Promise

# The same codes as the subjects of a contact moment.
SUBJECTS: dict[str, Text] = {
    "repair": _("a repair"),
    "rent": _("the rent"),
    "letting": _("looking for a home"),
    "nuisance": _("nuisance"),
    "complaint": _("a complaint"),
    "other": _("something else"),
}

TICKET_STATUSES: dict[str, Text] = {
    TicketStatus.WAITING: _("waiting"),
    TicketStatus.CALLED: _("called"),
    TicketStatus.HELPED: _("helped"),
    TicketStatus.GONE: _("left"),
}
APPOINTMENT_STATUSES: dict[str, Text] = {
    AppointmentStatus.BOOKED: _("expected"),
    AppointmentStatus.CANCELLED: _("cancelled"),
    AppointmentStatus.CAME: _("is here"),
    AppointmentStatus.MISSED: _("did not come"),
}
WHY: dict[Why, Text] = {
    "appointment": _("has an appointment for now"),
    "walk_in": _("waits without an appointment"),
    "early": _("is early for an appointment"),
}

CANCELLED = _("Your appointment is cancelled. The time is free for somebody else.")
MOVED = _("Your appointment is moved.")
NAME_OF_CALENDAR = _("Appointment at the desk")

NO_SUCH_PERSON = _("We do not find this person any more. Look again.")
NO_SUCH_SUBJECT = _("Choose what it is about.")
NOT_OFFERED = _("This time cannot be chosen any more. Choose another one.")
NO_DESK = _("Choose at which desk you are.")

REFUSALS: dict[str, Text] = {
    "no_such_subject": NO_SUCH_SUBJECT,
    "name_missing": _("Write your name, so that we know who comes."),
    "slot_not_offered": NOT_OFFERED,
    "slot_taken": _("Somebody else just took this time. Choose another one."),
    "too_many_appointments": _("You have %(most)s appointments already. Cancel one first, or ring us."),
    "too_late_to_move": _("This appointment has begun. Make another one when you want to come again."),
    "same_time": _("This is the time that you have already. Choose another one."),
    "too_late_to_cancel": _("This appointment has begun. You do not have to do anything."),
    "not_with_this_appointment": _("This appointment has changed meanwhile."),
    "not_with_this_ticket": _("This number has changed meanwhile."),
    "changed_meanwhile": _("Somebody else just changed this. Look again."),
    "desk_closed": _("The desk is closed now."),
    "by_appointment_only": _(
        "People come to the desk by appointment. Make one together: the first free times are below."
    ),
    "not_today": _("This appointment is on another day."),
    "nobody_waits": _("Nobody waits now."),
    "still_helping": _("You are helping somebody. Finish that first."),
    "desk_missing": NO_DESK,
    "too_often": _("Too many appointments were made from here. Try again in %(minutes)s minutes, or ring us."),
}


def refusal(refused: Refused) -> str:
    """The sentence for a refusal of this room."""
    return str(REFUSALS[refused.code]) % refused.params


def in_language(text: Text, language: str) -> str:
    """A text of this room in the language of who reads it."""
    with override(language):
        return str(text)
