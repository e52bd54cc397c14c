"""The way into the compiled search: one compiled function, because every further one would compile everything again.

The functions below it are what the rest of the engine calls.
"""

import numpy as np

from voordeur.planning.engine.kernel import anneal as search
from voordeur.planning.engine.kernel import given
from voordeur.planning.engine.kernel.compiled import entry
from voordeur.planning.engine.kernel.forms import Ints, World, ready
from voordeur.planning.engine.kernel.place import cheapest as look
from voordeur.planning.engine.kernel.price import retime

TIME, LOAD, DROP, CONSTRUCT, ANNEAL, BACK, LOOK = range(7)
NONE = np.zeros(0, dtype=np.int64)


@entry
def run(world: World, task: int, number: int, price: float, order: Ints) -> tuple[float, int, int]:
    """Do one of the tasks above; only LOOK has an answer."""
    if task == TIME:
        for row in range(len(world.rows) - 2):
            retime(world, row, row)
    elif task == LOAD:
        given.load_row(world, number, order)
    elif task == DROP:
        given.drop_broken(world)
    elif task == CONSTRUCT:
        search.construct(world, order)
    elif task == ANNEAL:
        search.anneal(world, number, price)
    elif task == BACK:
        search.back_to_best(world)
    else:
        return look(world, number, price)
    return 0.0, number, task


def time_all(world: World) -> None:
    """Work out the tables of every row."""
    run(ready(world), TIME, 0, 0.0, NONE)


def load_row(world: World, row: int, order: Ints) -> None:
    """Give an empty row these units; when that cannot be done in time, those that fit one after the other."""
    run(ready(world), LOAD, row, 0.0, order)


def drop_broken(world: World) -> None:
    """Take out pairs without each other or in one person's hands, and what waits for a job without a place."""
    run(ready(world), DROP, 0, 0.0, NONE)


def construct(world: World, order: Ints) -> None:
    """Put in every job of `order` that has no place yet, one after the other, and begin the search there."""
    run(ready(world), CONSTRUCT, 0, 0.0, order)


def anneal(world: World, rounds: int, heat: float) -> None:
    """Search for so many rounds at the temperature `heat`, in the unit of the cost."""
    run(ready(world), ANNEAL, rounds, heat, NONE)


def back_to_best(world: World) -> None:
    """Make the best plan the one that stands."""
    run(ready(world), BACK, 0, 0.0, NONE)


def cheapest(world: World, unit: int, most: float) -> tuple[float, int, int]:
    """The cheapest place of a unit below the price `most`: extra cost, row (-1: none) and slot after which."""
    return run(ready(world), LOOK, unit, most, NONE)
