"""What the outbox and the lines of the audit trail say in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from voordeur.base.models import AuditEvent, LetterState

Text = str | Promise

LETTER_STATES: dict[str, Text] = {
    LetterState.WAITING: _("waiting"),
    LetterState.SENT: _("sent"),
    LetterState.KEPT: _("kept here"),
    LetterState.FAILED: _("failed"),
}
OTHER_WAYS: dict[str, Text] = {
    "letter": _("on paper"),
    "portal": _("on the tenant's page"),
}
ON_ITS_WAY = _("We try to send this letter again. In a moment you can see here whether that worked.")

ACTIONS: dict[str, Text] = {
    "home seen": _("opened the card of a home"),
    "tenant seen": _("opened the card of a tenant"),
    "warning given": _("gave a warning about a person"),
    "warning ended": _("ended a warning about a person"),
    "mandate given": _("let somebody act for a tenant"),
    "mandate ended": _("ended that somebody acts for a tenant"),
    "import": _("read in a file"),
    "account.made": _("made an account"),
    "account.changed": _("changed an account"),
    "account.deactivated": _("closed an account"),
    "account.activated": _("opened an account again"),
    "account.second_factor_reset": _("took the second step of an account away"),
    "account.link_sent": _("sent a link to choose a password"),
    "area given": _("gave a neighbourhood to a team"),
    "area ended": _("took a neighbourhood from its team"),
    "team made": _("made a team"),
    "policy.version": _("made a version of the promises"),
    "policy.taken_back": _("took back a version of the promises"),
}
SUBJECTS: dict[str, Text] = {
    "user": _("account"),
    "postcode": _("postcode"),
    "team": _("team"),
    "dwelling": _("home"),
    "person": _("person"),
    "dwellings": _("homes"),
    "people": _("people"),
    "tenancies": _("tenancies"),
}


def what_was_done(event: AuditEvent) -> str:
    """One line: the action, and what it was about."""
    kind, space, rest = event.subject.partition(" ")
    return f"{ACTIONS.get(event.action, event.action)} · {SUBJECTS.get(kind, kind)}{space}{rest}"
