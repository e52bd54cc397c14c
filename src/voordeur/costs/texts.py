"""The words of costs and of the manager's page: names, and the sentences that say what a picture shows."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from voordeur.base import words
from voordeur.costs.rules import Line, Process, per_home
from voordeur.figures.rules.figures import Code, Unit

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise

LINE_NAMES: dict[Line, "Promise"] = {
    Line.AGENT: _("Contact by telephone, desk or mail"),
    Line.PLANNER: _("Planning the visits"),
    Line.CRAFTSMAN_TRAVEL: _("Travel time of the craftsman"),
    Line.CRAFTSMAN_WORK: _("Work of the craftsman"),
    Line.KILOMETRES: _("Kilometres of the van"),
    Line.MATERIAL: _("Material"),
    Line.OVERHEAD: _("Overhead"),
    Line.COMPENSATION: _("Compensation for appointments that we missed"),
}

PROCESS_NAMES: dict[Process, "Promise"] = {
    Process.REPAIRS: _("Repairs, with the contact about them"),
    Process.CONTACT: _("All other contact"),
}

COMPONENT_NAMES: dict[str, "Promise"] = {"contact": _("Contact"), "repair": _("Repairs")}

_CHART_WORDS: dict[str, "Promise"] = {
    "in_term": _("% ready in time"),
    "lead_days": _("days"),
    "jobs": _("jobs a day"),
    "marks": _("mark"),
    "mark_repairs": _("repairs"),
    "mark_contact": _("contact"),
    "norm": _("norm"),
    "costs": _("euros per home per year"),
    "total": _("Together"),
    "line_agent": _("Contact"),
    "line_planner": _("Planning"),
    "line_craftsman_travel": _("Travel time"),
    "line_craftsman_work": _("Work"),
    "line_kilometres": _("Kilometres"),
    "line_material": _("Material"),
    "line_overhead": _("Overhead"),
    "line_compensation": _("Compensation"),
}


def chart_words(name: str, language: str) -> str:
    """A word inside a picture, in the language of the picture."""
    with override(language):
        return str(_CHART_WORDS[name])


def value_in_words(value: float | None, unit: Unit) -> str:
    """A value with its unit, as people say it; a dash when nothing was measured."""
    if value is None:
        return "–"
    match unit:
        case Unit.SHARE:
            return words.percent(value)
        case Unit.MARK:
            return words.number(value, digits=1)
        case Unit.DAYS:
            return words.quantity(value, gettext("days"), digits=1)
        case Unit.JOBS | Unit.PER_1000_HOMES:
            return words.number(value, digits=1)
        case Unit.MINUTES:
            return words.quantity(value, gettext("minutes"))
        case Unit.KM_PER_YEAR:
            return words.quantity(value, "km", digits=1)
        case Unit.CENTS_PER_YEAR:
            return words.euro(round(value))


def margin_in_words(figure: Mapping[str, Any]) -> str:
    """Between which values chance alone moves a figure; empty when that is unknown."""
    low, high = figure["low"], figure["high"]
    if low is None or high is None:
        return ""
    match Unit(figure["unit"]):
        case Unit.SHARE:
            return words.between_percent(low, high)
        case Unit.MINUTES:
            return words.between(low, high, digits=0)
        case Unit.CENTS_PER_YEAR:
            return gettext("between %(low)s and %(high)s") % {
                "low": words.euro(round(low)),
                "high": words.euro(round(high)),
            }
        case _:
            return words.between(low, high)


def count_in_words(code: Code, n: int) -> str:
    """What a figure rests on: "412 answers"."""
    told = {"number": words.number(n)}
    match code:
        case Code.REPAIRS_IN_TERM_SHARE | Code.REPAIR_LEAD_DAYS | Code.FIRST_VISIT_FIX_SHARE:
            return ngettext("%(number)s repair", "%(number)s repairs", n) % told
        case Code.NO_ACCESS_SHARE | Code.TRAVEL_MINUTES_PER_JOB:
            return ngettext("%(number)s visit", "%(number)s visits", n) % told
        case Code.MARK_REPAIRS | Code.MARK_CONTACT | Code.SATISFIED_SHARE | Code.DISSATISFIED_SHARE:
            return ngettext("%(number)s answer", "%(number)s answers", n) % told
        case Code.RESPONSE_SHARE:
            return ngettext("%(number)s person asked", "%(number)s people asked", n) % told
        case Code.JOBS_PER_CRAFTSMAN_DAY:
            return ngettext("%(number)s day of work", "%(number)s days of work", n) % told
        case Code.CALL_BACKS_KEPT_SHARE:
            return ngettext("%(number)s call-back", "%(number)s call-backs", n) % told
        case Code.SOLVED_AT_ONCE_SHARE:
            return ngettext("%(number)s contact", "%(number)s contacts", n) % told
        case Code.COMPLAINTS_PER_1000_HOMES:
            return ngettext("%(number)s complaint", "%(number)s complaints", n) % told
        case Code.KM_PER_HOME | Code.COST_PER_HOME_CENTS:
            return ngettext("%(number)s home", "%(number)s homes", n) % told


def month_in_words(month: Mapping[str, Any]) -> str:
    """ "november 2026" in the language of the page."""
    day = words.local_day(datetime.fromisoformat(month["from"]))
    return f"{words.MONTHS[words.spoken(None)][day.month - 1]} {day.year}"


def _extreme(report: Mapping[str, Any], code: Code, *, highest: bool) -> tuple[str, float] | None:
    """The month with the highest or lowest value, and that value; None below two months."""
    known = [month for month in report["months"] if month["figures"][code]["value"] is not None]
    if len(known) < 2:
        return None
    found = (max if highest else min)(known, key=lambda month: month["figures"][code]["value"])
    return month_in_words(found), found["figures"][code]["value"]


def title_of(name: str, report: Mapping[str, Any]) -> str:
    """What a picture says, in one sentence computed from the data."""
    figures = report["figures"]
    code = {
        "in_term": Code.REPAIRS_IN_TERM_SHARE,
        "lead_days": Code.REPAIR_LEAD_DAYS,
        "marks": Code.MARK_REPAIRS,
        "costs": Code.COST_PER_HOME_CENTS,
        "jobs": Code.JOBS_PER_CRAFTSMAN_DAY,
    }[name]
    value = figures[code]["value"]
    if value is None:
        return gettext("Nothing was measured yet")
    told = {"value": value_in_words(value, Unit(figures[code]["unit"]))}
    if name == "costs":
        return _costs_title(report, told)
    worst = _extreme(report, code, highest=name == "lead_days")
    if worst is None:
        sentence = {
            "in_term": gettext("%(value)s of the repairs was ready in time"),
            "lead_days": gettext("A repair took %(value)s on average"),
            "marks": gettext("Tenants gave repairs a %(value)s on average"),
            "jobs": gettext("A craftsman did %(value)s jobs a day"),
        }[name]
        return sentence % told
    told |= {"month": worst[0], "worst": value_in_words(worst[1], Unit(figures[code]["unit"]))}
    sentence = {
        "in_term": gettext("%(value)s of the repairs was ready in time; the worst month was %(month)s with %(worst)s"),
        "lead_days": gettext("A repair took %(value)s on average; the longest was %(month)s with %(worst)s"),
        "marks": gettext("Tenants gave repairs a %(value)s on average; the lowest month was %(month)s with %(worst)s"),
        "jobs": gettext("A craftsman did %(value)s jobs a day; the quietest month was %(month)s with %(worst)s"),
    }[name]
    return sentence % told


def _costs_title(report: Mapping[str, Any], told: dict[str, str]) -> str:
    lines = per_home(report["processes"], report["homes"])
    if not lines:
        return gettext("Nothing was measured yet")
    largest = max(lines, key=lambda line: lines[line])
    told |= {"line": str(_CHART_WORDS[f"line_{largest.value}"]).lower(), "cents": words.euro(round(lines[largest]))}
    return gettext("A home cost %(value)s of service in a year; most of it was %(line)s: %(cents)s") % told


CHART_NOTES: dict[str, "Promise"] = {
    "in_term": _(
        "Each bar is the share of the repairs whose term ended in that month. The thin line shows the margin."
    ),
    "lead_days": _("Each bar is the mean from report to ready, in calendar days. The thin line shows the margin."),
    "marks": _(
        "Each point is the mean of the marks of that month. A long line means few answers: then the mean says little."
    ),
    "costs": _("Each bar begins where the one above it ends. Prices of hours and kilometres are those of the policy."),
    "jobs": _("Each bar is the mean of the days on which a craftsman had a visit. The thin line shows the margin."),
}
