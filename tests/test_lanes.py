"""Processes for what computes for minutes: started when something waits, kept by one worker of a machine, gone with it.

And two of them on one queue of simulations, of which a third died in the middle: they say what one process says.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from tests import database
from voordeur.base import lanes, outbox
from voordeur.base.models import OutboxEvent
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.policy import presets
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.study import ask
from voordeur.twin.models import Study, StudyPart
from voordeur.twin.rules import Status
from voordeur.twin.services import studies

pytestmark = pytest.mark.django_db(transaction=True)

LANE = studies.LANE
PATIENCE = 240.0  # of which most goes into compiling when nothing was compiled before
# A worker that prints the number of the process it started for the lane, and then does nothing more.
KEEPER = """
import django, time
django.setup()
from django.utils import timezone
from voordeur.base import lanes
crew = lanes.Crew(1)
crew.tend(timezone.now())
print(*crew.pids("twin"), flush=True)
time.sleep(600)
"""


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database that other processes can reach, and that those we start are told of."""
    monkeypatch.setenv("VOORDEUR_DATA", str(tmp_path))
    if connection.vendor == "postgresql":
        found = database.url_of_connection()
        monkeypatch.setenv("DATABASE_URL", found)
        yield found
        return
    file = tmp_path / "lanes.sqlite3"
    shutil.copy(request.getfixturevalue("empty_database"), file)
    with database.in_use(file) as found:
        monkeypatch.setenv("DATABASE_URL", found)
        yield found


def wait_until(ready: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if ready():
            return
        time.sleep(0.05)
    raise AssertionError(f"waited {PATIENCE} seconds for: {what}")


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.usefixtures("url")
def test_one_worker_of_a_machine_starts_processes_when_something_waits():
    crew, other = lanes.Crew(1), lanes.Crew(1)
    try:
        crew.tend(timezone.now())
        assert not crew.pids(LANE)

        event = outbox.publish("nobody.listens", now=timezone.now(), lane=LANE)
        crew.tend(timezone.now())
        other.tend(timezone.now())
        (pid,) = crew.pids(LANE)
        assert not other.pids(LANE)
        wait_until(lambda: OutboxEvent.objects.filter(pk=event.pk, done_at__isnull=False).exists(), "the event")
        # It stays for what may come next.
        assert is_alive(pid)
    finally:
        crew.end()
    assert not is_alive(pid)


@pytest.mark.usefixtures("url")
def test_another_worker_takes_over_when_nothing_was_heard_for_long():
    now = timezone.now()
    outbox.publish("nobody.listens", now=now, lane=LANE)
    gone, next_one = lanes.Crew(1), lanes.Crew(1)
    try:
        gone.tend(now)
        gone.end()
        next_one.tend(now + timedelta(seconds=1))
        assert not next_one.pids(LANE)
        outbox.publish("nobody.listens", now=now, lane=LANE)
        next_one.tend(now + lanes.SPEAKS_FOR + timedelta(seconds=1))
        assert next_one.pids(LANE)
    finally:
        next_one.end()


@pytest.mark.usefixtures("url")
def test_a_process_of_a_lane_ends_with_a_worker_that_was_killed():
    outbox.publish("nobody.listens", now=timezone.now(), lane=LANE)
    keeper = subprocess.Popen(
        [sys.executable, "-c", KEEPER],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "voordeur.config.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert keeper.stdout is not None
    pid = int(keeper.stdout.readline())
    wait_until(lambda: OutboxEvent.objects.filter(done_at__isnull=False).exists(), "the event")
    assert is_alive(pid)
    os.kill(keeper.pid, signal.SIGKILL)
    keeper.communicate()
    wait_until(lambda: not is_alive(pid), "the end of the process")


def worker() -> "subprocess.Popen[str]":
    """`voordeur worker --lane twin`, which has begun to look for work."""
    process = subprocess.Popen(
        [sys.executable, "-m", "django", "voordeur_worker", "--lane", studies.LANE, "--until-idle", "6"],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "voordeur.config.settings", "VOORDEUR_LANE_CLAIM_SECONDS": "3"},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert "started" in process.stderr.readline()
    return process


@pytest.mark.usefixtures("url")
def test_two_workers_make_up_for_a_third_that_died():
    policy = presets.load("gepast")
    wanted = studies.Wanted(
        kind="turn",
        name="",
        asked={
            "policies": [presets.dump(policy)],
            "field": "appointments.window_minutes",
            "values": ["60", "120", "180", "240", "300"],
        },
        homes=150,
        replications=2,
        seed=5,
        first_on=date(2027, 1, 1),
    )
    dying = worker()
    study = studies.ask(wanted, by=make_user(role=Role.MANAGER), now=timezone.now())
    wait_until(lambda: StudyPart.objects.filter(tries=1).exists(), "a part that somebody took")
    dying.kill()
    dying.communicate()
    study.refresh_from_db()
    assert study.status == Status.RUNNING

    two = [worker(), worker()]
    wait_until(lambda: Study.objects.get(pk=study.pk).status != Status.RUNNING, "the end of the study")
    told = [one.communicate(timeout=PATIENCE)[1] for one in two]

    study.refresh_from_db()
    question = studies.question_of(study)
    alone = question.answer(ask(question, studies.size_of(study), registers.load(), processes=1))
    assert study.status == Status.DONE
    assert json.dumps(study.result, sort_keys=True) == json.dumps(alone, sort_keys=True)
    assert StudyPart.objects.filter(tries=2).exists()
    taken = [int(one.rsplit("taken: ", 1)[1]) for one in told]
    assert min(taken) >= 1
    assert sum(taken) >= study.parts_known - 1
