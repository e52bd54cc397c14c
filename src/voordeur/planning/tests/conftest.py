"""A database that several connections can share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from voordeur.planning.engine.problem import Craftsman, Job, Place, Problem, Shift, Travel, Window
from voordeur.planning.engine.solve import after_rounds, solve


@pytest.fixture
def shared_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """The test database, open to more threads with a connection each.

    Django keeps SQLite's test database in memory, where threads share one connection's locks and prove nothing about a
    real one: it is copied to a file, with the settings of the live database, for the time of the test.
    """
    own = connections["default"]
    if own.vendor != "sqlite":
        yield
        return
    file = tmp_path / "shared.sqlite3"
    with own.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])
    in_memory = own.settings_dict["NAME"]
    own.settings_dict["NAME"] = str(file)
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        own.settings_dict["NAME"] = in_memory
        connections["default"] = own


@pytest.fixture(scope="session")
def compiled_search() -> None:
    """The search as it is in a process that has searched before: the first time it is compiled, which takes seconds."""
    home, work = Place("home", lat=52.2, lon=5.9), Place("work", lat=52.3, lon=5.9)
    problem = Problem(
        (home, work),
        Travel("distance"),
        (Craftsman("sam", (Shift(480, 960, "home", "home"),)),),
        (Job("one", "work", 30, windows=(Window(480, 600),), promised=True), Job("other", "work", 30)),
    )
    solve(problem, solve(problem, seed=1, stop=after_rounds(20)), seed=1, stop=after_rounds(20))
