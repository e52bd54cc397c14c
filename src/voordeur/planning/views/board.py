"""The planner's board of a day, and what changed on it since it was looked at. Decides nothing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from voordeur.base.access import roles
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission, may
from voordeur.planning import queries, texts
from voordeur.planning.views.answering import UNDO, planner_words
from voordeur.planning.views.asking import asked_day, asked_trade, case_address, day_address
from voordeur.planning.views.cards import Drawing, trades_in
from voordeur.planning.views.setbacks import Alarm, alarms
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
    told = [Told(_told(one, now), case_address(one.case_kind, one.case_id)) for one in found]
    return News(seen_at, told)


def _told(one: queries.Change, now: datetime) -> str:
    """A change in words, with the planner whose doing it was."""
    words = texts.change(one, now)
    return words + " " + _("By %(name)s.") % {"name": one.by_name} if one.by_name else words


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
    chosen = asked_day(request)
    board = _board(request, chosen, now)
    page = request.GET.get("page", "")
    if request.method == "POST":
        _keep_seen(request, f"{chosen.isoformat()} {board.trade}".strip(), board, now)
        return redirect(day_address(chosen, board.trade, page))
    today = promised.local(now).date()
    return render(
        request,
        "planning/day.html",
        _drawn(request, board, board.rows, now)
        | {
            "trades": trades_in(get_language() or "nl"),
            "earlier": day_address(chosen - timedelta(days=1), board.trade),
            "later": day_address(chosen + timedelta(days=1), board.trade),
            "today": day_address(today, board.trade),
            "is_today": chosen == today,
            "can_undo": request.session.pop(UNDO, False),
        },
    )


@roles(MAY[Permission.SEE_PLANNING])
@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """What changed since the page was drawn, for htmx; nothing (204) when every route is as it was.

    The address names what the page shows: `stamp` of everyone, and `seen`, the versions of its rows as "12.5-13.9".
    """
    now = timezone.now()
    chosen = asked_day(request)
    shifts = queries.shift_lines(user=logged_in(request), from_on=chosen, until_on=chosen, trade=asked_trade(request))
    is_same = queries.stamp_of(shifts) == request.GET.get("stamp", "")
    if is_same and _rung(_alarms(request, chosen, now)) == request.GET.get("rung", ""):
        return HttpResponse(status=204)
    board = _board(request, chosen, now)
    seen = request.GET.get("seen", "").split("-")
    known = {one.partition(".")[0] for one in seen}
    is_same_frame = request.GET.get("frame") == _frame(board)
    if not is_same_frame or known != {str(row.line.pk) for row in board.rows}:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    changed = [row for row in board.rows if f"{row.line.pk}.{row.line.version}" not in seen]
    return render(request, "planning/live.html", _drawn(request, board, changed, now))


def _board(request: HttpRequest, day: date, now: datetime) -> queries.Board:
    return queries.board(
        user=logged_in(request),
        day=day,
        now=now,
        trade=asked_trade(request),
        page=request.GET.get("page", ""),
        rows=A_PAGE,
    )


def _alarms(request: HttpRequest, day: date, now: datetime) -> list[Alarm]:
    """What a planner must decide now; on the day that is running only."""
    if day != promised.local(now).date() or not may(logged_in(request).role, Permission.PLAN):
        return []
    return alarms(request, now)


def _rung(found: list[Alarm]) -> str:
    """Which alarms a page shows, in a few signs: another text when there are others."""
    return "-".join(one.sign for one in found)


def _frame(board: queries.Board) -> str:
    """The axis on which the cards of a page stand."""
    return f"{board.first}-{len(board.hours)}"


def _drawn(request: HttpRequest, board: queries.Board, rows: list[queries.BoardRow], now: datetime) -> dict[str, Any]:
    """What the board and its news are drawn from; of `rows` the lanes."""
    user = logged_in(request)
    may_plan = may(user.role, Permission.PLAN)
    page = request.GET.get("page", "")
    here = day_address(board.day, board.trade, page)
    kept = f"?{here.partition('?')[2]}"
    drawing = Drawing(may_plan=may_plan, kept=kept)
    rung = _alarms(request, board.day, now)
    seen = "-".join(f"{row.line.pk}.{row.line.version}" for row in board.rows)
    shown = {"stamp": board.stamp, "rung": _rung(rung), "frame": _frame(board), "seen": seen}
    return {
        "board": board,
        "lanes": [drawing.lane(row) for row in rows],
        "words": drawing.rows,
        "waiting": [drawing.card(visit) for visit in board.waiting],
        "here": here,
        "kept": kept,
        "live": f"{reverse('planning:live')}{kept}&{'&'.join(f'{name}={one}' for name, one in shown.items())}",
        "alarms": rung,
        "page": board.page,
        "news": _news(request, board, now),
        "unplaced": work.chosen(user, whose="all", kind=ItemKind.BOOK_VISIT).count() if may_plan else 0,
        "may_plan": may_plan,
        "planner_words": planner_words() if may_plan else {},
        "now": now,
    }
