"""How a form field looks everywhere: label, description, error, input, in that order."""

from django.forms.renderers import TemplatesSetting


class HouseFormRenderer(TemplatesSetting):
    """Render forms and fields through our own templates (label - description - error - input)."""

    form_template_name = "base/form.html"
    field_template_name = "base/field.html"
