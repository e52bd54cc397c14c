"""The hours of a window without their day, and a time in a column."""

from datetime import datetime

from django import template

from voordeur.planning import texts

register = template.Library()


@register.simple_tag
def hours(from_at: datetime, until_at: datetime) -> str:
    """ "8 tot 12 uur"; in English "8:00 to 12:00"."""
    return texts.hours(from_at, until_at)


@register.filter
def clock(moment: datetime) -> str:
    """ "8.00", "10.15": a time in a column, always with its minutes."""
    return texts.board_clock(moment)
