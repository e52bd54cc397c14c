"""Sentences about policy versions."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from voordeur.kernel.errors import Refused

REFUSALS: dict[str, str | Promise] = {
    "no_policy_in_force": _("There are no promises for this moment yet. Let a version start first."),
    "starts_in_the_past": _(
        "What was promised stays promised, so new promises start in the future. Choose a later moment."
    ),
    "start_taken": _("Another version starts at this very moment. Choose another moment."),
    "version_has_started": _("This version has started and cannot be taken back. Make a new version that follows it."),
}


def refusal(refused: Refused) -> str:
    """The sentence of a refusal."""
    return str(REFUSALS[refused.code]) % refused.params


NO_FAULTS = _("No faults were found: this policy can be used.")
KEPT = _("The new promises are kept. Here you read what will hold.")

UNITS: dict[str, str | Promise] = {
    "hours": _("hours"),
    "days": _("days"),
    "working_days": _("working days"),
    "same_day": _("the same day"),
}
BOUNDS: dict[str, str | Promise] = {
    ">=": _("%(value)s or more"),
    "<=": _("at most %(value)s"),
    ">": _("more than %(value)s"),
    "<": _("less than %(value)s"),
}
KINDS: dict[str, str | Promise] = {
    "0, 1, 2 ...": _("a whole number"),
    "0 same_day": UNITS["same_day"],
}


def plain(notation: str) -> str:
    """A value, or what is allowed, in words: a policy writes `>= 5 working_days`, people `5 working days or more`."""
    if notation in KINDS:
        return str(KINDS[notation])
    bound = re.fullmatch(r"(>=|<=|>|<) (.+)", notation)
    if bound:
        return str(BOUNDS[bound[1]]) % {"value": plain(bound[2])}
    term = re.fullmatch(r"([0-9]+) ([a-z_]+)", notation)
    return f"{term[1]} {UNITS[term[2]]}" if term and term[2] in UNITS else notation
