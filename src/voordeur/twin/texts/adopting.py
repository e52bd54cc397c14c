"""The words of adopting a policy: what changes, what the study foresees, and how a turned policy is called."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from voordeur.base import words
from voordeur.policy.diff import Difference, promises
from voordeur.policy.models import ServicePolicy
from voordeur.policy.texts import promise_in_words
from voordeur.twin.engine import notches
from voordeur.twin.engine.kpis import UNITS
from voordeur.twin.texts import answers, figures
from voordeur.twin.texts.promises import NAMES
from voordeur.twin.texts.studies import label

MOST_TOLD = 3  # differences besides the cost, in one sentence
ADOPTED = _(
    "The policy is adopted. Here you read what will hold. On the dial its forecast is laid beside what happens."
)


def promise(field: str) -> str:
    """A promise by its name; its path where nobody named it."""
    known = notches.load().turned.get(field)
    if known is not None:
        return known.name.in_language(words.spoken(None))
    return str(NAMES.get(field, field))


def change(one: Difference) -> dict[str, str]:
    """A promise that becomes another one: its name, what it says now and what it will say."""
    return {
        "name": promise(one.field),
        "now": promise_in_words(one.field, one.a),
        "then": promise_in_words(one.field, one.b),
    }


def turned_title(title: str, policy: ServicePolicy, turned: Sequence[str]) -> str:
    """What a preset is called of which these promises were turned: "Gepast, breedte van een tijdvak: 2 uur"."""
    if len(turned) == 1:
        name = promise(turned[0])
        told = promise_in_words(turned[0], promises(policy)[turned[0]])
        return f"{title}, {name[:1].lower()}{name[1:]}: {told}"
    return ngettext("%(title)s, %(number)s promise changed", "%(title)s, %(number)s promises changed", len(turned)) % {
        "title": title,
        "number": len(turned),
    }


def whole(base: Mapping[str, str] | None, title: str) -> str:
    """What is adopted: of a turned promise the whole policy with this value, and not the value alone."""
    return f"{label(base)}: {title}" if base else title


def foreseen(
    title: str, base: str, differences: Mapping[str, Mapping[str, Any]], kpis: Mapping[str, Any], homes: int
) -> list[str]:
    """What a study foresees of a policy, in three sentences at most: the cost, what else differs, and the level."""
    told = []
    if base and differences:
        told.append(answers.cost(base, title, differences, homes))
        lines = [
            f"{figures.NAMES[code]!s}: {figures.difference(code, differences[code], UNITS[code])}"
            for code in answers.TOLD
            if code in differences and figures.is_worth_telling(differences[code], UNITS[code])
        ]
        if lines:
            told.append(
                gettext("What differs most besides: %(differences)s.")
                % {"differences": "; ".join(one[:1].lower() + one[1:] for one in lines[:MOST_TOLD])}
            )
        else:
            told.append(gettext("What differs besides the cost may be chance or is too small to notice."))
    return [*told, level(kpis)]


def level(kpis: Mapping[str, Any]) -> str:
    """What a year is expected to be."""
    cost, mark = kpis["cost_per_home_cents"], kpis["mark_repairs"]
    return gettext("Expected is a year in which a home costs %(cost)s and tenants give repairs %(mark)s.") % {
        "cost": figures.between(cost["low"], cost["high"], "cents_per_year"),
        "mark": figures.between(mark["low"], mark["high"], "mark"),
    }


def note(study: str) -> str:
    """The reason that stands in the form before somebody writes a better one."""
    return (gettext("Tried in the study “%(study)s”.") % {"study": study})[:300]


def begins(starts_at: datetime) -> str:
    """The moment from which something holds: a day that begins at midnight is told as that day."""
    told = timezone.localtime(starts_at)
    day = words.date_in_words(starts_at)
    if (told.hour, told.minute) == (0, 0):
        return day
    return gettext("%(day)s at %(time)s") % {"day": day, "time": words.time_in_words(starts_at)}


def adopted(starts_at: datetime, now: datetime) -> str:
    """Where an adopted policy stands."""
    told = {"when": begins(starts_at)}
    return (gettext("Holds since %(when)s.") if starts_at <= now else gettext("Will hold from %(when)s.")) % told
