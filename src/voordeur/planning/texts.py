"""Words of the planning: trades, states of a visit, and one sentence for every refusal."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from voordeur.base.words import moment_in_words
from voordeur.kernel.errors import Refused

# VERA ONDERHOUDSPECIALISME
TRADES: dict[str, Promise] = {
    "LOA": _("plumber, small work"),
    "LOO": _("plumber"),
    "ONT": _("drain clearer"),
    "ELA": _("electrician, small work"),
    "ELE": _("electrician"),
    "ELT": _("specialist in automatic doors"),
    "CVI": _("heating engineer"),
    "GEI": _("water heater specialist"),
    "WTW": _("ventilation specialist"),
    "ZON": _("solar panel specialist"),
    "TAL": _("carpenter, small work"),
    "TIM": _("carpenter"),
    "SCH": _("painter"),
    "STU": _("plasterer"),
    "TEG": _("tiler"),
    "GLA": _("glazier"),
    "DAK": _("roofer"),
    "HOV": _("gardener"),
    "SCM": _("cleaner"),
    "ONG": _("pest controller"),
    "VOC": _("damp specialist"),
    "INS": _("inspector"),
    "LIF": _("lift engineer"),
    "ZWE": _("sun blind specialist"),
}

STATES: dict[str, Promise] = {
    "planned": _("planned"),
    "waiting": _("needs another place"),
    "busy": _("under way"),
    "late": _("after the promised window"),
    "done": _("done"),
}

REFUSALS: dict[str, Promise] = {
    "slot_taken": _(
        "Somebody else was just before you with this time. Choose another time; the list shows what is free."
    ),
    "slot_not_offered": _("This time cannot be chosen any more. Open the list again and choose another time."),
    "planning_is_busy": _("Many people are choosing a time at this moment. Wait a minute and try again."),
    "visit_already_begun": _("The craftsman has already begun. Call us if something must change."),
    "visit_cancelled": _("This appointment was cancelled before. You can make a new one."),
    "too_late_to_move": _(
        "You could move or cancel this appointment yourself until %(until)s. Call us: we look for a solution with you."
    ),
    "no_capacity_before_term": _(
        "No craftsman has room before %(due_at)s. A colleague takes it up and calls you. In danger, ring %(telephone)s."
    ),
    "not_allowed": _("Your role does not allow this. Ask a planner."),
    "shift_already_absent": _("A colleague had already marked this craftsman as absent. The page shows how it stands."),
}


def refusal(refused: Refused) -> str:
    """The sentence of a refusal, with its times in words."""
    told = {
        name: moment_in_words(value) if isinstance(value, datetime) else value for name, value in refused.params.items()
    }
    return str(REFUSALS[refused.code]) % told


def trade(code: str) -> str:
    """The word for a trade; a code that nobody put into words is shown as it is."""
    return str(TRADES.get(code, code))
