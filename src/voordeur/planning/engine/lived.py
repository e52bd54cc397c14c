"""What has happened of a shift by now: the visits that began, the breaks had, and where the craftsman is heading.

What has happened stays as it was told, also where an estimate says otherwise. Holds no choice.
"""

from collections.abc import Callable, Container, Iterator
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

from voordeur.planning.engine.problem import Pause, Route, Shift
from voordeur.planning.engine.timing import Hours, OnWay, clock, hours_of
from voordeur.planning.engine.travel import FAR

TOLERANCE = 0.01  # minutes; what rounding in a file may differ

# Minutes from the place of one job to that of another; "" is the start place as the first, the end place as the second.
# None when a job has no place any more.
Way = Callable[[str, str], float | None]


class Lived(NamedTuple):
    """The hours from now on, with the past in them, and the breaks that have begun."""

    hours: Hours
    had: tuple[Pause, ...]


def begun_by(routes: Iterator[Route] | tuple[Route, ...], now: float | None) -> frozenset[str]:
    """The jobs that have begun; one of two people is enough."""
    if now is None:
        return frozenset()
    return frozenset(stop.job for route in routes for stop in route.stops if stop.start_minute <= now)


def lived(shift: Shift, route: Route | None, now: float | None, way: Way, *, begun: Container[str] = ()) -> Lived:
    """The shift as it stands at `now`, with `route` as it is known; `begun` are jobs that began in other routes.

    A shift that is yet to begin is the same at every `now`. Who has left for the next visit gets there as planned;
    sent elsewhere, they count from where they were last, from now on. A break that the past has left no room for is
    not asked for, and who cannot be home in time any more may be home as early as they can.
    """
    stops = route.stops if route else ()
    started = [n for n, one in enumerate(stops, 1) if now is not None and (one.start_minute <= now or one.job in begun)]
    count = max(started, default=0)
    if now is None or (now < shift.from_minute and not count):
        return Lived(hours_of(shift), ())
    if route is None or not stops:
        return Lived(hours_of(shift, floor=now), ())
    past = stops[:count]
    heading = _heading(route, count, now, way)
    had = _had(route, count, now, way, heading)
    floor = max([now, *(pause.end_minute for pause in had)])
    if heading is not None:
        heading = heading._replace(ready=max([heading.arrive, *(pause.end_minute for pause in had)]))
    hours = hours_of(shift, floor=floor, floor_stops=count, had=had, since=now)
    hours = replace(hours, past=past, left=route.leave_minute, on_way=heading)
    if not past and heading is None:
        return Lived(hours, had)
    last = past[-1] if past else None
    free = max(floor, last.end_minute if last else route.leave_minute)
    return Lived(_still_possible(hours, free, way(last.job if last else "", "") or 0.0), had)


def _heading(route: Route, count: int, now: float, way: Way) -> OnWay | None:
    """Whom the craftsman has left for ("" is home), and when they get there; None while they are still at work."""
    free = route.stops[count - 1].end_minute if count else route.leave_minute
    goal, planned = ("", route.home_minute)
    if count < len(route.stops):
        goal, planned = route.stops[count].job, route.stops[count].arrive_minute
    leg = way(route.stops[count - 1].job if count else "", goal)
    if leg is None or free > now or planned - leg >= now:
        return None
    arrive = max(planned, free + leg)
    return OnWay(goal, arrive, arrive)


def _had(route: Route, count: int, now: float, way: Way, heading: OnWay | None) -> tuple[Pause, ...]:
    """The stated breaks that have begun and lay neither in work nor in driving."""
    free = [(-FAR, route.leave_minute)]
    moment, here = route.leave_minute, ""
    reached: list[tuple[str, float, float]] = [(s.job, s.arrive_minute, s.start_minute) for s in route.stops[:count]]
    if heading is not None:
        starts = {stop.job: stop.start_minute for stop in route.stops}
        reached.append((heading.job, heading.arrive, max(heading.arrive, starts.get(heading.job, FAR))))
    ends = [stop.end_minute for stop in route.stops[:count]]
    for number, (job, arrive, start) in enumerate(reached):
        free += [(moment, arrive - (way(here, job) or 0.0)), (arrive, start)]
        moment, here = ends[number] if number < count else FAR, job
    if heading is None:
        free.append((moment, FAR))
    return tuple(
        pause
        for pause in route.breaks
        if pause.start_minute < now
        and any(a - TOLERANCE <= pause.start_minute and pause.end_minute <= b + TOLERANCE for a, b in free)
    )


def _still_possible(hours: Hours, free: float, home: float) -> Hours:
    """The hours without breaks that nobody can take any more, and with the time it takes to go home at once."""
    heading = hours.on_way if hours.on_way is not None and not hours.on_way.job else None
    alone = replace(hours, start=free, floor=-FAR, floor_stops=0, past=(), left=None, on_way=heading, limit=FAR)
    for many in range(len(hours.breaks), -1, -1):
        for breaks in combinations(hours.breaks, many):
            reached = clock(replace(alone, breaks=breaks), [], [home]).home
            if reached < FAR:
                return replace(hours, breaks=breaks, limit=max(hours.limit, reached))
    raise AssertionError("without breaks and without a limit everybody comes home")
