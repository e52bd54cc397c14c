"""The form for a new version."""

from django import forms
from django.utils.translation import gettext_lazy as _


class VersionForm(forms.Form):
    """A policy as TOML with the moment from which it holds."""

    starts_at = forms.DateTimeField(
        label=_("Holds from"),
        help_text=_("A moment in the future, for instance 2027-01-01 00:00."),
        widget=forms.DateTimeInput(attrs={"placeholder": "2027-01-01 00:00"}, format="%Y-%m-%d %H:%M"),
    )
    note = forms.CharField(label=_("Why this change?"), max_length=300)
    text = forms.CharField(
        label=_("The policy"),
        help_text=_("Change what you want to promise. We check it before it is kept."),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false"}),
        strip=False,
    )
