"""What an offer costs is what riding every route with the job at every place says, under every rule and price."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.pure


def test_offers_equal_a_plain_resimulation_of_every_place() -> None:
    command = [sys.executable, str(ROOT / "bench" / "planning" / "agree.py"), "--questions", "20", "--craftsmen", "3"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()

    assert said[-1].startswith("20 questions, ")
    assert said[-1].endswith(" 0 different prices")
