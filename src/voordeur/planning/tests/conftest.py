"""A database that several connections can share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections


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
