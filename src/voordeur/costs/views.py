"""The manager's pages: the figures of the last year with their pictures and tables, and what each figure means."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

from voordeur.base import words
from voordeur.base.access import roles
from voordeur.base.panels import panels
from voordeur.contact.texts import SUBJECTS
from voordeur.costs import queries
from voordeur.costs.models import Report
from voordeur.costs.rules import Line, Process, per_home
from voordeur.costs.services.charts import NAMES, WIDTHS, in_theme
from voordeur.costs.texts import (
    CHART_NOTES,
    COMPONENT_NAMES,
    LINE_NAMES,
    PROCESS_NAMES,
    count_in_words,
    margin_in_words,
    month_in_words,
    title_of,
    value_in_words,
)
from voordeur.figures.rules.figures import DEFINITIONS, Code, Unit
from voordeur.figures.rules.label import Verdict
from voordeur.figures.texts import SOURCES, UNITS, VERDICTS
from voordeur.figures.texts import WORDS as FIGURE_WORDS
from voordeur.parties.rules import MAY, Permission

CARDS = (
    Code.REPAIRS_IN_TERM_SHARE,
    Code.REPAIR_LEAD_DAYS,
    Code.MARK_REPAIRS,
    Code.MARK_CONTACT,
    Code.CALL_BACKS_KEPT_SHARE,
    Code.SOLVED_AT_ONCE_SHARE,
    Code.COMPLAINTS_PER_1000_HOMES,
    Code.COST_PER_HOME_CENTS,
    Code.JOBS_PER_CRAFTSMAN_DAY,
    Code.TRAVEL_MINUTES_PER_JOB,
    Code.FIRST_VISIT_FIX_SHARE,
    Code.NO_ACCESS_SHARE,
    Code.KM_PER_HOME,
)
CHARTED = {
    "in_term": (Code.REPAIRS_IN_TERM_SHARE,),
    "lead_days": (Code.REPAIR_LEAD_DAYS,),
    "marks": (Code.MARK_REPAIRS, Code.MARK_CONTACT),
    "jobs": (Code.JOBS_PER_CRAFTSMAN_DAY,),
}
KEEP_SECONDS = 24 * 3600


@roles(MAY[Permission.SEE_FIGURES])
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """The newest report; computes nothing, reads one row."""
    report = queries.newest_report()
    above = panels("costs.figures", request)
    if report is None:
        return render(request, "costs/figures.html", {"report": None, "panels": above})
    found = report.figures
    context = {
        "report": report,
        "panels": above,
        "now": timezone.now(),
        # A report that was made before a figure was defined does not have it.
        "cards": [_card(code, found) for code in CARDS if code in found["figures"]],
        "charts": [_chart(name, report) for name in NAMES],
        "label": [_component(component) for component in found["label"]],
        "norm_mark": words.number(found["norm_mark"], digits=1),
        "norm_share": words.percent(found["norm_satisfied_share"]),
        "processes": _process_rows(found),
        "in_vain": _in_vain_rows(found.get("in_vain")),
        "first_line": _first_line_rows(found.get("first_line")),
        "first_line_goal": words.percent(found["first_line"]["goal"]) if "first_line" in found else "",
    }
    return render(request, "costs/figures.html", context)


def _card(code: Code, found: dict[str, Any]) -> dict[str, Any]:
    figure = found["figures"][code]
    is_judged = code in {Code.MARK_REPAIRS, Code.MARK_CONTACT} and figure["value"] and not figure["is_too_few"]
    is_below = bool(is_judged and figure["value"] < found["norm_mark"])
    return {
        "name": FIGURE_WORDS[code].name,
        "value": value_in_words(figure["value"], Unit(figure["unit"])),
        "margin": margin_in_words(figure),
        "count": count_in_words(code, figure["n"]),
        "is_too_few": figure["is_too_few"],
        "is_below_norm": is_below,
        # 6.96 reads as 7.0, which would stand oddly beside "below the norm of 7.0"
        "is_just_below_norm": is_below and round(figure["value"], 1) >= found["norm_mark"],
    }


def _chart(name: str, report: Report) -> dict[str, Any]:
    found = report.figures
    head, rows = _cost_table(found) if name == "costs" else _month_table(CHARTED[name], found)
    return {
        "name": name,
        "title": title_of(name, found),
        "note": CHART_NOTES[name],
        "head": head,
        "rows": rows,
        "language": words.spoken(get_language()),
    }


def _month_table(codes: tuple[Code, ...], found: dict[str, Any]) -> tuple[list[str], list[list[str]]]:
    head = [gettext("Month")]
    for code in codes:
        head += [str(FIGURE_WORDS[code].name), gettext("Margin"), gettext("Based on")]
    rows = []
    for month in found["months"]:
        row = [month_in_words(month)]
        for code in codes:
            figure = month["figures"][code]
            row += [
                value_in_words(figure["value"], Unit(figure["unit"])),
                margin_in_words(figure) or "–",
                count_in_words(code, figure["n"]),
            ]
        rows.append(row)
    return head, rows if any(row[1] != "–" for row in rows) else []


def _cost_table(found: dict[str, Any]) -> tuple[list[str], list[list[str]]]:
    head = [gettext("What it went to"), gettext("Per home per year")]
    lines = per_home(found["processes"], found["homes"])
    rows = [[str(LINE_NAMES[line]), words.euro(round(cents))] for line, cents in lines.items() if cents]
    if rows:
        rows.append([gettext("Together"), words.euro(round(sum(lines.values())))])
    return head, rows


def _component(component: dict[str, Any]) -> dict[str, Any]:
    verdict = Verdict(component["verdict"])
    low, high = component["interval"] or (None, None)
    return {
        "name": COMPONENT_NAMES[component["code"]],
        "mean": value_in_words(component["mean"], Unit.MARK),
        "margin": margin_in_words({"low": low, "high": high, "unit": Unit.MARK}) or "–",
        "satisfied": value_in_words(component["satisfied_share"], Unit.SHARE),
        "answers": words.number(component["answers"]),
        "invited": words.number(component["invited"]),
        "verdict": VERDICTS[verdict],
        "tone": {Verdict.REACHED: "good", Verdict.NOT_REACHED: "attention", Verdict.TOO_FEW: "neutral"}[verdict],
    }


def _in_vain_rows(found: dict[str, Any] | None) -> list[dict[str, str]]:
    """Visits of which nothing came; none in a report that was made before they were counted."""
    if found is None:
        return []
    return [
        {
            "name": gettext("Nobody was home"),
            "count": words.number(found["not_home"]),
            "cost": words.euro(found["not_home_cents"]),
            "settled": gettext("%(amount)s charged to tenants") % {"amount": words.euro(found["charged_cents"])},
        },
        {
            "name": gettext("We did not come"),
            "count": words.number(found["missed"]),
            "cost": words.euro(found["owed_cents"]),
            "settled": gettext("%(amount)s paid to tenants") % {"amount": words.euro(found["paid_cents"])},
        },
    ]


def _first_line_rows(found: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Per subject what was solved at once, the most contacts on top; none in a report from before it was counted."""
    if found is None:
        return []
    counts = sorted(found["subjects"].items(), key=lambda pair: -pair[1][1])
    return [
        {
            "name": SUBJECTS.get(subject, subject),
            "contacts": words.number(n),
            "solved": words.percent(hits / n),
            "is_below": hits / n < found["goal"],
        }
        for subject, (hits, n) in counts
        if n
    ]


def _process_rows(found: dict[str, Any]) -> list[dict[str, str]]:
    homes = found["homes"]
    rows = []
    for process in Process:
        total = sum(found["processes"][process].values())
        rows.append(
            {
                "name": str(PROCESS_NAMES[process]),
                "total": words.euro(total),
                "per_home": words.euro(round(total / homes)) if homes else "–",
            }
        )
    return rows


@roles(MAY[Permission.SEE_FIGURES])
@require_GET
def chart(_request: HttpRequest, report_id: int, name: str, language: str, width: str, theme: str) -> HttpResponse:
    """One picture. A report never changes, so a browser may keep it."""
    if width not in WIDTHS or theme not in {"light", "dark"}:
        raise Http404
    found = queries.chart_of(report_id, name=name, language=language, width=width)
    if found is None:
        raise Http404
    response = HttpResponse(in_theme(found.svg, is_dark=theme == "dark"), content_type="image/svg+xml")
    response["Cache-Control"] = f"private, max-age={KEEP_SECONDS}, immutable"
    return response


@roles(MAY[Permission.SEE_FIGURES])
@require_GET
def definitions(request: HttpRequest) -> HttpResponse:
    """Every figure: what it is, in which unit, whose definition, and what is left out."""
    rows = [
        {
            "code": code.value,
            "code_parts": code.value.split("_"),
            "words": FIGURE_WORDS[code],
            "unit": UNITS[definition.unit],
            "source": SOURCES[definition.source],
        }
        for code, definition in DEFINITIONS.items()
    ]
    return render(
        request, "costs/definitions.html", {"definitions": rows, "lines": [LINE_NAMES[line] for line in Line]}
    )
