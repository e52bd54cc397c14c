"""Our planning beside VROOM, OR-Tools and PyVRP: same problem, same travel times, same CPU seconds, one thread each.

    python bench/planning/compare.py --set weeks --seconds 30 --seeds 5
    python bench/planning/compare.py --instances week60-1 rc2_200-1 --solvers voordeur pyvrp_warm --seconds 10
    python bench/planning/compare.py --set field --show

Every cell (instance, solver, seed, seconds) is kept in results/<set>.json as soon as it is done and not run again, so
a long comparison may be run in pieces. Prints Markdown; --picture writes the price over time.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from cells import BUDGETS, ONE_BUDGET, SOLVERS, Cell, run
from report import tables

HERE = Path(__file__).resolve().parent
SETS = {
    "weeks": ("week60-1", "week20-1", "week200-1", "week60-2", "week60-3"),
    "weeks_full": ("week60-1+breaks", "week60-1+breaks+pairs+order"),
    "field": ("field-R1", "field-R2", "field-R3"),
    "skills": ("skills-C101", "skills-C105", "skills-R101", "skills-R105", "skills-R109"),
    "skills_depot": ("skills-C101+depot", "skills-C105+depot", "skills-R101+depot", "skills-R105+depot"),
    "homberger": ("rc2_200-1", "rc1_200-1", "rc2_400-1", "rc1_400-1", "rc2_1000-1", "rc1_1000-1"),
    "solomon": ("r1_100-1", "c1_100-1", "rc1_100-1", "r2_100-1", "c2_100-1", "rc2_100-1"),
    "quick": ("week20-1",),
}
CANNOT = {"breaks": ("pyvrp_cold", "pyvrp_warm", "pyvrp_tuned"), "pairs": SOLVERS[1:], "order": SOLVERS[1:]}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", default="quick", choices=SETS)
    parser.add_argument("--instances", nargs="+", help="these instead of the set's")
    parser.add_argument("--solvers", nargs="+", default=list(SOLVERS), choices=SOLVERS)
    parser.add_argument("--seconds", type=float, default=30.0, help="the largest budget, in CPU seconds")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--budgets", type=float, nargs="+", help="budgets of solvers that need a run for each")
    parser.add_argument("--again", action="store_true", help="run cells that are there already")
    parser.add_argument("--show", action="store_true", help="run nothing, print what is there")
    parser.add_argument("--picture", type=Path, help="write the price over time as SVG")
    parser.add_argument("--cell", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.cell:
        json.dump(run(Cell(**json.loads(asked.cell))), sys.stdout)
        return 0
    kept = HERE / "results" / f"{asked.set}.json"
    results = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    if not asked.show:
        for cell in _cells(asked):
            if cell.key in results and not asked.again:
                continue
            found = _separately(cell)
            if found is not None:
                results[cell.key] = found
                kept.parent.mkdir(exist_ok=True)
                kept.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    names = asked.instances or SETS[asked.set]
    print(tables([one for one in results.values() if one["instance"] in names]))
    if asked.picture:
        from picture import draw

        draw([one for one in results.values() if one["instance"] in names], asked.picture)
    return 0


def _cells(asked: argparse.Namespace) -> list[Cell]:
    cells = []
    for name in asked.instances or SETS[asked.set]:
        for seed in range(1, asked.seeds + 1):
            for solver in asked.solvers:
                if any(extra in name and solver in cannot for extra, cannot in CANNOT.items()):
                    continue
                budgets = [asked.seconds]
                if solver in ONE_BUDGET:
                    budgets = asked.budgets or [b for b in BUDGETS if b < asked.seconds] + [asked.seconds]
                cells += [Cell(name, solver, seed, seconds) for seconds in budgets]
    return cells


def _separately(cell: Cell) -> dict[str, Any] | None:
    values = {"instance": cell.instance, "solver": cell.solver, "seed": cell.seed, "seconds": cell.seconds}
    command = [sys.executable, str(HERE / "compare.py"), "--cell", json.dumps(values)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{cell.key}: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return None
    found: dict[str, Any] = json.loads(done.stdout)
    last = list(found["points"].values())[-1:]
    told = f"{last[0]['price']:.1f}, {last[0]['unserved']} unserved" if last else "no plan"
    print(f"{cell.key}: {told} ({found['cpu_seconds']} s)", file=sys.stderr)
    return found


if __name__ == "__main__":
    sys.exit(main())
