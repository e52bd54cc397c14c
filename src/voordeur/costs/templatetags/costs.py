"""The names of cost lines for templates. `{% load costs %}`."""

from django import template

from voordeur.costs.rules import Line
from voordeur.costs.texts import LINE_NAMES

register = template.Library()


@register.filter
def line_name(line: Line) -> str:
    """What a line is called in the language of the page."""
    return str(LINE_NAMES[line])
