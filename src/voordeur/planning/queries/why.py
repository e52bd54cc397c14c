"""Why a visit stands where it does: what its place costs, what the next best one would, and what stands before a
cheaper one. Worked out when asked, for the day of the visit; writes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from voordeur.planning import rules
from voordeur.planning.engine import problem as engine
from voordeur.planning.engine.explain import Explanation, explain, told
from voordeur.planning.engine.state import prepare
from voordeur.planning.models import Visit
from voordeur.planning.queries.problem import Live, read_live
from voordeur.policy import rules as promised
from voordeur.policy.models import ServicePolicy

# Of who does not know the trade, so many are looked at: those further away are no cheaper.
MOST_OTHERS = 12
# What saves less, in weighted minutes, is not worth a planner's time.
WORTH = 1.0


@dataclass(frozen=True, slots=True)
class Why:
    """One thing to tell: a code of texts.WHY with what its sentence names. Minutes are weighed as the plan weighs them.

    `params`: names of people, addresses, `at` as a moment, and minutes of travel, idle, overtime, more, less, saves.
    """

    code: str
    params: Mapping[str, object]


def why_here(*, visit: Visit, now: datetime, policy: ServicePolicy) -> list[Why]:
    """The explanation in reading order; empty for a visit that has begun, is over or was cancelled.

    Of a day that is running only what is still to come can be another place.
    """
    day = promised.local(visit.planned_start_at).date()
    midnight = promised.at_minute(day, 0)
    live = read_live(from_at=midnight, until_at=promised.at_minute(day, 24 * 60), now=min(now, midnight), policy=policy)
    name = str(visit.pk)
    if visit.pk not in live.visits or live.visits[visit.pk].is_fixed:
        return []
    soonest = live.minute(now)
    problem, plan = _around(live, visit)
    if soonest > 0:
        problem = replace(problem, jobs=tuple(_ahead(job, soonest) for job in problem.jobs))
        plan = engine.Plan(prepare(problem, plan).routes())
    others = [
        engine.Window(live.minute(one.start_at), live.minute(one.end_at))
        for one in rules.open_windows(policy, now)
        if promised.local(one.start_at).date() == day
    ]
    found = explain(problem, plan, name, windows=others)
    found = replace(
        found,
        others=tuple(one for one in found.others if one.spot.start_minute >= soonest),
        # What stands before a cheaper place says nothing without a place to compare it with.
        blocks=tuple(
            one
            for one in found.blocks
            if found.here and one.spot.start_minute >= soonest and one.spot.total <= found.here.total - WORTH
        ),
    )
    if any(other.kind == "other_window" for other in found.others):
        # The windows of the policy are told already; any other time is nobody's to promise.
        found = replace(found, blocks=tuple(one for one in found.blocks if one.code != "window"))
    said = [_named(live, found, remark.code, remark.params) for remark in told(found)]
    return [
        replace(one, params={**one.params, "at": visit.planned_start_at}) if one.code == "here" else one for one in said
    ]


def _around(live: Live, visit: Visit) -> tuple[engine.Problem, engine.Plan]:
    """The part of the day that matters to a visit: who knows its trade, who has it now, and of the others those who
    come nearest to it."""
    name = str(visit.pk)
    routes = {route.craftsman: route for route in live.plan.routes}
    home = {row.craftsman_id: (row.lat, row.lon) for row in live.shifts.values()}

    def away(who: engine.Craftsman) -> float:
        stops = (live.visits[int(stop.job)] for stop in routes[who.id].stops) if who.id in routes else ()
        places = [home[int(who.id)], *((one.lat, one.lon) for one in stops)]
        return min((lat - visit.lat) ** 2 + (lon - visit.lon) ** 2 for lat, lon in places)

    def is_of_it(who: engine.Craftsman) -> bool:
        stops = routes[who.id].stops if who.id in routes else ()
        return visit.trade in who.skills or any(stop.job == name for stop in stops)

    others = sorted((one for one in live.problem.craftsmen if not is_of_it(one)), key=away)
    kept = {one.id for one in live.problem.craftsmen if is_of_it(one)} | {one.id for one in others[:MOST_OTHERS]}
    plan = engine.Plan(tuple(route for route in live.plan.routes if route.craftsman in kept))
    planned = {name, *(stop.job for route in plan.routes for stop in route.stops)}
    problem = replace(
        live.problem,
        craftsmen=tuple(one for one in live.problem.craftsmen if one.id in kept),
        jobs=tuple(job for job in live.problem.jobs if job.id in planned),
    )
    return problem, plan


def _ahead(job: engine.Job, soonest: float) -> engine.Job:
    """The job with only the part of its windows that is still to come; as it is when they are over or it has begun."""
    if job.lock is not None and job.lock.start_minute is not None:
        return job
    windows = tuple(
        replace(one, from_minute=max(one.from_minute, soonest)) for one in job.windows if one.to_minute >= soonest
    )
    return replace(job, windows=windows or job.windows)


def _named(live: Live, found: Explanation, code: str, params: Mapping[str, object]) -> Why:
    """A remark with the names and moments that people know instead of the engine's."""
    names = {str(row.craftsman_id): row.craftsman_name for row in live.shifts.values()}
    values: dict[str, object] = {}
    for name, value in params.items():
        if name in ("craftsman", "locked_to"):
            values[name] = names.get(str(value), str(value))
        elif name == "neighbours":
            values[name] = _addresses(str(value).split(", "))
        elif name == "start_minute" and isinstance(value, float):
            values["at"] = live.zero + timedelta(minutes=value)
        elif isinstance(value, float):
            values[name] = value
    total = params.get("total")
    if found.here is not None and isinstance(total, float):
        values["saves"] = found.here.total - total
    return Why(code, values)


def _addresses(visit_ids: Iterable[str]) -> str:
    numbers = [int(one) for one in visit_ids if one.isdecimal()]
    visits = Visit.objects.filter(pk__in=numbers).select_related("dwelling").order_by("planned_start_at", "pk")
    return ", ".join(visit.dwelling.address for visit in visits)
