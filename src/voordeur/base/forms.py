"""How a form field looks everywhere: label, description, error, input, in that order; what it lets choose; and the
question that more than one room asks: from when something new holds, and why."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

UNREADABLE_MOMENT = _("We cannot read this moment. Write it like 2027-01-01 00:00.")


class HouseFormRenderer(TemplatesSetting):
    """Render forms and fields through our own templates (label - description - error - input)."""

    form_template_name = "base/form.html"
    field_template_name = "base/field.html"


class StartForm(forms.Form):
    """From when a new version holds, and why."""

    starts_at = forms.DateTimeField(
        label=_("Holds from"),
        help_text=_("A moment in the future. Cases that began before keep what was promised to them."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": UNREADABLE_MOMENT, "required": UNREADABLE_MOMENT},
    )
    note = forms.CharField(
        label=_("Why this change?"),
        help_text=_("Everybody reads it beside the version."),
        max_length=300,
        error_messages={
            "required": _("Write down why you change this. Others read it beside the version."),
            "max_length": _("Write at most 300 signs. Now there are %(show_value)d."),
        },
    )


def offer(form: forms.BaseForm, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    """Let a field of choices show these, or groups of these: for what is known only when the form is made."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(name)
    field.choices = list(choices)
