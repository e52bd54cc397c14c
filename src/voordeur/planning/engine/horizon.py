"""The windows that the days of a problem have to offer. Knows nothing of what fits in them."""

import math
from collections.abc import Sequence

from voordeur.planning.engine.problem import DAY_MINUTES, Job, Problem, Window


def windows_of(problem: Problem, *, minutes: float) -> list[Window]:
    """Every window of `minutes` beside the other, day by day, from the first shift of the day to the end of the last.

    They begin at whole multiples of `minutes` from midnight: of 120, at 8:00 and not at 7:30.
    """
    if not minutes > 0:
        raise ValueError(f"a window of {minutes:g} minutes is none")
    found: set[tuple[float, float]] = set()
    for who in problem.craftsmen:
        for shift in who.shifts:
            midnight = math.floor(shift.from_minute / DAY_MINUTES) * DAY_MINUTES
            number = math.floor((shift.from_minute - midnight) / minutes)
            while midnight + number * minutes < min(shift.to_minute, shift.from_minute + 2 * DAY_MINUTES):
                begin = midnight + number * minutes
                found.add((begin, begin + minutes))
                number += 1
    return [Window(*span) for span in sorted(found)]


def asked_windows(problem: Problem, job: Job, *, minutes: float) -> Sequence[Window]:
    """The windows a job can be offered: its own as they stand, or else those of the days."""
    return job.windows or windows_of(problem, minutes=minutes)
