"""A database of one's own for tests that run a whole site: real commits, several connections, gone afterwards."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection, connections


def save_empty(target: Path) -> None:
    """Write the migrated, empty test database, which SQLite keeps in memory, to a file."""
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as file:
        connection.connection.backup(file)


@contextmanager
def in_use(empty: Path, file: Path) -> Iterator[str]:
    """Let every thread of this process work in a copy of `empty` for a while; gives its DATABASE_URL."""
    shutil.copyfile(empty, file)
    told, before = connections.databases["default"], connections["default"]
    connections.databases["default"] = {**told, "NAME": str(file)}
    connections["default"] = connections.create_connection("default")
    try:
        yield f"sqlite:///{file}"
    finally:
        connections["default"].close()
        connections.databases["default"], connections["default"] = told, before


def url_of_connection() -> str:
    """The DATABASE_URL of the PostgreSQL database that this process is connected to."""
    told = connection.settings_dict
    host = str(told["HOST"]).replace("/", "%2F")
    password = f":{told['PASSWORD']}" if told["PASSWORD"] else ""
    port = f":{told['PORT']}" if told["PORT"] else ""
    return f"postgres://{told['USER']}{password}@{host}{port}/{told['NAME']}"
