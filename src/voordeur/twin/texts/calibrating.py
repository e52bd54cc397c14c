"""The words of what is learned from the own history: why a value stayed, and why a forecast is off."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from voordeur.base import words
from voordeur.twin.texts import figures

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise

REASONS: dict[str, "Promise"] = {
    "too_few": _("There are too few observations, so the value of the register stays."),
    "too_short": _("The history is too short, so the value of the register stays."),
    "not_recorded": _("The association does not write this down, so the value of the register stays."),
    "cannot_be_told_apart": _(
        "The history cannot tell this apart from other things, so the value of the register stays."
    ),
    "impossible": _("No possible value fits what happened, so the value of the register stays."),
}

WHYS: dict[str, "Promise"] = {
    "few": _("Only %(n)s observations: chance alone moves this figure a lot."),
    "off_before_too": _(
        "In the months before it was %(before)s: the simulation is off there too, so this is a fault of the model."
    ),
    "unlike_before": _("In the months before it was %(before)s: this month was unlike those that were learned from."),
    "promises_changed": _("Other promises came into force within these days; those of the first day were simulated."),
    "promise_as_fact": _("The simulation takes the promise (%(promised)s) for what happens."),
    "first_time_that_suits": _("Simulated tenants take the first time that suits; real ones often wait longer."),
    "ways_recorded": _(
        "Ways in the history take %(times)s times what planning counts for them: parking and walking are in them."
    ),
    "agents_from_talks": _("Who was on the telephone is not known; it is taken from how many talked at once."),
    "agents_by_formula": _("Who was on the telephone is not known; it is taken from the promise."),
    "night_waits": _(
        "Of the emergencies outside working hours %(share)s waited until work began again; simulated ones never do."
    ),
    "work_spread": _(
        "People who plan spread the work: a craftsman was there on %(there)s days and had a visit on %(visited)s. "
        "Simulated planning fills one route before it opens another."
    ),
    "weights_chosen": _("What lowers a mark are weights that were chosen; only the level was learned."),
    "on_call_guessed": _("How soon somebody on call comes is an estimate."),
    "impossible_records": _("%(n)s records of this month cannot be as they are, so nobody knows what happened."),
    "unknown": _("The history does not say why."),
}


# What cannot be as it is written down, as it stands after a number.
THINGS: dict[str, "Promise"] = {
    "work_minutes": _("durations of visits"),
    "way_minutes": _("ways to visits"),
    "contact_seconds": _("durations of contacts"),
    "call_waits": _("waits of calls"),
    "call_talks": _("durations of calls"),
    "material_cents": _("amounts of material"),
    "ready_before": _("repairs that were ready before they were reported"),
    "shift_minutes": _("shifts"),
    "in_future": _("repairs and contacts that lie in the future"),
}
SHARES = {"share", "promised"}


def left_out(told: Mapping[str, Any]) -> str:
    """The sentence of records that were left out."""
    amounts = {name: words.number(told[name]) for name in ("n", "of")}
    return str(_("Left out, for they cannot be: %(n)s (of %(of)s) %(what)s.")) % {
        **amounts,
        "what": THINGS[told["code"]],
    }


def why(told: Mapping[str, Any]) -> str:
    """The sentence of a reason in the language of the page."""
    params = {name: _shown(name, value) for name, value in told.items() if name not in {"code", "unit", "before"}}
    if "before" in told:
        params["before"] = figures.value(told["before"], told["unit"])
    return str(WHYS[str(told["code"])]) % params


def _shown(name: str, value: object) -> str:
    if name in SHARES and isinstance(value, float):
        return words.percent(value)
    if isinstance(value, int):
        return words.number(value)
    return words.number(value, digits=2) if isinstance(value, float) else str(value)
