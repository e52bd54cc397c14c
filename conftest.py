"""What the tests of the whole house share: their marks, and a database that several processes can open."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from tests import database

ROOT = Path(__file__).resolve().parent
# What a test asks for that works in a database; pytest-django keeps every other test from it.
IN_DATABASE = {"db", "transactional_db", "live_server", "_django_db_helper", "own_database", "empty_database"}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "journey: a story in a real browser; runs on SQLite only")
    config.addinivalue_line("markers", "pure: touches no database, so running it on one is enough")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark by place and by what is asked for: nobody has to think of it."""
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        if item.path.is_relative_to(ROOT / "tests" / "journeys"):
            item.add_marker(pytest.mark.journey)
        elif not item.get_closest_marker("django_db") and not IN_DATABASE & asked:
            item.add_marker(pytest.mark.pure)
        if "own_database" in asked and connection.vendor != "sqlite":
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session", autouse=True)
def static_files_when_asked() -> None:
    """Every client of a test begins the site anew; it need not walk through all files of the pages each time."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session")
def dutch() -> None:
    """The pages speak Dutch: the compiled texts are no part of a clone."""
    stale = [
        source
        for source in (ROOT / "src").rglob("*.po")
        if not (made := source.with_suffix(".mo")).exists() or made.stat().st_mtime < source.stat().st_mtime
    ]
    if stale:
        subprocess.run(
            [sys.executable, "tools/translations.py", "--compile"], cwd=ROOT, check=True, capture_output=True
        )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix) -> Iterator[None]:
    """Migrated once by tools/test.sh, and not by every process again; pytest on its own migrates."""
    migrated = os.environ.get("VOORDEUR_MIGRATED")
    with database.begun_from(migrated) if migrated else nullcontext():
        yield


@pytest.fixture(scope="session")
def empty_database(django_db_blocker, tmp_path_factory) -> Path:
    """A SQLite file with every table and no rows."""
    target = tmp_path_factory.mktemp("empty") / "empty.sqlite3"
    with django_db_blocker.unblock():
        database.make_empty(target)
    return target


@pytest.fixture
def own_database(request, tmp_path, django_db_blocker) -> Iterator[str]:
    """The DATABASE_URL of an empty database in which commits are real, so that other threads and processes see them."""
    if connection.vendor != "sqlite":
        request.getfixturevalue("transactional_db")
        yield database.url_of_connection()
        return
    file = tmp_path / "voordeur.sqlite3"
    shutil.copyfile(request.getfixturevalue("empty_database"), file)
    with django_db_blocker.unblock(), database.in_use(file) as url:
        yield url
