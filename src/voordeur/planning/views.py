"""The planner's board, the list on paper, absence, and moving a visit. Translates in and out; decides nothing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from voordeur.base.access import roles
from voordeur.kernel.errors import Refused
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission, may
from voordeur.planning import queries, services, texts
from voordeur.planning.models import Shift, Visit
from voordeur.policy import rules as promised
from voordeur.promises.queries import in_force
from voordeur.work import queries as work
from voordeur.work.rules import ItemKind

# Where a session keeps the days a planner looked at, and how many of them.
SEEN = "planning-seen"
MOST_SEEN = 5
# A day further away is a slip: nothing is planned there, and the calendar itself ends.
FAR_DAYS = 3660
# Craftsmen on a page of the board: more than fit on a screen, few enough to be there at once.
A_PAGE = 25


@dataclass(frozen=True, slots=True)
class Card:
    """A visit on the board with its words and where it leads to."""

    visit: queries.BoardVisit
    address: str
    trade: str
    state: str
    told: str
    may_move: bool = False
    caller: queries.Caller | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """A craftsman's row on the board."""

    row: queries.BoardRow
    trades: list[str]
    load_percent: int
    cards: list[Card]


def case_address(kind: str, case_id: int) -> str:
    """The page of the case behind a visit; empty when its room has no page of cards."""
    try:
        return reverse(f"{kind}:card", args=[case_id])
    except NoReverseMatch:
        return ""


def day_address(day: date, trade: str = "", page: str = "") -> str:
    kept = {"trade": trade, "page": page if page.isdecimal() and page != "1" else ""}
    return reverse("planning:day", query={"day": day.isoformat(), **{name: one for name, one in kept.items() if one}})


def _card(visit: queries.BoardVisit, caller: queries.Caller | None = None, *, may_plan: bool = False) -> Card:
    may_move = may_plan and visit.state in {"planned", "waiting", "late"}
    return Card(
        visit=visit,
        address=case_address(visit.case_kind, visit.case_id),
        trade=texts.trade(visit.trade),
        state=str(texts.STATES[visit.state]),
        told=texts.visit_in_words(visit),
        may_move=may_move,
        caller=caller,
    )


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


def _asked_day(request: HttpRequest) -> date:
    today = promised.local(timezone.now()).date()
    try:
        asked = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
    return asked if abs((asked - today).days) <= FAR_DAYS else today


def _asked_trade(request: HttpRequest) -> str:
    trade = request.GET.get("trade", "")
    return trade if trade in texts.TRADES else ""


@roles(MAY[Permission.SEE_PLANNING])
@require_http_methods(["GET", "POST"])
def day(request: HttpRequest) -> HttpResponse:
    """The day of all craftsmen as a board. Sent back as a form it means: I have seen what changed."""
    now = timezone.now()
    user = logged_in(request)
    chosen = _asked_day(request)
    trade = _asked_trade(request)
    page = request.GET.get("page", "")
    board = queries.board(user=user, day=chosen, now=now, trade=trade, page=page, rows=A_PAGE)
    if request.method == "POST":
        _keep_seen(request, f"{chosen.isoformat()} {trade}".strip(), board, now)
        return redirect(day_address(chosen, trade, page))
    may_plan = may(user.role, Permission.PLAN)
    here = day_address(chosen, trade, page)
    unplaced = work.chosen(user, whose="all", kind=ItemKind.BOOK_VISIT).count() if may_plan else 0
    context = {
        "board": board,
        "lanes": [
            Lane(
                row,
                sorted(texts.trade(code) for code in row.trades),
                round(row.load_share * 100),
                [_card(visit, may_plan=may_plan) for visit in row.visits],
            )
            for row in board.rows
        ],
        "waiting": [_card(visit, may_plan=may_plan) for visit in board.waiting],
        "trades": sorted(((code, str(label)) for code, label in texts.TRADES.items()), key=lambda pair: pair[1]),
        "earlier": day_address(chosen - timedelta(days=1), trade),
        "later": day_address(chosen + timedelta(days=1), trade),
        "today": day_address(promised.local(now).date(), trade),
        "is_today": chosen == promised.local(now).date(),
        "here": here,
        "kept": f"?{here.partition('?')[2]}",
        "page": board.page,
        "news": _news(request, board, now),
        "unplaced": unplaced,
        "unplaced_address": reverse("work:list", query={"kind": ItemKind.BOOK_VISIT, "whose": "all"}),
        "may_plan": may_plan,
        "now": now,
    }
    return render(request, "planning/day.html", context)


@roles(MAY[Permission.SEE_PLANNING])
@require_GET
def print_day(request: HttpRequest) -> HttpResponse:
    """The day on paper, a page for each craftsman: what they need when there is no system."""
    now = timezone.now()
    user = logged_in(request)
    chosen = _asked_day(request)
    board = queries.board(user=user, day=chosen, now=now)
    callers = queries.callers(user=user, day=chosen)
    lanes = [
        Lane(row, [], round(row.load_share * 100), [_card(visit, callers.get(visit.pk)) for visit in row.visits])
        for row in board.rows
        if not row.is_absent
    ]
    return render(request, "planning/print.html", {"board": board, "lanes": lanes, "now": now})


def _back_to_board(request: HttpRequest, shift: Shift) -> str:
    """The board as it was when the button was pressed."""
    return day_address(promised.local(shift.starts_at).date(), _asked_trade(request), request.GET.get("page", ""))


@roles(MAY[Permission.PLAN])
@require_POST
def absent(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Someone does not come: say what went to others and what still needs a place."""
    user = logged_in(request)
    shift = get_object_or_404(Shift.objects.visible_to(user).select_related("craftsman__user"), pk=shift_id)
    try:
        outcome = services.mark_absent(shift=shift, by=user, now=timezone.now())
    except Refused as refused:
        messages.error(request, texts.refusal(refused))
    else:
        moved, left = len(outcome.moved), len(outcome.left)
        name = shift.craftsman.user.name
        messages.success(request, _("%(name)s is absent.") % {"name": name})
        if moved:
            told = ngettext(
                "%(count)s visit went to a colleague, in the same promised window.",
                "%(count)s visits went to colleagues, each in the same promised window.",
                moved,
            )
            messages.success(request, told % {"count": moved})
        if left:
            told = ngettext(
                "%(count)s visit does not fit with anyone in its window. Choose another place for it.",
                "%(count)s visits do not fit with anyone in their windows. Choose another place for them.",
                left,
            )
            messages.warning(request, told % {"count": left})
    return redirect(_back_to_board(request, shift))


@roles(MAY[Permission.PLAN])
@require_POST
def present(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Someone is there after all."""
    user = logged_in(request)
    shift = get_object_or_404(Shift.objects.visible_to(user).select_related("craftsman__user"), pk=shift_id)
    try:
        services.mark_present(shift=shift, by=user, now=timezone.now())
    except Refused as refused:
        messages.error(request, texts.refusal(refused))
    else:
        messages.success(request, _("%(name)s can be planned again.") % {"name": shift.craftsman.user.name})
    return redirect(_back_to_board(request, shift))


@roles(MAY[Permission.PLAN])
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Another window for a visit, with what each costs; the tenant hears of a changed promise."""
    now = timezone.now()
    user = logged_in(request)
    visit = get_object_or_404(
        Visit.objects.visible_to(user).select_related("dwelling", "shift__craftsman__user"), pk=visit_id
    )
    policy = in_force(visit.booked_at).policy
    refusal = ""
    if request.method == "POST":
        try:
            moved = _moved(request, visit, now=now)
        except Refused as refused:
            refusal = texts.refusal(refused)
        else:
            told = _("%(name)s now goes to %(address)s, %(moment)s.") % {
                "name": moved.shift.craftsman.user.name,
                "address": visit.dwelling.address,
                "moment": texts.window_of(moved.window_from_at, moved.window_until_at, now),
            }
            messages.success(request, told)
            return redirect(day_address(promised.local(moved.planned_start_at).date()))
    people = queries.craftsmen_of(trade=visit.trade, now=now)
    asked = request.GET.get("craftsman", "")
    craftsman_id = next((pk for pk, _name in people if str(pk) == asked), None)
    slots = queries.offers(
        lat=visit.lat,
        lon=visit.lon,
        trade=visit.trade,
        minutes=visit.minutes,
        now=now,
        policy=policy,
        moving_visit_id=visit.pk,
        announced=True,
        craftsman_id=craftsman_id,
    )
    context = {
        "visit": visit,
        "trade": texts.trade(visit.trade),
        "colleagues": queries.colleagues(visit=visit, now=now, policy=policy),
        "days": queries.by_day(sorted(slots, key=lambda slot: slot.window_from_at)),
        "people": people,
        "craftsman_id": craftsman_id,
        "chosen_name": dict(people)[craftsman_id] if craftsman_id else "",
        "back": day_address(promised.local(visit.shift.starts_at).date()),
        "refusal": refusal,
        "now": now,
    }
    return render(request, "planning/move.html", context, status=409 if refusal else 200)


def _moved(request: HttpRequest, visit: Visit, *, now: datetime) -> Visit:
    """The visit at its chosen place. Refused as `planner_move` refuses, also for a shift that is not there."""
    window_from_at, window_until_at, shift_id = queries.place_of_key(request.POST.get("slot", ""))
    shift = None
    if shift_id is not None:
        shift = Shift.objects.visible_to(logged_in(request)).filter(pk=shift_id).first()
        if shift is None:
            raise Refused("slot_not_offered")
    return services.planner_move(
        visit=visit,
        window_from_at=window_from_at,
        window_until_at=window_until_at,
        by=logged_in(request),
        now=now,
        policy=in_force(visit.booked_at).policy,
        shift=shift,
    )
