"""The price over CPU seconds as a picture: one panel an instance, one line a solver, a point per budget."""

import statistics
from pathlib import Path
from typing import Any

import altair
from cells import SOLVERS
from report import NAMES, points

COLOURS = ("#005ea5", "#b58840", "#7a5c99", "#b8b8b8", "#2e8540", "#8c8c8c")


def draw(results: list[dict[str, Any]], path: Path) -> None:
    """Medians over the seeds of plans that break no rule; a plan with jobs left out is shown when it is below twice
    the lowest price, so that the picture keeps its scale."""
    rows = []
    for instance in dict.fromkeys(one["instance"] for one in results):
        found = points([one for one in results if one["instance"] == instance])
        lowest = min(one["price"] for cells in found.values() for one in cells)
        for (solver, budget), cells in found.items():
            price = statistics.median(one["price"] for one in cells)
            if price < 2 * lowest:
                spent = max(budget, statistics.median(one["cpu"] for one in cells))
                rows.append({"instance": instance, "solver": NAMES[solver], "seconds": spent, "price": price})
    names = [NAMES[solver] for solver in SOLVERS if any(row["solver"] == NAMES[solver] for row in rows)]
    colours = [COLOURS[SOLVERS.index(solver)] for solver in SOLVERS if NAMES[solver] in names]
    lines = (
        altair.Chart(altair.Data(values=rows))
        .mark_line(point=True)
        .encode(
            x=altair.X("seconds:Q", title="CPU seconds", scale=altair.Scale(type="log")),
            y=altair.Y("price:Q", title="Price (minutes)", scale=altair.Scale(zero=False)),
            color=altair.Color("solver:N", title=None, scale=altair.Scale(domain=names, range=colours)),
        )
        .properties(width=320, height=220)
    )
    chart = lines.facet(altair.Facet("instance:N", title=None), columns=2).resolve_scale(y="independent")
    path.parent.mkdir(parents=True, exist_ok=True)
    chart.save(str(path))
