"""Words of contact moments."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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

SUBJECTS: dict[str, Text] = {
    "repair": _("repair"),
    "rent": _("rent"),
    "letting": _("looking for a home"),
    "nuisance": _("nuisance"),
    "complaint": _("complaint"),
    "other": _("something else"),
}
