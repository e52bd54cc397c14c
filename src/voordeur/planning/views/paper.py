"""The day on paper, for when there is no system. Translates out; decides nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from voordeur.base.access import roles
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission
from voordeur.planning import queries
from voordeur.planning.views.asking import asked_day
from voordeur.planning.views.cards import Drawing, line


@roles(MAY[Permission.SEE_PLANNING])
@require_GET
def print_day(request: HttpRequest) -> HttpResponse:
    """The day on paper, a page for each craftsman: what they need when there is no system."""
    now = timezone.now()
    user = logged_in(request)
    chosen = asked_day(request)
    board = queries.board(user=user, day=chosen, now=now)
    callers = queries.callers(user=user, day=chosen)
    cases = {(visit.case_kind, visit.case_id) for visit in board.standing}
    about = queries.about(user=user, cases=sorted(cases), now=now)
    drawing = Drawing(may_plan=False)
    sheets = [
        {
            "row": row,
            "lines": [
                line(
                    drawing,
                    visit,
                    callers.get(visit.pk),
                    about.get((visit.line.case_kind, visit.line.case_id), ""),
                )
                for visit in row.visits
            ],
        }
        for row in board.rows
        if not row.line.is_absent
    ]
    return render(request, "planning/print.html", {"board": board, "sheets": sheets, "now": now})
