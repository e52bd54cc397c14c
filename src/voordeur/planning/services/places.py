"""Finding a place for a visit and keeping it: the one way in which routes are written.

A route is read with its version, the change is worked out, and one conditional update decides whether that version
still holds. Whoever is later finds no row to update, leaves no trace, and looks again. It needs no locks, so it means
the same on SQLite and on PostgreSQL.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from voordeur.base.outbox import publish
from voordeur.kernel.errors import Refused
from voordeur.planning import rules
from voordeur.planning.engine.offer import Offer
from voordeur.planning.models import Shift, Visit, VisitState
from voordeur.planning.queries.holds import held_by_others, put_in, take_out
from voordeur.planning.queries.routes import NEW, Planned, Routes, read_routes, working
from voordeur.planning.queries.sure import as_uncertain, ask_judged
from voordeur.planning.services.rescue import rescue
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import Window

# Each time someone is refused another one has got through, so this many people at the same moment are served.
TRIES = 40
# What a new timing of a route writes to its visits; a window only changes where the caller gave the visit another one.
WRITTEN = (
    "shift",
    "window_from_at",
    "window_until_at",
    "planned_start_at",
    "planned_end_at",
    "travel_minutes",
    "travel_km",
)
# Below this two times are the same: sums in another order differ by less.
SAME = timedelta(milliseconds=1)


class StaleError(Exception):
    """Someone changed the route after it was read; nothing was written."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A visit that looks for a place: where, what, how long, in which windows.

    `kept`: the window that is promised, when it is wider than the one that was searched. `soonest`: an earlier window
    goes before a cheaper one. `shift_id`: only this shift will do. `key`: whose holds do not count as taken.
    """

    lat: float
    lon: float
    trade: str
    minutes: int
    windows: Sequence[Window]
    with_overtime: bool = False
    kept: Window | None = None
    soonest: bool = False
    shift_id: int | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A place that was found and claimed: the shift, the window, the times, and what it adds to the route."""

    shift_id: int
    window: Window
    planned: Planned
    extra_minutes: float


def settle(
    wish: Wish,
    write: Callable[[Place], Visit],
    *,
    now: datetime,
    policy: ServicePolicy,
    moving: Callable[[], Visit] | None = None,
) -> Visit:
    """Claim the best place for a wish and let `write` put the visit there, in one transaction.

    `moving` reads the visit that gives up its old place in the same transaction, and refuses when it no longer may.
    Refused "slot_taken" when no craftsman can keep a window any more, "planning_is_busy" when others kept coming first.
    """
    for _ in range(TRIES):
        old = moving() if moving else None
        routes, offer, window, changed = _find(wish, now=now, policy=policy, old=old)
        shift_id = int(offer.craftsman)
        planned = inside(routes.planned(shift_id)[NEW], window)
        if old:
            changed |= {old.shift_id}
        try:
            with transaction.atomic():
                _tell_handed_over(keep(routes, changed), now=now)
                return write(Place(shift_id, window, planned, max(0.0, offer.extra["travel"])))
        except StaleError:
            continue
    raise Refused("planning_is_busy")


def _tell_handed_over(visit_ids: Sequence[int], *, now: datetime) -> None:
    """Somebody else comes in the same window: whoever keeps the case hears it as "visit.rehoused"."""
    for visit in Visit.objects.filter(pk__in=visit_ids).order_by("pk") if visit_ids else ():
        publish("visit.rehoused", now=now, visit_id=visit.pk, case_kind=visit.case_kind, case_id=visit.case_id)


Found = tuple[Routes, Offer, Window, set[int]]


def _find(wish: Wish, *, now: datetime, policy: ServicePolicy, old: Visit | None) -> Found:
    where = working(
        trade=wish.trade,
        from_at=min(one.start_at for one in wish.windows) - timedelta(minutes=policy.planning.overtime_minutes),
        until_at=max(one.end_at for one in wish.windows),
    )
    routes = read_routes(
        where=where,
        now=now,
        policy=policy,
        with_overtime=wish.with_overtime,
        without=old.pk if old else None,
        also=old.shift_id if old else None,
    )
    # Emergencies and planners go before what is only held.
    only = wish.windows[0] if len(wish.windows) == 1 else None
    others = [] if wish.with_overtime else held_by_others(key=wish.key, now=now, for_window=only)
    held = put_in(routes, others)
    job = as_uncertain(
        routes.job(lat=wish.lat, lon=wish.lon, minutes=wish.minutes), trade=wish.trade, minutes=wish.minutes
    )
    if wish.with_overtime:
        found = routes.ask(job, wish.windows, shift_id=wish.shift_id)
    else:
        judged = ask_judged(routes, job, wish.windows, policy=policy, shift_id=wish.shift_id)
        found = judged.sure + judged.at_risk
    if found:
        offer = min(found, key=lambda one: (one.to_minute, one.total)) if wish.soonest else found[0]
        window = wish.kept or _window_of(routes, offer, wish.windows)
        routes.insert(job, offer, window)
        take_out(routes, held)
        return routes, offer, window, {int(offer.craftsman)}
    windows = (wish.kept,) if wish.kept else wish.windows
    if policy.planning.rescue_before_refusing and wish.shift_id is None:
        # On the day itself everybody was told who comes; what cannot wait goes before that.
        rescued = rescue(routes, job, windows, trade=wish.trade, now=now, keep_names=not wish.with_overtime)
        if rescued:
            offer, changed = rescued
            take_out(routes, held)
            return routes, offer, _window_of(routes, offer, windows), changed
    raise Refused("slot_taken")


def _window_of(routes: Routes, offer: Offer, windows: Sequence[Window]) -> Window:
    by_minute = {(routes.minute(one.start_at), routes.minute(one.end_at)): one for one in windows}
    return by_minute[offer.from_minute, offer.to_minute]


def keep(routes: Routes, shift_ids: Iterable[int]) -> list[int]:
    """Write changed routes, in the caller's transaction: versions first, then the times of the visits that stood there.

    Returns the visits that another craftsman makes from now on.

    Raises StaleError when a version is no longer the one that was read: the caller's transaction is then rolled back.
    A route that runs late and cannot be kept any more keeps the times it had: a broken promise is shown, not moved.
    """
    moved: list[Visit] = []
    # In one order everywhere, so that two people who change the same two shifts cannot wait for each other.
    for shift_id in sorted(shift_ids):
        row = routes.shifts[shift_id]
        minutes = routes.travel_minutes(shift_id)
        claimed = Shift.objects.filter(pk=shift_id, version=row.version).update(
            version=F("version") + 1, route_minutes=minutes, route_km=routes.roads.km_in(minutes)
        )
        if not claimed:
            raise StaleError
        if routes.is_possible(shift_id):
            moved += _retimed(routes, shift_id)
    if moved:
        Visit.objects.bulk_update(moved, WRITTEN)
    return [visit.pk for visit in moved if visit.shift_id != routes.visits[visit.pk].shift_id]


def _retimed(routes: Routes, shift_id: int) -> list[Visit]:
    changed: list[Visit] = []
    for key, raw in routes.planned(shift_id).items():
        if not key.isdecimal():
            continue
        old = routes.visits[int(key)]
        new = inside(raw, Window(old.window_from_at, old.window_until_at))
        if old.is_fixed or (
            old.shift_id == shift_id
            and abs(new.start_at - old.start_at) < SAME
            and abs(new.end_at - old.end_at) < SAME
            and abs(new.travel_minutes - old.travel_minutes) < 1e-3
        ):
            continue
        changed.append(
            Visit(
                pk=old.pk,
                shift_id=shift_id,
                window_from_at=old.window_from_at,
                window_until_at=old.window_until_at,
                planned_start_at=new.start_at,
                planned_end_at=new.end_at,
                travel_minutes=new.travel_minutes,
                travel_km=new.travel_km,
            )
        )
    return changed


def inside(planned: Planned, window: Window) -> Planned:
    """The same times without the rounding that would put the start a few microseconds outside its window."""
    start = min(max(planned.start_at, window.start_at), window.end_at)
    return Planned(start, max(planned.end_at, start), planned.travel_minutes, planned.travel_km)


def movable(visit_id: int) -> Visit:
    """The visit as it stands now; Refused when it has begun, ended or been cancelled."""
    visit = Visit.objects.get(pk=visit_id)
    rules.check_open(
        is_planned=visit.state == VisitState.PLANNED,
        is_cancelled=visit.state == VisitState.CANCELLED,
        is_fixed=visit.is_fixed,
    )
    return visit


def change(visit: Visit, **values: Any) -> None:
    """Write values to a visit that is still planned and in the same shift; raises StaleError when it is not."""
    written = Visit.objects.filter(
        pk=visit.pk, shift_id=visit.shift_id, state=VisitState.PLANNED, is_fixed=visit.is_fixed
    ).update(**values)
    if not written:
        raise StaleError


def _still_told(visit: Visit, window: Window) -> datetime | None:
    """Since when the tenant knows who comes; of another window they have not heard that yet."""
    is_same = (visit.window_from_at, visit.window_until_at) == (window.start_at, window.end_at)
    return visit.craftsman_told_at if is_same else None


def moved_to(
    visit: Visit,
    windows: Sequence[Window],
    *,
    may_still: Callable[[], Visit],
    now: datetime,
    policy: ServicePolicy,
    with_overtime: bool = False,
    shift_id: int | None = None,
    key: str = "",
) -> Visit:
    """Give a visit another place, in one of `windows`, and return it as it then stands."""
    wish = Wish(
        visit.lat,
        visit.lon,
        visit.trade,
        visit.minutes,
        windows,
        with_overtime=with_overtime,
        shift_id=shift_id,
        key=key,
    )
    held: list[Visit] = []

    def read() -> Visit:
        held[:] = [may_still()]
        return held[0]

    def write(place: Place) -> Visit:
        change(
            held[0],
            shift_id=place.shift_id,
            window_from_at=place.window.start_at,
            window_until_at=place.window.end_at,
            planned_start_at=place.planned.start_at,
            planned_end_at=place.planned.end_at,
            travel_minutes=place.planned.travel_minutes,
            travel_km=place.planned.travel_km,
            extra_minutes=place.extra_minutes,
            reminded_at=None,
            missed_at=None,
            is_promised=True if held[0].choices else held[0].is_promised,
            choices=[],
            craftsman_told_at=_still_told(held[0], place.window),
        )
        return Visit.objects.get(pk=visit.pk)

    return settle(wish, write, now=now, policy=policy, moving=read)
