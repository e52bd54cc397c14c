"""A database of one's own for tests that run a whole site: real commits, several connections, gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection, connections


@contextmanager
def in_use(file: Path) -> Iterator[str]:
    """Let every thread of this process work in this SQLite file for a while; gives its DATABASE_URL."""
    told, before = connections.databases["default"], connections["default"]
    connections.databases["default"] = {**told, "NAME": str(file)}
    connections["default"] = connections.create_connection("default")
    try:
        yield f"sqlite:///{file}"
    finally:
        connections["default"].close()
        connections.databases["default"], connections["default"] = told, before


def make_empty(file: Path) -> None:
    """Write a SQLite file with every table and no rows."""
    with in_use(file):
        call_command("migrate", verbosity=0)


def url_of_connection() -> str:
    """The DATABASE_URL of the PostgreSQL database that this process is connected to."""
    told = connection.settings_dict
    host = str(told["HOST"]).replace("/", "%2F")
    password = f":{told['PASSWORD']}" if told["PASSWORD"] else ""
    port = f":{told['PORT']}" if told["PORT"] else ""
    return f"postgres://{told['USER']}{password}@{host}{port}/{told['NAME']}"
