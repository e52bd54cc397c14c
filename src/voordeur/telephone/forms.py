"""What people fill in on the pages of the telephone."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ExtensionForm(forms.Form):
    """At which telephone somebody sits."""

    number = forms.CharField(
        required=False,
        max_length=40,
        label=_("Number of your telephone"),
        help_text=_("The extension as it stands on the telephone, such as 201. Leave it empty when you stop."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
