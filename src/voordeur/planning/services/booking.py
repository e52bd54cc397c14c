"""Booking, moving and cancelling a visit. Each is one transaction; two people never get the same capacity."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from voordeur.base.outbox import publish
from voordeur.kernel.errors import Refused
from voordeur.planning import rules
from voordeur.planning.models import Shift, Visit, VisitState
from voordeur.planning.queries.routes import read_routes, working
from voordeur.planning.services.holds import let_go
from voordeur.planning.services.places import TRIES, Place, StaleError, Wish, change, keep, movable, moved_to, settle
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import Window
from voordeur.promises.queries import in_force

if TYPE_CHECKING:
    from voordeur.homes.models import Dwelling
    from voordeur.parties.models import User


def book(
    *,
    dwelling: "Dwelling",
    trade: str,
    minutes: int,
    window_from_at: datetime,
    window_until_at: datetime,
    case_kind: str,
    case_id: int,
    by: "User | None",
    now: datetime,
    policy: ServicePolicy,
    key: str = "",
    shift: Shift | None = None,
) -> Visit:
    """Promise a window. `minutes` is the work; parking and ringing are added. Whose case it is, the caller asks.

    `shift`: only this one will do, because a planner chose it. `key`: whose holds do not count as
    taken; they are given back when the visit stands.

    Refused "slot_not_offered" for a window the policy does not have or that has begun, "slot_taken" when nobody can
    keep it any more, "planning_is_busy" when too many people came first, "not_allowed" for a role without appointments.
    """
    rules.check_may_book(by.role if by else None)
    window = rules.check_window(policy, window_from_at=window_from_at, window_until_at=window_until_at, now=now)
    wish = Wish(dwelling.lat, dwelling.lon, trade, minutes, (window,), shift_id=shift.pk if shift else None, key=key)
    return settle(
        wish,
        lambda place: made(place, wish, dwelling, case_kind, case_id, now, is_promised=policy.appointments.offered),
        now=now,
        policy=policy,
    )


def plan_without_appointment(
    *,
    dwelling: "Dwelling",
    trade: str,
    minutes: int,
    case_kind: str,
    case_id: int,
    due_at: datetime,
    by: "User | None",
    now: datetime,
    policy: ServicePolicy,
) -> Visit:
    """Plan a visit on the cheapest day before `due_at`, which we announce: the window is that whole day, not promised.

    Refused "no_capacity_before_term" when no day until then has room.
    """
    rules.check_may_book(by.role if by else None)
    days = rules.whole_days(policy, due_at=due_at, now=now)
    wish = Wish(dwelling.lat, dwelling.lon, trade, minutes, days)
    try:
        return settle(
            wish,
            lambda place: made(place, wish, dwelling, case_kind, case_id, now, is_promised=False),
            now=now,
            policy=policy,
        )
    except Refused as refusal:
        if refusal.code != "slot_taken":
            raise
        raise Refused(
            "no_capacity_before_term",
            due_at=due_at,
            trade=trade,
            reason="full",
            telephone=policy.channels.emergency_telephone,
        ) from refusal


def book_emergency(
    *,
    dwelling: "Dwelling",
    trade: str,
    minutes: int,
    case_kind: str,
    case_id: int,
    due_at: datetime,
    by: "User | None",
    now: datetime,
    policy: ServicePolicy,
) -> Visit:
    """Fit an emergency in as soon as can be before `due_at`: nothing that was promised or has begun gives way.

    It may use the reserve and the policy's overtime. Refused "no_capacity_before_term" when no shift can take it;
    its `reason` is "outside_shifts" when nobody of the trade works before `due_at` and "full" otherwise, `telephone`
    the number that is answered round the clock. The caller then makes it work of the person on call.
    """
    rules.check_may_book(by.role if by else None)
    bands = rules.emergency_bands(now=now, due_at=due_at)
    wish = Wish(
        dwelling.lat,
        dwelling.lon,
        trade,
        minutes,
        bands,
        with_overtime=True,
        kept=bands[-1] if bands else None,
        soonest=True,
    )
    if bands:
        try:
            return settle(
                wish,
                lambda place: made(place, wish, dwelling, case_kind, case_id, now, is_promised=True, is_emergency=True),
                now=now,
                policy=policy,
            )
        except Refused as refusal:
            if refusal.code != "slot_taken":
                raise
    raise Refused(
        "no_capacity_before_term",
        due_at=due_at,
        trade=trade,
        reason="full" if _someone_works(trade, now, due_at) else "outside_shifts",
        telephone=policy.channels.emergency_telephone,
    )


def _someone_works(trade: str, now: datetime, due_at: datetime) -> bool:
    return Shift.objects.filter(working(trade=trade, from_at=now, until_at=due_at)).exists()


def made(
    place: Place,
    wish: Wish,
    dwelling: "Dwelling",
    case_kind: str,
    case_id: int,
    now: datetime,
    *,
    is_promised: bool,
    is_emergency: bool = False,
    choices: Sequence[Sequence[str]] = (),
) -> Visit:
    """The visit at the place that was claimed for it; what was held for the one who asked is given back."""
    let_go(key=wish.key)
    return Visit.objects.create(
        shift_id=place.shift_id,
        dwelling=dwelling,
        lat=dwelling.lat,
        lon=dwelling.lon,
        trade=wish.trade,
        minutes=wish.minutes,
        window_from_at=place.window.start_at,
        window_until_at=place.window.end_at,
        is_promised=is_promised,
        is_emergency=is_emergency,
        choices=list(choices),
        planned_start_at=place.planned.start_at,
        planned_end_at=place.planned.end_at,
        travel_minutes=place.planned.travel_minutes,
        travel_km=place.planned.travel_km,
        extra_minutes=place.extra_minutes,
        case_kind=case_kind,
        case_id=case_id,
        booked_at=now,
        told_from_at=place.window.start_at if is_promised else None,
    )


def move(
    *,
    visit: Visit,
    window_from_at: datetime,
    window_until_at: datetime,
    by: "User | None",
    now: datetime,
    policy: ServicePolicy,
    for_tenant: bool = False,
    key: str = "",
) -> Visit:
    """Move a visit to another window; the old place is given up only when the new one is sure.

    A tenant, and whoever acts with `for_tenant` on a page without an account, may do so until the policy's hour.
    Refused "visit_already_begun", "visit_cancelled", "too_late_to_move", "slot_not_offered", "slot_taken".
    """
    rules.check_may_book(by.role if by else None)
    window = rules.check_window(policy, window_from_at=window_from_at, window_until_at=window_until_at, now=now)

    def may_still() -> Visit:
        fresh = movable(visit.pk)
        if for_tenant or rules.is_bound_by_the_hour(by.role if by else None):
            rules.check_in_time(policy, window_from_at=fresh.window_from_at, now=now)
        return fresh

    moved = moved_to(visit, (window,), may_still=may_still, now=now, policy=policy, key=key)
    let_go(key=key)
    return moved


def planner_move(
    *,
    visit: Visit,
    window_from_at: datetime,
    window_until_at: datetime,
    by: "User | None",
    now: datetime,
    policy: ServicePolicy,
    shift: Shift | None = None,
) -> Visit:
    """Move a visit as the planner sees fit, into one `shift` when given; the tenant is told when the window changes.

    The same window may be given, to change only the craftsman. Publishes "visit.moved_by_planner" with visit_id,
    case_kind, case_id and the old window, also for a day that was announced and not promised; "visit.rehoused" when
    only the craftsman changed.
    """
    rules.check_may_plan(by.role if by else None)
    before = movable(visit.pk)
    window = Window(window_from_at, window_until_at)
    if (before.window_from_at, before.window_until_at) != (window_from_at, window_until_at):
        window = rules.check_window(policy, window_from_at=window_from_at, window_until_at=window_until_at, now=now)
    with transaction.atomic():
        after = moved_to(
            visit,
            (window,),
            may_still=lambda: movable(visit.pk),
            now=now,
            policy=policy,
            with_overtime=True,
            shift_id=shift.pk if shift else None,
        )
        about: dict[str, Any] = {"visit_id": after.pk, "case_kind": after.case_kind, "case_id": after.case_id}
        if (before.window_from_at, before.window_until_at) != (after.window_from_at, after.window_until_at):
            publish(
                "visit.moved_by_planner",
                now=now,
                **about,
                old_window_from_at=before.window_from_at.isoformat(),
                old_window_until_at=before.window_until_at.isoformat(),
            )
        elif before.shift_id != after.shift_id:
            publish("visit.rehoused", now=now, **about)
    return after


def cancel(
    *,
    visit: Visit,
    by: "User | None",
    now: datetime,
    policy: ServicePolicy | None = None,
    for_tenant: bool = False,
) -> None:
    """Give the place back. A tenant may until the policy's hour (the policy in force when it was booked, if not given).

    Cancelling what is cancelled does nothing. Refused "visit_already_begun", "too_late_to_move".
    """
    policy = policy or in_force(visit.booked_at).policy
    if for_tenant or rules.is_bound_by_the_hour(by.role if by else None):
        rules.check_in_time(policy, window_from_at=visit.window_from_at, now=now)
    release(visit=visit, now=now, policy=policy)


def release(*, visit: Visit, now: datetime, policy: ServicePolicy | None = None) -> None:
    """Take a visit out of its route without asking the hour: the case withdrew, or its work is planned anew.

    Releasing what is cancelled does nothing. Refused "visit_already_begun".
    """
    policy = policy or in_force(now).policy
    for _ in range(TRIES):
        if Visit.objects.filter(pk=visit.pk, state=VisitState.CANCELLED).exists():
            return
        fresh = movable(visit.pk)
        routes = read_routes(where=Q(pk=fresh.shift_id), now=now, policy=policy, with_overtime=True, without=fresh.pk)
        try:
            with transaction.atomic():
                keep(routes, [fresh.shift_id])
                change(fresh, state=VisitState.CANCELLED)
        except StaleError:
            continue
        return
    raise Refused("planning_is_busy")
