"""An emergency on a running day: into the routes as they are now, without breaking a promise. Moves nobody else."""

from dataclasses import dataclass

import numpy as np

from voordeur.planning.engine.offer import Offer, cheapest
from voordeur.planning.engine.problem import DAY_MINUTES, Job, Plan, Problem, Route
from voordeur.planning.engine.state import State, prepare
from voordeur.planning.engine.travel import Ints


@dataclass(frozen=True, slots=True)
class Insertion:
    """Where the emergency goes, and the route with its new times; `others` those of the other people it takes."""

    offer: Offer
    route: Route
    others: tuple[Route, ...] = ()


@dataclass(frozen=True, slots=True)
class Nearby:
    """A craftsman who could go: `minutes` of travel from the last visit begun, free for it from `free_minute`."""

    craftsman: str
    shift: int
    minutes: float
    free_minute: float


def insert_today(problem: Problem, plan: Plan | None, job: Job, *, now_minute: float) -> Insertion | None:
    """The cheapest place for an emergency in today's routes from `now_minute` on, overtime allowed where the shift
    has it.

    Visits that have begun stay; every window already promised and every break is kept. The job's own windows bound its
    start; without windows it is today. None when it fits nowhere.
    """
    return place_today(prepare(problem, plan, now_minute=now_minute), job, now_minute=now_minute)


def place_today(state: State, job: Job, *, now_minute: float) -> Insertion | None:
    """Like insert_today() on a state that was prepared with the same `now_minute`; the state then holds the new
    route."""
    found = cheapest(state, job, rows=_running(state, now_minute))
    if found is None:
        return None
    route, *others = state.place(job, found.seats, start_minute=found.start_minute)
    return Insertion(found, route, tuple(others))


def nearest(problem: Problem, plan: Plan | None, job: Job, *, now_minute: float) -> list[Nearby]:
    """Who with the skills is on duty today, nearest first, whether or not the emergency fits in the route."""
    state = prepare(problem, plan, now_minute=now_minute)
    place = state.travel.index(job.place)
    found: list[Nearby] = []
    for row in np.intersect1d(_running(state, now_minute), state.allowed(job)).tolist():
        there = state.rows[row]
        begun = there.hours.floor_stops
        here = state.visits[row][begun - 1].place if begun else there.start
        free = max(now_minute, there.hours.start)
        if begun:
            # The clock knows when a visit in progress ends, with the fewest breaks taken by then.
            free = max(free, min(state.timings[row].leave[begun]))
        found.append(Nearby(there.craftsman.id, there.number, state.travel.minutes(here, place), free))
    return sorted(found, key=lambda one: (one.minutes, one.free_minute, one.craftsman))


def _running(state: State, now_minute: float) -> Ints:
    """The shifts that are running now or begin later today."""
    tomorrow = (now_minute // DAY_MINUTES + 1) * DAY_MINUTES
    is_today = [row.hours.start < tomorrow and row.hours.limit > now_minute for row in state.rows]
    return np.nonzero(np.array(is_today, dtype=bool))[0]
