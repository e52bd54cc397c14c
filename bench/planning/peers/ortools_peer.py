"""OR-Tools routing: parallel cheapest insertion, then guided local search; skills by the vehicles a visit may have,
breaks as intervals, left-out jobs by a penalty."""

from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2
from public import Orders

from peers.common import FOREVER, Asked, Found, Watch, scaled


def solve(asked: Asked, seconds: float, seed: int) -> Found:
    """Search for so many CPU seconds; it has no seed, so the seed only shuffled the jobs."""
    model = _Model(asked)
    watch = Watch()
    points: list[tuple[float, Orders]] = []

    def note() -> None:
        now = watch.cpu
        if len(points) < 2 or now >= points[-1][0] * 1.05:
            points.append((now, model.orders()))

    model.routing.AddAtSolutionCallback(note)
    model.routing.AddSearchMonitor(model.routing.solver().CustomLimit(lambda: watch.cpu >= seconds))
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromSeconds(int(seconds * 3 + 30))
    assignment = model.routing.SolveWithParameters(parameters)
    cpu, wall = watch.cpu, watch.wall
    if assignment is None:
        return Found(points, cpu, wall, "no plan")
    points.append((cpu, model.orders(assignment)))
    return Found(points, cpu, wall)


class _Model:
    """One node a job, and a start and an end a shift; `place` of a node is its row in the ways."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        jobs, shifts = asked.jobs, asked.shifts
        count = len(jobs)
        rows = [asked.place[job.place] for job in jobs]
        starts = [asked.place[shift.start_place] for _, _, shift in shifts]
        ends = [asked.place[shift.end_place] for _, _, shift in shifts]
        ports = sorted(set(starts) | set(ends))
        rows += ports
        port = {place: count + n for n, place in enumerate(ports)}
        self.manager = pywrapcp.RoutingIndexManager(
            len(rows), len(shifts), [port[one] for one in starts], [port[one] for one in ends]
        )
        self.routing = pywrapcp.RoutingModel(self.manager)
        self.solver = self.routing.solver()
        work = np.array([scaled(job.service_minutes) for job in jobs] + [0] * len(ports), dtype=np.int64)
        ways = asked.ways[np.ix_(rows, rows)]
        travel = self.routing.RegisterTransitMatrix(ways.tolist())
        clock = self.routing.RegisterTransitMatrix((ways + work[:, None]).tolist())
        if asked.by_duration:
            self.routing.SetArcCostEvaluatorOfAllVehicles(self.routing.RegisterTransitMatrix((ways * 0).tolist()))
        else:
            self.routing.SetArcCostEvaluatorOfAllVehicles(travel)
        self.routing.AddDimension(clock, FOREVER, FOREVER, False, "time")  # noqa: FBT003 - the interface of the package
        self.time: Any = self.routing.GetDimensionOrDie("time")
        if asked.by_duration:
            self.time.SetSpanCostCoefficientForAllVehicles(1)
        self._shifts()
        self._jobs()
        if any(shift.breaks for _, _, shift in shifts):
            self._breaks(work)

    def _shifts(self) -> None:
        for vehicle, (_, _, shift) in enumerate(self.asked.shifts):
            begin, end = scaled(shift.from_minute), scaled(shift.to_minute + shift.overtime_minutes)
            self.time.CumulVar(self.routing.Start(vehicle)).SetRange(begin, end)
            self.time.CumulVar(self.routing.End(vehicle)).SetRange(begin, end)
            self.routing.AddVariableMinimizedByFinalizer(self.time.CumulVar(self.routing.End(vehicle)))
            self.routing.AddVariableMaximizedByFinalizer(self.time.CumulVar(self.routing.Start(vehicle)))

    def _jobs(self) -> None:
        allowed: dict[tuple[tuple[str, int], ...], list[int]] = {}
        for n, job in enumerate(self.asked.jobs):
            if job.people > 1 or job.after:
                raise ValueError("pairs and order are not written for OR-Tools here")
            index = self.manager.NodeToIndex(n)
            clock = self.time.CumulVar(index)
            if job.windows:
                clock.SetRange(scaled(job.windows[0].from_minute), scaled(job.windows[-1].to_minute))
                for one, other in zip(job.windows, job.windows[1:], strict=False):
                    clock.RemoveInterval(scaled(one.to_minute) + 1, scaled(other.from_minute) - 1)
            self.routing.AddDisjunction([index], self.asked.price(job))
            needs = tuple(sorted(job.skills.items()))
            if needs:
                if needs not in allowed:
                    can = [v for v, (who, _, _) in enumerate(self.asked.shifts) if not self.asked.lacks(who, job)]
                    allowed[needs] = [-1, *can]
                self.routing.VehicleVar(index).SetValues(allowed[needs])

    def _breaks(self, work: np.ndarray) -> None:
        visits = [0] * self.routing.Size()
        for n in range(len(self.asked.jobs)):
            visits[self.manager.NodeToIndex(n)] = int(work[n])
        for vehicle, (_, _, shift) in enumerate(self.asked.shifts):
            pauses = [
                self.solver.FixedDurationIntervalVar(
                    scaled(one.from_minute),
                    scaled(one.to_minute - one.minutes),
                    scaled(one.minutes),
                    False,  # noqa: FBT003 - the interface of the package
                    f"break {vehicle} {k}",
                )
                for k, one in enumerate(shift.breaks)
            ]
            if pauses:
                self.time.SetBreakIntervalsOfVehicle(pauses, vehicle, visits)

    def orders(self, assignment: Any = None) -> Orders:
        found: Orders = {}
        routing, count = self.routing, len(self.asked.jobs)
        for vehicle, (who, shift, _) in enumerate(self.asked.shifts):
            jobs: list[str] = []
            index = self._next(routing.Start(vehicle), assignment)
            while not routing.IsEnd(index):
                node = self.manager.IndexToNode(index)
                if node < count:
                    jobs.append(self.asked.jobs[node].id)
                index = self._next(index, assignment)
            if jobs:
                found[who.id, shift] = tuple(jobs)
        return found

    def _next(self, index: int, assignment: Any) -> int:
        following = self.routing.NextVar(index)
        return int(assignment.Value(following) if assignment is not None else following.Value())
