"""One cell of a comparison: one solver on one instance with one seed for so many CPU seconds, judged by our check and
our prices. Run in a process of its own, so that the clock counts nothing else."""

import dataclasses
import resource
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

import instances
import public
from budget import UntilCpu
from peers.common import PROMISE_PRICE, Found, ask
from public import Orders
from retime import Retimer

from voordeur.planning.engine.check import check
from voordeur.planning.engine.problem import Plan, Problem
from voordeur.planning.engine.solve import after_rounds, solve

SOLVERS = ("voordeur", "vroom", "ortools", "pyvrp_cold", "pyvrp_warm", "pyvrp_tuned")
BUDGETS = (1.0, 5.0, 10.0, 30.0, 60.0)
ONE_BUDGET = ("voordeur", "vroom")  # these show no plans on the way: a run of their own for every budget


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    instance: str
    solver: str
    seed: int
    seconds: float

    @property
    def key(self) -> str:
        return f"{self.instance} {self.solver} {self.seed} {self.seconds:g}"


def problem_of(name: str) -> Problem:
    """`field-R1`, `skills-C101`, `skills-C101+depot`, or a made name of instances.py."""
    kind, _, rest = name.partition("-")
    if kind == "field":
        return public.field_service(rest).problem
    if kind == "skills":
        instance, _, kit = rest.partition("+")
        return public.technician_skills(instance, kit=kit or "skills").problem
    return instances.named(name)


def best_known(name: str) -> float | None:
    kind, _, rest = name.partition("-")
    if kind == "field":
        found = public.field_service(rest)
        return found.minutes + found.left * found.problem.weights.unplanned_job
    if kind == "skills":
        return public.technician_skills(rest.partition("+")[0]).minutes
    return None


def run(cell: Cell) -> dict[str, Any]:
    """The cell as plain values: `points` holds what was true at each budget up to its seconds."""
    problem = problem_of(cell.instance)
    if cell.solver == "voordeur":
        return _ours(problem, cell)
    asked = ask(problem, cell.seed)
    warm = _insertion(problem, cell.seed) if cell.solver == "pyvrp_warm" else None
    found = _peer(cell.solver)(asked, cell.seconds, cell.seed, warm)
    retimer = Retimer(problem)
    points: dict[str, dict[str, Any]] = {}
    for budget in _budgets(cell):
        at = [one for one in found.points if one[0] <= budget * 1.03 + 0.15 or cell.solver in ONE_BUDGET]
        if at:
            moment, orders = at[-1]
            points[f"{budget:g}"] = {"cpu": round(moment, 3)} | judged(problem, retimer.plan(orders))
    return {
        **dataclasses.asdict(cell),
        "cpu_seconds": round(found.cpu_seconds, 2),
        "wall_seconds": round(found.wall_seconds, 2),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "first_feasible": _first_feasible(found, problem, retimer),
        "note": found.note,
        "points": points,
    }


def judged(problem: Problem, plan: Plan) -> dict[str, Any]:
    """What check() and the prices say; `price` is the total plus the price of dropped promises."""
    violations = check(problem, plan)
    dropped = sum(one.code == "promise_dropped" for one in violations)
    return {
        "cost": {name: round(value, 3) for name, value in plan.cost.items()},
        "price": round(plan.cost["total"] + PROMISE_PRICE * dropped, 3),
        "unserved": len(plan.unplanned),
        "dropped": dropped,
        "broken": len(violations) - dropped,
        "codes": sorted({one.code for one in violations}),
    }


def _budgets(cell: Cell) -> list[float]:
    if cell.solver in ONE_BUDGET:
        return [cell.seconds]
    return sorted({budget for budget in BUDGETS if budget < cell.seconds} | {cell.seconds})


def _ours(problem: Problem, cell: Cell) -> dict[str, Any]:
    solve(problem, None, seed=cell.seed, stop=after_rounds(20))  # compiles what is not compiled yet
    began, wall = time.process_time(), time.perf_counter()
    first = solve(problem, None, seed=cell.seed, stop=lambda: True)
    inserted = time.process_time() - began
    is_feasible = not check(problem, first)
    began, wall = time.process_time(), time.perf_counter()
    plan = solve(problem, None, seed=cell.seed, stop=UntilCpu(cell.seconds))
    cpu, wall = time.process_time() - began, time.perf_counter() - wall
    verdict = judged(problem, plan)
    first_feasible = inserted if is_feasible else None if verdict["broken"] or verdict["dropped"] else cpu
    return {
        **dataclasses.asdict(cell),
        "cpu_seconds": round(cpu, 2),
        "wall_seconds": round(wall, 2),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "first_feasible": first_feasible and round(first_feasible, 4),
        "insertion_price": judged(problem, first)["price"],
        "note": "" if is_feasible else "the insertion alone was not feasible",
        "points": {f"{cell.seconds:g}": {"cpu": round(cpu, 3)} | verdict},
    }


def _insertion(problem: Problem, seed: int) -> Orders:
    plan = solve(problem, None, seed=seed, stop=lambda: True)
    return {(route.craftsman, route.shift): tuple(stop.job for stop in route.stops) for route in plan.routes}


def _peer(solver: str) -> Callable[..., Found]:
    if solver in ("vroom", "ortools"):
        search = import_module(f"peers.{solver}_peer").solve
        return lambda asked, seconds, seed, _: search(asked, seconds, seed)
    search = import_module("peers.pyvrp_peer").solve
    tuned = solver != "pyvrp_cold"
    return lambda asked, seconds, seed, warm: search(asked, seconds, seed, warm=warm, tuned=tuned)


def _first_feasible(found: Found, problem: Problem, retimer: Retimer) -> float | None:
    for moment, orders in found.points:
        if not check(problem, retimer.plan(orders)):
            return round(moment, 3)
    return None
