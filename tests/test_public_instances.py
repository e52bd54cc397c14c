"""Public instances come into our form as their source means them: the published routes cost what was published."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from voordeur.planning.engine.check import check
from voordeur.planning.engine.file_form import plan_from_json, problem_from_json

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / ".." / "shared" / "data"
PUBLISHED = {"R1": (4915.7669, 0), "R2": (4139.6666, 2), "R3": (4434.7998, 0)}

pytestmark = pytest.mark.pure


def convert(*words: str) -> None:
    command = [sys.executable, str(ROOT / "bench" / "planning" / "convert.py"), *words]
    subprocess.run(command, check=True, capture_output=True)


def needs(file: str) -> None:
    if not (DATA / file).exists():
        pytest.skip(f"{file} is not beside the repository")


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_routes_of_a_field_service_day_cost_what_was_published(name: str, tmp_path: Path) -> None:
    needs("field_service_jobs.csv")
    convert("field_service", name, "--out", str(tmp_path / "p.json"), "--best", str(tmp_path / "best.json"))
    problem = problem_from_json(json.loads((tmp_path / "p.json").read_text(encoding="utf-8")))
    plan = plan_from_json(json.loads((tmp_path / "best.json").read_text(encoding="utf-8")))
    minutes, left = PUBLISHED[name]
    assert check(problem, plan) == []
    assert plan.cost["duration"] == pytest.approx(minutes, abs=0.001)
    assert len(plan.unplanned) == left


def test_a_technician_may_only_do_what_the_chosen_kit_asks(tmp_path: Path) -> None:
    needs("technician_skills_instances.csv")
    asked: dict[str, set[str]] = {}
    for kit in ("skills", "owned", "both"):
        convert("technician_skills", "R101", "--kit", kit, "--out", str(tmp_path / "p.json"))
        problem = problem_from_json(json.loads((tmp_path / "p.json").read_text(encoding="utf-8")))
        assert len(problem.craftsmen) == (50 if kit == "both" else 25)
        assert len(problem.jobs) == 100
        asked[kit] = {need.split()[0] for job in problem.jobs for need in job.skills}
    everything = {"skill", "tool", "part"}
    assert asked == {"skills": {"skill"}, "owned": everything, "both": everything}


def test_a_made_week_is_the_same_every_time(tmp_path: Path) -> None:
    for file in ("one.json", "other.json"):
        convert("made", "week6-3+breaks+pairs+order", "--out", str(tmp_path / file))
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "other.json").read_bytes()
    problem = problem_from_json(json.loads((tmp_path / "one.json").read_text(encoding="utf-8")))
    assert {job.people for job in problem.jobs} == {1, 2}
    assert any(job.after for job in problem.jobs)
    assert all(shift.breaks for who in problem.craftsmen for shift in who.shifts)


def test_an_absent_public_instance_is_told_in_a_sentence(tmp_path: Path) -> None:
    copied = tmp_path / "bench" / "planning"
    copied.mkdir(parents=True)
    for file in (ROOT / "bench" / "planning").glob("*.py"):
        (copied / file.name).write_bytes(file.read_bytes())
    done = subprocess.run(
        [sys.executable, str(copied / "convert.py"), "field_service", "R1"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "not part of this repository" in done.stderr
