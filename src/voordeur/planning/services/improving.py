"""Between bookings the plan gets better by itself, as far as no tenant notices: other orders, and another craftsman
where no name was told. Promised windows and locks stay as they are.
"""

from datetime import date, datetime, timedelta

import structlog
from django.db import transaction

from voordeur.planning.engine import problem as engine
from voordeur.planning.engine.check import check
from voordeur.planning.engine.solve import after_rounds, after_seconds, solve
from voordeur.planning.models import Visit
from voordeur.planning.queries.at_risk import at_risk, surer
from voordeur.planning.queries.problem import Live, Place, read_live
from voordeur.planning.queries.ways import NotPossibleError
from voordeur.planning.services.history import tell
from voordeur.planning.services.moving import whole_routes
from voordeur.planning.services.places import StaleError, keep
from voordeur.policy import rules as promised
from voordeur.promises.queries import in_force

log = structlog.get_logger(__name__)

BURST_SECONDS = 0.15
# How far back a booking is new, in minutes, and how many days are bettered in one go: the worker has more to do.
NEW_MINUTES = 3
MOST_DAYS = 4
# What a burst must save, in weighted minutes, before routes are touched for it.
WORTH = 2.0


def improve_between_bookings(*, now: datetime) -> int:
    """Better the days in which something was booked just now, where the policy wants that; repeated work.

    Returns how many days became cheaper.
    """
    if not in_force(now).policy.planning.improve_between_bookings:
        return 0
    new = Visit.objects.planned().filter(
        planned_start_at__gt=now, booked_at__gt=now - timedelta(minutes=NEW_MINUTES), is_fixed=False
    )
    days = {promised.local(start_at).date() for start_at in new.values_list("planned_start_at", flat=True)}
    return sum(improve(day=day, now=now) > 0 for day in sorted(days)[:MOST_DAYS])


def improve(*, day: date, now: datetime, seconds: float = BURST_SECONDS) -> float:
    """One short search over the shifts of a day that have not begun; what it saved, 0.0 when nothing or too little.

    Whoever books meanwhile goes first: what was found is then thrown away.
    """
    policy = in_force(now).policy
    live = read_live(
        from_at=promised.at_minute(day, 0),
        until_at=promised.at_minute(day, 24 * 60),
        now=now,
        policy=policy,
        keep_names=True,
    )
    if not live.visits:
        return 0.0
    seed = int(now.timestamp()) % 2**31
    found = solve(live.problem, live.plan, seed=seed, stop=after_seconds(seconds), before=live.plan)
    saved = live.cost(live.plan)["total"] - live.cost(found)["total"]
    if saved >= WORTH and not at_risk(live, found, policy) <= (before := at_risk(live, live.plan, policy)):
        # Cheaper, and less sure: look for a plan in between.
        found = surer(live, found, policy, seed=seed, seconds=seconds)
        saved = live.cost(live.plan)["total"] - live.cost(found)["total"]
        if not at_risk(live, found, policy) <= before:
            return 0.0
    if saved < WORTH:
        return 0.0
    if check(live.problem, found):
        log.error("the plan that was found breaks a rule", day=day.isoformat())
        return 0.0
    old_routes, new_routes = live.routes_of(live.plan), live.routes_of(found)
    orders = {int(pk): order for pk, order in new_routes.items() if order != old_routes[pk]}
    then = live.places(found)
    moving = {pk: then[pk] for order in orders.values() for pk in order}
    waiting = {live.visits[pk].shift_id for pk in moving} & set(live.waiting)
    try:
        with transaction.atomic():
            _write(live, orders, moving, {*orders, *waiting}, now=now)
    except (StaleError, NotPossibleError):
        return 0.0
    return saved


def warm_search() -> None:
    """Have the search compiled before anybody waits for it."""
    home = engine.Place("home", lat=52.0, lon=5.0)
    sam = engine.Craftsman("sam", (engine.Shift(480, 960, home.id, home.id),))
    problem = engine.Problem((home,), engine.Travel("distance"), (sam,), (engine.Job("one", home.id, 30),))
    solve(problem, seed=1, stop=after_rounds(10))


def _write(
    live: Live, orders: dict[int, list[int]], places: dict[int, Place], shift_ids: set[int], *, now: datetime
) -> None:
    routes = whole_routes(orders, places, shift_ids=shift_ids, now=now, policy=in_force(now).policy)
    versions = live.versions()
    if any(routes.shifts[pk].version != versions[str(pk)] for pk in shift_ids):
        raise StaleError
    before = list(Visit.objects.filter(pk__in=places).order_by("pk"))
    keep(routes, shift_ids)
    tell(before, now=now)
