"""voordeur figures: every figure over the last year, computed now."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from voordeur.costs import queries
from voordeur.costs.texts import count_in_words, margin_in_words, value_in_words
from voordeur.figures.rules.figures import Code, Unit
from voordeur.figures.texts import WORDS
from voordeur.kernel.errors import Refused
from voordeur.promises import queries as promises


class Command(BaseCommand):
    help = "Every figure over the last 365 days. Example: voordeur figures --json"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            policy = promises.in_force(now).policy
        except Refused as refused:
            if options["json"]:
                self.stdout.write(json.dumps({"refused": [{"code": refused.code}]}))
            self.stderr.write("No policy is in force, so there are no prices and no norms to compute figures with.")
            raise SystemExit(1) from refused
        found = queries.compute(now, policy)["figures"]
        if options["json"]:
            kept = ("value", "low", "high", "unit", "n")
            figures = {code: {key: figure[key] for key in kept} for code, figure in found.items()}
            self.stdout.write(json.dumps({"figures": figures}))
            return
        for code, figure in found.items():
            parts = (margin_in_words(figure), count_in_words(Code(code), figure["n"]))
            told = ", ".join(part for part in parts if part)
            self.stdout.write(
                f"{WORDS[Code(code)].name}: {value_in_words(figure['value'], Unit(figure['unit']))} ({told})"
            )
