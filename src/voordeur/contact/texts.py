"""Words of the first line: contacts, promises, answers at hand, cautions, the ways of an association, refusals."""

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from voordeur.contact.rules.cautions import CautionKind
from voordeur.contact.rules.questions import QuestionAction, QuestionKind, QuestionStatus
from voordeur.kernel.errors import Refused
from voordeur.policy.rules import Route

if TYPE_CHECKING:
    from voordeur.contact.models import Question

Text = str | Promise

# VERA COMMUNICATIEKANAAL
CHANNELS: dict[str, Text] = {
    "TEL": _("telephone"),
    "EMA": _("e-mail"),
    "BAL": _("desk"),
    "BEZ": _("visit"),
    "BRI": _("letter"),
    "INT": _("website"),
    "INS": _("chat"),
    "SMS": _("text message"),
    "APP": _("app"),
}

# VERA COMMUNICATIERICHTING
DIRECTIONS: dict[str, Text] = {"INK": _("to us"), "UIT": _("from us")}

SUBJECTS: dict[str, Text] = {
    "repair": _("repair"),
    "rent": _("rent"),
    "letting": _("looking for a home"),
    "nuisance": _("nuisance"),
    "complaint": _("complaint"),
    "other": _("something else"),
}

# Why a contact was not solved at once
REASONS: dict[str, Text] = {
    "call_back": _("We call back"),
    "second_line": _("A colleague who knows answers it"),
    "transferred": _("Connected to a colleague"),
    "visit": _("Somebody has to come and look"),
    "papers": _("Something is missing from the caller"),
    "broken_off": _("The connection was lost or the caller rang off"),
    "other": _("Another reason: see the note"),
}

KINDS: dict[str, Text] = {
    QuestionKind.CALL_BACK: _("Promised call-back"),
    QuestionKind.SECOND_LINE: _("Question for the second line"),
}

STATUS: dict[str, Text] = {
    QuestionStatus.OPEN: _("waits for an answer"),
    QuestionStatus.LATE: _("late"),
    QuestionStatus.DONE: _("answered"),
    QuestionStatus.WITHDRAWN: _("no longer needed"),
}

# What the timeline of a question says
EVENTS: dict[str, Text] = {
    "ask": _("Asked and promised"),
    "take": _("Somebody made it theirs"),
    QuestionAction.CALL: _("Rang"),
    QuestionAction.NOT_REACHED: _("Rang, nobody answered"),
    QuestionAction.HAND_OVER: _("Handed over"),
    QuestionAction.REMIND: _("The owner was reminded"),
    QuestionAction.ESCALATE: _("Not in time: the team and the manager know, and there is a new day"),
    QuestionAction.ANSWER: _("Answered, and put away."),
    QuestionAction.WITHDRAW: _("No longer needed"),
}

# What a case is called, by the namespace of its page
CASES: dict[str, Text] = {"repairs": _("Repair"), "complaints": _("Complaint"), "contact": _("Question")}

CAUTIONS: dict[str, Text] = {
    CautionKind.TWO_VISITORS: _("Visit with two people"),
    CautionKind.AGGRESSION: _("Aggression"),
    CautionKind.SUPPORT: _("Gets help at home"),
    CautionKind.TRUSTEE: _("Somebody else manages the money"),
    CautionKind.LEGAL_CASE: _("There is a case at law"),
}

# What can be started from the card in one click
STARTS: dict[str, Text] = {
    "repair": _("Report a repair"),
    "complaint": _("Take a complaint"),
    "appointment": _("Make an appointment at the desk"),
    "message": _("Write a message"),
}
# What is promised in a contact; on the card it begins one.
PROMISE = "promise"

LANGUAGES: dict[str, Text] = {"nl": _("Dutch"), "en": _("English")}

MODELS: dict[str, Text] = {
    "integral": _("One team per neighbourhood"),
    "departments": _("A department per task"),
    "contact_centre": _("A contact centre takes everything first"),
}


def way_in_words(way: Route, *, team: str, own: str) -> str:
    """What the agent does with a contact under the organisation that holds; `team` and `own` are names of teams."""
    told = {"team": team, "own": own}
    match way.model:
        case "integral":
            return gettext("%(team)s takes this, settles it and calls back itself.") % told
        case "departments":
            return gettext("%(team)s takes this: connect the caller, or give them the question.") % told
        case _:
            return gettext("Settle it here. What you cannot settle goes to %(team)s as a question with a term.") % told


def item_subject(question: "Question") -> dict[str, str]:
    """The line on the work list, in both languages: number, what it is about, who asked."""
    lines = {}
    for language in ("nl", "en"):
        with override(language):
            subject = str(SUBJECTS.get(question.subject, question.subject))
        parts = (question.number, subject, question.name or question.phone or question.email)
        lines[language] = " · ".join(part for part in parts if part)
    return lines


REFUSALS: dict[str, Text] = {
    "channel_unknown": _("Choose how the contact came in."),
    "contact_running": _("You are still in another contact. Put that one away first."),
    "contact_taken": _("A colleague is already in this call."),
    "contact_not_yours": _("This contact is not yours, or was put away already."),
    "contact_finished": _("This contact was put away already."),
    "contact_has_promises": _("Something was promised or sent in this contact, so it stays."),
    "subject_missing": _("Choose what the contact was about."),
    "note_too_long": _("Make the note shorter: %(most)s signs at most."),
    "why_not_missing": _("Choose why it is not solved yet."),
    "promise_missing": _("Write the question down first, with “Promise a call-back” or “Ask a colleague who knows”."),
    "question_missing": _("Write down what the question is, so that nobody has to ask it twice."),
    "question_too_long": _("Make the question shorter: %(most)s signs at most."),
    "number_missing": _("Write down the number on which we call back."),
    "nowhere_to_answer": _("Write down a telephone number or an e-mail address for the answer."),
    "day_in_the_past": _("That day has passed. Choose another day."),
    "not_a_working_day": _("We do not work on that day. Choose another day."),
    "question_move_not_allowed": _("Somebody in your role cannot do this."),
    "question_closed": _("This question was answered or withdrawn already."),
    "question_not_possible": _("This cannot be done now. Load the page again."),
    "reason_missing": _("Write down why."),
    "answer_missing": _("Write down what you told them."),
    "answer_too_long": _("Make the answer shorter: %(most)s signs at most."),
    "address_missing": _("There is no e-mail address. Call them."),
    "article_not_allowed": _("Somebody in your role cannot change answers at hand."),
    "article_title_missing": _("Give the answer a title in Dutch."),
    "article_body_missing": _("Write the answer in Dutch."),
    "article_too_long": _("Make the answer shorter: %(most)s signs at most."),
    "article_half_translated": _("Write both the title and the text in English, or neither."),
    "article_exists": _("There is an answer with this short name already. Choose another one."),
    "article_changed": _("Somebody changed this answer meanwhile. Read the newest version and change that."),
    "review_in_the_past": _("Choose a day in the future for looking at it again."),
    "caution_not_allowed": _("Somebody in your role cannot give or end a warning."),
    "caution_unknown": _("Choose what the warning is about."),
    "caution_unexplained": _("Write in one sentence what colleagues must do."),
    "caution_too_long": _("Make the sentence shorter: %(most)s signs at most."),
    "caution_end_missing": _("A warning ends by itself. Choose a day within %(days)s days."),
}


def refusal(refused: Refused) -> str:
    """The sentence of a refusal, in the language of the page; those of a lower room are asked there."""
    from voordeur.work import texts as work_texts

    found = REFUSALS.get(refused.code)
    return str(found) % refused.params if found is not None else work_texts.refusal(refused)
