"""What a tenant fills in to let someone act for them, and an administrator to make or change an account."""

from django import forms
from django.utils.translation import gettext_lazy as _

from voordeur.base.forms import offer
from voordeur.parties import texts
from voordeur.parties.models import Team, User
from voordeur.parties.rules import STAFF, Role


class MandateForm(forms.Form):
    agent = forms.CharField(
        label=_("Who may act for you?"),
        help_text=_("The e-mail address or the customer number of this person. We have to know this person already."),
        max_length=254,
    )
    scope = forms.ChoiceField(
        label=_("What may this person do for you?"),
        choices=[(scope.value, label) for scope, label in texts.SCOPES.items()],
        widget=forms.RadioSelect,
        initial="repairs",
    )
    until_on = forms.DateField(
        label=_("Until which day?"),
        help_text=_("Leave this empty if the permission should hold until you end it."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
    )


def _roles(kept: set[Role]) -> list[tuple[str, object]]:
    return [(role.value, label) for role, label in texts.ROLES.items() if role in kept]


class AccountForm(forms.Form):
    """Who somebody is here; the role and the team decide what they see and which work is theirs."""

    name = forms.CharField(label=_("Name"), max_length=160)
    role = forms.ChoiceField(label=_("Role"), help_text=_("The role decides what this person may see and do."))
    team = forms.ModelChoiceField(
        label=_("Team"),
        help_text=_("Work of this team comes to this person."),
        queryset=Team.objects.order_by("name"),
        required=False,
        empty_label=_("No team"),
    )

    other_teams = forms.ModelMultipleChoiceField(
        label=_("Also works in"),
        help_text=_("Work of these teams comes to this person as well, such as that of a neighbourhood."),
        queryset=Team.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, account: User, is_own: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        is_tenant = account.role == Role.TENANT
        offer(self, "role", _roles({Role.TENANT} if is_tenant else set(STAFF)))
        if is_own or is_tenant:
            # What cannot change is shown and not asked.
            self.fields["role"].disabled = True
            self.fields["role"].help_text = (
                _("You cannot change your own role. Another administrator can.")
                if is_own
                else _("The account of a tenant stays one of a tenant.")
            )
        if is_tenant:
            del self.fields["team"], self.fields["other_teams"]


class NewAccountForm(forms.Form):
    """Somebody who is going to log in. They choose a password themselves, by a link in a letter."""

    role = forms.ChoiceField(
        label=_("Role"),
        help_text=_("The role decides what this person may see and do."),
        choices=lambda: _roles(set(Role)),
        initial=Role.CONTACT_AGENT.value,
    )
    name = forms.CharField(
        label=_("Name"),
        help_text=_("Not for a tenant: their name is known."),
        max_length=160,
        error_messages={"required": _("Fill in the name of this colleague.")},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("With this address the person logs in. The link to choose a password goes there."),
        max_length=254,
    )
    team = forms.ModelChoiceField(
        label=_("Team"),
        help_text=_("Only for a colleague. Work of this team comes to this person."),
        queryset=Team.objects.order_by("name"),
        required=False,
        empty_label=_("No team"),
    )
    customer_number = forms.CharField(
        label=_("Customer number"),
        help_text=_("Only for a tenant. It stands on the card of their home."),
        max_length=60,
        error_messages={"required": _("Fill in the customer number of this tenant.")},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        # What is asked of a tenant is not asked of a colleague, and the other way round.
        is_tenant = self["role"].value() == Role.TENANT
        self.fields["customer_number"].required = is_tenant
        self.fields["name"].required = not is_tenant
