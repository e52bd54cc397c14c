"""The words of the telephone: outcomes, oddities, one sentence for each refusal."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from voordeur.telephone.rules.calls import Oddity, Outcome, Stage

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise

    from voordeur.kernel.errors import FieldError, Refused

OUTCOMES: dict[str, "Promise"] = {
    Outcome.OPEN: _("going on"),
    Outcome.ANSWERED: _("answered"),
    Outcome.ABANDONED: _("gave up waiting"),
    Outcome.MENU: _("left in the menu"),
    Outcome.PHANTOM: _("nobody there"),
    Outcome.UNKNOWN: _("end unknown"),
}

STAGES: dict[str, "Promise"] = {
    Stage.MENU: _("in the menu"),
    Stage.WAITING: _("waiting"),
    Stage.RINGING: _("ringing"),
    Stage.TALKING: _("talking"),
    Stage.ENDED: _("ended"),
}

ODDITIES: dict[str, "Promise"] = {
    Oddity.NEGATIVE_MENU: _("the time in the menu is below zero"),
    Oddity.NEGATIVE_WAIT: _("the wait is below zero"),
    Oddity.NEGATIVE_SERVICE: _("the length of the talk is below zero"),
    Oddity.WITHOUT_AGENT: _("answered, but by nobody who is named"),
    Oddity.WITHOUT_SERVICE: _("answered, but without a length of the talk"),
    Oddity.SHORT_SERVICE: _("answered and over within 10 seconds"),
    Oddity.ABANDONED_WITH_AGENT: _("given up, yet with a colleague or a talk"),
    Oddity.MENU_DIFFERS: _("the time in the menu differs from the clock"),
    Oddity.WAIT_DIFFERS: _("the wait differs from the clock"),
    Oddity.TOO_LONG: _("longer than 4 hours; left out of means"),
    Oddity.CLOCK_JUMPED: _("at a time that the clock skipped; read as one hour later"),
    Oddity.CLOCK_TWICE: _("at a time that the clock had twice"),
    Oddity.NUMBER_TWICE: _("the number of the call stands twice in the log"),
    Oddity.MOMENT_DOES_NOT_FIT: _("a moment that does not belong to this call; left out"),
    Oddity.NO_START: _("answered before it rang"),
    Oddity.NO_END: _("no end was told"),
}

REFUSALS: dict[str, "Promise"] = {
    # the exchange
    "unsigned": _("This message is not signed. Send the headers webhook-id, webhook-timestamp and webhook-signature."),
    "wrong_signature": _("The signature does not fit this message."),
    "clock_differs": _(
        "This message was sent %(seconds)s seconds ago by its own clock; at most %(most)s is allowed. "
        "Set the clock of the exchange, or sign the message again."
    ),
    "replayed": _("This very message was received before. Nothing was done with the copy."),
    "too_large": _("A message has at most %(most)s bytes."),
    "wrong_form": _("The message is not of the right form."),
    # telephones
    "may_not_answer": _("Your role does not answer the telephone."),
    "not_an_extension": _("%(value)s is no extension. Use letters, digits and . _ - @ only."),
}


def refusal(no: "Refused") -> str:
    """The sentence of a refusal with its values."""
    return str(REFUSALS[no.code]) % no.params


def fault(found: "FieldError") -> str:
    """The sentence about one field of a message: what was found and what is allowed."""
    return f"{found.field}: {found.value} ({found.allowed})"
