"""How a form field looks everywhere: label, description, error, input, in that order; and what it lets choose."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting


class HouseFormRenderer(TemplatesSetting):
    """Render forms and fields through our own templates (label - description - error - input)."""

    form_template_name = "base/form.html"
    field_template_name = "base/field.html"


def offer(form: forms.BaseForm, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    """Let a field of choices show these, or groups of these: for what is known only when the form is made."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(name)
    field.choices = list(choices)
