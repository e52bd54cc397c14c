"""The tree's words for templates: `{% load repairs %}`."""

from django import template
from django.utils.translation import get_language

from voordeur.repairs.queries.names import what as name_of_path
from voordeur.repairs.rules.branches import Words

register = template.Library()


@register.filter
def in_language(words: Words | None) -> str:
    """A text of the tree in the language of the page."""
    return words.in_(get_language() or "nl") if words else ""


@register.filter
def what(path: str) -> str:
    """What a path is called."""
    return name_of_path(path)
