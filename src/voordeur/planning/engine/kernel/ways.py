"""Minutes between two places, compiled. Knows no jobs."""
# mypy: disable-error-code="no-any-return"

from math import asin, sqrt

from voordeur.planning.engine.kernel.compiled import part
from voordeur.planning.engine.kernel.forms import MATRIX, PLANE, World


@part
def minutes_of(world: World, straight: float) -> float:
    """Minutes of a straight way between two points; on the ball it follows the great circle."""
    if world.way_kind == PLANE:
        return straight * world.scale
    half = straight / 2.0
    if half < 0.05:
        # The first terms of the series of asin: within 1e-12 of a radian here.
        square = half * half
        return 2.0 * world.scale * half * (1.0 + square * (1 / 6 + square * (3 / 40 + square * 15 / 336)))
    return 2.0 * asin(min(1.0, half)) * world.scale


@part
def way(world: World, a: int, b: int) -> float:
    """Minutes from place a to place b."""
    points = world.points
    if world.way_kind == MATRIX:
        return float(world.way_minutes[a, b])
    if a == b:
        return 0.0
    dx, dy, dz = points.x[a] - points.x[b], points.y[a] - points.y[b], points.z[a] - points.z[b]
    return minutes_of(world, sqrt(dx * dx + dy * dy + dz * dz))
