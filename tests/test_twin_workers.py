"""Two worker processes on one queue of simulations, of which a third died in the middle: the answer of one process."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from tests import database
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.policy import presets
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.study import ask
from voordeur.twin.models import Study, StudyPart
from voordeur.twin.rules import Status
from voordeur.twin.services import studies

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 240.0  # of which most goes into compiling when nothing was compiled before


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A database that other processes can reach."""
    if connection.vendor == "postgresql":
        yield database.url_of_connection()
        return
    file = tmp_path / "studies.sqlite3"
    database.make_empty(file)
    with database.in_use(file) as found:
        yield found


def worker(url: str, folder: Path) -> "subprocess.Popen[str]":
    """`voordeur worker --lane twin`, which has begun to look for work."""
    process = subprocess.Popen(
        [sys.executable, "-m", "django", "voordeur_worker", "--lane", studies.LANE, "--until-idle", "6"],
        env=os.environ
        | {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "voordeur.config.settings",
            "VOORDEUR_DATA": str(folder),
            "VOORDEUR_LANE_CLAIM_SECONDS": "3",
        },
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert "started" in process.stderr.readline()
    return process


def wait_until(ready: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if ready():
            return
        time.sleep(0.02)
    raise AssertionError(f"waited {PATIENCE} seconds for: {what}")


def test_two_workers_make_up_for_a_third_that_died(url: str, tmp_path: Path):
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
    dying = worker(url, tmp_path)
    study = studies.ask(wanted, by=make_user(role=Role.MANAGER), now=timezone.now())
    wait_until(lambda: StudyPart.objects.filter(tries=1).exists(), "a part that somebody took")
    dying.kill()
    dying.communicate()
    study.refresh_from_db()
    assert study.status == Status.RUNNING

    two = [worker(url, tmp_path), worker(url, tmp_path)]
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
