"""What was adopted: the list on the dial, and for each what was foreseen beside what happened."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from voordeur.base.access import roles
from voordeur.parties.queries import logged_in
from voordeur.promises import queries as promises
from voordeur.twin.queries import adoptions, outcomes
from voordeur.twin.queries.outcomes import Outcome, Period
from voordeur.twin.rules import may_adopt
from voordeur.twin.texts import adopting as adopting_texts
from voordeur.twin.texts import figures
from voordeur.twin.texts import outcomes as texts
from voordeur.twin.views.found import EVERYBODY

if TYPE_CHECKING:
    from voordeur.parties.models import User


@roles(EVERYBODY)
@require_GET
def adoption(request: HttpRequest, adoption_id: int) -> HttpResponse:
    """One adopted policy: what was foreseen, what happened, month by month."""
    found = get_object_or_404(adoptions.visible(logged_in(request)), pk=adoption_id)
    now = timezone.now()
    study = found.study
    shown = outcomes.of(found, study, now=now)
    policy = promises.of_version(found.version_id).policy
    context = {
        "adoption": found,
        "study": study,
        "now": now,
        "title": policy.title.in_language(request.LANGUAGE_CODE),
        "state": texts.state(shown, now),
        "outcome": shown,
        "foreseen": _foreseen(shown, found, study),
        "rows": [texts.row(one) for one in shown.whole.rows] if shown.whole else [],
        "summary": texts.summary(shown.whole) if shown.whole else "",
        "months": _months(shown.months),
        "may_adopt": may_adopt(logged_in(request).role),
    }
    return render(request, "twin/adoption.html", context)


def _foreseen(shown: Outcome, found: Any, study: Any) -> list[dict[str, str]]:
    """What a whole year is expected to be, for who looks before it began."""
    if shown.whole is not None:
        return []
    lives = adoptions.lives(study, found.variant)
    told = []
    for code in outcomes.CODES:
        one = outcomes.foreseen(lives, code, years=study.years, share_of_year=max(1, shown.homes) / study.homes)
        if one is not None:
            row = outcomes.Row(code, one, None, too_little=True, inside=None)
            told.append(texts.row(row))
    return told


def _months(months: list[Period] | Any) -> list[dict[str, Any]]:
    """Every figure that is known by month, with a row for each month."""
    return [
        {
            "name": figures.NAMES[code],
            "rows": [
                {"month": texts.month(period), **texts.row(row)}
                for period in months
                for row in period.rows
                if row.code == code
            ],
        }
        for code in outcomes.MONTHLY
    ]


def adopted(user: "User", *, now: datetime) -> dict[str, Any]:
    """What was adopted, for twin/_adoptions.html."""
    found = adoptions.listed(user)
    return {
        "adoptions": [
            {
                "number": one.adoption.pk,
                "title": one.title,
                "study": one.adoption.study,
                "told": adopting_texts.adopted(one.starts_at, now),
                "has_ended": one.ends_at is not None and one.ends_at <= now,
                "has_begun": one.starts_at <= now,
            }
            for one in found
        ],
        "due": [
            {"number": one.adoption.pk, "told": texts.due(one.title, one.starts_at)} for one in found if one.is_due(now)
        ],
    }
