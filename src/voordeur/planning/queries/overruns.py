"""Visits that take so long that a later promise breaks: as the craftsman reported, or as the clock shows."""

from datetime import datetime
from typing import NamedTuple

from voordeur.planning.queries.running import Running
from voordeur.planning.queries.ways import late_in


class Overrun(NamedTuple):
    """A visit that is going on, and when it will end at the earliest."""

    visit_id: int
    shift_id: int
    end_at: datetime


def overruns(running: Running) -> list[Overrun]:
    """The visits under way after which a promise of the same route cannot be kept, in the order of the shifts."""
    routes = running.routes()
    busy = (visit for visit in running.visits if visit.pk in running.going_on)
    found = (Overrun(visit.pk, visit.shift_id, visit.end_at) for visit in busy)
    return [
        one for one in sorted(found, key=lambda one: one.shift_id) if late_in(routes, one.shift_id, now=running.now)
    ]
