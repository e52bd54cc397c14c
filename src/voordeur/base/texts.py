"""Words of the frame: the entries of the menu."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MENU_LABELS: dict[str, Promise] = {
    "portal:my": _("My home"),
    "repairs:report": _("Report a repair"),
    "repairs:list": _("Repairs"),
    "repairs:today": _("My day"),
    "work:list": _("Work"),
    "planning:day": _("Planning"),
    "costs:figures": _("Figures"),
    "promises:page": _("What we promise"),
    "desk:outbox": _("Outbox"),
    "homes:search": _("Homes"),
}
