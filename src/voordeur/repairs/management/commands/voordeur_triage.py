"""`voordeur triage`: what a tenant's words mean, how urgent it is and who pays. Only translates."""

import csv
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.db import DatabaseError
from django.utils import timezone, translation

from voordeur.base.command import DONE, REFUSED, WRONG_USE, HouseCommand
from voordeur.kernel.errors import Refused
from voordeur.policy import presets
from voordeur.policy.models import ServicePolicy
from voordeur.promises import queries as promises
from voordeur.repairs import texts
from voordeur.repairs.rules import tree as trees
from voordeur.repairs.rules.triage import to_json, triage

DEFAULT_POLICY = "gepast"


class Command(HouseCommand):
    help = "Say place, element, defect, urgency and who pays for a tenant's own words."
    example = (
        "examples:\n"
        '  voordeur triage --text "de kraan in de keuken lekt" --json\n'
        "  voordeur triage --file reports.csv --column text --json     one object a line, in order\n\n"
        "Without --policy the policy in force in the database is used, or gepast when there is none."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("--text", metavar="T")
        source.add_argument("--file", metavar="F", help="a CSV file with a header")
        parser.add_argument("--column", metavar="C", help="the column that holds the text")
        parser.add_argument("--policy", metavar="P", help="a preset or a policy file")
        parser.add_argument("--subscription", action="store_true", help="the tenant has the service subscription")
        parser.add_argument("--json", action="store_true", help="JSON on standard output")
        parser.add_argument("--language", choices=["nl", "en"], default="nl")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            sys.exit(self._answer(options))

    def _answer(self, options: dict[str, Any]) -> int:
        try:
            policy = self._policy(options["policy"])
        except presets.PolicyErrors as found:
            self.put({"errors": [{"field": fault.field, "code": fault.code} for fault in found.errors]})
            return REFUSED
        if options["text"] is not None:
            self._say_one(options["text"], policy, options, indent=2)
            return DONE
        return self._file(policy, options)

    def _file(self, policy: ServicePolicy, options: dict[str, Any]) -> int:
        column = options["column"]
        if not column:
            self.say("--file needs --column, the name of the column that holds the text")
            return WRONG_USE
        try:
            with Path(options["file"]).open(encoding="utf-8-sig", errors="replace", newline="") as stream:
                rows = csv.DictReader(stream)
                if column not in (rows.fieldnames or ()):
                    names = ", ".join(rows.fieldnames or ())
                    self.put(
                        {"errors": [{"field": "--column", "code": "unknown_column", "value": column, "allowed": names}]}
                    )
                    return REFUSED
                for row in rows:
                    self._say_one(row[column] or "", policy, options, indent=None)
        except OSError as error:
            self.put(
                {
                    "errors": [
                        {"field": "--file", "code": "cannot_read_file", "value": options["file"], "message": str(error)}
                    ]
                }
            )
            return REFUSED
        return DONE

    def _policy(self, name: str | None) -> ServicePolicy:
        if name in presets.names():
            return presets.load(str(name))
        if name:
            return presets.read(Path(name))
        try:
            return promises.in_force(timezone.now()).policy
        except (Refused, DatabaseError):
            return presets.load(DEFAULT_POLICY)

    def _say_one(self, text: str, policy: ServicePolicy, options: dict[str, Any], *, indent: int | None) -> None:
        result = triage(text, policy, trees.load(), has_subscription=options["subscription"])
        reason = texts.payer_sentence(result.payer) if result.payer else str(texts.PAYER_REASONS["not_recognised"])
        answer = to_json(result, reason=reason)
        if options["json"]:
            self.put(answer, indent=indent)
            return
        name = answer["name"]
        words = name[options["language"]] if isinstance(name, dict) else "?"
        self.stdout.write(f"{words} · {answer['urgency']} · {answer['payer']} · {reason}")
