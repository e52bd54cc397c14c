"""The words of surveys: the letter, the labels, one sentence for each refusal."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise

PROCESSES: dict[str, "Promise"] = {
    "REP": _("Repair"),
    "ALG": _("Contact"),
    "HUN": _("Moving in"),
    "HUV": _("Moving out"),
    "OVR": _("Complaint"),
}

MARK_QUESTIONS: dict[str, "Promise"] = {
    "REP": _("Which mark do you give for the repair?"),
    "ALG": _("Which mark do you give for our help with your question?"),
    "HUN": _("Which mark do you give for how moving in went?"),
    "HUV": _("Which mark do you give for how moving out went?"),
    "OVR": _("Which mark do you give for how we handled your complaint?"),
}

SOLVED_QUESTIONS: dict[str, "Promise"] = {
    "REP": _("Is the problem solved?"),
    "ALG": _("Is your question answered?"),
    "OVR": _("Is your complaint solved?"),
}

REFUSALS: dict[str, "Promise"] = {
    "mark_out_of_range": _("Choose a mark from 1 to 10."),
    "mark_missing": _("Choose a mark from 1 to 10."),
    "solved_missing": _("Choose yes or no."),
    "reason_too_long": _("Your text has %(length)s characters. There is room for %(most)s."),
    "already_answered": _("You have already answered this question. Your first answer counts."),
    "survey_closed": _("This question has closed. You can still tell us what you think: call us or send a message."),
    "staff_may_not_answer": _("You are logged in as a member of staff. Only the tenant can answer this question."),
}


def letter(process_code: str, *, address: str, link: str, language: str) -> tuple[str, str]:
    """Subject and body of the invitation in the person's language."""
    with override(language):
        match process_code:
            case "REP":
                subject = gettext("How did the repair go?")
                opening = gettext("We worked on a repair in your home. We would like to know how it went.")
            case "ALG":
                subject = gettext("Did we help you?")
                opening = gettext("You asked us something. We would like to know whether we helped you.")
            case "HUN":
                subject = gettext("How did moving in go?")
                opening = gettext("You have a new home from us. We would like to know how moving in went.")
            case "HUV":
                subject = gettext("How did moving out go?")
                opening = gettext("You have left your home. We would like to know how moving out went.")
            case _:
                subject = gettext("How did we handle your complaint?")
                opening = gettext("You had a complaint. We would like to know how we handled it.")
        parts = [
            gettext("Good day,"),
            opening,
            gettext("Home: %(address)s") % {"address": address} if address else "",
            gettext("Give your mark here. It takes one minute:") + f"\n{link}",
            gettext("You do not have to log in."),
            gettext("Kind regards,") + f"\n{settings.ASSOCIATION}",
        ]
        return subject, "\n\n".join(part for part in parts if part) + "\n"
