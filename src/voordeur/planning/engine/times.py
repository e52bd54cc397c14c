"""The clock times of one route along the best path of its tables: what a route, its stops and breaks are made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from voordeur.planning.engine.problem import Pause, Stop
from voordeur.planning.engine.timing import Hours, Timing, Visit, leave_late, opens, take


@dataclass(frozen=True, slots=True)
class Times:
    """The clock times of one route: what route, stops and breaks of a plan are made of."""

    leave: float
    home: float
    stops: tuple[Stop, ...]
    breaks: tuple[Pause, ...]


def times_of(hours: Hours, visits: Sequence[Visit], legs: Sequence[float], timing: Timing) -> Times:
    """Clock times along the best path of `timing`, which must be possible, with at least one visit.

    The craftsman leaves as late as keeps the first start.
    """
    at_start, upon, past = _path(timing)
    is_told = hours.left is not None and (bool(hours.past) or (at_start == 0 and hours.heads_for(0, visits[0].job)))
    leave, start, pauses = hours.left or 0.0, 0.0, list[Pause]()
    if not is_told:
        leave, start, pauses = _set_off(hours, visits[0], legs[0], timing.leave[0], at_start, upon[0])
    stops: list[Stop] = list(hours.past)
    moment, taken = leave, at_start
    for number, visit in enumerate(visits):
        if number < len(hours.past):
            moment = hours.past[number].end_minute
        else:
            arrive = moment + legs[number]
            if is_told or number > 0:
                moment = arrive
                if taken == 0 and hours.on_way is not None and hours.heads_for(number, visit.job):
                    arrive, moment = hours.on_way.arrive, hours.on_way.ready
                moment = _rest_here(moment, upon[number], hours, pauses)
                start = visit.windows[0][0] if number < hours.floor_stops else opens(moment, visit.windows)
                arrive = min(arrive, start)
            moment = start + visit.minutes
            stops.append(Stop(visit.job, arrive, start, moment))
        taken += len(upon[number]) + len(past[number])
        if number + 1 == hours.floor_stops:
            moment = max(moment, hours.floor)
        moment = _rest_here(moment, past[number], hours, pauses)
    return Times(leave, timing.home, tuple(stops), tuple(pauses))


def _set_off(
    hours: Hours, visit: Visit, leg: float, ready: Sequence[float], at_start: int, upon: Sequence[int]
) -> tuple[float, float, list[Pause]]:
    """When to leave for the first visit, when its work starts, and the breaks before that."""
    moment = ready[at_start] + leg
    for k in upon:
        moment = take(moment, hours.breaks[k])
    start = visit.windows[0][0] if hours.floor_stops else opens(moment, visit.windows)
    leave, pauses = leave_late(hours, ready, leg, start, at_start + len(upon))
    return leave, start, pauses


def _rest_here(moment: float, taken: Sequence[int], hours: Hours, pauses: list[Pause]) -> float:
    """Take these breaks one after the other, write them down, and say when they are over."""
    for k in taken:
        moment = take(moment, hours.breaks[k])
        pauses.append(Pause(moment - hours.breaks[k][2], moment))
    return moment


def _path(timing: Timing) -> tuple[int, list[list[int]], list[list[int]]]:
    """How many breaks are taken at the start place, and which ones on reaching and before leaving each visit."""
    taken = timing.home_breaks
    upon: list[list[int]] = []
    past: list[list[int]] = []
    for reached, left in zip(reversed(timing.upon), reversed(timing.past), strict=True):
        here: list[int] = []
        while left and left[taken]:
            taken -= 1
            here.insert(0, taken)
        past.insert(0, here)
        here = []
        while reached and reached[taken]:
            taken -= 1
            here.insert(0, taken)
        upon.insert(0, here)
    return taken, upon, past
