"""How something is counted: only in the year itself, and for the groups of a home."""
# mypy: disable-error-code="no-any-return"

from voordeur.twin.engine.kernel import sums
from voordeur.twin.engine.kernel.compiled import compiled
from voordeur.twin.engine.kernel.forms import World

DAY = 1440.0


@compiled
def counts(world: World, at: float) -> bool:
    """Whether this moment lies in the counted year and not in the run up to it."""
    return at >= world.luck[2] * DAY


@compiled
def add(world: World, figure: int, home: int, group_figure: int, amount: float) -> None:
    """Count for everybody and, where the figure is kept per group, for the groups of a home."""
    world.tally.sums[figure] += amount
    if group_figure < 0:
        return
    groups, homes = world.tally.groups, world.homes
    groups[sums.ALL, group_figure] += amount
    if homes.older[home]:
        groups[sums.OLDER, group_figure] += amount
    if homes.working[home]:
        groups[sums.WORKING, group_figure] += amount
    if homes.offline[home]:
        groups[sums.OFFLINE, group_figure] += amount
    if not (homes.older[home] or homes.working[home] or homes.offline[home]):
        groups[sums.OTHERS, group_figure] += amount
    groups[sums.DISTRICTS_FROM + homes.district[home], group_figure] += amount
