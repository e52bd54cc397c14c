"""Words of the planning: trades, states of a visit, and one sentence for every refusal."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from voordeur.base.words import clock, duration, moment_in_words, number, window_in_words
from voordeur.kernel.errors import Refused
from voordeur.parties.texts import TRADES

if TYPE_CHECKING:
    from voordeur.planning.queries import Change
    from voordeur.planning.queries.why import Why


STATES: dict[str, Promise] = {
    "planned": _("planned"),
    "waiting": _("needs another place"),
    "busy": _("under way"),
    "late": _("after the promised window"),
    "done": _("done"),
}

CHANGES: dict[str, Promise] = {
    "booked": _("New: %(address)s, %(trade)s, %(window)s, with %(craftsman)s."),
    "came": _("Moved to this day: %(address)s, %(trade)s, %(window)s, with %(craftsman)s."),
    "cancelled": _("Cancelled: %(address)s, %(trade)s."),
    "left": _("Moved to another day: %(address)s, %(trade)s, now %(window)s with %(craftsman)s."),
    "craftsman": _("Another craftsman: %(address)s, %(trade)s, from %(before)s to %(craftsman)s."),
    "window": _("Another time: %(address)s, %(trade)s, now %(window)s with %(craftsman)s."),
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
    "plan_changed": _("Somebody changed these routes just before you. Nothing was lost; the page shows how it stands."),
    "already_undone": _("This was taken back before."),
    "reason_needed": _("Say why you choose this. We keep your reason with the visit."),
    "no_room": _(
        "There is no room here: another appointment in this route would break, or the day would end too late."
    ),
    "outside_shift": _("This lies outside the hours of this craftsman, with the way there and back."),
    "shift_absent": _("This craftsman is absent."),
    "shift_over": _("This working day is over."),
    "proposal_decided": _("This proposal was decided before. The page shows how it stands."),
    "proposal_runs": _("A proposal is being worked out already. Wait for it, or stop it first."),
    "proposal_stale": _(
        "The routes have changed since this proposal was made. Look at each change, or ask for a new one."
    ),
    "change_decided": _("This change was decided before. The page shows how it stands."),
    "change_needs_others": _("This change only fits together with other changes. Accept those first, or all at once."),
    "days_not_ahead": _("Choose days from today on, at most %(most)s days ahead."),
    "setback_decided": _("This was decided before. The board shows how it stands."),
    "setback_stale": _(
        "Somebody changed these routes just before you. Nothing was changed; what can be done now was worked out anew."
    ),
    "visit_not_begun": _("Nobody has begun this visit today. Move it, or wait until the craftsman is there."),
    "visit_is_over": _("This visit is over already."),
    "not_today": _("This is for a day that is running. For another day, mark the craftsman as absent."),
    "moment_is_past": _("Choose a moment that is still to come."),
    "has_a_place": _("This work has a place already. The board shows where."),
    "too_few_choices": _("Tick at least two times, so that we can choose the best one."),
}

# What a planner may decide with a reason: as the board asks for it, and as the list of overrides shows it.
REASONS: dict[str, Promise] = {
    "no_skill": _("this craftsman does not have the trade"),
    "locked": _("the visit was locked to its craftsman"),
    "promise_moves": _("the tenant was promised another time and gets a letter"),
    "no_lunch": _("there is no time left for lunch"),
    "overtime": _("the day ends after working hours"),
}

# What happened, as the title of what can be done about it
SETBACKS: dict[str, Promise] = {
    "emergency": _("An emergency at %(address)s"),
    "ill": _("%(name)s goes home ill"),
    "van": _("%(name)s cannot drive until %(moment)s"),
    "long": _("%(address)s takes longer, until about %(moment)s"),
    "early": _("%(address)s is done early"),
    "nobody_home": _("Nobody is home at %(address)s"),
}

# A way to go on, by how it was found
WAYS: dict[str, Promise] = {
    "nothing": _("Only write it down"),
    "insert": _("The rest stays as it is"),
    "keep_hands": _("Planned anew, with few changes of hands"),
    "anew": _("Planned anew, as cheaply as can be"),
    "overtime": _("With overtime"),
    "one_later": _("One promise goes to later today"),
    "one_moves": _("One promise goes to another day"),
    "own_later": _("Later, by the same craftsman"),
}

OUTCOMES: dict[str, Promise] = {
    "kept": _("came within the promised time"),
    "late": _("came after the promised time"),
    "cancelled": _("was cancelled"),
    "open": _("is still to come"),
}

# Why a visit is where it is, as its card tells it; minutes are those of driving, with waiting and overtime weighed.
WHY: dict[str, Promise] = {
    "here": _(
        "%(craftsman)s comes at %(at)s. To the day that adds: driving %(travel)s min, waiting %(idle)s min, "
        "overtime %(overtime)s min."
    ),
    "nowhere": _("This visit has no place on this day yet."),
    "only": _("Nobody else has room for it within the promised time."),
    "cheapest": _("No other place within the promised time costs less."),
    "not_compared": _("Other places were not compared."),
    "other_craftsman": _("The next best is %(craftsman)s at %(at)s, for %(more)s more."),
    "other_day": _("The next best on another day is %(craftsman)s at %(at)s, for %(more)s more."),
    "other_window": _("With another promised time it could be %(craftsman)s at %(at)s, for %(more)s more."),
    "cheaper_craftsman": _("%(craftsman)s could come at %(at)s: that saves %(less)s."),
    "cheaper_day": _("On another day %(craftsman)s could come at %(at)s: that saves %(less)s."),
    "cheaper_window": _("With another promised time %(craftsman)s could come at %(at)s: that saves %(less)s."),
    "possible_window": _("With another promised time %(craftsman)s could come at %(at)s."),
    "skill": _("%(craftsman)s at %(at)s would save %(saves)s, but does not have the trade."),
    "window": _("%(craftsman)s at %(at)s would save %(saves)s, but that is not the promised time."),
    "lock": _("%(craftsman)s at %(at)s would save %(saves)s, but the visit is locked to %(locked_to)s."),
    "after": _("%(craftsman)s at %(at)s would save %(saves)s, but other work has to be done first."),
    "break": _("%(craftsman)s at %(at)s would save %(saves)s, but then there is no time left for lunch."),
    "overtime": _("%(craftsman)s at %(at)s would save %(saves)s, but with more overtime than is allowed."),
    "promise": _("%(craftsman)s at %(at)s would save %(saves)s, but breaks a promise: %(neighbours)s."),
}

PROPOSAL_REASONS: dict[str, Promise] = {
    "nightly": _("of last night"),
    "on_demand": _("asked for"),
    "sick": _("after a craftsman fell ill"),
    "emergency": _("after an emergency"),
}

PROPOSAL_STATES: dict[str, Promise] = {
    "running": _("is being worked out"),
    "ready": _("waits for a decision"),
    "accepted": _("accepted"),
    "withdrawn": _("withdrawn"),
    "stale": _("overtaken by other changes"),
    "cancelled": _("stopped"),
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


def hours(from_at: datetime, until_at: datetime) -> str:
    """ "8 tot 12 uur"; in English "8:00 to 12:00": a window whose day is known."""
    return gettext("%(from)s to %(until)s") % {"from": clock(from_at), "until": clock(until_at)}


def board_clock(moment: datetime) -> str:
    """ "8.00", "10.15": a time in a column, always with its minutes."""
    told = clock(moment)
    return told if "." in told or ":" in told else f"{told}.00"


def window_of(from_at: datetime, until_at: datetime, now: datetime) -> str:
    """ "morgen tussen 8 en 12 uur"."""
    return window_in_words(from_at, until_at, now=now)


def change(one: "Change", now: datetime) -> str:
    """What became of a visit since someone looked, as a sentence."""
    return str(CHANGES[one.code]) % {
        "address": one.address,
        "trade": trade(one.trade),
        "window": window_of(one.window_from_at, one.window_until_at, now),
        "craftsman": one.craftsman_name,
        "before": one.craftsman_before or gettext("someone else"),
    }


def why(one: "Why") -> str:
    """One sentence of an explanation, with its times and minutes in words."""
    told: dict[str, object] = {}
    for name, value in one.params.items():
        if isinstance(value, datetime):
            told[name] = board_clock(value)
        elif isinstance(value, float):
            told[name] = duration(round(value)) if name in ("more", "less", "saves") else number(value)
        else:
            told[name] = value
    return str(WHY[one.code]) % told
