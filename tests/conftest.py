"""What the tests of the whole house share: their marks, and a database that several processes can open."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests import database

ROOT = Path(__file__).resolve().parents[1]
PURE = tuple(ROOT / "src/voordeur" / room for room in ("kernel", "policy", "figures", "planning/engine"))


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "journey: a story in a real browser; runs on SQLite only")
    config.addinivalue_line("markers", "pure: touches no database, so running it on one is enough")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark by place: nobody has to think of it."""
    for item in items:
        if item.path.is_relative_to(ROOT / "tests" / "journeys"):
            item.add_marker(pytest.mark.journey)
        elif any(item.path.is_relative_to(room) for room in PURE):
            item.add_marker(pytest.mark.pure)


@pytest.fixture(scope="session")
def empty_database(django_db_setup, django_db_blocker, tmp_path_factory) -> Path | None:
    """A file with every table and no rows; None on PostgreSQL, which has no files."""
    if connection.vendor != "sqlite":
        return None
    target = tmp_path_factory.mktemp("empty") / "empty.sqlite3"
    with django_db_blocker.unblock():
        database.save_empty(target)
    return target


@pytest.fixture
def own_database(request, empty_database, tmp_path, django_db_blocker) -> Iterator[str]:
    """The DATABASE_URL of an empty database in which commits are real, so that other threads and processes see them."""
    if empty_database is None:
        request.getfixturevalue("transactional_db")
        yield database.url_of_connection()
        return
    with django_db_blocker.unblock(), database.in_use(empty_database, tmp_path / "voordeur.sqlite3") as url:
        yield url
