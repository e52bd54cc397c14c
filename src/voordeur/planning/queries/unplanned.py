"""Work without a place, from the rooms that have it, and where a craftsman could take it. Writes nothing.

config/wiring names those rooms: planning knows no case from the inside.
"""

import importlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.db.models import Q

from voordeur.planning import rules
from voordeur.planning.models import Shift
from voordeur.planning.queries.routes import read_routes, working
from voordeur.policy import rules as promised
from voordeur.policy.models import ServicePolicy
from voordeur.promises import queries as promises
from voordeur.work import queries as work
from voordeur.work.rules import ItemKind

if TYPE_CHECKING:
    from voordeur.parties.models import User

MOST_SHOWN = 25
# Read more than are shown: of some the room itself says that they cannot be planned now, others are of another trade.
MOST_READ = 60
MOST_READ_OF_TRADE = 400


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A piece of work that waits for a place. `since_at`: since when; `not_before_on`: it makes no sense earlier."""

    case_kind: str
    case_id: int
    dwelling_id: int
    subject: str
    address: str
    town: str
    lat: float
    lon: float
    trade: str
    minutes: int
    since_at: datetime
    due_at: datetime
    urgency: str
    not_before_on: date | None = None
    # Why it stands where it stands in the line; empty outside the line
    reasons: tuple[promised.Reason, ...] = ()


class Source(NamedTuple):
    """How a room tells of its work without a place, and lets it be booked.

    `waiting(user=, case_ids=, now=)` gives what of these cases can be planned; `book(case_id=, shift=, window_from_at=,
    window_until_at=, by=, now=)` promises a window with one craftsman, with the room's own refusals;
    `policy(case_id=)` is the one the case is judged by; `refusal(refused)` a refusal of the room in words;
    `about(user=, case_ids=, now=)` what is the matter, in words, by case. `placed(case_id=, visit_id=, by=, now=)`: we
    gave it a place ourselves; `taken_back`, with the same: that was undone; `not_home`, with the same: nobody opened.
    """

    waiting: Callable[..., list[Unplanned]]
    book: Callable[..., object]
    policy: Callable[..., ServicePolicy]
    refusal: Callable[..., str]
    about: Callable[..., dict[int, str]]
    placed: Callable[..., object]
    taken_back: Callable[..., object]
    not_home: Callable[..., object]


def sources() -> Mapping[str, Source]:
    """By the name of the room."""
    found: Mapping[str, Source] = importlib.import_module(settings.WIRING).PLANNED_WORK
    return found


def about(*, user: "User", cases: Iterable[tuple[str, int]], now: datetime) -> dict[tuple[str, int], str]:
    """What is the matter in each case, in words, as its room tells it. One read for each room."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, case_id in cases:
        by_kind[kind].append(case_id)
    known = sources()
    return {
        (kind, case_id): words
        for kind, case_ids in by_kind.items()
        if kind in known
        for case_id, words in known[kind].about(user=user, case_ids=case_ids, now=now).items()
    }


def unplanned(*, user: "User", now: datetime, trade: str = "", most: int = MOST_SHOWN) -> list[Unplanned]:
    """What waits for a place, in the order of the work list: by the weights of the policy; of one trade when given."""
    policy = promises.in_force(now).policy
    line = work.ranked_cases(user, kind=ItemKind.BOOK_VISIT, policy=policy, now=now)
    read = line[: MOST_READ_OF_TRADE if trade else MOST_READ]
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, case_id, _priority in read:
        by_kind[kind].append(case_id)
    known = sources()
    found = {
        (one.case_kind, one.case_id): one
        for kind, case_ids in by_kind.items()
        if kind in known
        for one in known[kind].waiting(user=user, case_ids=case_ids, now=now)
        if not trade or one.trade == trade
    }
    return [
        replace(found[kind, case_id], reasons=priority.reasons)
        for kind, case_id, priority in read
        if (kind, case_id) in found
    ][:most]


def rushing(*, user: "User", now: datetime) -> list[Unplanned]:
    """Emergencies that nobody could take without moving something, the first term first."""
    items = work.chosen(user, whose="all", kind=ItemKind.EMERGENCY).order_by("due_at", "pk")
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, case_id in items.values_list("case_kind", "case_id")[:MOST_SHOWN]:
        by_kind[kind].append(case_id)
    known = sources()
    found = [
        one
        for kind, case_ids in by_kind.items()
        if kind in known
        for one in known[kind].waiting(user=user, case_ids=case_ids, now=now)
    ]
    return sorted(found, key=lambda one: (one.due_at, one.case_id))


def one_unplanned(*, user: "User", case_kind: str, case_id: int, now: datetime) -> Unplanned | None:
    """One piece of work without a place; None when it has one, or is not for this user."""
    source = sources().get(case_kind)
    found = source.waiting(user=user, case_ids=[case_id], now=now) if source else []
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Room:
    """A window that a shift can keep, with when the work would begin and the driving that it adds."""

    window_from_at: datetime
    window_until_at: datetime
    start_at: datetime
    extra_minutes: float


def room_for(
    *, job: Unplanned, shift: Shift, at: datetime | None, now: datetime, policy: ServicePolicy
) -> tuple[Room | None, str]:
    """The window of this shift's day around `at` that it can keep, the cheapest one without it; else a refusal code."""
    if shift.is_absent:
        return None, "shift_absent"
    day = promised.local(shift.starts_at).date()
    if job.not_before_on is not None and day < job.not_before_on:
        return None, "slot_not_offered"
    windows = [
        one
        for one in rules.open_windows(policy, now)
        if promised.local(one.start_at).date() == day and (at is None or one.start_at <= at <= one.end_at)
    ]
    if not windows:
        return None, "slot_not_offered"
    where = working(trade=job.trade, from_at=windows[0].start_at, until_at=windows[-1].end_at) & Q(pk=shift.pk)
    routes = read_routes(where=where, now=now, policy=policy, with_overtime=False)
    if shift.pk not in routes.candidates:
        return None, "no_skill"
    found = routes.ask(routes.job(lat=job.lat, lon=job.lon, minutes=job.minutes), windows, shift_id=shift.pk)
    if not found:
        return None, "no_room"
    best = min(found, key=lambda one: one.total)
    window = next(
        one
        for one in windows
        if (routes.minute(one.start_at), routes.minute(one.end_at)) == (best.from_minute, best.to_minute)
    )
    return Room(window.start_at, window.end_at, routes.moment(best.start_minute), max(0.0, best.extra["travel"])), ""
