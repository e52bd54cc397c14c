"""`voordeur import`: dwellings, people or tenancies out of a file. Only translates; the work is in services."""

import json
import sys
import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from voordeur.homes import texts
from voordeur.homes.services.importing import KINDS, Outcome, about_the_file, import_table
from voordeur.homes.services.layout import Map, read_map
from voordeur.homes.services.ledger import Ledger
from voordeur.kernel.errors import FieldError, Refused

DONE, REFUSED, WRONG_USE = 0, 1, 2
SECONDS_BETWEEN_LINES = 5
SHOWN_TO_PEOPLE = 20
EXAMPLE = """
examples:
  voordeur import dwellings homes.csv --dry-run --json
  voordeur import people people.csv --map our-columns.toml --partial

MAP.toml:
  [columns]                 our field = "their column"
  street = "Straatnaam"
  [constants]               our field = one value for every row
  town = "Apeldoorn"
  [values.use]              their word = our word
  "Wonen" = "woonfunctie"

Dwellings of any use but "woonfunctie" are refused, unless the map says that such a use is one. Without a column
external_id the address is the key. Nothing is written when one row is refused, unless --partial.
exit status: 0 done, 1 refused (the reasons are in the JSON), 2 wrong usage
"""


class Command(BaseCommand):
    help = "Take in dwellings, people or tenancies from a CSV file; the same file twice changes nothing."
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        parser = super().create_parser(
            prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, epilog=EXAMPLE, **kwargs
        )
        parser.prog = "voordeur import"
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=list(KINDS), metavar="KIND", help=", ".join(KINDS))
        parser.add_argument("file", type=Path, metavar="FILE", help="CSV with a header; comma, semicolon or tab")
        parser.add_argument(
            "--map", type=Path, metavar="MAP.toml", help="which of their columns is which of our fields"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument("--partial", action="store_true", help="write the sound rows also when others are refused")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output, nothing else")
        parser.add_argument("--language", choices=["nl", "en"], default="nl", help="of the messages (nl)")

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override(options["language"]), Ledger() as ledger:
            outcome, status = self._run(ledger, options)
            if options["json"]:
                self._write_json(outcome, ledger, is_dry_run=options["dry_run"])
            else:
                self._write_words(outcome, ledger, is_dry_run=options["dry_run"])
        if status:
            sys.exit(status)

    def _run(self, ledger: Ledger, options: dict[str, Any]) -> tuple[Outcome, int]:
        kind, path = options["kind"], options["file"]
        try:
            map_ = read_map(options["map"], KINDS[kind].fields) if options["map"] else Map()
        except Refused as fault:
            return Outcome(kind=kind, problems=[about_the_file(fault)]), WRONG_USE
        if not path.is_file():
            problem = FieldError(field="", code="cannot_read_file", value=str(path))
            return Outcome(kind=kind, problems=[problem]), WRONG_USE
        self._make_tables()
        with progress(self.stderr.write, path.stat().st_size) as tell:
            outcome = import_table(
                kind,
                path,
                map_=map_,
                ledger=ledger,
                is_dry_run=options["dry_run"],
                is_partial=options["partial"],
                tell=tell,
                by=None,
                now=timezone.now(),
            )
        stays_out = outcome.problems or (outcome.refused and not options["partial"])
        return outcome, REFUSED if stays_out else DONE

    def _make_tables(self) -> None:
        """A database that was never used gets its tables first; one that was is left to whoever runs it."""
        if "homes_dwelling" not in connection.introspection.table_names():
            self.stderr.write(_("This database is new: making its tables."))
            call_command("migrate", verbosity=0)

    def _write_json(self, outcome: Outcome, ledger: Ledger, *, is_dry_run: bool) -> None:
        """One object, written piece by piece: a large file may have more faults than fit in memory."""
        head = {
            "kind": outcome.kind,
            "dry_run": is_dry_run,
            "written": outcome.is_written,
            "rows": outcome.rows,
            "created": outcome.created,
            "updated": outcome.updated,
            "unchanged": outcome.unchanged,
            "refused": outcome.refused,
            "encoding": outcome.encoding,
            "delimiter": outcome.delimiter,
        }
        self._piece(json.dumps(head, ensure_ascii=False)[:-1])
        for name, faults in (("errors", errors_of(outcome, ledger)), ("warnings", ledger.faults("warning"))):
            self._piece(f', "{name}": [')
            for index, fault in enumerate(faults):
                line = {"row": fault.row, "field": fault.field, "code": fault.code, "message": texts.sentence_of(fault)}
                self._piece((",\n" if index else "\n") + json.dumps(line, ensure_ascii=False))
            self._piece("]")
        self._piece("}\n")

    def _piece(self, text: str) -> None:
        self.stdout.write(text, ending="")

    def _write_words(self, outcome: Outcome, ledger: Ledger, *, is_dry_run: bool) -> None:
        self.stdout.write(
            _("%(rows)d rows: %(created)d new, %(updated)d changed, %(unchanged)d the same, %(refused)d refused.")
            % {
                "rows": outcome.rows,
                "created": outcome.created,
                "updated": outcome.updated,
                "unchanged": outcome.unchanged,
                "refused": outcome.refused,
            }
        )
        for index, fault in enumerate(errors_of(outcome, ledger)):
            if index == SHOWN_TO_PEOPLE:
                self.stdout.write(_("And more; --json lists them all."))
                break
            row = _("row %(row)s: ") % {"row": fault.row} if fault.row else ""
            self.stdout.write(f"- {row}{texts.sentence_of(fault)}")
        if is_dry_run:
            self.stdout.write(_("This was a trial: nothing was written."))
        elif not outcome.is_written:
            self.stdout.write(_("Nothing was written. Mend the rows above, or use --partial to keep the sound ones."))


def errors_of(outcome: Outcome, ledger: Ledger) -> Iterator[FieldError]:
    """What is wrong with the file, then what is wrong with its rows."""
    yield from outcome.problems
    yield from ledger.faults("error")


@contextmanager
def progress(write: Callable[[str], object], size: int) -> Iterator[Callable[[str, int], None]]:
    """How far the file is, on standard error: a bar at a terminal, a plain line now and then elsewhere."""
    stages = {"judge": _("Reading"), "write": _("Writing")}
    if sys.stderr.isatty():
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        ) as bars:
            tasks: dict[str, TaskID] = {}

            def show(stage: str, position: int) -> None:
                if stage not in tasks:
                    tasks[stage] = bars.add_task(stages[stage], total=size)
                bars.update(tasks[stage], completed=position)

            yield show
        return
    last = time.monotonic()

    def say(stage: str, position: int) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            write(f"{stages[stage]}: {position * 100 // max(size, 1)}%")

    yield say
