"""The register: every number that is no promise, how it is known, what we measured of it and how much it matters."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from voordeur.base import words
from voordeur.base.access import roles
from voordeur.kernel.errors import Refused
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, OFFICE, Permission
from voordeur.twin.engine.kpis import UNITS
from voordeur.twin.models import Measuring
from voordeur.twin.queries import parameters as queries
from voordeur.twin.queries.parameters import WEIGHED, Row
from voordeur.twin.rules import Status, may_ask, may_measure
from voordeur.twin.services import measuring
from voordeur.twin.texts import parameters as texts
from voordeur.twin.texts import refusals
from voordeur.twin.texts.calibrating import REASONS

MOST_SIGNS = 80
SORTS = {"cost": WEIGHED[0], "mark": WEIGHED[1]}


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody looks for, as it stands in the address."""

    text: str
    mark: str
    section: str
    own: str
    sort: str

    @property
    def is_set(self) -> bool:
        return bool(self.text or self.mark or self.section or self.own)

    def fits(self, row: Row) -> bool:
        one = row.parameter
        said = f"{row.name} {one.code} {row.source}".casefold()
        return (
            all(word in said for word in self.text.casefold().split())
            and self.mark in ("", one.mark)
            and self.section in ("", one.section)
            and (not self.own or (row.own is not None and not row.own.reason))
        )


@roles(OFFICE)
@require_GET
def parameters(request: HttpRequest) -> HttpResponse:
    """All of them by section, or the weightiest first."""
    user = logged_in(request)
    found, filters = queries.listed(user), _filters(request)
    shown = [row for row in found.rows if filters.fits(row)]
    if filters.sort:
        shown.sort(key=lambda row: -row.span(SORTS[filters.sort]))
    marks: list[str] = [row.parameter.mark for row in found.rows]
    context = {
        "groups": _groups(shown, filters),
        "many": len(shown),
        "all": words.number(len(marks)),
        "marks": [
            {"code": code, "name": texts.mark(code), "note": note, "many": words.number(marks.count(code))}
            for code, note in texts.MARK_NOTES.items()
        ],
        "sections": texts.SECTIONS,
        "filters": filters,
        "kept": found.kept,
        "fitted": 0 if found.kept is None else len(found.kept.values),
        **_measuring(found.measuring),
        "may_measure": may_measure(user.role),
        "weighed": found.weighed,
        "is_difference": found.weighed is not None and len((found.weighed.result or {})["policies"]) > 1,
        "figures": [{"short": texts.SHORT[code]} for code in WEIGHED],
        "may_ask": may_ask(user.role),
        "now": timezone.now(),
    }
    return render(request, "twin/parameters.html", context)


def _measuring(found: Measuring | None) -> dict[str, Any]:
    """Whether somebody is measuring, or why the last time nothing came of it."""
    if found is None or found.status == Status.DONE:
        return {}
    if found.status == Status.RUNNING:
        return {"measuring": found}
    return {"refusal": refusals.refusal(found.refusal_code, found.refusal_params), "refused_at": found.ended_at}


@roles(MAY[Permission.CHANGE_POLICY])
@require_POST
def measure(request: HttpRequest) -> HttpResponse:
    """Have the own figures measured."""
    try:
        measuring.ask(by=logged_in(request), now=timezone.now())
    except Refused as refused:
        messages.error(request, refusals.refusal(refused.code, refused.params))
    else:
        messages.success(request, _("Our own figures are being measured. That takes a minute or two."))
    return redirect(f"{reverse('twin:parameters')}#own")


def _filters(request: HttpRequest) -> Filters:
    given = request.GET

    def one_of(name: str, allowed: Any) -> str:
        return given.get(name, "") if given.get(name, "") in allowed else ""

    return Filters(
        text=given.get("q", "").replace("\0", "").strip()[:MOST_SIGNS],
        mark=one_of("mark", texts.MARK_NOTES),
        section=one_of("section", texts.SECTIONS),
        own=one_of("own", ("measured",)),
        sort=one_of("sort", SORTS),
    )


def _groups(shown: Sequence[Row], filters: Filters) -> list[dict[str, Any]]:
    """A table for each section; sorted by weight one table of all."""
    if filters.sort:
        return [{"code": "", "title": "", "rows": [_row(row) for row in shown]}] if shown else []
    return [
        {"code": code, "title": texts.SECTIONS[code], "rows": [_row(row) for row in rows]}
        for code, rows in groupby(shown, key=lambda row: row.parameter.section)
    ]


def _row(row: Row) -> dict[str, Any]:
    one = row.parameter
    return {
        "code": one.code,
        "name": row.name,
        "value": texts.value(one.value, one.unit),
        "reach": texts.reach(one.low, one.high, one.unit) if one.low < one.high else "",
        "mark": texts.mark(one.mark),
        "tone": {"found": "good", "derived": "info", "estimate": "attention"}[one.mark],
        "source": row.source,
        "own": None if row.own is None else _own(row.own, one.unit),
        "moved": _moved(row),
    }


def _own(own: queries.Own, unit: str) -> dict[str, Any]:
    if own.reason:
        return {"reason": REASONS.get(own.reason, "")}
    return {
        "value": texts.measured(own.value, unit),
        "between": texts.interval(own.low, own.high, unit),
        "many": words.number(own.n),
        "is_outside": own.is_outside,
    }


def _moved(row: Row) -> list[dict[str, Any]]:
    return [{"short": texts.SHORT[code], "told": _told(row, code)} for code in WEIGHED]


def _told(row: Row, code: str) -> str:
    if row.moved is None:
        return texts.not_weighed()
    if code not in row.moved:
        return texts.not_felt()
    return texts.moves(row.moved[code].low, row.moved[code].high, UNITS[code])
