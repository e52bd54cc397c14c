"""The windows that can be promised for a job, from real capacity, with what each costs. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Q

from voordeur.kernel.errors import Refused
from voordeur.planning import rules
from voordeur.planning.engine.offer import Offer
from voordeur.planning.models import Shift, Visit
from voordeur.planning.queries.holds import held_by_others, put_in
from voordeur.planning.queries.horizon import read_horizon
from voordeur.planning.queries.routes import Routes, read_routes, working
from voordeur.planning.queries.sure import as_uncertain, ask_judged
from voordeur.policy import rules as promised
from voordeur.policy.models import ServicePolicy

_KEY = "%Y%m%dT%H%M"


@dataclass(frozen=True, slots=True)
class SlotOffer:
    """A window that can be kept, with the craftsman who makes it cheapest now.

    `extra_minutes` and `extra_km`: driving that it adds to the route; `total`: its price in the engine's weights, by
    which offers are ordered. `planned_start_at`: when the work would begin as the route is now; no promise.
    """

    window_from_at: datetime
    window_until_at: datetime
    shift_id: int
    craftsman_id: int
    craftsman_name: str
    planned_start_at: datetime
    extra_minutes: float
    extra_km: float
    total: float

    @property
    def key(self) -> str:
        """The window as a form sends it; `window_of_key` reads it back."""
        return f"{self.window_from_at.astimezone(UTC):{_KEY}}-{self.window_until_at.astimezone(UTC):{_KEY}}"

    @property
    def key_with_shift(self) -> str:
        """The window with the shift that is meant, for a planner who chooses who comes; `place_of_key` reads it."""
        return f"{self.key}@{self.shift_id}"


@dataclass(frozen=True, slots=True)
class SlotDay:
    """The offers of one day, as a page shows them."""

    day: date
    slots: list[SlotOffer]


def window_of_key(key: str) -> tuple[datetime, datetime]:
    """The window behind a key. Refused "slot_not_offered" for a text that is none."""
    try:
        from_at, until_at = (datetime.strptime(part, _KEY).replace(tzinfo=UTC) for part in key.split("-"))
    except ValueError:
        raise Refused("slot_not_offered") from None
    return from_at, until_at


def place_of_key(key: str) -> tuple[datetime, datetime, int | None]:
    """The window and the shift behind a key; no shift when it names none. Refused "slot_not_offered"."""
    window, _, shift = key.partition("@")
    if shift and not shift.isdecimal():
        raise Refused("slot_not_offered")
    return (*window_of_key(window), int(shift) if shift else None)


def by_day(slots: Sequence[SlotOffer]) -> list[SlotDay]:
    """The offers under their days; days and offers keep the order in which they come."""
    days: dict[date, list[SlotOffer]] = {}
    for slot in slots:
        days.setdefault(promised.local(slot.window_from_at).date(), []).append(slot)
    return [SlotDay(day, found) for day, found in days.items()]


def offers(
    *,
    lat: float,
    lon: float,
    trade: str,
    minutes: int,
    now: datetime,
    policy: ServicePolicy,
    moving_visit_id: int | None = None,
    announced: bool = False,
    craftsman_id: int | None = None,
    key: str = "",
) -> list[SlotOffer]:
    """Every window of the horizon that can be kept, cheapest first; empty when the policy offers no appointments.

    A window in which a promise would be late more often than the policy allows is only offered when all are like that.

    `minutes` is the work itself. With `moving_visit_id` that visit's place counts as free and its window is left out.
    `announced`: also the windows of a policy that offers none, for a planner who then tells the tenant.
    `craftsman_id`: only what this craftsman can keep. `key`: whose holds do not count as taken.
    """
    windows = rules.open_windows(policy, now)
    if not (policy.appointments.offered or announced) or not windows:
        return []
    # The same for every question of the day, so that they share what is kept.
    from_at, until_at = windows[0].start_at, windows[-1].end_at
    if moving_visit_id is not None:
        present = Visit.objects.filter(pk=moving_visit_id).values_list("window_from_at", "window_until_at").first()
        windows = tuple(one for one in windows if (one.start_at, one.end_at) != present)
    if not windows:
        return []
    routes = read_horizon(
        trade=trade,
        from_at=from_at,
        until_at=until_at,
        now=now,
        policy=policy,
        without=moving_visit_id,
    )
    if craftsman_id is not None:
        routes.candidates = [pk for pk in routes.candidates if routes.shifts[pk].craftsman_id == craftsman_id]
    put_in(routes, held_by_others(key=key, now=now))
    job = as_uncertain(routes.job(lat=lat, lon=lon, minutes=minutes), trade=trade, minutes=minutes)
    judged = ask_judged(routes, job, windows, policy=policy)
    by_minute = {(routes.minute(one.start_at), routes.minute(one.end_at)): one for one in windows}
    found = judged.offered
    return [_slot(routes, offer, by_minute[offer.from_minute, offer.to_minute]) for offer in found]


def colleagues(*, visit: Visit, now: datetime, policy: ServicePolicy) -> list[SlotOffer]:
    """Who else can keep the window of a visit, cheapest first, each with what it costs; overtime may be used.

    Empty when the window is over.
    """
    window = promised.Window(visit.window_from_at, visit.window_until_at)
    if window.end_at <= now:
        return []
    where = working(trade=visit.trade, from_at=window.start_at, until_at=window.end_at) & ~Q(pk=visit.shift_id)
    routes = read_routes(where=where, now=now, policy=policy, with_overtime=True, without=visit.pk)
    job = routes.job(lat=visit.lat, lon=visit.lon, minutes=visit.minutes)
    found = [offer for shift_id in routes.candidates for offer in routes.ask(job, (window,), shift_id=shift_id)]
    return [_slot(routes, offer, window) for offer in sorted(found, key=lambda one: one.total)]


def craftsmen_of(*, trade: str, now: datetime) -> list[tuple[int, str]]:
    """Who knows a trade and works some time from now on: their number and name, by name."""
    found = Shift.objects.filter(
        craftsman__trades__trade=trade, craftsman__user__is_active=True, is_absent=False, ends_at__gt=now
    )
    return list(found.values_list("craftsman_id", "craftsman__user__name").distinct().order_by("craftsman__user__name"))


def _slot(routes: Routes, offer: Offer, window: promised.Window) -> SlotOffer:
    shift = routes.shifts[int(offer.craftsman)]
    travel = max(0.0, offer.extra["travel"])
    return SlotOffer(
        window.start_at,
        window.end_at,
        shift.pk,
        shift.craftsman_id,
        shift.craftsman_name,
        routes.moment(offer.start_minute),
        travel,
        routes.roads.km_in(travel),
        offer.total,
    )


def for_tenant(slots: list[SlotOffer], *, policy: ServicePolicy) -> list[SlotOffer]:
    """The offers a tenant sees, as many and in the order that the policy says; `slots` come cheapest first."""
    chosen = rules.shown(policy, by_time=[slot.window_from_at for slot in slots], by_cost=list(range(len(slots))))
    return [slots[index] for index in chosen]
