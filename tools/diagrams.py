"""Write the pictures that the code itself holds: the states of cases and plans, and the layers.

python tools/diagrams.py           write docs/states/*.md and docs/layers.md
python tools/diagrams.py --check   change nothing; exit 1 when one of them is stale
"""

import argparse
import configparser
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from voordeur.complaints.rules import status as complaints  # noqa: E402 - the source folder is not installed everywhere
from voordeur.contact.rules import questions  # noqa: E402 - the source folder is not installed everywhere
from voordeur.correspondence.rules import threads  # noqa: E402 - the source folder is not installed everywhere
from voordeur.counter.rules import status as desk  # noqa: E402 - the source folder is not installed everywhere
from voordeur.planning import rules as planning  # noqa: E402 - the source folder is not installed everywhere
from voordeur.repairs.rules import status as rules  # noqa: E402 - the source folder is not installed everywhere
from voordeur.twin import rules as twin  # noqa: E402 - the source folder is not installed everywhere

NOTE = "<!-- Written by tools/diagrams.py from the code; change the code and run `make diagrams`. -->"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def codes(title: str, vera_list: str, found: Mapping[StrEnum, str]) -> str:
    rows = [(f"`{ours}`", f"`{theirs}`") for ours, theirs in found.items()]
    return f"## {title}\n\n{table(('ours', f'VERA {vera_list}'), rows)}"


def moves(table_of_moves: Mapping[tuple[StrEnum, StrEnum], StrEnum], allowed: Mapping[StrEnum, frozenset[str]]) -> str:
    rows = [
        (f"`{old}`", f"`{action}`", f"`{new}`", ", ".join(sorted(allowed[action])))
        for (old, action), new in table_of_moves.items()
    ]
    return f"## Who may make which move\n\n{table(('from', 'action', 'to', 'roles'), rows)}"


def page(title: str, intro: str, *parts: str) -> str:
    return "\n".join([f"# {title}", "", NOTE, "", intro, "", *parts])


def picture(drawing: str) -> str:
    return f"```mermaid\n{drawing}```\n"


def repair_page() -> str:
    return page(
        "States of a repair",
        "A repair request from report to settlement. Every move is one row of `REPAIR_MOVES` in"
        " `repairs/rules/status.py`; every other move is refused.",
        picture(rules.mermaid(rules.REPAIR_MOVES, rules.FIRST_REPAIR_STATUS)),
        codes("Codes", "ONDERHOUDSVERZOEKSTATUS", rules.VERA_REPAIR),
        moves(rules.REPAIR_MOVES, rules.MAY_REPAIR),
    )


def task_page() -> str:
    return page(
        "States of a task",
        "A piece of work for one trade, which is what a visit is for. Every move is one row of `TASK_MOVES` in"
        " `repairs/rules/status.py`.",
        picture(rules.mermaid(rules.TASK_MOVES, rules.FIRST_TASK_STATUS)),
        codes("Codes", "ONDERHOUDSTAAKSTATUS", rules.VERA_TASK),
        codes("Its appointment", "AFSPRAAKSTATUS", rules.VERA_APPOINTMENT),
        codes("Why another visit is needed", "ONDERHOUDSTAAKDETAILSTATUS", rules.VERA_FOLLOW_ON),
        moves(rules.TASK_MOVES, rules.MAY_TASK),
    )


def complaint_page() -> str:
    return page(
        "States of a complaint",
        "A complaint from receipt to the end, through two stages and, when it comes to that, outside. Every move is one"
        " row of `MOVES` in `complaints/rules/status.py`. In `waiting` and `review_waiting` the clock stands still. The"
        " second stage is judged by somebody who had no part in the first (`complaints/rules/people.py`).",
        picture(rules.mermaid(complaints.MOVES, complaints.FIRST_STATUS)),
        moves(complaints.MOVES, complaints.MAY),
    )


def question_page() -> str:
    return page(
        "States of a question",
        "A promised call-back or a question for the second line. Every move is one row of `MOVES` in"
        " `contact/rules/questions.py`. Who owns it and until when stands on its work item. `remind` and `escalate` are"
        " made by the clock alone: before the promised time ends, while somebody is there, and when it has passed.",
        picture(rules.mermaid(questions.MOVES, questions.FIRST_STATUS)),
        moves(questions.MOVES, questions.MAY),
    )


def desk_page() -> str:
    return page(
        "States at the desk",
        "A number in the hall and an appointment at the desk. Every move is one row of `TICKET_MOVES` and"
        " `APPOINTMENT_MOVES` in `counter/rules/status.py`. Who receives visitors moves numbers; whoever has the link"
        " of an appointment cancels it; `miss` is made by the clock alone.",
        "## A number\n",
        picture(rules.mermaid(desk.TICKET_MOVES, desk.FIRST_TICKET_STATUS)),
        "## An appointment\n",
        picture(rules.mermaid(desk.APPOINTMENT_MOVES, desk.FIRST_APPOINTMENT_STATUS)),
    )


def thread_page() -> str:
    return page(
        "States of a thread",
        "What somebody and the association write to each other about one thing, by mail and on the site. Every move is"
        " one row of `MOVES` in `correspondence/rules/threads.py`. `open` waits for our answer and has a term; `aside`"
        " is what no person wrote.",
        picture(rules.mermaid(threads.MOVES, threads.Status.OPEN)),
        moves(threads.MOVES, threads.MAY),
    )


def proposal_page() -> str:
    return page(
        "States of a proposal",
        "A better plan that is worked out in the background and that a planner accepts or not. Every move is one row of"
        " `PROPOSAL_MOVES` in `planning/rules.py`; only who may plan makes them, and the system.",
        picture(rules.mermaid(planning.PROPOSAL_MOVES, planning.FIRST_PROPOSAL_STATUS)),
        "## One change of it\n",
        picture(rules.mermaid(planning.CHANGE_MOVES, planning.FIRST_CHANGE_STATUS)),
    )


def setback_page() -> str:
    return page(
        "States of a setback",
        "A running day that goes otherwise: what happened, with the ways to go on that a planner chooses from. Every"
        " move is one row of `SETBACK_MOVES` in `planning/rules.py`; only who may plan makes them, and the system.",
        picture(rules.mermaid(planning.SETBACK_MOVES, planning.FIRST_SETBACK_STATUS)),
    )


def study_page() -> str:
    return page(
        "States of a study",
        "A question to the twin, from asking to the answer. Every move is one row of `MOVES` in `twin/rules.py`."
        " `finish` and `fail` are made by who does the last or a refused part; who asked, and a manager, may `cancel`.",
        picture(rules.mermaid(twin.MOVES, twin.Status.RUNNING)),
    )


def layers() -> list[list[str]]:
    """The layers of the import contract, the highest first; rooms of one layer do not know each other."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    lines = parser["importlinter:contract:layers"]["layers"].split("\n")
    return [[room.strip() for room in line.split("|")] for line in lines if line.strip()]


def layers_page() -> str:
    levels = layers()
    drawing = ["flowchart TD"]
    drawing += [f'    level{place}["{" · ".join(rooms)}"]' for place, rooms in enumerate(levels)]
    drawing += [f"    level{place} --> level{place + 1}" for place in range(len(levels) - 1)]
    return page(
        "Layers",
        "A room imports only rooms below it. `.importlinter` holds the contract and `lint-imports` proves it; the"
        " composition root `config` is the only place that knows everyone.",
        picture("\n".join(drawing) + "\n"),
    )


PAGES = {
    "docs/states/repair.md": repair_page,
    "docs/states/task.md": task_page,
    "docs/states/complaint.md": complaint_page,
    "docs/states/question.md": question_page,
    "docs/states/desk.md": desk_page,
    "docs/states/thread.md": thread_page,
    "docs/states/proposal.md": proposal_page,
    "docs/states/setback.md": setback_page,
    "docs/states/study.md": study_page,
    "docs/layers.md": layers_page,
}


def main() -> int:
    """Write or check every page; returns the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog="example: python tools/diagrams.py --check",
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when a page is stale")
    check = parser.parse_args().check
    stale = []
    for name, draw in PAGES.items():
        path, text = ROOT / name, draw()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"{name} is stale: run `make diagrams`" if check else f"{name} written")
    return 1 if check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
