"""PyVRP: every shift a type of vehicle, a trade is a load that only who has it can carry, left-out jobs lose a
prize. It knows no breaks, several windows, pairs or order between jobs.

A load is a minute in its units, so that its penalty for a missing skill is as dear as one for a minute too late."""

from typing import Any

import numpy as np
import pyvrp
from public import Orders
from pyvrp.search import NeighbourhoodParams

from peers.common import FOREVER, SCALE, Asked, Found, Watch, scaled
from voordeur.planning.engine.problem import Place


def solve(asked: Asked, seconds: float, seed: int, *, warm: Orders | None = None, tuned: bool = False) -> Found:
    """Search for so many CPU seconds. `tuned`: accept only what is better (`history_length=1`), dearest penalty 400,
    120 neighbours - what was best on weeks of this kind - instead of the defaults."""
    data = _data(asked)
    notes = _Notes()
    ils = pyvrp.IteratedLocalSearchParams(history_length=1 if tuned else 300, callbacks=notes)
    params = pyvrp.SolveParams(ils=ils)
    if tuned:
        penalty = pyvrp.PenaltyParams(max_penalty=400)
        params = pyvrp.SolveParams(ils=ils, penalty=penalty, neighbourhood=NeighbourhoodParams(num_neighbours=120))
    start = _solution(asked, data, warm) if warm is not None else None
    watch = notes.watch = Watch()
    result = pyvrp.solve(
        data,
        stop=lambda _: watch.cpu >= seconds,
        seed=seed,
        collect_stats=False,
        display=False,
        params=params,
        initial_solution=start,
    )
    points: list[tuple[float, Orders]] = [(0.0, warm)] if warm is not None else []
    points += [(moment, _orders(asked, one)) for moment, one in notes.best if one.is_feasible()]
    cpu, wall = watch.cpu, watch.wall
    points.append((cpu, _orders(asked, result.best)))
    return Found(points, cpu, wall, "" if result.best.is_feasible() else "never feasible by its own measure")


class _Notes(pyvrp.IteratedLocalSearchCallbacks):
    """Keeps the best solution at most once in a twentieth of the time gone."""

    def __init__(self) -> None:
        self.watch = Watch()
        self.best: list[tuple[float, pyvrp.Solution]] = []

    def on_best(self, best: pyvrp.Solution) -> None:
        now = self.watch.cpu
        if len(self.best) > 1 and now < self.best[-2][0] * 1.05:
            self.best[-1] = (now, best)
        else:
            self.best.append((now, best))


def _data(asked: Asked) -> Any:
    problem = asked.problem
    locations = [pyvrp.Location(*_spot(place)) for place in problem.places]
    homes = sorted({place for _, _, shift in asked.shifts for place in (shift.start_place, shift.end_place)})
    depots = [pyvrp.Depot(asked.place[home]) for home in homes]
    at = {home: n for n, home in enumerate(homes)}
    clients = []
    for job in asked.jobs:
        if len(job.windows) > 1 or job.people > 1 or job.after:
            raise ValueError("PyVRP knows no several windows, pairs or order")
        window = job.windows[0] if job.windows else None
        loads = [SCALE * int(job.skills.get(trade) == level) for trade, level in asked.trades]
        clients.append(
            pyvrp.Client(
                asked.place[job.place],
                delivery=loads,
                service_duration=scaled(job.service_minutes),
                tw_early=scaled(window.from_minute) if window else 0,
                tw_late=scaled(window.to_minute) if window else FOREVER,
                prize=asked.price(job),
                required=False,
            )
        )
    types = [
        pyvrp.VehicleType(
            1,
            capacity=[
                SCALE * len(asked.jobs) * int(who.skills.get(trade, 0) >= level) for trade, level in asked.trades
            ],
            start_depot=at[shift.start_place],
            end_depot=at[shift.end_place],
            tw_early=scaled(shift.from_minute),
            tw_late=scaled(shift.to_minute + shift.overtime_minutes),
            unit_distance_cost=int(not asked.by_duration),
            unit_duration_cost=int(asked.by_duration),
        )
        for who, _, shift in asked.shifts
    ]
    ways = np.minimum(asked.ways, FOREVER)
    return pyvrp.ProblemData(locations, clients, depots, types, [ways], [ways])


def _spot(place: Place) -> tuple[float, float]:
    x, y = (place.lon, place.lat) if place.x is None else (place.x, place.y)
    return x or 0.0, y or 0.0


def _solution(asked: Asked, data: Any, orders: Orders) -> pyvrp.Solution:
    number = {job.id: n for n, job in enumerate(asked.jobs)}
    routes = []
    for kind, (who, shift, _) in enumerate(asked.shifts):
        jobs = orders.get((who.id, shift), ())
        if jobs:
            routes.append(pyvrp.Route(data, [number[job] for job in jobs], kind))
    return pyvrp.Solution(data, routes)


def _orders(asked: Asked, solution: pyvrp.Solution) -> Orders:
    found: Orders = {}
    for route in solution.routes():
        who, shift, _ = asked.shifts[route.vehicle_type()]
        visits = [one.idx for one in route.schedule() if one.is_client()]
        found[who.id, shift] = tuple(asked.jobs[n].id for n in visits)
    return found
