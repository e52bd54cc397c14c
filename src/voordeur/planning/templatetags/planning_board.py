"""The rows and cards of the board as HTML: so many are on a page that each is one text, without a template.

Every text from outside goes through escape(); the rest is written here.
"""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from voordeur.planning.queries import Span
from voordeur.planning.views.cards import Card, Lane, RowWords, kind_of

register = template.Library()


@register.filter
def on_axis(span: Span) -> str:
    """The classes that put something on the time axis: its place and its length, in hours and steps of five minutes."""
    return "vd-at-h{} vd-at-m{} vd-for-h{} vd-for-m{}".format(*span)


@register.simple_tag
def board_options(options: list[tuple[str, str]], chosen: str) -> SafeString:
    """The choices of a list, from codes and words."""
    return mark_safe(  # noqa: S308
        "".join(
            f'<option value="{escape(code)}"{" selected" if code == chosen else ""}>{escape(word)}</option>'
            for code, word in options
        )
    )


@register.simple_tag
def board_rows(lanes: list[Lane], words: RowWords, present: Span | None, *, is_news: bool = False) -> SafeString:
    """Craftsmen below each other, each with the visits of the day on the axis of time.

    `is_news`: each row takes the place of the one that is on the page already.
    """
    swap = ' hx-swap-oob="true"' if is_news else ""
    now = f'<span class="vd-plan__now {on_axis(present)}"></span>' if present else ""
    return mark_safe("".join(_row(lane, words, now, swap) for lane in lanes))  # noqa: S308


def _row(lane: Lane, words: RowWords, now: str, swap: str) -> str:
    line, name = lane.row.line, escape(lane.row.line.craftsman_name)
    if line.is_absent:
        kind, shift = " vd-plan__row--absent", ""
        facts = f'<p class="vd-plan__facts"><span class="vd-badge vd-badge--attention">{words.absent}</span></p>'
    else:
        kind, shift = "", f'<span class="vd-plan__shift {on_axis(lane.row.place)}"></span>'
        over = " vd-plan__load--over" if lane.load_percent > 100 else ""
        facts = (
            f'<p class="vd-plan__facts">{lane.facts}</p>'
            f'<svg class="vd-plan__load{over}" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"'
            f' focusable="false"><rect class="vd-plan__load-part" width="{lane.load_percent}" height="4"></rect></svg>'
        )
    if lane.cards:
        cards = f'<ul class="vd-plan__cards" aria-label="{name}">{"".join(map(_card, lane.cards))}</ul>'
    else:
        cards = f'<p class="vd-plan__none">{words.none}</p>'
    return (
        f'<div class="vd-plan__row{kind}" id="row-{line.pk}" data-shift="{line.pk}" data-version="{line.version}"{swap}'
        '><div class="vd-plan__name">'
        f'<h2 class="vd-plan__who"><a class="vd-plan__shift-link" href="{escape(lane.address)}">{name}</a></h2>'
        f'{facts}</div><div class="vd-plan__lane">{shift}{now}{cards}</div></div>'
    )


def _card(card: Card) -> str:
    """The promised window, the way to the visit, and the card itself, which leads to its page."""
    visit, line = card.visit, card.visit.line
    window = drive = ""
    if visit.window:
        window = f'<span class="vd-plan__window vd-plan__window--{visit.track} {on_axis(visit.window)}"></span>'
    if visit.drive:
        drive = f'<span class="vd-plan__drive {on_axis(visit.drive)}"></span>'
    length = line.planned_end - line.planned_start
    moves = f' data-moves data-at="{line.planned_start}" data-for="{length}"' if card.may_move else ""
    mark = f'<b class="vd-plan__mark">{escape(card.mark)}</b>' if card.mark else ""
    return (
        f'<li class="vd-plan__slot">{window}{drive}'
        f'<a class="vd-plan__card vd-plan__card--{visit.state} vd-plan__card--{kind_of(line)} {on_axis(visit.place)}"'
        f' href="{card.address}" aria-label="{escape(card.told)}" data-visit="{line.pk}"{moves}>'
        f'<span class="vd-plan__when">{card.when}{mark}</span>'
        f'<span class="vd-plan__where"><span class="vd-plan__street">{escape(line.street)}</span>'
        f' <span class="vd-plan__house">{escape(line.house)}</span></span>'
        f'<span class="vd-plan__what">{escape(card.trade)}</span></a></li>'
    )
