"""The answers about many promises and about estimates, as sentences and names."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from voordeur.base import words
from voordeur.twin.engine.kpis import UNITS
from voordeur.twin.texts.answers import together
from voordeur.twin.texts.figures import NAMES, between, difference, direction, either_way, is_nothing, value

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise

MARKS: dict[str, "Promise"] = {"found": _("found"), "derived": _("derived"), "estimate": _("estimate")}
VERDICTS: dict[str, "Promise"] = {
    "kept": _("This set keeps the goals. That was judged on years by which it was not chosen."),
    "likely": _("This set is likelier to keep the goals than not to keep them. It is not sure."),
    "none": _("No set was found that keeps the goals. The nearest one stands below."),
}
NEAR = 0.05  # marks that lie closer are the same to a reader
TONES = {"kept": "good", "likely": "attention", "none": "danger"}


def signed(amount: float, unit: str) -> str:
    """A difference with its sign, short: "+ € 2,10", "−0,05"."""
    if unit == "share":
        return f"{'+' if amount > 0 else ''}{words.number(amount * 100, digits=1)}"
    told = value(amount, unit)
    return f"+{told}" if amount > 0 else told


def tornado_title(figure: str, promise: str, told: str, found: Mapping[str, Any]) -> str:
    """The promise that moves a figure most."""
    line = difference(figure, found, UNITS[figure])
    return gettext("%(figure)s moves most with “%(promise)s”: %(difference)s at “%(value)s”") % {
        "figure": NAMES[figure], "promise": promise, "difference": line, "value": told,
    }  # fmt: skip


def nothing_holds(figure: str) -> str:
    """A tornado in which no bar stands."""
    return gettext("%(figure)s: no notch of a promise moves it more than chance does") % {"figure": NAMES[figure]}


def weights_title(figure: str, parameter: str) -> str:
    """The number that moves an answer most."""
    return gettext("%(figure)s hangs most on “%(parameter)s”") % {"figure": NAMES[figure], "parameter": parameter}


def doubt(figure: str, luck: Mapping[str, Any], found: Mapping[str, Any], *, is_difference: bool) -> str:
    """What all estimates at once do to an answer, beside what luck does."""
    unit = UNITS[figure]
    if is_difference:
        told = {
            "figure": NAMES[figure],
            "luck": _reach(luck, unit),
            "doubt": _reach(found, unit),
        }
        return gettext("%(figure)s: by luck alone from %(luck)s, with all estimates in doubt from %(doubt)s") % told
    told = {
        "figure": NAMES[figure],
        "luck": between(luck["low"], luck["high"], unit),
        "doubt": between(found["low"], found["high"], unit),
    }
    return gettext("%(figure)s: by luck alone %(luck)s, with all estimates in doubt %(doubt)s") % told


def _reach(found: Mapping[str, Any], unit: str) -> str:
    return gettext("%(low)s to %(high)s") % {"low": signed(found["low"], unit), "high": signed(found["high"], unit)}


def axis(unit: str, size: float) -> Callable[[float], str]:
    """How the differences along an axis of this length are told: amounts from ten euros on without their cents."""
    if unit == "cents_per_year" and size >= 1000:
        return lambda amount: f"{'+' if amount > 0 else ''}{words.euro(round(amount))[:-3]}"
    return lambda amount: signed(amount, unit)


def flips(names: Sequence[str]) -> str:
    """Which estimates can turn the answer around."""
    if not names:
        return gettext("No single estimate turns the answer around.")
    return gettext("The answer turns around when one of these lies at the end of its range: %(names)s.") % {
        "names": ", ".join(names)
    }


def saved(found: Mapping[str, Any], homes: int) -> str:
    """What a set costs beside what is promised now."""
    if not found["differs"]:
        if is_nothing(found, "cents_per_year"):
            return gettext("It costs as much as now.")
        return gettext("Whether it costs more or less than now cannot be said: %(range)s for each home a year.") % {
            "range": either_way("cost_per_home_cents", found, "cents_per_year")
        }
    low, high = sorted((abs(found["low"]), abs(found["high"])))
    told = {
        "amount": between(low, high, "cents_per_year"),
        "way": direction("cost_per_home_cents", found["mean"]),
        "homes": words.number(homes),
        "total": together(low * homes, high * homes),
    }
    return (
        gettext("A home then costs %(amount)s a year %(way)s than now.") % told
        + " "
        + gettext("For %(homes)s homes that is %(total)s a year.") % told
    )


def goal(one: Mapping[str, Any]) -> str:
    """A goal in words."""
    sign = gettext("at least %(value)s") if "at_least" in one else gettext("at most %(value)s")
    amount = one["at_least"] if "at_least" in one else one["at_most"]
    return f"{NAMES[one['kpi']]}: {sign % {'value': value(amount, one['unit'])}}"


def frontier_title(edge: Sequence[Mapping[str, Any]], mark: str) -> str:
    """What the line of the sets that nothing beats says: from its cheapest to its best end."""
    if not edge:
        return gettext("No set of promises stands out")
    first, last = edge[0], edge[-1]
    if first is last:
        return gettext("One set is both the cheapest and the best: %(cost)s for a mark of %(mark)s") % {
            "cost": value(first["cost_per_home_cents"]["mean"], "cents_per_year"),
            "mark": value(first[mark]["mean"], "mark"),
        }
    low, high = (value(one[mark]["mean"], "mark") for one in (first, last))
    if last[mark]["mean"] - first[mark]["mean"] < NEAR:
        return gettext("The best sets all come near a mark of %(mark)s; the cheapest costs %(cost)s a home a year") % {
            "mark": high,
            "cost": value(first["cost_per_home_cents"]["mean"], "cents_per_year"),
        }
    more = last["cost_per_home_cents"]["mean"] - first["cost_per_home_cents"]["mean"]
    return gettext("From a mark of %(low)s to one of %(high)s costs about %(more)s a home a year") % {
        "low": low,
        "high": high,
        "more": value(more, "cents_per_year"),
    }
