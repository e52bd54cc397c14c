"""The words of the page for a board: what was asked, what came out, what stands against it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, ngettext

from voordeur.base import words
from voordeur.twin.engine.kpis import UNITS
from voordeur.twin.engine.register import Register
from voordeur.twin.models import Study
from voordeur.twin.texts import answers, figures, own_figures
from voordeur.twin.texts.adopting import change
from voordeur.twin.texts.studies import kind, label, size

KEY = (
    "cost_per_home_cents", "mark_repairs", "mark_contact", "repair_lead_days", "repairs_in_term_share",
    "emergencies_in_4_hours_share", "phone_wait_seconds", "phone_abandoned_share", "no_access_share",
    "complaints_per_1000_homes", "fte_contact", "fte_craft",
)  # fmt: skip
"""The figures of the page, in the order of what matters to a board."""
STEPS = ("cost_per_home_cents", "mark_repairs", "repair_lead_days", "repairs_in_term_share", "no_access_share")
"""Those beside each value of a turned promise."""
MOST_NAMED = 70  # signs of a name in a sentence or above a column


def shortened(told: str, most: int = MOST_NAMED) -> str:
    """A name that has a place on paper."""
    return told if len(told) <= most else f"{told[: most - 1].rstrip(' ,:')}…"


def question(study: Study, titles: Sequence[str]) -> str:
    """What was asked."""
    told = {"kind": kind(study.kind), "size": size(study)}
    if study.kind in {"notch", "turn"}:
        name = promise(study)
        told["promise"] = name[:1].lower() + name[1:]
        return gettext("What does it cost and yield to turn one promise: %(promise)s? Simulated: %(size)s.") % told
    if titles:
        told["names"] = answers.listed([f"“{shortened(one)}”" for one in titles])
        return gettext("What do %(names)s cost and yield beside each other? Simulated: %(size)s.") % told
    return gettext("%(kind)s. Simulated: %(size)s.") % told


def promise(study: Study) -> str:
    """The name of the promise that was turned."""
    return label(study.asked["promise"]) if "promise" in study.asked else str(study.asked["field"])


def answer(base: str, other: str, found: Mapping[str, Mapping[str, Any]]) -> str:
    """What came out, in one sentence: the cost of a home and the mark for repairs of the one beside the other."""
    told = {
        "other": shortened(other),
        "base": shortened(base),
        "cost": _moved("cost_per_home_cents", found),
        "mark": _moved("mark_repairs", found),
    }
    return gettext("“%(other)s” beside “%(base)s”: cost per home a year: %(cost)s; mark for repairs: %(mark)s.") % told


def _moved(code: str, found: Mapping[str, Mapping[str, Any]]) -> str:
    return figures.difference(code, found[code], UNITS[code])


def beside(base: str) -> str:
    """What the small lines of a table are about."""
    return gettext("Small: the interval, and how much it differs from “%(base)s”.") % {"base": shortened(base)}


def steps(base: str) -> str:
    """What the small lines of a table of steps are about."""
    return gettext("Small: how much it differs from “%(base)s”.") % {"base": shortened(base)}


def some_of(shown: int, many: int) -> str:
    """That a table holds some of the policies of a study."""
    return gettext("Shown are %(shown)s of the %(many)s policies of the study.") % {"shown": shown, "many": many}


def changes_title(base: str, other: str, many: int) -> str:
    told = {"number": words.number(many), "base": shortened(base, 50), "other": shortened(other, 50)}
    return (
        ngettext(
            "From “%(base)s” to “%(other)s” %(number)s promise changes",
            "From “%(base)s” to “%(other)s” %(number)s promises change",
            many,
        )
        % told
    )


def changed(one: Any) -> str:
    """A promise that becomes another one, on a line."""
    return moved(**change(one))


def moved(name: str, now: str, then: str) -> str:
    """A promise that becomes another one, by its words."""
    return f"{name}: {shortened(now)} → {shortened(then)}"


def more(many: int) -> str:
    """That not every change stands on the page."""
    return ngettext("and %(number)s more", "and %(number)s more", many) % {"number": words.number(many)}


def of_register(register: Register, study: Study) -> list[str]:
    """How much of what the answer rests on was measured by nobody, and how much by the association itself."""
    marks = [one.mark for one in register if one.code not in study.values]
    told = gettext("Of the %(many)s parameters %(estimates)s are estimates that nobody has measured.") % {
        "many": words.number(len(register.parameters)),
        "estimates": words.number(marks.count("estimate")),
    }
    found = own_figures.used(study)
    own = [gettext("Reckoned with our own figures: %(figures)s") % {"figures": found}] if found else []
    return [*own, told]


def footer() -> str:
    return gettext("%(association)s – made with the simulation of Voordeur") % {"association": settings.ASSOCIATION}
