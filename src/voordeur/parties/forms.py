"""What a tenant fills in to let someone act for them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from voordeur.parties import texts


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
