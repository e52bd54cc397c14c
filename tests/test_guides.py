"""The guides do what they say: every block of shell in docs/guides is run, in order, on a database of its own."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure  # a guide has a database of its own, whatever the other tests run on

ROOT = Path(__file__).resolve().parents[1]
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_every_block_of_a_guide_runs(guide: Path, tmp_path: Path, empty_database: Path) -> None:
    blocks = BLOCK.findall(guide.read_text(encoding="utf-8"))
    assert blocks, "a guide without a block to run says nothing that can be checked"
    bin_folder = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        "VOORDEUR_DATA": str(tmp_path / "data"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'guide.sqlite3'}",
    }
    shutil.copy(empty_database, tmp_path / "guide.sqlite3")
    for block in blocks:
        done = subprocess.run(
            ["sh", "-e", "-c", block], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
