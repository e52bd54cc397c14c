"""The cells of a comparison as Markdown tables: medians over seeds with their range."""

import statistics
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from cells import SOLVERS, best_known

Result = dict[str, Any]
NAMES = {
    "voordeur": "Voordeur",
    "vroom": "VROOM",
    "ortools": "OR-Tools",
    "pyvrp_cold": "PyVRP, defaults, cold",
    "pyvrp_tuned": "PyVRP, tuned, cold",
    "pyvrp_warm": "PyVRP, tuned, from our insertion",
}
TERMS = ("travel", "idle", "duration", "overtime", "late", "shifts")


def tables(results: Iterable[Result]) -> str:
    by_instance: dict[str, list[Result]] = defaultdict(list)
    for one in results:
        by_instance[one["instance"]].append(one)
    return "\n".join(_instance(name, found) for name, found in by_instance.items())


def points(found: list[Result]) -> dict[tuple[str, float], list[Result]]:
    """Per solver and budget the points of all seeds, each with what its cell says."""
    gathered: dict[tuple[str, float], list[Result]] = defaultdict(list)
    for cell in found:
        for budget, point in cell["points"].items():
            whole = {key: value for key, value in cell.items() if key != "points"} | point
            gathered[cell["solver"], float(budget)].append(whole)
    return gathered


def _instance(name: str, found: list[Result]) -> str:
    gathered = points(found)
    budgets = sorted({budget for _, budget in gathered})
    solvers = [one for one in SOLVERS if any(solver == one for solver, _ in gathered)]
    largest = budgets[-1]
    known = best_known(name)
    prices = [one["price"] for cells in gathered.values() for one in cells if not one["broken"]]
    reference = known if known is not None else min(prices, default=0.0)
    kind = "best known" if known is not None else "best found by anyone here"
    lines = [f"\n### {name}: {kind} {reference:,.1f}\n", *_over_time(gathered, solvers, budgets, reference), ""]
    lines += _terms(gathered, solvers, largest)
    return "\n".join(lines)


def _over_time(
    gathered: dict[tuple[str, float], list[Result]], solvers: list[str], budgets: list[float], reference: float
) -> list[str]:
    lines = ["| price after CPU s | " + " | ".join(f"{budget:g}" for budget in budgets) + " |"]
    lines.append("|---|" + "--:|" * len(budgets))
    for solver in solvers:
        row = []
        for budget in budgets:
            cells = gathered.get((solver, budget))
            if not cells:
                row.append("")
                continue
            middle = statistics.median(one["price"] for one in cells)
            left = statistics.median(one["unserved"] for one in cells)
            is_broken = any(one["broken"] for one in cells)
            took = statistics.median(one["cpu"] for one in cells)
            mark = (f", {left:g} out" if left else "") + (", breaks rules" if is_broken else "")
            mark += f", took {took:.1f} s" if took > 1.3 * budget else ""
            row.append(f"{middle:,.0f} ({(middle / reference - 1) * 100:+.1f}%{mark})")
        lines.append(f"| {NAMES[solver]} | " + " | ".join(row) + " |")
    return lines


def _terms(gathered: dict[tuple[str, float], list[Result]], solvers: list[str], largest: float) -> list[str]:
    ours = gathered.get(("voordeur", largest), [])
    own = statistics.median(one["price"] for one in ours) if ours else None
    lines = [
        f"| at {largest:g} s | seeds | feasible | first feasible s | unserved (promised) | "
        + " | ".join(TERMS)
        + " | price | range | to ours | CPU / wall s |",
        "|---|--:|--:|--:|--:|" + "--:|" * len(TERMS) + "--:|--:|--:|--:|",
    ]
    for solver in solvers:
        cells = gathered.get((solver, largest))
        if not cells:
            continue
        prices = [one["price"] for one in cells]
        middle = statistics.median(prices)
        feasible = sum(not one["broken"] and not one["dropped"] for one in cells)
        every = [one for (who, _), some in gathered.items() if who == solver for one in some]
        firsts = _firsts(cells if solver != "vroom" else every)
        first = f"{statistics.median(firsts):.3g}" if firsts else "never"
        left = f"{_middle(cells, 'unserved'):g} ({_middle(cells, 'dropped'):g})"
        terms = " | ".join(f"{statistics.median(one['cost'][term] for one in cells):,.0f}" for term in TERMS)
        ratio = f"{middle / own:.3f}" if own else ""
        spent = f"{_middle(cells, 'cpu_seconds'):.1f} / {_middle(cells, 'wall_seconds'):.1f}"
        lines.append(
            f"| {NAMES[solver]} | {len(cells)} | {feasible} | {first} | {left} | {terms} | {middle:,.0f} | "
            f"{min(prices):,.0f}-{max(prices):,.0f} | {ratio} | {spent} |"
        )
    return lines


def _firsts(cells: list[Result]) -> list[float]:
    """The first feasible second of each seed; a solver that shows only its last plan has one for each budget."""
    found: dict[int, float] = {}
    for one in cells:
        if one["first_feasible"] is not None:
            found[one["seed"]] = min(one["first_feasible"], found.get(one["seed"], float("inf")))
    return list(found.values())


def _middle(cells: list[Result], key: str) -> float:
    return float(statistics.median(one[key] for one in cells))
