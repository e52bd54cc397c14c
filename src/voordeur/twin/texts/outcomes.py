"""What was foreseen beside what happened, in words."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from voordeur.base import words
from voordeur.costs.texts import count_in_words
from voordeur.figures.rules.figures import Code
from voordeur.twin.engine.kpis import UNITS
from voordeur.twin.queries.outcomes import COUNTED_OTHERWISE, Foreseen, Outcome, Period, Row, Seen
from voordeur.twin.texts import figures
from voordeur.twin.texts.adopting import begins


def state(found: Outcome, now: datetime) -> str:
    """Where an adopted policy stands, in one sentence."""
    told = {"from": begins(found.starts_at), "until": begins(found.ends_at) if found.ends_at else ""}
    if found.starts_at > now:
        return gettext("Not begun yet: these promises hold from %(from)s.") % told
    if found.ends_at and found.ends_at <= now:
        return gettext("These promises held from %(from)s until %(until)s.") % told
    if found.ends_at:
        return gettext("These promises hold since %(from)s. From %(until)s others follow.") % told
    return gettext("These promises hold since %(from)s.") % told


def summary(period: Period) -> str:
    """How many figures came out as foreseen."""
    judged = [row for row in period.rows if row.inside is not None]
    if not judged:
        return gettext("There is too little to judge by yet.")
    many = sum(bool(row.inside) for row in judged)
    return gettext("%(inside)s of the %(judged)s figures that can be judged lie between what was foreseen.") % {
        "inside": words.number(many),
        "judged": words.number(len(judged)),
    }


def month(period: Period) -> str:
    """ "november 2026", and that it is a part when it is."""
    day = words.local_day(period.from_at)
    told = f"{words.MONTHS[words.spoken(None)][day.month - 1]} {day.year}"
    last = words.local_day(period.until_at)
    is_whole = day.day == 1 and last.day == 1
    return told if is_whole else gettext("%(month)s (part)") % {"month": told}


def row(one: Row) -> dict[str, Any]:
    """One figure as the cells of a table."""
    unit = UNITS[one.code]
    tone, verdict = _verdict(one)
    return {
        "name": str(figures.NAMES[one.code]),
        "foreseen": "–" if one.foreseen is None else figures.value(one.foreseen.mean, unit),
        "foreseen_between": _between(one.foreseen, unit),
        "seen": "–" if one.seen is None else figures.value(one.seen.value, unit),
        "seen_between": _between(one.seen, unit),
        "n": "" if one.seen is None else _count(one.code, one.seen.n),
        "tone": tone,
        "verdict": verdict,
        "difference": _difference(one),
    }


def _between(one: Foreseen | Seen | None, unit: str) -> str:
    if one is None or one.low is None or one.high is None:
        return ""
    return figures.between(one.low, one.high, unit)


def _count(code: str, n: int) -> str:
    known = {str(one) for one in Code}
    if code in known:
        return count_in_words(Code(code), n)
    return gettext("%(number)s calls") % {"number": words.number(n)}


def _verdict(one: Row) -> tuple[str, str]:
    if one.code in COUNTED_OTHERWISE and one.seen is not None:
        return "neutral", gettext("counted otherwise")
    if one.too_little or one.inside is None:
        return "neutral", gettext("too little yet")
    return ("good", gettext("as foreseen")) if one.inside else ("attention", gettext("not as foreseen"))


def _difference(one: Row) -> str:
    """How much more or less it became than was foreseen."""
    if one.too_little or one.seen is None or one.foreseen is None or one.code in COUNTED_OTHERWISE:
        return ""
    unit, gap = UNITS[one.code], one.seen.value - one.foreseen.mean
    way = figures.direction(one.code, gap)
    if unit == "share":
        digits = figures.digits_of("", abs(gap) * 100)
        told = gettext("%(amount)s points") % {"amount": words.number(abs(gap) * 100, digits=digits)}
    else:
        told = figures.value(abs(gap), unit)
    return f"{told} {way}"


def due(title: str, starts_at: datetime) -> str:
    """That a policy holds long enough to look at what came of it."""
    return gettext("“%(title)s” holds since %(when)s: see what was foreseen beside what happened.") % {
        "title": title,
        "when": begins(starts_at),
    }
