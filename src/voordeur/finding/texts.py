"""Words of the one box: what is found, by kind."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Promise] = {
    "people": _("People"),
    "homes": _("Homes"),
    "repairs": _("Repairs"),
    "complaints": _("Complaints"),
    "questions": _("Promised answers"),
    "contacts": _("Contacts"),
    "threads": _("Mail and messages"),
    "calls": _("Calls"),
    "tickets": _("Visitors of the desk"),
}
