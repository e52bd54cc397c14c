"""The clock of one shift: everything as soon as possible, breaks where they let the craftsman home earliest.

A break is taken at a place, before leaving it or after reaching it. So time is kept per number of breaks taken: going
forward the earliest moment, going backward the latest one that keeps the rest possible. Because an earlier moment is
never worse, the two together answer "does one more visit fit here" exactly, in a fixed number of steps.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from voordeur.planning.engine.problem import Break, Pause, Shift, Stop, Window
from voordeur.planning.engine.travel import FAR

EPS = 1e-6  # minutes; sums in another order differ by less
TIE = 1e-9  # minutes; two ways that differ by less are equally early, and the one with its break sooner is taken


@dataclass(frozen=True, slots=True)
class Visit:
    """A job as the clock sees it: where (index of the place), how long, when it may start, when it counts as late."""

    job: str
    place: int
    minutes: float
    windows: tuple[tuple[float, float], ...]
    due: float = FAR


class OnWay(NamedTuple):
    """Someone who has left for `job` ("" is home), arrives at `arrive` and has had their break there by `ready`."""

    job: str
    arrive: float
    ready: float


@dataclass(frozen=True, slots=True)
class Hours:
    """A shift as the clock sees it. `floor_stops` first stops are history; the next leg begins at `floor` at the
    earliest, unless it is the one that the craftsman is `on_way` on.

    `past`: the stops of history as they were told (none: as the clock works them out), `left`: when the craftsman left
    the start place, where that is known.
    """

    start: float
    to: float
    limit: float
    breaks: tuple[tuple[float, float, float], ...]
    floor: float = -FAR
    floor_stops: int = 0
    past: tuple[Stop, ...] = ()
    left: float | None = None
    on_way: OnWay | None = None

    def heads_for(self, number: int, job: str) -> bool:
        """Whether the craftsman is on the way to this stop of the order."""
        return self.on_way is not None and number == self.floor_stops and job == self.on_way.job


@dataclass(slots=True)
class Timing:
    """Tables of one shift with n visits; the second index is the number of breaks taken.

    `leave[p]`: earliest moment of being free to leave node p (0 is the start place), with the `idle` and `late`
    minutes until then, and `left`, the moment of leaving the start place on that path (0 at node 0).
    `latest[p]`: latest moment of reaching node p + 1 (n + 1 is the end place).
    `home` is FAR when it cannot be done. `upon` and `past` say at which visits a break is taken before and after the
    work (empty lists without breaks).
    """

    leave: list[list[float]]
    idle: list[list[float]]
    late: list[list[float]]
    left: list[list[float]]
    latest: list[list[float]]
    home: float
    home_breaks: int
    home_idle: float
    home_late: float
    home_left: float
    upon: list[list[bool]]
    past: list[list[bool]]


def hours_of(
    shift: Shift,
    *,
    floor: float = -FAR,
    floor_stops: int = 0,
    had: Sequence[Pause] = (),
    since: float | None = None,
) -> Hours:
    """The shift without the breaks that it cannot hold within its own hours, nor those that are past at `since` (the
    `floor` unless given).

    A break is past when one of `had` lies in its window, or when it can no longer begin.
    """
    since = floor if since is None else since
    breaks = (
        (b.from_minute, b.to_minute, b.minutes)
        for b in shift.breaks
        if _is_held(b, shift)
        and b.to_minute - b.minutes >= since
        and not any(
            b.from_minute <= pause.start_minute + EPS and pause.end_minute <= b.to_minute + EPS for pause in had
        )
    )
    limit = shift.to_minute + shift.overtime_minutes
    return Hours(shift.from_minute, shift.to_minute, limit, tuple(breaks), floor, floor_stops)


def _is_held(pause: Break, shift: Shift) -> bool:
    begin = max(pause.from_minute, shift.from_minute)
    return begin + pause.minutes <= min(pause.to_minute, shift.to_minute)


def as_windows(windows: Sequence[Window]) -> tuple[tuple[float, float], ...]:
    """Windows as sorted pairs; no window means any time."""
    return tuple(sorted((w.from_minute, w.to_minute) for w in windows)) or ((-FAR, FAR),)


def take(moment: float, pause: tuple[float, float, float]) -> float:
    """When a break is over that begins as soon as possible from `moment`; FAR when it no longer fits."""
    end = max(moment, pause[0]) + pause[2]
    return end if end <= pause[1] + EPS else FAR


def latest_before(moment: float, pause: tuple[float, float, float]) -> float:
    """The latest moment from which the break is over by `moment`; -FAR when that cannot be."""
    if pause[0] + pause[2] > min(moment, pause[1]) + EPS:
        return -FAR
    return min(pause[1], moment) - pause[2]


def opens(moment: float, windows: tuple[tuple[float, float], ...]) -> float:
    """The first moment from `moment` at which the work may start; FAR when every window is over."""
    for begin, end in windows:
        if moment <= end + EPS:
            return max(moment, begin)
    return FAR


def latest_start(moment: float, windows: tuple[tuple[float, float], ...]) -> float:
    """The last moment until `moment` at which the work may start; -FAR when none."""
    for begin, end in reversed(windows):
        if begin <= moment + EPS:
            return min(moment, end)
    return -FAR


def clock(
    hours: Hours, visits: Sequence[Visit], legs: Sequence[float], *, setting_out: list[float] | None = None
) -> Timing:
    """Tables for visits in this order; `legs` has one more entry than visits: the ways between the nodes in minutes.

    `setting_out`: moments of being free to leave the start place, by breaks taken, instead of as early as can be.
    """
    breaks = hours.breaks
    count = len(breaks)
    moments = setting_out or _setting_out(hours)
    leave = [moments]
    idle = [[0.0] * (count + 1)]
    late = [[0.0] * (count + 1)]
    left = [[0.0] * (count + 1)]
    upon: list[list[bool]] = []
    past: list[list[bool]] = []
    for number, visit in enumerate(visits):
        is_first, is_history = number == 0, number < hours.floor_stops
        moments, waits, delays, departures = list(leave[-1]), list(idle[-1]), list(late[-1]), list(left[-1])
        for k in range(count + 1):
            moments[k] = min(FAR, moments[k] + legs[number])
        if hours.on_way is not None and hours.heads_for(number, visit.job):
            moments[0] = hours.on_way.ready
        tables = moments, waits, delays, departures
        upon.append([] if is_history else _pause(*tables, breaks, counts_waiting=not is_first))
        starts = _work(moments, waits, delays, visit, is_first=is_first, is_history=is_history)
        if is_first:
            is_told = hours.left is not None and (is_history or hours.heads_for(0, visit.job))
            for k, start in enumerate(starts):
                if is_told:
                    departures[k] = hours.left or 0.0
                else:
                    departures[k] = leave_late(hours, leave[0], legs[0], start, k)[0] if start < FAR else 0.0
        if number + 1 == hours.floor_stops:
            moments[0] = max(moments[0], hours.floor)
        is_open = number + 1 >= hours.floor_stops
        past.append(_pause(*tables, breaks, counts_waiting=True) if is_open else [])
        leave.append(moments)
        idle.append(waits)
        late.append(delays)
        left.append(departures)
    rest = _rest(hours)
    latest = _backward(hours, visits, legs, rest)
    home, taken = FAR, 0
    for k in range(count + 1):
        reached = leave[-1][k] + legs[-1]
        if k == 0 and hours.on_way is not None and hours.heads_for(len(visits), ""):
            reached = hours.on_way.ready
        if reached <= rest[k] + EPS and reached < home - TIE:
            home, taken = reached, k
    at_home = idle[-1][taken], late[-1][taken], left[-1][taken]
    return Timing(leave, idle, late, left, latest, home, taken, *at_home, upon, past)


def _setting_out(hours: Hours) -> list[float]:
    moments = [hours.start if hours.floor_stops else max(hours.start, hours.floor)] + [FAR] * len(hours.breaks)
    for k in range(0 if hours.floor_stops else len(hours.breaks)):
        moments[k + 1] = take(moments[k], hours.breaks[k])
    return moments


def depart_late(hours: Hours, visits: Sequence[Visit], legs: Sequence[float], timing: Timing) -> Timing:
    """The same home coming with the latest departure that makes nobody later than their term: the least minutes away.

    A route under way stays as it is.
    """
    if hours.floor_stops or not visits or timing.home >= FAR or hours.heads_for(0, visits[0].job):
        return timing
    rest = [min(timing.home, moment) for moment in _rest(hours)]
    bounded = [
        visit if visit.due >= FAR else replace(visit, windows=_in_time(visit, min(timing.leave[number])))
        for number, visit in enumerate(visits, start=1)
    ]
    latest = _backward(hours, bounded, legs, rest)[0]
    best, taken = -FAR, 0
    for k, ready in enumerate(timing.leave[0]):
        if ready <= latest[k] - legs[0] + EPS and latest[k] - legs[0] > best:
            best, taken = latest[k] - legs[0], k
    if best <= -FAR:
        return timing
    moments = [FAR] * len(timing.leave[0])
    moments[taken] = max(best, timing.leave[0][taken])
    return clock(hours, visits, legs, setting_out=moments)


def _in_time(visit: Visit, soonest: float) -> tuple[tuple[float, float], ...]:
    """Windows of a visit that end where it would become late, or later than the `soonest` end when that is late."""
    last = max(visit.due, soonest) - visit.minutes
    return tuple((begin, min(end, last)) for begin, end in visit.windows if begin <= last + EPS)


def _work(
    moments: list[float], waits: list[float], delays: list[float], visit: Visit, *, is_first: bool, is_history: bool
) -> list[float]:
    """When the work starts, per number of breaks taken; FAR where it cannot."""
    starts: list[float] = []
    for k, moment in enumerate(moments):
        start = FAR
        if moment < FAR:
            # What has happened has happened, also when it was faster than the estimate says.
            start = visit.windows[0][0] if is_history else opens(moment, visit.windows)
        starts.append(start)
        if start >= FAR:
            moments[k] = FAR
            continue
        if not is_first:
            waits[k] += max(0.0, start - moment)
        moments[k] = start + visit.minutes
        delays[k] += max(0.0, moments[k] - visit.due)
    return starts


def _pause(
    moments: list[float],
    waits: list[float],
    delays: list[float],
    departures: list[float],
    breaks: tuple[tuple[float, float, float], ...],
    *,
    counts_waiting: bool,
) -> list[bool]:
    if not breaks:
        return []
    is_taken = [False] * (len(breaks) + 1)
    for k, pause in enumerate(breaks):
        if moments[k] >= FAR:
            continue
        over = take(moments[k], pause)
        if over < moments[k + 1] - TIE:
            waits[k + 1] = waits[k] + (over - pause[2] - moments[k] if counts_waiting else 0.0)
            delays[k + 1] = delays[k]
            departures[k + 1] = departures[k]
            moments[k + 1] = over
            is_taken[k + 1] = True
    return is_taken


def _rest(hours: Hours) -> list[float]:
    """Latest moment of being home with k breaks taken: the others are then taken at home."""
    chain = [FAR] * (len(hours.breaks) + 1)
    for k in range(len(hours.breaks) - 1, -1, -1):
        chain[k] = latest_before(chain[k + 1], hours.breaks[k])
    return [min(hours.limit, moment) for moment in chain]


def _backward(hours: Hours, visits: Sequence[Visit], legs: Sequence[float], rest: list[float]) -> list[list[float]]:
    breaks = hours.breaks
    count = len(breaks)
    reach = list(rest)
    latest = [reach]
    for number in range(len(visits) - 1, -1, -1):
        visit = visits[number]
        free = [max(-FAR, moment - legs[number + 1]) for moment in reach]
        for k in range(count - 1, -1, -1):
            free[k] = max(free[k], latest_before(free[k + 1], breaks[k]))
        reach = [latest_start(moment - visit.minutes, visit.windows) if moment > -FAR else -FAR for moment in free]
        for k in range(count - 1, -1, -1):
            reach[k] = max(reach[k], latest_before(reach[k + 1], breaks[k]))
        latest.append(reach)
    latest.reverse()
    return latest


def leave_late(hours: Hours, ready: Sequence[float], leg: float, start: float, taken: int) -> tuple[float, list[Pause]]:
    """Leave as late as possible for a first `start` with `taken` breaks before it: as many of them as fit before
    leaving. `ready[k]`: the earliest moment of leaving with k breaks taken."""
    if hours.floor_stops:
        return start - leg, []
    for at_home in range(taken, -1, -1):
        moment = start
        after: list[Pause] = []
        for pause in reversed(hours.breaks[at_home:taken]):
            begin = latest_before(moment, pause)
            after.insert(0, Pause(begin, begin + pause[2]))
            moment = begin
        if moment - leg >= ready[at_home] - EPS:
            before: list[Pause] = []
            clock_time = max(hours.start, hours.floor)
            for pause in hours.breaks[:at_home]:
                clock_time = take(clock_time, pause)
                before.append(Pause(clock_time - pause[2], clock_time))
            return moment - leg, before + after
    raise AssertionError("the path of a possible route starts at its start place")
