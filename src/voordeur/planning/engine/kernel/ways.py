"""Minutes between two places, compiled. Knows no jobs."""
# mypy: disable-error-code="no-any-return"

from math import asin, sqrt

from voordeur.planning.engine.kernel.compiled import compiled, part
from voordeur.planning.engine.kernel.forms import MATRIX, PLANE, Floats, World


@part
def way(world: World, a: int, b: int) -> float:
    """Minutes from place a to place b."""
    points = world.points
    if world.way_kind == MATRIX:
        return float(world.way_minutes[a, b])
    if a == b:
        return 0.0
    dx, dy, dz = points.x[a] - points.x[b], points.y[a] - points.y[b], points.z[a] - points.z[b]
    straight = sqrt(dx * dx + dy * dy + dz * dz)
    if world.way_kind == PLANE:
        return straight * world.scale
    return 2.0 * asin(min(1.0, straight / 2.0)) * world.scale


@compiled
def fill(world: World, place: int, out: Floats) -> None:
    """Minutes between `place` and every other one, for ways that are the same there and back."""
    points = world.points
    x, y, z, scale = points.x[place], points.y[place], points.z[place], world.scale
    for other in range(len(points)):
        dx, dy, dz = x - points.x[other], y - points.y[other], z - points.z[other]
        out[other] = sqrt(dx * dx + dy * dy + dz * dz)
    if world.way_kind == PLANE:
        for other in range(len(points)):
            out[other] *= scale
        return
    for other in range(len(points)):
        half = out[other] / 2.0
        if half < 0.05:
            # The first terms of the series: within 1e-12 here, and many at once.
            square = half * half
            out[other] = 2.0 * scale * half * (1.0 + square * (1 / 6 + square * (3 / 40 + square * 15 / 336)))
        else:
            out[other] = 2.0 * asin(min(1.0, half)) * scale
