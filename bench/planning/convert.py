"""Brings public instances into our JSON form, so that `voordeur plan solve` can be tried on them.

    python bench/planning/convert.py field_service R1 --out P.json [--best PLAN.json]
    python bench/planning/convert.py technician_skills C101 --kit owned --out P.json
    python bench/planning/convert.py made week60-1+breaks --out P.json
    python bench/planning/convert.py field_service --list

Reads ../shared/data beside the repository and says so when that is absent (exit 1). `--best` writes the published
routes as a plan, timed by retime.py.
"""

import argparse
import json
import sys
from pathlib import Path

import instances
import public
from retime import Retimer

from voordeur.planning.engine.file_write import plan_to_json, problem_to_json


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=("field_service", "technician_skills", "made"))
    parser.add_argument("instance", nargs="?")
    parser.add_argument("--list", action="store_true", help="name the instances and their best known minutes")
    parser.add_argument("--kit", default="skills", choices=public.KITS)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--best", type=Path)
    asked = parser.parse_args()
    if asked.kind != "made" and not asked.list and not asked.instance:
        parser.error("name an instance, or ask for --list")
    try:
        if asked.list:
            for name in public.names(asked.kind) if asked.kind != "made" else ():
                print(name)
            return 0
        found = _read(asked.kind, asked.instance, asked.kit)
    except FileNotFoundError as absent:
        print(absent, file=sys.stderr)
        return 1
    written = json.dumps(problem_to_json(found.problem))
    if asked.out:
        asked.out.write_text(written + "\n", encoding="utf-8")
    else:
        print(written)
    if asked.best:
        if found.orders is None:
            print("no routes are published for this instance", file=sys.stderr)
            return 1
        plan = Retimer(found.problem).plan(found.orders)
        asked.best.write_text(json.dumps(plan_to_json(plan)) + "\n", encoding="utf-8")
    return 0


def _read(kind: str, name: str, kit: str) -> public.Instance:
    if kind == "field_service":
        return public.field_service(name)
    if kind == "technician_skills":
        return public.technician_skills(name, kit=kit)
    return public.Instance(instances.named(name), 0.0, 0)


if __name__ == "__main__":
    sys.exit(main())
