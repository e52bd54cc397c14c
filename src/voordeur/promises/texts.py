"""Sentences about policy versions."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from voordeur.kernel.errors import Refused

REFUSALS: dict[str, str | Promise] = {
    "no_policy_in_force": _("No service policy holds at this moment. Let one start first."),
    "starts_in_the_past": _(
        "A policy can only start in the future: what was promised stays promised. Choose a later moment."
    ),
    "start_taken": _("Another version starts at this very moment. Choose another moment."),
    "version_has_started": _("This version has started. Let a new one follow it."),
}


def refusal(refused: Refused) -> str:
    """The sentence of a refusal."""
    return str(REFUSALS[refused.code]) % refused.params


NO_FAULTS = _("No faults were found: this policy can be used.")
