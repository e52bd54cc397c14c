"""Compiling ahead, so that nobody waits for it: every entry of the kernel once, on a tiny problem.

The code is kept on disk (NUMBA_CACHE_DIR, or beside the sources): the first time takes half a minute, later a second.
"""

from voordeur.planning.engine.offer import offers
from voordeur.planning.engine.problem import (
    After,
    Break,
    Craftsman,
    Job,
    Place,
    Problem,
    Shift,
    Travel,
    Window,
)
from voordeur.planning.engine.solve import after_rounds, solve
from voordeur.planning.engine.state import prepare


def warm() -> None:
    """Compile everything that solve(), repair() and offers() use, or load it when it was compiled before."""
    lunch = Break(720, 810, 30)
    craftsmen = tuple(Craftsman(name, (Shift(480, 960, "home", "home", 30, (lunch,)),)) for name in ("one", "other"))
    jobs = (
        Job("pair", "there", 30, people=2),
        Job("then", "there", 30, after=(After("pair", 30),)),
        Job("any", "home", 30),
    )
    places = (Place("home", x=0.0, y=0.0), Place("there", x=10.0, y=0.0))
    problem = Problem(places, Travel("euclidean"), craftsmen, jobs)
    plan = solve(problem, seed=1, stop=after_rounds(10))
    solve(problem, plan, seed=1, stop=after_rounds(1))
    offers(prepare(problem, plan), Job("new", "there", 20), [Window(480, 720)])
