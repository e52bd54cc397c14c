"""Words about people: the names of roles, channels and scopes, and one sentence for every refusal."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from voordeur.parties.rules import MandateScope, Role

ROLES: dict[Role, Promise] = {
    Role.TENANT: _("Tenant"),
    Role.CONTACT_AGENT: _("Customer contact"),
    Role.PLANNER: _("Planner"),
    Role.CRAFTSMAN: _("Craftsman"),
    Role.HOUSING_CONSULTANT: _("Housing consultant"),
    Role.QUALITY: _("Quality"),
    Role.MANAGER: _("Manager"),
    Role.ADMINISTRATOR: _("Administrator"),
}

# VERA RELATIEROLSOORT
HOUSEHOLD_ROLES: dict[str, Promise] = {
    "HUU": _("tenant"),
    "MDH": _("co-tenant"),
    "BEW": _("occupant"),
}

# VERA COMMUNICATIEKANAAL
CHANNELS: dict[str, Promise] = {
    "APP": _("WhatsApp"),
    "BRI": _("letter"),
    "EMA": _("e-mail"),
    "INT": _("the website"),
    "SMS": _("text message"),
    "TEL": _("telephone"),
}

# VERA ONDERHOUDSPECIALISME
TRADES: dict[str, Promise] = {
    "LOA": _("plumber, small work"),
    "LOO": _("plumber"),
    "ONT": _("drain clearer"),
    "ELA": _("electrician, small work"),
    "ELE": _("electrician"),
    "ELT": _("specialist in automatic doors"),
    "CVI": _("heating engineer"),
    "GEI": _("water heater specialist"),
    "WTW": _("ventilation specialist"),
    "ZON": _("solar panel specialist"),
    "TAL": _("carpenter, small work"),
    "TIM": _("carpenter"),
    "SCH": _("painter"),
    "STU": _("plasterer"),
    "TEG": _("tiler"),
    "GLA": _("glazier"),
    "DAK": _("roofer"),
    "HOV": _("gardener"),
    "SCM": _("cleaner"),
    "ONG": _("pest controller"),
    "VOC": _("damp specialist"),
    "INS": _("inspector"),
    "LIF": _("lift engineer"),
    "ZWE": _("sun blind specialist"),
    "ALA": _("alarm system specialist"),
    "ASB": _("asbestos remover"),
    "BLI": _("lightning rod specialist"),
    "BLU": _("fire extinguisher specialist"),
    "BRA": _("fire alarm specialist"),
    "DOM": _("home automation specialist"),
    "HYD": _("water pressure specialist"),
    "WIT": _("household appliance specialist"),
    "ZAN": _("sand supplier"),
    "OVE": _("other work"),
}

SCOPES: dict[MandateScope, Promise] = {
    MandateScope.EVERYTHING: _("everything about the home"),
    MandateScope.REPAIRS: _("repairs only"),
}

LINK_SUBJECT = _("Your account at %(association)s")
LINK_BODY = _(
    "Dear %(name)s,\n\nThere is an account for you at %(association)s. Open this link and choose a password:\n\n"
    "%(link)s\n\nThe link works for %(days)s days and once. Is it too late? Ask for a new one here:\n\n%(again)s"
)
RESET_SUBJECT = _("You set up logging in with two steps again")
RESET_BODY = _(
    "Dear %(name)s,\n\nAn administrator of %(association)s took away the second step of your log-in and your spare "
    "codes. The next time you log in, you set it up again.\n\nDid you not ask for this? Then ring us at once."
)

REFUSALS: dict[str, Promise] = {
    "not_allowed": _("Your role does not allow this. Ask a colleague who may do it."),
    "mandate_not_yours": _("Only the tenant, or a colleague who speaks with the tenant, can change who acts for them."),
    "mandate_to_self": _("You do not need to give yourself permission. Fill in the address of someone else."),
    "mandate_already_given": _("%(agent)s may already act for %(principal)s. You do not need to do anything."),
    "mandate_already_ended": _("This permission has already ended. You do not need to do anything."),
    "mandate_in_the_past": _("The permission would end on %(until_on)s, before it begins. Choose a later day."),
    "agent_unknown": _("We do not know anyone by “%(agent)s”. Check it, or call us: we can add this person for you."),
    "agent_not_single": _("More than one person here uses “%(agent)s”. Fill in the customer number instead."),
    "account_is_yours": _("This is your own account. Ask another administrator to change this for you."),
    "last_administrator": _(
        "This is the last active administrator. Make somebody else an administrator first, then you can change this."
    ),
    "role_of_other_kind": _(
        "The account of a tenant stays one of a tenant, and that of a colleague one of a colleague. Make a new account "
        "with another e-mail address."
    ),
    "team_unnamed": _("Give the team a name, in letters."),
    "team_exists": _("There is a team called %(name)s already. Choose another name."),
    "email_taken": _("There is an account with %(email)s already. Look it up in the list."),
    "person_unknown": _("We do not know a person with customer number “%(number)s”. Look at the card of their home."),
    "person_has_account": _("%(name)s has an account already. Look it up in the list."),
    "account_already_inactive": _("This account was closed already. You do not need to do anything."),
    "account_already_active": _("This account was opened already. You do not need to do anything."),
    "account_inactive": _("This account is closed. Open it first, then you can send a link."),
    "no_second_factor": _("This person has not set up a second step. You do not need to do anything."),
}
