"""Runs `voordeur import` as a script of an association would, and reads its answer."""

import io
import json
from contextlib import redirect_stdout
from pathlib import Path

from django.core.management import call_command


def run(
    tmp_path: Path, content: str | bytes, *options: str, kind: str = "dwellings", status: int = 0, map_: str = ""
) -> dict:
    file = tmp_path / "table.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    if map_:
        (tmp_path / "map.toml").write_text(map_)
        options = (*options, "--map", str(tmp_path / "map.toml"))
    return run_file(file, *options, kind=kind, status=status)


def run_file(file: Path, *options: str, kind: str = "dwellings", status: int = 0) -> dict:
    out = io.StringIO()
    found = 0
    try:
        with redirect_stdout(out):
            call_command("voordeur_import", kind, str(file), "--json", *options, stdout=out)
    except SystemExit as left:
        found = left.code
    answer = json.loads(out.getvalue())
    assert found == status, answer
    assert answer["rows"] == sum(answer[name] for name in ("created", "updated", "unchanged", "refused"))
    return answer


def codes(answer: dict) -> list[tuple[int | None, str, str]]:
    return [(error["row"], error["field"], error["code"]) for error in answer["errors"]]
