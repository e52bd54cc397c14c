"""Words of the frame: the entries of the menu."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MENU_LABELS: dict[str, Promise] = {
    "portal:my": _("My home"),
    "repairs:report": _("Report a repair"),
    "repairs:list": _("Repairs"),
    "complaints:list": _("Complaints"),
    "repairs:today": _("My day"),
    "work:list": _("Work"),
    "planning:day": _("Planning"),
    "costs:figures": _("Figures"),
    "twin:dial": _("The dial"),
    "promises:page": _("What we promise"),
    "quality:marks": _("Marks"),
    "parties:accounts": _("Accounts"),
    "desk:trail": _("Audit trail"),
    "desk:outbox": _("Outbox"),
    "counter:reach": _("Reaching us"),
    "counter:board": _("Desk"),
    "letters:list": _("Texts"),
    "finding:page": _("Find"),
    "telephone:day": _("Telephone"),
    "staffing:week": _("Rosters"),
    "contact:screen": _("First line"),
    "contact:articles": _("Answers at hand"),
    "correspondence:list": _("Messages"),
    "correspondence:my": _("Your messages"),
}

# What the log-in library says, told here in our own tone: its Dutch says "je" and speaks of tokens. This room stands
# above the library in INSTALLED_APPS, so these translations win.
LIBRARY_SENTENCES: tuple[Promise, ...] = (
    _("The email address and/or password you specified are not correct."),
    _("Too many failed login attempts. Try again later."),
    _("Be patient, you are sending too many requests."),
    _("This account is currently inactive."),
    _("Incorrect code."),
    _("Incorrect password."),
    _("Please type your current password."),
    _("You must type the same password each time."),
    _("The new value must be different from the current one."),
    _("The password reset token was invalid."),
    _("The email address is not assigned to any user account."),
    _("You cannot deactivate two-factor authentication."),
    _("You cannot generate recovery codes without having two-factor authentication enabled."),
    _("You cannot activate two-factor authentication until you have verified your email address."),
    _("Use your password"),
    _("Use authenticator app or code"),
    _("Remember Me"),
    _("Authenticator code"),
)
