"""How likely each visit of one route is to begin after its window, in microseconds: for an offer while somebody waits.

risk.py carries whole distributions along; here it is only a mean and a variance, on top of the minutes that are
certain. Their sum is taken as lognormal again (Fenton 1960, IRE Transactions on Communications Systems 8:57-67), and
for who is early and waits there is a formula. That is a few percent off where a route is tight: enough to see which
promise is at risk, too rough to tell somebody a chance.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import erfc, log, log1p, sqrt

from voordeur.planning.engine.offer import Offer
from voordeur.planning.engine.problem import Job, Route, Shift, Window
from voordeur.planning.engine.risk import TOLERANCE, matched, window_of
from voordeur.planning.engine.state import State
from voordeur.planning.engine.times import times_of
from voordeur.planning.engine.travel import FAR

ROOT_OF_2 = sqrt(2.0)
ROOMY = 4.0  # standard deviations of all the work of a day together: hardly one day in a thousand takes so much more
WORSE = 0.005  # so much likelier is no likelier, for figures that are a few percent off


@dataclass(frozen=True, slots=True)
class Chance:
    """Of one visit: the `chance` of starting after `to_minute`."""

    job: str
    chance: float
    to_minute: float


def late_chances(route: Route, shift: Shift, jobs: Mapping[str, Job]) -> list[Chance]:
    """The chances of a route's visits with a window, in their order; ways and breaks are those of the route."""
    found: list[Chance] = []
    rests = [(said, rest) for said, rest in matched(route, shift) if said.end_minute > route.leave_minute + TOLERANCE]
    rests.reverse()
    # The minutes that are certain, and the mean and the variance of what comes on top of them.
    sure, mean, variance = route.leave_minute, 0.0, 0.0
    free = route.leave_minute
    for stop in route.stops:
        job = jobs[stop.job]
        while rests and rests[-1][0].end_minute <= stop.arrive_minute + TOLERANCE:
            said, rest = rests.pop()
            sure, mean, variance = _not_before(rest.from_minute, sure, mean, variance)
            sure += rest.minutes
            free = said.end_minute
        sure += max(0.0, stop.arrive_minute - free)
        while rests and rests[-1][0].end_minute <= stop.start_minute + TOLERANCE:
            _, rest = rests.pop()
            sure, mean, variance = _not_before(rest.from_minute, sure, mean, variance)
            sure += rest.minutes
        window = window_of(job, stop.start_minute)
        if window is not None:
            chance = _above(window.to_minute + TOLERANCE - sure, mean, variance)
            found.append(Chance(job.id, chance, window.to_minute))
            sure, mean, variance = _not_before(window.from_minute, sure, mean, variance)
        free = stop.end_minute
        if job.service_sd_minutes > 0:
            mean, variance = mean + job.service_minutes, variance + job.service_sd_minutes**2
        else:
            sure += job.service_minutes
    return found


def is_sure(state: State, job: Job, offer: Offer, *, level: float, worse: float = WORSE) -> bool:
    """Whether an offer leaves every promise of its route with a chance of at most `level` (0 to 1) of being late.

    A promise that was above it already stands in nobody's way, as long as it does not become likelier to be late.
    """
    row = state.row_of[offer.craftsman, offer.shift]
    standing = state.visits[row]
    jobs = {visit.job: state.jobs[visit.job] for visit in standing}
    if job.service_sd_minutes <= 0 and all(one.service_sd_minutes <= 0 for one in jobs.values()):
        return True
    if _has_room(state, row, job, offer, jobs):
        return True
    jobs[job.id] = replace(job, windows=(Window(offer.from_minute, offer.to_minute),))
    visits = [*standing[: offer.position], state.visit(jobs[job.id]), *standing[offer.position :]]
    timing = state.late_clock(row, visits)
    if timing.home >= FAR:
        return True
    there = state.rows[row]
    times = times_of(there.hours, visits, state.legs(row, visits), timing)
    route = Route(offer.craftsman, offer.shift, times.leave, times.home, times.stops, there.had + times.breaks)
    over = [one for one in late_chances(route, there.shift, jobs) if one.chance > level]
    if not over or any(one.job == job.id for one in over):
        return not over
    before = {one.job: one.chance for one in late_chances(state.route(row), there.shift, jobs)}
    return all(one.chance <= before.get(one.job, 0.0) + worse for one in over)


def _has_room(state: State, row: int, job: Job, offer: Offer, jobs: Mapping[str, Job]) -> bool:
    """Whether there is so much room before the end of every window that nobody need look closer.

    Nothing comes later by more than the visit right behind the new one does, and a break that moves.
    """
    standing, leave = state.visits[row], state.timings[row].leave
    room = offer.to_minute - offer.start_minute
    later = 0.0
    for number in range(offer.position, len(standing)):
        visit = standing[number]
        start = min(leave[number + 1]) - visit.minutes
        if number == offer.position:
            way = state.travel.minutes(state.travel.index(job.place), visit.place)
            rest = sum(one.minutes for one in state.rows[row].shift.breaks)
            later = max(0.0, offer.start_minute + job.service_minutes + way - start) + rest
        window = window_of(jobs[visit.job], start)
        if window is not None:
            room = min(room, window.to_minute - start - later)
    spread = job.service_sd_minutes**2 + sum(one.service_sd_minutes**2 for one in jobs.values())
    return room > ROOMY * sqrt(spread)


def _above(moment: float, mean: float, variance: float) -> float:
    """The chance that what comes on top is more than `moment`."""
    if variance <= 0 or mean <= 0:
        return float(mean > moment)
    if moment <= 0:
        return 1.0
    spread = log1p(variance / mean**2)
    return 0.5 * erfc((log(moment / mean) + spread / 2) / (sqrt(spread) * ROOT_OF_2))


def _not_before(moment: float, sure: float, mean: float, variance: float) -> tuple[float, float, float]:
    """The same for who waits until `moment`, by the partial moments of a lognormal."""
    wait = moment - sure
    if wait <= 0:
        return sure, mean, variance
    if variance <= 0 or mean <= 0:
        return (moment, 0.0, 0.0) if mean <= wait else (sure, mean, variance)
    spread = log1p(variance / mean**2)
    root = sqrt(spread) * ROOT_OF_2
    middle = (log(wait / mean) + spread / 2) / root
    step = spread / root
    beyond = 0.5 * erfc(middle)
    first = mean * 0.5 * erfc(middle - step)
    second = (mean**2 + variance) * 0.5 * erfc(middle - 2 * step)
    over = max(0.0, first - wait * beyond)
    squares = second - 2 * wait * first + wait**2 * beyond
    return moment, over, max(0.0, squares - over**2)
