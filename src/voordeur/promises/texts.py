"""Sentences about policy versions."""

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
