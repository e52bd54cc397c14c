"""What to do now that the day goes otherwise: said by a planner, shown side by side, chosen. Decides nothing."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from voordeur.base.access import roles
from voordeur.base.words import about_time_in_words, number
from voordeur.kernel.errors import Refused
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission
from voordeur.planning import queries, services, texts
from voordeur.planning.models import Setback, Shift, Visit
from voordeur.planning.queries.ways import NOTHING, Way
from voordeur.planning.rules import SetbackKind, SetbackStatus
from voordeur.planning.views.answering import UNDO
from voordeur.planning.views.asking import case_address, day_address
from voordeur.policy import rules as promised

# Longer than a working day is a slip of the finger.
MOST_MINUTES = 480
# Below half a minute more or less is the same.
SAME_MINUTES = 0.5
NO_UNDO = frozenset({SetbackKind.NOBODY_HOME})


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A visit in a way: where it is, and what becomes of it in words."""

    address: str
    case_address: str
    told: str


@dataclass(frozen=True, slots=True)
class ShownWay:
    """A way in words. `terms`: what it costs, each as (name, words); `is_nothing`: only what happened is written."""

    number: int
    title: str
    said: str
    is_nothing: bool
    is_chosen: bool
    terms: list[tuple[str, str]]
    moved: list[ShownPlace]
    handed: list[ShownPlace]
    lost: list[ShownPlace]
    late: list[ShownPlace]


class _Words:
    """The ways of one setback in words."""

    def __init__(self, shown: queries.ShownSetback, now: datetime) -> None:
        self.shown, self.now = shown, now

    def place(self, visit_id: int, told: str) -> ShownPlace:
        visit = self.shown.visits[visit_id]
        return ShownPlace(visit.dwelling.address, case_address(visit.case_kind, visit.case_id), told)

    def promise(self, visit_id: int) -> str:
        visit = self.shown.visits[visit_id]
        return texts.window_of(visit.window_from_at, visit.window_until_at, self.now)

    def moved(self, way: Way) -> list[ShownPlace]:
        found = []
        for key in way.windows:
            window = way.window(int(key))
            if window is not None:
                after = texts.window_of(window.start_at, window.end_at, self.now)
                told = _("from %(before)s to %(after)s") % {"before": self.promise(int(key)), "after": after}
                found.append(self.place(int(key), told))
        return found

    def handed(self, way: Way) -> list[ShownPlace]:
        names = self.shown.names
        told = _("from %(before)s to %(after)s")
        return [
            self.place(int(key), told % {"before": names.get(old, "?"), "after": names.get(new, "?")})
            for key, (old, new) in way.handed.items()
            if names.get(old) != names.get(new)
        ]

    def late(self, way: Way) -> list[ShownPlace]:
        told = _("%(minutes)s min after the promised time")
        return [self.place(int(key), told % {"minutes": number(late)}) for key, late in way.late.items()]

    def way(self, place: int, way: Way) -> ShownWay:
        lost = [self.place(pk, self.promise(pk)) for pk in way.lost]
        moved, handed = self.moved(way), self.handed(way)
        return ShownWay(
            number=place,
            title=str(texts.WAYS[way.code]),
            said=self._said(way),
            is_nothing=way.code == NOTHING,
            is_chosen=self.shown.setback.chosen == place,
            terms=_terms(way, moved=len(moved), handed=len(handed), lost=len(lost)),
            moved=moved,
            handed=handed,
            lost=lost,
            late=self.late(way),
        )

    def _said(self, way: Way) -> str:
        if not way.placed:
            return ""
        name = self.shown.names.get(int(way.placed[0]), "?")
        moment = about_time_in_words(datetime.fromisoformat(way.placed[1]))
        return _("%(name)s goes there, at about %(moment)s.") % {"name": name, "moment": moment}


def _terms(way: Way, *, moved: int, handed: int, lost: int) -> list[tuple[str, str]]:
    if way.code == NOTHING:
        return []
    names = {"travel": _("Driving"), "overtime": _("Overtime"), "idle": _("Waiting")}
    terms = [
        (_("Promises that move"), _("none") if not moved else number(moved)),
        (_("Without a place"), _("none") if not lost else number(lost)),
        (_("Change hands"), _("none") if not handed else number(handed)),
    ]
    return terms + [(names[name], _minutes(way.extra.get(name, 0.0))) for name in names]


def _minutes(minutes: float) -> str:
    if abs(minutes) < SAME_MINUTES:
        return _("the same")
    told = _("%(minutes)s min more") if minutes > 0 else _("%(minutes)s min less")
    return told % {"minutes": number(abs(minutes))}


def title_of(setback: Setback, *, name: str = "", address: str = "") -> str:
    """What happened, as one sentence."""
    moment = about_time_in_words(setback.until_at) if setback.until_at else ""
    return str(texts.SETBACKS[setback.kind]) % {"name": name, "address": address, "moment": moment}


def _title(shown: queries.ShownSetback) -> str:
    setback = shown.setback
    visit = shown.visits.get(setback.visit_id or 0)
    address = shown.work.address if shown.work else visit.dwelling.address if visit else _("this address")
    return title_of(setback, name=shown.names.get(setback.shift_id or 0, ""), address=address)


def _found(request: HttpRequest, setback_id: int) -> Setback:
    seen = Setback.objects.visible_to(logged_in(request)).select_related("decided_by", "visit", "shift")
    return get_object_or_404(seen, pk=setback_id)


def _board(setback: Setback) -> str:
    return day_address(promised.local(setback.made_at).date())


@roles(MAY[Permission.PLAN])
@require_GET
def setback(request: HttpRequest, setback_id: int) -> HttpResponse:
    """What happened, what comes of it when nobody does anything, and the ways out beside each other."""
    now = timezone.now()
    shown = queries.shown_setback(user=logged_in(request), setback=_found(request, setback_id), now=now)
    words = _Words(shown, now)
    ways = [words.way(place, way) for place, way in enumerate(shown.ways)]
    is_open = shown.setback.state == SetbackStatus.OPEN
    context = {
        "setback": shown.setback,
        "title": _title(shown),
        "nothing": ways[0] if ways else None,
        "ways": ways[1:],
        "is_open": is_open,
        "may_choose": is_open and shown.holds,
        "is_emergency": shown.setback.kind == SetbackKind.EMERGENCY,
        "back": _board(shown.setback),
        "now": now,
    }
    return render(request, "planning/setback.html", context)


def _reported(request: HttpRequest, asked: dict[str, Any]) -> Setback:
    return services.report_setback(by=logged_in(request), now=timezone.now(), **asked)


@roles(MAY[Permission.PLAN])
@require_POST
def setback_new(request: HttpRequest) -> HttpResponse:
    """A planner says what happened: work out what can be done, and show it."""
    asked: dict[str, Any] = {}
    try:
        asked = _asked(request, timezone.now())
        made = _reported(request, asked)
    except Refused as refused:
        messages.error(request, texts.refusal(refused))
        return redirect(_page_of(asked))
    return redirect("planning:setback", made.pk)


def _page_of(asked: dict[str, Any]) -> str:
    """Where it was said, to say it again."""
    if asked.get("visit"):
        return reverse("planning:visit", args=[asked["visit"].pk])
    if asked.get("shift"):
        return reverse("planning:shift", args=[asked["shift"].pk])
    return reverse("planning:day")


def _asked(request: HttpRequest, now: datetime) -> dict[str, Any]:
    """What the form says happened. Refused "slot_not_offered" when it says nothing that can be."""
    user, given = logged_in(request), request.POST
    try:
        kind = SetbackKind(given.get("kind", ""))
    except ValueError:
        raise Refused("slot_not_offered") from None
    visit_id, shift_id, case_id = (given.get(name, "") for name in ("visit", "shift", "case_id"))
    visit = Visit.objects.visible_to(user).filter(pk=visit_id).first() if visit_id.isdecimal() else None
    shift = Shift.objects.visible_to(user).filter(pk=shift_id).first() if shift_id.isdecimal() else None
    asked: dict[str, Any] = {"kind": kind, "visit": visit, "shift": shift, "until_at": None}
    if kind == SetbackKind.LONG and visit is not None:
        minutes = given.get("minutes", "")
        if not (minutes.isdecimal() and len(minutes) < 4 and 0 < int(minutes) <= MOST_MINUTES):
            raise Refused("moment_is_past")
        asked["until_at"] = max(visit.planned_end_at, now) + timedelta(minutes=int(minutes))
    if kind == SetbackKind.VAN:
        asked["until_at"] = _moment(given.get("until", ""), now)
    if kind == SetbackKind.EMERGENCY:
        asked |= {"case_kind": given.get("case_kind", ""), "case_id": int(case_id) if case_id.isdecimal() else 0}
    return asked


def _moment(clock: str, now: datetime) -> datetime | None:
    """A time of today; None when it is none."""
    try:
        told = time.fromisoformat(clock)
    except ValueError:
        return None
    return promised.at_minute(promised.local(now).date(), told.hour * 60 + told.minute)


def _again(request: HttpRequest, found: Setback) -> HttpResponse:
    """Work the same out anew, from the routes as they are now."""
    now = timezone.now()
    until_at = found.until_at
    if until_at is not None and until_at <= now:
        until_at = now + timedelta(minutes=10)
    asked: dict[str, Any] = {"kind": SetbackKind(found.kind), "visit": found.visit, "shift": found.shift}
    asked["until_at"] = until_at
    if found.kind == SetbackKind.EMERGENCY:
        asked |= {"case_kind": found.case_kind, "case_id": found.case_id}
    try:
        made = _reported(request, asked)
    except Refused as refused:
        messages.error(request, texts.refusal(refused))
        return redirect(_board(found))
    return redirect("planning:setback", made.pk)


@roles(MAY[Permission.PLAN])
@require_POST
def setback_act(request: HttpRequest, setback_id: int, action: str) -> HttpResponse:
    """Choose a way, leave it for what it is, or have it worked out anew."""
    user, now = logged_in(request), timezone.now()
    found = _found(request, setback_id)
    if action == "again":
        return _again(request, found)
    try:
        if action == "leave":
            services.leave_setback(setback=found, by=user, now=now)
            messages.success(request, _("Left as it is: nothing was changed."))
            return redirect(_board(found))
        given = request.POST.get("way", "")
        services.choose_way(setback=found, number=int(given) if given.isdecimal() else -1, by=user, now=now)
    except Refused as refused:
        messages.error(request, texts.refusal(refused))
        return _again(request, found) if refused.code == "setback_stale" else redirect(_board(found))
    messages.success(request, _done(found))
    if found.kind not in NO_UNDO:
        request.session[UNDO] = True
    return redirect(_board(found))


def _done(found: Setback) -> str:
    way = Way(**found.ways[found.chosen or 0])
    told = [_("The plan is as you chose.") if way.code != NOTHING else _("It was written down; the plan stays.")]
    moved = sum(window is not None for window in way.windows.values())
    if moved:
        words = ngettext(
            "%(count)s tenant gets a message with the new time.",
            "%(count)s tenants get a message with the new time.",
            moved,
        )
        told.append(words % {"count": moved})
    if way.lost:
        words = ngettext(
            "%(count)s visit still needs a place: it is on the board.",
            "%(count)s visits still need a place: they are on the board.",
            len(way.lost),
        )
        told.append(words % {"count": len(way.lost)})
    return " ".join(told)


@dataclass(frozen=True, slots=True)
class Alarm:
    """A line above the board: something to decide about. `address` leads to its ways; an emergency has its `case`."""

    told: str
    sign: str
    address: str = ""
    case: queries.Unplanned | None = None


def alarms(request: HttpRequest, now: datetime) -> list[Alarm]:
    """What waits for a decision of a planner today: emergencies without a place first, then what runs late."""
    user = logged_in(request)
    found = [
        Alarm(
            _("Emergency without a place: %(address)s, %(trade)s, before %(due)s.")
            % {"address": one.address, "trade": texts.trade(one.trade), "due": texts.board_clock(one.due_at)},
            f"e{one.case_id}",
            case=one,
        )
        for one in queries.rushing(user=user, now=now)
    ]
    for one in queries.open_setbacks(user=user, now=now):
        visit = one.visit
        if visit is None:
            continue
        count = len(one.ways) - 1
        told = title_of(one, name=visit.shift.craftsman.user.name, address=visit.dwelling.address)
        ways = ngettext("%(count)s way out", "%(count)s ways out", count) % {"count": count}
        who = visit.shift.craftsman.user.name
        found.append(Alarm(f"{who}: {told} ({ways})", f"s{one.pk}", reverse("planning:setback", args=[one.pk])))
    return found
