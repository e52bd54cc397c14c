"""The hours of a window without their day, for tiles and cards that stand under a day already."""

from datetime import datetime

from django import template
from django.utils.translation import gettext as _

from voordeur.base.words import clock

register = template.Library()


@register.simple_tag
def hours(from_at: datetime, until_at: datetime) -> str:
    """ "8 tot 12 uur"; in English "8:00 to 12:00"."""
    return _("%(from)s to %(until)s") % {"from": clock(from_at), "until": clock(until_at)}
