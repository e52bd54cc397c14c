"""What came out of a study, as sentences made from its figures with their doubt."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, ngettext

from voordeur.base import words
from voordeur.twin.texts.figures import (
    NAMES,
    between,
    difference,
    direction,
    either_way,
    euros,
    is_nothing,
    is_worth_telling,
)

COST = "cost_per_home_cents"
TOLD = (
    "mark_repairs", "mark_contact", "complaints_per_1000_homes", "phone_wait_seconds", "phone_abandoned_share",
    "repair_lead_days", "repairs_in_term_share", "emergencies_in_4_hours_share", "windows_kept_share",
    "no_access_share", "fte_contact", "fte_second_line", "fte_craft", "fte_planning", "km_per_home",
)  # fmt: skip
"""What somebody wants to know besides the cost, in the order of what matters."""

Figures = Mapping[str, Mapping[str, Any]]


def cost(base: str, other: str, found: Figures, homes: int) -> str:
    """What a choice costs, per home and together."""
    money = found[COST]
    told = {"base": base, "other": other}
    if not money["differs"]:
        return _unsure(money, told)
    low, high = sorted((abs(money["low"]), abs(money["high"])))
    told |= {
        "amount": between(low, high, "cents_per_year"),
        "way": direction(COST, money["mean"]),
        "homes": words.number(homes),
        "total": together(low * homes, high * homes),
    }
    return (
        gettext("With “%(other)s” a home costs %(amount)s a year %(way)s than with “%(base)s”.") % told
        + " "
        + gettext("For %(homes)s homes that is %(total)s a year.") % told
    )


def _unsure(money: Mapping[str, Any], told: Mapping[str, str]) -> str:
    if is_nothing(money, "cents_per_year"):
        return gettext("“%(other)s” costs as much as “%(base)s”.") % told
    return gettext(
        "Whether a home costs more or less with “%(other)s” than with “%(base)s” cannot be said: %(range)s a year."
    ) % {**told, "range": either_way(COST, money, "cents_per_year")}


def together(low: float, high: float) -> str:
    """What all homes cost, in euros of three digits."""
    one, other = euros(low), euros(high)
    if one == other:
        return gettext("about %(value)s") % {"value": one}
    return gettext("between %(low)s and %(high)s") % {"low": one, "high": other}


def short(found: Figures) -> str:
    """Cost and mark in one line."""
    return gettext("cost: %(cost)s; mark for repairs: %(mark)s") % {
        "cost": difference(COST, found[COST], "cents_per_year"),
        "mark": difference("mark_repairs", found["mark_repairs"], "mark"),
    }


def yields(found: Figures, units: Mapping[str, str]) -> list[str]:
    """What else is different and large enough to notice, one line each."""
    return [
        f"{NAMES[code]}: {difference(code, found[code], units[code])}"
        for code in TOLD
        if code in found and is_worth_telling(found[code], units[code])
    ]


def same(found: Figures) -> str:
    """Of which figures chance explains the difference; empty when of none."""
    names = [str(NAMES[code]) for code in TOLD if code in found and not found[code]["differs"]]
    if not names:
        return ""
    return gettext("The difference may be chance: %(figures)s.") % {"figures": listed(names)}


def side(title: str, worse: Sequence[tuple[str, Sequence[str]]], better: Sequence[tuple[str, Sequence[str]]]) -> str:
    """For whom a policy is worse and for whom better than the first: each figure with the groups it is about."""
    told = {"title": title, "worse": _about(worse), "better": _about(better)}
    if worse and better:
        return gettext("With “%(title)s” this gets worse: %(worse)s. And this gets better: %(better)s.") % told
    if worse:
        return gettext("With “%(title)s” this gets worse: %(worse)s. For no group anything surely gets better.") % told
    if better:
        return gettext("With “%(title)s” this gets better: %(better)s. For no group anything surely gets worse.") % told
    return gettext("With “%(title)s” nothing surely gets better or worse for any group.") % told


def _about(figures: Sequence[tuple[str, Sequence[str]]]) -> str:
    return "; ".join(f"{_small(figure)} ({listed([_small(one) for one in groups])})" for figure, groups in figures)


def by_chance(many: int) -> str:
    """How many of so many differences lie outside their interval when nothing differs at all."""
    few = max(1, round(many / 20))
    return ngettext(
        "Looked at were %(many)s differences. If none of them were real, about %(few)s would still look sure.",
        "Looked at were %(many)s differences. If none of them were real, about %(few)s would still look sure.",
        few,
    ) % {"many": words.number(many), "few": words.number(few)}


def listed(names: Sequence[str]) -> str:
    """Names in a row, all but the first with a small letter: "Marks, planners and craftsmen"."""
    small = [names[0], *(_small(one) for one in names[1:])]
    if len(small) == 1:
        return small[0]
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(small[:-1]), "last": small[-1]}


def _small(name: str) -> str:
    """A name within a sentence; one that begins with an abbreviation keeps its capitals."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def extremes(figure: str, lowest: str, highest: str, found: Mapping[str, Any] | None) -> str:
    """What a picture of one figure under several policies says; `found` is None where the two were never compared."""
    if found is None:
        return str(NAMES[figure])
    if not found["differs"]:
        return gettext("%(figure)s: every difference may be chance") % {"figure": NAMES[figure]}
    told = {"figure": NAMES[figure], "low": lowest, "high": highest}
    return gettext("%(figure)s: lowest with “%(low)s”, highest with “%(high)s”") % told


def turning(figure: str, value: str, now: str, found: Mapping[str, Any], unit: str) -> str:
    """What a curve says: the step with the largest effect beside what holds now."""
    told = {"figure": NAMES[figure], "value": value, "now": now, "difference": difference(figure, found, unit)}
    return gettext("%(figure)s: %(difference)s at “%(value)s” than at “%(now)s”") % told


def flat(figure: str, promise: str) -> str:
    """What a curve says of which no step exceeds chance."""
    return gettext("%(figure)s: chance explains every difference between these values of “%(promise)s”") % {
        "figure": NAMES[figure],
        "promise": promise,
    }
