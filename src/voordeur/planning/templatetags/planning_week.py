"""The rows of the week as HTML: sixty craftsmen and fifteen hundred visits are on a page, so each row is one text.

Every text from outside goes through escape(); the rest is written here.
"""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from voordeur.planning.views.cards import Chip, RowWords, WeekDay, WeekLane

register = template.Library()


@register.simple_tag
def week_rows(lanes: list[WeekLane], words: RowWords, *, is_news: bool = False) -> SafeString:
    """Craftsmen below each other, each with a box for every day. `is_news`: each takes the place of its old row."""
    swap = ' hx-swap-oob="true"' if is_news else ""
    return mark_safe("".join(_row(lane, words, swap) for lane in lanes))  # noqa: S308


def _bar(percent: int) -> str:
    over = " vd-plan__load--over" if percent > 100 else ""
    return (
        f'<svg class="vd-plan__load{over}" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"'
        f' focusable="false"><rect class="vd-plan__load-part" width="{min(percent, 100)}" height="4"></rect></svg>'
    )


def _row(lane: WeekLane, words: RowWords, swap: str) -> str:
    name = escape(lane.row.craftsman_name)
    days = "".join(_day(day, words) for day in lane.days)
    return (
        f'<div class="vd-plan__row vd-week__row" id="week-{lane.row.craftsman_id}"{swap}><div class="vd-plan__name">'
        f'<h2 class="vd-plan__who">{name}</h2><p class="vd-plan__facts">{lane.load_percent}%</p></div>{days}</div>'
    )


def _day(day: WeekDay, words: RowWords) -> str:
    shift = day.cell.shift
    name = f'<span class="vd-week__name">{escape(day.short)} </span>'
    if shift is None:
        none = f'<p class="vd-week__none">{name}{words.free}</p>'
        return f'<div class="vd-plan__lane vd-week__day vd-week__day--free">{none}</div>'
    if shift.is_absent:
        kind, head = " vd-week__day--absent", f'<p class="vd-week__none">{name}{words.absent}</p>'
    else:
        kind = ""
        head = f'<p class="vd-week__load">{name}<span>{day.load_percent}%</span>{_bar(day.load_percent)}</p>'
    return (
        f'<div class="vd-plan__lane vd-week__day{kind}" data-shift="{shift.pk}" data-version="{shift.version}">'
        f'{head}<ul class="vd-week__chips" aria-label="{escape(day.label)}">{"".join(map(_chip, day.chips))}</ul></div>'
    )


def _chip(chip: Chip) -> str:
    moves = " data-moves" if chip.may_move else ""
    return (
        f'<li><a class="vd-plan__card vd-chip vd-plan__card--{chip.state} vd-plan__card--{chip.kind}"'
        f' href="{chip.address}" aria-label="{escape(chip.told)}" data-visit="{chip.pk}"{moves}>{chip.when}</a></li>'
    )
