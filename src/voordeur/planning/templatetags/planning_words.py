"""The hours of a window without their day, and where something stands on the board's time axis."""

from datetime import datetime

from django import template

from voordeur.planning import texts
from voordeur.planning.queries import Span

register = template.Library()


@register.simple_tag
def hours(from_at: datetime, until_at: datetime) -> str:
    """ "8 tot 12 uur"; in English "8:00 to 12:00"."""
    return texts.hours(from_at, until_at)


@register.filter
def clock(moment: datetime) -> str:
    """ "8.00", "10.15": a time in a column, always with its minutes."""
    return texts.board_clock(moment)


@register.filter
def on_axis(span: Span) -> str:
    """The classes that put something on the time axis: its place and its length, in hours and steps of five minutes."""
    return f"vd-at-h{span.at_hour} vd-at-m{span.at_step} vd-for-h{span.for_hour} vd-for-m{span.for_step}"
