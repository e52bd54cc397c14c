"""The words of surveys: the labels, one sentence for each refusal."""

from typing import TYPE_CHECKING

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
