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

SCOPES: dict[MandateScope, Promise] = {
    MandateScope.EVERYTHING: _("everything about the home"),
    MandateScope.REPAIRS: _("repairs only"),
}

REFUSALS: dict[str, Promise] = {
    "not_allowed": _("Your role does not allow this. Ask a colleague who may do it."),
    "mandate_not_yours": _("Only the tenant, or a colleague who speaks with the tenant, can change who acts for them."),
    "mandate_to_self": _("You do not need to give yourself permission. Fill in the address of someone else."),
    "mandate_already_given": _("%(agent)s may already act for %(principal)s. You do not need to do anything."),
    "mandate_already_ended": _("This permission has already ended. You do not need to do anything."),
    "mandate_in_the_past": _("The permission would end on %(until_on)s, before it begins. Choose a later day."),
    "agent_unknown": _("We do not know anyone by “%(agent)s”. Check it, or call us: we can add this person for you."),
    "agent_not_single": _("More than one person here uses “%(agent)s”. Fill in the customer number instead."),
}
