"""Words of work lists."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from voordeur.kernel.errors import Refused
from voordeur.work.rules import ItemKind

Text = str | Promise

KINDS: dict[str, Text] = {
    ItemKind.BOOK_VISIT: _("Make an appointment"),
    ItemKind.VISIT: _("Visit"),
    ItemKind.CHECK_PAYER: _("Find out who pays"),
    ItemKind.CALL_BACK: _("Call back"),
    ItemKind.SECOND_LINE: _("Answer a question of a tenant"),
    ItemKind.ANSWER_MESSAGE: _("Answer a message"),
    ItemKind.NO_ACCESS: _("Nobody home again: ring the tenant"),
    ItemKind.EMERGENCY: _("Emergency without a place: call somebody out"),
    ItemKind.NOT_SOLVED: _("Not solved: ring the tenant"),
    ItemKind.TENANT_PAYS: _("Send the bill"),
    ItemKind.LOST_PLACE: _("Craftsman absent: find another place"),
    ItemKind.COMPLAINT_CONFIRM: _("Confirm a complaint"),
    ItemKind.COMPLAINT_ANSWER: _("Answer a complaint"),
    ItemKind.COMPLAINT_WAITS: _("Complaint stands still: is there an answer already?"),
    ItemKind.COMPLAINT_MANDATE: _("May they complain for somebody else? Find out"),
    ItemKind.COMPLAINT_REVIEW: _("Look at a complaint again"),
    ItemKind.COMPLAINT_ADVICE: _("Decide on the advice about a complaint"),
    ItemKind.IMPROVEMENT: _("Improve what went wrong"),
    ItemKind.PAY_REMEDY: _("Pay what was promised after a complaint"),
}

REASONS: dict[str, Text] = {
    "danger": _("danger"),
    "emergency": _("emergency"),
    "complaint": _("complaint"),
    "promised": _("somebody was promised an answer"),
    "vulnerable": _("vulnerable tenant"),
    "age": _("waiting time"),
    "overdue": _("too late"),
    "ceiling": _("comes after what is more urgent"),
}

WHOSE: dict[str, Text] = {"mine": _("Mine"), "team": _("My team"), "all": _("Everybody")}
# Instead of "My team" for whoever works in several
MY_TEAMS = _("My teams")

REFUSALS: dict[str, Text] = {
    "item_already_done": _("Somebody closed this task already."),
    "item_taken": _("%(owner)s took this task just before you."),
    "item_not_yours": _("This task is not yours (any more), so you cannot give it back."),
    "area_unclear": _("Write the beginning of a postcode: four figures, with one or two letters if you like."),
    "outcome_missing": _("Write in a few words what came of it."),
}


def refusal(refused: Refused) -> str:
    """The sentence of a refusal."""
    return str(REFUSALS[refused.code]) % refused.params
