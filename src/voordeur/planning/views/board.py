"""The planner's board of a day, and what changed on it since it was looked at. Decides nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from voordeur.base.access import roles
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission, may
from voordeur.planning import queries, texts
from voordeur.planning.views.asking import asked_day, asked_trade, case_address, day_address
from voordeur.planning.views.cards import Drawing, trades_in
from voordeur.policy import rules as promised
from voordeur.work import queries as work
from voordeur.work.rules import ItemKind

# Where a session keeps the days a planner looked at, and how many of them.
SEEN = "planning-seen"
MOST_SEEN = 5
# Craftsmen on a page of the board: more than fit on a screen, few enough to be there at once.
A_PAGE = 25


@dataclass(frozen=True, slots=True)
class Told:
    """A change in words, with the page of its case."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class News:
    """What changed since `seen_at`, the moment up to which this user said to have seen the day."""

    seen_at: datetime
    changes: list[Told]


def _news(request: HttpRequest, board: queries.Board, now: datetime) -> News | None:
    """The changes since this user saw the day; None at the first look, which is kept to compare with."""
    key = f"{board.day.isoformat()} {board.trade}".strip()
    kept = request.session.get(SEEN, {})
    if key not in kept:
        _keep_seen(request, key, board, now)
        return None
    seen_at = datetime.fromisoformat(kept[key]["at"])
    found = queries.changes(user=logged_in(request), board=board, seen=kept[key]["visits"], seen_at=seen_at)
    told = [Told(texts.change(one, now), case_address(one.case_kind, one.case_id)) for one in found]
    return News(seen_at, told)


def _keep_seen(request: HttpRequest, key: str, board: queries.Board, now: datetime) -> None:
    kept = request.session.get(SEEN, {})
    kept.pop(key, None)
    kept[key] = {"at": now.isoformat(), "visits": queries.seen_of(board)}
    request.session[SEEN] = dict(list(kept.items())[-MOST_SEEN:])


@roles(MAY[Permission.SEE_PLANNING])
@require_http_methods(["GET", "POST"])
def day(request: HttpRequest) -> HttpResponse:
    """The day of all craftsmen as a board. Sent back as a form it means: I have seen what changed."""
    now = timezone.now()
    user = logged_in(request)
    chosen = asked_day(request)
    trade = asked_trade(request)
    page = request.GET.get("page", "")
    board = queries.board(user=user, day=chosen, now=now, trade=trade, page=page, rows=A_PAGE)
    if request.method == "POST":
        _keep_seen(request, f"{chosen.isoformat()} {trade}".strip(), board, now)
        return redirect(day_address(chosen, trade, page))
    may_plan = may(user.role, Permission.PLAN)
    here = day_address(chosen, trade, page)
    unplaced = work.chosen(user, whose="all", kind=ItemKind.BOOK_VISIT).count() if may_plan else 0
    kept = f"?{here.partition('?')[2]}"
    drawing = Drawing(may_plan=may_plan, kept=kept)
    context = {
        "board": board,
        "lanes": [drawing.lane(row) for row in board.rows],
        "words": drawing.rows,
        "waiting": [drawing.card(visit) for visit in board.waiting],
        "trades": trades_in(get_language() or "nl"),
        "earlier": day_address(chosen - timedelta(days=1), trade),
        "later": day_address(chosen + timedelta(days=1), trade),
        "today": day_address(promised.local(now).date(), trade),
        "is_today": chosen == promised.local(now).date(),
        "here": here,
        "page": board.page,
        "news": _news(request, board, now),
        "unplaced": unplaced,
        "unplaced_address": reverse("work:list", query={"kind": ItemKind.BOOK_VISIT, "whose": "all"}),
        "may_plan": may_plan,
        "now": now,
    }
    return render(request, "planning/day.html", context)
