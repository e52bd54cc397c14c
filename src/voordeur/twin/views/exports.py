"""A study to take along: every figure as a table, and one page for a board."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from io import StringIO
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from voordeur.base import words
from voordeur.base.access import roles
from voordeur.policy.diff import diff
from voordeur.policy.rules import local
from voordeur.twin import texts
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.kpis import UNITS
from voordeur.twin.models import Study
from voordeur.twin.queries import adoptions, studies, tidy
from voordeur.twin.queries.studies import Column
from voordeur.twin.rules import Status
from voordeur.twin.services import paper
from voordeur.twin.services.paper import Cell
from voordeur.twin.services.pictures import Picture
from voordeur.twin.texts import figures, model
from voordeur.twin.texts import paper as own_texts
from voordeur.twin.views import answers
from voordeur.twin.views.found import EVERYBODY, found_by

MOST_COLUMNS, MOST_ROWS, MOST_STEPS, MOST_CHANGES, MOST_DOUBTS = 3, 6, 10, 6, 3
NUMBERS = {"mean", "low", "high"}  # the columns of a table that hold a decimal mark
BYTE_ORDER_MARK = "\ufeff"  # without which spreadsheets read Dutch and euros as gibberish

Exporting = Callable[[Study, HttpRequest], HttpResponse]


def of_answer(view: Exporting) -> Callable[..., HttpResponse]:
    """Gives the view a study that has an answer; of another there is nothing to take along."""

    @wraps(view)
    def found(request: HttpRequest, key: str) -> HttpResponse:
        study = found_by(request, key)
        if study.status != Status.DONE:
            messages.error(request, texts.refusal("study_is_not_done", {}))
            return redirect("twin:study", key=study.key)
        return view(study, request)

    return found


def filed(response: HttpResponse, study: Study, ending: str) -> HttpResponse:
    """A file that is kept by who asks for it and by nobody in between."""
    name = f"{slugify(study.name)[:60] or 'study'}-{study.key}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def written(head: Sequence[str], rows: Iterable[Sequence[str]], *, language: str) -> str:
    """Rows as CSV that spreadsheets read as well: a Dutch one wants semicolons, and commas in its numbers."""
    into = StringIO()
    into.write(BYTE_ORDER_MARK)
    is_dutch = language == "nl"
    out = csv.writer(into, lineterminator="\r\n", delimiter=";" if is_dutch else ",")
    out.writerow(head)
    numbers = [place for place, name in enumerate(head) if name in NUMBERS] if is_dutch else []
    for row in rows:
        out.writerow([cell.replace(".", ",") if place in numbers else cell for place, cell in enumerate(row)])
    return into.getvalue()


@roles(EVERYBODY)
@require_GET
@of_answer
def table(study: Study, request: HttpRequest) -> HttpResponse:
    """Every figure of a study, a row each."""
    content = written(tidy.HEAD, tidy.table(study), language=words.spoken(None))
    return filed(HttpResponse(content, content_type="text/csv; charset=utf-8"), study, "csv")


@roles(EVERYBODY)
@require_GET
@of_answer
def one_page(study: Study, request: HttpRequest) -> HttpResponse:
    """One page for a board, in the language of the page."""
    address = request.build_absolute_uri(reverse("twin:study", kwargs={"key": study.key}))
    now = local(timezone.now())
    made = paper.pdf(page_of(study, address), on=now.date())
    return filed(HttpResponse(made, content_type="application/pdf"), study, "pdf")


def page_of(study: Study, address: str) -> paper.Page:
    """What the page says of a study."""
    shown = answers.of(study)
    drawn: Sequence[Picture] = shown.get("pictures") or ()
    picture = drawn[0] if drawn else None
    columns = studies.columns(study)
    told: dict[str, Any] = {
        "answer": picture.title if picture else texts.kind(study.kind),
        "table_title": "",
        "head": [],
        "rows": [],
        "table_note": "",
        "is_table_of_words": False,
        "changes_title": "",
        "changes": [],
    }
    if len(columns) > 1:
        told |= _turned(study, shown["columns"]) if shown["answer"] == "turned" else _beside(study, columns)
    elif picture:
        told |= _as_table(picture) | _as_found(shown)
    return paper.Page(
        language=words.spoken(None),
        title=study.name,
        question=own_texts.question(study, [one.title for one in columns]),
        picture_title=picture.title if picture else "",
        picture=picture.paper if picture else "",
        doubts_title=_("What stands against it"),
        doubts=[*own_texts.of_register(registers.load(), study), *(str(one) for one in model.DOUBTS[:MOST_DOUBTS])],
        address=address,
        footer=own_texts.footer(),
        **told,
    )


def _beside(study: Study, columns: Sequence[Column]) -> dict[str, Any]:
    """The base with the cheapest of the others and the one with the highest mark, if they are not all of them."""
    found = studies.differences(study)
    shown = _chosen(columns)
    base, best = shown[0], max(shown[1:], key=lambda one: _effect(found[columns[0].name, one.name]))
    policies = {one.name: one.policy for one in adoptions.candidates(study)}
    changes = diff(policies[base.name], policies[best.name])
    note = own_texts.beside(base.title)
    if len(shown) < len(columns):
        note += " " + own_texts.some_of(len(shown), len(columns))
    return {
        "answer": " ".join(own_texts.answer(base.title, one.title, found[base.name, one.name]) for one in shown[1:]),
        "table_title": _("Side by side"),
        "head": [_("Figure"), *(own_texts.shortened(one.title) for one in shown)],
        "rows": [
            [Cell(str(figures.NAMES[code])), *(_cell(code, one, base, found) for one in shown)]
            for code in own_texts.KEY
            if answers.is_known(code, shown)
        ],
        "table_note": note,
        "changes_title": own_texts.changes_title(base.title, best.title, len(changes)),
        "changes": _some([own_texts.changed(one) for one in changes]),
    }


def _turned(study: Study, columns: Sequence[Column]) -> dict[str, Any]:
    """A line for every value of a promise, in their order; the first of `columns` is the one that holds now."""
    found, base = studies.differences(study), columns[0]
    most = max(columns[1:], key=lambda one: _effect(found[base.name, one.name]))
    places = dict(zip((one.name for one in studies.columns(study)), studies.places(study), strict=True))
    codes = [code for code in own_texts.STEPS if answers.is_known(code, columns)]
    ordered = sorted(columns, key=lambda one: places[one.name])
    return {
        "answer": own_texts.answer(base.title, most.title, found[base.name, most.name]),
        "table_title": _("Step by step"),
        "head": [own_texts.promise(study), *(str(figures.NAMES[code]) for code in codes)],
        "rows": [
            [
                Cell(own_texts.shortened(one.title), _("now") if one is base else ""),
                *(_step(code, one, base, found) for code in codes),
            ]
            for one in ordered[:MOST_STEPS]
        ],
        "table_note": own_texts.steps(base.title),
    }


def _step(code: str, one: Column, base: Column, found: answers.Differences) -> Cell:
    told = figures.value(one.found["kpis"][code]["mean"], UNITS[code])
    return Cell(told, "" if one is base else _told_moved(code, found[base.name, one.name][code]))


def _told_moved(code: str, moved: Mapping[str, Any]) -> str:
    return figures.difference(code, moved, UNITS[code]) if moved["differs"] else _("no sure difference")


def _effect(found: Mapping[str, Mapping[str, Any]]) -> float:
    cost = found["cost_per_home_cents"]
    return abs(float(cost["mean"])) if cost["differs"] else 0.0


def _chosen(columns: Sequence[Column]) -> list[Column]:
    if len(columns) <= MOST_COLUMNS:
        return list(columns)
    base, *others = columns
    cheapest = min(others, key=lambda one: float(one.found["kpis"]["cost_per_home_cents"]["mean"]))
    left = [one for one in others if one is not cheapest]
    return [base, cheapest, max(left, key=lambda one: float(one.found["kpis"]["mark_repairs"]["mean"]))]


def _cell(code: str, one: Column, base: Column, found: answers.Differences) -> Cell:
    unit, figure = UNITS[code], one.found["kpis"][code]
    small = figures.between(figure["low"], figure["high"], unit)
    if one is not base:
        small = f"{small}\n{_told_moved(code, found[base.name, one.name][code])}"
    return Cell(figures.value(figure["mean"], unit), small)


def _as_table(picture: Picture) -> dict[str, Any]:
    """The table behind a picture, for answers that have no policies beside each other."""
    rows = [[Cell(own_texts.shortened(str(cell))) for cell in row] for row in picture.rows[:MOST_ROWS]]
    note = "" if len(picture.rows) <= MOST_ROWS else own_texts.more(len(picture.rows) - MOST_ROWS)
    return {
        "table_title": _("The same in a table"),
        "head": list(picture.head),
        "rows": rows,
        "table_note": note,
        "is_table_of_words": True,
    }


def _as_found(shown: Mapping[str, Any]) -> dict[str, Any]:
    """What a search found: whether it keeps the goals, what it costs and which promises it turns."""
    best = shown.get("best")
    if not shown.get("goals"):
        return {}
    if best is None:
        return {"answer": str(shown["verdict"])}
    return {
        "answer": f"{shown['verdict']} {best['cost']}",
        "table_title": _("How sure the goals are"),
        "head": [_("Goal"), _("Found"), _("How sure it is kept on average"), _("Years in which it was kept")],
        "rows": [[Cell(goal[name]) for name in ("name", "found", "sure", "years")] for goal in best["goals"]],
        "table_note": "",
        "is_table_of_words": False,
        **_listed(best["lines"]),
    }


def _listed(lines: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    told = [own_texts.moved(one["name"], one["now"], one["then"]) for one in lines]
    return {"changes_title": _("What it changes"), "changes": _some(told)} if told else {}


def _some(told: Sequence[str]) -> list[str]:
    """As many changes as there is room for, and how many more there are."""
    if len(told) <= MOST_CHANGES:
        return list(told)
    return [*told[: MOST_CHANGES - 1], own_texts.more(len(told) - MOST_CHANGES + 1)]
