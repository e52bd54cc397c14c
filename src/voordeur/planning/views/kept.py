"""Promises against what came of them: is "95% sure" kept in 95 of 100 visits. Translates out; computes no figure."""

import math
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from voordeur.base import words
from voordeur.base.access import roles
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission, may
from voordeur.planning import queries, texts
from voordeur.planning.queries import PromiseRow
from voordeur.policy import rules as promised
from voordeur.promises.queries import in_force

STEP = 0.1


@dataclass(frozen=True, slots=True)
class Shown:
    """A row with its name, and where its marks stand in the picture, in percent of its width."""

    name: str
    row: PromiseRow
    promised_x: float
    kept_x: float
    low_x: float
    high_x: float


@roles(MAY[Permission.PLAN] | MAY[Permission.SEE_FIGURES])
@require_GET
def kept(request: HttpRequest) -> HttpResponse:
    """How often promises of the last twelve months were kept, against how sure the plan of each morning was."""
    user = logged_in(request)
    now = timezone.now()
    found = queries.kept_promises(user=user, now=now)
    floor = _floor([one for one in found.bands if one.verdict != "too_few"])
    context: dict[str, Any] = {
        "together": found.together,
        "bands": [_shown(_band(one), one, floor) for one in found.bands],
        "months": [_shown(date_format(day, "F Y"), one, floor) for day, one in found.months],
        "trades": [_shown(texts.trade(code), one, floor) for code, one in found.trades],
        "ticks": _ticks(floor),
        "most": in_force(now).policy.planning.late_promise_max_share,
        "least": queries.LEAST_VISITS,
        "sees_board": may(user.role, Permission.SEE_PLANNING),
        "may_plan": may(user.role, Permission.PLAN),
        "day": promised.local(now).date(),
    }
    return render(request, "planning/kept.html", context)


def _band(one: PromiseRow) -> str:
    return _("%(low)s to %(high)s") % {"low": words.percent(one.from_share), "high": words.percent(one.to_share)}


def _floor(rows: list[PromiseRow]) -> float:
    """The share at which the picture begins: a whole ten percent below everything that is drawn."""
    lowest = min((min(one.low, one.promised) for one in rows), default=0.5)
    return max(0.0, min(0.9, math.floor(lowest / STEP) * STEP))


def _shown(name: str, one: PromiseRow, floor: float) -> Shown:
    def x(share: float) -> float:
        return round(100 * max(0.0, share - floor) / (1.0 - floor), 2)

    return Shown(name, one, x(one.promised), x(one.kept), x(one.low), x(one.high))


def _ticks(floor: float) -> list[tuple[float, str]]:
    """The marks of the axis: the beginning, the middle and the end."""
    return [(place, words.percent(floor + (1.0 - floor) * place / 100)) for place in (0.0, 50.0, 100.0)]
