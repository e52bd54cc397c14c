"""The words of staffing: one sentence per refusal, and what the pictures of a week say."""

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from voordeur.base import words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise

    from voordeur.staffing.models import Contract

MOST_STRETCHES = 3
MOST_DIGITS = 6
MOST_WRITTEN_OUT = 1e15

REFUSALS: dict[str, "Promise"] = {
    "out_of_range": _("%(field)s is %(value)s. Allowed is a number from %(least)s to %(most)s."),
    "not_a_week": _("%(week)s is not a week. Write it as 2026-W48."),
    "not_a_monday": _("A plan is made for a whole week. It begins on a Monday, and %(day)s is another day."),
    "too_far": _("The week of %(day)s lies more than a year away. A plan is made for a week of this year."),
    "no_calls": _("There are no calls yet until %(until)s, so nothing can be foretold. Read in a call log first."),
    "no_talks": _("Of only %(found)s calls it is known how long they took. With %(least)s or more a plan can be made."),
    "too_little_history": _(
        "There are calls of only %(days)s days. From %(least)s days on it can be foretold how many calls come."
    ),
    "no_policy_in_force": _("No service policy holds in that week, so there are no opening hours and no promise."),
    "not_allowed": _("You may not make the rosters of the telephone. Ask the manager."),
    "not_on_telephone": _("%(name)s does not answer the telephone. Give this colleague another role first."),
    "no_hours": _("Choose at least one day, with the times between which this colleague can work."),
    "hours_end_before_they_begin": _("On a day the end has to be later than the beginning."),
    "longest_is_shorter": _("The longest shift is shorter than the shortest one."),
    "no_plan_yet": _("There is no plan of this week yet. Make that first."),
    "closed_that_day": _("On %(day)s nobody can call. Choose a day on which the telephone is answered."),
    "not_on_the_quarter": _("A shift begins and ends on a quarter of an hour, such as 8:15 or 8:30."),
    "has_a_shift_already": _("%(name)s is in the roster of that day already. Change that shift."),
    "shift_changed_meanwhile": _("Somebody else just changed this shift. Look at the roster and change it again."),
    "roster_changed_meanwhile": _("The roster was changed by hand while it was worked out. Make the plan again."),
    "away_ends_first": _("The last day lies before the first one."),
}


def refusal(code: str, params: Mapping[str, object]) -> str:
    """The sentence of a refusal in the language of the page, numbers as people write them."""
    return str(REFUSALS[code]) % {name: _as_written(value) for name, value in params.items()}


def _as_written(value: object) -> object:
    """A number with the digits that it has; one that people would not write out stays as it is."""
    if not isinstance(value, int | float) or not math.isfinite(value):
        return value
    digits = max(0, -int(Decimal(str(value)).normalize().as_tuple().exponent))
    return words.number(value, digits=digits) if digits <= MOST_DIGITS and abs(value) < MOST_WRITTEN_OUT else value


def stretches(rows: Sequence[Mapping[str, Any]]) -> list[tuple[datetime, datetime, int]]:
    """The stretches in which somebody is missing: from, until and the most that are missing in it."""
    found: list[tuple[datetime, datetime, int]] = []
    for row in rows:
        if not row["missing"]:
            continue
        if found and found[-1][1] == row["from"]:
            begin, _end, most = found.pop()
            found.append((begin, row["until"], max(most, row["missing"])))
        else:
            found.append((row["from"], row["until"], row["missing"]))
    return found


def day_title(on: date, rows: Sequence[Mapping[str, Any]]) -> str:
    """What the picture of a day says: where people are missing, or that nobody is."""
    day = words.day_in_words(on)
    day = day[:1].upper() + day[1:]
    lacking = stretches(rows)
    if not lacking:
        return gettext("%(day)s: enough people all day") % {"day": day}
    told = [
        gettext("%(from)s to %(until)s (%(count)s short)")
        % {"from": words.clock(begin), "until": words.clock(end), "count": most}
        for begin, end, most in lacking[:MOST_STRETCHES]
    ]
    more = len(lacking) - len(told)
    if more:
        told.append(ngettext("and %(count)s more stretch", "and %(count)s more stretches", more) % {"count": more})
    return gettext("%(day)s: too few people from %(when)s") % {"day": day, "when": ", ".join(told)}


def day_about(day: Mapping[str, Any]) -> str:
    """How many calls a day is expected to bring."""
    return gettext("About %(calls)s calls; in 8 of 10 such days %(between)s.") % {
        "calls": words.number(day["calls"]),
        "between": words.between(day["low"], day["high"], digits=0),
    }


def forecast_about(forecast: Mapping[str, Any]) -> str:
    """On what the forecast stands and how it did so far."""
    score = forecast["score"]
    since = words.date_in_words(date.fromisoformat(forecast["history_from_on"]))
    until = words.date_in_words(date.fromisoformat(forecast["history_until_on"]))
    told = gettext("Foretold from the calls of %(since)s to %(until)s.") % {"since": since, "until": until}
    if score is None or not score["quarter_error_plain"]:
        return told + " " + gettext("There is too little to judge the forecast by yet.")
    better = 1.0 - score["quarter_error"] / score["quarter_error_plain"]
    judged = (
        gettext(
            "Over the last %(days)s days, each foretold a week before, it missed by %(share)s less than the mean of the"
            " same weekday in the four weeks before."
        )
        if better >= 0
        else gettext(
            "Over the last %(days)s days, each foretold a week before, it missed by %(share)s more than the mean of the"
            " same weekday in the four weeks before."
        )
    )
    return told + " " + judged % {"days": score["days"], "share": words.percent(abs(better), digits=0)}


def talk_about(figures: Mapping[str, Any]) -> str:
    """What was taken for the time of a call and for patience."""
    told = gettext("A call keeps somebody busy for %(seconds)s on average.") % {
        "seconds": words.quantity(figures["handling_seconds"], gettext("seconds"))
    }
    if figures["patience_seconds"] is None:
        return told + " " + gettext("Hardly anybody gave up waiting, so everybody is taken to wait.")
    return (
        told
        + " "
        + gettext("People wait %(seconds)s on average before they give up.")
        % {"seconds": words.quantity(figures["patience_seconds"], gettext("seconds"))}
    )


def days_in_words(contract: "Contract | None") -> str:
    """On which days and between which times somebody can work: "maandag 8.00-17.00, dinsdag 8.00-13.00"."""
    if contract is None:
        return ""
    names = words.DAYS[words.spoken(None)]
    return ", ".join(
        f"{names[one.weekday]} {one.from_time:%H:%M}–{one.until_time:%H:%M}"
        for one in sorted(contract.hours.all(), key=lambda one: one.weekday)
    )
