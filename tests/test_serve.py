"""`voordeur serve` is one process tree that serves and does the background work."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure  # it serves from a file of its own, whatever the other tests run on

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(arguments: list[str], environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)


def until(happened) -> None:
    limit = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < limit:
        if happened():
            return
        time.sleep(0.2)
    pytest.fail(f"did not happen within {PATIENCE_SECONDS} seconds")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Path:
    """A database of an association that has promises and nothing else, made once."""
    folder = tmp_path_factory.mktemp("begun")
    environment = {**os.environ, "VOORDEUR_DATA": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'begun.sqlite3'}"}
    shutil.copy(empty_database, folder / "begun.sqlite3")
    run(["voordeur_policy", "start", "gepast"], environment)
    return folder / "begun.sqlite3"


@pytest.mark.parametrize(("option", "works"), [([], True), (["--no-worker"], False)], ids=["worker", "no worker"])
def test_serving_does_the_repeated_work_unless_told_otherwise(
    option: list[str], works: bool, tmp_path: Path, begun: Path
) -> None:
    database = tmp_path / "serve.sqlite3"
    port = free_port()
    environment = {**os.environ, "VOORDEUR_DATA": str(tmp_path), "DATABASE_URL": f"sqlite:///{database}"}
    shutil.copy(begun, database)
    server = subprocess.Popen(
        [sys.executable, "manage.py", "voordeur_serve", "--port", str(port), *option],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
    )

    def answers() -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def marks() -> int:
        with sqlite3.connect(database) as connection:
            return int(connection.execute("SELECT count(*) FROM base_schedulemark").fetchone()[0])

    try:
        until(answers)
        if works:
            until(lambda: marks() > 0)
        else:
            time.sleep(3)
            assert marks() == 0
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
