"""Whether the live plan keeps its promises, judged by the engine's checker, which shares no code with the search."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime

from voordeur.adapters.travel import roads_of
from voordeur.kernel.geo import Point
from voordeur.planning.engine import problem as engine
from voordeur.planning.engine.check import Violation, check
from voordeur.planning.models import Shift, Visit, VisitState
from voordeur.policy.models import ServicePolicy


def violations(policy: ServicePolicy) -> list[Violation]:
    """Every rule that the visits in the database break: overlap, travel, windows, breaks, end of shift."""
    roads = roads_of(policy)
    shifts = list(Shift.objects.order_by("starts_at"))
    zero = shifts[0].starts_at

    def minute(moment: datetime) -> float:
        return (moment - zero).total_seconds() / 60

    visits = defaultdict(list)
    for visit in Visit.objects.exclude(state=VisitState.CANCELLED).order_by("planned_start_at"):
        visits[visit.shift_id].append(visit)
    places, craftsmen, jobs, routes = [], [], [], []
    for shift in shifts:
        home = engine.Place(f"s{shift.pk}", lat=shift.lat, lon=shift.lon)
        places.append(home)
        breaks = ()
        if shift.break_from_at and shift.break_until_at:
            breaks = (engine.Break(minute(shift.break_from_at), minute(shift.break_until_at), shift.break_minutes),)
        hours = engine.Shift(
            minute(shift.starts_at),
            minute(shift.ends_at),
            home.id,
            home.id,
            policy.planning.overtime_minutes,
            breaks,
        )
        craftsmen.append(engine.Craftsman(str(shift.pk), (hours,)))
        if not visits[shift.pk]:
            continue
        for visit in visits[shift.pk]:
            places.append(engine.Place(str(visit.pk), lat=visit.lat, lon=visit.lon))
            window = engine.Window(minute(visit.window_from_at), minute(visit.window_until_at))
            work = visit.minutes + roads.setup_minutes
            jobs.append(engine.Job(str(visit.pk), str(visit.pk), work, windows=(window,), promised=True))
        routes.append(_route(shift, visits[shift.pk], roads, minute))
    problem = engine.Problem(
        tuple(places),
        engine.Travel("distance", speed_kmh=roads.speed_kmh, detour=roads.detour),
        tuple(craftsmen),
        tuple(jobs),
    )
    return check(problem, engine.Plan(tuple(routes)))


def _route(shift, visits, roads, minute) -> engine.Route:
    """The route as its visits were written; every way is driven at once, the first one just in time.

    The break lies before the first way that it fits before, else at the first door, else before the way home when it is
    too late for it there, else where the checker finds room.
    """
    home = Point(shift.lat, shift.lon)
    opens = closes = length = None
    if shift.break_from_at:
        opens, closes, length = minute(shift.break_from_at), minute(shift.break_until_at), shift.break_minutes
    stops, breaks = [], []
    leave = moment = minute(visits[0].planned_start_at) - roads.minutes(home, Point(visits[0].lat, visits[0].lon))
    place = home
    for visit in visits:
        there, start = Point(visit.lat, visit.lon), minute(visit.planned_start_at)
        leg = roads.minutes(place, there)
        if length and not breaks and place is not home:
            begin = max(moment, opens)
            if begin + length <= min(closes, start - leg) + 0.001:
                breaks.append(engine.Pause(begin, begin + length))
                moment = begin + length
        stops.append(engine.Stop(str(visit.pk), min(moment + leg, start), start, minute(visit.planned_end_at)))
        place, moment = there, minute(visit.planned_end_at)
    begin = stops[0].start_minute
    if length and not breaks and opens <= begin - length and begin <= closes:
        breaks.append(engine.Pause(begin - length, begin))
        stops[0] = replace(stops[0], arrive_minute=begin - length)
        leave -= length
    if length and not breaks and max(moment, opens) + length <= closes:
        begin = max(moment, opens) if moment + roads.minutes(place, home) + length > closes else None
        if begin is not None:
            breaks.append(engine.Pause(begin, begin + length))
            moment = begin + length
    return engine.Route(str(shift.pk), 0, leave, moment + roads.minutes(place, home), tuple(stops), tuple(breaks))
