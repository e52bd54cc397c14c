"""The functions of base/words.py for templates. `{% load words %}`; an empty value gives an empty text."""

from datetime import date, datetime
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from voordeur.base import words

register = template.Library()


@register.filter
def day_in_words(moment: date | datetime | None, now: datetime | None = None) -> str:
    return words.day_in_words(moment, now=now) if moment else ""


@register.filter
def date_in_words(moment: date | datetime | None) -> str:
    return words.date_in_words(moment) if moment else ""


@register.filter
def time_in_words(moment: datetime | None) -> str:
    return words.time_in_words(moment) if moment else ""


@register.filter
def moment_in_words(moment: datetime | None, now: datetime | None = None) -> str:
    return words.moment_in_words(moment, now=now) if moment else ""


@register.filter
def deadline_in_words(moment: datetime | None, now: datetime | None = None) -> str:
    return words.deadline_in_words(moment, now=now) if moment else ""


@register.filter
def time_left(due_at: datetime | None, now: datetime) -> str:
    return words.time_left(due_at, now=now) if due_at else ""


@register.filter
def number(value: words.Number | None, digits: int = 0) -> str:
    return "" if value is None else words.number(value, digits=digits)


@register.filter
def euro(cents: int | None) -> str:
    return "" if cents is None else words.euro(cents)


@register.filter
def percent(share: words.Number | None, digits: int = 0) -> str:
    return "" if share is None else words.percent(share, digits=digits)


@register.filter
def duration(minutes: words.Number | None) -> str:
    return "" if minutes is None else words.duration(minutes)


@register.filter
def about_time_in_words(moment: datetime | None) -> str:
    return words.about_time_in_words(moment) if moment else ""


@register.filter
def telephone(written: str | None) -> str:
    return words.telephone_in_words(written) if written else ""


@register.simple_tag
def window(from_at: datetime, until_at: datetime, now: datetime | None = None, *, is_emergency: bool = False) -> str:
    """What was promised; an emergency has no window but a latest moment."""
    if is_emergency:
        return words.soonest_in_words(until_at, now=now)
    return words.window_in_words(from_at, until_at, now=now)


@register.simple_tag
def between(low: words.Number, high: words.Number, digits: int = 1) -> str:
    return words.between(low, high, digits=digits)


@register.simple_tag
def between_percent(low: words.Number, high: words.Number, digits: int = 0) -> str:
    return words.between_percent(low, high, digits=digits)


@register.simple_tag
def quantity(value: words.Number, unit: str, digits: int = 0) -> str:
    return words.quantity(value, unit, digits=digits)


@register.simple_tag
def steps(step: int, total: int) -> SafeString:
    """Progress in words, with the bar that says the same to the eye."""
    bar = format_html_join(
        "",
        '<li class="vd-steps__step{}"></li>',
        (
            (" vd-steps__step--done" if at < step else " vd-steps__step--now" if at == step else "",)
            for at in range(1, total + 1)
        ),
    )
    told = _("Step %(step)s of %(total)s") % {"step": step, "total": total}
    return format_html('<p class="vd-steps__words">{}</p><ol class="vd-steps" aria-hidden="true">{}</ol>', told, bar)


@register.simple_tag(takes_context=True)
def with_page(context: Context, page_number: int) -> str:
    """The query of this page's address with another page number; filters stay."""
    request: Any = context["request"]
    query = request.GET.copy()
    query["page"] = page_number
    return f"?{query.urlencode()}"
