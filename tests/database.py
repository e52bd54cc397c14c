"""A database of one's own for tests that run a whole site: real commits, several connections, gone afterwards."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
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
    if migrated := os.environ.get("VOORDEUR_MIGRATED"):
        shutil.copyfile(migrated, file)
        return
    with in_use(file):
        call_command("migrate", verbosity=0)


@contextmanager
def begun_from(migrated: str) -> Iterator[None]:
    """Let Django make the database of the tests from one with every table: a SQLite file, or the name of a PostgreSQL
    template. Migrating takes half a minute, and every process of the tests needs a database of its own."""
    if connection.vendor != "sqlite":
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated
        yield
        return
    name = "file:voordeur_tests?mode=memory&cache=shared"
    connection.settings_dict["TEST"]["NAME"] = name
    # What is in memory lives as long as somebody is connected to it.
    with closing(sqlite3.connect(name, uri=True)) as memory:
        with closing(sqlite3.connect(migrated)) as file:
            file.backup(memory)
        yield


def url_of_connection() -> str:
    """The DATABASE_URL of the PostgreSQL database that this process is connected to."""
    told = connection.settings_dict
    host = str(told["HOST"]).replace("/", "%2F")
    password = f":{told['PASSWORD']}" if told["PASSWORD"] else ""
    port = f":{told['PORT']}" if told["PORT"] else ""
    return f"postgres://{told['USER']}{password}@{host}{port}/{told['NAME']}"
