"""Studies in words: what was asked, where one stands and how long it still takes, what came out."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from voordeur.base import words
from voordeur.twin.rules import Status

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise

KINDS: dict[str, "Promise"] = {
    "compare": _("Policies side by side"),
    "notch": _("One promise turned"),
    "turn": _("One promise turned"),
    "tornado": _("Every promise a notch"),
    "frontier": _("Cost against mark"),
    "search": _("The cheapest promises"),
    "weights": _("What the estimates weigh"),
}
WAYS: dict[str, tuple["Promise", "Promise"]] = {
    "notch": (
        _("Turn one promise"),
        _("See the curve: what each step of one promise costs and yields."),
    ),
    "compare": (
        _("Lay policies side by side"),
        _("What holds now, what is coming and the three examples, in money, people, waiting and marks."),
    ),
    "search": (
        _("Find the cheapest promises"),
        _("The cheapest set that keeps the mark and the emergencies where you want them."),
    ),
    "tornado": (
        _("Turn every promise a notch"),
        _("See which promises matter most, from the largest effect to the smallest."),
    ),
    "frontier": (
        _("Lay cost against mark"),
        _("What every mark costs at least, and which sets of promises reach it."),
    ),
    "weights": (
        _("See what the estimates weigh"),
        _("How much the answer moves with every number that nobody has measured."),
    ),
}
STATUSES: dict[str, "Promise"] = {
    Status.RUNNING: _("being worked out"),
    Status.DONE: _("ready"),
    Status.CANCELLED: _("stopped"),
    Status.FAILED: _("went wrong"),
}
TONES: dict[str, str] = {
    Status.RUNNING: "info",
    Status.DONE: "good",
    Status.CANCELLED: "neutral",
    Status.FAILED: "danger",
}
ADAPTIVE = frozenset({"search", "frontier", "weights"})
"""Kinds of which nobody knows beforehand how many rounds they take."""
SECONDS_TOLD = 5  # below it a time that is left says nothing


def kind(code: str) -> str:
    """What kind of question this is."""
    return str(KINDS.get(code, code))


def goals(name: str, mark: float | None, emergencies: float | None) -> str:
    """The name of a search with what has to be kept: "… (cijfer vanaf 7,7, spoed vanaf 90%)"."""
    told = []
    if mark is not None:
        digits = 1 if round(mark, 1) == mark else 2
        told.append(gettext("mark from %(mark)s") % {"mark": words.number(mark, digits=digits)})
    if emergencies is not None:
        told.append(gettext("emergencies from %(share)s") % {"share": words.percent(emergencies)})
    return f"{name} ({', '.join(told)})"


def size(found: Any) -> str:
    """How much is simulated: "300 homes, 20 years of luck"."""
    homes = ngettext("%(number)s home", "%(number)s homes", found.homes) % {"number": words.number(found.homes)}
    many = found.replications * found.years
    years = ngettext("%(number)s year", "%(number)s years", many) % {"number": words.number(many)}
    return gettext("%(homes)s, %(years)s of luck each") % {"homes": homes, "years": years}


def time_left(seconds: float) -> str:
    """About how long something still takes, as somebody would say it."""
    if seconds < 50:
        told = max(10, round(seconds / 10) * 10)
        return gettext("about %(number)s seconds") % {"number": told}
    if seconds < 50 * 60:
        told = max(1, round(seconds / 60))
        return ngettext("about %(number)s minute", "about %(number)s minutes", told) % {"number": told}
    told = max(1, round(seconds / 3600))
    return ngettext("about %(number)s hour", "about %(number)s hours", told) % {"number": told}


def label(found: Mapping[str, str]) -> str:
    """A text that is kept in both languages, in that of the page."""
    return found.get(words.spoken(None)) or next(iter(found.values()), "")
